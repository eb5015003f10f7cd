//! What each of a pair is asked alone and answers, and what they tell with consent.

use chrono::{DateTime, Utc};

use super::words::{Asked, Consent};
use crate::chat::PersonId;
use crate::store::{Millis, StoreError};
use crate::{scoped, sql, values};

/// Something that somebody was asked.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Answer {
    /// Who was asked.
    pub person: PersonId,
    /// About what they were asked.
    pub kind: Asked,
    /// Which of its kind.
    pub number: i64,
    /// When they were asked.
    pub asked_at: Millis,
    /// What they answered.
    pub value: Option<i64>,
}

/// What somebody tells of their mentorship.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// In their words.
    pub words: String,
    /// How it may be told.
    pub consent: Consent,
}

scoped! {
    /// What people were asked, as the store keeps it.
    pub MentorshipAnswers, mentorship_answers
}

impl MentorshipAnswers<'_> {
    /// Somebody is asked; false if they were already.
    pub async fn ask(
        &mut self,
        pair: &str,
        person: &PersonId,
        (kind, number): (Asked, i64),
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let statement = sql!(
            "INSERT INTO mentorship_answer (org, pair, person, kind, number, asked_at, value, answered_at)
             VALUES ($1, $2, $3, $4, $5, $6, NULL, NULL) ON CONFLICT DO NOTHING"
        );
        Ok(self.tx.execute(statement, values![self.org, pair, person, kind, number, now]).await? == 1)
    }

    /// They answer, or change their answer; true if it is their first. Nothing if they were not asked.
    pub async fn answer(
        &mut self,
        pair: &str,
        person: &PersonId,
        (kind, number): (Asked, i64),
        value: i64,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let before = sql!(
            "SELECT value FROM mentorship_answer
             WHERE org = $1 AND pair = $2 AND person = $3 AND kind = $4 AND number = $5"
        );
        let before: Option<(Option<i64>,)> =
            self.tx.optional(before, values![self.org, pair, person, kind, number]).await?;
        let statement = sql!(
            "UPDATE mentorship_answer SET value = $6, answered_at = $7
             WHERE org = $1 AND pair = $2 AND person = $3 AND kind = $4 AND number = $5"
        );
        self.tx.execute(statement, values![self.org, pair, person, kind, number, value, now]).await?;
        Ok(before == Some((None,)))
    }

    /// All that the two of a pair were asked, the first first.
    pub async fn of_pair(&mut self, pair: &str) -> Result<Vec<Answer>, StoreError> {
        let query = sql!(
            "SELECT person, kind, number, asked_at, value FROM mentorship_answer WHERE org = $1 AND pair = $2
             ORDER BY asked_at, person, kind, number"
        );
        self.tx.all(query, values![self.org, pair]).await
    }

    /// Keeps what somebody tells, in place of what they told before.
    pub async fn tell(
        &mut self,
        pair: &str,
        person: &PersonId,
        story: &Story,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO mentorship_story (org, pair, person, words, consent, told_at) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (org, pair, person) DO UPDATE SET words = EXCLUDED.words, consent = EXCLUDED.consent,
                 told_at = EXCLUDED.told_at"
        );
        let values = values![self.org, pair, person, &story.words, story.consent, now];
        self.tx.execute(statement, values).await?;
        Ok(())
    }
}
