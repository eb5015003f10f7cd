//! A message went out and no answer came back. Before anything is given up, it is looked for where it would be; where
//! nobody can look, it is sent once more with words that hold in both cases.

use chrono::TimeDelta;

use super::prepare::{Prepared, prepare};
use super::{LEASE, put_back};
use crate::bot::crew::Seats;
use crate::bot::store::{Claimed, PutBack};
use crate::bot::{DomainEvent, Machine};
use crate::chat::{Fate, Undelivered};
use crate::store::StoreError;

/// How often something has to be missing before it is sent again.
const LOOKS: i64 = 2;
/// How long between two looks: longer than a platform may take to show what it has taken.
const BETWEEN: TimeDelta = TimeDelta::seconds(20);
/// How long it is looked for while the platform cannot be reached.
const LONGEST: TimeDelta = TimeDelta::days(1);
/// How long before it is sent once more where nobody can look.
const BEFORE_AGAIN: TimeDelta = TimeDelta::seconds(15);

impl Machine {
    /// Rows whose fate is to be looked up, for as many as have a seat.
    pub(in crate::bot) async fn claim_unanswered(&self, seats: &Seats) -> Result<Vec<Claimed>, StoreError> {
        let now = self.setup.clock.now();
        let mut tx = self.setup.db.begin().await?;
        let rows = tx.claim_unanswered(now, now + LEASE * 3, seats.most(), &seats.busy()).await?;
        tx.commit().await?;
        Ok(rows)
    }

    /// Looks up whether a row arrived, and goes on accordingly.
    ///
    /// # Errors
    /// When the store fails; it is looked up again when its lease runs out.
    pub(in crate::bot) async fn follow_up(&self, row: &Claimed) -> Result<(), StoreError> {
        let fate = self.fate(row).await?;
        let now = self.setup.clock.now();
        let mut tx = self.setup.db.begin().await?;
        let age = now - row.created.utc();
        let (again, later) = match fate {
            Ok(Fate::Arrived(delivered)) => {
                tracing::info!(delivery = row.id, org = %row.org, "it had arrived");
                return self.arrived(tx, row, &delivered, now).await?.commit().await;
            }
            Ok(Fate::Lost) if row.looks + 1 >= LOOKS => {
                tracing::info!(delivery = row.id, org = %row.org, "it had not arrived; sending it again");
                return self.lost(tx, row, now).await?.commit().await;
            }
            Ok(Fate::Lost) => {
                let fate = PutBack { looked: true, ..put_back(row, "unanswered", now + BETWEEN) };
                tx.put_back(row, &fate).await?;
                return tx.commit().await;
            }
            Ok(Fate::Unknowable) | Err(Undelivered::Refused(_)) => (!row.again, None),
            Err(Undelivered::Throttled(wait)) => (false, Some(super::whole(wait))),
            Err(Undelivered::Unreached(_) | Undelivered::Unanswered(_)) => {
                (false, Some((age / 4).clamp(TimeDelta::seconds(5), TimeDelta::minutes(10))))
            }
        };
        if again {
            let fate = PutBack { again: true, ..put_back(row, "waiting", now + BEFORE_AGAIN) };
            tx.put_back(row, &fate).await?;
        } else if let (Some(wait), true) = (later, age < LONGEST) {
            tx.put_back(row, &put_back(row, "unanswered", now + wait)).await?;
        } else if tx.put_back(row, &put_back(row, "unknown", now)).await? {
            self.counts.unknown.inc();
            tracing::warn!(delivery = row.id, org = %row.org, "nobody can tell whether it arrived");
            tx = self
                .tell_features(tx, row, now, |post, place, account| DomainEvent::Unconfirmed {
                    post,
                    place,
                    account,
                })
                .await?;
        }
        tx.commit().await
    }

    async fn fate(&self, row: &Claimed) -> Result<Result<Fate, Undelivered>, StoreError> {
        let mut tx = self.setup.db.read().await?;
        let prepared = prepare(&mut tx, row).await?;
        drop(tx);
        let Prepared::Send(delivery, ..) = prepared else { return Ok(Ok(Fate::Unknowable)) };
        Ok(match self.setup.platforms.get(delivery.workspace.platform()) {
            Some(platform) => platform.fate(&delivery, row.created.utc()).await,
            None => Ok(Fate::Unknowable),
        })
    }
}
