//! Messages that are gone, and what tells that they are: their authors, newer exports, a lead who has a channel erased.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{EvidenceLog, EvidenceRow, take_tick_and_withdraw};
use crate::chat::{MessageId, OrgId, PlaceId, WorkspaceId};
use crate::search::evidence::{Evidence, EvidenceId};
use crate::store::{StoreError, Tx};
use crate::{company_store, sql, values};

/// The version of what was deleted: nothing is newer.
pub const DELETED: i64 = i64::MAX;

/// A message that is kept.
#[derive(Clone, Debug, Serialize, Deserialize, sqlx_macros::FromRow)]
pub struct Kept {
    /// The message.
    pub message: MessageId,
    /// When the newest export was made that has it, in milliseconds; 0 if none has.
    pub exported_at: i64,
    /// The day under which it has it, as a number; none if none has, or that was not kept.
    pub exported_day: Option<i64>,
    id: String,
    sent: i64,
}

/// A message that an import changed or took back.
#[derive(Clone, Debug, sqlx_macros::FromRow)]
pub struct ImportedChange {
    /// The company.
    pub org: OrgId,
    /// The workspace it is in.
    pub workspace: WorkspaceId,
    /// The place the message stands in.
    pub place: PlaceId,
    /// The message.
    pub message: MessageId,
}

company_store! {
    /// Deletes messages for good, and tells which are there.
    pub Messages
}

