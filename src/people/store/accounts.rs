//! Accounts: who acts, what platforms say of them, how they are named and reached.

use std::collections::{BTreeMap, HashMap};
use std::future::Future;

use chrono::{DateTime, TimeDelta, Utc};

use super::erased::nobody;
use super::members::MemberStore;
use super::met::{NEW, absorb, imported, is_of_erased, keep_account, placeholder, standings};
use super::rows::{CallerRow, standing, weight};
use crate::chat::{AccountId, Face, Faces, OrgId, PersonId, Profile, Standing, WorkspaceId};
use crate::people::{Account, Caller, DueAccount, Erasures, Learned, People, PersonData, Reach};
use crate::store::{Busy, Millis, Sql, StoreError, Tx};
use crate::{sql, values};

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

/// Accounts, as the store keeps them.
pub trait AccountStore {
    /// Whoever acts. An account that was never seen becomes a person of its own, called `fresh`, of whom nothing is
    /// known until the platform is asked; one query if the account is known. One that was erased is nobody's, who is not
    /// there any more, and nothing is kept of it: see [`ErasedStore::came_back`].
    fn caller(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        account: &AccountId,
        fresh: &str,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<Caller, StoreError>> + Send;

    /// Somebody stands on a roster: an account that was never seen becomes a person of its own, who has not done anything
    /// yet. One that was erased does not.
    fn meet(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        account: &AccountId,
        fresh: &str,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Those of the accounts that are known. An account that is due to count as active again is left out, and has to
    /// be asked for by [`AccountStore::caller`].
    fn callers(
        &mut self,
        accounts: Vec<(OrgId, AccountId)>,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<HashMap<(OrgId, AccountId), Caller>, StoreError>> + Send;

    /// What the platform says of an account. A member's account is given to the person with the same e-mail address who
    /// was imported and has no account yet; if the account was met before, the imported person is absorbed: the address comes from the company's own installation, whose
    /// administrators vouch for it. Across platforms an address alone links nobody. Of somebody who was erased, by this
    /// account or by this address, nothing is kept unless they did something themselves since then.
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
        busy: &Busy,
    ) -> impl Future<Output = Result<Vec<DueAccount>, StoreError>> + Send;

    /// The look-up failed; it is tried again at `due`.
    fn profile_failed(
        &mut self,
        org: &OrgId,
        account: &AccountId,
        due: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The person with an account.
    fn person_of(
        &mut self,
        org: &OrgId,
        account: &AccountId,
    ) -> impl Future<Output = Result<Option<PersonId>, StoreError>> + Send;

    /// A person's living accounts, the one last used first.
    fn accounts_of(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> impl Future<Output = Result<Vec<Account>, StoreError>> + Send;

    /// All of a person's accounts, also those that were switched off.
    fn all_accounts_of(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> impl Future<Output = Result<Vec<AccountId>, StoreError>> + Send;

    /// How these people can be reached from a workspace. Those without a living account are left out.
    fn reach(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        people: &[PersonId],
    ) -> impl Future<Output = Result<HashMap<PersonId, Reach>, StoreError>> + Send;

    /// How people are named and tagged in a workspace.
    fn faces(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        people: &[PersonId],
    ) -> impl Future<Output = Result<Faces, StoreError>> + Send;
}

impl AccountStore for Tx {
    async fn caller(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        account: &AccountId,
        fresh: &str,
        now: DateTime<Utc>,
    ) -> Result<Caller, StoreError> {
        if let Some(row) = self.optional::<CallerRow>(CALLER, values![org, account]).await? {
            if now - row.active_at.utc() >= ACTIVE {
                let statement = sql!("UPDATE account SET active_at = $1 WHERE org = $2 AND id = $3");
                self.execute(statement, values![now, org, account]).await?;
            }
            return Ok(row.caller(account));
        }
        let erased = self.of::<Erasures>(org).is_account_erased(account).await?;
        let (person, name, standing) = if erased {
            (nobody(), "Somebody".to_owned(), Standing::Gone)
        } else {
            (
                placeholder(self, org, workspace, account, fresh, (now, now)).await?,
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

    async fn meet(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        account: &AccountId,
        fresh: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        if self.person_of(org, account).await?.is_none()
            && !self.of::<Erasures>(org).is_account_erased(account).await?
        {
            placeholder(self, org, workspace, account, fresh, (DateTime::UNIX_EPOCH, now)).await?;
        }
        Ok(())
    }

    async fn callers(
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
        let known = self.person_of(org, account).await?;
        if is_of_erased(self, org, profile, known.as_ref(), now).await? {
            return Ok(Learned { person: nobody(), absorbed: None, left: false });
        }
        let person = match known {
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
        let mut name = profile.name.clone();
        if name.trim().is_empty() {
            let known = self.of::<People>(org).person(&person).await?;
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
        for (other, word) in standings(self, org, &person).await? {
            let other_standing = standing(&word);
            was_here |= other_standing != Standing::Gone;
            if other != *account && weight(other_standing) > weight(best) {
                best = other_standing;
            }
        }
        self.of::<People>(org).keep_person(&person, &data, profile.time_zone.as_deref(), Some(best)).await?;
        keep_account(self, org, workspace, account, &person, profile.standing, now, now + REFRESH).await?;
        if let Some(teams) = &profile.teams {
            // Believed until the profile is looked at again, and a day more for a look that fails.
            self.state_teams(org, workspace, account, teams, now + REFRESH + TimeDelta::days(1)).await?;
        }
        Ok(Learned { person, absorbed, left: was_here && best == Standing::Gone })
    }

    async fn profiles_due(
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

    async fn profile_failed(
        &mut self,
        org: &OrgId,
        account: &AccountId,
        due: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.execute(
            sql!("UPDATE account SET profile_due = $1 WHERE org = $2 AND id = $3"),
            values![due, org, account],
        )
        .await?;
        Ok(())
    }

    async fn person_of(&mut self, org: &OrgId, account: &AccountId) -> Result<Option<PersonId>, StoreError> {
        let query = sql!("SELECT person FROM account WHERE org = $1 AND id = $2");
        Ok(self.optional::<(PersonId,)>(query, values![org, account]).await?.map(|row| row.0))
    }

    async fn accounts_of(&mut self, org: &OrgId, person: &PersonId) -> Result<Vec<Account>, StoreError> {
        let query = sql!(
            "SELECT id, workspace FROM account WHERE org = $1 AND person = $2 AND standing <> 'gone'
             ORDER BY active_at DESC, id"
        );
        self.all(query, values![org, person]).await
    }

    async fn all_accounts_of(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> Result<Vec<AccountId>, StoreError> {
        let query = sql!("SELECT id FROM account WHERE org = $1 AND person = $2 ORDER BY id");
        let rows = self.all::<(AccountId,)>(query, values![org, person]).await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    async fn reach(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        people: &[PersonId],
    ) -> Result<HashMap<PersonId, Reach>, StoreError> {
        let query = sql!(
            "SELECT person, workspace, active_at FROM account WHERE org = $1 AND standing <> 'gone' AND person IN
             ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) ORDER BY active_at DESC, id"
        );
        let mut accounts: HashMap<PersonId, Vec<(WorkspaceId, DateTime<Utc>)>> = HashMap::new();
        for chunk in people.chunks(CHUNK) {
            let mut values = values![org];
            values.extend((0..CHUNK).map(|at| chunk.get(at).unwrap_or(&chunk[0]).into()));
            for (person, at, active) in self.all::<(PersonId, WorkspaceId, Millis)>(query, values).await? {
                accounts.entry(person).or_default().push((at, active.utc()));
            }
        }
        Ok(accounts.into_iter().map(|(person, theirs)| (person, reach(workspace, &theirs))).collect())
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
}

/// From a person's living accounts, the one last used first.
fn reach(workspace: &WorkspaceId, accounts: &[(WorkspaceId, DateTime<Utc>)]) -> Reach {
    let here = accounts.iter().find(|(at, _)| at == workspace);
    let elsewhere = accounts.iter().find(|(at, _)| at != workspace);
    let elsewhere = elsewhere.filter(|(_, active)| here.is_none_or(|(_, seen)| *active - *seen >= AWAY));
    Reach { here: here.is_some(), elsewhere: elsewhere.map(|(at, _)| at.clone()) }
}
