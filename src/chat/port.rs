//! The two ports between the machine and the platforms, and what passes through them.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    AccountId, Card, ChannelStatement, Circle, DeliveryId, Event, Faces, MessageId, PlaceId, Profile,
    Receipt, ReplyHandle, WorkspaceId,
};

/// Where platforms bring what happened.
#[async_trait]
pub trait Inbox: Send + Sync {
    /// Handles an event whole: once this returns, the event and all that follows from it are committed.
    /// The same event again is `Receipt::Done`, and nothing happens.
    ///
    /// # Errors
    /// `Unavailable` when the store could not be reached: nothing was kept, and the platform is to deliver again.
    async fn receive(&self, event: Event) -> Result<Receipt, Unavailable>;

    /// Somebody was turned away by this platform, before anything they said was believed: for whoever
    /// watches. `why` is one word of the platform's, never anything that was sent.
    fn turned_away(&self, _platform: &'static str, _why: &'static str) {}
}

/// The store could not be reached. Nothing was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the store could not be reached")]
pub struct Unavailable;

/// A platform, as the machine sees it.
#[async_trait]
pub trait Platform: Send + Sync {
    /// Sends one thing, once. Waiting for a quota is the caller's business: see `Undelivered::Throttled`.
    async fn deliver(&self, delivery: &Delivery) -> Result<Delivered, Undelivered>;

    /// Looks whether a new message is there that was sent at or after `sent`, and to which no answer came back.
    ///
    /// # Errors
    /// When the platform cannot be asked now; never because it is not allowed to tell.
    async fn fate(&self, _: &Delivery, _sent: DateTime<Utc>) -> Result<Fate, Undelivered> {
        Ok(Fate::Unknowable)
    }

    /// Looks up how the platform describes an account.
    async fn profile(&self, workspace: &WorkspaceId, account: &AccountId) -> Result<Profile, Undelivered>;

    /// The address at which a message can be opened in the platform's own client; none where there is no such thing, or
    /// it could not be found out quickly.
    async fn permalink(&self, _: &WorkspaceId, _: &PlaceId, _: &MessageId) -> Option<String> {
        None
    }

    /// Looks up what the platform states about a channel.
    async fn channel(
        &self,
        workspace: &WorkspaceId,
        place: &PlaceId,
    ) -> Result<ChannelStatement, Undelivered>;

    /// Reads everybody who is in a channel or a team.
    ///
    /// # Errors
    /// Also when the roster could not be read to its end: part of one is none.
    async fn members(&self, workspace: &WorkspaceId, circle: &Circle) -> Result<Roster, Undelivered>;

    /// It opens a conversation of several people and the bot: [`Target::Group`].
    fn opens_groups(&self) -> bool {
        false
    }

    /// Lists all channels that are open to a workspace, with what is stated about each. None where the platform tells of
    /// every change by itself, so that nothing has to be listed.
    ///
    /// # Errors
    /// Also when the list could not be read to its end: part of one is none.
    async fn open_channels(
        &self,
        workspace: &WorkspaceId,
    ) -> Result<Option<Vec<(PlaceId, ChannelStatement)>>, Undelivered>;
}

/// Who is in a channel or a team.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// Everybody, each once.
    pub accounts: Vec<AccountId>,
    /// How those of them are described now whom the platform had described as gone.
    pub returned: Vec<Profile>,
}

impl Roster {
    /// A roster on which nobody is back.
    pub fn of(accounts: Vec<AccountId>) -> Self {
        Self { accounts, returned: Vec::new() }
    }
}

