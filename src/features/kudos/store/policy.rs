//! What a lead decided, and who wants which of it.

use chrono::{DateTime, Utc};

use crate::chat::{PersonId, PlaceId};
use crate::features::kudos::policy::Policy;
use crate::store::StoreError;
use crate::{scoped, sql, values};

scoped! {
    /// Decisions, as the store keeps them.
    pub Policies, policies
}

impl Policies<'_> {
    /// What the lead decided about thanks.
    pub async fn kudos_policy(&mut self) -> Result<Policy, StoreError> {
        let row = self
            .tx
            .optional::<(String,)>(sql!("SELECT data FROM kudos_policy WHERE org = $1"), values![self.org])
            .await?;
        Ok(row.and_then(|(json,)| serde_json::from_str(&json).ok()).unwrap_or_default())
    }

    /// What the lead decides now.
    pub async fn set_kudos_policy(&mut self, policy: &Policy) -> Result<(), StoreError> {
        let json = serde_json::to_string(policy).unwrap_or_else(|_| "{}".to_owned());
        let statement = sql!(
            "INSERT INTO kudos_policy (org, data) VALUES ($1, $2) ON CONFLICT (org) DO UPDATE SET data = excluded.data"
        );
        self.tx.execute(statement, values![self.org, json]).await?;
        Ok(())
    }

    /// This person is on no board from now on.
    pub async fn leave_boards(&mut self, person: &PersonId, now: DateTime<Utc>) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO kudos_unlisted (org, person, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
        );
        self.tx.execute(statement, values![self.org, person, now]).await?;
        Ok(())
    }

    /// This person is on boards again.
    pub async fn join_boards(&mut self, person: &PersonId) -> Result<(), StoreError> {
        self.tx
            .execute(
                sql!("DELETE FROM kudos_unlisted WHERE org = $1 AND person = $2"),
                values![self.org, person],
            )
            .await?;
        Ok(())
    }

    /// Whoever left the boards.
    pub async fn off_boards(&mut self) -> Result<Vec<PersonId>, StoreError> {
        let query = sql!("SELECT person FROM kudos_unlisted WHERE org = $1");
        self.tx.column::<PersonId>(query, values![self.org]).await
    }

    /// A channel wants a round-up every week.
    pub async fn want_roundup(&mut self, place: &PlaceId, now: DateTime<Utc>) -> Result<(), StoreError> {
        let statement =
            sql!("INSERT INTO kudos_roundup (org, place, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING");
        self.tx.execute(statement, values![self.org, place, now]).await?;
        Ok(())
    }

    /// A channel wants none any more.
    pub async fn drop_roundup(&mut self, place: &PlaceId) -> Result<(), StoreError> {
        self.tx
            .execute(
                sql!("DELETE FROM kudos_roundup WHERE org = $1 AND place = $2"),
                values![self.org, place],
            )
            .await?;
        Ok(())
    }

    /// Channels with a round-up, in the order in which they wanted it.
    pub async fn roundups(&mut self) -> Result<Vec<PlaceId>, StoreError> {
        let query = sql!("SELECT place FROM kudos_roundup WHERE org = $1 ORDER BY since, place");
        self.tx.column::<PlaceId>(query, values![self.org]).await
    }
}
