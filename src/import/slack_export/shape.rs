//! The export's JSON, as far as it is read. Everything may be missing; what is unknown is passed over.

use serde::Deserialize;

/// An entry of `users.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct UserShape {
    pub id: Option<String>,
    pub team_id: Option<String>,
    pub name: Option<String>,
    pub deleted: bool,
    pub is_bot: bool,
    pub is_app_user: bool,
    pub is_restricted: bool,
    pub is_ultra_restricted: bool,
    pub is_stranger: bool,
    pub tz: Option<String>,
    pub profile: ProfileShape,
}

/// A user's profile; also a message's `user_profile`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ProfileShape {
    pub real_name: Option<String>,
    pub display_name: Option<String>,
    pub title: Option<String>,
    pub email: Option<String>,
    pub is_restricted: bool,
    pub is_ultra_restricted: bool,
}

/// An entry of `channels.json` or `groups.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ChannelShape {
    pub id: Option<String>,
    pub name: Option<String>,
    pub is_archived: bool,
    #[serde(skip)]
    pub private: bool,
}

/// A message of a day.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct MessageShape {
    pub r#type: Option<String>,
    pub subtype: Option<String>,
    pub user: Option<String>,
    pub bot_id: Option<String>,
    pub text: Option<String>,
    pub ts: Option<String>,
    pub thread_ts: Option<String>,
    pub parent_user_id: Option<String>,
    pub reply_count: u64,
    pub edited: Option<EditedShape>,
    pub user_profile: Option<ProfileShape>,
    pub reactions: Vec<ReactionShape>,
    pub files: Vec<FileShape>,
}

/// When a message was last changed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct EditedShape {
    pub ts: Option<String>,
}

/// A message of which only the name is wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct NameShape {
    pub ts: Option<String>,
    pub subtype: Option<String>,
}

/// Of a message with replies that was deleted, this is left.
const TOMBSTONE: &str = "tombstone";

impl MessageShape {
    /// Its name, and whether there is anything beside it.
    pub(super) fn name(&self) -> NameShape {
        NameShape { ts: self.ts.clone(), subtype: self.subtype.clone() }
    }
}

impl NameShape {
    /// It stands where a message stood that was deleted.
    pub(super) fn is_deleted(&self) -> bool {
        self.subtype.as_deref() == Some(TOMBSTONE)
    }
}

/// A reaction on a message.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ReactionShape {
    pub name: Option<String>,
    pub users: Vec<String>,
}

/// A file on a message.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct FileShape {
    pub title: Option<String>,
    pub name: Option<String>,
}
