//! What people say is not theirs: topics they are not to be asked on.

use chrono::{DateTime, Utc};

use crate::chat::PersonId;
use crate::store::StoreError;
use crate::{company_store, sql, values};

/// A topic that somebody said is not theirs.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Correction {
    /// The topic, as it was called when they said so.
    pub topic: String,
    /// They had said before that they are glad to be asked about it.
    pub ask_me: bool,
    /// They had said before that they can mentor on it.
    pub can_mentor: bool,
}

company_store! {
    /// Corrections, as the store keeps them.
    pub Corrections
}

impl Corrections<'_> {
    /// A topic is not this person's from now on; false if they had said so already, and then nothing changes.
    pub async fn not_mine(
        &mut self,
        person: &PersonId,
        correction: &Correction,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let statement = sql!(
            "INSERT INTO not_mine (org, person, topic, ask_me, can_mentor, since)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING"
        );
        let Correction { topic, ask_me, can_mentor } = correction;
        let kept =
            self.tx.execute(statement, values![self.org, person, topic, *ask_me, *can_mentor, now]).await?;
        Ok(kept == 1)
    }

    /// Takes a correction back, and gives it; none if there is none.
    pub async fn mine_after_all(
        &mut self,
        person: &PersonId,
        topic: &str,
    ) -> Result<Option<Correction>, StoreError> {
        let statement = sql!(
            "DELETE FROM not_mine WHERE org = $1 AND person = $2 AND topic = $3
             RETURNING topic, ask_me, can_mentor"
        );
        Ok(self.tx.claim(statement, values![self.org, person, topic]).await?.into_iter().next())
    }

    /// What a person said is not theirs, by name.
    pub async fn corrections_of(&mut self, person: &PersonId) -> Result<Vec<Correction>, StoreError> {
        let query = sql!(
            "SELECT topic, ask_me, can_mentor FROM not_mine WHERE org = $1 AND person = $2
             ORDER BY lower(topic), topic"
        );
        self.tx.all(query, values![self.org, person]).await
    }

    /// A topic is called otherwise: so is what people said is not theirs.
    pub async fn rename_correction(&mut self, from: &str, to: &str) -> Result<(), StoreError> {
        let statement = sql!(
            "UPDATE not_mine SET topic = $1 WHERE org = $2 AND topic = $3 AND person NOT IN (
                 SELECT person FROM not_mine WHERE org = $2 AND topic = $1)"
        );
        self.tx.execute(statement, values![to, self.org, from]).await?;
        // Said of both: once is enough.
        let twice = sql!("DELETE FROM not_mine WHERE org = $1 AND topic = $2");
        self.tx.execute(twice, values![self.org, from]).await?;
        Ok(())
    }

    /// What everybody in a company said is not theirs: the person, and the topic.
    pub async fn corrections(&mut self) -> Result<Vec<(PersonId, String)>, StoreError> {
        let query = sql!("SELECT person, topic FROM not_mine WHERE org = $1 ORDER BY person, topic");
        self.tx.all(query, values![self.org]).await
    }
}
