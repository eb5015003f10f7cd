//! The part that somebody has in questions and in what was carried.

use crate::chat::PersonId;
use crate::features::experts::question::Question;
use crate::features::experts::relay::Carried;
use crate::store::StoreError;
use crate::{scoped, sql, values};

scoped! {
    /// What somebody has a part in, whatever became of it.
    pub Participants, participants
}

impl Participants<'_> {
    /// Questions of others that were asked on a message of this person's, with its words or with some made of it.
    pub async fn questions_on_messages_of(&mut self, author: &PersonId) -> Result<Vec<Question>, StoreError> {
        let query = sql!(
            "SELECT * FROM question WHERE org = $1 AND source_author = $2 AND NOT is_deleted ORDER BY id"
        );
        self.tx.all(query, values![self.org, author]).await
    }

    /// All questions that this person asked.
    pub async fn questions_of(&mut self, asker: &PersonId) -> Result<Vec<Question>, StoreError> {
        let query = sql!("SELECT * FROM question WHERE org = $1 AND asker = $2 ORDER BY id");
        self.tx.all(query, values![self.org, asker]).await
    }

    /// Questions of others that were asked and whose card names this person.
    pub async fn questions_with_part_of(&mut self, person: &PersonId) -> Result<Vec<Question>, StoreError> {
        let query = sql!(
            "SELECT * FROM question WHERE org = $1 AND asker <> $2 AND (holder = $2 OR answered_by = $2)
             AND state IN ('open', 'taken', 'accepted') ORDER BY id"
        );
        self.tx.all(query, values![self.org, person]).await
    }

    /// Questions that wait for the day of this person.
    pub async fn questions_kept_for(&mut self, person: &PersonId) -> Result<Vec<Question>, StoreError> {
        let query =
            sql!("SELECT * FROM question WHERE org = $1 AND holder = $2 AND state = 'later' ORDER BY id");
        self.tx.all(query, values![self.org, person]).await
    }

    /// All words of this person that were carried or wait to be.
    pub async fn carried_by(&mut self, person: &PersonId) -> Result<Vec<Carried>, StoreError> {
        self.tx
            .all(
                sql!("SELECT * FROM carried WHERE org = $1 AND person = $2 ORDER BY id"),
                values![self.org, person],
            )
            .await
    }
}
