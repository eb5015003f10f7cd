//! What waits to be sent: kept in order for each place, tried again while that can help, given up with a reason.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;

use super::sayings::{Errand, Way};
use super::store::{Claimed, OutboxStore, Post, PostStore};
use super::{Happening, Machine};
use crate::chat::{
    Act, Card, Delivered, Delivery, DeliveryId, MessageId, PlaceId, Platform, PostId, Reason, Span, Target,
    Undelivered,
};
use crate::people::AccountStore;
use crate::store::{StoreError, Tx};

/// Rows sent side by side; each is the first of its line.
const BATCH: i64 = 32;
/// How long a row may take before another copy of the program looks after it.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// Attempts before an unreachable platform is given up: about a day, with the waits below.
const ATTEMPTS: i64 = 150;
/// The longest wait between two attempts.
const LONGEST_WAIT: i64 = 600;

impl Machine {
    /// Sends what is due, once; says how many rows that were.
    ///
    /// # Errors
    /// When the store fails; what was sent but could not be noted is then told apart by its lease.
    pub async fn step_outbox(&self) -> Result<usize, StoreError> {
        let now = self.setup.clock.now();
        let mut tx = self.setup.db.begin().await?;
        self.look_after_abandoned(&mut tx, now).await?;
        let rows = tx.claim_outbox(now, now + LEASE, BATCH).await?;
        let seals = self.seals.load(&mut tx, rows.iter().map(|row| &row.org), &self.setup.ids).await?;
        let mut errands = Vec::with_capacity(rows.len());
        for row in &rows {
            let mut errand = prepare(&mut tx, row).await?;
            if let (Prepared::Send(delivery, _, _), Some(seal)) = (&mut errand, seals.get(&row.org)) {
                delivery.act.card_mut().into_iter().for_each(|card| seal.sign_card(card));
            }
            errands.push(errand);
        }
        tx.commit().await?;
        self.seals.remember(seals);
        let outcomes = join_all(errands.into_iter().map(|errand| self.send(errand))).await;
        for (row, outcome) in rows.iter().zip(outcomes) {
            self.settle_row(row, outcome).await?;
        }
        Ok(rows.len())
    }

