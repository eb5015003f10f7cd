//! Who was considered for a question, and what was seen of their replies.

use chrono::{DateTime, Utc};

use super::Questions;
use crate::chat::{MessageId, MessageText, PersonId, PlaceId, PostId};
use crate::features::experts::question::{Candidate, Question};
use crate::store::StoreError;
use crate::{scoped, sql, values};

/// A reply that was seen in a question's thread.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Seen {
    /// The message.
    pub message: MessageId,
    /// Who wrote it.
    pub person: PersonId,
    /// Its words.
    pub body: MessageText,
}

scoped! {
    /// Candidates and replies, as the store keeps them.
    pub Candidates, candidates
}

impl Candidates<'_> {
    /// Keeps who was considered for a new question.
    pub async fn propose(&mut self, question: &str, candidates: &[Candidate]) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO candidate
             (org, question, person, place_in_ranking, part, rising, exclusion, why, state, declined_because,
             tagged_at, tag, snoozed)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, NULL, NULL, FALSE)"
        );
        for c in candidates {
            let values = values![
                self.org,
                question,
                &c.person,
                c.place_in_ranking,
                c.part.name(),
                c.rising,
                c.exclusion.as_ref(),
                &c.why,
                c.state.name()
            ];
            self.tx.defer(statement, values).await?;
        }
        Ok(())
    }

    /// Keeps who was considered; replaces what was kept about that person and question. Changes the question: see
    /// [`Questions::change`].
    pub async fn keep_candidate(
        &mut self,
        q: &mut Question,
        candidate: &Candidate,
    ) -> Result<(), StoreError> {
        self.keep_candidates(q, std::slice::from_ref(candidate)).await
    }

    /// The same for several.
    pub async fn keep_candidates(
        &mut self,
        q: &mut Question,
        candidates: &[Candidate],
    ) -> Result<(), StoreError> {
        if candidates.is_empty() {
            return Ok(());
        }
        self.tx.of::<Questions>(self.org).change(q).await?;
        for c in candidates {
            self.tx.execute(
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

    /// Everybody who was considered, in the order of the ranking.
    pub async fn of_question(&mut self, question: &str) -> Result<Vec<Candidate>, StoreError> {
        let query = sql!(
            "SELECT person, place_in_ranking, part, rising, exclusion, why, state, declined_because, tagged_at, tag,
             snoozed FROM candidate WHERE org = $1 AND question = $2 ORDER BY place_in_ranking, person"
        );
        self.tx.all(query, values![self.org, question]).await
    }

    /// The question on which this post asks somebody where it stands, one to one or in its thread.
    pub async fn question_tagging(&mut self, tag: &PostId) -> Result<Option<Question>, StoreError> {
        let query = sql!(
            "SELECT * FROM question WHERE org = $1 AND id IN (
                 SELECT question FROM candidate WHERE org = $1 AND tag = $2)"
        );
        self.tx.optional(query, values![self.org, tag]).await
    }

    /// How many questions each of these people was tagged on or took since `since`, without those they handed back.
    pub async fn loads(&mut self, since: DateTime<Utc>) -> Result<Vec<(PersonId, i64)>, StoreError> {
        // Grouped by the bare column, all that a person ever was would be read in its order.
        let query = sql!(
            "SELECT COALESCE(person, '') AS asked, COUNT(*) FROM candidate
             WHERE org = $1 AND tagged_at > $2 AND state IN ('tagged', 'took', 'silent')
             GROUP BY COALESCE(person, '')"
        );
        self.tx.all(query, values![self.org, since]).await
    }

    /// Keeps a reply that was seen; the same message again changes its words.
    pub async fn keep_reply(
        &mut self,
        question: &str,
        seen: &Seen,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.tx
            .execute(
                sql!(
                    "INSERT INTO question_reply (org, question, message, person, body, sent)
                 VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (org, question, message) DO UPDATE SET body = excluded.body"
                ),
                values![self.org, question, &seen.message, &seen.person, &seen.body, now],
            )
            .await?;
        Ok(())
    }

    /// A reply that was seen in a place is gone.
    pub async fn drop_reply(&mut self, place: &PlaceId, message: &MessageId) -> Result<(), StoreError> {
        let statement = sql!(
            "DELETE FROM question_reply WHERE org = $1 AND message = $3
             AND EXISTS (SELECT 1 FROM question WHERE id = question_reply.question AND org = $1 AND place = $2)"
        );
        self.tx.execute(statement, values![self.org, place, message]).await?;
        Ok(())
    }

    /// A reply that was seen in a place reads so now.
    pub async fn reword_reply(
        &mut self,
        place: &PlaceId,
        message: &MessageId,
        body: &MessageText,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "UPDATE question_reply SET body = $4 WHERE org = $1 AND message = $3
             AND EXISTS (SELECT 1 FROM question WHERE id = question_reply.question AND org = $1 AND place = $2)"
        );
        self.tx.execute(statement, values![self.org, place, message, body]).await?;
        Ok(())
    }

    /// A reply that was seen, by its message.
    pub async fn reply(&mut self, question: &str, message: &MessageId) -> Result<Option<Seen>, StoreError> {
        let query = sql!(
            "SELECT message, person, body FROM question_reply WHERE org = $1 AND question = $2 AND message = $3"
        );
        self.tx.optional(query, values![self.org, question, message]).await
    }

    /// All replies of a person that were seen.
    pub async fn replies_of(
        &mut self,
        question: &str,
        person: &PersonId,
    ) -> Result<Vec<MessageId>, StoreError> {
        let query = sql!(
            "SELECT message FROM question_reply WHERE org = $1 AND question = $2 AND person = $3 ORDER BY sent"
        );
        self.tx.column(query, values![self.org, question, person]).await
    }

    /// Nobody was thought of for this question: it was never asked.
    pub async fn drop_candidates(&mut self, question: &str) -> Result<(), StoreError> {
        let statement = sql!("DELETE FROM candidate WHERE org = $1 AND question = $2");
        self.tx.execute(statement, values![self.org, question]).await?;
        Ok(())
    }

    /// The last reply of a person, if one was seen.
    pub async fn last_reply(
        &mut self,
        question: &str,
        person: &PersonId,
    ) -> Result<Option<Seen>, StoreError> {
        let query = sql!(
            "SELECT message, person, body FROM question_reply
             WHERE org = $1 AND question = $2 AND person = $3 ORDER BY sent DESC, message DESC LIMIT 1"
        );
        self.tx.optional(query, values![self.org, question, person]).await
    }
}
