//! The machine's own tables.

use std::future::Future;

use chrono::{DateTime, Utc};

use crate::chat::{EventKey, MessageId, OrgId, PlaceId, PostId, WorkspaceId};
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

/// A job that is due.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct DueJob {
    /// Its name.
    pub id: String,
    /// The company.
    pub org: OrgId,
    /// The workspace it was put off in.
    pub workspace: WorkspaceId,
    /// Which handler.
    pub kind: String,
    /// What about.
    pub about: String,
    /// What was kept with it.
    pub payload: String,
    /// How often it was tried, this time included.
    pub attempts: i64,
}

/// A post of ours, and where it is.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Post {
    /// Its name.
    pub id: PostId,
    /// Through which installation.
    pub workspace: WorkspaceId,
    /// The place it is in, once known.
    pub place: Option<PlaceId>,
    /// The first message of its thread, if it is not that itself.
    pub thread: Option<MessageId>,
    /// Its name there, once delivered.
    pub message: Option<MessageId>,
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

/// What the machine keeps.
pub trait BotStore {
    /// Keeps the event's key; false if it was there already.
    fn remember(
        &mut self,
        workspace: &WorkspaceId,
        key: &EventKey,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Forgets events that came before `before`.
    fn forget_events(
        &mut self,
        before: DateTime<Utc>,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Keeps a post under its name, with its place if that is known.
    fn name_post(
        &mut self,
        org: &OrgId,
        post: &Post,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Where a post is; none for another company's.
    fn post(
        &mut self,
        org: &OrgId,
        post: &PostId,
    ) -> impl Future<Output = Result<Option<Post>, StoreError>> + Send;

    /// Our post that stands there; none if that message is not ours, or has no name.
    fn post_at(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        message: &MessageId,
    ) -> impl Future<Output = Result<Option<Post>, StoreError>> + Send;

    /// The post arrived.
    fn post_arrived(
        &mut self,
        post: &PostId,
        place: &PlaceId,
        message: &MessageId,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

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

    /// A row that makes this post is waiting to be sent.
    fn is_waiting(
        &mut self,
        org: &OrgId,
        post: &PostId,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// When the next row of the outbox is due.
    fn next_sending(&mut self) -> impl Future<Output = Result<Option<Millis>, StoreError>> + Send;

    /// Puts a job off, or moves it.
    #[expect(clippy::too_many_arguments, reason = "a row, column by column")]
    fn put_off(
        &mut self,
        id: &str,
        org: &OrgId,
        workspace: &WorkspaceId,
        kind: &str,
        about: &str,
        payload: &str,
        due: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Drops a job.
    fn drop_job(
        &mut self,
        org: &OrgId,
        kind: &str,
        about: &str,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Takes up to `most` jobs that are due and leases them until `until`.
    fn claim_jobs(
        &mut self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        most: i64,
    ) -> impl Future<Output = Result<Vec<DueJob>, StoreError>> + Send;

    /// The job is done, unless it was moved or taken by another meanwhile: then false, and nothing happens.
    fn job_done(
        &mut self,
        id: &str,
        lease: DateTime<Utc>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// The job is tried again at `due`; never, if there is none.
    fn job_failed(
        &mut self,
        id: &str,
        due: Option<DateTime<Utc>>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// How many jobs were given up.
    fn failed_jobs(&mut self) -> impl Future<Output = Result<i64, StoreError>> + Send;

    /// When the next job is due.
    fn next_job(&mut self) -> impl Future<Output = Result<Option<Millis>, StoreError>> + Send;
}

impl BotStore for Tx {
    async fn remember(
        &mut self,
        workspace: &WorkspaceId,
        key: &EventKey,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let statement = sql!(
            "INSERT INTO inbox (workspace, event_key, received) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
        );
        Ok(self.execute(statement, values![workspace, key, now]).await? == 1)
    }

    async fn forget_events(&mut self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        self.execute(sql!("DELETE FROM inbox WHERE received < $1"), values![before]).await
    }

    async fn name_post(&mut self, org: &OrgId, post: &Post, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.execute(
            sql!(
                "INSERT INTO post (id, org, workspace, place, thread, message, created)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)"
            ),
            values![
                &post.id,
                org,
                &post.workspace,
                post.place.as_ref(),
                post.thread.as_ref(),
                post.message.as_ref(),
                now
            ],
        )
        .await?;
        Ok(())
    }

    async fn post(&mut self, org: &OrgId, post: &PostId) -> Result<Option<Post>, StoreError> {
        let query = sql!("SELECT id, workspace, place, thread, message FROM post WHERE org = $1 AND id = $2");
        self.optional(query, values![org, post]).await
    }

    async fn post_at(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        message: &MessageId,
    ) -> Result<Option<Post>, StoreError> {
        let query = sql!(
            "SELECT id, workspace, place, thread, message FROM post
             WHERE org = $1 AND place = $2 AND message = $3"
        );
        self.optional(query, values![org, place, message]).await
    }

    async fn post_arrived(
        &mut self,
        post: &PostId,
        place: &PlaceId,
        message: &MessageId,
    ) -> Result<(), StoreError> {
        let statement = sql!("UPDATE post SET place = $1, message = $2 WHERE id = $3");
        self.execute(statement, values![place, message, post]).await?;
        Ok(())
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

    async fn is_waiting(&mut self, org: &OrgId, post: &PostId) -> Result<bool, StoreError> {
        let query = sql!(
            "SELECT COUNT(*) FROM outbox
             WHERE org = $1 AND post = $2 AND is_edit = $3 AND state IN ('waiting', 'sending')"
        );
        Ok(self.one::<(i64,)>(query, values![org, post, false]).await?.0 > 0)
    }

    async fn next_sending(&mut self) -> Result<Option<Millis>, StoreError> {
        let query = sql!("SELECT MIN(due) FROM outbox WHERE state = 'waiting'");
        Ok(self.one::<(Option<Millis>,)>(query, values![]).await?.0)
    }

    async fn put_off(
        &mut self,
        id: &str,
        org: &OrgId,
        workspace: &WorkspaceId,
        kind: &str,
        about: &str,
        payload: &str,
        due: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.execute(
            sql!(
                "INSERT INTO job (id, org, workspace, kind, about, payload, state, attempts, due)
                 VALUES ($1, $2, $3, $4, $5, $6, 'waiting', 0, $7)
                 ON CONFLICT (org, kind, about) DO UPDATE SET
                     payload = excluded.payload, state = 'waiting', attempts = 0, due = excluded.due, lease = NULL"
            ),
            values![id, org, workspace, kind, about, payload, due],
        )
        .await?;
        Ok(())
    }

    async fn drop_job(&mut self, org: &OrgId, kind: &str, about: &str) -> Result<(), StoreError> {
        let statement = sql!("DELETE FROM job WHERE org = $1 AND kind = $2 AND about = $3");
        self.execute(statement, values![org, kind, about]).await?;
        Ok(())
    }

    async fn claim_jobs(
        &mut self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        most: i64,
    ) -> Result<Vec<DueJob>, StoreError> {
        let mut jobs: Vec<(Millis, DueJob)> = self
            .claim::<ClaimedJob>(
                sql!(
                    "UPDATE job SET state = 'running', lease = $1, attempts = attempts + 1 WHERE id IN (
                         SELECT id FROM job
                         WHERE (state = 'waiting' AND due <= $2) OR (state = 'running' AND lease < $2)
                         ORDER BY due, id LIMIT $3 /*skip locked*/)
                     RETURNING id, org, workspace, kind, about, payload, attempts, due"
                ),
                values![until, now, most],
            )
            .await?
            .into_iter()
            .map(|row| (row.due, row.job))
            .collect();
        jobs.sort_by(|(a, x), (b, y)| (a, &x.id).cmp(&(b, &y.id)));
        Ok(jobs.into_iter().map(|(_, job)| job).collect())
    }

    async fn job_done(&mut self, id: &str, lease: DateTime<Utc>) -> Result<bool, StoreError> {
        let statement = sql!("DELETE FROM job WHERE id = $1 AND state = 'running' AND lease = $2");
        Ok(self.execute(statement, values![id, lease]).await? == 1)
    }

    async fn job_failed(&mut self, id: &str, due: Option<DateTime<Utc>>) -> Result<(), StoreError> {
        match due {
            Some(due) => {
                let statement =
                    sql!("UPDATE job SET state = 'waiting', due = $1, lease = NULL WHERE id = $2");
                self.execute(statement, values![due, id]).await?;
            }
            None => {
                self.execute(sql!("UPDATE job SET state = 'failed' WHERE id = $1"), values![id]).await?;
            }
        }
        Ok(())
    }

    async fn failed_jobs(&mut self) -> Result<i64, StoreError> {
        Ok(self.one::<(i64,)>(sql!("SELECT COUNT(*) FROM job WHERE state = 'failed'"), values![]).await?.0)
    }

    async fn next_job(&mut self) -> Result<Option<Millis>, StoreError> {
        let query = sql!("SELECT MIN(due) FROM job WHERE state = 'waiting'");
        Ok(self.one::<(Option<Millis>,)>(query, values![]).await?.0)
    }
}

#[derive(sqlx::FromRow)]
struct ClaimedJob {
    #[sqlx(flatten)]
    job: DueJob,
    due: Millis,
}
