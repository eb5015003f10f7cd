//! Thanks that stand in a message, and what was made of them.

use std::future::Future;

use super::grant::Grant;
use crate::chat::{MessageId, OrgId, PlaceId};
use crate::store::{StoreError, Tx};
use crate::{sql, values};

/// Thanks that follow a message, as the store keeps them.
pub trait FollowedStore {
    /// All grants that a message gave, and those of whoever joined in; also what was taken back.
    fn grants_said_by(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        message: &MessageId,
    ) -> impl Future<Output = Result<Vec<Grant>, StoreError>> + Send;

    /// What a grant is for reads so now, and is about that.
    fn reword_grant(
        &mut self,
        org: &OrgId,
        grant: &Grant,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

impl FollowedStore for Tx {
    async fn grants_said_by(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        message: &MessageId,
    ) -> Result<Vec<Grant>, StoreError> {
        let query = sql!(
            "SELECT * FROM kudos_grant WHERE org = $1 AND said_in = $2 AND said_as = $3 ORDER BY given_at, id"
        );
        self.all(query, values![org, place, message]).await
    }

    async fn reword_grant(&mut self, org: &OrgId, grant: &Grant) -> Result<(), StoreError> {
        let statement = sql!(
            "UPDATE kudos_grant SET reason = $1, topic = $2, company_value = $3 WHERE org = $4 AND id = $5"
        );
        let values =
            values![&grant.reason, grant.topic.as_ref(), grant.company_value.as_ref(), org, &grant.id];
        self.execute(statement, values).await?;
        Ok(())
    }
}
