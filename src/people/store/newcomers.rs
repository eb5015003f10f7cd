//! Whoever was met once and never described: an account without a person behind it.

use chrono::{DateTime, Utc};

use super::met::NEW;
use crate::chat::{PersonId, Standing};
use crate::people::store::rows::word;
use crate::store::StoreError;
use crate::{company_store, sql, values};

company_store! {
    /// Whoever was met once and never described.
    pub Newcomers
}

impl Newcomers<'_> {
    /// People of whom nothing is known but an account, and who did nothing since `before`: those after `after`, in the
    /// order of their ids.
    pub async fn newcomers(
        &mut self,
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
        let values = values![self.org, NEW, word(Standing::Unknown), after, before, most];
        self.tx.column::<PersonId>(query, values).await
    }

    /// Drops one of them with their accounts, unless they did something meanwhile; says whether they are gone.
    pub async fn forget_newcomer(
        &mut self,
        person: &PersonId,
        before: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let statement = sql!(
            "DELETE FROM person WHERE org = $1 AND id = $2 AND name = $3 AND standing = $4 AND NOT EXISTS (
                 SELECT 1 FROM account AS a WHERE a.org = $1 AND a.person = person.id AND a.active_at >= $5)"
        );
        let values = values![self.org, person, NEW, word(Standing::Unknown), before];
        if self.tx.execute(statement, values).await? == 0 {
            return Ok(false);
        }
        let statement = sql!(
            "DELETE FROM member WHERE org = $1 AND account IN (
                 SELECT a.id FROM account AS a WHERE a.org = $1 AND a.person = $2)"
        );
        self.tx.execute(statement, values![self.org, person]).await?;
        self.tx
            .execute(sql!("DELETE FROM account WHERE org = $1 AND person = $2"), values![self.org, person])
            .await?;
        Ok(true)
    }
}
