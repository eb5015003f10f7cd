//! Attempts: what people answered, and what it was worth.

use chrono::{DateTime, Utc};

use crate::chat::PersonId;
use crate::features::quiz::items::Given;
use crate::store::{Millis, StoreError};
use crate::{scoped, sql, values};

/// One person at one run.
#[derive(Clone, Debug, PartialEq, sqlx_macros::FromRow)]
pub struct Attempt {
    /// Its id; the order in which questions are asked comes of it.
    pub id: String,
    /// The run that was asked.
    pub run: String,
    /// The person who was asked, or began by themselves.
    pub person: PersonId,
    /// When they were asked; none if they began by themselves.
    pub invited_at: Option<Millis>,
    /// When they began.
    pub started_at: Option<Millis>,
    /// When they handed in.
    pub handed_in_at: Option<Millis>,
    /// They handed in when it did not count any more.
    pub is_late: bool,
    /// The points they had, once they handed in.
    pub earned: Option<f64>,
    /// The points that could be had.
    pub possible: Option<f64>,
}

/// What somebody had in a run, in time.
#[derive(Clone, Debug, PartialEq, sqlx_macros::FromRow)]
pub struct Scored {
    /// The attempt.
    pub id: String,
    /// Whose.
    pub person: PersonId,
    /// Points.
    pub earned: f64,
    /// Of so many.
    pub possible: f64,
}

/// One answer of a run that was handed in, in time.
#[derive(Clone, Debug, PartialEq, sqlx_macros::FromRow)]
pub struct Marked {
    /// Of which attempt.
    pub attempt: String,
    /// To which item.
    pub position: i64,
    /// What was answered, as it is kept.
    pub given: String,
    /// The share of the item's points.
    pub credit: f64,
}

impl Marked {
    /// What was answered.
    ///
    /// # Errors
    /// When what is kept cannot be read.
    pub fn given(&self) -> Result<Given, StoreError> {
        read(&self.given)
    }
}

fn read(given: &str) -> Result<Given, StoreError> {
    serde_json::from_str(given).map_err(StoreError::unreadable)
}

scoped! {
    /// Attempts at quizzes, as the store keeps them.
    pub Attempts, attempts
}

