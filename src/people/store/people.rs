//! People: what the company knows of them, and when they can be asked.

use std::future::Future;

use super::rows::{PersonRow, bounded, joined, word};
use crate::chat::{OrgId, PersonId, Standing};
use crate::people::{Availability, Colleague, Person, PersonData};
use crate::store::{StoreError, Tx};
use crate::{sql, values};

/// People looked up by one statement.
const CHUNK: usize = 16;
/// The longest name, title and the like, in characters.
const LONGEST: usize = 120;

/// People, as the store keeps them.
pub trait PeopleStore {
    /// Adds or changes a person. Unknown facts leave what is there.
    fn keep_person(
        &mut self,
        org: &OrgId,
        id: &PersonId,
        data: &PersonData,
        time_zone: Option<&str>,
        standing: Option<Standing>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// A person of this company.
    fn person(
        &mut self,
        org: &OrgId,
        id: &PersonId,
    ) -> impl Future<Output = Result<Option<Person>, StoreError>> + Send;

    /// Several people; those who are not there are left out.
    fn people_by(
        &mut self,
        org: &OrgId,
        ids: &[PersonId],
    ) -> impl Future<Output = Result<Vec<Person>, StoreError>> + Send;

    /// The person with an e-mail address, in capitals or not.
    fn person_with_email(
        &mut self,
        org: &OrgId,
        email: &str,
    ) -> impl Future<Output = Result<Option<PersonId>, StoreError>> + Send;

    /// Everybody with an e-mail address, in capitals or not.
    fn people_with_email(
        &mut self,
        org: &OrgId,
        email: &str,
    ) -> impl Future<Output = Result<Vec<PersonId>, StoreError>> + Send;

    /// Everybody who is called so, in capitals or not.
    fn people_called(
        &mut self,
        org: &OrgId,
        name: &str,
    ) -> impl Future<Output = Result<Vec<Person>, StoreError>> + Send;

    /// Names of others that begin with this person's name, or are the same.
    fn names_like(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> impl Future<Output = Result<Vec<String>, StoreError>> + Send;

    /// All colleagues who are here, and what they are in the company.
    fn colleagues(&mut self, org: &OrgId) -> impl Future<Output = Result<Vec<Colleague>, StoreError>> + Send;

    /// Somebody reports to this person.
    fn is_manager(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Those who set the bot up.
    fn leads(&mut self, org: &OrgId) -> impl Future<Output = Result<Vec<PersonId>, StoreError>> + Send;

    /// Makes somebody a lead, or no lead any more.
    fn set_lead(
        &mut self,
        org: &OrgId,
        person: &PersonId,
        lead: bool,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// When somebody can be asked, from now on.
    fn set_availability(
        &mut self,
        org: &OrgId,
        person: &PersonId,
        availability: &Availability,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

impl PeopleStore for Tx {
    async fn keep_person(
        &mut self,
        org: &OrgId,
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
        self.execute(
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
                org,
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

    async fn person(&mut self, org: &OrgId, id: &PersonId) -> Result<Option<Person>, StoreError> {
        let query = sql!("SELECT * FROM person WHERE org = $1 AND id = $2");
        Ok(self.optional::<PersonRow>(query, values![org, id]).await?.map(Person::from))
    }

    async fn people_by(&mut self, org: &OrgId, ids: &[PersonId]) -> Result<Vec<Person>, StoreError> {
        let query = sql!(
            "SELECT * FROM person WHERE org = $1 AND id IN
             ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
        );
        let mut people = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            let mut values = values![org];
            values.extend((0..CHUNK).map(|at| chunk.get(at).unwrap_or(&chunk[0]).into()));
            people.extend(self.all::<PersonRow>(query, values).await?.into_iter().map(Person::from));
        }
        Ok(people)
    }

    async fn person_with_email(&mut self, org: &OrgId, email: &str) -> Result<Option<PersonId>, StoreError> {
        let query = sql!("SELECT id FROM person WHERE org = $1 AND email = $2 ORDER BY id LIMIT 1");
        let row = self.optional::<(PersonId,)>(query, values![org, email.trim().to_lowercase()]).await?;
        Ok(row.map(|row| row.0))
    }

    async fn people_with_email(&mut self, org: &OrgId, email: &str) -> Result<Vec<PersonId>, StoreError> {
        let query = sql!("SELECT id FROM person WHERE org = $1 AND lower(email) = $2 ORDER BY id");
        let rows = self.all::<(PersonId,)>(query, values![org, email.trim().to_lowercase()]).await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    async fn people_called(&mut self, org: &OrgId, name: &str) -> Result<Vec<Person>, StoreError> {
        let query = sql!("SELECT * FROM person WHERE org = $1 AND lower(name) = lower($2) ORDER BY name, id");
        let rows = self.all::<PersonRow>(query, values![org, name.trim()]).await?;
        Ok(rows.into_iter().map(Person::from).collect())
    }

    async fn names_like(&mut self, org: &OrgId, person: &PersonId) -> Result<Vec<String>, StoreError> {
        let query = sql!(
            "SELECT DISTINCT other.name FROM person AS it
             JOIN person AS other ON other.org = it.org AND other.id <> it.id
                 AND SUBSTR(other.name, 1, LENGTH(it.name)) = it.name
             WHERE it.org = $1 AND it.id = $2"
        );
        let rows = self.all::<(String,)>(query, values![org, person]).await?;
        Ok(rows.into_iter().map(|(name,)| name).collect())
    }

    async fn colleagues(&mut self, org: &OrgId) -> Result<Vec<Colleague>, StoreError> {
        let query = sql!(
            "SELECT id, department, country, title, lead,
                 id IN (SELECT person FROM champion WHERE org = $1) AS champion,
                 id IN (SELECT manager FROM person WHERE org = $1 AND manager IS NOT NULL AND standing <> 'gone')
                     AS manager
             FROM person WHERE org = $1 AND standing = 'member'"
        );
        self.all(query, values![org]).await
    }

    async fn is_manager(&mut self, org: &OrgId, person: &PersonId) -> Result<bool, StoreError> {
        let query =
            sql!("SELECT id FROM person WHERE org = $1 AND manager = $2 AND standing <> 'gone' LIMIT 1");
        Ok(self.optional::<(PersonId,)>(query, values![org, person]).await?.is_some())
    }

    async fn leads(&mut self, org: &OrgId) -> Result<Vec<PersonId>, StoreError> {
        let query = sql!("SELECT id FROM person WHERE org = $1 AND lead = $2 ORDER BY name, id");
        let rows = self.all::<(PersonId,)>(query, values![org, true]).await?;
        Ok(rows.into_iter().map(|row| row.0).collect())
    }

    async fn set_lead(&mut self, org: &OrgId, person: &PersonId, lead: bool) -> Result<(), StoreError> {
        let statement = sql!("UPDATE person SET lead = $1 WHERE org = $2 AND id = $3");
        self.execute(statement, values![lead, org, person]).await?;
        Ok(())
    }

    async fn set_availability(
        &mut self,
        org: &OrgId,
        person: &PersonId,
        availability: &Availability,
    ) -> Result<(), StoreError> {
        self.execute(
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
                org,
                person
            ],
        )
        .await?;
        Ok(())
    }
}
