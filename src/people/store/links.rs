//! Two accounts that are one person: the codes that show it, and the joining.

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

use super::accounts::Accounts;
use super::met::{absorb, standings};
use super::people::People;
use super::rows::{standing, weight};
use crate::chat::{AccountId, PersonId, WorkspaceId};
use crate::store::StoreError;
use crate::{company_store, sql, values};

/// How long a code can be used.
const VALID: TimeDelta = TimeDelta::minutes(15);
/// Within this time, and so often, somebody may type a code that is none.
const LOOK_BACK: TimeDelta = TimeDelta::hours(1);
const MISSES: i64 = 10;

/// What became of a code that somebody typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Linking {
    /// It is this person's, by this account, and cannot be used again.
    Whose(PersonId, AccountId),
    /// It is nobody's, or its time is over, or it was used.
    Nobodys,
    /// Too many were nobody's: no more are looked at for a while.
    TooMany,
}

company_store! {
    /// Two accounts that are one person.
    pub AccountLinks
}

/// Typed with or without the dash, in capitals or not.
fn digest(code: &str) -> String {
    let plain: String =
        code.chars().filter(char::is_ascii_alphanumeric).map(|sign| sign.to_ascii_uppercase()).collect();
    hex::encode(Sha256::digest(plain.as_bytes()))
}

impl AccountLinks<'_> {
    /// Keeps a code of somebody's, in place of an earlier one. Only its digest is stored.
    pub async fn keep_code(
        &mut self,
        code: &str,
        person: &PersonId,
        account: &AccountId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let over = sql!("DELETE FROM link_code WHERE org = $1 AND (person = $2 OR until < $3)");
        self.tx.execute(over, values![self.org, person, now]).await?;
        let over = sql!("DELETE FROM link_miss WHERE org = $1 AND at < $2");
        self.tx.execute(over, values![self.org, now - LOOK_BACK]).await?;
        let statement =
            sql!("INSERT INTO link_code (org, code, person, account, until) VALUES ($1, $2, $3, $4, $5)");
        self.tx.execute(statement, values![self.org, digest(code), person, account, now + VALID]).await?;
        Ok(())
    }

    /// Takes a code that `by` typed.
    pub async fn take_code(
        &mut self,
        code: &str,
        by: &AccountId,
        now: DateTime<Utc>,
    ) -> Result<Linking, StoreError> {
        let query = sql!("SELECT COUNT(*) FROM link_miss WHERE org = $1 AND account = $2 AND at > $3");
        let (misses,) = self.tx.one::<(i64,)>(query, values![self.org, by, now - LOOK_BACK]).await?;
        if misses >= MISSES {
            return Ok(Linking::TooMany);
        }
        let statement = sql!(
            "DELETE FROM link_code WHERE org = $1 AND code = $2 AND until > $3 RETURNING person, account"
        );
        let found =
            self.tx.claim::<(PersonId, AccountId)>(statement, values![self.org, digest(code), now]).await?;
        if let Some((person, account)) = found.into_iter().next() {
            return Ok(Linking::Whose(person, account));
        }
        let statement = sql!("INSERT INTO link_miss (org, account, at) VALUES ($1, $2, $3)");
        self.tx.execute(statement, values![self.org, by, now]).await?;
        Ok(Linking::Nobodys)
    }

    /// The workspaces in which a person has a living account.
    pub async fn workspaces_of(&mut self, person: &PersonId) -> Result<Vec<WorkspaceId>, StoreError> {
        let accounts = self.tx.of::<Accounts>(self.org).accounts_of(person).await?;
        Ok(accounts.into_iter().map(|account| account.workspace).collect())
    }

    /// `from` turns out to be `into`: accounts, skills, topics, whom they manage. What `into` has set stays. `from` is no
    /// more; what other tables keep of them says each of them itself, see [`crate::store::PersonalTable::merge`].
    pub async fn join(&mut self, from: &PersonId, into: &PersonId) -> Result<(), StoreError> {
        let kept = self.tx.of::<People>(self.org).person(into).await?;
        let statement = sql!("UPDATE account SET person = $1 WHERE org = $2 AND person = $3");
        self.tx.execute(statement, values![into, self.org, from]).await?;
        absorb(self.tx, self.org, from, into).await?;
        let Some(kept) = kept else { return Ok(()) };
        // What they had set themselves wins over what came along.
        let best = standings(self.tx, self.org, into).await?.into_iter().map(|(_, word)| standing(&word));
        let best = best.max_by_key(|standing| weight(*standing));
        let zone = (kept.time_zone != chrono_tz::Tz::UTC).then(|| kept.time_zone.name());
        self.tx.of::<People>(self.org).keep_person(into, &kept.data, zone, best).await?;
        Ok(())
    }
}
