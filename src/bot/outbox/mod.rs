//! What waits to be sent: kept in order for each place, tried again while that can help, looked for where nobody knows
//! whether it arrived, given up with a reason.
//!
//! Each row is sent and settled by itself. Whoever claims it holds it, and renews the lease while the platform takes its
//! time; what came of it is kept until the store has it.

mod fate;
mod prepare;
mod settle;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;

use super::crew::{Piece, Seats};
use super::outgoing::OutboxAction;
use super::store::{Claimed, PutBack};
use super::{Backoff, Machine};
use crate::chat::{Delivered, Reason, Undelivered};
use crate::store::{StoreError, Tx};
use prepare::{Prepared, link, prepare};

/// How long a row may take before another copy of the program looks after it, unless its lease is renewed.
const LEASE: TimeDelta = TimeDelta::seconds(20);
/// How often the lease is renewed while the platform takes its time.
const RENEW: Duration = Duration::from_secs(5);
/// An unreachable platform is given up after about a day.
const BACKOFF: Backoff = Backoff::new(&[2, 4, 8, 16, 32, 64, 128, 256, 512, 600], 150);
/// Attempts after which a row steps aside and is shown to the lead: about four minutes.
const ASIDE: i64 = 7;
/// How long a platform is left alone that names no time.
const THROTTLED: TimeDelta = TimeDelta::minutes(10);
/// How long a row waits before it looks again whether what it rests on has arrived. It is woken when that has.
const LOOK_AGAIN: TimeDelta = TimeDelta::minutes(10);
/// When the fate of a row is looked up first: a platform may take so long to show what it has taken.
const FIRST_LOOK: TimeDelta = TimeDelta::seconds(5);

/// A row on its way, and what is to be done.
pub(super) struct Sending {
    pub row: Claimed,
    prepared: Prepared,
}

impl Piece for Sending {
    fn whose(&self) -> &str {
        self.row.workspace.as_str()
    }
}

impl Piece for Claimed {
    fn whose(&self) -> &str {
        self.workspace.as_str()
    }
}

/// What came of an attempt.
#[derive(Clone, Debug)]
enum Outcome {
    Sent(Delivered),
    /// Again after this long: too fast for the platform.
    Later(TimeDelta),
    /// What it rests on has not arrived.
    NotYet,
    /// Again after this long: it failed, and may fail again. Why.
    Again(TimeDelta, String),
    Failed(Reason),
    Unanswered,
}

impl Machine {
    /// Sends what is due, once, and looks up what is not known to have arrived; says how many rows that were.
    ///
    /// # Errors
    /// When the store fails; what was sent but could not be noted is then told apart by its lease.
    pub async fn step_outbox(&self) -> Result<usize, StoreError> {
        let unanswered = self.claim_unanswered(&Seats::default()).await?;
        let rows = self.claim_rows(&Seats::default()).await?;
        let count = unanswered.len() + rows.len();
        let looked = join_all(unanswered.iter().map(|row| self.follow_up(row))).await;
        let outcomes = join_all(rows.into_iter().map(async |sending| {
            let outcome = self.send(sending.prepared).await;
            (sending.row, outcome)
        }));
        for (row, outcome) in outcomes.await {
            self.settle_row(&row, outcome).await?;
        }
        looked.into_iter().collect::<Result<Vec<()>, _>>()?;
        Ok(count)
    }

    /// Rows that are due, for as many as have a seat.
    pub(super) async fn claim_rows(&self, seats: &Seats) -> Result<Vec<Sending>, StoreError> {
        let now = self.setup.clock.now();
        let mut tx = self.setup.db.begin().await?;
        self.look_after_abandoned(&mut tx, now).await?;
        let rows = tx.claim_outbox(now, now + LEASE, seats.most(), &seats.busy()).await?;
        let keys = self.seals.load(&mut tx, rows.iter().map(|row| &row.org), &self.setup.ids).await?;
        let mut sendings = Vec::with_capacity(rows.len());
        for row in rows {
            let mut prepared = prepare(&mut tx, &row).await?;
            if let (Prepared::Send(delivery, _, _), Some(seal)) = (&mut prepared, keys.get(&row.org)) {
                delivery.act.card_mut().into_iter().for_each(|card| seal.sign_card(card));
            }
            sendings.push(Sending { row, prepared });
        }
        tx.commit().await?;
        self.seals.remember(keys);
        Ok(sendings)
    }