    /// Somebody stopped while sending these. What may be repeated is; a new message may have arrived, so it is not.
    async fn look_after_abandoned(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<(), StoreError> {
        for row in tx.abandoned(now).await? {
            let creates = !matches!(serde_json::from_str(&row.errand), Ok(errand) if repeatable(&errand));
            if creates {
                tracing::warn!(delivery = row.id, "stopped while sending; it may have arrived");
                tx.give_up(&row.id, "unknown", None).await?;
            } else {
                tx.retry_at(&row.id, now).await?;
            }
        }
        Ok(())
    }

    async fn send(&self, errand: Prepared) -> Outcome {
        match errand {
            Prepared::Done => Outcome::Sent(Delivered::default()),
            Prepared::NotYet => Outcome::Later(TimeDelta::seconds(1)),
            Prepared::Never(reason) => Outcome::Failed(reason),
            Prepared::Send(mut delivery, attempts, conversations) => {
                let Some(platform) = self.setup.platforms.get(delivery.workspace.platform()) else {
                    return Outcome::Failed(Reason::Revoked);
                };
                link(platform.as_ref(), &mut delivery, &conversations).await;
                match platform.deliver(&delivery).await {
                    Ok(delivered) => Outcome::Sent(delivered),
                    Err(Undelivered::Throttled(wait)) => Outcome::Later(whole(wait)),
                    Err(Undelivered::Refused(reason)) => Outcome::Failed(reason),
                    Err(Undelivered::Unanswered(_)) if !delivery.act.is_repeatable() => Outcome::Unknown,
                    Err(Undelivered::Unanswered(_) | Undelivered::Unreached(_)) => {
                        if attempts >= ATTEMPTS {
                            Outcome::Failed(Reason::GaveUp)
                        } else {
                            Outcome::Later(backoff(attempts))
                        }
                    }
                }
            }
        }
    }

    async fn settle_row(&self, row: &Claimed, outcome: Outcome) -> Result<(), StoreError> {
        let now = self.setup.clock.now();
        let mut tx = self.setup.db.begin().await?;
        match outcome {
            Outcome::Sent(delivered) => {
                self.counts.delivered.inc();
                tx.sent(&row.id).await?;
                if let (Some(post), Some(place), Some(message)) =
                    (&row.post, &delivered.place, &delivered.message)
                {
                    tx.post_arrived(&row.org, post, place, message).await?;
                }
            }
            Outcome::Later(wait) => tx.retry_at(&row.id, now + wait).await?,
            Outcome::Unknown => {
                tracing::warn!(delivery = row.id, org = %row.org, "no answer; it may have arrived");
                tx.give_up(&row.id, "unknown", None).await?;
            }
            // What it belongs under failed, and is shown: this would only repeat it.
            Outcome::Failed(Reason::NoThread) => tx.sent(&row.id).await?,
            Outcome::Failed(reason) => {
                self.counts.undelivered.inc();
                tracing::warn!(delivery = row.id, org = %row.org, ?reason, "could not be delivered");
                let why = serde_json::to_string(&reason).unwrap_or_default();
                tx.give_up(&row.id, "failed", Some(&why)).await?;
                tx = self.tell_undelivered(tx, row, reason, now).await?;
            }
        }
        tx.commit().await
    }

    /// The rooms hear what did not arrive, and may say something about it. If one of them fails, the row stays.
    async fn tell_undelivered(
        &self,
        tx: Tx,
        row: &Claimed,
        reason: Reason,
        now: DateTime<Utc>,
    ) -> Result<Tx, StoreError> {
        let Ok(errand) = serde_json::from_str::<Errand>(&row.errand) else { return Ok(tx) };
        let (place, account) = match &errand {
            Errand::Post { to: Way::To(Target::Place { place, .. }), .. } => (Some(place.clone()), None),
            Errand::Post { to: Way::To(Target::Only { account, .. } | Target::Direct(account)), .. }
            | Errand::Home { account, .. } => (None, Some(account.clone())),
            _ => (None, None),
        };
        let mut ctx = self.ctx(tx, now, &row.org, &row.workspace);
        ctx.announce(Happening::Undelivered { post: row.post.clone(), place, account, reason });
        ctx.tx.guard();
        match ctx.tell_the_others(&self.setup.doors, crate::chat::Reply::nothing()).await {
            Ok(reply) => {
                ctx.tx.keep().await?;
                ctx.enqueue(None, reply.sayings).await?;
            }
            Err(failure) => {
                tracing::error!(delivery = row.id, ?failure, "nobody could be told that it did not arrive");
                ctx.tx.take_back().await?;
            }
        }
        Ok(ctx.tx)
    }
}

enum Prepared {
    /// With how often it was tried, and where the posts stand that it links to.
    Send(Box<Delivery>, i64, Vec<Conversation>),
    /// Nothing is left to do.
    Done,
    /// It waits for another row.
    NotYet,
    Never(Reason),
}

enum Outcome {
    Sent(Delivered),
    Later(TimeDelta),
    Failed(Reason),
    Unknown,
}

/// Finds the places and faces that were not known when the row was written.
async fn prepare(tx: &mut Tx, row: &Claimed) -> Result<Prepared, StoreError> {
    let Ok(errand) = serde_json::from_str::<Errand>(&row.errand) else {
        return Ok(Prepared::Never(Reason::Other("unreadable".to_owned())));
    };
    let people: Vec<_> =
        errand.card().map(|card| card.people().into_iter().cloned().collect()).unwrap_or_default();
    let act = match errand {
        Errand::Post { to: Way::To(to), card } => Act::Post { to, card },
        Errand::Post { to: Way::Below(root), card } => match tx.post(&row.org, &root).await? {
            Some(post) => match (post.place, post.thread.or(post.message)) {
                (Some(place), Some(thread)) => {
                    Act::Post { to: Target::Place { place, thread: Some(thread) }, card }
                }
                _ if tx.is_waiting(&row.org, &root).await? => return Ok(Prepared::NotYet),
                _ => return Ok(Prepared::Never(Reason::NoThread)),
            },
            None => return Ok(Prepared::Never(Reason::NoThread)),
        },
        Errand::Replace { handle, card } => Act::Replace { handle, card },
        Errand::Home { account, card } => Act::Home { account, card },
        errand @ (Errand::Edit { .. } | Errand::Delete) => {
            let Some(id) = &row.post else { return Ok(Prepared::Done) };
            let (place, message) = match tx.post(&row.org, id).await? {
                Some(post) => match (post.place, post.message) {
                    (Some(place), Some(message)) => (place, message),
                    _ if tx.is_waiting(&row.org, id).await? => return Ok(Prepared::NotYet),
                    _ => return Ok(Prepared::Done),
                },
                None => return Ok(Prepared::Done),
            };
            match errand {
                Errand::Edit { card } => Act::Edit { place, message, card },
                _ => Act::Delete { place, message },
            }
        }
    };
    let Some(conversations) = conversations(tx, row, act.card()).await? else { return Ok(Prepared::NotYet) };
    let faces = if people.is_empty() {
        crate::chat::Faces::new()
    } else {
        tx.faces(&row.org, &row.workspace, &people).await?
    };
    let delivery = Delivery { id: DeliveryId::new(&row.id), workspace: row.workspace.clone(), act, faces };
    Ok(Prepared::Send(Box::new(delivery), row.attempts, conversations))
}

/// A post of ours, and where it stands.
type Conversation = (PostId, PlaceId, MessageId);

/// Where the posts stand that a card links to; none if one of them is still on its way.
async fn conversations(
    tx: &mut Tx,
    row: &Claimed,
    card: Option<&Card>,
) -> Result<Option<Vec<Conversation>>, StoreError> {
    let mut found = Vec::new();
    let spans = card.into_iter().flat_map(Card::texts).flat_map(|text| &text.0);
    for span in spans {
        let Span::Conversation { post, .. } = span else { continue };
        match tx.post(&row.org, post).await? {
            Some(Post { place: Some(place), message: Some(message), .. }) => {
                found.push((post.clone(), place, message));
            }
            Some(_) if tx.is_waiting(&row.org, post).await? => return Ok(None),
            _ => {}
        }
    }
    Ok(Some(found))
}

/// Puts links in place of conversations; where the platform has none, the channel.
async fn link(platform: &dyn Platform, delivery: &mut Delivery, conversations: &[Conversation]) {
    for (post, place, message) in conversations {
        let url = platform.permalink(&delivery.workspace, place, message).await;
        let texts = delivery.act.card_mut().map(Card::texts_mut).unwrap_or_default();
        for span in texts.into_iter().flat_map(|text| &mut text.0) {
            if let Span::Conversation { post: meant, label } = span
                && meant == post
            {
                *span = match &url {
                    Some(url) => Span::Link { label: std::mem::take(label), url: url.clone() },
                    None => Span::Channel(place.clone()),
                };
            }
        }
    }
}

fn repeatable(errand: &Errand) -> bool {
    !matches!(errand, Errand::Post { .. })
}

/// 2, 4, 8 ... seconds, never more than ten minutes.
fn backoff(attempts: i64) -> TimeDelta {
    let exponent = u32::try_from(attempts.clamp(1, 10)).unwrap_or(1);
    TimeDelta::seconds(2_i64.pow(exponent).min(LONGEST_WAIT))
}

fn whole(wait: Duration) -> TimeDelta {
    TimeDelta::from_std(wait).unwrap_or(TimeDelta::seconds(LONGEST_WAIT))
}
