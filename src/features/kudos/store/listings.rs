//! Who is on the boards, and which channels want a round-up.

use chrono::{DateTime, Utc};

use crate::chat::{PersonId, PlaceId};
use crate::store::StoreError;
use crate::{scoped, sql, values};

scoped! {
    /// Who left the boards, and which channels have a round-up.
    pub Listings, listings
}

impl Listings<'_> {
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
