//! What was reported, and who is kept from giving.

use chrono::{DateTime, Utc};

use crate::chat::{PersonId, PostId};
use crate::store::StoreError;
use crate::{scoped, sql, values};

scoped! {
    /// Moderation, as the store keeps it.
    pub Moderation, moderation
}

impl Moderation<'_> {
    /// Somebody reports an announcement; says whether nobody had before.
    pub async fn report_kudos(
        &mut self,
        post: &PostId,
        person: &PersonId,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let query = sql!("SELECT COUNT(*) FROM kudos_report WHERE org = $1 AND post = $2");
        let (before,) = self.tx.one::<(i64,)>(query, values![self.org, post]).await?;
        let statement = sql!(
            "INSERT INTO kudos_report (org, post, person, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"
        );
        self.tx.execute(statement, values![self.org, post, person, now]).await?;
        Ok(before == 0)
    }

    /// A lead left what was reported as it is.
    pub async fn leave_kudos(&mut self, post: &PostId, now: DateTime<Utc>) -> Result<(), StoreError> {
        let statement = sql!("UPDATE kudos_report SET left_at = $1 WHERE org = $2 AND post = $3");
        self.tx.execute(statement, values![now, self.org, post]).await?;
        Ok(())
    }

    /// It was reported, and no lead left it as it is.
    pub async fn is_reported(&mut self, post: &PostId) -> Result<bool, StoreError> {
        let query = sql!("SELECT COUNT(*), COUNT(left_at) FROM kudos_report WHERE org = $1 AND post = $2");
        let (reported, left) = self.tx.one::<(i64, i64)>(query, values![self.org, post]).await?;
        Ok(reported > 0 && left == 0)
    }

    /// This person gives nothing from now on.
    pub async fn keep_from_giving(
        &mut self,
        person: &PersonId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement =
            sql!("INSERT INTO kudos_kept (org, person, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING");
        self.tx.execute(statement, values![self.org, person, now]).await?;
        Ok(())
    }

    /// This person may give again.
    pub async fn let_give(&mut self, person: &PersonId) -> Result<(), StoreError> {
        self.tx
            .execute(sql!("DELETE FROM kudos_kept WHERE org = $1 AND person = $2"), values![self.org, person])
            .await?;
        Ok(())
    }

    /// Everybody whom a lead keeps from giving.
    pub async fn kept_from_giving(&mut self) -> Result<Vec<PersonId>, StoreError> {
        let query = sql!("SELECT person FROM kudos_kept WHERE org = $1 ORDER BY since, person");
        self.tx.column::<PersonId>(query, values![self.org]).await
    }

    /// A lead keeps this person from giving.
    pub async fn is_kept_from_giving(&mut self, person: &PersonId) -> Result<bool, StoreError> {
        let query = sql!("SELECT COUNT(*) FROM kudos_kept WHERE org = $1 AND person = $2");
        Ok(self.tx.one::<(i64,)>(query, values![self.org, person]).await?.0 > 0)
    }
}
