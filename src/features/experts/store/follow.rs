//! Questions and answers that were made of a message: found by it, reworded, emptied.

use super::Questions;
use crate::chat::{MessageId, PlaceId};
use crate::features::experts::question::Question;
use crate::store::StoreError;
use crate::{scoped, sql, values};

scoped! {
    /// What follows a message, as the store keeps it.
    pub HeldMessages, held_messages
}

impl HeldMessages<'_> {
    /// Questions that were asked by this message, or on it.
    pub async fn questions_from(
        &mut self,
        place: &PlaceId,
        message: &MessageId,
    ) -> Result<Vec<Question>, StoreError> {
        let query =
            sql!("SELECT * FROM question WHERE org = $1 AND source_place = $2 AND source = $3 ORDER BY id");
        self.tx.all(query, values![self.org, place, message]).await
    }

    /// Questions of which the accepted answer stands in this message, or was made of it.
    pub async fn answered_with(
        &mut self,
        place: &PlaceId,
        message: &MessageId,
    ) -> Result<Vec<Question>, StoreError> {
        let query =
            sql!("SELECT * FROM question WHERE org = $1 AND place = $2 AND answer_message = $3 ORDER BY id");
        self.tx.all(query, values![self.org, place, message]).await
    }

    /// Questions of a place whose accepted answer stands in no message.
    pub async fn answered_in_words(&mut self, place: &PlaceId) -> Result<Vec<Question>, StoreError> {
        let query = sql!(
            "SELECT * FROM question
             WHERE org = $1 AND place = $2 AND answer IS NOT NULL AND answer_message IS NULL ORDER BY id"
        );
        self.tx.all(query, values![self.org, place]).await
    }

    /// A question reads so now.
    pub async fn reword_question(&mut self, id: &str, body: &str) -> Result<(), StoreError> {
        let statement = sql!("UPDATE question SET body = $1 WHERE org = $2 AND id = $3 AND NOT is_deleted");
        self.tx.execute(statement, values![body, self.org, id]).await?;
        Ok(())
    }

    /// The words of a question go, and what they told about the people who were considered. Changes the question: see
    /// [`Questions::change`].
    pub async fn empty_question(&mut self, q: &mut Question) -> Result<(), StoreError> {
        // Whoever has read why somebody came to mind is not to write that back.
        self.tx.of::<Questions>(self.org).change(q).await?;
        let statement = sql!("UPDATE question SET body = '', is_deleted = TRUE WHERE org = $1 AND id = $2");
        self.tx.execute(statement, values![&q.org, &q.id]).await?;
        // Why somebody came to mind is told in the words of the question.
        let statement = sql!("UPDATE candidate SET why = '' WHERE org = $1 AND question = $2");
        self.tx.execute(statement, values![&q.org, &q.id]).await?;
        q.body.clear();
        q.is_deleted = true;
        Ok(())
    }

    /// An accepted answer reads so now.
    pub async fn reword_answer(&mut self, id: &str, answer: &str) -> Result<(), StoreError> {
        let statement =
            sql!("UPDATE question SET answer = $1 WHERE org = $2 AND id = $3 AND NOT answer_deleted");
        self.tx.execute(statement, values![answer, self.org, id]).await?;
        Ok(())
    }

    /// The words of an accepted answer go.
    pub async fn empty_answer(&mut self, id: &str) -> Result<(), StoreError> {
        let statement =
            sql!("UPDATE question SET answer = NULL, answer_deleted = TRUE WHERE org = $1 AND id = $2");
        self.tx.execute(statement, values![self.org, id]).await?;
        Ok(())
    }

    /// A topic is called otherwise: so is what questions are about.
    pub async fn rename_topic(&mut self, from: &str, to: &str) -> Result<(), StoreError> {
        let statement = sql!("UPDATE question SET topic = $1 WHERE org = $2 AND topic = $3");
        self.tx.execute(statement, values![to, self.org, from]).await?;
        Ok(())
    }
}
