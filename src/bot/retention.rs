//! What is not kept for ever goes, a few rows at a time, so that nobody waits for it.

use chrono::{DateTime, TimeDelta, Utc};

use super::store::{PersonalRecords, Retained};
use super::{Machine, RegistryView};
use crate::chat::{OrgId, PersonId};
use crate::people::Newcomers;
use crate::store::{Retention, StoreError};

/// How long keys of events are kept: longer than any platform goes on delivering.
pub(super) const KEEP_EVENTS: TimeDelta = TimeDelta::days(8);
/// How long somebody is kept of whom nothing is known but that they wrote once, from when they last did something.
pub(super) const KEEP_NEWCOMERS: TimeDelta = TimeDelta::days(90);
/// Things that go in one transaction.
const AT_ONCE: i64 = 50;
/// Keys of events that go in one transaction: they are small, and many.
const KEYS_AT_ONCE: i64 = 500;
/// Transactions for one kind of things at a time; what is left goes the next time. Keys of events go until none is left.
const STEPS: usize = 100;
/// What hangs on an account, and goes with it.
const OF_AN_ACCOUNT: [&str; 3] = ["person", "account", "member"];

impl Machine {
    /// Drops what is over. Every step is a transaction of its own, and small.
    pub(super) async fn forget_what_is_over(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        loop {
            let mut tx = self.setup.db.begin().await?;
            let gone = [
                tx.forget_events(now - KEEP_EVENTS, KEYS_AT_ONCE).await?,
                tx.forget_files(now, AT_ONCE).await?,
                tx.forget_forms(now, KEYS_AT_ONCE).await?,
            ];
            tx.commit().await?;
            if gone == [0; 3] {
                break;
            }
        }
        let orgs = self.setup.db.read().await?.orgs().await?;
        for org in &orgs {
            for retention in self.setup.registry.retention() {
                self.drop_over(org, retention, now).await?;
            }
            self.forget_newcomers(org, now - KEEP_NEWCOMERS).await?;
        }
        Ok(())
    }

    async fn drop_over(
        &self,
        org: &OrgId,
        retention: &Retention,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let before = now - TimeDelta::days(retention.days);
        for _ in 0..STEPS {
            // It is looked for where nobody waits.
            let over =
                self.setup.db.read().await?.of::<Retained>(org).over(retention, before, AT_ONCE).await?;
            if over.is_empty() {
                break;
            }
            let mut tx = self.setup.db.begin().await?;
            let gone = tx.of::<Retained>(org).drop_over(retention, &over, before).await?;
            tx.commit().await?;
            tracing::debug!(%org, what = retention.what, gone, "no longer kept");
            if gone == 0 {
                break;
            }
        }
        Ok(())
    }

    /// Whoever is only somebody new, and of whom nothing is kept anywhere.
    async fn forget_newcomers(&self, org: &OrgId, before: DateTime<Utc>) -> Result<(), StoreError> {
        let mut after = PersonId::new("");
        for _ in 0..STEPS {
            let mut tx = self.setup.db.read().await?;
            let some = tx.of::<Newcomers>(org).newcomers(&after, before, AT_ONCE).await?;
            let Some(last) = some.last() else { break };
            after = last.clone();
            let mut nobodys = Vec::new();
            for person in some {
                let mut is_kept = false;
                for table in self.setup.registry.personal() {
                    is_kept = is_kept
                        || (!OF_AN_ACCOUNT.contains(&table.name)
                            && !tx.of::<PersonalRecords>(org).kept_of(table, &person).await?.is_empty());
                }
                if !is_kept {
                    nobodys.push(person);
                }
            }
            drop(tx);
            let mut tx = self.setup.db.begin().await?;
            for person in &nobodys {
                tx.of::<Newcomers>(org).forget_newcomer(person, before).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }
}