impl Attempts<'_> {
    /// An attempt.
    pub async fn attempt(&mut self, id: &str) -> Result<Option<Attempt>, StoreError> {
        let query = sql!(
            "SELECT id, run, person, invited_at, started_at, handed_in_at, is_late, earned, possible
             FROM quiz_attempt WHERE org = $1 AND id = $2"
        );
        self.tx.optional(query, values![self.org, id]).await
    }

    /// Somebody's attempt at a run.
    pub async fn attempt_of(&mut self, run: &str, person: &PersonId) -> Result<Option<Attempt>, StoreError> {
        let query = sql!(
            "SELECT id, run, person, invited_at, started_at, handed_in_at, is_late, earned, possible
             FROM quiz_attempt WHERE org = $1 AND run = $2 AND person = $3"
        );
        self.tx.optional(query, values![self.org, run, person]).await
    }

    /// Somebody is asked; false if they have an attempt already.
    pub async fn invite(
        &mut self,
        id: &str,
        run: &str,
        person: &PersonId,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let statement = sql!(
            "INSERT INTO quiz_attempt (org, id, run, person, invited_at, is_late)
             VALUES ($1, $2, $3, $4, $5, FALSE) ON CONFLICT (org, run, person) DO NOTHING"
        );
        Ok(self.tx.execute(statement, values![self.org, id, run, person, now]).await? == 1)
    }

    /// Somebody begins, unless they did before.
    pub async fn begin(
        &mut self,
        id: &str,
        run: &str,
        person: &PersonId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO quiz_attempt (org, id, run, person, started_at, is_late)
             VALUES ($1, $2, $3, $4, $5, FALSE) ON CONFLICT (org, run, person) DO UPDATE
             SET started_at = COALESCE(quiz_attempt.started_at, EXCLUDED.started_at)"
        );
        self.tx.execute(statement, values![self.org, id, run, person, now]).await?;
        Ok(())
    }

    /// What somebody answered so far, by the item's place.
    ///
    /// # Errors
    /// When the store fails, or an answer that it keeps cannot be read: it would count as left open.
    pub async fn answers(&mut self, attempt: &str) -> Result<Vec<(i64, Given)>, StoreError> {
        let query =
            sql!("SELECT position, given FROM quiz_answer WHERE org = $1 AND attempt = $2 ORDER BY position");
        let rows: Vec<(i64, String)> = self.tx.all(query, values![self.org, attempt]).await?;
        rows.into_iter().map(|(position, given)| Ok((position, read(&given)?))).collect()
    }

    /// Keeps answers in place of what was answered before, unless the attempt was handed in; says how many.
    pub async fn keep_answers(
        &mut self,
        attempt: &str,
        answers: &[(i64, Given)],
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let statement = sql!(
            "INSERT INTO quiz_answer (org, attempt, position, given, answered_at)
             SELECT $1, $2, $3, $4, $5 FROM quiz_attempt AS a
             WHERE a.org = $1 AND a.id = $2 AND a.handed_in_at IS NULL
             ON CONFLICT (org, attempt, position) DO UPDATE
             SET given = EXCLUDED.given, answered_at = EXCLUDED.answered_at"
        );
        let mut rows = Vec::new();
        for (position, given) in answers {
            let given = serde_json::to_string(given).map_err(StoreError::unreadable)?;
            rows.push(values![self.org, attempt, *position, given, now]);
        }
        Ok(self.tx.execute_each(statement, rows).await?.into_iter().sum())
    }

    /// Takes answers back, unless the attempt was handed in.
    pub async fn drop_answers(&mut self, attempt: &str, positions: &[i64]) -> Result<(), StoreError> {
        let statement = sql!(
            "DELETE FROM quiz_answer WHERE org = $1 AND attempt = $2 AND position = $3 AND credit IS NULL"
        );
        let rows = positions.iter().map(|position| values![self.org, attempt, *position]).collect();
        self.tx.execute_each(statement, rows).await?;
        Ok(())
    }

    /// Hands an attempt in, with what it is worth; false if it was handed in already.
    pub async fn hand_in(
        &mut self,
        attempt: &str,
        (earned, possible): (f64, f64),
        is_late: bool,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let statement = sql!(
            "UPDATE quiz_attempt SET handed_in_at = $3, earned = $4, possible = $5, is_late = $6
             WHERE org = $1 AND id = $2 AND handed_in_at IS NULL"
        );
        let values = values![self.org, attempt, now, earned, possible, is_late];
        Ok(self.tx.execute(statement, values).await? == 1)
    }

    /// Keeps what each answer was worth.
    pub async fn mark(&mut self, attempt: &str, credits: &[(i64, f64)]) -> Result<(), StoreError> {
        let statement =
            sql!("UPDATE quiz_answer SET credit = $4 WHERE org = $1 AND attempt = $2 AND position = $3");
        let rows = credits.iter().map(|(position, credit)| values![self.org, attempt, *position, *credit]);
        let rows = rows.collect();
        self.tx.execute_each(statement, rows).await?;
        Ok(())
    }

    /// What each answer of an attempt was worth.
    pub async fn credits(&mut self, attempt: &str) -> Result<Vec<(i64, f64)>, StoreError> {
        let query = sql!(
            "SELECT position, credit FROM quiz_answer
             WHERE org = $1 AND attempt = $2 AND credit IS NOT NULL ORDER BY position"
        );
        self.tx.all(query, values![self.org, attempt]).await
    }

    /// Everybody who handed in, in time.
    pub async fn scored(&mut self, run: &str) -> Result<Vec<Scored>, StoreError> {
        let query = sql!(
            "SELECT id, person, earned, possible FROM quiz_attempt
             WHERE org = $1 AND run = $2 AND handed_in_at IS NOT NULL AND NOT is_late ORDER BY id"
        );
        self.tx.all(query, values![self.org, run]).await
    }

    /// All answers of everybody who handed in, in time.
    pub async fn marked(&mut self, run: &str) -> Result<Vec<Marked>, StoreError> {
        let query = sql!(
            "SELECT w.attempt, w.position, w.given, w.credit
             FROM quiz_attempt AS a JOIN quiz_answer AS w ON w.org = a.org AND w.attempt = a.id
             WHERE a.org = $1 AND a.run = $2 AND a.handed_in_at IS NOT NULL AND NOT a.is_late
                 AND w.credit IS NOT NULL"
        );
        self.tx.all(query, values![self.org, run]).await
    }

    /// What somebody was asked or began, and did not hand in.
    pub async fn open_of(&mut self, person: &PersonId) -> Result<Vec<Attempt>, StoreError> {
        let query = sql!(
            "SELECT id, run, person, invited_at, started_at, handed_in_at, is_late, earned, possible
             FROM quiz_attempt WHERE org = $1 AND person = $2 AND handed_in_at IS NULL ORDER BY id DESC
             LIMIT 50"
        );
        self.tx.all(query, values![self.org, person]).await
    }

    /// What somebody handed in, the newest first, so many at the most.
    pub async fn handed_in_by(&mut self, person: &PersonId, most: i64) -> Result<Vec<Attempt>, StoreError> {
        let query = sql!(
            "SELECT id, run, person, invited_at, started_at, handed_in_at, is_late, earned, possible
             FROM quiz_attempt WHERE org = $1 AND person = $2 AND handed_in_at IS NOT NULL
             ORDER BY handed_in_at DESC, id DESC LIMIT $3"
        );
        self.tx.all(query, values![self.org, person, most]).await
    }
}
