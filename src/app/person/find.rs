//! Who is meant: by an address, an account, an id or a name.

use crate::chat::{AccountId, OrgId, PersonId};
use crate::people::{Accounts, Erasures, People};
use crate::store::{Db, StoreError, Tx};

/// What came of looking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// This person.
    One(Match),
    /// Any of these.
    Several(Vec<Match>),
    /// Somebody who was erased.
    Erased,
    /// Nobody.
    Nobody,
}

/// Somebody who may be meant, and what tells them from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Match {
    pub org: OrgId,
    pub id: PersonId,
    name: String,
    email: Option<String>,
    department: Option<String>,
    accounts: Vec<AccountId>,
}

impl Match {
    /// In one line.
    pub fn told(&self) -> String {
        let mut words = vec![self.id.to_string(), self.name.clone()];
        words.extend(self.email.clone());
        words.extend(self.department.clone());
        words.extend(self.accounts.iter().map(ToString::to_string));
        words.push(format!("company {}", self.org));
        words.join(", ")
    }
}

/// Looks in one company, or in all of them.
pub(super) async fn find(db: &Db, who: &str, org: Option<&str>) -> Result<Found, StoreError> {
    let mut tx = db.read().await?;
    let mut orgs = tx.orgs().await?;
    orgs.retain(|each| org.is_none_or(|org| each.as_str() == org));
    let (mut all, mut erased) = (Vec::new(), false);
    for org in orgs {
        for id in meant(&mut tx, &org, who).await? {
            all.extend(told_of(&mut tx, &org, &id).await?);
        }
        erased |= is_erased(&mut tx, &org, who).await?;
    }
    Ok(match all.len() {
        0 if erased => Found::Erased,
        0 => Found::Nobody,
        1 => Found::One(all.remove(0)),
        _ => Found::Several(all),
    })
}

/// What says most comes first: an account and an id are one person's, a name may be several people's.
async fn meant(tx: &mut Tx, org: &OrgId, who: &str) -> Result<Vec<PersonId>, StoreError> {
    if let Some(person) = tx.of::<Accounts>(org).person_of(&AccountId::new(who)).await? {
        return Ok(vec![person]);
    }
    if let Some(person) = tx.of::<People>(org).person(&PersonId::new(who)).await? {
        return Ok(vec![person.id]);
    }
    if who.contains('@') {
        return tx.of::<People>(org).people_with_email(who).await;
    }
    Ok(tx.of::<People>(org).people_called(who).await?.into_iter().map(|person| person.id).collect())
}

async fn told_of(tx: &mut Tx, org: &OrgId, id: &PersonId) -> Result<Option<Match>, StoreError> {
    let Some(person) = tx.of::<People>(org).person(id).await? else { return Ok(None) };
    Ok(Some(Match {
        org: org.clone(),
        accounts: tx.of::<Accounts>(org).all_accounts_of(id).await?,
        id: person.id,
        name: person.data.name,
        email: person.data.email,
        department: person.data.department,
    }))
}

async fn is_erased(tx: &mut Tx, org: &OrgId, who: &str) -> Result<bool, StoreError> {
    Ok(tx.of::<Erasures>(org).is_account_erased(&AccountId::new(who)).await?
        || tx.of::<Erasures>(org).is_email_erased(who).await?
        || tx.of::<Erasures>(org).is_person_erased(&PersonId::new(who)).await?)
}
