//! What people were told unasked, and what waits to be told.

use std::future::Future;

use chrono::{DateTime, TimeDelta, Utc};

use crate::chat::{OrgId, PersonId};
use crate::store::{Millis, StoreError, Tx};
use crate::{sql, values};

/// How long it is known that somebody was told something: longer than any limit looks back.
const KEPT: TimeDelta = TimeDelta::days(8);

/// Messages without a question before them, as the store keeps them.
pub trait UnaskedStore {
    /// Waits until nobody else has something for this person, until the commit.
    fn in_turn(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// When this person was told something, since then; the oldest first.
    fn told_since(
        &mut self,
        org: &OrgId,
        person: &PersonId,
        since: DateTime<Utc>,
    ) -> impl Future<Output = Result<Vec<DateTime<Utc>>, StoreError>> + Send;

    /// They are told something now. What they were told longer than [`KEPT`] ago is forgotten.
    fn told(
        &mut self,
        org: &OrgId,
        id: &str,
        person: &PersonId,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Something waits to be told.
    fn wait_to_tell(
        &mut self,
        org: &OrgId,
        id: &str,
        person: &PersonId,
        card: &str,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// What waits for this person, as JSON, in the order in which it came.
    fn waiting_to_be_told(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> impl Future<Output = Result<Vec<String>, StoreError>> + Send;

    /// This waits to be told.
    fn waits_to_be_told(
        &mut self,
        org: &OrgId,
        id: &str,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// What waits is told in these words instead; true if it was waiting.
    fn tell_instead(
        &mut self,
        org: &OrgId,
        id: &str,
        card: &str,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// This is not told after all; true if it was waiting.
    fn never_tell(&mut self, org: &OrgId, id: &str) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// What was and is to be told to `from` is `into`'s.
    fn move_unasked(
        &mut self,
        org: &OrgId,
        from: &PersonId,
        into: &PersonId,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Nothing waits for this person any more.
    fn tell_nothing(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

impl UnaskedStore for Tx {
    async fn in_turn(&mut self, org: &OrgId, person: &PersonId) -> Result<(), StoreError> {
        // Writing a row locks it, without a change.
        let statement = sql!("UPDATE person SET lead = lead WHERE org = $1 AND id = $2");
        self.execute(statement, values![org, person]).await?;
        Ok(())
    }

    async fn told_since(
        &mut self,
        org: &OrgId,
        person: &PersonId,
        since: DateTime<Utc>,
    ) -> Result<Vec<DateTime<Utc>>, StoreError> {
        let query = sql!(
            "SELECT at FROM unasked WHERE org = $1 AND person = $2 AND at > $3 AND card IS NULL ORDER BY at"
        );
        let rows = self.all::<(Millis,)>(query, values![org, person, since]).await?;
        Ok(rows.into_iter().map(|(at,)| at.utc()).collect())
    }

    async fn told(
        &mut self,
        org: &OrgId,
        id: &str,
        person: &PersonId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let old = sql!("DELETE FROM unasked WHERE org = $1 AND person = $2 AND at < $3 AND card IS NULL");
        self.execute(old, values![org, person, now - KEPT]).await?;
        let statement = sql!("INSERT INTO unasked (org, id, person, at) VALUES ($1, $2, $3, $4)");
        self.execute(statement, values![org, id, person, now]).await?;
        Ok(())
    }

    async fn wait_to_tell(
        &mut self,
        org: &OrgId,
        id: &str,
        person: &PersonId,
        card: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement = sql!("INSERT INTO unasked (org, id, person, at, card) VALUES ($1, $2, $3, $4, $5)");
        self.execute(statement, values![org, id, person, now, card]).await?;
        Ok(())
    }

    async fn waiting_to_be_told(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> Result<Vec<String>, StoreError> {
        let query = sql!(
            "SELECT card FROM unasked WHERE org = $1 AND person = $2 AND card IS NOT NULL ORDER BY at, id"
        );
        self.column::<String>(query, values![org, person]).await
    }

    async fn waits_to_be_told(&mut self, org: &OrgId, id: &str) -> Result<bool, StoreError> {
        let query = sql!("SELECT id FROM unasked WHERE org = $1 AND id = $2 AND card IS NOT NULL");
        Ok(self.optional::<(String,)>(query, values![org, id]).await?.is_some())
    }

    async fn tell_instead(&mut self, org: &OrgId, id: &str, card: &str) -> Result<bool, StoreError> {
        let statement = sql!("UPDATE unasked SET card = $1 WHERE org = $2 AND id = $3 AND card IS NOT NULL");
        Ok(self.execute(statement, values![card, org, id]).await? == 1)
    }

    async fn never_tell(&mut self, org: &OrgId, id: &str) -> Result<bool, StoreError> {
        let statement = sql!("DELETE FROM unasked WHERE org = $1 AND id = $2 AND card IS NOT NULL");
        Ok(self.execute(statement, values![org, id]).await? == 1)
    }

    async fn move_unasked(
        &mut self,
        org: &OrgId,
        from: &PersonId,
        into: &PersonId,
    ) -> Result<(), StoreError> {
        let statement = sql!("UPDATE unasked SET person = $3 WHERE org = $1 AND person = $2");
        self.execute(statement, values![org, from, into]).await?;
        Ok(())
    }

    async fn tell_nothing(&mut self, org: &OrgId, person: &PersonId) -> Result<(), StoreError> {
        let statement = sql!("DELETE FROM unasked WHERE org = $1 AND person = $2 AND card IS NOT NULL");
        self.execute(statement, values![org, person]).await?;
        Ok(())
    }
}
