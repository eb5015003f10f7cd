//! Who was considered for a question, and what was seen of their replies.

use std::future::Future;

use chrono::{DateTime, Utc};

use super::QuestionStore;
use crate::chat::{MessageId, MessageText, OrgId, PersonId, PlaceId, PostId};
use crate::features::experts::question::{Candidate, Question};
use crate::store::{StoreError, Tx};
use crate::{sql, values};

/// A reply that was seen in a question's thread.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Seen {
    /// The message.
    pub message: MessageId,
    /// Who wrote it.
    pub person: PersonId,
    /// Its words.
    pub body: MessageText,
}

/// Candidates and replies, as the store keeps them.
pub trait CandidateStore {
    /// Keeps who was considered for a new question.
    fn propose(
        &mut self,
        org: &OrgId,
        question: &str,
        candidates: &[Candidate],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Keeps who was considered; replaces what was kept about that person and question. Changes the question: see
    /// [`QuestionStore::change`].
    fn keep_candidate(
        &mut self,
        question: &mut Question,
        candidate: &Candidate,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The same for several.
    fn keep_candidates(
        &mut self,
        question: &mut Question,
        candidates: &[Candidate],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Everybody who was considered, in the order of the ranking.
    fn candidates(
        &mut self,
        org: &OrgId,
        question: &str,
    ) -> impl Future<Output = Result<Vec<Candidate>, StoreError>> + Send;

    /// The question on which this post asks somebody where it stands, one to one or in its thread.
    fn question_tagging(
        &mut self,
        org: &OrgId,
        tag: &PostId,
    ) -> impl Future<Output = Result<Option<Question>, StoreError>> + Send;

    /// How many questions each of these people was tagged on or took since `since`, without those they handed back.
    fn loads(
        &mut self,
        org: &OrgId,
        since: DateTime<Utc>,
    ) -> impl Future<Output = Result<Vec<(PersonId, i64)>, StoreError>> + Send;

    /// Keeps a reply that was seen; the same message again changes its words.
    fn keep_reply(
        &mut self,
        org: &OrgId,
        question: &str,
        seen: &Seen,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// A reply that was seen in a place is gone.
    fn drop_reply(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        message: &MessageId,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// A reply that was seen in a place reads so now.
    fn reword_reply(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        message: &MessageId,
        body: &MessageText,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// A reply that was seen, by its message.
    fn reply(
        &mut self,
        org: &OrgId,
        question: &str,
        message: &MessageId,
    ) -> impl Future<Output = Result<Option<Seen>, StoreError>> + Send;

    /// All replies of a person that were seen.
    fn replies_of(
        &mut self,
        org: &OrgId,
        question: &str,
        person: &PersonId,
    ) -> impl Future<Output = Result<Vec<MessageId>, StoreError>> + Send;

    /// Nobody was thought of for this question: it was never asked.
    fn drop_candidates(
        &mut self,
        org: &OrgId,
        question: &str,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The last reply of a person, if one was seen.
    fn last_reply(
        &mut self,
        org: &OrgId,
        question: &str,
        person: &PersonId,
    ) -> impl Future<Output = Result<Option<Seen>, StoreError>> + Send;
}

impl CandidateStore for Tx {
    async fn propose(
        &mut self,
        org: &OrgId,
        question: &str,
        candidates: &[Candidate],
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO candidate
             (org, question, person, place_in_ranking, part, rising, exclusion, why, state, declined_because,
             tagged_at, tag, snoozed)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, NULL, NULL, FALSE)"
        );
        for c in candidates {
            let values = values![
                org,
                question,
                &c.person,
                c.place_in_ranking,
                c.part.name(),
                c.rising,
                c.exclusion.as_ref(),
                &c.why,
                c.state.name()
            ];
            self.in_time(statement, values).await?;
        }
        Ok(())
    }

    async fn keep_candidate(&mut self, q: &mut Question, candidate: &Candidate) -> Result<(), StoreError> {
        self.keep_candidates(q, std::slice::from_ref(candidate)).await
    }

    async fn keep_candidates(
        &mut self,
        q: &mut Question,
        candidates: &[Candidate],
    ) -> Result<(), StoreError> {
        if candidates.is_empty() {
            return Ok(());
        }
        self.change(q).await?;
        for c in candidates {
            self.execute(
                sql!(
                    "INSERT INTO candidate
                     (org, question, person, place_in_ranking, part, rising, exclusion, why, state, declined_because,
                      tagged_at, tag, snoozed)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                     ON CONFLICT (org, question, person) DO UPDATE SET
                         place_in_ranking = excluded.place_in_ranking, part = excluded.part, rising = excluded.rising,
                         exclusion = excluded.exclusion, why = excluded.why, state = excluded.state,
                         declined_because = excluded.declined_because, tagged_at = excluded.tagged_at,
                         tag = excluded.tag, snoozed = excluded.snoozed"
                ),
                values![
                    &q.org,
                    &q.id,
                    &c.person,
                    c.place_in_ranking,
                    c.part.name(),
                    c.rising,
                    c.exclusion.as_ref(),
                    &c.why,
                    c.state.name(),
                    c.declined_because.as_ref(),
                    c.tagged_at,
                    c.tag.as_ref(),
                    c.snoozed
                ],
            )
            .await?;
        }
        Ok(())
    }

    async fn candidates(&mut self, org: &OrgId, question: &str) -> Result<Vec<Candidate>, StoreError> {
        let query = sql!(
            "SELECT person, place_in_ranking, part, rising, exclusion, why, state, declined_because, tagged_at, tag,
             snoozed FROM candidate WHERE org = $1 AND question = $2 ORDER BY place_in_ranking, person"
        );
        self.all(query, values![org, question]).await
    }

    async fn question_tagging(&mut self, org: &OrgId, tag: &PostId) -> Result<Option<Question>, StoreError> {
        let query = sql!(
            "SELECT * FROM question WHERE org = $1 AND id IN (
                 SELECT question FROM candidate WHERE org = $1 AND tag = $2)"
        );
        self.optional(query, values![org, tag]).await
    }

    async fn loads(&mut self, org: &OrgId, since: DateTime<Utc>) -> Result<Vec<(PersonId, i64)>, StoreError> {
        // Grouped by the bare column, all that a person ever was would be read in its order.
        let query = sql!(
            "SELECT COALESCE(person, '') AS asked, COUNT(*) FROM candidate
             WHERE org = $1 AND tagged_at > $2 AND state IN ('tagged', 'took', 'silent')
             GROUP BY COALESCE(person, '')"
        );
        self.all(query, values![org, since]).await
    }

    async fn keep_reply(
        &mut self,
        org: &OrgId,
        question: &str,
        seen: &Seen,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.execute(
            sql!(
                "INSERT INTO question_reply (org, question, message, person, body, sent)
                 VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (org, question, message) DO UPDATE SET body = excluded.body"
            ),
            values![org, question, &seen.message, &seen.person, &seen.body, now],
        )
        .await?;
        Ok(())
    }

    async fn drop_reply(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        message: &MessageId,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "DELETE FROM question_reply WHERE org = $1 AND message = $3
             AND EXISTS (SELECT 1 FROM question WHERE id = question_reply.question AND org = $1 AND place = $2)"
        );
        self.execute(statement, values![org, place, message]).await?;
        Ok(())
    }

    async fn reword_reply(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        message: &MessageId,
        body: &MessageText,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "UPDATE question_reply SET body = $4 WHERE org = $1 AND message = $3
             AND EXISTS (SELECT 1 FROM question WHERE id = question_reply.question AND org = $1 AND place = $2)"
        );
        self.execute(statement, values![org, place, message, body]).await?;
        Ok(())
    }

    async fn reply(
        &mut self,
        org: &OrgId,
        question: &str,
        message: &MessageId,
    ) -> Result<Option<Seen>, StoreError> {
        let query = sql!(
            "SELECT message, person, body FROM question_reply WHERE org = $1 AND question = $2 AND message = $3"
        );
        self.optional(query, values![org, question, message]).await
    }

    async fn replies_of(
        &mut self,
        org: &OrgId,
        question: &str,
        person: &PersonId,
    ) -> Result<Vec<MessageId>, StoreError> {
        let query = sql!(
            "SELECT message FROM question_reply WHERE org = $1 AND question = $2 AND person = $3 ORDER BY sent"
        );
        let rows: Vec<(MessageId,)> = self.all(query, values![org, question, person]).await?;
        Ok(rows.into_iter().map(|(message,)| message).collect())
    }

    async fn drop_candidates(&mut self, org: &OrgId, question: &str) -> Result<(), StoreError> {
        let statement = sql!("DELETE FROM candidate WHERE org = $1 AND question = $2");
        self.execute(statement, values![org, question]).await?;
        Ok(())
    }

    async fn last_reply(
        &mut self,
        org: &OrgId,
        question: &str,
        person: &PersonId,
    ) -> Result<Option<Seen>, StoreError> {
        let query = sql!(
            "SELECT message, person, body FROM question_reply
             WHERE org = $1 AND question = $2 AND person = $3 ORDER BY sent DESC, message DESC LIMIT 1"
        );
        self.optional(query, values![org, question, person]).await
    }
}
