//! What people were told unasked, and what waits to be told.

use chrono::{DateTime, TimeDelta, Utc};

use crate::chat::PersonId;
use crate::store::{Millis, StoreError};
use crate::{company_store, sql, values};

/// How long it is known that somebody was told something: longer than any limit looks back.
const KEPT: TimeDelta = TimeDelta::days(8);

company_store! {
    /// Messages without a question before them, as the store keeps them.
    pub Notifications
}

impl Notifications<'_> {
    /// When this person was told something, since then; the oldest first.
    pub async fn told_since(
        &mut self,
        person: &PersonId,
        since: DateTime<Utc>,
    ) -> Result<Vec<DateTime<Utc>>, StoreError> {
        let query = sql!(
            "SELECT at FROM unasked WHERE org = $1 AND person = $2 AND at > $3 AND card IS NULL ORDER BY at"
        );
        let rows = self.tx.all::<(Millis,)>(query, values![self.org, person, since]).await?;
        Ok(rows.into_iter().map(|(at,)| at.utc()).collect())
    }

    /// They are told something now. What they were told longer than [`KEPT`] ago is forgotten.
    pub async fn told(&mut self, id: &str, person: &PersonId, now: DateTime<Utc>) -> Result<(), StoreError> {
        let old = sql!("DELETE FROM unasked WHERE org = $1 AND person = $2 AND at < $3 AND card IS NULL");
        self.tx.execute(old, values![self.org, person, now - KEPT]).await?;
        let statement = sql!("INSERT INTO unasked (org, id, person, at) VALUES ($1, $2, $3, $4)");
        self.tx.execute(statement, values![self.org, id, person, now]).await?;
        Ok(())
    }

    /// Something waits to be told.
    pub async fn wait_to_tell(
        &mut self,
        id: &str,
        person: &PersonId,
        card: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement = sql!("INSERT INTO unasked (org, id, person, at, card) VALUES ($1, $2, $3, $4, $5)");
        self.tx.execute(statement, values![self.org, id, person, now, card]).await?;
        Ok(())
    }

    /// What waits for this person, as JSON, in the order in which it came.
    pub async fn waiting_to_be_told(&mut self, person: &PersonId) -> Result<Vec<String>, StoreError> {
        let query = sql!(
            "SELECT card FROM unasked WHERE org = $1 AND person = $2 AND card IS NOT NULL ORDER BY at, id"
        );
        self.tx.column::<String>(query, values![self.org, person]).await
    }

    /// This waits to be told.
    pub async fn waits_to_be_told(&mut self, id: &str) -> Result<bool, StoreError> {
        let query = sql!("SELECT id FROM unasked WHERE org = $1 AND id = $2 AND card IS NOT NULL");
        Ok(self.tx.optional::<(String,)>(query, values![self.org, id]).await?.is_some())
    }

    /// What waits is told in these words instead; true if it was waiting.
    pub async fn tell_instead(&mut self, id: &str, card: &str) -> Result<bool, StoreError> {
        let statement = sql!("UPDATE unasked SET card = $1 WHERE org = $2 AND id = $3 AND card IS NOT NULL");
        Ok(self.tx.execute(statement, values![card, self.org, id]).await? == 1)
    }

    /// This is not told after all; true if it was waiting.
    pub async fn cancel_notification(&mut self, id: &str) -> Result<bool, StoreError> {
        let statement = sql!("DELETE FROM unasked WHERE org = $1 AND id = $2 AND card IS NOT NULL");
        Ok(self.tx.execute(statement, values![self.org, id]).await? == 1)
    }

    /// Nothing waits for this person any more.
    pub async fn tell_nothing(&mut self, person: &PersonId) -> Result<(), StoreError> {
        let statement = sql!("DELETE FROM unasked WHERE org = $1 AND person = $2 AND card IS NOT NULL");
        self.tx.execute(statement, values![self.org, person]).await?;
        Ok(())
    }
}
