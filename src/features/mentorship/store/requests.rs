//! Requests for a mentor without a round.

use chrono::{DateTime, Utc};

use super::words::RequestState;
use crate::chat::PersonId;
use crate::store::StoreError;
use crate::{scoped, sql, values};

/// A mentee asks somebody.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct MentorRequest {
    /// Of which programme.
    pub programme: String,
    /// Who asks.
    pub mentee: PersonId,
    /// Whom.
    pub mentor: PersonId,
    /// How wanted they are, from 1.
    pub rank: i64,
    /// Where it is.
    pub state: RequestState,
}

scoped! {
    /// Requests for a mentor, as the store keeps them.
    pub Requests, requests
}

impl Requests<'_> {
    /// Asks these people, in this order, in place of whoever waited before. Whoever passed is not asked again.
    pub async fn rank(
        &mut self,
        programme: &str,
        mentee: &PersonId,
        mentors: &[PersonId],
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "DELETE FROM mentorship_request
             WHERE org = $1 AND programme = $2 AND mentee = $3 AND state IN ('waiting', 'withdrawn')"
        );
        self.tx.execute(statement, values![self.org, programme, mentee]).await?;
        let statement = sql!(
            "INSERT INTO mentorship_request (org, programme, mentee, mentor, rank, state, asked_at)
             VALUES ($1, $2, $3, $4, $5, 'waiting', NULL) ON CONFLICT DO NOTHING"
        );
        for (mentor, rank) in mentors.iter().zip(1_i64..) {
            self.tx.execute(statement, values![self.org, programme, mentee, mentor, rank]).await?;
        }
        Ok(())
    }

    /// What somebody asked in a programme, the most wanted first.
    pub async fn of_mentee(
        &mut self,
        programme: &str,
        mentee: &PersonId,
    ) -> Result<Vec<MentorRequest>, StoreError> {
        let query = sql!(
            "SELECT programme, mentee, mentor, rank, state FROM mentorship_request
             WHERE org = $1 AND programme = $2 AND mentee = $3 ORDER BY rank, mentor"
        );
        self.tx.all(query, values![self.org, programme, mentee]).await
    }

    /// What somebody is asked and has not answered.
    pub async fn asked(&mut self, mentor: &PersonId) -> Result<Vec<MentorRequest>, StoreError> {
        let query = sql!(
            "SELECT programme, mentee, mentor, rank, state FROM mentorship_request
             WHERE org = $1 AND mentor = $2 AND state = 'asked' ORDER BY asked_at, mentee"
        );
        self.tx.all(query, values![self.org, mentor]).await
    }

    /// It goes from one state to another; false if it is in another one by now.
    pub async fn go(
        &mut self,
        request: &MentorRequest,
        to: RequestState,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let statement = sql!(
            "UPDATE mentorship_request SET state = $6, asked_at = CASE WHEN $6 = 'asked' THEN $7 ELSE asked_at END
             WHERE org = $1 AND programme = $2 AND mentee = $3 AND mentor = $4 AND state = $5"
        );
        let values =
            values![self.org, &request.programme, &request.mentee, &request.mentor, request.state, to, now];
        Ok(self.tx.execute(statement, values).await? == 1)
    }

    /// Nobody is asked for this mentee any more.
    pub async fn withdraw(&mut self, programme: &str, mentee: &PersonId) -> Result<(), StoreError> {
        let statement = sql!(
            "UPDATE mentorship_request SET state = 'withdrawn'
             WHERE org = $1 AND programme = $2 AND mentee = $3 AND state IN ('waiting', 'asked')"
        );
        self.tx.execute(statement, values![self.org, programme, mentee]).await?;
        Ok(())
    }
}
