//! The evidence as it is stored, and the only SQL of the search.
//!
//! Every change of a row gives it the tick of its transaction. A company's tick is taken by updating one row, which
//! stays locked until the commit: so ticks commit in order, and whoever has read all rows up to a tick has them all.

mod answers;
mod conversation;
mod personal;

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};

use chrono::{DateTime, Utc};

pub use answers::AnswerStore;
pub use conversation::ConversationStore;
pub use personal::PERSONAL;

use super::evidence::{Declared, Evidence, EvidenceId, Kind, Source, Stored};
use crate::chat::{MessageId, MessageText, OrgId, PersonId, PlaceId};
use crate::store::{Millis, NamedBy, StoreError, Tx, Value};
use crate::{sql, values};

/// Writes evidence. Everything can be repeated without harm, and the index follows by itself.
pub trait EvidenceStore {
    /// Records a piece of evidence, or replaces what stands under its id. Once accepted, it stays accepted.
    fn record(
        &mut self,
        org: &OrgId,
        evidence: &Evidence,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Changes the words of a message. Nothing happens if it was never recorded, or was deleted.
    fn edit(
        &mut self,
        org: &OrgId,
        id: &EvidenceId,
        text: &MessageText,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Deletes: the words go at once, the emptied row stays so that every copy of the index learns of it.
    fn delete(&mut self, org: &OrgId, id: &EvidenceId)
    -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Marks an answer as accepted, or takes that back. Nothing happens if it was never recorded.
    fn accept(
        &mut self,
        org: &OrgId,
        id: &EvidenceId,
        accepted: bool,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// What is known of this person from that source, instead of what was before. Other sources stay.
    fn declare(
        &mut self,
        org: &OrgId,
        person: &PersonId,
        source: Source,
        declared: &[Declared],
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Erases all that this person wrote or declared; says how many pieces that were. Their messages stay deleted, by
    /// their names; of what they declared not even the name is left.
    fn forget_person(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Takes the words by which somebody is named out of what others wrote; says how many pieces that changed.
    fn unname(&mut self, org: &OrgId, by: &NamedBy) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Whatever `from` wrote was written by `into`. Declared skills are not moved: they are declared anew.
    fn give(
        &mut self,
        org: &OrgId,
        from: &PersonId,
        into: &PersonId,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// One piece of evidence, unless it was deleted.
    fn evidence(
        &mut self,
        org: &OrgId,
        id: &EvidenceId,
    ) -> impl Future<Output = Result<Option<Evidence>, StoreError>> + Send;
}

impl EvidenceStore for Tx {
    async fn record(&mut self, org: &OrgId, evidence: &Evidence) -> Result<(), StoreError> {
        let tick = take_tick(self, org).await?;
        self.in_time(
            sql!(
                "INSERT INTO evidence (org, id, tick, kind, place, thread, message, author, sent, title, body, topics, accepted, deleted)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, FALSE)
                 ON CONFLICT (org, id) DO UPDATE SET tick = excluded.tick, kind = excluded.kind, place = excluded.place,
                 thread = excluded.thread, message = excluded.message, author = excluded.author, sent = excluded.sent,
                 title = excluded.title, body = excluded.body, topics = excluded.topics,
                 accepted = (evidence.accepted OR excluded.accepted), deleted = FALSE"
            ),
            values![
                org,
                evidence.id.as_str(),
                tick,
                evidence.kind.word(),
                evidence.place.as_ref(),
                evidence.thread.as_ref(),
                evidence.message.as_ref(),
                evidence.author.as_ref(),
                evidence.sent,
                evidence.title.clone(),
                &evidence.text,
                evidence.topics.join("\n"),
                evidence.accepted,
            ],
        )
        .await?;
        Ok(())
    }

    async fn edit(&mut self, org: &OrgId, id: &EvidenceId, text: &MessageText) -> Result<(), StoreError> {
        let tick = take_tick(self, org).await?;
        self.execute(
            sql!("UPDATE evidence SET tick = $3, body = $4 WHERE org = $1 AND id = $2 AND NOT deleted"),
            values![org, id.as_str(), tick, text],
        )
        .await?;
        Ok(())
    }

    async fn delete(&mut self, org: &OrgId, id: &EvidenceId) -> Result<(), StoreError> {
        let tick = take_tick(self, org).await?;
        self.execute(
            sql!(
                "UPDATE evidence SET tick = $3, author = NULL, title = NULL, body = '', topics = '', accepted = FALSE, deleted = TRUE
                 WHERE org = $1 AND id = $2 AND NOT deleted"
            ),
            values![org, id.as_str(), tick],
        )
        .await?;
        Ok(())
    }

    async fn accept(&mut self, org: &OrgId, id: &EvidenceId, accepted: bool) -> Result<(), StoreError> {
        let tick = take_tick(self, org).await?;
        self.execute(
            sql!("UPDATE evidence SET tick = $3, accepted = $4 WHERE org = $1 AND id = $2 AND NOT deleted"),
            values![org, id.as_str(), tick, accepted],
        )
        .await?;
        Ok(())
    }

    async fn declare(
        &mut self,
        org: &OrgId,
        person: &PersonId,
        source: Source,
        declared: &[Declared],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let wanted: HashMap<EvidenceId, Evidence> = declared
            .iter()
            .map(|declared| Evidence::declared(person, source, declared, now))
            .map(|row| (row.id.clone(), row))
            .collect();
        let standing: Vec<(String, MessageText, Option<String>, bool)> = self
            .all(
                sql!(
                    "SELECT id, body, title, accepted FROM evidence
                     WHERE org = $1 AND author = $2 AND kind = 'skill' AND substr(id, 1, 2) = $3 AND NOT deleted"
                ),
                values![org, person, source.mark()],
            )
            .await?;
        let mut unchanged = Vec::new();
        for (id, body, title, accepted) in standing {
            let id = EvidenceId::stored(id);
            match wanted.get(&id) {
                Some(skill) if skill.text == body && skill.title == title && skill.accepted == accepted => {
                    unchanged.push(id);
                }
                // Also when it is wanted with other words: what was accepted stays so unless deleted first.
                _ => self.delete(org, &id).await?,
            }
        }
        let mut changed: Vec<&Evidence> =
            wanted.values().filter(|skill| !unchanged.contains(&skill.id)).collect();
        changed.sort_by(|a, b| a.id.cmp(&b.id));
        for skill in changed {
            self.record(org, skill).await?;
        }
        Ok(())
    }

    async fn forget_person(&mut self, org: &OrgId, person: &PersonId) -> Result<u64, StoreError> {
        personal::forget(self, org, person).await
    }

    async fn unname(&mut self, org: &OrgId, by: &NamedBy) -> Result<u64, StoreError> {
        personal::unname(self, org, by).await
    }

    async fn give(&mut self, org: &OrgId, from: &PersonId, into: &PersonId) -> Result<(), StoreError> {
        let tick = take_tick(self, org).await?;
        let statement =
            sql!("UPDATE evidence SET tick = $1, author = $2 WHERE org = $3 AND author = $4 AND NOT deleted");
        self.execute(statement, values![tick, into, org, from]).await?;
        Ok(())
    }

    async fn evidence(&mut self, org: &OrgId, id: &EvidenceId) -> Result<Option<Evidence>, StoreError> {
        let row: Option<EvidenceRow> = self
            .optional(
                sql!(
                    "SELECT id, tick, kind, place, thread, message, author, sent, title, body, topics, accepted, deleted
                     FROM evidence WHERE org = $1 AND id = $2 AND NOT deleted"
                ),
                values![org, id.as_str()],
            )
            .await?;
        Ok(row.map(|row| row.stored().evidence))
    }
}

/// How far a company's evidence has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stand {
    /// The last tick that is surely committed.
    pub tick: i64,
    /// Which life of the store.
    pub epoch: i64,
    /// This transaction has written evidence itself: rows it changed cannot be read as they were.
    pub own: bool,
}

/// Reads evidence for the index.
pub(super) trait EvidenceFeed {
    /// How far this company's evidence has come, without what this transaction itself has written.
    fn stand(&mut self, org: &OrgId) -> impl Future<Output = Result<Stand, StoreError>> + Send;

    /// Rows after a place in the order of (tick, id), up to a tick.
    fn changed(
        &mut self,
        org: &OrgId,
        after: (i64, &str),
        up_to: i64,
        most: usize,
    ) -> impl Future<Output = Result<Vec<Stored>, StoreError>> + Send;

    /// How many rows there are after a tick.
    fn changes(&mut self, org: &OrgId, after: i64) -> impl Future<Output = Result<i64, StoreError>> + Send;

    /// Every company that has evidence, and how far it has come.
    fn stands(&mut self) -> impl Future<Output = Result<Vec<(OrgId, i64)>, StoreError>> + Send;
}

impl EvidenceFeed for Tx {
    async fn stand(&mut self, org: &OrgId) -> Result<Stand, StoreError> {
        let row: Option<(i64, i64)> = self
            .optional(sql!("SELECT tick, epoch FROM evidence_clock WHERE org = $1"), values![org])
            .await?;
        let (tick, epoch) = row.unwrap_or((0, 0));
        Ok(match self.noted(&note_key(org)) {
            Some(own) => Stand { tick: own - 1, epoch, own: true },
            None => Stand { tick, epoch, own: false },
        })
    }

    async fn changed(
        &mut self,
        org: &OrgId,
        after: (i64, &str),
        up_to: i64,
        most: usize,
    ) -> Result<Vec<Stored>, StoreError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows: Vec<EvidenceRow> = self
            .all(
                sql!(
                    "SELECT id, tick, kind, place, thread, message, author, sent, title, body, topics, accepted, deleted
                     FROM evidence WHERE org = $1 AND (tick, id) > ($2, $3) AND tick <= $4
                     ORDER BY tick, id LIMIT $5"
                ),
                values![org, after.0, after.1, up_to, most],
            )
            .await?;
        Ok(rows.into_iter().map(EvidenceRow::stored).collect())
    }

    async fn changes(&mut self, org: &OrgId, after: i64) -> Result<i64, StoreError> {
        let (count,) = self
            .one::<(i64,)>(
                sql!("SELECT COUNT(*) FROM evidence WHERE org = $1 AND tick > $2"),
                values![org, after],
            )
            .await?;
        Ok(count)
    }

    async fn stands(&mut self) -> Result<Vec<(OrgId, i64)>, StoreError> {
        self.all(sql!("SELECT org, tick FROM evidence_clock ORDER BY org"), Vec::<Value>::new()).await
    }
}

fn note_key(org: &OrgId) -> String {
    format!("evidence tick {org}")
}

async fn take_tick(tx: &mut Tx, org: &OrgId) -> Result<i64, StoreError> {
    let key = note_key(org);
    if let Some(tick) = tx.noted(&key) {
        return Ok(tick);
    }
    // Any number that another life of the store is unlikely to draw: halved, so that it fits a BIGINT.
    let epoch = i64::try_from(RandomState::new().build_hasher().finish() >> 1).unwrap_or_default();
    let rows: Vec<(i64,)> = tx
        .claim(
            sql!(
                "INSERT INTO evidence_clock (org, tick, epoch) VALUES ($1, 1, $2)
                 ON CONFLICT (org) DO UPDATE SET tick = evidence_clock.tick + 1 RETURNING tick"
            ),
            values![org, epoch],
        )
        .await?;
    let tick = rows.first().map_or(1, |row| row.0);
    tx.note(key, tick);
    Ok(tick)
}

#[derive(sqlx::FromRow)]
struct EvidenceRow {
    id: String,
    tick: i64,
    kind: String,
    place: Option<PlaceId>,
    thread: Option<MessageId>,
    message: Option<MessageId>,
    author: Option<PersonId>,
    sent: Millis,
    title: Option<String>,
    body: MessageText,
    topics: String,
    accepted: bool,
    deleted: bool,
}

impl EvidenceRow {
    fn stored(self) -> Stored {
        Stored {
            tick: self.tick,
            deleted: self.deleted,
            evidence: Evidence {
                id: EvidenceId::stored(self.id),
                kind: Kind::from_word(&self.kind),
                place: self.place,
                thread: self.thread,
                message: self.message,
                author: self.author,
                sent: self.sent.utc(),
                title: self.title,
                text: self.body,
                topics: self.topics.lines().map(str::to_owned).collect(),
                accepted: self.accepted,
            },
        }
    }
}
