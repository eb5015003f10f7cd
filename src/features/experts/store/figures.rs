//! How many questions there were, and of which kind.

use chrono::{DateTime, Utc};

use crate::bot::AskedOn;
use crate::chat::PlaceId;
use crate::features::experts::question::State;
use crate::store::StoreError;
use crate::{scoped, sql, values};

/// A topic, if it is one, a place, and for how many questions there nobody qualified.
type Without = (Option<String>, Option<PlaceId>, i64);

scoped! {
    /// Questions, counted.
    pub Figures, figures
}

impl Figures<'_> {
    /// Questions that were asked since `since` and for which nobody qualified: the topic, where, and how many.
    pub async fn without_expert(&mut self, since: DateTime<Utc>) -> Result<Vec<Without>, StoreError> {
        let query = sql!(
            "SELECT topic, place, COUNT(*) AS times FROM question
             WHERE org = $1 AND nobody = $2 AND suggested_at > $3 AND opened_at IS NOT NULL GROUP BY topic, place"
        );
        self.tx.all(query, values![self.org, true, since]).await
    }

    /// How many questions were in each state since `since`, by place.
    pub async fn tally(
        &mut self,
        since: DateTime<Utc>,
    ) -> Result<Vec<(State, Option<PlaceId>, i64)>, StoreError> {
        // Grouped by the bare column, all that there ever was would be read in its order.
        let query = sql!(
            "SELECT COALESCE(state, '') AS stood, place, COUNT(*) FROM question WHERE org = $1 AND suggested_at > $2
             GROUP BY COALESCE(state, ''), place"
        );
        self.tx.all(query, values![self.org, since]).await
    }

    /// The topics, words and places of the questions that were asked through the bot since `since`. What was shown to
    /// nobody but its asker, or was taken back, is nobody's business and does not count.
    pub async fn asked_on(&mut self, since: DateTime<Utc>) -> Result<Vec<AskedOn>, StoreError> {
        let query = sql!(
            "SELECT topic, body AS words, place FROM question
             WHERE org = $1 AND suggested_at > $2 AND state IN ('open', 'taken', 'accepted') AND topic IS NOT NULL
                 AND place IS NOT NULL
             ORDER BY topic, id"
        );
        self.tx.all(query, values![self.org, since]).await
    }
}
