//! What a lead decided, and who wants which of it.

use std::future::Future;

use chrono::{DateTime, Utc};

use crate::chat::{OrgId, PersonId, PlaceId};
use crate::features::kudos::policy::Policy;
use crate::store::{StoreError, Tx};
use crate::{sql, values};

/// Decisions, as the store keeps them.
pub trait PolicyStore {
    /// What the lead decided about thanks.
    fn kudos_policy(&mut self, org: &OrgId) -> impl Future<Output = Result<Policy, StoreError>> + Send;

    /// What the lead decides now.
    fn set_kudos_policy(
        &mut self,
        org: &OrgId,
        policy: &Policy,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// This person is on no board from now on.
    fn leave_boards(
        &mut self,
        org: &OrgId,
        person: &PersonId,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// This person is on boards again.
    fn join_boards(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Whoever left the boards.
    fn off_boards(&mut self, org: &OrgId) -> impl Future<Output = Result<Vec<PersonId>, StoreError>> + Send;

    /// What was decided by or about `from` goes for `into`: they left the boards, a lead keeps them from giving.
    fn move_decisions(
        &mut self,
        org: &OrgId,
        from: &PersonId,
        into: &PersonId,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// A channel wants a round-up every week.
    fn want_roundup(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// A channel wants none any more.
    fn drop_roundup(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Channels with a round-up, in the order in which they wanted it.
    fn roundups(&mut self, org: &OrgId) -> impl Future<Output = Result<Vec<PlaceId>, StoreError>> + Send;
}

impl PolicyStore for Tx {
    async fn kudos_policy(&mut self, org: &OrgId) -> Result<Policy, StoreError> {
        let row = self
            .optional::<(String,)>(sql!("SELECT data FROM kudos_policy WHERE org = $1"), values![org])
            .await?;
        Ok(row.and_then(|(json,)| serde_json::from_str(&json).ok()).unwrap_or_default())
    }

    async fn set_kudos_policy(&mut self, org: &OrgId, policy: &Policy) -> Result<(), StoreError> {
        let json = serde_json::to_string(policy).unwrap_or_else(|_| "{}".to_owned());
        let statement = sql!(
            "INSERT INTO kudos_policy (org, data) VALUES ($1, $2) ON CONFLICT (org) DO UPDATE SET data = excluded.data"
        );
        self.execute(statement, values![org, json]).await?;
        Ok(())
    }

    async fn leave_boards(
        &mut self,
        org: &OrgId,
        person: &PersonId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO kudos_unlisted (org, person, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
        );
        self.execute(statement, values![org, person, now]).await?;
        Ok(())
    }

    async fn join_boards(&mut self, org: &OrgId, person: &PersonId) -> Result<(), StoreError> {
        self.execute(sql!("DELETE FROM kudos_unlisted WHERE org = $1 AND person = $2"), values![org, person])
            .await?;
        Ok(())
    }

    async fn off_boards(&mut self, org: &OrgId) -> Result<Vec<PersonId>, StoreError> {
        let query = sql!("SELECT person FROM kudos_unlisted WHERE org = $1");
        Ok(self.all::<(PersonId,)>(query, values![org]).await?.into_iter().map(|(person,)| person).collect())
    }

    async fn move_decisions(
        &mut self,
        org: &OrgId,
        from: &PersonId,
        into: &PersonId,
    ) -> Result<(), StoreError> {
        for statement in [
            sql!(
                "INSERT INTO kudos_unlisted (org, person, since)
                 SELECT org, $3, since FROM kudos_unlisted WHERE org = $1 AND person = $2 ON CONFLICT DO NOTHING"
            ),
            sql!(
                "INSERT INTO kudos_kept (org, person, since)
                 SELECT org, $3, since FROM kudos_kept WHERE org = $1 AND person = $2 ON CONFLICT DO NOTHING"
            ),
        ] {
            self.execute(statement, values![org, from, into]).await?;
        }
        for statement in [
            sql!("DELETE FROM kudos_unlisted WHERE org = $1 AND person = $2"),
            sql!("DELETE FROM kudos_kept WHERE org = $1 AND person = $2"),
        ] {
            self.execute(statement, values![org, from]).await?;
        }
        Ok(())
    }

    async fn want_roundup(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement =
            sql!("INSERT INTO kudos_roundup (org, place, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING");
        self.execute(statement, values![org, place, now]).await?;
        Ok(())
    }

    async fn drop_roundup(&mut self, org: &OrgId, place: &PlaceId) -> Result<(), StoreError> {
        self.execute(sql!("DELETE FROM kudos_roundup WHERE org = $1 AND place = $2"), values![org, place])
            .await?;
        Ok(())
    }

    async fn roundups(&mut self, org: &OrgId) -> Result<Vec<PlaceId>, StoreError> {
        let query = sql!("SELECT place FROM kudos_roundup WHERE org = $1 ORDER BY since, place");
        Ok(self.all::<(PlaceId,)>(query, values![org]).await?.into_iter().map(|(place,)| place).collect())
    }
}
