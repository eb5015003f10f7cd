//! Accounts: who acts, what platforms say of them, how they are named and reached.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, TimeDelta, Utc};

use super::erased::nobody;
use super::members::Members;
use super::met::{NEW, absorb, imported, is_of_erased, keep_account, placeholder, standings};
use super::rows::{CallerRow, standing, weight};
use crate::chat::{AccountId, Face, Faces, OrgId, PersonId, Profile, Standing, WorkspaceId};
use crate::people::{Account, Caller, DueAccount, Erasures, Learned, People, PersonData, Reach};
use crate::store::{Busy, Millis, Sql, StoreError, Tx};
use crate::{company_store, sql, values};

/// People looked up by one statement.
const CHUNK: usize = 16;
/// Looked at again after this long, in case the platform did not tell of a change.
const REFRESH: TimeDelta = TimeDelta::days(7);
/// How long a look-up may take before another copy of the program takes it.
const LEASE: TimeDelta = TimeDelta::minutes(2);
/// An account counts as active again after this long, so that not every event is a write.
const ACTIVE: TimeDelta = TimeDelta::hours(6);

/// Somebody who was last seen in one place so much later than in another is to be met there.
const AWAY: TimeDelta = TimeDelta::days(14);

/// Who acts by an account.
const CALLER: Sql = sql!(
    "SELECT p.id AS person, p.name, a.standing, p.lead, p.time_zone, a.active_at FROM account AS a
     JOIN person AS p ON p.id = a.person AND p.org = a.org WHERE a.org = $1 AND a.id = $2"
);

company_store! {
    /// Accounts, as the store keeps them.
    pub Accounts
}

