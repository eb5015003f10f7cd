//! What people did for others, each once for each thing it came of: what badges and points are counted from.

use std::future::Future;

use crate::chat::{OrgId, PersonId};
use crate::store::{Millis, StoreError, Tx};
use crate::{sql, values};

/// A contribution, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// Its name.
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
    /// When.
    pub at: Millis,
}

/// How often somebody contributed so.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Counted {
    /// The word of a kind.
    pub kind: String,
    /// What it was about.
    pub topic: Option<String>,
    /// How often.
    pub count: i64,
}

/// Contributions, as the store keeps them.
pub trait ContributionStore {
    /// A topic is called otherwise: so is what thanks, contributions and badges are about.
    fn rename_thanked_topic(
        &mut self,
        org: &OrgId,
        from: &str,
        to: &str,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Writes a contribution; false if that person has one from that source already, which then stays as it is.
    fn keep_contribution(
        &mut self,
        org: &OrgId,
        contribution: &Contribution,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// It was none, after all. It can come again.
    fn take_back_contributions(
        &mut self,
        org: &OrgId,
        source: &str,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// All that somebody ever contributed, by kind and topic.
    fn contributions_of(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> impl Future<Output = Result<Vec<Counted>, StoreError>> + Send;

    /// What somebody contributed first, apart from this kind: its kind, and what it was about.
    fn first_contribution(
        &mut self,
        org: &OrgId,
        person: &PersonId,
        apart_from: &str,
    ) -> impl Future<Output = Result<Option<(String, Option<String>)>, StoreError>> + Send;

    /// What is kept of `from` is `into`'s, each thing once. What they did for one another goes.
    fn move_contributions(
        &mut self,
        org: &OrgId,
        from: &PersonId,
        into: &PersonId,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

impl ContributionStore for Tx {
    async fn rename_thanked_topic(&mut self, org: &OrgId, from: &str, to: &str) -> Result<(), StoreError> {
        for statement in [
            sql!("UPDATE kudos_grant SET topic = $1 WHERE org = $2 AND topic = $3"),
            sql!("UPDATE kudos_contribution SET topic = $1 WHERE org = $2 AND topic = $3"),
            sql!("UPDATE kudos_badge SET topic = $1 WHERE org = $2 AND topic = $3"),
        ] {
            self.execute(statement, values![to, org, from]).await?;
        }
        Ok(())
    }

    async fn keep_contribution(&mut self, org: &OrgId, it: &Contribution) -> Result<bool, StoreError> {
        let statement = sql!(
            "INSERT INTO kudos_contribution (org, id, kind, source, person, thanks_to, topic, at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (org, source, person) DO NOTHING"
        );
        let values = values![
            org,
            &it.id,
            &it.kind,
            &it.source,
            &it.person,
            it.thanks_to.as_ref(),
            it.topic.as_ref(),
            it.at
        ];
        Ok(self.execute(statement, values).await? == 1)
    }

    async fn take_back_contributions(&mut self, org: &OrgId, source: &str) -> Result<(), StoreError> {
        let statement = sql!("DELETE FROM kudos_contribution WHERE org = $1 AND source = $2");
        self.execute(statement, values![org, source]).await?;
        Ok(())
    }

    async fn contributions_of(&mut self, org: &OrgId, person: &PersonId) -> Result<Vec<Counted>, StoreError> {
        let query = sql!(
            "SELECT kind, topic, COUNT(*) AS count FROM kudos_contribution
             WHERE org = $1 AND person = $2 GROUP BY kind, topic ORDER BY kind, topic"
        );
        self.all(query, values![org, person]).await
    }

    async fn first_contribution(
        &mut self,
        org: &OrgId,
        person: &PersonId,
        apart_from: &str,
    ) -> Result<Option<(String, Option<String>)>, StoreError> {
        let query = sql!(
            "SELECT kind, topic FROM kudos_contribution WHERE org = $1 AND person = $2 AND kind <> $3
             ORDER BY at, id LIMIT 1"
        );
        self.optional(query, values![org, person, apart_from]).await
    }

    async fn move_contributions(
        &mut self,
        org: &OrgId,
        from: &PersonId,
        into: &PersonId,
    ) -> Result<(), StoreError> {
        let own = sql!(
            "DELETE FROM kudos_contribution WHERE org = $1
             AND ((person = $2 AND thanks_to = $3) OR (person = $3 AND thanks_to = $2))"
        );
        self.execute(own, values![org, from, into]).await?;
        let thanks = sql!("UPDATE kudos_contribution SET thanks_to = $1 WHERE org = $2 AND thanks_to = $3");
        self.execute(thanks, values![into, org, from]).await?;
        let statement = sql!(
            "UPDATE kudos_contribution SET person = $1 WHERE org = $2 AND person = $3 AND source NOT IN (
                 SELECT source FROM kudos_contribution WHERE org = $2 AND person = $1)"
        );
        self.execute(statement, values![into, org, from]).await?;
        let twice = sql!("DELETE FROM kudos_contribution WHERE org = $1 AND person = $2");
        self.execute(twice, values![org, from]).await?;
        Ok(())
    }
}
