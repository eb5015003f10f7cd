//! How many questions there were, and of which kind.

use std::future::Future;

use chrono::{DateTime, Utc};

use crate::chat::{OrgId, PlaceId};
use crate::features::experts::question::State;
use crate::store::{StoreError, Tx};
use crate::{sql, values};

/// A topic, if it is one, a place, and for how many questions there nobody qualified.
type Without = (Option<String>, Option<PlaceId>, i64);

/// Questions, counted.
pub trait FigureStore {
    /// Questions that were asked since `since` and for which nobody qualified: the topic, where, and how many.
    fn without_expert(
        &mut self,
        org: &OrgId,
        since: DateTime<Utc>,
    ) -> impl Future<Output = Result<Vec<Without>, StoreError>> + Send;

    /// How many questions were in each state since `since`, by place.
    fn tally(
        &mut self,
        org: &OrgId,
        since: DateTime<Utc>,
    ) -> impl Future<Output = Result<Vec<(State, Option<PlaceId>, i64)>, StoreError>> + Send;
}

impl FigureStore for Tx {
    async fn without_expert(
        &mut self,
        org: &OrgId,
        since: DateTime<Utc>,
    ) -> Result<Vec<Without>, StoreError> {
        let query = sql!(
            "SELECT topic, place, COUNT(*) AS times FROM question
             WHERE org = $1 AND nobody = $2 AND suggested_at > $3 AND opened_at IS NOT NULL GROUP BY topic, place"
        );
        self.all(query, values![org, true, since]).await
    }

    async fn tally(
        &mut self,
        org: &OrgId,
        since: DateTime<Utc>,
    ) -> Result<Vec<(State, Option<PlaceId>, i64)>, StoreError> {
        // Grouped by the bare column, all that there ever was would be read in its order.
        let query = sql!(
            "SELECT COALESCE(state, '') AS stood, place, COUNT(*) FROM question WHERE org = $1 AND suggested_at > $2
             GROUP BY COALESCE(state, ''), place"
        );
        self.all(query, values![org, since]).await
    }
}
