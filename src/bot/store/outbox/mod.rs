//! What waits to be sent, and what could not be.

mod rows;

use std::future::Future;

use chrono::{DateTime, Utc};

use crate::chat::{OrgId, PostId, WorkspaceId};
use crate::store::{Busy, Millis, StoreError};

/// A row of the outbox that is to be sent now.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Claimed {
    /// Its name.
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
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Stuck {
    /// Its name.
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
    /// The company.
    pub org: &'a OrgId,
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
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Dropped {
    /// The post it was to make, if it has a name.
    pub post: Option<PostId>,
    /// What was to be done, as JSON.
    pub errand: String,
    /// What it was: see [`Stuck::state`].
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

/// What waits to be sent, and what could not be.
pub trait OutboxStore {
    /// A row that makes this post is waiting to be sent, or it is not known yet whether it arrived.
    fn is_waiting(
        &mut self,
        org: &OrgId,
        post: &PostId,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// The row that makes this post, if nobody can tell whether it arrived.
    fn unknown(
        &mut self,
        org: &OrgId,
        post: &PostId,
    ) -> impl Future<Output = Result<Option<String>, StoreError>> + Send;

    /// Adds a row to the outbox. A change of a post drops waiting changes of the same post.
    fn queue(
        &mut self,
        row: &Waiting<'_>,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Takes up to `most` rows that are due, the first of each line, and leases them until `until`. Workspaces in `busy`
    /// have as many on their way as they may have.
    fn claim_outbox(
        &mut self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        most: i64,
        busy: &Busy,
    ) -> impl Future<Output = Result<Vec<Claimed>, StoreError>> + Send;

    /// Takes up to `most` rows whose fate is to be looked up now; they come again at `until` if nothing is said of them.
    fn claim_unanswered(
        &mut self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        most: i64,
        busy: &Busy,
    ) -> impl Future<Output = Result<Vec<Claimed>, StoreError>> + Send;

    /// Rows whose lease ran out: somebody stopped in the middle of sending them.
    fn abandoned(
        &mut self,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<Vec<Claimed>, StoreError>> + Send;

    /// Whoever sends the row is still at it. False if it is another's by now.
    fn renew_lease(
        &mut self,
        row: &Claimed,
        until: DateTime<Utc>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// The row arrived and is done. False if somebody else has claimed it since.
    fn sent(&mut self, row: &Claimed) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// What became of a row that did not arrive, or not for sure. False if somebody else has claimed it since, or has
    /// said what became of it.
    fn put_back(
        &mut self,
        row: &Claimed,
        fate: &PutBack<'_>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// What waits for a post is due: it arrived, or it never will.
    fn wake(
        &mut self,
        org: &OrgId,
        post: &PostId,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Nobody else works on this store: what is being sent by somebody is so by nobody any more, and is looked after now.
    fn take_over_sending(&mut self) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// What is due later than anything can be put off was put off by a clock that went wrong: it is due now.
    fn recall(&mut self, now: DateTime<Utc>) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// How much of a company's is in each state.
    fn outbox_counts(&mut self, org: &OrgId)
    -> impl Future<Output = Result<OutboxCounts, StoreError>> + Send;

    /// The same over all companies.
    fn all_outbox_counts(&mut self) -> impl Future<Output = Result<OutboxCounts, StoreError>> + Send;

    /// What could not be delivered in a company, the newest first.
    fn stuck(
        &mut self,
        org: &OrgId,
        most: i64,
    ) -> impl Future<Output = Result<Vec<Stuck>, StoreError>> + Send;

    /// Sends something stuck once more, or at once if it waits; false if it is not there any more.
    fn unstick(
        &mut self,
        org: &OrgId,
        id: &str,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Drops something stuck, and gives it back; none if it is not there any more.
    fn drop_stuck(
        &mut self,
        org: &OrgId,
        id: &str,
    ) -> impl Future<Output = Result<Option<Dropped>, StoreError>> + Send;

    /// Drops whatever waits or is stuck and holds these words, such as the name of what it is about. What is just being
    /// sent stays.
    fn drop_about(
        &mut self,
        org: &OrgId,
        words: &str,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// All that waits to be sent or could not be of a post: each row's name, and what is to be done, as JSON.
    fn unsent(
        &mut self,
        org: &OrgId,
        post: &PostId,
    ) -> impl Future<Output = Result<Vec<(String, String)>, StoreError>> + Send;

    /// Something else is to be done, as JSON.
    fn redirect(
        &mut self,
        org: &OrgId,
        id: &str,
        errand: &str,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// When the next row of the outbox is due.
    fn next_sending(&mut self) -> impl Future<Output = Result<Option<Millis>, StoreError>> + Send;
}
