//! Which entries are in already.

use std::future::Future;

use chrono::{DateTime, Utc};

use crate::chat::{MessageId, OrgId, PlaceId, WorkspaceId};
use crate::store::{StoreError, Tx};
use crate::{sql, values};

/// What an export was compared with, of a channel: between these moments, or on these days.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
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

/// Progress of imports.
pub(super) trait ImportStore {
    /// The entry, with this content, is in already.
    fn is_in(
        &mut self,
        org: &OrgId,
        entry: &str,
        checksum: u32,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// What exports that are newer than this one were compared with, of a channel.
    fn newer_covers(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        made: DateTime<Utc>,
    ) -> impl Future<Output = Result<Vec<Cover>, StoreError>> + Send;

    /// An export made at `made` was compared so with what is held of a channel.
    fn covers(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        cover: Cover,
        made: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// These messages were changed or taken back: whatever the rooms made of them follows when the bot runs.
    fn tell_rooms(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        messages: &[(PlaceId, MessageId)],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The entry is in.
    fn now_in(
        &mut self,
        org: &OrgId,
        entry: &str,
        checksum: u32,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

impl ImportStore for Tx {
    async fn is_in(&mut self, org: &OrgId, entry: &str, checksum: u32) -> Result<bool, StoreError> {
        let query = sql!("SELECT COUNT(*) FROM import_entry WHERE org = $1 AND entry = $2 AND checksum = $3");
        Ok(self.one::<(i64,)>(query, values![org, entry, checksum]).await?.0 > 0)
    }

    async fn newer_covers(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        made: DateTime<Utc>,
    ) -> Result<Vec<Cover>, StoreError> {
        let query = sql!(
            "SELECT first, last, first_day, last_day FROM import_cover WHERE org = $1 AND place = $2 AND exported_at > $3
             ORDER BY exported_at"
        );
        self.all(query, values![org, place, made]).await
    }

    async fn covers(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        cover: Cover,
        made: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO import_cover (org, place, first, last, exported_at, first_day, last_day)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"
        );
        let Cover { first, last, first_day, last_day } = cover;
        self.execute(statement, values![org, place, first, last, made, first_day, last_day]).await?;
        Ok(())
    }

    async fn tell_rooms(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        messages: &[(PlaceId, MessageId)],
    ) -> Result<(), StoreError> {
        if messages.is_empty() {
            return Ok(());
        }
        let statement = sql!(
            "INSERT INTO message_change (org, workspace, place, message)
             SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT)
             WHERE EXISTS (SELECT 1 FROM handed WHERE org = $1 AND place = $3 AND message = $4)
                OR EXISTS (SELECT 1 FROM question_reply WHERE org = $1 AND message = $4)
             ON CONFLICT DO NOTHING"
        );
        let rows = messages.iter().map(|(place, message)| values![org, workspace, place, message]).collect();
        self.execute_each(statement, rows).await?;
        Ok(())
    }

    async fn now_in(&mut self, org: &OrgId, entry: &str, checksum: u32) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO import_entry (org, entry, checksum) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
        );
        self.execute(statement, values![org, entry, checksum]).await?;
        Ok(())
    }
}
