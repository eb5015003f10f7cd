//! Conversations without threads. Many people never use threads: they write one below the other, and an answer is what
//! follows soon after. Where that is how a place is used, messages that follow one another are taken for one thread.

use chrono::TimeDelta;

use super::{EvidenceLog, take_tick};
use crate::chat::{MessageId, OrgId, PlaceId};
use crate::search::evidence::{Evidence, EvidenceId, Kind};
use crate::store::{StoreError, Tx};
use crate::{company_store, sql, values};

/// A conversation is over when nobody writes for so long. On chats of three communities whose threads were taken away,
/// 3 and 10 minutes did as well within chance.
const PAUSE: TimeDelta = TimeDelta::minutes(30);
/// So many of the newest messages tell how a place is used. A conversation holds no more.
const LOOKED_AT: i64 = 40;
/// Of fewer messages it cannot be told.
const FEWEST: i64 = 20;
/// Where more than this many of a hundred messages stand in threads, a message outside of them begins something new.
const IN_THREADS: i64 = 30;

company_store! {
    /// Writes what is heard in a chat.
    pub Conversations
}

impl Conversations<'_> {
    /// Records a message as it is written. One that stands in no thread joins the conversation that goes on in its place,
    /// if people there do not use threads; it leaves it again when it is replied to in a thread of its own. What has a
    /// title or a topic is a question of its own.
    pub async fn hear(&mut self, mut message: Evidence) -> Result<(), StoreError> {
        match (&message.place, &message.thread) {
            (Some(place), Some(thread)) if message.kind == Kind::Answer => {
                begins_a_thread(self.tx, self.org, place, thread).await?;
            }
            (Some(place), None) if may_follow(&message) => {
                let place = place.clone();
                message.thread = going_on(self.tx, self.org, &place, &message).await?;
            }
            _ => {}
        }
        self.tx.of::<EvidenceLog>(self.org).record(&message).await
    }
}

fn may_follow(message: &Evidence) -> bool {
    message.kind == Kind::Message
        && message.author.is_some()
        && message.title.is_none()
        && message.topics.is_empty()
}

/// The first message of the conversation that a message follows.
async fn going_on(
    tx: &mut Tx,
    org: &OrgId,
    place: &PlaceId,
    message: &Evidence,
) -> Result<Option<MessageId>, StoreError> {
    let since = message.sent - PAUSE;
    let last: Option<(MessageId,)> = tx
        .optional(
            sql!(
                "SELECT COALESCE(thread, message) FROM evidence
                 WHERE org = $1 AND place = $2 AND sent <= $3 AND sent >= $4 AND id <> $5 AND kind <> 'answer'
                     AND author IS NOT NULL AND message IS NOT NULL AND NOT deleted
                 ORDER BY sent DESC, id DESC LIMIT 1"
            ),
            values![org, place, message.sent, since, message.id.as_str()],
        )
        .await?;
    let Some((first,)) = last else { return Ok(None) };
    let (count, in_threads, in_this): (i64, i64, i64) = tx
        .one(
            sql!(
                "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN kind = 'answer' THEN 1 ELSE 0 END), 0) AS BIGINT),
                     CAST(COALESCE(SUM(CASE WHEN COALESCE(thread, message) = $5 THEN 1 ELSE 0 END), 0) AS BIGINT)
                 FROM (SELECT kind, thread, message FROM evidence
                       WHERE org = $1 AND place = $2 AND sent <= $3 AND id <> $4 AND NOT deleted
                       ORDER BY sent DESC LIMIT $6) AS newest"
            ),
            values![org, place, message.sent, message.id.as_str(), &first, LOOKED_AT],
        )
        .await?;
    let goes_on = count >= FEWEST && in_threads * 100 <= count * IN_THREADS && in_this < LOOKED_AT;
    Ok(goes_on.then_some(first))
}

/// A message that is replied to in a thread is the first of that, and no longer part of what went on around it.
async fn begins_a_thread(
    tx: &mut Tx,
    org: &OrgId,
    place: &PlaceId,
    thread: &MessageId,
) -> Result<(), StoreError> {
    let first = EvidenceId::message(place, thread);
    let follows: Option<(String,)> = tx
        .optional(
            sql!(
                "SELECT id FROM evidence WHERE org = $1 AND id = $2 AND kind = 'message' AND thread <> message
                     AND NOT deleted"
            ),
            values![org, first.as_str()],
        )
        .await?;
    if follows.is_some() {
        let tick = take_tick(tx, org).await?;
        tx.execute(
            sql!("UPDATE evidence SET tick = $3, thread = NULL WHERE org = $1 AND id = $2"),
            values![org, first.as_str(), tick],
        )
        .await?;
    }
    Ok(())
}
