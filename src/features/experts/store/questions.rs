//! Questions, from the suggestion to the accepted answer.

use chrono::{DateTime, Utc};

use crate::chat::{MessageId, PersonId, PlaceId, PostId};
use crate::features::experts::question::{Closed, Question, State};
use crate::store::StoreError;
use crate::{scoped, sql, values};

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
    /// When it was accepted.
    pub at: DateTime<Utc>,
}

scoped! {
    /// Questions, as the store keeps them.
    pub Questions, questions
}

impl Questions<'_> {
    /// Keeps a new question.
    pub async fn keep_question(&mut self, q: &Question) -> Result<(), StoreError> {
        self.tx.defer(
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
                self.org,
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

    /// A question of this company.
    pub async fn question(&mut self, id: &str) -> Result<Option<Question>, StoreError> {
        self.tx
            .optional(sql!("SELECT * FROM question WHERE org = $1 AND id = $2"), values![self.org, id])
            .await
    }

    /// The questions asked in a thread, below that message or below our card that stands there: those that are going on
    /// before the others, the last asked first.
    pub async fn questions_in(
        &mut self,
        place: &PlaceId,
        thread: &MessageId,
    ) -> Result<Vec<Question>, StoreError> {
        let query = sql!(
            "SELECT * FROM question WHERE org = $1 AND place = $2 AND state NOT IN ('suggested', 'later', 'dropped', 'deflected')
             AND id IN (
                 SELECT id FROM question WHERE org = $1 AND place = $2 AND thread = $3
                 UNION SELECT asked.id FROM post JOIN question AS asked ON asked.org = post.org AND asked.root = post.id
                 WHERE post.org = $1 AND post.place = $2 AND post.message = $3)
             ORDER BY CASE WHEN state IN ('open', 'taken') THEN 0 ELSE 1 END, suggested_at DESC, id DESC"
        );
        self.tx.all(query, values![self.org, place, thread]).await
    }

    /// The question whose card is this post.
    pub async fn question_of_root(&mut self, root: &PostId) -> Result<Option<Question>, StoreError> {
        self.tx
            .optional(sql!("SELECT * FROM question WHERE org = $1 AND root = $2"), values![self.org, root])
            .await
    }

    /// Questions that are going on and that this person is asked on or took.
    pub async fn questions_waiting_for(&mut self, person: &PersonId) -> Result<Vec<Question>, StoreError> {
        let query = sql!(
            "SELECT q.* FROM candidate AS c
             JOIN question AS q ON q.org = c.org AND q.id = c.question AND q.state IN ('open', 'taken')
             WHERE c.org = $1 AND c.person = $2 AND c.state IN ('tagged', 'took') ORDER BY q.id"
        );
        self.tx.all(query, values![self.org, person]).await
    }

    /// Questions in a state, the oldest first.
    pub async fn questions(&mut self, state: State, most: i64) -> Result<Vec<Question>, StoreError> {
        let query =
            sql!("SELECT * FROM question WHERE org = $1 AND state = $2 ORDER BY suggested_at, id LIMIT $3");
        self.tx.all(query, values![self.org, state.name(), most]).await
    }

    /// The questions that were last asked in a company, the last first. What only its asker has seen is not among them.
    pub async fn last_asked(&mut self, most: i64) -> Result<Vec<Question>, StoreError> {
        let query = sql!(
            "SELECT * FROM question WHERE org = $1 AND opened_at IS NOT NULL ORDER BY opened_at DESC, id DESC LIMIT $2"
        );
        self.tx.all(query, values![self.org, most]).await
    }

    /// Says that a question is about to be changed, or whom it is put to. Everything here that takes a question to change
    /// says so: if somebody else was quicker it is a collision, and nothing is written.
    pub async fn change(&mut self, q: &mut Question) -> Result<(), StoreError> {
        let statement =
            sql!("UPDATE question SET version = version + 1 WHERE org = $1 AND id = $2 AND version = $3");
        let changed = self.tx.execute(statement, values![self.org, &q.id, q.version]).await?;
        settled(q, changed)
    }

    /// Moves a question to another state.
    pub async fn move_question(
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
            self.org,
            &q.id,
            q.version
        ];
        let changed = self.tx.execute(statement, values).await?;
        settled(q, changed)?;
        q.state = to;
        q.active_at = now.into();
        Ok(())
    }

    /// Writes where and how it is asked, as it stands in `question`.
    pub async fn keep_asking(&mut self, q: &mut Question) -> Result<(), StoreError> {
        let changed = self.tx.execute(
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
                    self.org,
                    &q.id,
                    q.version
                ],
            )
            .await?;
        settled(q, changed)
    }

    /// An answer is accepted.
    pub async fn accept_question(
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
            self.org,
            &q.id,
            q.version,
            acceptance.follows
        ];
        let changed = self.tx.execute(statement, values).await?;
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

    /// An accepted question is open again, and nothing is left of its answer.
    pub async fn reopen_question(&mut self, q: &mut Question, now: DateTime<Utc>) -> Result<(), StoreError> {
        let statement = sql!(
            "UPDATE question SET state = 'open', active_at = $1, accepted_at = NULL, accepted_by = NULL,
             answered_by = NULL, answer = NULL, answer_message = NULL, answer_follows = FALSE, answer_deleted = FALSE,
             saved_minutes = NULL, version = version + 1
             WHERE org = $2 AND id = $3 AND version = $4"
        );
        let changed = self.tx.execute(statement, values![now, self.org, &q.id, q.version]).await?;
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

    /// An earlier answer solved it: the one in the conversation `to`.
    pub async fn deflect_question(
        &mut self,
        q: &mut Question,
        to: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "UPDATE question SET state = 'deflected', deflected_to = $1, active_at = $2, version = version + 1
             WHERE org = $3 AND id = $4 AND version = $5"
        );
        let changed = self.tx.execute(statement, values![to, now, self.org, &q.id, q.version]).await?;
        settled(q, changed)?;
        q.state = State::Deflected;
        Ok(())
    }

    /// The asker is asked whether it was solved.
    pub async fn follow_up_question(&mut self, q: &mut Question) -> Result<(), StoreError> {
        self.change(q).await?;
        let statement = sql!("UPDATE question SET followed_up = TRUE WHERE org = $1 AND id = $2");
        self.tx.execute(statement, values![self.org, &q.id]).await?;
        q.followed_up = true;
        Ok(())
    }

    /// How much time it saved.
    pub async fn keep_saving(&mut self, id: &str, minutes: i64) -> Result<(), StoreError> {
        let statement = sql!("UPDATE question SET saved_minutes = $1 WHERE org = $2 AND id = $3");
        self.tx.execute(statement, values![minutes, self.org, id]).await?;
        Ok(())
    }

    /// Something happened in its thread.
    pub async fn question_active(&mut self, id: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        let statement =
            sql!("UPDATE question SET active_at = $1 WHERE org = $2 AND id = $3 AND active_at < $1");
        self.tx.execute(statement, values![now, self.org, id]).await?;
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