impl Accounts<'_> {
    /// Whoever acts. An account that was never seen becomes a person of its own, called `fresh`, of whom nothing is
    /// known until the platform is asked; one query if the account is known. One that was erased is nobody's, who is not
    /// there any more, and nothing is kept of it: see [`Erasures::came_back`].
    pub async fn caller(
        &mut self,
        workspace: &WorkspaceId,
        account: &AccountId,
        fresh: &str,
        now: DateTime<Utc>,
    ) -> Result<Caller, StoreError> {
        if let Some(row) = self.tx.optional::<CallerRow>(CALLER, values![self.org, account]).await? {
            if now - row.active_at.utc() >= ACTIVE {
                let statement = sql!("UPDATE account SET active_at = $1 WHERE org = $2 AND id = $3");
                self.tx.execute(statement, values![now, self.org, account]).await?;
            }
            return Ok(row.caller(account));
        }
        let erased = self.tx.of::<Erasures>(self.org).is_account_erased(account).await?;
        let (person, name, standing) = if erased {
            (nobody(), "Somebody".to_owned(), Standing::Gone)
        } else {
            (
                placeholder(self.tx, self.org, workspace, account, fresh, (now, now)).await?,
                NEW.to_owned(),
                Standing::Unknown,
            )
        };
        Ok(Caller {
            person,
            account: account.clone(),
            name,
            standing,
            lead: false,
            time_zone: chrono_tz::Tz::UTC,
        })
    }

    /// Somebody stands on a roster: an account that was never seen becomes a person of its own, who has not done anything
    /// yet. One that was erased does not.
    pub async fn meet(
        &mut self,
        workspace: &WorkspaceId,
        account: &AccountId,
        fresh: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        if self.person_of(account).await?.is_none()
            && !self.tx.of::<Erasures>(self.org).is_account_erased(account).await?
        {
            placeholder(self.tx, self.org, workspace, account, fresh, (DateTime::UNIX_EPOCH, now)).await?;
        }
        Ok(())
    }

    /// What the platform says of an account. A member's account is given to the person with the same e-mail address who
    /// was imported and has no account yet; if the account was met before, the imported person is absorbed: the address comes from the company's own installation, whose
    /// administrators vouch for it. Across platforms an address alone links nobody. Of somebody who was erased, by this
    /// account or by this address, nothing is kept unless they did something themselves since then.
    pub async fn learn_profile(
        &mut self,
        workspace: &WorkspaceId,
        profile: &Profile,
        fresh: &str,
        now: DateTime<Utc>,
    ) -> Result<Learned, StoreError> {
        let account = &profile.account;
        let mut absorbed = None;
        let known = self.person_of(account).await?;
        if is_of_erased(self.tx, self.org, profile, known.as_ref(), now).await? {
            return Ok(Learned { person: nobody(), absorbed: None, left: false });
        }
        let person = match known {
            Some(person) => {
                absorbed = imported(self.tx, self.org, profile).await?.filter(|other| *other != person);
                if let Some(other) = &absorbed {
                    absorb(self.tx, self.org, other, &person).await?;
                }
                person
            }
            None => match imported(self.tx, self.org, profile).await? {
                Some(person) => person,
                None => PersonId::new(fresh),
            },
        };
        let mut name = profile.name.clone();
        if name.trim().is_empty() {
            let known = self.tx.of::<People>(self.org).person(&person).await?;
            name = known.map_or_else(|| "Somebody new".to_owned(), |known| known.data.name);
        }
        let data = PersonData {
            name,
            email: profile.email.clone(),
            title: profile.title.clone(),
            ..PersonData::default()
        };
        let mut best = profile.standing;
        let mut was_here = false;
        for (other, word) in standings(self.tx, self.org, &person).await? {
            let other_standing = standing(&word);
            was_here |= other_standing != Standing::Gone;
            if other != *account && weight(other_standing) > weight(best) {
                best = other_standing;
            }
        }
        self.tx
            .of::<People>(self.org)
            .keep_person(&person, &data, profile.time_zone.as_deref(), Some(best))
            .await?;
        keep_account(self.tx, self.org, workspace, account, &person, profile.standing, now, now + REFRESH)
            .await?;
        if let Some(teams) = &profile.teams {
            // Believed until the profile is looked at again, and a day more for a look that fails.
            self.tx
                .of::<Members>(self.org)
                .state_teams(workspace, account, teams, now + REFRESH + TimeDelta::days(1))
                .await?;
        }
        Ok(Learned { person, absorbed, left: was_here && best == Standing::Gone })
    }

    /// The look-up failed; it is tried again at `due`.
    pub async fn profile_failed(
        &mut self,
        account: &AccountId,
        due: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.tx
            .execute(
                sql!("UPDATE account SET profile_due = $1 WHERE org = $2 AND id = $3"),
                values![due, self.org, account],
            )
            .await?;
        Ok(())
    }

    /// The person with an account.
    pub async fn person_of(&mut self, account: &AccountId) -> Result<Option<PersonId>, StoreError> {
        let query = sql!("SELECT person FROM account WHERE org = $1 AND id = $2");
        Ok(self.tx.optional::<(PersonId,)>(query, values![self.org, account]).await?.map(|row| row.0))
    }

    /// A person's living accounts, the one last used first.
    pub async fn accounts_of(&mut self, person: &PersonId) -> Result<Vec<Account>, StoreError> {
        let query = sql!(
            "SELECT id, workspace FROM account WHERE org = $1 AND person = $2 AND standing <> 'gone'
             ORDER BY active_at DESC, id"
        );
        self.tx.all(query, values![self.org, person]).await
    }

    /// All of a person's accounts, also those that were switched off.
    pub async fn all_accounts_of(&mut self, person: &PersonId) -> Result<Vec<AccountId>, StoreError> {
        let query = sql!("SELECT id FROM account WHERE org = $1 AND person = $2 ORDER BY id");
        self.tx.column(query, values![self.org, person]).await
    }

    /// How these people can be reached from a workspace. Those without a living account are left out.
    pub async fn reach(
        &mut self,
        workspace: &WorkspaceId,
        people: &[PersonId],
    ) -> Result<HashMap<PersonId, Reach>, StoreError> {
        let query = sql!(
            "SELECT person, workspace, active_at FROM account WHERE org = $1 AND standing <> 'gone' AND person IN
             ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) ORDER BY active_at DESC, id"
        );
        let mut accounts: HashMap<PersonId, Vec<(WorkspaceId, DateTime<Utc>)>> = HashMap::new();
        for chunk in people.chunks(CHUNK) {
            let mut values = values![self.org];
            values.extend((0..CHUNK).map(|at| chunk.get(at).unwrap_or(&chunk[0]).into()));
            for (person, at, active) in self.tx.all::<(PersonId, WorkspaceId, Millis)>(query, values).await? {
                accounts.entry(person).or_default().push((at, active.utc()));
            }
        }
        Ok(accounts.into_iter().map(|(person, theirs)| (person, reach(workspace, &theirs))).collect())
    }

    /// How people are named and tagged in a workspace.
    pub async fn faces(&mut self, workspace: &WorkspaceId, people: &[PersonId]) -> Result<Faces, StoreError> {
        let query = sql!(
            "SELECT p.id, p.name, a.id FROM person AS p
             LEFT JOIN account AS a ON a.org = p.org AND a.person = p.id AND a.workspace = $2 AND a.standing <> 'gone'
             WHERE p.org = $1 AND p.id IN
             ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"
        );
        let mut faces = BTreeMap::new();
        for chunk in people.chunks(CHUNK) {
            let mut values = values![self.org, workspace];
            values.extend((0..CHUNK).map(|at| chunk.get(at).unwrap_or(&chunk[0]).into()));
            for (id, name, account) in
                self.tx.all::<(PersonId, String, Option<AccountId>)>(query, values).await?
            {
                faces.insert(id, Face { name, account });
            }
        }
        Ok(faces)
    }
}

