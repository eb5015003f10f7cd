//! The feature's only SQL: what was asked lately, and who says that they know something.

use chrono::{DateTime, Utc};

use crate::chat::{PersonId, PlaceId};
use crate::store::StoreError;
use crate::{scoped, sql, values};

scoped! {
    /// What the map is drawn from, beside the evidence. The feature has no table of its own: nothing here is stored twice.
    pub TopicMap, topic_map
}

impl TopicMap<'_> {
    /// The topics, words and places of the questions that were asked through the bot since `since`. What was shown to
    /// nobody but its asker, or was taken back, is nobody's business and does not count.
    pub async fn asked_on(
        &mut self,
        since: DateTime<Utc>,
    ) -> Result<Vec<(String, String, PlaceId)>, StoreError> {
        let query = sql!(
            "SELECT topic, body, place FROM question
             WHERE org = $1 AND suggested_at > $2 AND state IN ('open', 'taken', 'accepted') AND topic IS NOT NULL
                 AND place IS NOT NULL
             ORDER BY topic, id"
        );
        self.tx.all(query, values![self.org, since]).await
    }

    /// Who says that they know what, and whether they are glad to be asked about it.
    pub async fn say_they_know(&mut self) -> Result<Vec<(PersonId, String, bool)>, StoreError> {
        let query = sql!(
            "SELECT person, name, ask_me FROM skill WHERE org = $1 AND (ask_me OR can_mentor)
             ORDER BY person, name"
        );
        self.tx.all(query, values![self.org]).await
    }
}
