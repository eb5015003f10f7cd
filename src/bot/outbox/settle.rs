//! What came of a row is written down, and whoever has to know is told.

use chrono::{DateTime, Utc};

use super::prepare::{Prepared, prepare};
use super::{ASIDE, BACKOFF, FIRST_LOOK, LOOK_AGAIN, Outcome, put_back};
use crate::bot::outgoing::{OutboxAction, Way};
use crate::bot::store::{Claimed, Dropped, Outbox, Posts, PutBack};
use crate::bot::{Ctx, DomainEvent, Machine};
use crate::chat::{Delivered, PostId, Reason, Reply, Target};
use crate::store::{StoreError, Tx};

impl Machine {
    /// Writes down what came of a row. Again is harmless.
    pub(super) async fn settle_row(&self, row: &Claimed, outcome: Outcome) -> Result<(), StoreError> {
        let now = self.setup.clock.now();
        let mut tx = self.setup.db.begin().await?;
        match outcome {
            Outcome::Sent(delivered) => tx = self.arrived(tx, row, &delivered, now).await?,
            Outcome::Later(wait) => {
                tx.put_back(row, &put_back(row, "waiting", now + wait)).await?;
            }
            Outcome::NotYet => {
                // What it rests on may have arrived since it was looked at, and woken nobody.
                let is_due = !matches!(prepare(&mut tx, row).await?, Prepared::NotYet);
                let due = if is_due { now } else { now + LOOK_AGAIN };
                let fate = PutBack { aside: true, ..put_back(row, "waiting", due) };
                tx.put_back(row, &fate).await?;
            }
            Outcome::Again(wait, why) => {
                let why = serde_json::to_string(&Reason::Other(why)).unwrap_or_default();
                let aside = row.attempts >= ASIDE;
                let reason = aside.then_some(why.as_str());
                tx.put_back(row, &PutBack { aside, reason, ..put_back(row, "waiting", now + wait) }).await?;
            }
            Outcome::Unanswered => {
                tracing::warn!(delivery = row.id, org = %row.org, "no answer; it may have arrived");
                tx.put_back(row, &put_back(row, "unanswered", now + FIRST_LOOK)).await?;
            }
            // What it belongs under failed, and is shown: this would only repeat it.
            Outcome::Failed(Reason::NoThread) => {
                tx.sent(row).await?;
            }
            Outcome::Failed(reason) => tx = self.failed(tx, row, reason, now).await?,
        }
        tx.commit().await
    }

    /// It is there: what waited for it goes on.
    pub(super) async fn arrived(
        &self,
        mut tx: Tx,
        row: &Claimed,
        delivered: &Delivered,
        now: DateTime<Utc>,
    ) -> Result<Tx, StoreError> {
        if !tx.sent(row).await? {
            tracing::warn!(delivery = row.id, org = %row.org, "another copy of the program has sent this, too");
            return Ok(tx);
        }
        self.counts.delivered.inc();
        let (Some(post), Some(place), Some(message)) = (&row.post, &delivered.place, &delivered.message)
        else {
            return Ok(tx);
        };
        tx.of::<Posts>(&row.org).post_arrived(post, place, message).await?;
        tx.of::<Outbox>(&row.org).wake(post, now).await?;
        Ok(tx)
    }

    /// It did not arrive, that is sure: it is sent again, at once for the first time; and as what always fails if the
    /// platform goes on not answering.
    pub(super) async fn lost(&self, mut tx: Tx, row: &Claimed, now: DateTime<Utc>) -> Result<Tx, StoreError> {
        let Some(wait) = BACKOFF.after(row.attempts) else {
            return self.failed(tx, row, Reason::GaveUp, now).await;
        };
        let due = if row.attempts > 1 { now + wait } else { now };
        let why = serde_json::to_string(&Reason::Other("no answer".to_owned())).unwrap_or_default();
        let aside = row.attempts >= ASIDE;
        let reason = aside.then_some(why.as_str());
        tx.put_back(row, &PutBack { aside, reason, ..put_back(row, "waiting", due) }).await?;
        Ok(tx)
    }

