//! Pairs and their meetings.

use chrono::{DateTime, Utc};

use super::words::{Ending, PairState};
use crate::chat::PersonId;
use crate::features::mentorship::matching::Parts;
use crate::store::{Millis, StoreError};
use crate::{scoped, sql, values};

/// A pair.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Pair {
    /// By which it is found.
    pub id: String,
    /// Of which programme.
    pub programme: String,
    /// Who gives.
    pub mentor: PersonId,
    /// Who learns.
    pub mentee: PersonId,
    /// Where it is.
    pub state: PairState,
    /// What it was worth, of a million; 0 where nobody scored it.
    pub score: i64,
    /// What that was made of: JSON.
    pub parts: String,
    /// From when on.
    pub started_at: Millis,
    /// Until when.
    pub ends_at: Millis,
    /// Until when it pauses; none if it does not.
    pub paused_until: Option<Millis>,
    /// When it ended.
    pub ended_at: Option<Millis>,
    /// Why it ended.
    pub ended_why: Option<Ending>,
    /// When the mentor agreed.
    pub mentor_agreed_at: Option<Millis>,
    /// When the mentee agreed.
    pub mentee_agreed_at: Option<Millis>,
}

impl Pair {
    /// A new one.
    pub fn new(
        id: String,
        programme: &str,
        (mentor, mentee): (PersonId, PersonId),
        (started_at, ends_at): (DateTime<Utc>, DateTime<Utc>),
    ) -> Self {
        Self {
            id,
            programme: programme.to_owned(),
            mentor,
            mentee,
            state: PairState::Active,
            score: 0,
            parts: "{}".to_owned(),
            started_at: started_at.into(),
            ends_at: ends_at.into(),
            paused_until: None,
            ended_at: None,
            ended_why: None,
            mentor_agreed_at: None,
            mentee_agreed_at: None,
        }
    }

    /// Somebody of it.
    pub fn has(&self, person: &PersonId) -> bool {
        self.mentor == *person || self.mentee == *person
    }

    /// The other one.
    pub fn other(&self, person: &PersonId) -> &PersonId {
        if self.mentor == *person { &self.mentee } else { &self.mentor }
    }

    /// Both, the mentor first.
    pub fn both(&self) -> [&PersonId; 2] {
        [&self.mentor, &self.mentee]
    }

    /// What its score was made of.
    pub fn parts(&self) -> Parts {
        serde_json::from_str(&self.parts).unwrap_or_default()
    }

    /// Both agreed.
    pub fn is_agreed(&self) -> bool {
        self.mentor_agreed_at.is_some() && self.mentee_agreed_at.is_some()
    }
}

/// A meeting that is expected, or was.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Meeting {
    /// Which, from 1.
    pub number: i64,
    /// When it is expected.
    pub due_at: Millis,
    /// Whether it was held; none until one of them says so.
    pub is_held: Option<bool>,
    /// When they said so.
    pub answered_at: Option<Millis>,
}

scoped! {
    /// Pairs, as the store keeps them.
    pub Pairs, pairs
}

