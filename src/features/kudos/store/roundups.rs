//! What round-ups tell of.

use chrono::{DateTime, Utc};

use super::grant::Grant;
use crate::chat::{PlaceId, PostId};
use crate::store::StoreError;
use crate::{scoped, sql, values};

scoped! {
    /// Round-ups, as the store keeps them.
    pub Roundups, roundups
}

impl Roundups<'_> {
    /// What was given in a place since then, still stands, and no round-up tells of yet; the oldest first.
    pub async fn untold(&mut self, place: &PlaceId, since: DateTime<Utc>) -> Result<Vec<Grant>, StoreError> {
        let query = sql!(
            "SELECT * FROM kudos_grant WHERE org = $1 AND place = $2 AND given_at > $3 AND kind = 'given'
                 AND undone_at IS NULL AND roundup IS NULL ORDER BY given_at, id"
        );
        self.tx.all(query, values![self.org, place, since]).await
    }

    /// A round-up tells of these.
    pub async fn tell_in(
        &mut self,
        place: &PlaceId,
        since: DateTime<Utc>,
        roundup: &PostId,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "UPDATE kudos_grant SET roundup = $4 WHERE org = $1 AND place = $2 AND given_at > $3
                 AND kind = 'given' AND undone_at IS NULL AND roundup IS NULL"
        );
        self.tx.execute(statement, values![self.org, place, since, roundup]).await?;
        Ok(())
    }

    /// What a round-up tells of and still stands; the oldest first.
    pub async fn told_in(&mut self, roundup: &PostId) -> Result<Vec<Grant>, StoreError> {
        let query = sql!(
            "SELECT * FROM kudos_grant WHERE org = $1 AND roundup = $2 AND undone_at IS NULL ORDER BY given_at, id"
        );
        self.tx.all(query, values![self.org, roundup]).await
    }
}
