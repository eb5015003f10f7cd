//! What boards are made of: counted from the ledger each time.

use crate::chat::{PersonId, PlaceId};
use crate::features::kudos::leaderboard::Seen;
use crate::store::StoreError;
use crate::{scoped, sql, values};

/// Somebody thanked, or was thanked, in a place, up to a month.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Until {
    /// The person who thanked or was thanked.
    pub person: PersonId,
    /// Where others saw it.
    pub place: PlaceId,
    /// It was in that month, not before.
    pub is_new: bool,
}

scoped! {
    /// Boards, as they are counted from the ledger. Each row says where others saw it, for whoever counts to leave out what
    /// the reader of a board could not see.
    pub Leaderboards, leaderboards
}

impl Leaderboards<'_> {
    /// All thanks in some months of their givers that others could see in a channel, and all that was earned.
    pub async fn seen_by_others(&mut self, months: (&str, &str)) -> Result<Vec<Seen>, StoreError> {
        let query = sql!(
            "SELECT giver, receiver, kind = 'given' AS by_hand, kind IN ('given', 'answer') AS in_channel, topic,
                 company_value, place
             FROM kudos_grant WHERE org = $1 AND local_month BETWEEN $2 AND $3 AND undone_at IS NULL"
        );
        self.tx.all(query, values![self.org, months.0, months.1]).await
    }

    /// Whoever was thanked in a month: where that was, and where they had been before.
    pub async fn thanked_in(&mut self, month: &str) -> Result<Vec<Until>, StoreError> {
        let query = sql!(
            "SELECT DISTINCT receiver AS person, place, local_month = $2 AS is_new FROM kudos_grant
             WHERE org = $1 AND local_month <= $2 AND undone_at IS NULL AND place IS NOT NULL
                 AND receiver IN (SELECT receiver FROM kudos_grant
                     WHERE org = $1 AND local_month = $2 AND undone_at IS NULL AND place IS NOT NULL)"
        );
        self.tx.all(query, values![self.org, month]).await
    }

    /// Whoever thanked somebody in a month: where that was, and where they had before.
    pub async fn thanking_in(&mut self, month: &str) -> Result<Vec<Until>, StoreError> {
        let query = sql!(
            "SELECT DISTINCT giver AS person, place, local_month = $2 AS is_new FROM kudos_grant
             WHERE org = $1 AND local_month <= $2 AND undone_at IS NULL AND place IS NOT NULL
                 AND giver IN (SELECT giver FROM kudos_grant
                     WHERE org = $1 AND local_month = $2 AND undone_at IS NULL AND place IS NOT NULL)"
        );
        self.tx.all(query, values![self.org, month]).await
    }
}
