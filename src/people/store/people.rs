//! People and their accounts.

use std::collections::BTreeMap;
use std::future::Future;

use chrono::{DateTime, TimeDelta, Utc};

use super::rows::{CallerRow, PersonRow, bounded, joined, standing, weight, word};
use crate::chat::{AccountId, Face, Faces, OrgId, PersonId, Profile, Standing, WorkspaceId};
use crate::people::{Account, Availability, Caller, DueAccount, Learned, Person, PersonData};
use crate::store::{StoreError, Tx};
use crate::{sql, values};

/// People looked up by one statement.
const CHUNK: usize = 16;
/// Looked at again after this long, in case the platform did not tell of a change.
const REFRESH: TimeDelta = TimeDelta::days(7);
/// How long a look-up may take before another copy of the program takes it.
const LEASE: TimeDelta = TimeDelta::minutes(2);
/// An account counts as active again after this long, so that not every event is a write.
const ACTIVE: TimeDelta = TimeDelta::hours(6);
/// The longest name, title and the like, in characters.
const LONGEST: usize = 120;

/// People, as the store keeps them.
pub trait PeopleStore {
    /// Whoever acts. An account that was never seen becomes a person of its own, called `fresh`, of whom nothing is
    /// known until the platform is asked; one query if the account is known.
    fn caller(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        account: &AccountId,
        fresh: &str,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<Caller, StoreError>> + Send;

    /// What the platform says of an account. A member's account is given to the person with the same e-mail address who
    /// was imported and has no account yet; if the account was met before, the imported person is absorbed: the address comes from the company's own installation, whose
    /// administrators vouch for it. Across platforms an address alone links nobody.
    fn learn_profile(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        profile: &Profile,
        fresh: &str,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<Learned, StoreError>> + Send;

    /// Takes up to `most` accounts whose profile is to be looked up.
    fn profiles_due(
        &mut self,
        now: DateTime<Utc>,
        most: i64,
    ) -> impl Future<Output = Result<Vec<DueAccount>, StoreError>> + Send;

    /// The look-up failed; it is tried again at `due`.
    fn profile_failed(
        &mut self,
        account: &AccountId,
        due: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

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

    /// The person with an account.
    fn person_of(
        &mut self,
        org: &OrgId,
        account: &AccountId,
    ) -> impl Future<Output = Result<Option<PersonId>, StoreError>> + Send;

    /// The person with an e-mail address, in capitals or not.
    fn person_with_email(
        &mut self,
        org: &OrgId,
        email: &str,
    ) -> impl Future<Output = Result<Option<PersonId>, StoreError>> + Send;

    /// A person's living accounts, the one last used first.
    fn accounts_of(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> impl Future<Output = Result<Vec<Account>, StoreError>> + Send;

    /// How people are named and tagged in a workspace.
    fn faces(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        people: &[PersonId],
    ) -> impl Future<Output = Result<Faces, StoreError>> + Send;

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
    async fn caller(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        account: &AccountId,
        fresh: &str,
        now: DateTime<Utc>,
    ) -> Result<Caller, StoreError> {
        let query = sql!(
            "SELECT p.id AS person, p.name, a.standing, p.lead, p.time_zone, a.active_at FROM account AS a
             JOIN person AS p ON p.id = a.person AND p.org = a.org WHERE a.org = $1 AND a.id = $2"
        );
        if let Some(row) = self.optional::<CallerRow>(query, values![org, account]).await? {
            if now - row.active_at.utc() >= ACTIVE {
                let statement = sql!("UPDATE account SET active_at = $1 WHERE org = $2 AND id = $3");
                self.execute(statement, values![now, org, account]).await?;
            }
            return Ok(row.caller(account));
        }
        let person = PersonId::new(fresh);
        let data = PersonData { name: "Somebody new".to_owned(), ..PersonData::default() };
        self.keep_person(org, &person, &data, None, Some(Standing::Unknown)).await?;
        keep_account(self, org, workspace, account, &person, Standing::Unknown, now, now).await?;
        Ok(Caller {
            person,
            account: account.clone(),
            name: data.name,
            standing: Standing::Unknown,
            lead: false,
            time_zone: chrono_tz::Tz::UTC,
        })
    }

    async fn learn_profile(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        profile: &Profile,
        fresh: &str,
        now: DateTime<Utc>,
    ) -> Result<Learned, StoreError> {
        let account = &profile.account;
        let mut absorbed = None;
        let person = match self.person_of(org, account).await? {
            Some(person) => {
                absorbed = imported(self, org, profile).await?.filter(|other| *other != person);
                if let Some(other) = &absorbed {
                    absorb(self, org, other, &person).await?;
                }
                person
            }
            None => match imported(self, org, profile).await? {
                Some(person) => person,
                None => PersonId::new(fresh),
            },
        };
        let data = PersonData {
            name: profile.name.clone(),
            email: profile.email.clone(),
            title: profile.title.clone(),
            ..PersonData::default()
        };
        let mut best = profile.standing;
        for (other, word) in standings(self, org, &person).await? {
            let other_standing = standing(&word);
            if other != *account && weight(other_standing) > weight(best) {
                best = other_standing;
            }
        }
        self.keep_person(org, &person, &data, profile.time_zone.as_deref(), Some(best)).await?;
        keep_account(self, org, workspace, account, &person, profile.standing, now, now + REFRESH).await?;
        Ok(Learned { person, absorbed })
    }

    async fn profiles_due(&mut self, now: DateTime<Utc>, most: i64) -> Result<Vec<DueAccount>, StoreError> {
        let statement = sql!(
            "UPDATE account SET profile_due = $1 WHERE id IN (
                 SELECT id FROM account WHERE profile_due <= $2 AND standing <> 'gone'
                 ORDER BY profile_due LIMIT $3 /*skip locked*/)
             RETURNING id, org, workspace"
        );
        self.claim(statement, values![now + LEASE, now, most]).await
    }

    async fn profile_failed(&mut self, account: &AccountId, due: DateTime<Utc>) -> Result<(), StoreError> {
        self.execute(sql!("UPDATE account SET profile_due = $1 WHERE id = $2"), values![due, account])
            .await?;
        Ok(())
    }

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

    async fn person_of(&mut self, org: &OrgId, account: &AccountId) -> Result<Option<PersonId>, StoreError> {
        let query = sql!("SELECT person FROM account WHERE org = $1 AND id = $2");
        Ok(self.optional::<(PersonId,)>(query, values![org, account]).await?.map(|row| row.0))
    }

    async fn person_with_email(&mut self, org: &OrgId, email: &str) -> Result<Option<PersonId>, StoreError> {
        let query = sql!("SELECT id FROM person WHERE org = $1 AND email = $2 ORDER BY id LIMIT 1");
        let row = self.optional::<(PersonId,)>(query, values![org, email.trim().to_lowercase()]).await?;
        Ok(row.map(|row| row.0))
    }

    async fn accounts_of(&mut self, org: &OrgId, person: &PersonId) -> Result<Vec<Account>, StoreError> {
        let query = sql!(
            "SELECT id, workspace FROM account WHERE org = $1 AND person = $2 AND standing <> 'gone'
             ORDER BY active_at DESC, id"
        );
        self.all(query, values![org, person]).await
    }

    async fn faces(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        people: &[PersonId],
    ) -> Result<Faces, StoreError> {
        let query = sql!(
            "SELECT p.id, p.name, a.id FROM person AS p
             LEFT JOIN account AS a ON a.org = p.org AND a.person = p.id AND a.workspace = $2 AND a.standing <> 'gone'
             WHERE p.org = $1 AND p.id IN
             ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"
        );
        let mut faces = BTreeMap::new();
        for chunk in people.chunks(CHUNK) {
            let mut values = values![org, workspace];
            values.extend((0..CHUNK).map(|at| chunk.get(at).unwrap_or(&chunk[0]).into()));
            for (id, name, account) in
                self.all::<(PersonId, String, Option<AccountId>)>(query, values).await?
            {
                faces.insert(id, Face { name, account });
            }
        }
        Ok(faces)
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

#[expect(clippy::too_many_arguments, reason = "a row, column by column")]
async fn keep_account(
    tx: &mut Tx,
    org: &OrgId,
    workspace: &WorkspaceId,
    account: &AccountId,
    person: &PersonId,
    standing: Standing,
    now: DateTime<Utc>,
    due: DateTime<Utc>,
) -> Result<(), StoreError> {
    tx.execute(
        sql!(
            "INSERT INTO account (id, org, workspace, person, standing, active_at, profile_due)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (id) DO UPDATE SET standing = excluded.standing, profile_due = excluded.profile_due
             WHERE account.org = $2"
        ),
        values![account, org, workspace, person, word(standing), now, due],
    )
    .await?;
    Ok(())
}

async fn standings(
    tx: &mut Tx,
    org: &OrgId,
    person: &PersonId,
) -> Result<Vec<(AccountId, String)>, StoreError> {
    let query = sql!("SELECT id, standing FROM account WHERE org = $1 AND person = $2");
    tx.all(query, values![org, person]).await
}

/// Somebody who was imported, has the same address, and has no account on this platform.
async fn imported(tx: &mut Tx, org: &OrgId, profile: &Profile) -> Result<Option<PersonId>, StoreError> {
    let Some(email) = profile.email.as_deref().filter(|_| profile.standing == Standing::Member) else {
        return Ok(None);
    };
    let Some(person) = tx.person_with_email(org, email).await? else { return Ok(None) };
    let taken = standings(tx, org, &person).await?;
    Ok(Some(person).filter(|_| taken.is_empty()))
}

/// What was known of an imported person becomes another's; the imported person is no more.
async fn absorb(tx: &mut Tx, org: &OrgId, from: &PersonId, into: &PersonId) -> Result<(), StoreError> {
    if let Some(person) = tx.person(org, from).await? {
        tx.keep_person(org, into, &person.data, Some(person.time_zone.name()), None).await?;
        if person.lead {
            tx.set_lead(org, into, true).await?;
        }
    }
    for statement in [
        sql!(
            "UPDATE skill SET person = $1 WHERE org = $2 AND person = $3 AND name NOT IN (
                  SELECT name FROM skill WHERE org = $2 AND person = $1)"
        ),
        sql!(
            "UPDATE champion SET person = $1 WHERE org = $2 AND person = $3 AND topic NOT IN (
                  SELECT topic FROM champion WHERE org = $2 AND person = $1)"
        ),
        sql!("UPDATE person SET manager = $1 WHERE org = $2 AND manager = $3"),
    ] {
        tx.execute(statement, values![into, org, from]).await?;
    }
    for statement in [
        sql!("DELETE FROM skill WHERE org = $1 AND person = $2"),
        sql!("DELETE FROM champion WHERE org = $1 AND person = $2"),
        sql!("DELETE FROM person WHERE org = $1 AND id = $2"),
    ] {
        tx.execute(statement, values![org, from]).await?;
    }
    Ok(())
}
