//! Who can read a place, as its platform states it. What nobody stated is private.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{AccountId, PlaceId, TeamId};

/// Who can read a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Visibility {
    /// Every member of the company, whichever workspace they are in.
    Organisation,
    /// Every member of the workspace that the place is in. Not its guests.
    Workspace,
    /// The members of one team.
    Team(TeamId),
    /// Only those who are in it.
    Members,
}

/// What a platform states about a channel. What is `None` was not told, and stays as it was known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelStatement {
    /// What it is called.
    pub name: Option<String>,
    /// Who can read it.
    pub visibility: Option<Visibility>,
    /// Until when `visibility` and `shared` are believed, where the platform does not tell of every change. After that
    /// the channel counts as private and shared.
    pub believed_until: Option<DateTime<Utc>>,
    /// People from other companies can read it.
    pub shared: Option<bool>,
    /// Nothing can be posted there: it is archived, deleted, or the bot is not in it any more.
    pub gone: Option<bool>,
    /// It was deleted with all that was said in it, or has come back.
    pub deleted: Option<bool>,
}

/// A set of accounts that a platform keeps a roster of.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Circle {
    /// Those who are in a channel.
    Place(PlaceId),
    /// Those who are in a team.
    Team(TeamId),
}

impl Circle {
    /// Its id as it is stored and compared.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Place(place) => place.as_str(),
            Self::Team(team) => team.as_str(),
        }
    }
}

/// An account is in a channel or a team, or is not any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The channel or team.
    pub circle: Circle,
    /// The account that is in it.
    pub account: AccountId,
    /// They are in it.
    pub is_member: bool,
}
