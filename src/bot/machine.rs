//! The machine whole: what it is made of, its loop, and how it is stepped.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

use super::sealed::Seals;
use super::{Counts, Ctx, Ids, OutboxCounts, Registry};
use crate::chat::{OrgId, Platform, WorkspaceId};
use crate::clock::Clock;
use crate::search::Search;
use crate::store::{Db, StoreError, Tx};

/// What a machine is made of.
#[derive(Clone)]
pub struct Setup {
    /// Where everything is kept.
    pub db: Db,
    /// What time it is.
    pub clock: Clock,
    /// Who knows what.
    pub search: Search,
    /// All that the features registered.
    pub registry: Arc<Registry>,
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
    /// The platforms that open conversations of several people.
    pub(super) group_platforms: Arc<BTreeSet<&'static str>>,
}

impl std::fmt::Debug for Machine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Machine(..)")
    }
}

impl Machine {
    /// Puts it together. Nothing runs yet.
    pub fn new(setup: Setup) -> Self {
        let groups = setup.platforms.iter().filter(|(_, platform)| platform.opens_groups());
        Self {
            group_platforms: Arc::new(groups.map(|(name, _)| *name).collect()),
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
        tx.recall(now).await?;
        tx.commit().await?;
        self.forget_what_is_over(now).await
    }

    /// Something happened that no feature announces yet: all features hear it, as they would hear it from one.
    #[cfg(test)]
    pub(crate) async fn tell(&self, org: &OrgId, workspace: &WorkspaceId, domain_event: super::DomainEvent) {
        let tx = self.setup.db.begin().await.unwrap();
        let mut ctx = self.ctx(tx, self.setup.clock.now(), org, workspace);
        ctx.publish(domain_event);
        let reply = ctx.dispatch_events(&self.setup.registry, crate::chat::Reply::nothing()).await.unwrap();
        ctx.enqueue(None, reply.outgoing).await.unwrap();
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
            registry: self.setup.registry.clone(),
            address: self.setup.address.clone(),
            group_platforms: Arc::clone(&self.group_platforms),
            domain_events: Vec::new(),
        }
    }
}
