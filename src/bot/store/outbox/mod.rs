//! What waits to be sent, and what could not be.

mod rows;

use chrono::{DateTime, Utc};

use crate::chat::{OrgId, PostId, WorkspaceId};
use crate::company_store;
use crate::store::Millis;

/// A row of the outbox that is to be sent now.
#[derive(Clone, Debug, sqlx_macros::FromRow)]
pub struct Claimed {
    /// The row's id, which is the delivery's id, too.
    pub id: String,
    /// The company.
    pub org: OrgId,
    /// Through which installation.
    pub workspace: WorkspaceId,
    /// The post it makes or changes, if it has a name.
    pub post: Option<PostId>,
    /// What to do, as JSON.
    pub errand: String,
    /// How often it was tried, this time included.
    pub attempts: i64,
    /// How often it was claimed: whoever claimed it later has another number, and is its holder.
    pub claims: i64,
    /// How often it was looked for, and was not there.
    pub looks: i64,
    /// It may have arrived once already.
    pub again: bool,
    /// When it was written.
    pub created: Millis,
}

/// Something that could not be delivered, or may not have been.
#[derive(Clone, Debug, sqlx_macros::FromRow)]
pub struct FailedDelivery {
    /// The row's id.
    pub id: String,
    /// What was to be done, as JSON.
    pub errand: String,
    /// `failed`, `unknown` when it may have arrived, or `waiting` when it has failed so often that it stepped aside.
    pub state: String,
    /// Why, as JSON.
    pub reason: Option<String>,
    /// When it was to be sent.
    pub created: Millis,
}

/// A new row of the outbox.
#[derive(Clone, Debug)]
pub struct Waiting<'a> {
    /// Its name; rows of one line go out in the order of their names.
    pub id: &'a str,
    /// Through which installation.
    pub workspace: &'a WorkspaceId,
    /// What must stay in order.
    pub line: &'a str,
    /// The post it makes or changes, if it has a name.
    pub post: Option<&'a PostId>,
    /// It changes a post: a later change of the same post makes it superfluous.
    pub is_edit: bool,
    /// The post that has to be there first: the one it goes below, or links to.
    pub below: Option<&'a PostId>,
    /// What to do, as JSON.
    pub errand: &'a str,
}

/// How many rows of the outbox are in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutboxCounts {
    /// To be sent, or being sent.
    pub waiting: u64,
    /// It is being found out whether they arrived.
    pub unanswered: u64,
    /// Nobody can tell whether they arrived.
    pub unknown: u64,
    /// They could not be delivered.
    pub failed: u64,
}

/// Something stuck that will not be sent.
#[derive(Clone, Debug, sqlx_macros::FromRow)]
pub struct Dropped {
    /// The post it was to make, if it has a name.
    pub post: Option<PostId>,
    /// What was to be done, as JSON.
    pub errand: String,
    /// What it was: see [`FailedDelivery::state`].
    pub state: String,
}

/// What becomes of a row that did not arrive, or not for sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PutBack<'a> {
    /// `waiting`, `unanswered` while its fate is being looked up, `unknown` when that was in vain, or `failed`.
    pub state: &'static str,
    /// When something is to be done about it.
    pub due: DateTime<Utc>,
    /// It does not hold up its line meanwhile.
    pub aside: bool,
    /// It was looked for, and was not there.
    pub looked: bool,
    /// It may have arrived once already.
    pub again: bool,
    /// Why, as JSON.
    pub reason: Option<&'a str>,
}

company_store! {
    /// What waits to be sent, and what could not be.
    pub Outbox
}
