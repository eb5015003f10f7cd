//! The evidence as it is stored, and the only SQL of the search.
//!
//! Every change of a row gives it the tick of its transaction. A company's tick is taken by updating one row, which
//! stays locked until the commit: so ticks commit in order, and whoever has read all rows up to a tick has them all.
//!
//! A message has the version that its author gave it last. Whatever comes, in whatever order, by an event, an import or a
//! repetition: the newest version stays, and none is newer than a deletion.

mod answers;
mod conversation;
mod deletions;
mod personal;
mod reading;
mod ticks;

use std::collections::HashMap;

use chrono::{DateTime, Utc};

pub use answers::AnswerStore;
pub use conversation::ConversationStore;
pub use deletions::{DELETED, DeletionStore, ImportedChange, Kept};
pub use personal::PERSONAL;
pub(super) use reading::EvidenceFeed;
pub use ticks::WithdrawalStore;
use ticks::{take_tick, take_tick_and_withdraw};

use super::evidence::{Declared, Evidence, EvidenceId, Kind, Source, Stored};
use crate::chat::{MessageId, MessageText, OrgId, PersonId, PlaceId};
use crate::store::{Millis, NamedBy, StoreError, Tx};
use crate::{sql, values};

/// Writes evidence. Everything can be repeated without harm, and the index follows by itself.
pub trait EvidenceStore {
    /// Records a piece of evidence, or replaces what stands under its id. Once accepted, it stays accepted; accepted now, it
    /// is not rejected any more. A message that was deleted, or changed later than this version, stays as it is; one that was
    /// handed over and changed later is not recorded.
    fn record(
        &mut self,
        org: &OrgId,
        evidence: &Evidence,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Changes the words of a message, as its author did at `version`.
    fn edit(
        &mut self,
        org: &OrgId,
        id: &EvidenceId,
        text: &MessageText,
        version: DateTime<Utc>,
    ) -> impl Future<Output = Result<Edit, StoreError>> + Send;

    /// Deletes: the words go at once, the emptied row stays so that every copy of the index learns of it. Nothing happens
    /// if it was never recorded. See [`DeletionStore::delete_message`] for what an author deletes.
    fn delete(&mut self, org: &OrgId, id: &EvidenceId)
    -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Marks an answer as accepted, or takes that back. Nothing happens if it was never recorded.
    fn accept(
        &mut self,
        org: &OrgId,
        id: &EvidenceId,
        accepted: bool,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// It turned out to be no answer: it is not offered and speaks for nobody, until it is accepted again. Or that is taken
    /// back. Nothing happens if it was never recorded.
    fn reject(
        &mut self,
        org: &OrgId,
        id: &EvidenceId,
        rejected: bool,
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

    /// One piece of evidence, unless it was deleted or rejected.
    fn evidence(
        &mut self,
        org: &OrgId,
        id: &EvidenceId,
    ) -> impl Future<Output = Result<Option<Evidence>, StoreError>> + Send;
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// It reads so now.
    Made,
    /// It was deleted, or changed later than that.
    Late,
    /// It was never recorded.
    Unknown,
}

impl EvidenceStore for Tx {
    async fn record(&mut self, org: &OrgId, evidence: &Evidence) -> Result<(), StoreError> {
        let tick = take_tick(self, org).await?;
        // An older export may not know yet that a message began a thread.
        self.in_time(
            sql!(
                "INSERT /*apart*/ INTO evidence (org, id, tick, kind, place, thread, message, author, sent, title, body, topics,
                     accepted, deleted, version)
                 SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS BIGINT), CAST($4 AS TEXT), CAST($5 AS TEXT),
                     CAST($6 AS TEXT), CAST($7 AS TEXT), CAST($8 AS TEXT), CAST($9 AS BIGINT), CAST($10 AS TEXT),
                     CAST($11 AS TEXT), CAST($12 AS TEXT), CAST($13 AS BOOLEAN), FALSE, CAST($14 AS BIGINT)
                 WHERE NOT EXISTS (
                     SELECT 1 FROM handed WHERE org = $1 AND place = $5 AND message = $7 AND version > $14)
                 ON CONFLICT (org, id) DO UPDATE SET tick = excluded.tick, place = excluded.place,
                 kind = CASE WHEN evidence.kind = 'question' AND excluded.kind = 'message' AND NOT evidence.deleted
                     THEN evidence.kind ELSE excluded.kind END,
                 thread = CASE WHEN evidence.kind = 'question' AND excluded.kind = 'message' AND NOT evidence.deleted
                     THEN evidence.thread ELSE excluded.thread END,
                 message = excluded.message, author = excluded.author, sent = excluded.sent,
                 title = excluded.title, body = excluded.body, topics = excluded.topics, version = excluded.version,
                 accepted = (evidence.accepted OR excluded.accepted),
                 rejected = (evidence.rejected AND NOT excluded.accepted), deleted = FALSE
                 WHERE evidence.message IS NULL OR evidence.version <= excluded.version"
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
                evidence.version,
            ],
        )
        .await?;
        Ok(())
    }

    async fn edit(
        &mut self,
        org: &OrgId,
        id: &EvidenceId,
        text: &MessageText,
        version: DateTime<Utc>,
    ) -> Result<Edit, StoreError> {
        let query = sql!("SELECT version FROM evidence WHERE org = $1 AND id = $2");
        let Some((known,)) = self.optional::<(i64,)>(query, values![org, id.as_str()]).await? else {
            return Ok(Edit::Unknown);
        };
        if known > version.timestamp_millis() {
            return Ok(Edit::Late);
        }
        let tick = take_tick_and_withdraw(self, org).await?;
        let touched = self
            .execute(
                sql!(
                    "UPDATE evidence SET tick = $3, body = $4, version = $5
                     WHERE org = $1 AND id = $2 AND NOT deleted AND version <= $5"
                ),
                values![org, id.as_str(), tick, text, version],
            )
            .await?;
        Ok(if touched == 1 { Edit::Made } else { Edit::Late })
    }

    async fn delete(&mut self, org: &OrgId, id: &EvidenceId) -> Result<(), StoreError> {
        let tick = take_tick_and_withdraw(self, org).await?;
        self.execute(
            sql!(
                "UPDATE evidence SET tick = $3, author = NULL, title = NULL, body = '', topics = '', accepted = FALSE,
                     checked = FALSE, rejected = FALSE, deleted = TRUE,
                     version = CASE WHEN message IS NULL THEN version ELSE CAST($4 AS BIGINT) END
                 WHERE org = $1 AND id = $2 AND NOT deleted"
            ),
            values![org, id.as_str(), tick, DELETED],
        )
        .await?;
        Ok(())
    }

    async fn accept(&mut self, org: &OrgId, id: &EvidenceId, accepted: bool) -> Result<(), StoreError> {
        let tick =
            if accepted { take_tick(self, org).await? } else { take_tick_and_withdraw(self, org).await? };
        self.execute(
            sql!(
                "UPDATE evidence SET tick = $3, accepted = $4, rejected = (rejected AND NOT $4)
                 WHERE org = $1 AND id = $2 AND NOT deleted"
            ),
            values![org, id.as_str(), tick, accepted],
        )
        .await?;
        Ok(())
    }

    async fn reject(&mut self, org: &OrgId, id: &EvidenceId, rejected: bool) -> Result<(), StoreError> {
        let tick = take_tick_and_withdraw(self, org).await?;
        self.execute(
            sql!(
                "UPDATE evidence SET tick = $3, rejected = $4, accepted = (accepted AND NOT $4)
                 WHERE org = $1 AND id = $2 AND NOT deleted"
            ),
            values![org, id.as_str(), tick, rejected],
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
        let tick = take_tick_and_withdraw(self, org).await?;
        let statement =
            sql!("UPDATE evidence SET tick = $1, author = $2 WHERE org = $3 AND author = $4 AND NOT deleted");
        self.execute(statement, values![tick, into, org, from]).await?;
        Ok(())
    }

    async fn evidence(&mut self, org: &OrgId, id: &EvidenceId) -> Result<Option<Evidence>, StoreError> {
        let row: Option<EvidenceRow> = self
            .optional(
                sql!(
                    "SELECT id, tick, kind, place, thread, message, author, sent, title, body, topics,
                         (accepted OR checked) AS accepted, deleted, version
                     FROM evidence WHERE org = $1 AND id = $2 AND NOT deleted AND NOT rejected"
                ),
                values![org, id.as_str()],
            )
            .await?;
        Ok(row.map(|row| row.stored().evidence))
    }
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
    version: Millis,
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
                version: self.version.utc(),
            },
        }
    }
}
