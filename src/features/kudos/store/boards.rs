//! What boards are made of: counted from the ledger each time.

use std::future::Future;

use crate::chat::{OrgId, PersonId, PlaceId};
use crate::features::kudos::standings::Seen;
use crate::store::{StoreError, Tx};
use crate::{sql, values};

/// Boards, as they are counted from the ledger. Each row says where others saw it, for whoever counts to leave out what
/// the reader of a board could not see.
pub trait BoardStore {
    /// All thanks in some months of their givers that others could see in a channel, and all that was earned.
    fn seen_by_others(
        &mut self,
        org: &OrgId,
        months: (&str, &str),
    ) -> impl Future<Output = Result<Vec<Seen>, StoreError>> + Send;

    /// Whoever was thanked in an open channel for the first time in a month, and where.
    fn thanked_first_in(
        &mut self,
        org: &OrgId,
        month: &str,
    ) -> impl Future<Output = Result<Vec<(PersonId, PlaceId)>, StoreError>> + Send;

    /// Whoever thanked somebody in an open channel for the first time in a month, and where.
    fn thanking_first_in(
        &mut self,
        org: &OrgId,
        month: &str,
    ) -> impl Future<Output = Result<Vec<(PersonId, PlaceId)>, StoreError>> + Send;
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

    async fn thanked_first_in(
        &mut self,
        org: &OrgId,
        month: &str,
    ) -> Result<Vec<(PersonId, PlaceId)>, StoreError> {
        let query = sql!(
            "SELECT DISTINCT receiver, place FROM kudos_grant AS new
             WHERE org = $1 AND local_month = $2 AND undone_at IS NULL
                 AND place IN (SELECT place FROM channel WHERE org = $1 AND visibility <> 'members')
                 AND NOT EXISTS (SELECT 1 FROM kudos_grant AS old
                     WHERE old.org = $1 AND old.receiver = new.receiver AND old.local_month < $2 AND old.undone_at IS NULL
                         AND old.place IN (SELECT place FROM channel WHERE org = $1 AND visibility <> 'members'))"
        );
        self.all(query, values![org, month]).await
    }

    async fn thanking_first_in(
        &mut self,
        org: &OrgId,
        month: &str,
    ) -> Result<Vec<(PersonId, PlaceId)>, StoreError> {
        let query = sql!(
            "SELECT DISTINCT giver, place FROM kudos_grant AS new
             WHERE org = $1 AND local_month = $2 AND undone_at IS NULL
                 AND place IN (SELECT place FROM channel WHERE org = $1 AND visibility <> 'members')
                 AND NOT EXISTS (SELECT 1 FROM kudos_grant AS old
                     WHERE old.org = $1 AND old.giver = new.giver AND old.local_month < $2 AND old.undone_at IS NULL
                         AND old.place IN (SELECT place FROM channel WHERE org = $1 AND visibility <> 'members'))"
        );
        self.all(query, values![org, month]).await
    }
}
