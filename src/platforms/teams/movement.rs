//! People who come and go, as Teams tells of them.

use serde_json::Value;

use super::activity::words;
use super::names;
use crate::chat::Circle;

/// People who came into a team or a channel, or left it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Movement {
    pub circle: Circle,
    /// The conversation that the roster is of.
    pub conversation: String,
    pub people: Vec<Moved>,
}

/// Somebody who came or left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Moved {
    /// `29:...`, as only this bot knows them.
    pub user: String,
    pub object: Option<String>,
    pub tenant: Option<String>,
    pub is_member: bool,
}

impl Moved {
    /// None if it is a program, or nobody.
    pub(super) fn read(from: &Value, is_member: bool) -> Option<Self> {
        let user = words(&from["id"]).filter(|id| !names::is_program(id))?;
        let text = |name: &str| words(&from[name]).map(str::to_owned);
        Some(Self { user: user.to_owned(), object: text("aadObjectId"), tenant: text("tenantId"), is_member })
    }
}
