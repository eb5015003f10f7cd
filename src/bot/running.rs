//! The machine at work: each kind of work goes on by itself until the program is told to stop.

use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::watch;

use super::Machine;
use super::crew::{Seats, Work};
use super::follow::Changes;
use super::outbox::Sending;
use super::places::Lookup;
use super::store::{Claimed, DueJob};
use crate::people::DueAccount;
use crate::store::StoreError;

/// How often old keys are dropped.
const TIDY: Duration = Duration::from_hours(1);
/// How often SQLite's log is moved into its file.
const CHECKPOINT: Duration = Duration::from_millis(500);
/// Messages on their way at the same time: altogether, and of one workspace.
const SENDINGS: (usize, usize) = (256, 16);
/// Look-ups of one kind at the same time: altogether, and of one workspace.
const LOOKUPS: (usize, usize) = (64, 8);
/// Jobs at the same time, on a store that many can write to at once. Those of one company come one after another.
const JOBS: usize = 4;

impl Machine {
    /// Works until `stop` says so: what is due is sent, done and looked up, here or in another copy of the program. Each kind
    /// of work goes on by itself, and a store that is down is waited for.
    pub async fn run(&self, stop: watch::Receiver<bool>) {
        if !self.setup.db.is_shared() {
            self.until_kept("what was cut off could not be taken over", || self.take_over()).await;
        }
        let jobs = if self.setup.db.is_shared() { JOBS } else { 1 };
        let sending = Work::<Sending> {
            name: "sending",
            seats: Seats::new(SENDINGS.0, SENDINGS.1),
            claim: |machine, seats| machine.claim_rows(seats).boxed(),
            run: |machine, sending| async move { machine.send_row(sending).await }.boxed(),
        };
        let unanswered = Work::<Claimed> {
            name: "looking for what was not answered",
            seats: Seats::new(LOOKUPS.0, LOOKUPS.1),
            claim: |machine, seats| machine.claim_unanswered(seats).boxed(),
            run: |machine, row| {
                async move {
                    let what = "the fate of a message could not be noted";
                    machine.until_kept(what, || machine.follow_up(&row)).await;
                }
                .boxed()
            },
        };
        let due = Work::<DueJob> {
            name: "jobs",
            seats: Seats::new(jobs, 1),
            claim: |machine, seats| machine.claim_jobs(seats).boxed(),
            run: |machine, job| async move { machine.do_job(&job).await }.boxed(),
        };
        let changes = Work::<Changes> {
            name: "what imports changed",
            seats: Seats::new(1, 1),
            claim: |machine, seats| machine.imported_changes(seats).boxed(),
            run: |machine, changes| async move { machine.follow_imports(changes).await }.boxed(),
        };
        let profiles = Work::<DueAccount> {
            name: "profiles",
            seats: Seats::new(LOOKUPS.0, LOOKUPS.1),
            claim: |machine, seats| machine.due_profiles(seats).boxed(),
            run: |machine, account| {
                async move {
                    let looked = machine.look_at_profile(&account).await;
                    gave_up("a profile", looked);
                }
                .boxed()
            },
        };
        let places = Work::<Lookup> {
            name: "channels and rosters",
            seats: Seats::new(LOOKUPS.0, LOOKUPS.1),
            claim: |machine, seats| machine.due_places(seats).boxed(),
            run: |machine, lookup| {
                async move {
                    let looked = machine.look_at_place(&lookup).await;
                    gave_up("a channel or its members", looked);
                }
                .boxed()
            },
        };
        tokio::join!(
            sending.go(self.clone(), stop.clone()),
            unanswered.go(self.clone(), stop.clone()),
            due.go(self.clone(), stop.clone()),
            changes.go(self.clone(), stop.clone()),
            profiles.go(self.clone(), stop.clone()),
            places.go(self.clone(), stop.clone()),
            self.keep_checkpointed(stop.clone()),
            self.keep_tidy(stop),
        );
    }

    /// Where only one copy of the program can be at work, whatever another one held was cut off.
    pub(super) async fn take_over(&self) -> Result<(), StoreError> {
        let mut tx = self.setup.db.begin().await?;
        let (sending, jobs) = (tx.take_over_sending().await?, tx.take_over_jobs().await?);
        tx.commit().await?;
        if sending + jobs > 0 {
            tracing::info!(sending, jobs, "the program was cut off; what it was doing goes on");
        }
        Ok(())
    }

    /// A store that many can write to at once does it by itself.
    async fn keep_checkpointed(&self, mut stop: watch::Receiver<bool>) {
        while !self.setup.db.is_shared() && !*stop.borrow() {
            if let Err(error) = self.setup.db.checkpoint().await {
                tracing::debug!(%error, "the log could not be moved into the file; the one who writes does it");
            }
            let _ = tokio::time::timeout(CHECKPOINT, stop.changed()).await;
        }
    }

    async fn keep_tidy(&self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            if let Err(error) = self.tidy(self.setup.clock.now()).await {
                tracing::error!(%error, "old keys could not be dropped");
            }
            let _ = tokio::time::timeout(TIDY, stop.changed()).await;
        }
    }
}

/// What was claimed comes again when its lease runs out.
fn gave_up(what: &str, looked: Result<(), StoreError>) {
    if let Err(error) = looked {
        tracing::warn!(%error, "the store failed while {what} was looked up; again later");
    }
}
