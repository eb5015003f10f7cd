//! Whoever was erased: known again by a digest alone, so that nothing is kept under their name that they did not bring
//! back themselves.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use crate::chat::{AccountId, MessageText, OrgId, PersonId, Piece};
use crate::store::{StoreError, Tx};
use crate::{company_store, sql, values};

/// The id that no person has: whoever acts by an account that was erased.
const NOBODY: &str = "nobody";

/// Nobody: nothing is kept of them.
pub fn nobody() -> PersonId {
    PersonId::new(NOBODY)
}

/// This is no person: see [`nobody`].
pub fn is_nobody(person: &PersonId) -> bool {
    person.as_str() == NOBODY
}

/// Whoever was erased from a company, as digests.
#[derive(Clone, Debug, Default)]
pub struct Erased {
    salt: String,
    /// Each digest, with whether it was a colleague's.
    digests: HashMap<String, bool>,
}

impl Erased {
    /// This account was erased.
    pub fn has(&self, account: &AccountId) -> bool {
        self.of(account).is_some()
    }

    /// A roster without erased colleagues. An erased guest or outsider stays on it as somebody unknown, so that nothing is
    /// said aloud before them that they may not meet.
    pub fn without(&self, accounts: Vec<AccountId>) -> Vec<AccountId> {
        if self.digests.is_empty() {
            return accounts;
        }
        let kept = accounts.into_iter().filter_map(|account| match self.of(&account) {
            None => Some(account),
            Some((_, true)) => None,
            Some((digest, false)) => Some(AccountId::new(format!("{UNKNOWN}{digest}"))),
        });
        kept.collect()
    }

    /// The text without mentions of accounts that were erased; none if it has no such mention.
    pub fn unmentioned(&self, text: &MessageText) -> Option<MessageText> {
        if !text.mentioned().iter().any(|account| self.has(account)) {
            return None;
        }
        let mut out = MessageText::new();
        for piece in text.pieces() {
            out.push(match piece {
                Piece::Account(account) if self.has(account) => Piece::Words("somebody".to_owned()),
                other => other.clone(),
            });
        }
        Some(out)
    }

    fn of(&self, account: &AccountId) -> Option<(String, bool)> {
        if self.digests.is_empty() {
            return None;
        }
        let digest = digest(&self.salt, &as_account(account));
        self.digests.get(&digest).map(|colleague| (digest, *colleague))
    }
}

/// How the id of somebody begins who stands on a roster and is not to be known.
const UNKNOWN: &str = "erased:";

company_store! {
    /// Whoever was erased, as the store knows them.
    pub Erasures
}

/// By what somebody who is erased is known again.
#[derive(Clone, Debug, Default)]
pub struct Whose<'a> {
    /// Their accounts.
    pub accounts: &'a [AccountId],
    /// Their address.
    pub email: Option<&'a str>,
    /// Their id.
    pub person: Option<&'a PersonId>,
    /// They are a colleague.
    pub colleague: bool,
}

fn digest(salt: &str, words: &str) -> String {
    hex::encode(Sha256::digest(format!("{salt} {words}")))
}

fn as_account(account: &AccountId) -> String {
    format!("account {account}")
}

fn as_email(email: &str) -> String {
    format!("email {}", email.trim().to_lowercase())
}

async fn salt(tx: &mut Tx, org: &OrgId) -> Result<Option<String>, StoreError> {
    let query = sql!("SELECT salt FROM erased_salt WHERE org = $1");
    Ok(tx.optional::<(String,)>(query, values![org]).await?.map(|(salt,)| salt))
}

async fn knows(tx: &mut Tx, org: &OrgId, words: &str) -> Result<bool, StoreError> {
    let Some(salt) = salt(tx, org).await? else { return Ok(false) };
    let query = sql!("SELECT digest FROM erased WHERE org = $1 AND digest = $2");
    Ok(tx.optional::<(String,)>(query, values![org, digest(&salt, words)]).await?.is_some())
}

async fn forgets(tx: &mut Tx, org: &OrgId, words: &str) -> Result<(), StoreError> {
    let Some(salt) = salt(tx, org).await? else { return Ok(()) };
    let statement = sql!("DELETE FROM erased WHERE org = $1 AND digest = $2");
    tx.execute(statement, values![org, digest(&salt, words)]).await?;
    Ok(())
}

impl Erasures<'_> {
    /// These accounts, this address and this person are erased. `salt` is taken if the company has none yet.
    pub async fn keep_erased(
        &mut self,
        who: &Whose<'_>,
        fresh: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement = sql!("INSERT INTO erased_salt (org, salt) VALUES ($1, $2) ON CONFLICT DO NOTHING");
        self.tx.execute(statement, values![self.org, fresh]).await?;
        let salt = salt(self.tx, self.org).await?.unwrap_or_default();
        let accounts = who.accounts.iter().map(as_account);
        let email = who.email.map(as_email);
        let person = who.person.map(|person| format!("person {person}"));
        let statement = sql!(
            "INSERT INTO erased (org, digest, colleague, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"
        );
        for words in accounts.chain(email).chain(person) {
            self.tx.execute(statement, values![self.org, digest(&salt, &words), who.colleague, now]).await?;
        }
        Ok(())
    }

    /// Everybody who was erased from a company.
    pub async fn erased(&mut self) -> Result<Erased, StoreError> {
        let Some(salt) = salt(self.tx, self.org).await? else { return Ok(Erased::default()) };
        let query = sql!("SELECT digest, colleague FROM erased WHERE org = $1");
        let digests = self.tx.all::<(String, bool)>(query, values![self.org]).await?.into_iter().collect();
        Ok(Erased { salt, digests })
    }

    /// This account was erased.
    pub async fn is_account_erased(&mut self, account: &AccountId) -> Result<bool, StoreError> {
        knows(self.tx, self.org, &as_account(account)).await
    }

    /// Somebody with this address was erased.
    pub async fn is_email_erased(&mut self, email: &str) -> Result<bool, StoreError> {
        knows(self.tx, self.org, &as_email(email)).await
    }

    /// This person was erased.
    pub async fn is_person_erased(&mut self, person: &PersonId) -> Result<bool, StoreError> {
        knows(self.tx, self.org, &format!("person {person}")).await
    }

    /// They act again by themselves, by this account: from now on they are somebody new.
    pub async fn came_back(&mut self, account: &AccountId) -> Result<(), StoreError> {
        forgets(self.tx, self.org, &as_account(account)).await
    }

    /// They came back, and the platform says that this is their address.
    pub async fn came_back_as(&mut self, email: &str) -> Result<(), StoreError> {
        forgets(self.tx, self.org, &as_email(email)).await
    }
}
