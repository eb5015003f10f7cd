//! People who come and go, as Teams tells of them.

use serde_json::Value;

use crate::chat::Circle;
use crate::platforms::teams::api::activity::words;
use crate::platforms::teams::api::ids;

/// People who came into a team or a channel, or left it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::platforms::teams) struct Movement {
    pub circle: Circle,
    /// The conversation that the roster is of.
    pub conversation: String,
    pub people: Vec<Moved>,
}

/// Somebody who came or left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::platforms::teams) struct Moved {
    /// `29:...`, as only this bot knows them.
    pub user: String,
    pub object: Option<String>,
    pub tenant: Option<String>,
    pub is_member: bool,
}

impl Moved {
    /// None if it is a program, or nobody.
    pub(in crate::platforms::teams) fn read(from: &Value, is_member: bool) -> Option<Self> {
        let user = words(&from["id"]).filter(|id| !ids::is_program(id))?;
        let text = |name: &str| words(&from[name]).map(str::to_owned);
        Some(Self { user: user.to_owned(), object: text("aadObjectId"), tenant: text("tenantId"), is_member })
    }
}
