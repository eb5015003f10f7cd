//! What was put off.

use chrono::{DateTime, Utc};

use crate::chat::{OrgId, WorkspaceId};
use crate::store::{Busy, Millis, StoreError, Tx};
use crate::{company_store, sql, values};

/// A job that is due.
#[derive(Clone, Debug, sqlx_macros::FromRow)]
pub struct DueJob {
    /// The job's id.
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
    /// Until when it is whose who claimed it.
    pub lease: Millis,
}

/// A job that was given up.
#[derive(Clone, Debug, sqlx_macros::FromRow)]
pub struct FailedJob {
    /// The job's id.
    pub id: String,
    /// Which handler.
    pub kind: String,
    /// When it was tried for the last time.
    pub tried: Millis,
}

company_store! {
    /// What was put off.
    pub Jobs
}

impl Jobs<'_> {
    /// Puts a job off, or moves it.
    pub async fn schedule(
        &mut self,
        id: &str,
        workspace: &WorkspaceId,
        kind: &str,
        about: &str,
        payload: &str,
        due: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.tx.execute(
            sql!(
                "INSERT INTO job (id, org, workspace, kind, about, payload, state, attempts, due)
                 VALUES ($1, $2, $3, $4, $5, $6, 'waiting', 0, $7)
                 ON CONFLICT (org, kind, about) DO UPDATE SET
                     payload = excluded.payload, state = 'waiting', attempts = 0, due = excluded.due, lease = NULL"
            ),
            values![id, self.org, workspace, kind, about, payload, due],
        )
        .await?;
        Ok(())
    }

    /// Drops a job.
    pub async fn cancel(&mut self, kind: &str, about: &str) -> Result<(), StoreError> {
        let statement = sql!("DELETE FROM job WHERE org = $1 AND kind = $2 AND about = $3");
        self.tx.execute(statement, values![self.org, kind, about]).await?;
        Ok(())
    }

    /// A job that waits: when it is due, and what is kept with it.
    pub async fn waiting_job(
        &mut self,
        kind: &str,
        about: &str,
    ) -> Result<Option<(DateTime<Utc>, String)>, StoreError> {
        let query = sql!(
            "SELECT due, payload FROM job WHERE org = $1 AND kind = $2 AND about = $3 AND state = 'waiting'"
        );
        let row = self.tx.optional::<(Millis, String)>(query, values![self.org, kind, about]).await?;
        Ok(row.map(|(due, payload)| (due.utc(), payload)))
    }

    /// When a job that waits is due; none if it does not.
    pub async fn job_due(&mut self, kind: &str, about: &str) -> Result<Option<DateTime<Utc>>, StoreError> {
        let query =
            sql!("SELECT due FROM job WHERE org = $1 AND kind = $2 AND about = $3 AND state = 'waiting'");
        let row = self.tx.optional::<(Millis,)>(query, values![self.org, kind, about]).await?;
        Ok(row.map(|(due,)| due.utc()))
    }

    /// Jobs of a company that were given up, the last tried first.
    pub async fn given_up(&mut self, most: i64) -> Result<Vec<FailedJob>, StoreError> {
        let query = sql!(
            "SELECT id, kind, due AS tried FROM job WHERE org = $1 AND state = 'failed'
             ORDER BY due DESC, id LIMIT $2"
        );
        self.tx.all(query, values![self.org, most]).await
    }

    /// A job that was given up is tried again at once; false if it is not there any more.
    pub async fn take_up(&mut self, id: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let statement = sql!(
            "UPDATE job SET state = 'waiting', due = $1, attempts = 0
             WHERE org = $2 AND id = $3 AND state = 'failed'"
        );
        Ok(self.tx.execute(statement, values![now, self.org, id]).await? == 1)
    }

    /// A job that was given up is dropped; false if it is not there any more.
    pub async fn drop_given_up(&mut self, id: &str) -> Result<bool, StoreError> {
        let statement = sql!("DELETE FROM job WHERE org = $1 AND id = $2 AND state = 'failed'");
        Ok(self.tx.execute(statement, values![self.org, id]).await? == 1)
    }
}

impl Tx {
    /// Takes up to `most` jobs that are due and leases them until `until`. Companies in `busy` have as many going on as they
    /// may have.
    pub async fn claim_jobs(
        &mut self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        most: i64,
        busy: &Busy,
    ) -> Result<Vec<DueJob>, StoreError> {
        let mut jobs: Vec<(Millis, DueJob)> = self
            .claim::<ClaimedJob>(
                sql!(
                    "UPDATE job SET state = 'running', lease = $1, attempts = attempts + 1 WHERE id IN (
                         SELECT id FROM job
                         WHERE ((state = 'waiting' AND due <= $2) OR (state = 'running' AND lease < $2))
                         AND REPLACE($3, '|' || org || '|', '') = $3
                         ORDER BY due, id LIMIT $4 /*skip locked*/)
                     RETURNING id, org, workspace, kind, about, payload, attempts, lease, due"
                ),
                values![until, now, busy, most],
            )
            .await?
            .into_iter()
            .map(|row| (row.due, row.job))
            .collect();
        jobs.sort_by(|(a, x), (b, y)| (a, &x.id).cmp(&(b, &y.id)));
        Ok(jobs.into_iter().map(|(_, job)| job).collect())
    }

    /// The job is done, unless it was moved or taken by another meanwhile: then false, and nothing happens.
    pub async fn job_done(&mut self, job: &DueJob) -> Result<bool, StoreError> {
        let statement =
            sql!("DELETE FROM job WHERE org = $1 AND id = $2 AND state = 'running' AND lease = $3");
        Ok(self.execute(statement, values![&job.org, &job.id, job.lease.utc()]).await? == 1)
    }

    /// The job is tried again at `due`; never, if there is none. Nothing happens if it was moved or taken by another
    /// meanwhile.
    pub async fn job_failed(
        &mut self,
        job: &DueJob,
        due: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "UPDATE job SET state = $1, due = $2, lease = NULL
             WHERE org = $3 AND id = $4 AND state = 'running' AND lease = $5"
        );
        let state = if due.is_some() { "waiting" } else { "failed" };
        let values = values![state, due.unwrap_or(now), &job.org, &job.id, job.lease.utc()];
        self.execute(statement, values).await?;
        Ok(())
    }

    /// Nobody else works on this store: what is being done by somebody is so by nobody any more, and is due now.
    pub async fn take_over_jobs(&mut self) -> Result<u64, StoreError> {
        self.execute(sql!("UPDATE job SET lease = 0 WHERE state = 'running' AND org <> ''"), values![]).await
    }

    /// How many jobs were given up.
    pub async fn failed_jobs(&mut self) -> Result<i64, StoreError> {
        Ok(self.one::<(i64,)>(sql!("SELECT COUNT(*) FROM job WHERE state = 'failed'"), values![]).await?.0)
    }

    /// When the next job is due.
    pub async fn next_job(&mut self) -> Result<Option<Millis>, StoreError> {
        let query = sql!("SELECT MIN(due) FROM job WHERE state = 'waiting'");
        Ok(self.one::<(Option<Millis>,)>(query, values![]).await?.0)
    }
}

#[derive(sqlx_macros::FromRow)]
struct ClaimedJob {
    #[sqlx(flatten)]
    job: DueJob,
    due: Millis,
}