/// One thing to send, with all that is needed to draw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The delivery's id: the same when it is tried again.
    pub id: DeliveryId,
    /// Through which installation.
    pub workspace: WorkspaceId,
    /// What is to be done.
    pub act: DeliveryAction,
    /// The people named in the card.
    pub faces: Faces,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeliveryAction {
    /// Create a message. Not safe to repeat.
    Post {
        /// The place, thread or person it goes to.
        to: Target,
        /// What it says.
        card: Card,
    },
    /// Change a message of ours. Safe to repeat.
    Edit {
        /// The place it is in.
        place: PlaceId,
        /// The message to change, by the platform's id.
        message: MessageId,
        /// What it says now.
        card: Card,
    },
    /// Delete a message of ours. Safe to repeat; it being gone already is success.
    Delete {
        /// The place it is in.
        place: PlaceId,
        /// The message to delete, by the platform's id.
        message: MessageId,
    },
    /// Change the message whose button was pressed, through its reply handle. Safe to repeat.
    Replace {
        /// The way to it.
        handle: ReplyHandle,
        /// What it says now.
        card: Card,
    },
    /// Draw a person's home page. Safe to repeat.
    Home {
        /// Whose.
        account: AccountId,
        /// What it says.
        card: Card,
    },
}

impl DeliveryAction {
    /// Doing it twice is the same as doing it once.
    pub fn is_repeatable(&self) -> bool {
        !matches!(self, Self::Post { .. })
    }

    /// What it says, if it says anything, to be changed.
    pub fn card_mut(&mut self) -> Option<&mut Card> {
        match self {
            Self::Post { card, .. }
            | Self::Edit { card, .. }
            | Self::Replace { card, .. }
            | Self::Home { card, .. } => Some(card),
            Self::Delete { .. } => None,
        }
    }

    /// What it says, if it says anything.
    pub fn card(&self) -> Option<&Card> {
        match self {
            Self::Post { card, .. }
            | Self::Edit { card, .. }
            | Self::Replace { card, .. }
            | Self::Home { card, .. } => Some(card),
            Self::Delete { .. } => None,
        }
    }
}

/// Where a new message goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// For everybody there.
    Place {
        /// The place to post in.
        place: PlaceId,
        /// Below which message.
        thread: Option<MessageId>,
    },
    /// For one person among others: the handle if it still works, else ephemeral, else their direct conversation.
    Only {
        /// The account to write to.
        account: AccountId,
        /// Where they are; none from a home page or a form.
        place: Option<PlaceId>,
        /// In which thread.
        thread: Option<MessageId>,
        /// The way to answer them.
        handle: Option<ReplyHandle>,
    },
    /// Their direct conversation with the bot.
    Direct(AccountId),
    /// Their conversation together with the bot, which is opened if need be. Only of platforms that open groups.
    Group(Vec<AccountId>),
}

/// It arrived.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// The place it is in, if it is a message that stays.
    pub place: Option<PlaceId>,
    /// Its name there.
    pub message: Option<MessageId>,
}

/// What became of a message to which no answer came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is there.
    Arrived(Delivered),
    /// It is not there. It may still be on its way for some seconds.
    Lost,
    /// Nobody can look there.
    Unknowable,
}

/// It did not arrive, or nobody knows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undelivered {
    /// Too fast. Nothing was sent; again after this long.
    #[error("throttled for {0:?}")]
    Throttled(Duration),
    /// Nothing was sent, because the platform could not be reached. Again later.
    #[error("not reached: {0}")]
    Unreached(String),
    /// The platform will not have it, now or later.
    #[error("refused: {0:?}")]
    Refused(Reason),
    /// The request went out and no answer came back: it may have arrived.
    #[error("no answer: {0}")]
    Unanswered(String),
}

/// Why a platform will not have something. The lead sees it in words; see `bot::cards`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// The bot is not in that channel.
    NotInChannel,
    /// The channel is gone, or was never visible to us.
    NoSuchChannel,
    /// The channel is archived.
    Archived,
    /// The person left, or their account is switched off.
    PersonGone,
    /// The person blocked the bot or removed it.
    Blocked,
    /// The installation was removed, or its token does not work any more.
    Revoked,
    /// The installation lacks a permission.
    MissingScope(String),
    /// The message is gone.
    NoSuchMessage,
    /// The way to answer ran out.
    HandleExpired,
    /// Where to post rests on a message that never arrived.
    NoThread,
    /// Too many attempts without reaching the platform.
    GaveUp,
    /// Anything else, by the platform's own code.
    Other(String),
}
