//! What people say they know, and the topics a company named.

use std::future::Future;

use chrono::NaiveDate;

use super::rows::{bounded, joined, lines};
use crate::chat::{OrgId, PersonId};
use crate::people::{Holiday, Skill, Topic};
use crate::store::{StoreError, Tx};
use crate::{sql, values};

/// The longest name of a skill or topic, in characters.
const LONGEST: usize = 60;

/// Skills, topics with their champions, and holidays.
pub trait KnowledgeStore {
    /// What a person says they know or want to know, by name.
    fn skills_of(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> impl Future<Output = Result<Vec<Skill>, StoreError>> + Send;

    /// What a person says they know, instead of what they said before. Nameless ones are left out.
    fn set_skills(
        &mut self,
        org: &OrgId,
        person: &PersonId,
        skills: &[Skill],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The topics a company named, by name.
    fn topics(&mut self, org: &OrgId) -> impl Future<Output = Result<Vec<Topic>, StoreError>> + Send;

    /// Names a topic, with its champions; again replaces other words for it and its champions.
    fn set_topic(
        &mut self,
        org: &OrgId,
        topic: &Topic,
        champions: &[PersonId],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Drops a topic and its champions.
    fn drop_topic(&mut self, org: &OrgId, name: &str) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The champions of a topic.
    fn champions(
        &mut self,
        org: &OrgId,
        topic: &str,
    ) -> impl Future<Output = Result<Vec<PersonId>, StoreError>> + Send;

    /// The topics somebody is champion of.
    fn champion_of(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> impl Future<Output = Result<Vec<String>, StoreError>> + Send;

    /// The company's holidays, by day.
    fn holidays(&mut self, org: &OrgId) -> impl Future<Output = Result<Vec<Holiday>, StoreError>> + Send;

    /// The company's holidays, instead of those that were there.
    fn set_holidays(
        &mut self,
        org: &OrgId,
        holidays: &[Holiday],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

impl KnowledgeStore for Tx {
    async fn skills_of(&mut self, org: &OrgId, person: &PersonId) -> Result<Vec<Skill>, StoreError> {
        let query = sql!(
            "SELECT name, ask_me, can_mentor, wants_to_learn FROM skill
             WHERE org = $1 AND person = $2 ORDER BY lower(name), name"
        );
        self.all(query, values![org, person]).await
    }

    async fn set_skills(
        &mut self,
        org: &OrgId,
        person: &PersonId,
        skills: &[Skill],
    ) -> Result<(), StoreError> {
        let statement = sql!("DELETE FROM skill WHERE org = $1 AND person = $2");
        self.execute(statement, values![org, person]).await?;
        for skill in skills {
            let name = bounded(&skill.name, LONGEST);
            if name.is_empty() {
                continue;
            }
            self.execute(
                sql!(
                    "INSERT INTO skill (org, person, name, ask_me, can_mentor, wants_to_learn)
                     VALUES ($1, $2, $3, $4, $5, $6)
                     ON CONFLICT (org, person, name) DO UPDATE SET ask_me = (skill.ask_me OR excluded.ask_me),
                         can_mentor = (skill.can_mentor OR excluded.can_mentor),
                         wants_to_learn = (skill.wants_to_learn OR excluded.wants_to_learn)"
                ),
                values![org, person, name, skill.ask_me, skill.can_mentor, skill.wants_to_learn],
            )
            .await?;
        }
        Ok(())
    }

    async fn topics(&mut self, org: &OrgId) -> Result<Vec<Topic>, StoreError> {
        let query = sql!("SELECT name, aliases FROM topic WHERE org = $1 ORDER BY lower(name), name");
        let rows = self.all::<(String, String)>(query, values![org]).await?;
        Ok(rows.into_iter().map(|(name, aliases)| Topic { name, aliases: lines(Some(&aliases)) }).collect())
    }

    async fn set_topic(
        &mut self,
        org: &OrgId,
        topic: &Topic,
        champions: &[PersonId],
    ) -> Result<(), StoreError> {
        let name = bounded(&topic.name, LONGEST);
        let statement = sql!(
            "INSERT INTO topic (org, name, aliases) VALUES ($1, $2, $3)
             ON CONFLICT (org, name) DO UPDATE SET aliases = excluded.aliases"
        );
        self.execute(statement, values![org, &name, joined(&topic.aliases)]).await?;
        let statement = sql!("DELETE FROM champion WHERE org = $1 AND topic = $2");
        self.execute(statement, values![org, &name]).await?;
        for person in champions {
            let statement =
                sql!("INSERT INTO champion (org, topic, person) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING");
            self.execute(statement, values![org, &name, person]).await?;
        }
        Ok(())
    }

    async fn drop_topic(&mut self, org: &OrgId, name: &str) -> Result<(), StoreError> {
        self.execute(sql!("DELETE FROM champion WHERE org = $1 AND topic = $2"), values![org, name]).await?;
        self.execute(sql!("DELETE FROM topic WHERE org = $1 AND name = $2"), values![org, name]).await?;
        Ok(())
    }

    async fn champions(&mut self, org: &OrgId, topic: &str) -> Result<Vec<PersonId>, StoreError> {
        let query = sql!("SELECT person FROM champion WHERE org = $1 AND topic = $2 ORDER BY person");
        let rows = self.all::<(PersonId,)>(query, values![org, topic]).await?;
        Ok(rows.into_iter().map(|row| row.0).collect())
    }

    async fn champion_of(&mut self, org: &OrgId, person: &PersonId) -> Result<Vec<String>, StoreError> {
        let query = sql!("SELECT topic FROM champion WHERE org = $1 AND person = $2 ORDER BY topic");
        let rows = self.all::<(String,)>(query, values![org, person]).await?;
        Ok(rows.into_iter().map(|row| row.0).collect())
    }

    async fn holidays(&mut self, org: &OrgId) -> Result<Vec<Holiday>, StoreError> {
        let query = sql!("SELECT day, country FROM holiday WHERE org = $1 ORDER BY day, country");
        let rows = self.all::<(String, String)>(query, values![org]).await?;
        Ok(rows
            .into_iter()
            .filter_map(|(day, country)| {
                let day = NaiveDate::parse_from_str(&day, "%Y-%m-%d").ok()?;
                Some(Holiday { day, country: Some(country).filter(|country| !country.is_empty()) })
            })
            .collect())
    }

    async fn set_holidays(&mut self, org: &OrgId, holidays: &[Holiday]) -> Result<(), StoreError> {
        self.execute(sql!("DELETE FROM holiday WHERE org = $1"), values![org]).await?;
        for holiday in holidays {
            let statement =
                sql!("INSERT INTO holiday (org, day, country) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING");
            let country = holiday.country.clone().unwrap_or_default();
            self.execute(statement, values![org, holiday.day.to_string(), country]).await?;
        }
        Ok(())
    }
}
