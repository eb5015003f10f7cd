//! The export's JSON, as far as it is read. Everything may be missing, `null` or of another type, which is as good as
//! missing; what is unknown is passed over.

use serde::Deserialize;

use crate::chat::lenient::{Count, Flag, List, Object, Words};

macro_rules! shapes {
    ($($(#[$doc:meta])* $name:ident { $($field:ident $(as $wire:literal)? : $kind:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, Deserialize)]
        #[serde(default)]
        pub(super) struct $name {
            $($(#[serde(rename = $wire)])? pub $field: $kind,)*
        }
    )*};
}

shapes! {
    /// An entry of `users.json`.
    UserShape {
        id: Words,
        team_id: Words,
        name: Words,
        deleted: Flag,
        is_bot: Flag,
        is_app_user: Flag,
        is_restricted: Flag,
        is_ultra_restricted: Flag,
        is_stranger: Flag,
        tz: Words,
        profile: Object<ProfileShape>,
    }
    /// A user's profile; also a message's `user_profile`.
    ProfileShape {
        real_name: Words,
        display_name: Words,
        title: Words,
        email: Words,
        is_restricted: Flag,
        is_ultra_restricted: Flag,
    }
    /// An entry of `channels.json`, `groups.json`, `dms.json` or `mpims.json`.
    ChannelShape {
        id: Words,
        name: Words,
        is_archived: Flag,
        is_mpim: Flag,
        is_im: Flag,
    }
    /// A message of a day.
    MessageShape {
        kind as "type": Words,
        subtype: Words,
        user: Words,
        bot_id: Words,
        text: Words,
        ts: Words,
        thread_ts: Words,
        parent_user_id: Words,
        reply_count: Count,
        edited: Object<EditedShape>,
        user_profile: Object<ProfileShape>,
        reactions: List<Object<ReactionShape>>,
        files: List<Object<FileShape>>,
        comment: Object<CommentShape>,
    }
    /// When a message was last changed.
    EditedShape { ts: Words }
    /// What somebody wrote below a file, before there were threads.
    CommentShape {
        user: Words,
        comment: Words,
    }
    /// A message of which only the name is wanted.
    NameShape {
        ts: Words,
        subtype: Words,
    }
    /// A reaction on a message.
    ReactionShape {
        name: Words,
        users: List<Words>,
    }
    /// A file on a message.
    FileShape {
        title: Words,
        name: Words,
    }
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
        self.subtype.get() == Some(TOMBSTONE)
    }
}
