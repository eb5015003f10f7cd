//! How somebody comes to be known by an account: met, described, and told from whoever was imported or erased.

use chrono::{DateTime, Utc};

use super::erased::{Erasures, Whose};
use super::people::People;
use super::rows::word;
use crate::chat::{AccountId, OrgId, PersonId, Profile, Standing, WorkspaceId};
use crate::people::PersonData;
use crate::store::{Millis, StoreError, Tx};
use crate::{sql, values};

/// Whoever is not known yet is called so.
pub(super) const NEW: &str = "Somebody new";

/// Somebody of whom nothing is known but the account, last active at the first moment, to be looked up at the second.
pub(super) async fn placeholder(
    tx: &mut Tx,
    org: &OrgId,
    workspace: &WorkspaceId,
    account: &AccountId,
    fresh: &str,
    (active, due): (DateTime<Utc>, DateTime<Utc>),
) -> Result<PersonId, StoreError> {
    let person = PersonId::new(fresh);
    let data = PersonData { name: NEW.to_owned(), ..PersonData::default() };
    tx.of::<People>(org).keep_person(&person, &data, None, Some(Standing::Unknown)).await?;
    keep_account(tx, org, workspace, account, &person, Standing::Unknown, active, due).await?;
    Ok(person)
}

/// The profile is of somebody who was erased and has done nothing since. Another account of theirs is known again, too.
pub(super) async fn is_of_erased(
    tx: &mut Tx,
    org: &OrgId,
    profile: &Profile,
    known: Option<&PersonId>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let (account, email) = (&profile.account, profile.email.as_deref());
    if known.is_none() && tx.of::<Erasures>(org).is_account_erased(account).await? {
        return Ok(true);
    }
    let Some(email) = email else { return Ok(false) };
    if !tx.of::<Erasures>(org).is_email_erased(email).await? {
        return Ok(false);
    }
    let colleague = profile.standing == Standing::Member;
    if let Some(person) = known {
        let query = sql!("SELECT active_at FROM account WHERE org = $1 AND id = $2");
        let (active,) = tx.one::<(Millis,)>(query, values![org, account]).await?;
        if active.utc() > DateTime::UNIX_EPOCH {
            tx.of::<Erasures>(org).came_back_as(email).await?;
            return Ok(false);
        }
        // Only a roster has told of them.
        let statement = sql!("DELETE FROM account WHERE org = $1 AND id = $2");
        tx.execute(statement, values![org, account]).await?;
        let statement = sql!(
            "DELETE FROM person WHERE org = $1 AND id = $2 AND NOT EXISTS (
                 SELECT 1 FROM account WHERE org = $1 AND person = $2)"
        );
        tx.execute(statement, values![org, person]).await?;
        if colleague {
            let statement = sql!("DELETE FROM member WHERE org = $1 AND account = $2");
            tx.execute(statement, values![org, account]).await?;
        }
    }
    let whose = Whose { accounts: std::slice::from_ref(account), colleague, ..Whose::default() };
    tx.of::<Erasures>(org).keep_erased(&whose, "", now).await?;
    Ok(true)
}

#[expect(clippy::too_many_arguments, reason = "a row, column by column")]
pub(super) async fn keep_account(
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
             ON CONFLICT (org, id) DO UPDATE SET standing = excluded.standing, profile_due = excluded.profile_due"
        ),
        values![account, org, workspace, person, word(standing), now, due],
    )
    .await?;
    Ok(())
}

pub(super) async fn standings(
    tx: &mut Tx,
    org: &OrgId,
    person: &PersonId,
) -> Result<Vec<(AccountId, String)>, StoreError> {
    let query = sql!("SELECT id, standing FROM account WHERE org = $1 AND person = $2");
    tx.all(query, values![org, person]).await
}

/// Somebody who was imported, has the same address, and has no account on this platform.
pub(super) async fn imported(
    tx: &mut Tx,
    org: &OrgId,
    profile: &Profile,
) -> Result<Option<PersonId>, StoreError> {
    let Some(email) = profile.email.as_deref().filter(|_| profile.standing == Standing::Member) else {
        return Ok(None);
    };
    let Some(person) = tx.of::<People>(org).person_with_email(email).await? else { return Ok(None) };
    let taken = standings(tx, org, &person).await?;
    Ok(Some(person).filter(|_| taken.is_empty()))
}

/// What was known of an imported person becomes another's; the imported person is no more.
pub(super) async fn absorb(
    tx: &mut Tx,
    org: &OrgId,
    from: &PersonId,
    into: &PersonId,
) -> Result<(), StoreError> {
    if let Some(person) = tx.of::<People>(org).person(from).await? {
        tx.of::<People>(org).keep_person(into, &person.data, Some(person.time_zone.name()), None).await?;
        if person.lead {
            tx.of::<People>(org).set_lead(into, true).await?;
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
        sql!(
            "UPDATE not_mine SET person = $1 WHERE org = $2 AND person = $3 AND topic NOT IN (
                  SELECT topic FROM not_mine WHERE org = $2 AND person = $1)"
        ),
        sql!("UPDATE person SET manager = $1 WHERE org = $2 AND manager = $3"),
    ] {
        tx.execute(statement, values![into, org, from]).await?;
    }
    for statement in [
        sql!("DELETE FROM skill WHERE org = $1 AND person = $2"),
        sql!("DELETE FROM champion WHERE org = $1 AND person = $2"),
        sql!("DELETE FROM not_mine WHERE org = $1 AND person = $2"),
        sql!("DELETE FROM person WHERE org = $1 AND id = $2"),
    ] {
        tx.execute(statement, values![org, from]).await?;
    }
    Ok(())
}
