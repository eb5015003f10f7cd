//! People: what the company knows of them, and when they can be asked.

use super::rows::{PersonRow, bounded, joined, word};
use crate::chat::{PersonId, Standing};
use crate::people::{Availability, Colleague, Person, PersonData};
use crate::store::StoreError;
use crate::{company_store, sql, values};

/// People looked up by one statement.
const CHUNK: usize = 16;
/// The longest name, title and the like, in characters.
const LONGEST: usize = 120;

company_store! {
    /// People, as the store keeps them.
    pub People
}

impl People<'_> {
    /// Adds or changes a person. Unknown facts leave what is there.
    pub async fn keep_person(
        &mut self,
        id: &PersonId,
        data: &PersonData,
        time_zone: Option<&str>,
        standing: Option<Standing>,
    ) -> Result<(), StoreError> {
        let known_zone = time_zone.filter(|zone| zone.parse::<chrono_tz::Tz>().is_ok());
        let text = |text: &Option<String>| {
            text.as_deref().map(|text| bounded(text, LONGEST)).filter(|text| !text.is_empty())
        };
        let availability = Availability::default();
        self.tx.execute(
            sql!(
                "INSERT INTO person (id, org, name, email, title, department, location, country, time_zone, manager,
                     start_date, projects, standing, lead, weekly_cap, work_days, work_from, work_until, quiet_from,
                     quiet_until, off_duty)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, COALESCE($9, 'UTC'), $10, $11, $12,
                     COALESCE($13, 'unknown'), $14, $15, $16, $17, $18, $19, $20, $14)
                 ON CONFLICT (id) DO UPDATE SET name = excluded.name,
                     email = COALESCE(excluded.email, person.email),
                     title = COALESCE(excluded.title, person.title),
                     department = COALESCE(excluded.department, person.department),
                     location = COALESCE(excluded.location, person.location),
                     country = COALESCE(excluded.country, person.country),
                     time_zone = COALESCE($9, person.time_zone),
                     manager = COALESCE(excluded.manager, person.manager),
                     start_date = COALESCE(excluded.start_date, person.start_date),
                     projects = COALESCE(excluded.projects, person.projects),
                     standing = COALESCE($13, person.standing)
                 WHERE person.org = $2"
            ),
            values![
                id,
                self.org,
                bounded(&data.name, LONGEST),
                text(&data.email).map(|email| email.to_lowercase()),
                text(&data.title),
                text(&data.department),
                text(&data.location),
                text(&data.country),
                known_zone,
                data.manager.as_ref(),
                text(&data.start_date),
                Some(joined(&data.projects)).filter(|projects| !projects.is_empty()),
                standing.map(word),
                false,
                availability.weekly_cap,
                availability.work_days,
                availability.work_from,
                availability.work_until,
                availability.quiet_from,
                availability.quiet_until
            ],
        )
        .await?;
        Ok(())
    }

    /// A person of this company.
    pub async fn person(&mut self, id: &PersonId) -> Result<Option<Person>, StoreError> {
        let query = sql!("SELECT * FROM person WHERE org = $1 AND id = $2");
        Ok(self.tx.optional::<PersonRow>(query, values![self.org, id]).await?.map(Person::from))
    }

    /// Several people; those who are not there are left out.
    pub async fn people_by(&mut self, ids: &[PersonId]) -> Result<Vec<Person>, StoreError> {
        let query = sql!(
            "SELECT * FROM person WHERE org = $1 AND id IN
             ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
        );
        let mut people = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            let mut values = values![self.org];
            values.extend((0..CHUNK).map(|at| chunk.get(at).unwrap_or(&chunk[0]).into()));
            people.extend(self.tx.all::<PersonRow>(query, values).await?.into_iter().map(Person::from));
        }
        Ok(people)
    }

    /// The person with an e-mail address, in capitals or not.
    pub async fn person_with_email(&mut self, email: &str) -> Result<Option<PersonId>, StoreError> {
        let query = sql!("SELECT id FROM person WHERE org = $1 AND email = $2 ORDER BY id LIMIT 1");
        let row =
            self.tx.optional::<(PersonId,)>(query, values![self.org, email.trim().to_lowercase()]).await?;
        Ok(row.map(|row| row.0))
    }

    /// Everybody with an e-mail address, in capitals or not.
    pub async fn people_with_email(&mut self, email: &str) -> Result<Vec<PersonId>, StoreError> {
        let query = sql!("SELECT id FROM person WHERE org = $1 AND lower(email) = $2 ORDER BY id");
        self.tx.column(query, values![self.org, email.trim().to_lowercase()]).await
    }

    /// Everybody who is called so, in capitals or not.
    pub async fn people_called(&mut self, name: &str) -> Result<Vec<Person>, StoreError> {
        let query = sql!("SELECT * FROM person WHERE org = $1 AND lower(name) = lower($2) ORDER BY name, id");
        let rows = self.tx.all::<PersonRow>(query, values![self.org, name.trim()]).await?;
        Ok(rows.into_iter().map(Person::from).collect())
    }

    /// Names of others that begin with this person's name, or are the same.
    pub async fn names_like(&mut self, person: &PersonId) -> Result<Vec<String>, StoreError> {
        let query = sql!(
            "SELECT DISTINCT other.name FROM person AS it
             JOIN person AS other ON other.org = it.org AND other.id <> it.id
                 AND SUBSTR(other.name, 1, LENGTH(it.name)) = it.name
             WHERE it.org = $1 AND it.id = $2"
        );
        self.tx.column(query, values![self.org, person]).await
    }

    /// All colleagues who are here, and what they are in the company.
    pub async fn colleagues(&mut self) -> Result<Vec<Colleague>, StoreError> {
        let query = sql!(
            "SELECT id, department, country, title, lead,
                 id IN (SELECT person FROM champion WHERE org = $1) AS champion,
                 id IN (SELECT manager FROM person WHERE org = $1 AND manager IS NOT NULL AND standing <> 'gone')
                     AS manager
             FROM person WHERE org = $1 AND standing = 'member'"
        );
        self.tx.all(query, values![self.org]).await
    }

    /// Somebody reports to this person.
    pub async fn is_manager(&mut self, person: &PersonId) -> Result<bool, StoreError> {
        let query =
            sql!("SELECT id FROM person WHERE org = $1 AND manager = $2 AND standing <> 'gone' LIMIT 1");
        Ok(self.tx.optional::<(PersonId,)>(query, values![self.org, person]).await?.is_some())
    }

    /// Those who set the bot up.
    pub async fn leads(&mut self) -> Result<Vec<PersonId>, StoreError> {
        let query = sql!("SELECT id FROM person WHERE org = $1 AND lead = $2 ORDER BY name, id");
        self.tx.column(query, values![self.org, true]).await
    }

    /// Makes somebody a lead, or no lead any more.
    pub async fn set_lead(&mut self, person: &PersonId, lead: bool) -> Result<(), StoreError> {
        let statement = sql!("UPDATE person SET lead = $1 WHERE org = $2 AND id = $3");
        self.tx.execute(statement, values![lead, self.org, person]).await?;
        Ok(())
    }

    /// When somebody can be asked, from now on.
    pub async fn set_availability(
        &mut self,
        person: &PersonId,
        availability: &Availability,
    ) -> Result<(), StoreError> {
        self.tx.execute(
            sql!(
                "UPDATE person SET weekly_cap = $1, work_days = $2, work_from = $3, work_until = $4, quiet_from = $5,
                 quiet_until = $6, off_duty = $7, paused_until = $8 WHERE org = $9 AND id = $10"
            ),
            values![
                availability.weekly_cap,
                availability.work_days,
                availability.work_from,
                availability.work_until,
                availability.quiet_from,
                availability.quiet_until,
                availability.off_duty,
                availability.paused_until,
                self.org,
                person
            ],
        )
        .await?;
        Ok(())
    }
}
