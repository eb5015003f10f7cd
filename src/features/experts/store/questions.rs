//! Questions, from the suggestion to the accepted answer.

use std::future::Future;

use chrono::{DateTime, Utc};

use crate::chat::{MessageId, OrgId, PersonId, PlaceId, PostId};
use crate::features::experts::question::{Question, State};
use crate::store::{StoreError, Tx};
use crate::{sql, values};

/// How an accepted answer came about.
#[derive(Clone, Debug)]
pub struct Acceptance<'a> {
    /// Who accepted it.
    pub by: &'a PersonId,
    /// Whose answer it is.
    pub answered_by: &'a PersonId,
    /// Its words, if known.
    pub answer: Option<&'a str>,
    /// The message it stands in or was made of, if known.
    pub message: Option<&'a MessageId>,
    /// It has that message's words, unchanged.
    pub follows: bool,
    /// When.
    pub at: DateTime<Utc>,
}

/// Questions, as the store keeps them.
pub trait QuestionStore {
    /// Keeps a new question.
    fn keep_question(&mut self, question: &Question) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// A question of this company.
    fn question(
        &mut self,
        org: &OrgId,
        id: &str,
    ) -> impl Future<Output = Result<Option<Question>, StoreError>> + Send;

    /// The question asked in a thread: below that message, or below our card that stands there.
    fn question_in(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        thread: &MessageId,
    ) -> impl Future<Output = Result<Option<Question>, StoreError>> + Send;

    /// The question whose card is this post.
    fn question_of_root(
        &mut self,
        org: &OrgId,
        root: &PostId,
    ) -> impl Future<Output = Result<Option<Question>, StoreError>> + Send;

