//! What people did for others, each once for each thing it came of: what badges are counted from.

use crate::chat::PersonId;
use crate::store::{Millis, StoreError};
use crate::{scoped, sql, values};

/// A contribution, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The contribution's id.
    pub id: String,
    /// The word of its kind.
    pub kind: String,
    /// What it came of.
    pub source: String,
    /// Whose it is.
    pub person: PersonId,
    /// Who had it of them, where somebody is to be named.
    pub thanks_to: Option<PersonId>,
    /// What it was about.
    pub topic: Option<String>,
    /// When it was kept.
    pub at: Millis,
}

/// How often somebody contributed so.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Counted {
    /// The word of a kind.
    pub kind: String,
    /// What it was about.
    pub topic: Option<String>,
    /// How often.
    pub count: i64,
}

scoped! {
    /// Contributions, as the store keeps them.
    pub Contributions, contributions
}

impl Contributions<'_> {
    /// A topic is called otherwise: so is what contributions and badges are about.
    pub async fn rename_topic(&mut self, from: &str, to: &str) -> Result<(), StoreError> {
        for statement in [
            sql!("UPDATE kudos_contribution SET topic = $1 WHERE org = $2 AND topic = $3"),
            sql!("UPDATE kudos_badge SET topic = $1 WHERE org = $2 AND topic = $3"),
        ] {
            self.tx.execute(statement, values![to, self.org, from]).await?;
        }
        Ok(())
    }

    /// Writes a contribution; false if that person has one from that source already, which then stays as it is.
    pub async fn keep_contribution(&mut self, it: &Kept) -> Result<bool, StoreError> {
        let statement = sql!(
            "INSERT INTO kudos_contribution (org, id, kind, source, person, thanks_to, topic, at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (org, source, person) DO NOTHING"
        );
        let values = values![
            self.org,
            &it.id,
            &it.kind,
            &it.source,
            &it.person,
            it.thanks_to.as_ref(),
            it.topic.as_ref(),
            it.at
        ];
        Ok(self.tx.execute(statement, values).await? == 1)
    }

    /// It was none, after all. It can come again.
    pub async fn take_back_contributions(&mut self, source: &str) -> Result<(), StoreError> {
        let statement = sql!("DELETE FROM kudos_contribution WHERE org = $1 AND source = $2");
        self.tx.execute(statement, values![self.org, source]).await?;
        Ok(())
    }

    /// All that somebody ever contributed, by kind and topic.
    pub async fn contributions_of(&mut self, person: &PersonId) -> Result<Vec<Counted>, StoreError> {
        let query = sql!(
            "SELECT kind, topic, COUNT(*) AS count FROM kudos_contribution
             WHERE org = $1 AND person = $2 GROUP BY kind, topic ORDER BY kind, topic"
        );
        self.tx.all(query, values![self.org, person]).await
    }

    /// What somebody contributed first: its kind, and what it was about.
    pub async fn first_contribution(
        &mut self,
        person: &PersonId,
    ) -> Result<Option<(String, Option<String>)>, StoreError> {
        let query = sql!(
            "SELECT kind, topic FROM kudos_contribution WHERE org = $1 AND person = $2 ORDER BY at, id LIMIT 1"
        );
        self.tx.optional(query, values![self.org, person]).await
    }
}
