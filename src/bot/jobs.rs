//! What was put off: done when it is due, along the same path as everything else.

use std::panic::AssertUnwindSafe;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::FutureExt;

use super::store::{DueJob, JobStore};
use super::{Due, Failure, Machine, Weekly};
use crate::store::StoreError;

/// Jobs claimed at once.
const BATCH: i64 = 16;
/// How long a job may take before another copy of the program takes it.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// Attempts before a job is left for the log.
const ATTEMPTS: i64 = 8;

impl Machine {
    /// Does what is due, once; says how many jobs that were.
    ///
    /// # Errors
    /// When the store fails; what was claimed comes back when its lease runs out.
    pub async fn step_jobs(&self) -> Result<usize, StoreError> {
        let now = self.setup.clock.now();
        let lease = now + LEASE;
        let mut tx = self.setup.db.begin().await?;
        let jobs = tx.claim_jobs(now, lease, BATCH).await?;
        tx.commit().await?;
        for job in &jobs {
            self.counts.jobs.inc();
            if let Err(error) = self.run_job(job, lease, now).await {
                self.counts.failed_jobs.inc();
                let wait = TimeDelta::seconds(15 * job.attempts * job.attempts);
                let again = (job.attempts < ATTEMPTS).then(|| now + wait);
                tracing::error!(
                    job = job.id,
                    kind = job.kind,
                    org = %job.org,
                    again = again.is_some(),
                    error = format!("{error:#}"),
                    "a job failed"
                );
                let next = self.next_week(job, now);
                let mut tx = self.setup.db.begin().await?;
                tx.job_failed(&job.id, again.or(next)).await?;
                tx.commit().await?;
            }
        }
        Ok(jobs.len())
    }

    /// When a job comes again; none for what is done once.
    fn next_week(&self, job: &DueJob, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let weekly = self.setup.doors.is_weekly(&job.kind);
        let every: Option<Weekly> = serde_json::from_str(&job.payload).ok().filter(|_| weekly);
        every.map(|every| every.next(now))
    }

    async fn run_job(&self, job: &DueJob, lease: DateTime<Utc>, now: DateTime<Utc>) -> anyhow::Result<()> {
        let mut tx = self.setup.db.begin().await?;
        if !tx.job_done(&job.id, lease).await? {
            return Ok(());
        }
        let doors = std::sync::Arc::clone(&self.setup.doors);
        let Some(handler) = doors.job(&job.kind) else {
            tracing::warn!(kind = job.kind, "nobody does this any more");
            tx.commit().await?;
            return Ok(());
        };
        if let Some(next) = self.next_week(job, now) {
            tx.put_off(&job.id, &job.org, &job.workspace, &job.kind, &job.about, &job.payload, next).await?;
        }
        let mut ctx = self.ctx(tx, now, &job.org, &job.workspace);
        let due = Due { key: job.about.clone(), payload: serde_json::from_str(&job.payload)? };
        let reply = AssertUnwindSafe(handler.call(&mut ctx, due))
            .catch_unwind()
            .await
            .unwrap_or_else(|_| Err(Failure::Broken(anyhow::anyhow!("panicked"))))
            .map_err(broken)?;
        let reply = ctx.tell_the_others(&doors, reply).await.map_err(broken)?;
        ctx.enqueue(None, reply.sayings).await?;
        ctx.tx.commit().await?;
        Ok(())
    }
}

/// A job has nobody to refuse.
fn broken(failure: Failure) -> anyhow::Error {
    match failure {
        Failure::Broken(error) => error,
        Failure::Refused(card) => anyhow::anyhow!("a job was refused: {}", card.summary),
    }
}