impl Messages<'_> {
    /// A message is deleted: its words go at once, and nothing that comes later brings them back. One that was never
    /// recorded leaves its name, where its channel is read or anything of it is kept: it may come after its deletion. So
    /// this is for messages that are kept, and for those that may still come: the gate drops other deletions.
    pub async fn delete_message(&mut self, place: &PlaceId, message: &MessageId) -> Result<(), StoreError> {
        let id = EvidenceId::message(place, message);
        self.tx.of::<EvidenceLog>(self.org).delete(&id).await?;
        let tick = take_tick_and_withdraw(self.tx, self.org).await?;
        let statement = sql!(
            "INSERT INTO evidence (org, id, tick, kind, place, message, sent, body, topics, accepted, deleted, version)
             SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS BIGINT), 'message', CAST($4 AS TEXT),
                 CAST($5 AS TEXT), 0, '', '', FALSE, TRUE, CAST($6 AS BIGINT)
             WHERE EXISTS (SELECT 1 FROM channel WHERE org = $1 AND place = $4 AND (opted_in OR holds))
             ON CONFLICT (org, id) DO NOTHING"
        );
        self.tx.execute(statement, values![self.org, id.as_str(), tick, place, message, DELETED]).await?;
        Ok(())
    }

    /// That message is known to be deleted.
    pub async fn is_deleted(&mut self, place: &PlaceId, message: &MessageId) -> Result<bool, StoreError> {
        let id = EvidenceId::message(place, message);
        let query = sql!("SELECT COUNT(*) FROM evidence WHERE org = $1 AND id = $2 AND deleted");
        Ok(self.tx.one::<(i64,)>(query, values![self.org, id.as_str()]).await?.0 > 0)
    }

    /// An export made at `at` has these messages under a day, each with or without its asker's check mark. An older
    /// export changes nothing of what a newer one said.
    pub async fn was_exported(
        &mut self,
        messages: &[(EvidenceId, bool)],
        day: Option<i64>,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        if messages.is_empty() {
            return Ok(());
        }
        let tick = take_tick_and_withdraw(self.tx, self.org).await?;
        let statement = sql!(
            "UPDATE evidence SET tick = $3, checked = $4, exported_at = $5, exported_day = $6
             WHERE org = $1 AND id = $2 AND NOT deleted AND exported_at <= $5"
        );
        let rows = messages
            .iter()
            .map(|(id, checked)| values![self.org, id.as_str(), tick, *checked, at, day])
            .collect();
        self.tx.execute_each(statement, rows).await?;
        Ok(())
    }

    /// Messages of a place that are there, the oldest first, from after one on, at most so many.
    pub async fn messages_in(
        &mut self,
        place: &PlaceId,
        after: Option<&Kept>,
        most: i64,
    ) -> Result<Vec<Kept>, StoreError> {
        let (sent, id) = after.map_or((i64::MIN, ""), |after| (after.sent, after.id.as_str()));
        let query = sql!(
            "SELECT id, message, sent, exported_at, exported_day FROM evidence
             WHERE org = $1 AND place = $2 AND sent >= $3 AND (sent > $3 OR id > $4) AND NOT deleted
                 AND message IS NOT NULL
             ORDER BY sent, id LIMIT $5"
        );
        self.tx.all(query, values![self.org, place, sent, id, most]).await
    }

    /// What is kept of a message, also if it was found to be no answer; none if it is deleted.
    pub async fn kept_message(
        &mut self,
        place: &PlaceId,
        message: &MessageId,
    ) -> Result<Option<Evidence>, StoreError> {
        let id = EvidenceId::message(place, message);
        let query = sql!(
            "SELECT id, tick, kind, place, thread, message, author, sent, title, body, topics,
                 (accepted OR checked) AS accepted, deleted, version
             FROM evidence WHERE org = $1 AND id = $2 AND NOT deleted"
        );
        let row: Option<EvidenceRow> = self.tx.optional(query, values![self.org, id.as_str()]).await?;
        Ok(row.map(|row| row.stored().evidence))
    }

    /// What is kept of a place and stands in none of its messages, such as an answer in its asker's words; at most so
    /// many.
    pub async fn unsaid_in(&mut self, place: &PlaceId, most: i64) -> Result<Vec<EvidenceId>, StoreError> {
        let query = sql!(
            "SELECT id FROM evidence WHERE org = $1 AND place = $2 AND message IS NULL AND NOT deleted ORDER BY id LIMIT $3"
        );
        let rows: Vec<(String,)> = self.tx.all(query, values![self.org, place, most]).await?;
        Ok(rows.into_iter().map(|(id,)| EvidenceId::stored(id)).collect())
    }

    /// These messages were changed or taken back while the features were not there: they follow later, see
    /// [`Tx::message_changes`].
    pub async fn to_follow(
        &mut self,
        workspace: &WorkspaceId,
        messages: &[(PlaceId, MessageId)],
    ) -> Result<(), StoreError> {
        if messages.is_empty() {
            return Ok(());
        }
        let statement = sql!(
            "INSERT INTO message_change (org, workspace, place, message) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"
        );
        let rows =
            messages.iter().map(|(place, message)| values![self.org, workspace, place, message]).collect();
        self.tx.execute_each(statement, rows).await?;
        Ok(())
    }

    /// Something is recorded under that name, or was.
    pub async fn is_recorded(&mut self, id: &EvidenceId) -> Result<bool, StoreError> {
        let query = sql!("SELECT COUNT(*) FROM evidence WHERE org = $1 AND id = $2");
        Ok(self.tx.one::<(i64,)>(query, values![self.org, id.as_str()]).await?.0 > 0)
    }
}

impl Tx {
    /// Up to `most` messages that an import changed or took back, and that the features have not followed yet.
    pub async fn message_changes(&mut self, most: i64) -> Result<Vec<ImportedChange>, StoreError> {
        let query = sql!(
            "SELECT org, workspace, place, message FROM message_change ORDER BY org, place, message LIMIT $1"
        );
        self.all(query, values![most]).await
    }

    /// That is followed; false if it was already.
    pub async fn message_change_done(&mut self, change: &ImportedChange) -> Result<bool, StoreError> {
        let statement = sql!("DELETE FROM message_change WHERE org = $1 AND place = $2 AND message = $3");
        Ok(self.execute(statement, values![&change.org, &change.place, &change.message]).await? == 1)
    }
}
