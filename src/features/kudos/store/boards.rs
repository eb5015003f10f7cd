//! What boards are made of: counted from the ledger each time.

use std::future::Future;

use crate::chat::{OrgId, PersonId, PlaceId};
use crate::features::kudos::standings::Seen;
use crate::store::{StoreError, Tx};
use crate::{sql, values};

/// Somebody thanked, or was thanked, in a place, up to a month.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Until {
    /// Who.
    pub person: PersonId,
    /// Where others saw it.
    pub place: PlaceId,
    /// It was in that month, not before.
    pub is_new: bool,
}

/// Boards, as they are counted from the ledger. Each row says where others saw it, for whoever counts to leave out what
/// the reader of a board could not see.
pub trait BoardStore {
    /// All thanks in some months of their givers that others could see in a channel, and all that was earned.
    fn seen_by_others(
        &mut self,
        org: &OrgId,
        months: (&str, &str),
    ) -> impl Future<Output = Result<Vec<Seen>, StoreError>> + Send;

    /// Whoever was thanked in a month: where that was, and where they had been before.
    fn thanked_in(
        &mut self,
        org: &OrgId,
        month: &str,
    ) -> impl Future<Output = Result<Vec<Until>, StoreError>> + Send;

    /// Whoever thanked somebody in a month: where that was, and where they had before.
    fn thanking_in(
        &mut self,
        org: &OrgId,
        month: &str,
    ) -> impl Future<Output = Result<Vec<Until>, StoreError>> + Send;
}

impl BoardStore for Tx {
    async fn seen_by_others(&mut self, org: &OrgId, months: (&str, &str)) -> Result<Vec<Seen>, StoreError> {
        let query = sql!(
            "SELECT giver, receiver, kind = 'given' AS by_hand, kind IN ('given', 'answer') AS in_channel, topic,
                 company_value, place
             FROM kudos_grant WHERE org = $1 AND local_month BETWEEN $2 AND $3 AND undone_at IS NULL"
        );
        self.all(query, values![org, months.0, months.1]).await
    }

    async fn thanked_in(&mut self, org: &OrgId, month: &str) -> Result<Vec<Until>, StoreError> {
        let query = sql!(
            "SELECT DISTINCT receiver AS person, place, local_month = $2 AS is_new FROM kudos_grant
             WHERE org = $1 AND local_month <= $2 AND undone_at IS NULL AND place IS NOT NULL
                 AND receiver IN (SELECT receiver FROM kudos_grant
                     WHERE org = $1 AND local_month = $2 AND undone_at IS NULL AND place IS NOT NULL)"
        );
        self.all(query, values![org, month]).await
    }

    async fn thanking_in(&mut self, org: &OrgId, month: &str) -> Result<Vec<Until>, StoreError> {
        let query = sql!(
            "SELECT DISTINCT giver AS person, place, local_month = $2 AS is_new FROM kudos_grant
             WHERE org = $1 AND local_month <= $2 AND undone_at IS NULL AND place IS NOT NULL
                 AND giver IN (SELECT giver FROM kudos_grant
                     WHERE org = $1 AND local_month = $2 AND undone_at IS NULL AND place IS NOT NULL)"
        );
        self.all(query, values![org, month]).await
    }
}
