//! Thanks that stand in a message, and what was made of them.

use super::grant::Grant;
use crate::chat::{MessageId, PlaceId};
use crate::store::StoreError;
use crate::{scoped, sql, values};

scoped! {
    /// Thanks that follow a message, as the store keeps them.
    pub HeldReasons, held_reasons
}

impl HeldReasons<'_> {
    /// All grants that a message gave, and those of whoever joined in; also what was taken back.
    pub async fn grants_said_by(
        &mut self,
        place: &PlaceId,
        message: &MessageId,
    ) -> Result<Vec<Grant>, StoreError> {
        let query = sql!(
            "SELECT * FROM kudos_grant WHERE org = $1 AND said_in = $2 AND said_as = $3 ORDER BY given_at, id"
        );
        self.tx.all(query, values![self.org, place, message]).await
    }

    /// What a grant is for reads so now, and is about that.
    pub async fn reword_grant(&mut self, grant: &Grant) -> Result<(), StoreError> {
        let statement = sql!(
            "UPDATE kudos_grant SET reason = $1, topic = $2, company_value = $3 WHERE org = $4 AND id = $5"
        );
        let values =
            values![&grant.reason, grant.topic.as_ref(), grant.company_value.as_ref(), self.org, &grant.id];
        self.tx.execute(statement, values).await?;
        Ok(())
    }
}