    /// It is given up, and the features are told.
    async fn failed(
        &self,
        mut tx: Tx,
        row: &Claimed,
        reason: Reason,
        now: DateTime<Utc>,
    ) -> Result<Tx, StoreError> {
        let why = serde_json::to_string(&reason).unwrap_or_default();
        let fate = PutBack { reason: Some(&why), ..put_back(row, "failed", now) };
        if !tx.put_back(row, &fate).await? {
            return Ok(tx);
        }
        self.counts.undelivered.inc();
        tracing::warn!(delivery = row.id, org = %row.org, ?reason, "could not be delivered");
        if let Some(post) = &row.post {
            tx.of::<Outbox>(&row.org).wake(post, now).await?;
        }
        self.tell_features(tx, row, now, |post, place, account| DomainEvent::Undelivered {
            post,
            place,
            account,
            reason,
        })
        .await
    }

    /// The features hear what did not arrive, and may say something about it. If one of them fails, the row stays.
    pub(super) async fn tell_features(
        &self,
        tx: Tx,
        row: &Claimed,
        now: DateTime<Utc>,
        domain_event: impl FnOnce(
            Option<PostId>,
            Option<crate::chat::PlaceId>,
            Option<crate::chat::AccountId>,
        ) -> DomainEvent,
    ) -> Result<Tx, StoreError> {
        let Ok(errand) = serde_json::from_str::<OutboxAction>(&row.errand) else { return Ok(tx) };
        let (place, account) = errand.meant_for();
        let mut ctx = self.ctx(tx, now, &row.org, &row.workspace);
        ctx.publish(domain_event(row.post.clone(), place, account));
        ctx.tx.begin_savepoint();
        match ctx.dispatch_events(&self.setup.registry, Reply::nothing()).await {
            Ok(reply) => {
                ctx.tx.release().await?;
                ctx.enqueue(None, reply.outgoing).await?;
            }
            Err(failure) => {
                let failure = failure.passing()?;
                tracing::error!(delivery = row.id, ?failure, "nobody could be told that it did not arrive");
                ctx.tx.rollback().await?;
            }
        }
        Ok(ctx.tx)
    }
}

impl OutboxAction {
    /// The place or the account that it is meant for, where it names one.
    fn meant_for(&self) -> (Option<crate::chat::PlaceId>, Option<crate::chat::AccountId>) {
        match self {
            Self::Post { to: Way::To(Target::Place { place, .. }), .. } => (Some(place.clone()), None),
            Self::Post { to: Way::To(Target::Only { account, .. } | Target::Direct(account)), .. }
            | Self::Home { account, .. } => (None, Some(account.clone())),
            _ => (None, None),
        }
    }
}

impl Ctx {
    /// A lead lets something stuck be: it is not sent. If nobody knows whether it arrived, it counts as not arrived from
    /// now on, and the features hear so.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn let_be(&mut self, id: &str) -> Result<bool, StoreError> {
        let now = self.now;
        let Some(Dropped { post, errand, state }) = self.outbox().drop_stuck(id).await? else {
            return Ok(false);
        };
        if let Some(post) = &post {
            self.outbox().wake(post, now).await?;
        }
        // Of what has failed the features have heard.
        if state != "failed"
            && let Ok(errand) = serde_json::from_str::<OutboxAction>(&errand)
        {
            let (place, account) = errand.meant_for();
            self.publish(DomainEvent::Undelivered { post, place, account, reason: Reason::GaveUp });
        }
        Ok(true)
    }

    /// Sends once more what makes this post, if nobody can tell whether it arrived; false if that is not so.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn send_again(&mut self, post: &PostId) -> Result<bool, StoreError> {
        let now = self.now;
        match self.outbox().unknown(post).await? {
            Some(id) => self.outbox().retry_failed(&id, now).await,
            None => Ok(false),
        }
    }
}
