//! The machine whole: what it is made of, its loop, and how it is stepped.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::FutureExt;
use tokio::sync::watch;

use super::crew::{Seats, Work, until_kept};
use super::follow::Changes;
use super::outbox::Sending;
use super::places::Lookup;
use super::sealed::Seals;
use super::store::{Claimed, DueJob, FileStore, FormStore, JobStore, OutboxStore, PostStore};
use super::{Counts, Ctx, Doors, Ids, OutboxCounts};
use crate::chat::{OrgId, Platform, WorkspaceId};
use crate::clock::Clock;
use crate::people::DueAccount;
use crate::search::Search;
use crate::store::{Db, StoreError, Tx};

/// How long keys of events are kept: longer than any platform goes on delivering.
const KEEP_EVENTS: TimeDelta = TimeDelta::days(8);
/// How often old keys are dropped.
const TIDY: Duration = Duration::from_secs(3600);
/// Messages on their way at the same time: altogether, and of one workspace.
const SENDINGS: (usize, usize) = (256, 16);
/// Look-ups of one kind at the same time: altogether, and of one workspace.
const LOOKUPS: (usize, usize) = (64, 8);
/// Jobs at the same time, on a store that many can write to at once. Those of one company come one after another.
const JOBS: usize = 4;

/// What a machine is made of.
#[derive(Clone)]
pub struct Setup {
    /// Where everything is kept.
    pub db: Db,
    /// What time it is.
    pub clock: Clock,
    /// Who knows what.
    pub search: Search,
    /// What stands on the doors.
    pub doors: Arc<Doors>,
    /// The platforms, by name.
    pub platforms: BTreeMap<&'static str, Arc<dyn Platform>>,
    /// Names and chance.
    pub ids: Ids,
    /// Where people reach this program in a browser, `https://lyceum.example.com`; none if they cannot.
    pub address: Option<Arc<str>>,
}

/// The machine. Clones are the same machine.
#[derive(Clone)]
pub struct Machine {
    pub(super) setup: Arc<Setup>,
    pub(super) work: Arc<watch::Sender<()>>,
    pub(super) counts: Arc<Counts>,
    pub(super) seals: Seals,
}

impl std::fmt::Debug for Machine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Machine(..)")
    }
}

impl Machine {
    /// Puts it together. Nothing runs yet.
    pub fn new(setup: Setup) -> Self {
        Self {
            setup: Arc::new(setup),
            work: Arc::new(watch::Sender::new(())),
            counts: Arc::default(),
            seals: Seals::default(),
        }
    }

    /// How much it has done.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// What waits in the outbox of all companies, and how many jobs were given up.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn backlog(&self) -> Result<(OutboxCounts, u64), StoreError> {
        let mut tx = self.setup.db.read().await?;
        Ok((tx.all_outbox_counts().await?, u64::try_from(tx.failed_jobs().await?).unwrap_or_default()))
    }

    /// Works until `stop` says so: what is due is sent, done and looked up, here or in another copy of the program. Each kind
    /// of work goes on by itself, and a store that is down is waited for.
    pub async fn run(&self, stop: watch::Receiver<bool>) {
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
                    until_kept(what, || machine.follow_up(&row)).await;
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
            self.keep_tidy(stop),
        );
    }

    async fn keep_tidy(&self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            if let Err(error) = self.tidy(self.setup.clock.now()).await {
                tracing::error!(%error, "old keys could not be dropped");
            }
            let _ = tokio::time::timeout(TIDY, stop.changed()).await;
        }
    }

    /// Does what is due now, once; says how much that was.
    ///
    /// # Errors
    /// When the store fails. What was claimed comes back when its lease runs out.
    pub async fn step(&self) -> Result<usize, StoreError> {
        Ok(self.step_outbox().await?
            + self.step_jobs().await?
            + self.step_changes().await?
            + self.step_profiles().await?
            + self.step_places().await?)
    }

    /// Steps until nothing is due now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn settle(&self) -> Result<(), StoreError> {
        while self.step().await? > 0 {}
        Ok(())
    }

    /// Lets time pass until `until`: the clock stops at each moment at which something is due, and it is done then.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn pass(&self, until: DateTime<Utc>) -> Result<(), StoreError> {
        let clock = &self.setup.clock;
        loop {
            self.settle().await?;
            let now = clock.now();
            let next = self.next_due().await?.filter(|next| *next <= until);
            match next {
                Some(next) if next > now => clock.advance(next - now),
                Some(_) => clock.advance(TimeDelta::milliseconds(1)),
                None => {
                    clock.advance((until - now).max(TimeDelta::zero()));
                    return self.settle().await;
                }
            }
        }
    }

    async fn next_due(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let mut tx = self.setup.db.read().await?;
        let due = [tx.next_job().await?, tx.next_sending().await?];
        Ok(due.into_iter().flatten().min().map(crate::store::Millis::utc))
    }

    pub(super) async fn tidy(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut tx = self.setup.db.begin().await?;
        tx.forget_events(now - KEEP_EVENTS).await?;
        tx.forget_files(now).await?;
        tx.forget_forms(now).await?;
        tx.commit().await
    }

    /// Something happened that no room announces yet: all rooms hear it, as they would hear it from one.
    #[cfg(test)]
    pub(crate) async fn tell(&self, org: &OrgId, workspace: &WorkspaceId, happening: super::Happening) {
        let tx = self.setup.db.begin().await.unwrap();
        let mut ctx = self.ctx(tx, self.setup.clock.now(), org, workspace);
        ctx.announce(happening);
        let reply = ctx.tell_the_others(&self.setup.doors, crate::chat::Reply::nothing()).await.unwrap();
        ctx.enqueue(None, reply.sayings).await.unwrap();
        ctx.tx.commit().await.unwrap();
    }

    pub(super) fn ctx(&self, tx: Tx, now: DateTime<Utc>, org: &OrgId, workspace: &WorkspaceId) -> Ctx {
        Ctx {
            tx,
            now,
            org: org.clone(),
            workspace: workspace.clone(),
            ids: self.setup.ids.clone(),
            search: self.setup.search.clone(),
            doors: self.setup.doors.clone(),
            address: self.setup.address.clone(),
            happenings: Vec::new(),
        }
    }
}

/// What was claimed comes again when its lease runs out.
fn gave_up(what: &str, looked: Result<(), StoreError>) {
    if let Err(error) = looked {
        tracing::warn!(%error, "the store failed while {what} was looked up; again later");
    }
}
