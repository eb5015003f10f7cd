//! Questions and answers that were made of a message: found by it, reworded, emptied.

use std::future::Future;

use chrono::{DateTime, Utc};

use super::QuestionStore;
use crate::chat::{MessageId, OrgId, PlaceId};
use crate::features::experts::question::Question;
use crate::search::DELETED;
use crate::store::{Millis, StoreError, Tx};
use crate::{sql, values};

/// What follows a message, as the store keeps it.
pub trait FollowStore {
    /// Questions that were asked by this message, or on it.
    fn questions_from(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        message: &MessageId,
    ) -> impl Future<Output = Result<Vec<Question>, StoreError>> + Send;

    /// Questions of which the accepted answer stands in this message, or was made of it.
    fn answered_with(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        message: &MessageId,
    ) -> impl Future<Output = Result<Vec<Question>, StoreError>> + Send;

    /// A question reads so now.
    fn reword_question(
        &mut self,
        org: &OrgId,
        id: &str,
        body: &str,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Questions of a place whose accepted answer stands in no message.
    fn answered_in_words(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
    ) -> impl Future<Output = Result<Vec<Question>, StoreError>> + Send;

    /// The words of a question go, and what they told about the people who were considered. Changes the question: see
    /// [`QuestionStore::change`].
    fn empty_question(
        &mut self,
        question: &mut Question,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// An accepted answer reads so now.
    fn reword_answer(
        &mut self,
        org: &OrgId,
        id: &str,
        answer: &str,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The words of an accepted answer go.
    fn empty_answer(&mut self, org: &OrgId, id: &str) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// When the author of a message that was handed over last changed it, as far as is known; none if it was not handed
    /// over or is deleted.
    fn handed_version(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        message: &MessageId,
    ) -> impl Future<Output = Result<Option<DateTime<Utc>>, StoreError>> + Send;

    /// A topic is called otherwise: so is what questions are about.
    fn rename_topic(
        &mut self,
        org: &OrgId,
        from: &str,
        to: &str,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

impl FollowStore for Tx {
    async fn questions_from(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        message: &MessageId,
    ) -> Result<Vec<Question>, StoreError> {
        let query =
            sql!("SELECT * FROM question WHERE org = $1 AND source_place = $2 AND source = $3 ORDER BY id");
        self.all(query, values![org, place, message]).await
    }

    async fn answered_with(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        message: &MessageId,
    ) -> Result<Vec<Question>, StoreError> {
        let query =
            sql!("SELECT * FROM question WHERE org = $1 AND place = $2 AND answer_message = $3 ORDER BY id");
        self.all(query, values![org, place, message]).await
    }

    async fn answered_in_words(&mut self, org: &OrgId, place: &PlaceId) -> Result<Vec<Question>, StoreError> {
        let query = sql!(
            "SELECT * FROM question
             WHERE org = $1 AND place = $2 AND answer IS NOT NULL AND answer_message IS NULL ORDER BY id"
        );
        self.all(query, values![org, place]).await
    }

    async fn reword_question(&mut self, org: &OrgId, id: &str, body: &str) -> Result<(), StoreError> {
        let statement = sql!("UPDATE question SET body = $1 WHERE org = $2 AND id = $3 AND NOT is_deleted");
        self.execute(statement, values![body, org, id]).await?;
        Ok(())
    }

    async fn empty_question(&mut self, q: &mut Question) -> Result<(), StoreError> {
        // Whoever has read why somebody came to mind is not to write that back.
        self.change(q).await?;
        let statement = sql!("UPDATE question SET body = '', is_deleted = TRUE WHERE org = $1 AND id = $2");
        self.execute(statement, values![&q.org, &q.id]).await?;
        // Why somebody came to mind is told in the words of the question.
        let statement = sql!("UPDATE candidate SET why = '' WHERE org = $1 AND question = $2");
        self.execute(statement, values![&q.org, &q.id]).await?;
        q.body.clear();
        q.is_deleted = true;
        Ok(())
    }

    async fn reword_answer(&mut self, org: &OrgId, id: &str, answer: &str) -> Result<(), StoreError> {
        let statement =
            sql!("UPDATE question SET answer = $1 WHERE org = $2 AND id = $3 AND NOT answer_deleted");
        self.execute(statement, values![answer, org, id]).await?;
        Ok(())
    }

    async fn empty_answer(&mut self, org: &OrgId, id: &str) -> Result<(), StoreError> {
        let statement =
            sql!("UPDATE question SET answer = NULL, answer_deleted = TRUE WHERE org = $1 AND id = $2");
        self.execute(statement, values![org, id]).await?;
        Ok(())
    }

    async fn handed_version(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        message: &MessageId,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        let query = sql!(
            "SELECT version FROM handed WHERE org = $1 AND place = $2 AND message = $3 AND version < $4"
        );
        let row: Option<(Millis,)> = self.optional(query, values![org, place, message, DELETED]).await?;
        Ok(row.map(|(version,)| version.utc()))
    }

    async fn rename_topic(&mut self, org: &OrgId, from: &str, to: &str) -> Result<(), StoreError> {
        let statement = sql!("UPDATE question SET topic = $1 WHERE org = $2 AND topic = $3");
        self.execute(statement, values![to, org, from]).await?;
        Ok(())
    }
}
