//! What boards are made of: counted from the ledger each time.

use std::future::Future;

use crate::chat::{OrgId, PersonId};
use crate::features::kudos::standings::Tally;
use crate::store::{StoreError, Tx};
use crate::{sql, values};

/// Boards, as they are counted from the ledger. Only what everybody could see counts: thanks given in a place, and what
/// was earned. A topic, or a company value, narrows it down; the empty one does not.
pub trait BoardStore {
    /// What people were given in some months of the givers: by how many different people, and how much.
    fn thanked(
        &mut self,
        org: &OrgId,
        months: (&str, &str),
        topic: &str,
    ) -> impl Future<Output = Result<Vec<Tally>, StoreError>> + Send;

    /// What people gave by hand in some months of theirs: to how many different people, and how much.
    fn thanking(
        &mut self,
        org: &OrgId,
        months: (&str, &str),
        topic: &str,
    ) -> impl Future<Output = Result<Vec<Tally>, StoreError>> + Send;

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
    async fn thanked(&mut self, org: &OrgId, months: (&str, &str), topic: &str) -> Result<Vec<Tally>, StoreError> {
        let query = sql!(
            "SELECT receiver AS person, COUNT(DISTINCT CASE WHEN giver <> receiver THEN giver END) AS people, CAST(SUM(amount) AS BIGINT) AS points
             FROM kudos_grant
             WHERE org = $1 AND local_month BETWEEN $2 AND $3 AND undone_at IS NULL
                 AND (place IS NOT NULL OR kind <> 'given') AND ($4 = '' OR topic = $4 OR company_value = $4)
             GROUP BY receiver"
        );
        self.all(query, values![org, months.0, months.1, topic]).await
    }

    async fn thanking(&mut self, org: &OrgId, months: (&str, &str), topic: &str) -> Result<Vec<Tally>, StoreError> {
        let query = sql!(
            "SELECT giver AS person, COUNT(DISTINCT receiver) AS people, CAST(SUM(amount) AS BIGINT) AS points
             FROM kudos_grant
             WHERE org = $1 AND local_month BETWEEN $2 AND $3 AND undone_at IS NULL
                 AND place IS NOT NULL AND kind = 'given' AND ($4 = '' OR topic = $4 OR company_value = $4)
             GROUP BY giver"
        );
        self.all(query, values![org, months.0, months.1, topic]).await
    }

    async fn thanked_first_in(&mut self, org: &OrgId, month: &str) -> Result<Vec<PersonId>, StoreError> {
        let query = sql!(
            "SELECT DISTINCT receiver FROM kudos_grant AS new
             WHERE org = $1 AND local_month = $2 AND undone_at IS NULL AND place IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM kudos_grant AS old
                     WHERE old.org = $1 AND old.receiver = new.receiver AND old.local_month < $2
                         AND old.undone_at IS NULL AND old.place IS NOT NULL)"
        );
        Ok(people(self.all(query, values![org, month]).await?))
    }

    async fn thanking_first_in(&mut self, org: &OrgId, month: &str) -> Result<Vec<PersonId>, StoreError> {
        let query = sql!(
            "SELECT DISTINCT giver FROM kudos_grant AS new
             WHERE org = $1 AND local_month = $2 AND undone_at IS NULL AND place IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM kudos_grant AS old
                     WHERE old.org = $1 AND old.giver = new.giver AND old.local_month < $2
                         AND old.undone_at IS NULL AND old.place IS NOT NULL)"
        );
        Ok(people(self.all(query, values![org, month]).await?))
    }
}

fn people(rows: Vec<(PersonId,)>) -> Vec<PersonId> {
    rows.into_iter().map(|(person,)| person).collect()
}
