//! What people say they know, and the topics a company named.

use chrono::NaiveDate;

use super::rows::{bounded, joined, lines};
use crate::chat::PersonId;
use crate::people::{Holiday, Skill, Topic};
use crate::store::StoreError;
use crate::{company_store, sql, values};

/// The longest name of a skill or topic, in characters.
const LONGEST: usize = 60;

company_store! {
    /// Skills, topics with their champions, and holidays.
    pub Knowledge
}

impl Knowledge<'_> {
    /// What a person says they know or want to know, by name.
    pub async fn skills_of(&mut self, person: &PersonId) -> Result<Vec<Skill>, StoreError> {
        let query = sql!(
            "SELECT name, ask_me, can_mentor, wants_to_learn FROM skill
             WHERE org = $1 AND person = $2 ORDER BY lower(name), name"
        );
        self.tx.all(query, values![self.org, person]).await
    }

    /// Who says that they know what, and whether they are glad to be asked about it.
    pub async fn say_they_know(&mut self) -> Result<Vec<(PersonId, String, bool)>, StoreError> {
        let query = sql!(
            "SELECT person, name, ask_me FROM skill WHERE org = $1 AND (ask_me OR can_mentor)
             ORDER BY person, name"
        );
        self.tx.all(query, values![self.org]).await
    }

    /// What a person says they know, instead of what they said before. Nameless ones are left out.
    pub async fn set_skills(&mut self, person: &PersonId, skills: &[Skill]) -> Result<(), StoreError> {
        let statement = sql!("DELETE FROM skill WHERE org = $1 AND person = $2");
        self.tx.execute(statement, values![self.org, person]).await?;
        for skill in skills {
            let name = bounded(&skill.name, LONGEST);
            if name.is_empty() {
                continue;
            }
            self.tx
                .execute(
                    sql!(
                        "INSERT INTO skill (org, person, name, ask_me, can_mentor, wants_to_learn)
                     VALUES ($1, $2, $3, $4, $5, $6)
                     ON CONFLICT (org, person, name) DO UPDATE SET ask_me = (skill.ask_me OR excluded.ask_me),
                         can_mentor = (skill.can_mentor OR excluded.can_mentor),
                         wants_to_learn = (skill.wants_to_learn OR excluded.wants_to_learn)"
                    ),
                    values![self.org, person, name, skill.ask_me, skill.can_mentor, skill.wants_to_learn],
                )
                .await?;
        }
        Ok(())
    }

    /// The topics a company named, by name.
    pub async fn topics(&mut self) -> Result<Vec<Topic>, StoreError> {
        let query = sql!("SELECT name, aliases FROM topic WHERE org = $1 ORDER BY lower(name), name");
        let rows = self.tx.all::<(String, String)>(query, values![self.org]).await?;
        Ok(rows.into_iter().map(|(name, aliases)| Topic { name, aliases: lines(Some(&aliases)) }).collect())
    }

    /// Names a topic, with its champions; again replaces other words for it and its champions.
    pub async fn set_topic(&mut self, topic: &Topic, champions: &[PersonId]) -> Result<(), StoreError> {
        let name = bounded(&topic.name, LONGEST);
        let statement = sql!(
            "INSERT INTO topic (org, name, aliases) VALUES ($1, $2, $3)
             ON CONFLICT (org, name) DO UPDATE SET aliases = excluded.aliases"
        );
        self.tx.execute(statement, values![self.org, &name, joined(&topic.aliases)]).await?;
        let statement = sql!("DELETE FROM champion WHERE org = $1 AND topic = $2");
        self.tx.execute(statement, values![self.org, &name]).await?;
        for person in champions {
            let statement =
                sql!("INSERT INTO champion (org, topic, person) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING");
            self.tx.execute(statement, values![self.org, &name, person]).await?;
        }
        Ok(())
    }

    /// Drops a topic and its champions.
    pub async fn drop_topic(&mut self, name: &str) -> Result<(), StoreError> {
        self.tx
            .execute(sql!("DELETE FROM champion WHERE org = $1 AND topic = $2"), values![self.org, name])
            .await?;
        self.tx
            .execute(sql!("DELETE FROM topic WHERE org = $1 AND name = $2"), values![self.org, name])
            .await?;
        Ok(())
    }

    /// The champions of a topic.
    pub async fn champions(&mut self, topic: &str) -> Result<Vec<PersonId>, StoreError> {
        let query = sql!("SELECT person FROM champion WHERE org = $1 AND topic = $2 ORDER BY person");
        self.tx.column(query, values![self.org, topic]).await
    }

    /// The topics somebody is champion of.
    pub async fn champion_of(&mut self, person: &PersonId) -> Result<Vec<String>, StoreError> {
        let query = sql!("SELECT topic FROM champion WHERE org = $1 AND person = $2 ORDER BY topic");
        self.tx.column(query, values![self.org, person]).await
    }

    /// The company's holidays, by day.
    pub async fn holidays(&mut self) -> Result<Vec<Holiday>, StoreError> {
        let query = sql!("SELECT day, country FROM holiday WHERE org = $1 ORDER BY day, country");
        let rows = self.tx.all::<(String, String)>(query, values![self.org]).await?;
        Ok(rows
            .into_iter()
            .filter_map(|(day, country)| {
                let day = NaiveDate::parse_from_str(&day, "%Y-%m-%d").ok()?;
                Some(Holiday { day, country: Some(country).filter(|country| !country.is_empty()) })
            })
            .collect())
    }

    /// The company's holidays, instead of those that were there.
    pub async fn set_holidays(&mut self, holidays: &[Holiday]) -> Result<(), StoreError> {
        self.tx.execute(sql!("DELETE FROM holiday WHERE org = $1"), values![self.org]).await?;
        for holiday in holidays {
            let statement =
                sql!("INSERT INTO holiday (org, day, country) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING");
            let country = holiday.country.clone().unwrap_or_default();
            self.tx.execute(statement, values![self.org, holiday.day.to_string(), country]).await?;
        }
        Ok(())
    }
}
