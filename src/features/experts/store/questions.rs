//! Questions, from the suggestion to the accepted answer.

use std::future::Future;

use chrono::{DateTime, Utc};

use crate::chat::{MessageId, OrgId, PersonId, PlaceId, PostId};
use crate::features::experts::question::{Closed, Question, State};
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

    /// The questions asked in a thread, below that message or below our card that stands there: those that are going on
    /// before the others, the last asked first.
    fn questions_in(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        thread: &MessageId,
    ) -> impl Future<Output = Result<Vec<Question>, StoreError>> + Send;

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

    /// Says that a question is about to be changed, or whom it is put to. Everything here that takes a question to change
    /// says so: if somebody else was quicker it is a collision, and nothing is written.
    fn change(&mut self, question: &mut Question) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Moves a question to another state.
    fn move_question(
        &mut self,
        question: &mut Question,
        to: State,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Writes where and how it is asked, as it stands in `question`.
    fn keep_asking(&mut self, question: &mut Question)
    -> impl Future<Output = Result<(), StoreError>> + Send;

    /// An answer is accepted.
    fn accept_question(
        &mut self,
        question: &mut Question,
        acceptance: &Acceptance<'_>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// An accepted question is open again, and nothing is left of its answer.
    fn reopen_question(
        &mut self,
        question: &mut Question,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// An earlier answer solved it: the one in the conversation `to`.
    fn deflect_question(
        &mut self,
        question: &mut Question,
        to: &str,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The asker is asked whether it was solved.
    fn follow_up_question(
        &mut self,
        question: &mut Question,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

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

    async fn questions_in(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        thread: &MessageId,
    ) -> Result<Vec<Question>, StoreError> {
        let query = sql!(
            "SELECT * FROM question WHERE org = $1 AND place = $2 AND state NOT IN ('suggested', 'dropped', 'deflected')
             AND id IN (
                 SELECT id FROM question WHERE org = $1 AND place = $2 AND thread = $3
                 UNION SELECT asked.id FROM post JOIN question AS asked ON asked.org = post.org AND asked.root = post.id
                 WHERE post.org = $1 AND post.place = $2 AND post.message = $3)
             ORDER BY CASE WHEN state IN ('open', 'taken') THEN 0 ELSE 1 END, suggested_at DESC, id DESC"
        );
        self.all(query, values![org, place, thread]).await
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

    async fn change(&mut self, q: &mut Question) -> Result<(), StoreError> {
        let statement =
            sql!("UPDATE question SET version = version + 1 WHERE org = $1 AND id = $2 AND version = $3");
        let changed = self.execute(statement, values![&q.org, &q.id, q.version]).await?;
        settled(q, changed)
    }

    async fn move_question(
        &mut self,
        q: &mut Question,
        to: State,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "UPDATE question SET state = $1, holder = $2, taken_at = $3, closed_because = $4, active_at = $5,
             version = version + 1 WHERE org = $6 AND id = $7 AND version = $8"
        );
        let values = values![
            to.name(),
            q.holder.as_ref(),
            q.taken_at,
            q.closed_because.map(Closed::name),
            now,
            &q.org,
            &q.id,
            q.version
        ];
        let changed = self.execute(statement, values).await?;
        settled(q, changed)?;
        q.state = to;
        q.active_at = now.into();
        Ok(())
    }

    async fn keep_asking(&mut self, q: &mut Question) -> Result<(), StoreError> {
        let changed = self
            .execute(
                sql!(
                    "UPDATE question SET place = $1, root = $2, stage = $3, holder = $4, opened_at = $5, active_at = $6,
                     anonymous = $7, urgent = $8, nobody = $9, version = version + 1
                     WHERE org = $10 AND id = $11 AND version = $12"
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
                    &q.id,
                    q.version
                ],
            )
            .await?;
        settled(q, changed)
    }

    async fn accept_question(
        &mut self,
        q: &mut Question,
        acceptance: &Acceptance<'_>,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "UPDATE question SET state = 'accepted', accepted_at = $1, active_at = $1, accepted_by = $2,
             answered_by = $3, answer = $4, answer_message = $5, answer_follows = $9, answer_deleted = FALSE,
             version = version + 1 WHERE org = $6 AND id = $7 AND version = $8"
        );
        let values = values![
            acceptance.at,
            acceptance.by,
            acceptance.answered_by,
            acceptance.answer,
            acceptance.message,
            &q.org,
            &q.id,
            q.version,
            acceptance.follows
        ];
        let changed = self.execute(statement, values).await?;
        settled(q, changed)?;
        q.state = State::Accepted;
        q.accepted_at = Some(acceptance.at.into());
        q.active_at = acceptance.at.into();
        q.accepted_by = Some(acceptance.by.clone());
        q.answered_by = Some(acceptance.answered_by.clone());
        q.answer = acceptance.answer.map(str::to_owned);
        q.answer_message = acceptance.message.cloned();
        q.answer_follows = acceptance.follows;
        q.answer_deleted = false;
        Ok(())
    }

    async fn reopen_question(&mut self, q: &mut Question, now: DateTime<Utc>) -> Result<(), StoreError> {
        let statement = sql!(
            "UPDATE question SET state = 'open', active_at = $1, accepted_at = NULL, accepted_by = NULL,
             answered_by = NULL, answer = NULL, answer_message = NULL, answer_follows = FALSE, answer_deleted = FALSE,
             saved_minutes = NULL, version = version + 1
             WHERE org = $2 AND id = $3 AND version = $4"
        );
        let changed = self.execute(statement, values![now, &q.org, &q.id, q.version]).await?;
        settled(q, changed)?;
        q.state = State::Open;
        q.active_at = now.into();
        q.accepted_at = None;
        q.accepted_by = None;
        q.answered_by = None;
        q.answer = None;
        q.answer_message = None;
        q.answer_follows = false;
        q.answer_deleted = false;
        q.saved_minutes = None;
        Ok(())
    }

    async fn deflect_question(
        &mut self,
        q: &mut Question,
        to: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "UPDATE question SET state = 'deflected', deflected_to = $1, active_at = $2, version = version + 1
             WHERE org = $3 AND id = $4 AND version = $5"
        );
        let changed = self.execute(statement, values![to, now, &q.org, &q.id, q.version]).await?;
        settled(q, changed)?;
        q.state = State::Deflected;
        Ok(())
    }

    async fn follow_up_question(&mut self, q: &mut Question) -> Result<(), StoreError> {
        self.change(q).await?;
        let statement = sql!("UPDATE question SET followed_up = TRUE WHERE org = $1 AND id = $2");
        self.execute(statement, values![&q.org, &q.id]).await?;
        q.followed_up = true;
        Ok(())
    }

    async fn keep_saving(&mut self, org: &OrgId, id: &str, minutes: i64) -> Result<(), StoreError> {
        let statement = sql!("UPDATE question SET saved_minutes = $1 WHERE org = $2 AND id = $3");
        self.execute(statement, values![minutes, org, id]).await?;
        Ok(())
    }

    async fn question_active(&mut self, org: &OrgId, id: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        let statement =
            sql!("UPDATE question SET active_at = $1 WHERE org = $2 AND id = $3 AND active_at < $1");
        self.execute(statement, values![now, org, id]).await?;
        Ok(())
    }
}

/// The change was made, or somebody else's was first.
fn settled(q: &mut Question, changed: u64) -> Result<(), StoreError> {
    if changed != 1 {
        return Err(StoreError::overtaken());
    }
    q.version += 1;
    Ok(())
}
