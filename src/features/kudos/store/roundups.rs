//! What round-ups tell of.

use std::future::Future;

use chrono::{DateTime, Utc};

use super::grant::Grant;
use crate::chat::{OrgId, PlaceId, PostId};
use crate::store::{StoreError, Tx};
use crate::{sql, values};

/// Round-ups, as the store keeps them.
pub trait RoundupStore {
    /// What was given in a place since then, still stands, and no round-up tells of yet; the oldest first.
    fn untold(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        since: DateTime<Utc>,
    ) -> impl Future<Output = Result<Vec<Grant>, StoreError>> + Send;

    /// A round-up tells of these.
    fn tell_in(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        since: DateTime<Utc>,
        roundup: &PostId,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// What a round-up tells of and still stands; the oldest first.
    fn told_in(
        &mut self,
        org: &OrgId,
        roundup: &PostId,
    ) -> impl Future<Output = Result<Vec<Grant>, StoreError>> + Send;
}

impl RoundupStore for Tx {
    async fn untold(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        since: DateTime<Utc>,
    ) -> Result<Vec<Grant>, StoreError> {
        let query = sql!(
            "SELECT * FROM kudos_grant WHERE org = $1 AND place = $2 AND given_at > $3 AND kind = 'given'
                 AND undone_at IS NULL AND roundup IS NULL ORDER BY given_at, id"
        );
        self.all(query, values![org, place, since]).await
    }

    async fn tell_in(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        since: DateTime<Utc>,
        roundup: &PostId,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "UPDATE kudos_grant SET roundup = $4 WHERE org = $1 AND place = $2 AND given_at > $3
                 AND kind = 'given' AND undone_at IS NULL AND roundup IS NULL"
        );
        self.execute(statement, values![org, place, since, roundup]).await?;
        Ok(())
    }

    async fn told_in(&mut self, org: &OrgId, roundup: &PostId) -> Result<Vec<Grant>, StoreError> {
        let query = sql!(
            "SELECT * FROM kudos_grant WHERE org = $1 AND roundup = $2 AND undone_at IS NULL ORDER BY given_at, id"
        );
        self.all(query, values![org, roundup]).await
    }
}
