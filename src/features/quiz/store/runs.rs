//! Runs: a version of a quiz that is asked, where, and until when.

use chrono::{DateTime, Utc};

use crate::chat::{PersonId, PlaceId, PostId};
use crate::features::quiz::items::TestForm;
use crate::store::{Millis, StoreError};
use crate::{scoped, sql, values};

/// A run.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Run {
    /// Its id.
    pub id: String,
    /// Of which quiz.
    pub quiz: String,
    /// Of which version.
    pub version: i64,
    /// Who started it.
    pub host: PersonId,
    /// Which of two parallel forms is asked: the word of a [`TestForm`].
    pub form: String,
    /// From when on.
    pub opens_at: Millis,
    /// Until when answers count.
    pub closes_at: Millis,
    /// When it was closed; none while it is open.
    pub closed_at: Option<Millis>,
    /// Minutes that somebody has from when they begin; none for no limit.
    pub minutes: Option<i64>,
    /// Answers are explained once it is closed; else once they are handed in.
    pub explains_late: bool,
    /// The run that this one follows weeks later; none for any other.
    pub baseline: Option<String>,
    /// The share of the points that people are to reach, in per cent.
    pub target: i64,
}

/// The word by which a form is kept.
pub trait FormWord {
    /// The word.
    fn word(self) -> &'static str;
}

impl FormWord for TestForm {
    fn word(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::A => "a",
            Self::B => "b",
        }
    }
}

impl Run {
    /// An item of this form is asked in it.
    pub fn asks(&self, form: TestForm) -> bool {
        form == TestForm::Both || self.form == TestForm::Both.word() || self.form == form.word()
    }

    /// Answers count no more.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.closed_at.is_some() || now >= self.closes_at.utc()
    }
}

scoped! {
    /// Runs of quizzes, as the store keeps them.
    pub Runs, runs
}

impl Runs<'_> {
    /// Keeps a new run.
    pub async fn add(&mut self, run: &Run) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO quiz_run (org, id, quiz, version, host, form, opens_at, closes_at, closed_at, minutes,
                 explains_late, baseline, target)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
        );
        let values = values![
            self.org,
            &run.id,
            &run.quiz,
            run.version,
            &run.host,
            &run.form,
            run.opens_at,
            run.closes_at,
            run.closed_at,
            run.minutes,
            run.explains_late,
            run.baseline.as_ref(),
            run.target
        ];
        self.tx.execute(statement, values).await?;
        Ok(())
    }

    /// A run.
    pub async fn run(&mut self, id: &str) -> Result<Option<Run>, StoreError> {
        let query = sql!(
            "SELECT id, quiz, version, host, form, opens_at, closes_at, closed_at, minutes, explains_late,
                 baseline, target
             FROM quiz_run WHERE org = $1 AND id = $2"
        );
        self.tx.optional(query, values![self.org, id]).await
    }

    /// The runs of a quiz, the newest first.
    pub async fn of_quiz(&mut self, quiz: &str) -> Result<Vec<Run>, StoreError> {
        let query = sql!(
            "SELECT id, quiz, version, host, form, opens_at, closes_at, closed_at, minutes, explains_late,
                 baseline, target
             FROM quiz_run WHERE org = $1 AND quiz = $2 ORDER BY opens_at DESC, id DESC"
        );
        self.tx.all(query, values![self.org, quiz]).await
    }

    /// The run that follows another.
    pub async fn follow_up_of(&mut self, baseline: &str) -> Result<Option<Run>, StoreError> {
        let query = sql!(
            "SELECT id, quiz, version, host, form, opens_at, closes_at, closed_at, minutes, explains_late,
                 baseline, target
             FROM quiz_run WHERE org = $1 AND baseline = $2"
        );
        self.tx.optional(query, values![self.org, baseline]).await
    }

    /// The newest runs that somebody started, so many at the most.
    pub async fn hosted_by(&mut self, host: &PersonId, most: i64) -> Result<Vec<Run>, StoreError> {
        let query = sql!(
            "SELECT id, quiz, version, host, form, opens_at, closes_at, closed_at, minutes, explains_late,
                 baseline, target
             FROM quiz_run WHERE org = $1 AND host = $2 ORDER BY opens_at DESC, id DESC LIMIT $3"
        );
        self.tx.all(query, values![self.org, host, most]).await
    }

    /// Runs that close after a moment, those that close last first, so many at the most.
    pub async fn closing_after(&mut self, at: DateTime<Utc>, most: i64) -> Result<Vec<Run>, StoreError> {
        let query = sql!(
            "SELECT id, quiz, version, host, form, opens_at, closes_at, closed_at, minutes, explains_late,
                 baseline, target
             FROM quiz_run WHERE org = $1 AND closes_at > $2 ORDER BY closes_at DESC LIMIT $3"
        );
        self.tx.all(query, values![self.org, at, most]).await
    }

    /// Closes a run; false if it was closed already.
    pub async fn close(&mut self, id: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let statement =
            sql!("UPDATE quiz_run SET closed_at = $3 WHERE org = $1 AND id = $2 AND closed_at IS NULL");
        Ok(self.tx.execute(statement, values![self.org, id, now]).await? == 1)
    }

    /// It is asked in this channel as well, by this message; false if it was already.
    pub async fn ask_in(&mut self, run: &str, place: &PlaceId, post: &PostId) -> Result<bool, StoreError> {
        let statement = sql!(
            "INSERT INTO quiz_place (org, run, place, post) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"
        );
        Ok(self.tx.execute(statement, values![self.org, run, place, post]).await? == 1)
    }

    /// The channels in which it is asked, each with our message there.
    pub async fn places(&mut self, run: &str) -> Result<Vec<(PlaceId, PostId)>, StoreError> {
        let query = sql!("SELECT place, post FROM quiz_place WHERE org = $1 AND run = $2 ORDER BY place");
        self.tx.all(query, values![self.org, run]).await
    }
}