    /// Questions that are going on and that this person is asked on or took.
    fn questions_waiting_for(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> impl Future<Output = Result<Vec<Question>, StoreError>> + Send;

    /// Questions in a state, the oldest first.
    fn questions(
        &mut self,
        org: &OrgId,
        state: State,
        most: i64,
    ) -> impl Future<Output = Result<Vec<Question>, StoreError>> + Send;

    /// The questions that were last asked in a company, the last first. What only its asker has seen is not among them.
    fn last_asked(
        &mut self,
        org: &OrgId,
        most: i64,
    ) -> impl Future<Output = Result<Vec<Question>, StoreError>> + Send;

    /// Moves a question from a state to another; false if it is not in that state any more, and nothing happens.
    fn move_question(
        &mut self,
        org: &OrgId,
        id: &str,
        from: State,
        to: State,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Writes where and how it is asked, as it stands in `question`.
    fn keep_asking(&mut self, question: &Question) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Somebody takes an open question; false if somebody has it.
    fn take_question(
        &mut self,
        org: &OrgId,
        id: &str,
        by: &PersonId,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Accepts an answer; false if the question is not going on.
    fn accept_question(
        &mut self,
        org: &OrgId,
        id: &str,
        acceptance: &Acceptance<'_>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Opens an accepted question again; false if it is not accepted.
    fn reopen_question(
        &mut self,
        org: &OrgId,
        id: &str,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// An earlier answer solved it; false if it was not just suggested.
    fn deflect_question(
        &mut self,
        org: &OrgId,
        id: &str,
        to: &str,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// How much time it saved.
    fn keep_saving(
        &mut self,
        org: &OrgId,
        id: &str,
        minutes: i64,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Something happened in its thread.
    fn question_active(
        &mut self,
        org: &OrgId,
        id: &str,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Whatever `from` asked, took and answered is `into`'s.
    fn move_person(
        &mut self,
        org: &OrgId,
        from: &PersonId,
        into: &PersonId,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

impl QuestionStore for Tx {
    async fn keep_question(&mut self, q: &Question) -> Result<(), StoreError> {
        self.in_time(
            sql!(
                "INSERT INTO question
                 (id, org, workspace, asker, place, thread, root, body, topic, urgent, anonymous,
                  state, stage, nobody, holder, suggested_at, active_at, source_place, source, source_follows,
                  source_author)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $17, $18, $19,
                  $20)"
            ),
            values![
                &q.id,
                &q.org,
                &q.workspace,
                &q.asker,
                q.place.as_ref(),
                q.thread.as_ref(),
                q.root.as_ref(),
                &q.body,
                q.topic.as_ref(),
                q.urgent,
                q.anonymous,
                q.state.name(),
                q.stage.name(),
                q.nobody,
                q.holder.as_ref(),
                q.suggested_at,
                q.source_place.as_ref(),
                q.source.as_ref(),
                q.source_follows,
                q.source_author.as_ref()
            ],
        )
        .await
    }

    async fn question(&mut self, org: &OrgId, id: &str) -> Result<Option<Question>, StoreError> {
        self.optional(sql!("SELECT * FROM question WHERE org = $1 AND id = $2"), values![org, id]).await
    }

    async fn question_in(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        thread: &MessageId,
    ) -> Result<Option<Question>, StoreError> {
        let query = sql!(
            "SELECT * FROM question WHERE org = $1 AND place = $2 AND state NOT IN ('suggested', 'dropped', 'deflected')
             AND id IN (
                 SELECT id FROM question WHERE org = $1 AND place = $2 AND thread = $3
                 UNION SELECT asked.id FROM post JOIN question AS asked ON asked.org = post.org AND asked.root = post.id
                 WHERE post.org = $1 AND post.place = $2 AND post.message = $3)
             ORDER BY suggested_at DESC LIMIT 1"
        );
        self.optional(query, values![org, place, thread]).await
    }
    async fn question_of_root(&mut self, org: &OrgId, root: &PostId) -> Result<Option<Question>, StoreError> {
        self.optional(sql!("SELECT * FROM question WHERE org = $1 AND root = $2"), values![org, root]).await
    }

    async fn questions_waiting_for(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> Result<Vec<Question>, StoreError> {
        let query = sql!(
            "SELECT q.* FROM candidate AS c
             JOIN question AS q ON q.org = c.org AND q.id = c.question AND q.state IN ('open', 'taken')
             WHERE c.org = $1 AND c.person = $2 AND c.state IN ('tagged', 'took') ORDER BY q.id"
        );
        self.all(query, values![org, person]).await
    }

    async fn questions(&mut self, org: &OrgId, state: State, most: i64) -> Result<Vec<Question>, StoreError> {
        let query =
            sql!("SELECT * FROM question WHERE org = $1 AND state = $2 ORDER BY suggested_at, id LIMIT $3");
        self.all(query, values![org, state.name(), most]).await
    }

    async fn last_asked(&mut self, org: &OrgId, most: i64) -> Result<Vec<Question>, StoreError> {
        let query = sql!(
            "SELECT * FROM question WHERE org = $1 AND opened_at IS NOT NULL ORDER BY opened_at DESC, id DESC LIMIT $2"
        );
        self.all(query, values![org, most]).await
    }

    async fn move_question(
        &mut self,
        org: &OrgId,
        id: &str,
        from: State,
        to: State,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let statement =
            sql!("UPDATE question SET state = $1, active_at = $2 WHERE org = $3 AND id = $4 AND state = $5");
        Ok(self.execute(statement, values![to.name(), now, org, id, from.name()]).await? == 1)
    }

    async fn keep_asking(&mut self, q: &Question) -> Result<(), StoreError> {
        self.execute(
            sql!(
                "UPDATE question SET place = $1, root = $2, stage = $3, holder = $4, opened_at = $5, active_at = $6,
                 anonymous = $7, urgent = $8, nobody = $9 WHERE org = $10 AND id = $11"
            ),
            values![
                q.place.as_ref(),
                q.root.as_ref(),
                q.stage.name(),
                q.holder.as_ref(),
                q.opened_at,
                q.active_at,
                q.anonymous,
                q.urgent,
                q.nobody,
                &q.org,
                &q.id
            ],
        )
        .await?;
        Ok(())
    }

    async fn take_question(
        &mut self,
        org: &OrgId,
        id: &str,
        by: &PersonId,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let statement = sql!(
            "UPDATE question SET state = 'taken', holder = $1, taken_at = $2, active_at = $2
             WHERE org = $3 AND id = $4 AND state = 'open'"
        );
        Ok(self.execute(statement, values![by, now, org, id]).await? == 1)
    }

    async fn accept_question(
        &mut self,
        org: &OrgId,
        id: &str,
        acceptance: &Acceptance<'_>,
    ) -> Result<bool, StoreError> {
        let statement = sql!(
            "UPDATE question SET state = 'accepted', accepted_at = $1, active_at = $1, accepted_by = $2,
             answered_by = $3, answer = $4, answer_message = $5, answer_follows = $8, answer_deleted = FALSE
             WHERE org = $6 AND id = $7 AND state IN ('open', 'taken')"
        );
        let values = values![
            acceptance.at,
            acceptance.by,
            acceptance.answered_by,
            acceptance.answer,
            acceptance.message,
            org,
            id,
            acceptance.follows
        ];
        Ok(self.execute(statement, values).await? == 1)
    }

    async fn reopen_question(
        &mut self,
        org: &OrgId,
        id: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let statement = sql!(
            "UPDATE question SET state = 'open', active_at = $1, accepted_at = NULL, accepted_by = NULL,
             answered_by = NULL, answer = NULL, answer_message = NULL, answer_follows = FALSE, answer_deleted = FALSE,
             saved_minutes = NULL
             WHERE org = $2 AND id = $3 AND state = 'accepted'"
        );
        Ok(self.execute(statement, values![now, org, id]).await? == 1)
    }

    async fn deflect_question(
        &mut self,
        org: &OrgId,
        id: &str,
        to: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let statement = sql!(
            "UPDATE question SET state = 'deflected', deflected_to = $1, active_at = $2
             WHERE org = $3 AND id = $4 AND state = 'suggested'"
        );
        Ok(self.execute(statement, values![to, now, org, id]).await? == 1)
    }

    async fn keep_saving(&mut self, org: &OrgId, id: &str, minutes: i64) -> Result<(), StoreError> {
        let statement = sql!("UPDATE question SET saved_minutes = $1 WHERE org = $2 AND id = $3");
        self.execute(statement, values![minutes, org, id]).await?;
        Ok(())
    }

    async fn question_active(&mut self, org: &OrgId, id: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        let statement = sql!("UPDATE question SET active_at = $1 WHERE org = $2 AND id = $3");
        self.execute(statement, values![now, org, id]).await?;
        Ok(())
    }

    async fn move_person(&mut self, org: &OrgId, from: &PersonId, into: &PersonId) -> Result<(), StoreError> {
        for statement in [
            sql!("UPDATE question SET asker = $1 WHERE org = $2 AND asker = $3"),
            sql!("UPDATE question SET holder = $1 WHERE org = $2 AND holder = $3"),
            sql!("UPDATE question SET accepted_by = $1 WHERE org = $2 AND accepted_by = $3"),
            sql!("UPDATE question SET answered_by = $1 WHERE org = $2 AND answered_by = $3"),
            sql!("UPDATE question_reply SET person = $1 WHERE org = $2 AND person = $3"),
            sql!(
                "UPDATE candidate SET person = $1 WHERE org = $2 AND person = $3 AND question NOT IN (
                     SELECT question FROM candidate WHERE org = $2 AND person = $1)"
            ),
        ] {
            self.execute(statement, values![into, org, from]).await?;
        }
        // Considered twice for one question: once is enough.
        let twice = sql!("DELETE FROM candidate WHERE org = $1 AND person = $2");
        self.execute(twice, values![org, from]).await?;
        Ok(())
    }
}
