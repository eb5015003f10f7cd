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

    /// All words of this person that were carried or wait to be.
    pub async fn carried_by(&mut self, person: &PersonId) -> Result<Vec<Carried>, StoreError> {
        self.tx
            .all(
                sql!("SELECT * FROM carried WHERE org = $1 AND person = $2 ORDER BY id"),
                values![self.org, person],
            )
            .await
    }

    /// Whatever `from` asked, took and answered is `into`'s.
    pub async fn move_person(&mut self, from: &PersonId, into: &PersonId) -> Result<(), StoreError> {
        for statement in [
            sql!("UPDATE question SET asker = $1 WHERE org = $2 AND asker = $3"),
            // Whoever has read who is asked is not to write that back.
            sql!("UPDATE question SET holder = $1, version = version + 1 WHERE org = $2 AND holder = $3"),
            sql!(
                "UPDATE question SET version = version + 1
                 WHERE org = $2 AND asker <> $1
                     AND id IN (SELECT question FROM candidate WHERE org = $2 AND person = $3)"
            ),
            sql!("UPDATE question SET accepted_by = $1 WHERE org = $2 AND accepted_by = $3"),
            sql!("UPDATE question SET answered_by = $1 WHERE org = $2 AND answered_by = $3"),
            sql!("UPDATE question_reply SET person = $1 WHERE org = $2 AND person = $3"),
            sql!(
                "UPDATE candidate SET person = $1 WHERE org = $2 AND person = $3 AND question NOT IN (
                     SELECT question FROM candidate WHERE org = $2 AND person = $1)"
            ),
        ] {
            self.tx.execute(statement, values![into, self.org, from]).await?;
        }
        // Considered twice for one question: once is enough.
        let twice = sql!("DELETE FROM candidate WHERE org = $1 AND person = $2");
        self.tx.execute(twice, values![self.org, from]).await?;
        Ok(())
    }
}
