//! What people do, as a platform tells us of it once it has verified and translated its own payload.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

use super::{
    AccountId, ChannelStatement, EventKey, Membership, MessageId, MessageText, OrgId, PlaceId, ReplyHandle,
    TeamId, WorkspaceId,
};

/// Something that happened on a platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The same for every delivery of the same happening, unique within the workspace.
    pub key: EventKey,
    /// The company, from the installation and never from the payload.
    pub org: OrgId,
    /// The workspace that was installed.
    pub workspace: WorkspaceId,
    /// Who did it.
    pub from: AccountId,
    /// The place it happened in, and the thread.
    pub at: Place,
    /// A way to answer just this person, where the platform gave one.
    pub handle: Option<ReplyHandle>,
    /// The private answer can ride in the answer to the request itself (Slack's slash commands).
    pub answers_inline: bool,
    /// What they did.
    pub what: What,
}

/// Where something happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The channel, group or direct conversation.
    pub id: PlaceId,
    /// What kind of place.
    pub kind: PlaceKind,
    /// The first message of the thread, if it happened inside one.
    pub thread: Option<MessageId>,
    /// People from outside the company can read here, or nobody has said that they cannot.
    pub shared: bool,
}

/// What kind of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlaceKind {
    /// A channel that was stated to be open: to its workspace, or to its team. See [`super::Visibility`].
    Channel,
    /// A channel that only its members can read, or of which nobody has stated more.
    Private,
    /// A person and the bot.
    Direct,
    /// Some people, or two people without the bot.
    Group,
    /// No place: a home page, a form, a shortcut from anywhere.
    Nowhere,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// Words meant for the bot: a slash command, a mention, a direct message. Without the slash and without the
    /// mention of the bot.
    Command {
        /// The words.
        words: MessageText,
        /// They were a slash command, so that the first word is surely a command's name.
        slash: bool,
        /// The message they stand in, if they were one.
        message: Option<MessageId>,
        /// Groups of people that the words mention, each once.
        groups: Vec<GroupMention>,
    },
    /// An entry of the platform's own menus, on a message or from anywhere.
    Shortcut {
        /// Which handler: `feature.verb`.
        name: String,
        /// The message it was chosen on.
        message: Option<Message>,
    },
    /// A button.
    Press(Press),
    /// A form, sent.
    Submission(Submission),
    /// A person looks at their home page.
    Home,
    /// The bot was just added here, by whoever did it.
    Arrived,
    /// A message was written where the bot can read.
    Overheard(Message),
    /// A message was changed; this is how it reads now.
    Edited(Message),
    /// A message was deleted.
    Deleted(MessageId),
    /// A reaction was set or taken back.
    Reaction(Reaction),
    /// The platform says how an account is now: it joined, changed or left.
    Profile(Profile),
    /// The platform states something about the channel it happened in.
    Channel(ChannelStatement),
    /// The platform states that an account is in a channel or a team now, or is not any more.
    Membership(Membership),
}

/// A message somebody wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its name within the place.
    pub id: MessageId,
    /// Who wrote it; none for the bot's own and for other programs.
    pub author: Option<AccountId>,
    /// Its words.
    pub text: MessageText,
    /// The first message of its thread; none if it is in none, or is the first itself.
    pub thread: Option<MessageId>,
    /// When it was written.
    pub sent: DateTime<Utc>,
    /// When it was last changed; none if it never was.
    pub edited: Option<DateTime<Utc>>,
}

impl Message {
    /// When its author last changed it: sent, or edited. Some platforms tell the latter in whole seconds.
    pub fn version(&self) -> DateTime<Utc> {
        self.edited.map_or(self.sent, |edited| edited.max(self.sent))
    }
}

/// A pressed button.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Press {
    /// Which handler: `feature.verb`.
    pub action: String,
    /// What about. A platform gives what came back, signed; a handler is given the value of the button as it was made.
    /// It is an id that must be looked up within the caller's company, as what it names may be gone.
    pub value: String,
    /// The message that carries the button, if it is one that stays.
    pub message: Option<MessageId>,
}

/// A filled-in form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// Which handler: `feature.verb`.
    pub form: String,
    /// What the form is about. A platform gives the id that came back; a handler is given the context as it was made.
    pub context: String,
    /// What was filled in, by field; an empty field is missing or an empty list.
    pub values: BTreeMap<String, Vec<String>>,
}

impl Submission {
    /// The first value of a field, trimmed; none if the field is empty.
    pub fn value(&self, field: &str) -> Option<&str> {
        self.values.get(field)?.first().map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// All values of a field.
    pub fn values(&self, field: &str) -> &[String] {
        self.values.get(field).map_or(&[], Vec::as_slice)
    }

    /// The account in a field for a person.
    pub fn account(&self, field: &str) -> Option<AccountId> {
        self.value(field).map(AccountId::new)
    }

    /// The place in a field for a channel.
    pub fn place(&self, field: &str) -> Option<PlaceId> {
        self.value(field).map(PlaceId::new)
    }
}

/// A reaction on a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    /// The message.
    pub message: MessageId,
    /// Who wrote that message, if told.
    pub author: Option<AccountId>,
    /// The emoji's name, without colons.
    pub emoji: String,
    /// Set, or taken back.
    pub added: bool,
}

/// A group of people that somebody mentioned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupMention {
    /// How it stands in the words: `@ops`.
    pub name: String,
    /// Who is in it; none if the platform does not tell, or did not in time.
    pub members: Option<Vec<AccountId>>,
}

/// How a platform describes an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Which account.
    pub account: AccountId,
    /// The name people know them by. Empty if it was not told: then what they were called before stays.
    pub name: String,
    /// Their title, if told.
    pub title: Option<String>,
    /// Their e-mail address, if told.
    pub email: Option<String>,
    /// Their IANA time zone, if told.
    pub time_zone: Option<String>,
    /// What they are to the company.
    pub standing: Standing,
    /// The teams that this account is in, all of them; none if the platform did not tell.
    pub teams: Option<Vec<TeamId>>,
}

/// What an account is to the company. Only a member can be an expert, be matched or be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Standing {
    /// Not told yet. Treated as nobody.
    Unknown,
    /// Works here.
    Member,
    /// Invited to some channels.
    Guest,
    /// A program.
    Bot,
    /// From another company, in a shared channel.
    Stranger,
    /// Deactivated.
    Gone,
}