    /// Somebody stopped while sending these. What may be repeated is; a new message may have arrived, so it is looked for.
    async fn look_after_abandoned(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<(), StoreError> {
        for row in tx.abandoned(now).await? {
            let repeatable =
                matches!(serde_json::from_str(&row.errand), Ok(errand) if is_repeatable(&errand));
            let state = if repeatable { "waiting" } else { "unanswered" };
            tracing::warn!(delivery = row.id, state, "stopped while sending");
            tx.put_back(&row, &put_back(&row, state, now)).await?;
        }
        Ok(())
    }

    /// Sends one row, holding its lease, and keeps what came of it until the store has it, or the program ends.
    pub(super) async fn send_row(&self, Sending { row, prepared }: Sending) {
        let sending = self.send(prepared);
        tokio::pin!(sending);
        let mut renewal = tokio::time::interval(RENEW);
        renewal.reset();
        let outcome = loop {
            tokio::select! {
                outcome = &mut sending => break outcome,
                _ = renewal.tick() => self.renew(&row).await,
            }
        };
        self.until_kept("what was sent could not be noted", || async {
            self.settle_row(&row, outcome.clone()).await
        })
        .await;
    }

    async fn renew(&self, row: &Claimed) {
        let renewed = async {
            let mut tx = self.setup.db.begin().await?;
            tx.renew_lease(row, self.setup.clock.now() + LEASE).await?;
            tx.commit().await
        };
        if let Err(error) = renewed.await {
            tracing::warn!(delivery = row.id, %error, "a lease could not be renewed");
        }
    }

    async fn send(&self, prepared: Prepared) -> Outcome {
        let (mut delivery, attempts, conversations) = match prepared {
            Prepared::Done => return Outcome::Sent(Delivered::default()),
            Prepared::NotYet => return Outcome::NotYet,
            Prepared::Never(reason) => return Outcome::Failed(reason),
            Prepared::Send(delivery, attempts, conversations) => (delivery, attempts, conversations),
        };
        let Some(platform) = self.setup.platforms.get(delivery.workspace.platform()) else {
            return Outcome::Failed(Reason::Revoked);
        };
        link(platform.as_ref(), &mut delivery, &conversations).await;
        match platform.deliver(&delivery).await {
            Ok(delivered) => Outcome::Sent(delivered),
            Err(Undelivered::Throttled(wait)) => Outcome::Later(whole(wait)),
            Err(Undelivered::Refused(reason)) => Outcome::Failed(reason),
            Err(Undelivered::Unanswered(_)) if !delivery.act.is_repeatable() => Outcome::Unanswered,
            Err(Undelivered::Unanswered(why) | Undelivered::Unreached(why)) => {
                match BACKOFF.after(attempts) {
                    Some(wait) => Outcome::Again(wait, why),
                    None => Outcome::Failed(Reason::GaveUp),
                }
            }
        }
    }
}

fn is_repeatable(errand: &OutboxAction) -> bool {
    !matches!(errand, OutboxAction::Post { .. })
}

/// The row goes on in this state at this moment, and nothing else about it changes.
fn put_back(row: &Claimed, state: &'static str, due: DateTime<Utc>) -> PutBack<'static> {
    PutBack { state, due, aside: false, looked: false, again: row.again, reason: None }
}

fn whole(wait: Duration) -> TimeDelta {
    TimeDelta::from_std(wait).map_or(THROTTLED, |wait| wait.min(TimeDelta::hours(1)))
}
