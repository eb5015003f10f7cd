//! Evidence as the index reads it: in the order of its ticks.

use super::EvidenceRow;
use super::ticks::note_key;
use crate::chat::OrgId;
use crate::search::evidence::Stored;
use crate::store::{StoreError, Tx, Value};
use crate::{sql, values};

/// How far a company's evidence has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::search) struct Stand {
    /// The last tick that is surely committed.
    pub tick: i64,
    /// Which life of the store.
    pub epoch: i64,
    /// This transaction has written evidence itself: rows it changed cannot be read as they were.
    pub own: bool,
}

/// Reads evidence for the index.
pub(in crate::search) trait EvidenceFeed {
    /// How far this company's evidence has come, without what this transaction itself has written.
    fn stand(&mut self, org: &OrgId) -> impl Future<Output = Result<Stand, StoreError>> + Send;

    /// Rows after a place in the order of (tick, id), up to a tick.
    fn changed(
        &mut self,
        org: &OrgId,
        after: (i64, &str),
        up_to: i64,
        most: usize,
    ) -> impl Future<Output = Result<Vec<Stored>, StoreError>> + Send;

    /// How many rows there are after a tick.
    fn changes(&mut self, org: &OrgId, after: i64) -> impl Future<Output = Result<i64, StoreError>> + Send;

    /// Every company that has evidence, and how far it has come.
    fn stands(&mut self) -> impl Future<Output = Result<Vec<(OrgId, i64)>, StoreError>> + Send;
}

impl EvidenceFeed for Tx {
    async fn stand(&mut self, org: &OrgId) -> Result<Stand, StoreError> {
        let row: Option<(i64, i64)> = self
            .optional(sql!("SELECT tick, epoch FROM evidence_clock WHERE org = $1"), values![org])
            .await?;
        let (tick, epoch) = row.unwrap_or((0, 0));
        Ok(match self.noted(&note_key(org)) {
            Some(own) => Stand { tick: own - 1, epoch, own: true },
            None => Stand { tick, epoch, own: false },
        })
    }

    async fn changed(
        &mut self,
        org: &OrgId,
        after: (i64, &str),
        up_to: i64,
        most: usize,
    ) -> Result<Vec<Stored>, StoreError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows: Vec<EvidenceRow> = self
            .all(
                sql!(
                    "SELECT id, tick, kind, place, thread, message, author, sent, title, body, topics,
                         (accepted OR checked) AS accepted, (deleted OR rejected) AS deleted, version
                     FROM evidence WHERE org = $1 AND (tick, id) > ($2, $3) AND tick <= $4
                     ORDER BY tick, id LIMIT $5"
                ),
                values![org, after.0, after.1, up_to, most],
            )
            .await?;
        Ok(rows.into_iter().map(EvidenceRow::stored).collect())
    }

    async fn changes(&mut self, org: &OrgId, after: i64) -> Result<i64, StoreError> {
        let (count,) = self
            .one::<(i64,)>(
                sql!("SELECT COUNT(*) FROM evidence WHERE org = $1 AND tick > $2"),
                values![org, after],
            )
            .await?;
        Ok(count)
    }

    async fn stands(&mut self) -> Result<Vec<(OrgId, i64)>, StoreError> {
        self.all(sql!("SELECT org, tick FROM evidence_clock ORDER BY org"), Vec::<Value>::new()).await
    }
}
