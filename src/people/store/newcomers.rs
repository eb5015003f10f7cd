//! Whoever was met once and never described: an account without a person behind it.

use std::future::Future;

use chrono::{DateTime, Utc};

use super::met::NEW;
use crate::chat::{OrgId, PersonId, Standing};
use crate::people::store::rows::word;
use crate::store::{StoreError, Tx};
use crate::{sql, values};

/// Whoever was met once and never described.
pub trait NewcomerStore {
    /// People of whom nothing is known but an account, and who did nothing since `before`: those after `after`, in the
    /// order of their ids.
    fn newcomers(
        &mut self,
        org: &OrgId,
        after: &PersonId,
        before: DateTime<Utc>,
        most: i64,
    ) -> impl Future<Output = Result<Vec<PersonId>, StoreError>> + Send;

    /// Drops one of them with their accounts, unless they did something meanwhile; says whether they are gone.
    fn forget_newcomer(
        &mut self,
        org: &OrgId,
        person: &PersonId,
        before: DateTime<Utc>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;
}

impl NewcomerStore for Tx {
    async fn newcomers(
        &mut self,
        org: &OrgId,
        after: &PersonId,
        before: DateTime<Utc>,
        most: i64,
    ) -> Result<Vec<PersonId>, StoreError> {
        let query = sql!(
            "SELECT id FROM person WHERE org = $1 AND name = $2 AND standing = $3 AND NOT lead AND email IS NULL AND id > $4
             AND NOT EXISTS (
                 SELECT 1 FROM account AS a WHERE a.org = $1 AND a.person = person.id AND a.active_at >= $5)
             ORDER BY id LIMIT $6"
        );
        let values = values![org, NEW, word(Standing::Unknown), after, before, most];
        Ok(self.all::<(PersonId,)>(query, values).await?.into_iter().map(|(id,)| id).collect())
    }

    async fn forget_newcomer(
        &mut self,
        org: &OrgId,
        person: &PersonId,
        before: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let statement = sql!(
            "DELETE FROM person WHERE org = $1 AND id = $2 AND name = $3 AND standing = $4 AND NOT EXISTS (
                 SELECT 1 FROM account AS a WHERE a.org = $1 AND a.person = person.id AND a.active_at >= $5)"
        );
        let values = values![org, person, NEW, word(Standing::Unknown), before];
        if self.execute(statement, values).await? == 0 {
            return Ok(false);
        }
        let statement = sql!(
            "DELETE FROM member WHERE org = $1 AND account IN (
                 SELECT a.id FROM account AS a WHERE a.org = $1 AND a.person = $2)"
        );
        self.execute(statement, values![org, person]).await?;
        self.execute(sql!("DELETE FROM account WHERE org = $1 AND person = $2"), values![org, person])
            .await?;
        Ok(true)
    }
}
