//! What waits to be sent, and what could not be.

use std::future::Future;

use chrono::{DateTime, Utc};

use crate::chat::{OrgId, PostId, WorkspaceId};
use crate::store::{Millis, StoreError, Tx};
use crate::{sql, values};

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
}

/// Something that could not be delivered, or may not have been.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Stuck {
    /// Its name.
    pub id: String,
    /// What was to be done, as JSON.
    pub errand: String,
    /// `failed`, or `unknown` when it may have arrived.
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
    /// What to do, as JSON.
    pub errand: &'a str,
}

/// What waits to be sent, and what could not be.
pub trait OutboxStore {
    /// A row that makes this post is waiting to be sent.
    fn is_waiting(
        &mut self,
        org: &OrgId,
        post: &PostId,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Adds a row to the outbox. A change of a post drops waiting changes of the same post.
    fn queue(
        &mut self,
        row: &Waiting<'_>,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Takes up to `most` rows that are due, the first of each line, and leases them until `until`.
    fn claim_outbox(
        &mut self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        most: i64,
    ) -> impl Future<Output = Result<Vec<Claimed>, StoreError>> + Send;

    /// Rows whose lease ran out: somebody stopped in the middle of sending them.
    fn abandoned(
        &mut self,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<Vec<Claimed>, StoreError>> + Send;

    /// The row is done.
    fn sent(&mut self, id: &str) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The row is tried again at `due`.
    fn retry_at(
        &mut self,
        id: &str,
        due: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The row is not tried again. `state` is `failed` or `unknown`.
    fn give_up(
        &mut self,
        id: &str,
        state: &'static str,
        reason: Option<&str>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// What could not be delivered in a company, the newest first.
    fn stuck(
        &mut self,
        org: &OrgId,
        most: i64,
    ) -> impl Future<Output = Result<Vec<Stuck>, StoreError>> + Send;

    /// Sends something stuck once more; false if it is not there any more.
    fn unstick(
        &mut self,
        org: &OrgId,
        id: &str,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Drops something stuck; false if it is not there any more.
    fn drop_stuck(&mut self, org: &OrgId, id: &str) -> impl Future<Output = Result<bool, StoreError>> + Send;

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

impl OutboxStore for Tx {
    async fn is_waiting(&mut self, org: &OrgId, post: &PostId) -> Result<bool, StoreError> {
        let query = sql!(
            "SELECT COUNT(*) FROM outbox
             WHERE org = $1 AND post = $2 AND is_edit = $3 AND state IN ('waiting', 'sending')"
        );
        Ok(self.one::<(i64,)>(query, values![org, post, false]).await?.0 > 0)
    }

    async fn queue(&mut self, row: &Waiting<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
        if let (true, Some(post)) = (row.is_edit, row.post) {
            let statement = sql!(
                "DELETE FROM outbox WHERE org = $1 AND post = $2 AND is_edit = $3 AND state = 'waiting'"
            );
            self.execute(statement, values![row.org, post, true]).await?;
        }
        self.execute(
            sql!(
                "INSERT INTO outbox
                 (id, org, workspace, line, post, is_edit, errand, state, attempts, due, created)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8, $8)"
            ),
            values![row.id, row.org, row.workspace, row.line, row.post, row.is_edit, row.errand, now],
        )
        .await?;
        Ok(())
    }

    async fn claim_outbox(
        &mut self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        most: i64,
    ) -> Result<Vec<Claimed>, StoreError> {
        let mut rows: Vec<Claimed> = self
            .claim(
                sql!(
                    "UPDATE outbox SET state = 'sending', lease = $1, attempts = attempts + 1 WHERE id IN (
                         SELECT id FROM outbox AS o WHERE state = 'waiting' AND due <= $2 AND NOT EXISTS (
                             SELECT 1 FROM outbox AS e
                             WHERE e.line = o.line AND e.id < o.id AND e.state IN ('waiting', 'sending'))
                         ORDER BY id LIMIT $3 /*skip locked*/)
                     RETURNING id, org, workspace, post, errand, attempts"
                ),
                values![until, now, most],
            )
            .await?;
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(rows)
    }

    async fn abandoned(&mut self, now: DateTime<Utc>) -> Result<Vec<Claimed>, StoreError> {
        let query = sql!(
            "SELECT id, org, workspace, post, errand, attempts FROM outbox
             WHERE state = 'sending' AND lease < $1 ORDER BY id LIMIT 100"
        );
        self.all(query, values![now]).await
    }

    async fn sent(&mut self, id: &str) -> Result<(), StoreError> {
        self.execute(sql!("DELETE FROM outbox WHERE id = $1"), values![id]).await?;
        Ok(())
    }

    async fn retry_at(&mut self, id: &str, due: DateTime<Utc>) -> Result<(), StoreError> {
        let statement = sql!("UPDATE outbox SET state = 'waiting', lease = NULL, due = $1 WHERE id = $2");
        self.execute(statement, values![due, id]).await?;
        Ok(())
    }

    async fn give_up(
        &mut self,
        id: &str,
        state: &'static str,
        reason: Option<&str>,
    ) -> Result<(), StoreError> {
        let statement = sql!("UPDATE outbox SET state = $1, lease = NULL, reason = $2 WHERE id = $3");
        self.execute(statement, values![state, reason, id]).await?;
        Ok(())
    }

    async fn stuck(&mut self, org: &OrgId, most: i64) -> Result<Vec<Stuck>, StoreError> {
        let query = sql!(
            "SELECT id, errand, state, reason, created FROM outbox
             WHERE org = $1 AND state IN ('failed', 'unknown') ORDER BY id DESC LIMIT $2"
        );
        self.all(query, values![org, most]).await
    }

    async fn unstick(&mut self, org: &OrgId, id: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let statement = sql!(
            "UPDATE outbox SET state = 'waiting', due = $1, attempts = 0, reason = NULL
             WHERE org = $2 AND id = $3 AND state IN ('failed', 'unknown')"
        );
        Ok(self.execute(statement, values![now, org, id]).await? == 1)
    }

    async fn drop_stuck(&mut self, org: &OrgId, id: &str) -> Result<bool, StoreError> {
        let statement =
            sql!("DELETE FROM outbox WHERE org = $1 AND id = $2 AND state IN ('failed', 'unknown')");
        Ok(self.execute(statement, values![org, id]).await? == 1)
    }

    async fn drop_about(&mut self, org: &OrgId, words: &str) -> Result<u64, StoreError> {
        let statement = sql!(
            "DELETE FROM outbox WHERE org = $1 AND state <> 'sending' AND REPLACE(errand, $2, '') <> errand"
        );
        self.execute(statement, values![org, words]).await
    }

    async fn unsent(&mut self, org: &OrgId, post: &PostId) -> Result<Vec<(String, String)>, StoreError> {
        let query = sql!("SELECT id, errand FROM outbox WHERE org = $1 AND post = $2 ORDER BY id");
        self.all(query, values![org, post]).await
    }

    async fn redirect(&mut self, org: &OrgId, id: &str, errand: &str) -> Result<(), StoreError> {
        let statement = sql!("UPDATE outbox SET errand = $1 WHERE org = $2 AND id = $3");
        self.execute(statement, values![errand, org, id]).await?;
        Ok(())
    }

    async fn next_sending(&mut self) -> Result<Option<Millis>, StoreError> {
        let query = sql!("SELECT MIN(due) FROM outbox WHERE state = 'waiting'");
        Ok(self.one::<(Option<Millis>,)>(query, values![]).await?.0)
    }
}
