//! Messages that somebody handed over: what their authors change is followed, whatever the place.

use chrono::{DateTime, Utc};

use super::{DELETED, Edit, Messages};
use crate::chat::{MessageId, PlaceId};
use crate::search::evidence::EvidenceId;
use crate::store::{Millis, StoreError};
use crate::{company_store, sql, values};

company_store! {
    /// Messages that were handed over, by name and version; no words.
    pub HandedMessages
}

impl HandedMessages<'_> {
    /// Somebody gave us what stands there: we read when its author changes it or takes it away, whatever the place. What is
    /// given is of `version`, if that is known. False if its author has deleted it meanwhile.
    pub async fn hand_over(
        &mut self,
        place: &PlaceId,
        message: &MessageId,
        version: Option<DateTime<Utc>>,
    ) -> Result<bool, StoreError> {
        if self.tx.of::<Messages>(self.org).is_deleted(place, message).await? {
            return Ok(false);
        }
        let version = version.map_or(0, |version| version.timestamp_millis());
        // It may be deleted between now and the moment at which this is written.
        let statement = sql!(
            "INSERT INTO handed (org, place, message, version)
             SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS BIGINT)
             WHERE NOT EXISTS (SELECT 1 FROM evidence WHERE org = $1 AND id = $6 AND deleted)
             ON CONFLICT (org, place, message) DO UPDATE SET version =
                 CASE WHEN handed.version > excluded.version THEN handed.version ELSE excluded.version END
             WHERE handed.version < $5"
        );
        let id = EvidenceId::message(place, message);
        let values = values![self.org, place, message, version, DELETED, id.as_str()];
        self.tx.surely(statement, values).await
    }

    /// The author of a message that was handed over changed it.
    pub async fn edited(
        &mut self,
        place: &PlaceId,
        message: &MessageId,
        version: DateTime<Utc>,
    ) -> Result<Edit, StoreError> {
        let query = sql!("SELECT version FROM handed WHERE org = $1 AND place = $2 AND message = $3");
        if self.tx.optional::<(i64,)>(query, values![self.org, place, message]).await?.is_none() {
            return Ok(Edit::Unknown);
        }
        let statement = sql!(
            "UPDATE handed SET version = $1 WHERE org = $2 AND place = $3 AND message = $4 AND version <= $1"
        );
        let touched = self.tx.execute(statement, values![version, self.org, place, message]).await?;
        Ok(if touched == 1 { Edit::Made } else { Edit::Late })
    }

    /// The author of a message that was handed over deleted it. Nothing happens if it was not handed over.
    pub async fn deleted(&mut self, place: &PlaceId, message: &MessageId) -> Result<(), StoreError> {
        let statement = sql!("UPDATE handed SET version = $1 WHERE org = $2 AND place = $3 AND message = $4");
        self.tx.execute(statement, values![DELETED, self.org, place, message]).await?;
        Ok(())
    }

    /// When the author of a message that was handed over last changed it, as far as is known; none if it was not handed
    /// over or is deleted.
    pub async fn version(
        &mut self,
        place: &PlaceId,
        message: &MessageId,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        let query = sql!(
            "SELECT version FROM handed WHERE org = $1 AND place = $2 AND message = $3 AND version < $4"
        );
        let row: Option<(Millis,)> =
            self.tx.optional(query, values![self.org, place, message, DELETED]).await?;
        Ok(row.map(|(version,)| version.utc()))
    }

    /// Messages of a place that somebody handed over and that are there, of which no evidence is kept.
    pub async fn in_place(&mut self, place: &PlaceId) -> Result<Vec<MessageId>, StoreError> {
        let query = sql!(
            "SELECT message FROM handed WHERE org = $1 AND place = $2 AND version < $3 AND NOT EXISTS (
                 SELECT 1 FROM evidence AS e WHERE e.org = $1 AND e.id = 'm/' || handed.place || '/' || handed.message
                     AND NOT e.deleted)
             ORDER BY message"
        );
        self.tx.column(query, values![self.org, place, DELETED]).await
    }
}