impl Tx {
    /// Those of the accounts that are known. An account that is due to count as active again is left out, and has to
    /// be asked for by [`Accounts::caller`].
    pub async fn callers(
        &mut self,
        mut accounts: Vec<(OrgId, AccountId)>,
        now: DateTime<Utc>,
    ) -> Result<HashMap<(OrgId, AccountId), Caller>, StoreError> {
        accounts.sort_unstable();
        accounts.dedup();
        let rows = accounts.iter().map(|(org, account)| values![org, account]).collect();
        let found = self.optional_each::<CallerRow>(CALLER, rows).await?;
        let known = accounts.into_iter().zip(found).filter_map(|(account, row)| {
            let row = row.filter(|row| now - row.active_at.utc() < ACTIVE)?;
            let caller = row.caller(&account.1);
            Some((account, caller))
        });
        Ok(known.collect())
    }

    /// Takes up to `most` accounts whose profile is to be looked up.
    pub async fn profiles_due(
        &mut self,
        now: DateTime<Utc>,
        most: i64,
        busy: &Busy,
    ) -> Result<Vec<DueAccount>, StoreError> {
        let statement = sql!(
            "UPDATE account SET profile_due = $1 WHERE (org, id) IN (
                 SELECT org, id FROM account WHERE profile_due <= $2 AND standing <> 'gone'
                 AND REPLACE($3, '|' || workspace || '|', '') = $3
                 ORDER BY profile_due LIMIT $4 /*skip locked*/)
             RETURNING id, org, workspace"
        );
        self.claim(statement, values![now + LEASE, now, busy, most]).await
    }
}

/// From a person's living accounts, the one last used first.
fn reach(workspace: &WorkspaceId, accounts: &[(WorkspaceId, DateTime<Utc>)]) -> Reach {
    let here = accounts.iter().find(|(at, _)| at == workspace);
    let elsewhere = accounts.iter().find(|(at, _)| at != workspace);
    let elsewhere = elsewhere.filter(|(_, active)| here.is_none_or(|(_, seen)| *active - *seen >= AWAY));
    Reach { here: here.is_some(), elsewhere: elsewhere.map(|(at, _)| at.clone()) }
}