impl Pairs<'_> {
    /// Keeps a new pair.
    pub async fn add(&mut self, pair: &Pair) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO mentorship_pair (org, id, programme, mentor, mentee, state, score, parts, started_at, ends_at,
                 paused_until, ended_at, ended_why, mentor_agreed_at, mentee_agreed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, NULL, NULL, NULL, NULL)"
        );
        let values = values![
            self.org,
            &pair.id,
            &pair.programme,
            &pair.mentor,
            &pair.mentee,
            pair.state,
            pair.score,
            &pair.parts,
            pair.started_at,
            pair.ends_at
        ];
        self.tx.execute(statement, values).await?;
        Ok(())
    }

    /// A pair.
    pub async fn pair(&mut self, id: &str) -> Result<Option<Pair>, StoreError> {
        let query = sql!(
            "SELECT id, programme, mentor, mentee, state, score, parts, started_at, ends_at, paused_until, ended_at,
                 ended_why, mentor_agreed_at, mentee_agreed_at
             FROM mentorship_pair WHERE org = $1 AND id = $2"
        );
        self.tx.optional(query, values![self.org, id]).await
    }

    /// All pairs of a programme, the first first.
    pub async fn of_programme(&mut self, programme: &str) -> Result<Vec<Pair>, StoreError> {
        let query = sql!(
            "SELECT id, programme, mentor, mentee, state, score, parts, started_at, ends_at, paused_until, ended_at,
                 ended_why, mentor_agreed_at, mentee_agreed_at
             FROM mentorship_pair WHERE org = $1 AND programme = $2 ORDER BY started_at, id"
        );
        self.tx.all(query, values![self.org, programme]).await
    }

    /// All pairs that somebody is or was in, the newest first, so many at the most as mentor and as mentee.
    pub async fn of_person(&mut self, person: &PersonId, most: i64) -> Result<Vec<Pair>, StoreError> {
        let mentors = sql!(
            "SELECT id, programme, mentor, mentee, state, score, parts, started_at, ends_at, paused_until, ended_at,
                 ended_why, mentor_agreed_at, mentee_agreed_at
             FROM mentorship_pair WHERE org = $1 AND mentor = $2 ORDER BY started_at DESC, id DESC LIMIT $3"
        );
        let mentees = sql!(
            "SELECT id, programme, mentor, mentee, state, score, parts, started_at, ends_at, paused_until, ended_at,
                 ended_why, mentor_agreed_at, mentee_agreed_at
             FROM mentorship_pair WHERE org = $1 AND mentee = $2 ORDER BY started_at DESC, id DESC LIMIT $3"
        );
        let mut pairs: Vec<Pair> = self.tx.all(mentors, values![self.org, person, most]).await?;
        pairs.extend(self.tx.all::<Pair>(mentees, values![self.org, person, most]).await?);
        pairs.sort_by(|a, b| (b.started_at, &b.id).cmp(&(a.started_at, &a.id)));
        Ok(pairs)
    }

    /// One of them agrees; false if they had already, or it is over.
    pub async fn agree(
        &mut self,
        id: &str,
        person: &PersonId,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let statement = sql!(
            "UPDATE mentorship_pair SET
                 mentor_agreed_at = CASE WHEN mentor = $3 THEN COALESCE(mentor_agreed_at, $4) ELSE mentor_agreed_at END,
                 mentee_agreed_at = CASE WHEN mentee = $3 THEN COALESCE(mentee_agreed_at, $4) ELSE mentee_agreed_at END
             WHERE org = $1 AND id = $2 AND state <> 'ended'
                 AND ((mentor = $3 AND mentor_agreed_at IS NULL) OR (mentee = $3 AND mentee_agreed_at IS NULL))"
        );
        Ok(self.tx.execute(statement, values![self.org, id, person, now]).await? == 1)
    }

    /// It pauses until then; false if it is over.
    pub async fn pause(&mut self, id: &str, until: DateTime<Utc>) -> Result<bool, StoreError> {
        let statement = sql!(
            "UPDATE mentorship_pair SET state = 'paused', paused_until = $3
             WHERE org = $1 AND id = $2 AND state <> 'ended'"
        );
        Ok(self.tx.execute(statement, values![self.org, id, until]).await? == 1)
    }

    /// It goes on, and lasts until then; false if it does not pause.
    pub async fn resume(&mut self, id: &str, ends_at: DateTime<Utc>) -> Result<bool, StoreError> {
        let statement = sql!(
            "UPDATE mentorship_pair SET state = 'active', paused_until = NULL, ends_at = $3
             WHERE org = $1 AND id = $2 AND state = 'paused'"
        );
        Ok(self.tx.execute(statement, values![self.org, id, ends_at]).await? == 1)
    }

    /// It lasts until then; false if it is over, or lasted until another moment than it did before.
    pub async fn extend(&mut self, pair: &Pair, ends_at: DateTime<Utc>) -> Result<bool, StoreError> {
        let statement = sql!(
            "UPDATE mentorship_pair SET ends_at = $4 WHERE org = $1 AND id = $2 AND ends_at = $3 AND state <> 'ended'"
        );
        Ok(self.tx.execute(statement, values![self.org, &pair.id, pair.ends_at, ends_at]).await? == 1)
    }

    /// It is over; false if it was already.
    pub async fn end(&mut self, id: &str, why: Ending, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let statement = sql!(
            "UPDATE mentorship_pair SET state = 'ended', paused_until = NULL, ended_at = $3, ended_why = $4
             WHERE org = $1 AND id = $2 AND state <> 'ended'"
        );
        Ok(self.tx.execute(statement, values![self.org, id, now, why]).await? == 1)
    }

    /// A meeting is expected then; again moves one that nobody has answered for.
    pub async fn expect(&mut self, pair: &str, number: i64, due_at: DateTime<Utc>) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO mentorship_meeting (org, pair, number, due_at, is_held, answered_at)
             VALUES ($1, $2, $3, $4, NULL, NULL)
             ON CONFLICT (org, pair, number) DO UPDATE SET due_at = EXCLUDED.due_at
             WHERE mentorship_meeting.is_held IS NULL"
        );
        self.tx.execute(statement, values![self.org, pair, number, due_at]).await?;
        Ok(())
    }

    /// The meetings of a pair, in their order.
    pub async fn meetings(&mut self, pair: &str) -> Result<Vec<Meeting>, StoreError> {
        let query = sql!(
            "SELECT number, due_at, is_held, answered_at FROM mentorship_meeting WHERE org = $1 AND pair = $2
             ORDER BY number"
        );
        self.tx.all(query, values![self.org, pair]).await
    }

    /// One of them says whether they met. A yes holds, whoever says what after it; true if this is the first yes.
    pub async fn held(
        &mut self,
        pair: &str,
        number: i64,
        is_held: bool,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let statement = sql!(
            "UPDATE mentorship_meeting SET is_held = $4, answered_at = $5
             WHERE org = $1 AND pair = $2 AND number = $3 AND (is_held IS NULL OR (is_held = FALSE AND $4))"
        );
        let changed = self.tx.execute(statement, values![self.org, pair, number, is_held, now]).await?;
        Ok(is_held && changed == 1)
    }
}
