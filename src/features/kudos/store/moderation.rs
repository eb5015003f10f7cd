//! What was reported, and who is kept from giving.

use std::future::Future;

use chrono::{DateTime, Utc};

use crate::chat::{OrgId, PersonId, PostId};
use crate::store::{StoreError, Tx};
use crate::{sql, values};

/// Moderation, as the store keeps it.
pub trait ModerationStore {
    /// Somebody reports an announcement; says whether nobody had before.
    fn report_kudos(
        &mut self,
        org: &OrgId,
        post: &PostId,
        person: &PersonId,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// A lead left what was reported as it is.
    fn leave_kudos(
        &mut self,
        org: &OrgId,
        post: &PostId,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// It was reported, and no lead left it as it is.
    fn is_reported(
        &mut self,
        org: &OrgId,
        post: &PostId,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// This person gives nothing from now on.
    fn keep_from_giving(
        &mut self,
        org: &OrgId,
        person: &PersonId,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// This person may give again.
    fn let_give(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Everybody whom a lead keeps from giving.
    fn kept_from_giving(
        &mut self,
        org: &OrgId,
    ) -> impl Future<Output = Result<Vec<PersonId>, StoreError>> + Send;

    /// A lead keeps this person from giving.
    fn is_kept_from_giving(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;
}

impl ModerationStore for Tx {
    async fn report_kudos(
        &mut self,
        org: &OrgId,
        post: &PostId,
        person: &PersonId,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let query = sql!("SELECT COUNT(*) FROM kudos_report WHERE org = $1 AND post = $2");
        let (before,) = self.one::<(i64,)>(query, values![org, post]).await?;
        let statement = sql!(
            "INSERT INTO kudos_report (org, post, person, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"
        );
        self.execute(statement, values![org, post, person, now]).await?;
        Ok(before == 0)
    }

    async fn leave_kudos(
        &mut self,
        org: &OrgId,
        post: &PostId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement = sql!("UPDATE kudos_report SET left_at = $1 WHERE org = $2 AND post = $3");
        self.execute(statement, values![now, org, post]).await?;
        Ok(())
    }

    async fn is_reported(&mut self, org: &OrgId, post: &PostId) -> Result<bool, StoreError> {
        let query = sql!("SELECT COUNT(*), COUNT(left_at) FROM kudos_report WHERE org = $1 AND post = $2");
        let (reported, left) = self.one::<(i64, i64)>(query, values![org, post]).await?;
        Ok(reported > 0 && left == 0)
    }

    async fn keep_from_giving(
        &mut self,
        org: &OrgId,
        person: &PersonId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement =
            sql!("INSERT INTO kudos_kept (org, person, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING");
        self.execute(statement, values![org, person, now]).await?;
        Ok(())
    }

    async fn let_give(&mut self, org: &OrgId, person: &PersonId) -> Result<(), StoreError> {
        self.execute(sql!("DELETE FROM kudos_kept WHERE org = $1 AND person = $2"), values![org, person])
            .await?;
        Ok(())
    }

    async fn kept_from_giving(&mut self, org: &OrgId) -> Result<Vec<PersonId>, StoreError> {
        let query = sql!("SELECT person FROM kudos_kept WHERE org = $1 ORDER BY since, person");
        Ok(self.all::<(PersonId,)>(query, values![org]).await?.into_iter().map(|(person,)| person).collect())
    }

    async fn is_kept_from_giving(&mut self, org: &OrgId, person: &PersonId) -> Result<bool, StoreError> {
        let query = sql!("SELECT COUNT(*) FROM kudos_kept WHERE org = $1 AND person = $2");
        Ok(self.one::<(i64,)>(query, values![org, person]).await?.0 > 0)
    }
}
