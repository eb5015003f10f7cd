//! Which entries are in already.

use chrono::{DateTime, Utc};

use crate::chat::PlaceId;
use crate::store::StoreError;
use crate::{company_store, sql, values};

/// What an export was compared with, of a channel: between these moments, or on these days.
#[derive(Clone, Copy, Debug, sqlx_macros::FromRow)]
pub(super) struct Cover {
    pub first: i64,
    pub last: i64,
    pub first_day: Option<i64>,
    pub last_day: Option<i64>,
}

impl Cover {
    /// What an older export has of that moment, under that day, would have been compared.
    pub(super) fn covers(&self, at: i64, day: Option<i64>) -> bool {
        let begins = self.first <= at || self.first_day.zip(day).is_some_and(|(first, day)| first <= day);
        begins && (at <= self.last || self.last_day.zip(day).is_some_and(|(last, day)| day <= last))
    }
}

company_store! {
    /// Progress of imports.
    pub Imports
}

impl Imports<'_> {
    /// The entry, with this content, is in already.
    pub async fn is_in(&mut self, entry: &str, checksum: u32) -> Result<bool, StoreError> {
        let query = sql!("SELECT COUNT(*) FROM import_entry WHERE org = $1 AND entry = $2 AND checksum = $3");
        Ok(self.tx.one::<(i64,)>(query, values![self.org, entry, checksum]).await?.0 > 0)
    }

    /// What exports that are newer than this one were compared with, of a channel.
    pub async fn newer_covers(
        &mut self,
        place: &PlaceId,
        made: DateTime<Utc>,
    ) -> Result<Vec<Cover>, StoreError> {
        let query = sql!(
            "SELECT first, last, first_day, last_day FROM import_cover WHERE org = $1 AND place = $2 AND exported_at > $3
             ORDER BY exported_at"
        );
        self.tx.all(query, values![self.org, place, made]).await
    }

    /// An export made at `made` was compared so with what is held of a channel.
    pub async fn covers(
        &mut self,
        place: &PlaceId,
        cover: Cover,
        made: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO import_cover (org, place, first, last, exported_at, first_day, last_day)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"
        );
        let Cover { first, last, first_day, last_day } = cover;
        self.tx.execute(statement, values![self.org, place, first, last, made, first_day, last_day]).await?;
        Ok(())
    }

    /// The entry is in.
    pub async fn now_in(&mut self, entry: &str, checksum: u32) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO import_entry (org, entry, checksum) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
        );
        self.tx.execute(statement, values![self.org, entry, checksum]).await?;
        Ok(())
    }
}
