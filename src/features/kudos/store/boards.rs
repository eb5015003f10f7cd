//! What boards are made of: counted from the ledger each time.

use std::future::Future;

use crate::chat::{OrgId, PersonId};
use crate::features::kudos::standings::Seen;
use crate::store::{StoreError, Tx};
use crate::{sql, values};

/// Boards, as they are counted from the ledger. Only what everybody could see counts: thanks given in a public channel,
/// and what was earned.
pub trait BoardStore {
    /// All such thanks in some months of their givers.
    fn seen_by_all(
        &mut self,
        org: &OrgId,
        months: (&str, &str),
    ) -> impl Future<Output = Result<Vec<Seen>, StoreError>> + Send;

    /// Whoever was thanked for the first time in a month.
    fn thanked_first_in(
        &mut self,
        org: &OrgId,
        month: &str,
    ) -> impl Future<Output = Result<Vec<PersonId>, StoreError>> + Send;

    /// Whoever thanked somebody for the first time in a month.
    fn thanking_first_in(
        &mut self,
        org: &OrgId,
        month: &str,
    ) -> impl Future<Output = Result<Vec<PersonId>, StoreError>> + Send;
}

impl BoardStore for Tx {
    async fn seen_by_all(&mut self, org: &OrgId, months: (&str, &str)) -> Result<Vec<Seen>, StoreError> {
        let query = sql!(
            "SELECT giver, receiver, kind = 'given' AS by_hand, topic, company_value FROM kudos_grant
             WHERE org = $1 AND local_month BETWEEN $2 AND $3 AND undone_at IS NULL
                 AND (kind <> 'given' OR place IN (SELECT place FROM channel WHERE org = $1 AND visibility <> 'members'))"
        );
        self.all(query, values![org, months.0, months.1]).await
    }

    async fn thanked_first_in(&mut self, org: &OrgId, month: &str) -> Result<Vec<PersonId>, StoreError> {
        let query = sql!(
            "SELECT receiver FROM kudos_grant AS new
             WHERE org = $1 AND local_month = $2 AND undone_at IS NULL
                 AND place IN (SELECT place FROM channel WHERE org = $1 AND visibility <> 'members')
                 AND NOT EXISTS (SELECT 1 FROM kudos_grant AS old
                     WHERE old.org = $1 AND old.receiver = new.receiver AND old.local_month < $2 AND old.undone_at IS NULL
                         AND old.place IN (SELECT place FROM channel WHERE org = $1 AND visibility <> 'members'))"
        );
        Ok(people(self.all(query, values![org, month]).await?))
    }

    async fn thanking_first_in(&mut self, org: &OrgId, month: &str) -> Result<Vec<PersonId>, StoreError> {
        let query = sql!(
            "SELECT giver FROM kudos_grant AS new
             WHERE org = $1 AND local_month = $2 AND undone_at IS NULL
                 AND place IN (SELECT place FROM channel WHERE org = $1 AND visibility <> 'members')
                 AND NOT EXISTS (SELECT 1 FROM kudos_grant AS old
                     WHERE old.org = $1 AND old.giver = new.giver AND old.local_month < $2 AND old.undone_at IS NULL
                         AND old.place IN (SELECT place FROM channel WHERE org = $1 AND visibility <> 'members'))"
        );
        Ok(people(self.all(query, values![org, month]).await?))
    }
}

fn people(rows: Vec<(PersonId,)>) -> Vec<PersonId> {
    rows.into_iter().map(|(person,)| person).collect()
}
