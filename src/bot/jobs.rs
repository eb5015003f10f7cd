//! What was put off: done when it is due, along the same path as everything else.

use std::panic::AssertUnwindSafe;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::FutureExt;

use super::crew::{COLLISIONS, Piece, Seats, retried};
use super::store::{DueJob, Jobs};
use super::{Backoff, Due, Failure, Machine, Weekly};
use crate::store::StoreError;

/// Jobs claimed at once, by whoever does all of them.
const BATCH: usize = 16;
/// How long a job may take before another copy of the program takes it.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// Then a job is given up, and shown to the lead.
const BACKOFF: Backoff = Backoff::new(&[15, 60, 135, 240, 375, 540, 735], 8);

impl Piece for DueJob {
    fn whose(&self) -> &str {
        self.org.as_str()
    }
}

impl Machine {
    /// Does what is due, once; says how many jobs that were.
    ///
    /// # Errors
    /// When the store fails; what was claimed comes back when its lease runs out.
    pub async fn step_jobs(&self) -> Result<usize, StoreError> {
        let jobs = self.claim_jobs(&Seats::new(BATCH, BATCH)).await?;
        for job in &jobs {
            self.job(job).await?;
        }
        Ok(jobs.len())
    }

    /// Jobs that are due, for as many as have a seat.
    pub(super) async fn claim_jobs(&self, seats: &Seats) -> Result<Vec<DueJob>, StoreError> {
        let now = self.setup.clock.now();
        let mut tx = self.setup.db.begin().await?;
        let jobs = tx.claim_jobs(now, now + LEASE, seats.most(), &seats.busy()).await?;
        tx.commit().await?;
        Ok(jobs)
    }

    /// Does a job; if the store is down, it comes again when its lease runs out.
    pub(super) async fn do_job(&self, job: &DueJob) {
        if let Err(error) = self.job(job).await {
            tracing::warn!(job = job.id, kind = job.kind, %error, "the store failed during a job; again later");
        }
    }

    async fn job(&self, job: &DueJob) -> Result<(), StoreError> {
        self.counts.jobs.inc();
        let now = self.setup.clock.now();
        let Err(error) = self.run_job(job, now).await else { return Ok(()) };
        let error = match error.downcast::<StoreError>() {
            // Not the job's fault: it is done as soon as the store can.
            Ok(store @ (StoreError::Unreachable(_) | StoreError::Away(_))) => return Err(store),
            Ok(store) => store.into(),
            Err(other) => other,
        };
        self.counts.failed_jobs.inc();
        let again = BACKOFF.after(job.attempts).map(|wait| now + wait);
        tracing::error!(
            job = job.id,
            kind = job.kind,
            org = %job.org,
            again = again.is_some(),
            error = format!("{error:#}"),
            "a job failed"
        );
        let next = again.or(self.next_week(job, now));
        retried(|| async {
            let mut tx = self.setup.db.begin().await?;
            tx.job_failed(job, next, now).await?;
            tx.commit().await
        })
        .await
    }

    /// When a job comes again; none for what is done once.
    fn next_week(&self, job: &DueJob, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let weekly = self.setup.registry.is_weekly(&job.kind);
        let every: Option<Weekly> = serde_json::from_str(&job.payload).ok().filter(|_| weekly);
        every.map(|every| every.next(now))
    }

    /// Does a job, and again at once if it collided with something.
    async fn run_job(&self, job: &DueJob, now: DateTime<Utc>) -> anyhow::Result<()> {
        let mut collisions = 0;
        loop {
            let Err(error) = self.run_once(job, now).await else { return Ok(()) };
            let collided = matches!(error.downcast_ref(), Some(StoreError::Collision(_)));
            if !collided || collisions == COLLISIONS {
                return Err(error);
            }
            collisions += 1;
        }
    }

    async fn run_once(&self, job: &DueJob, now: DateTime<Utc>) -> anyhow::Result<()> {
        let mut tx = self.setup.db.begin().await?;
        if !tx.job_done(job).await? {
            return Ok(());
        }
        let registry = std::sync::Arc::clone(&self.setup.registry);
        let Some(handler) = registry.job(&job.kind) else {
            tracing::warn!(kind = job.kind, "nobody does this any more");
            tx.commit().await?;
            return Ok(());
        };
        if let Some(next) = self.next_week(job, now) {
            tx.of::<Jobs>(&job.org)
                .schedule(&job.id, &job.workspace, &job.kind, &job.about, &job.payload, next)
                .await?;
        }
        let mut ctx = self.ctx(tx, now, &job.org, &job.workspace);
        let due = Due { key: job.about.clone(), payload: serde_json::from_str(&job.payload)? };
        let reply = AssertUnwindSafe(handler.call(&mut ctx, due))
            .catch_unwind()
            .await
            .unwrap_or_else(|_| Err(Failure::Broken(anyhow::anyhow!("panicked"))))
            .map_err(broken)?;
        let reply = ctx.dispatch_events(&registry, reply).await.map_err(broken)?;
        ctx.enqueue(None, reply.outgoing).await?;
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
