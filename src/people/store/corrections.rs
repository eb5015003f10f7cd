//! What people say is not theirs: topics they are not to be asked on.

use std::future::Future;

use chrono::{DateTime, Utc};

use crate::chat::{OrgId, PersonId};
use crate::store::{StoreError, Tx};
use crate::{sql, values};

/// A topic that somebody said is not theirs.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Correction {
    /// The topic, as it was called when they said so.
    pub topic: String,
    /// They had said before that they are glad to be asked about it.
    pub ask_me: bool,
    /// They had said before that they can mentor on it.
    pub can_mentor: bool,
}

/// Corrections, as the store keeps them.
pub trait CorrectionStore {
    /// A topic is not this person's from now on; false if they had said so already, and then nothing changes.
    fn not_mine(
        &mut self,
        org: &OrgId,
        person: &PersonId,
        correction: &Correction,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Takes a correction back, and gives it; none if there is none.
    fn mine_after_all(
        &mut self,
        org: &OrgId,
        person: &PersonId,
        topic: &str,
    ) -> impl Future<Output = Result<Option<Correction>, StoreError>> + Send;

    /// What a person said is not theirs, by name.
    fn corrections_of(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> impl Future<Output = Result<Vec<Correction>, StoreError>> + Send;

    /// A topic is called otherwise: so is what people said is not theirs.
    fn rename_correction(
        &mut self,
        org: &OrgId,
        from: &str,
        to: &str,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// What everybody in a company said is not theirs: the person, and the topic.
    fn corrections(
        &mut self,
        org: &OrgId,
    ) -> impl Future<Output = Result<Vec<(PersonId, String)>, StoreError>> + Send;
}

impl CorrectionStore for Tx {
    async fn not_mine(
        &mut self,
        org: &OrgId,
        person: &PersonId,
        correction: &Correction,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let statement = sql!(
            "INSERT INTO not_mine (org, person, topic, ask_me, can_mentor, since)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING"
        );
        let Correction { topic, ask_me, can_mentor } = correction;
        let kept = self.execute(statement, values![org, person, topic, *ask_me, *can_mentor, now]).await?;
        Ok(kept == 1)
    }

    async fn mine_after_all(
        &mut self,
        org: &OrgId,
        person: &PersonId,
        topic: &str,
    ) -> Result<Option<Correction>, StoreError> {
        let statement = sql!(
            "DELETE FROM not_mine WHERE org = $1 AND person = $2 AND topic = $3
             RETURNING topic, ask_me, can_mentor"
        );
        Ok(self.claim(statement, values![org, person, topic]).await?.into_iter().next())
    }

    async fn corrections_of(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> Result<Vec<Correction>, StoreError> {
        let query = sql!(
            "SELECT topic, ask_me, can_mentor FROM not_mine WHERE org = $1 AND person = $2
             ORDER BY lower(topic), topic"
        );
        self.all(query, values![org, person]).await
    }

    async fn rename_correction(&mut self, org: &OrgId, from: &str, to: &str) -> Result<(), StoreError> {
        let statement = sql!(
            "UPDATE not_mine SET topic = $1 WHERE org = $2 AND topic = $3 AND person NOT IN (
                 SELECT person FROM not_mine WHERE org = $2 AND topic = $1)"
        );
        self.execute(statement, values![to, org, from]).await?;
        // Said of both: once is enough.
        let twice = sql!("DELETE FROM not_mine WHERE org = $1 AND topic = $2");
        self.execute(twice, values![org, from]).await?;
        Ok(())
    }

    async fn corrections(&mut self, org: &OrgId) -> Result<Vec<(PersonId, String)>, StoreError> {
        let query = sql!("SELECT person, topic FROM not_mine WHERE org = $1 ORDER BY person, topic");
        self.all(query, values![org]).await
    }
}
