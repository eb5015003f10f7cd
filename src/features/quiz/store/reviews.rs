//! What people got wrong, and when they are asked again.

use chrono::{DateTime, Utc};

use crate::chat::PersonId;
use crate::store::{Millis, StoreError};
use crate::{scoped, sql, values};

/// An item of a version of a quiz.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemId {
    /// The quiz.
    pub quiz: String,
    /// The version.
    pub version: i64,
    /// The place in it.
    pub position: i64,
}

/// An item that somebody is asked again, and how well they know it.
#[derive(Clone, Debug, PartialEq, sqlx_macros::FromRow)]
pub struct Review {
    /// The quiz.
    pub quiz: String,
    /// The version.
    pub version: i64,
    /// The place in it.
    pub position: i64,
    /// When it is to be asked.
    pub due_at: Millis,
    /// When it was last answered.
    pub reviewed_at: Millis,
    /// FSRS: days after which nine of ten would still know it.
    pub stability: f64,
    /// FSRS: from 1 to 10.
    pub difficulty: f64,
    /// How often it was answered.
    pub reviews: i64,
    /// When it was asked and not answered since.
    pub asked_at: Option<Millis>,
}

impl Review {
    /// Which item.
    pub fn item(&self) -> ItemId {
        ItemId { quiz: self.quiz.clone(), version: self.version, position: self.position }
    }
}

scoped! {
    /// What comes back to people, as the store keeps it.
    pub Reviews, reviews
}

impl Reviews<'_> {
    /// What somebody has of an item.
    pub async fn review(&mut self, person: &PersonId, item: &ItemId) -> Result<Option<Review>, StoreError> {
        let query = sql!(
            "SELECT quiz, version, position, due_at, reviewed_at, stability, difficulty, reviews, asked_at
             FROM quiz_review WHERE org = $1 AND person = $2 AND quiz = $3 AND version = $4 AND position = $5"
        );
        self.tx.optional(query, values![self.org, person, &item.quiz, item.version, item.position]).await
    }

    /// What comes back to somebody first; none if nothing does.
    pub async fn next(&mut self, person: &PersonId) -> Result<Option<Review>, StoreError> {
        let query = sql!(
            "SELECT quiz, version, position, due_at, reviewed_at, stability, difficulty, reviews, asked_at
             FROM quiz_review WHERE org = $1 AND person = $2
             ORDER BY due_at, quiz, version, position LIMIT 1"
        );
        self.tx.optional(query, values![self.org, person]).await
    }

    /// Keeps it in place of what was known before.
    pub async fn keep(&mut self, person: &PersonId, it: &Review) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO quiz_review (org, person, quiz, version, position, due_at, reviewed_at, stability,
                 difficulty, reviews, asked_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             ON CONFLICT (org, person, quiz, version, position) DO UPDATE
             SET due_at = EXCLUDED.due_at, reviewed_at = EXCLUDED.reviewed_at, stability = EXCLUDED.stability,
                 difficulty = EXCLUDED.difficulty, reviews = EXCLUDED.reviews, asked_at = EXCLUDED.asked_at"
        );
        let values = values![
            self.org,
            person,
            &it.quiz,
            it.version,
            it.position,
            it.due_at,
            it.reviewed_at,
            it.stability,
            it.difficulty,
            it.reviews,
            it.asked_at
        ];
        self.tx.execute(statement, values).await?;
        Ok(())
    }

    /// An item comes back no more.
    pub async fn drop_review(&mut self, person: &PersonId, item: &ItemId) -> Result<(), StoreError> {
        let statement = sql!(
            "DELETE FROM quiz_review
             WHERE org = $1 AND person = $2 AND quiz = $3 AND version = $4 AND position = $5"
        );
        let values = values![self.org, person, &item.quiz, item.version, item.position];
        self.tx.execute(statement, values).await?;
        Ok(())
    }

    /// Nothing comes back to somebody any more, until they say so.
    pub async fn end(&mut self, person: &PersonId, now: DateTime<Utc>) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO quiz_review_ended (org, person, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
        );
        self.tx.execute(statement, values![self.org, person, now]).await?;
        let statement = sql!("DELETE FROM quiz_review WHERE org = $1 AND person = $2");
        self.tx.execute(statement, values![self.org, person]).await?;
        Ok(())
    }

    /// It may come back again.
    pub async fn resume(&mut self, person: &PersonId) -> Result<(), StoreError> {
        let statement = sql!("DELETE FROM quiz_review_ended WHERE org = $1 AND person = $2");
        self.tx.execute(statement, values![self.org, person]).await?;
        Ok(())
    }

    /// They ended it.
    pub async fn is_ended(&mut self, person: &PersonId) -> Result<bool, StoreError> {
        let query = sql!("SELECT since FROM quiz_review_ended WHERE org = $1 AND person = $2");
        let since: Option<(i64,)> = self.tx.optional(query, values![self.org, person]).await?;
        Ok(since.is_some())
    }
}
