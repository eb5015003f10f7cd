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
mod handed;
mod personal;
mod reading;
mod ticks;

use std::collections::HashMap;

use chrono::{DateTime, Utc};

pub use answers::Answers;
pub use conversation::Conversations;
pub use deletions::{DELETED, ImportedChange, Kept, Messages};
pub use handed::HandedMessages;
pub use personal::PERSONAL;
pub(super) use reading::EvidenceFeed;
pub use ticks::Withdrawals;
use ticks::{take_tick, take_tick_and_withdraw};

use super::evidence::{Declared, Evidence, EvidenceId, Kind, Source, Stored};
use crate::chat::{MessageId, MessageText, PersonId, PlaceId};
use crate::store::{Millis, NamedBy, StoreError};
use crate::{company_store, sql, values};

company_store! {
    /// Writes evidence. Everything can be repeated without harm, and the index follows by itself.
    pub EvidenceLog
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

impl EvidenceLog<'_> {
    /// Records a piece of evidence, or replaces what stands under its id. Once accepted, it stays accepted; accepted now, it
    /// is not rejected any more. A message that was deleted, or changed later than this version, stays as it is; one that was
    /// handed over and changed later is not recorded.
    pub async fn record(&mut self, evidence: &Evidence) -> Result<(), StoreError> {
        let tick = take_tick(self.tx, self.org).await?;
        // An older export may not know yet that a message began a thread.
        self.tx.defer(
            sql!(
                "INSERT /*apart*/ INTO evidence (org, id, tick, kind, place, thread, message, author, sent, title, body, topics,
                     accepted, deleted, version)
                 SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS BIGINT), CAST($4 AS TEXT), CAST($5 AS TEXT),
                     CAST($6 AS TEXT), CAST($7 AS TEXT), CAST($8 AS TEXT), CAST($9 AS BIGINT), CAST($10 AS TEXT),
                     CAST($11 AS TEXT), CAST($12 AS TEXT), CAST($13 AS BOOLEAN), FALSE, CAST($14 AS BIGINT)
                 WHERE NOT EXISTS (
                     SELECT 1 FROM handed WHERE org = $1 AND place = $5 AND message = $7 AND version > $14)
                 ON CONFLICT (org, id) DO UPDATE SET tick = excluded.tick, place = excluded.place,
                 kind = CASE WHEN NOT evidence.deleted
                     AND (evidence.kind = 'asked' OR (evidence.kind = 'question' AND excluded.kind = 'message'))
                     THEN evidence.kind ELSE excluded.kind END,
                 thread = CASE WHEN evidence.kind IN ('question', 'asked') AND excluded.kind = 'message' AND NOT evidence.deleted
                     THEN evidence.thread ELSE excluded.thread END,
                 message = excluded.message, author = excluded.author, sent = excluded.sent,
                 title = excluded.title, body = excluded.body, topics = excluded.topics, version = excluded.version,
                 accepted = (evidence.accepted OR excluded.accepted),
                 rejected = (evidence.rejected AND NOT excluded.accepted), deleted = FALSE
                 WHERE evidence.message IS NULL OR evidence.version <= excluded.version"
            ),
            values![
                self.org,
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

    /// Changes the words of a message, as its author did at `version`.
    pub async fn edit(
        &mut self,
        id: &EvidenceId,
        text: &MessageText,
        version: DateTime<Utc>,
    ) -> Result<Edit, StoreError> {
        let query = sql!("SELECT version FROM evidence WHERE org = $1 AND id = $2");
        let Some((known,)) = self.tx.optional::<(i64,)>(query, values![self.org, id.as_str()]).await? else {
            return Ok(Edit::Unknown);
        };
        if known > version.timestamp_millis() {
            return Ok(Edit::Late);
        }
        let tick = take_tick_and_withdraw(self.tx, self.org).await?;
        let touched = self
            .tx
            .execute(
                sql!(
                    "UPDATE evidence SET tick = $3, body = $4, version = $5
                     WHERE org = $1 AND id = $2 AND NOT deleted AND version <= $5"
                ),
                values![self.org, id.as_str(), tick, text, version],
            )
            .await?;
        Ok(if touched == 1 { Edit::Made } else { Edit::Late })
    }

    /// Deletes: the words go at once, the emptied row stays so that every copy of the index learns of it. Nothing happens
    /// if it was never recorded. See [`Messages::delete_message`] for what an author deletes.
    pub async fn delete(&mut self, id: &EvidenceId) -> Result<(), StoreError> {
        let tick = take_tick_and_withdraw(self.tx, self.org).await?;
        self.tx.execute(
            sql!(
                "UPDATE evidence SET tick = $3, author = NULL, title = NULL, body = '', topics = '', accepted = FALSE,
                     checked = FALSE, rejected = FALSE, deleted = TRUE,
                     version = CASE WHEN message IS NULL THEN version ELSE CAST($4 AS BIGINT) END
                 WHERE org = $1 AND id = $2 AND NOT deleted"
            ),
            values![self.org, id.as_str(), tick, DELETED],
        )
        .await?;
        Ok(())
    }

    /// Marks an answer as accepted, or takes that back. Nothing happens if it was never recorded.
    pub async fn accept(&mut self, id: &EvidenceId, accepted: bool) -> Result<(), StoreError> {
        let tick = if accepted {
            take_tick(self.tx, self.org).await?
        } else {
            take_tick_and_withdraw(self.tx, self.org).await?
        };
        self.tx
            .execute(
                sql!(
                    "UPDATE evidence SET tick = $3, accepted = $4, rejected = (rejected AND NOT $4)
                 WHERE org = $1 AND id = $2 AND NOT deleted"
                ),
                values![self.org, id.as_str(), tick, accepted],
            )
            .await?;
        Ok(())
    }

    /// It turned out to be no answer: it is not offered and speaks for nobody, until it is accepted again. Or that is taken
    /// back. Nothing happens if it was never recorded.
    pub async fn reject(&mut self, id: &EvidenceId, rejected: bool) -> Result<(), StoreError> {
        let tick = take_tick_and_withdraw(self.tx, self.org).await?;
        self.tx
            .execute(
                sql!(
                    "UPDATE evidence SET tick = $3, rejected = $4, accepted = (accepted AND NOT $4)
                 WHERE org = $1 AND id = $2 AND NOT deleted"
                ),
                values![self.org, id.as_str(), tick, rejected],
            )
            .await?;
        Ok(())
    }

    /// What is known of this person from that source, instead of what was before. Other sources stay.
    pub async fn declare(
        &mut self,
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
        let standing: Vec<(String, MessageText, Option<String>, bool)> = self.tx.all(
                sql!(
                    "SELECT id, body, title, accepted FROM evidence
                     WHERE org = $1 AND author = $2 AND kind = 'skill' AND substr(id, 1, 2) = $3 AND NOT deleted"
                ),
                values![self.org, person, source.mark()],
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
                _ => self.delete(&id).await?,
            }
        }
        let mut changed: Vec<&Evidence> =
            wanted.values().filter(|skill| !unchanged.contains(&skill.id)).collect();
        changed.sort_by(|a, b| a.id.cmp(&b.id));
        for skill in changed {
            self.record(skill).await?;
        }
        Ok(())
    }

    /// Erases all that this person wrote or declared; says how many pieces that were. Their messages stay deleted, by
    /// their names; of what they declared not even the name is left.
    pub async fn forget_person(&mut self, person: &PersonId) -> Result<u64, StoreError> {
        personal::forget(self.tx, self.org, person).await
    }

    /// Takes the words by which somebody is named out of what others wrote; says how many pieces that changed.
    pub async fn unname(&mut self, by: &NamedBy) -> Result<u64, StoreError> {
        personal::unname(self.tx, self.org, by).await
    }

    /// Whatever `from` wrote was written by `into`. Declared skills are not moved: they are declared anew.
    pub async fn give(&mut self, from: &PersonId, into: &PersonId) -> Result<(), StoreError> {
        let tick = take_tick_and_withdraw(self.tx, self.org).await?;
        let statement =
            sql!("UPDATE evidence SET tick = $1, author = $2 WHERE org = $3 AND author = $4 AND NOT deleted");
        self.tx.execute(statement, values![tick, into, self.org, from]).await?;
        Ok(())
    }

    /// One piece of evidence, unless it was deleted or rejected.
    pub async fn evidence(&mut self, id: &EvidenceId) -> Result<Option<Evidence>, StoreError> {
        let row: Option<EvidenceRow> = self
            .tx
            .optional(
                sql!(
                    "SELECT id, tick, kind, place, thread, message, author, sent, title, body, topics,
                         (accepted OR checked) AS accepted, deleted, version
                     FROM evidence WHERE org = $1 AND id = $2 AND NOT deleted AND NOT rejected"
                ),
                values![self.org, id.as_str()],
            )
            .await?;
        Ok(row.map(|row| row.stored().evidence))
    }

    /// The words of several, each with its name; those that were deleted or rejected are left out.
    pub(super) async fn texts(&mut self, ids: &[EvidenceId]) -> Result<Vec<(String, String)>, StoreError> {
        let query = sql!(
            "SELECT id, COALESCE(title, '') AS title, body FROM evidence WHERE org = $1 AND NOT deleted AND NOT rejected
             AND id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
        );
        let mut texts = Vec::with_capacity(ids.len());
        for ids in ids.chunks(TEXTS_AT_A_TIME) {
            let mut values = values![self.org];
            values.extend((0..TEXTS_AT_A_TIME).map(|at| ids.get(at).map_or("", EvidenceId::as_str).into()));
            let rows = self.tx.all::<(String, String, MessageText)>(query, values).await?;
            texts
                .extend(rows.into_iter().map(|(id, title, body)| (id, format!("{title}\n{}", body.words()))));
        }
        Ok(texts)
    }
}

/// So many pieces of evidence are read in one statement.
const TEXTS_AT_A_TIME: usize = 16;

#[derive(sqlx_macros::FromRow)]
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
