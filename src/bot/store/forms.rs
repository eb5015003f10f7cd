//! Forms that people have open, and the keys with which button values are signed.

use std::future::Future;

use chrono::{DateTime, Utc};

use crate::chat::{OrgId, PersonId};
use crate::store::{StoreError, Tx};
use crate::{sql, values};

/// A form that was opened.
#[derive(Clone, Debug)]
pub struct OpenedForm<'a> {
    /// What goes out in place of the context.
    pub id: &'a str,
    /// Who opened it.
    pub person: &'a PersonId,
    /// Its name.
    pub form: &'a str,
    /// Where it was opened, as JSON; none if that was nowhere.
    pub place: Option<&'a str>,
    /// What it is about.
    pub context: &'a str,
    /// Until when it is taken back.
    pub expires: DateTime<Utc>,
}

/// What was kept of a form that came back.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct KeptForm {
    /// Where it was opened, as JSON; none if that was nowhere.
    pub place: Option<String>,
    /// What it is about.
    pub context: String,
}

/// Forms that people have open, and the keys with which button values are signed.
pub trait FormStore {
    /// Keeps what a form is about.
    fn keep_form(
        &mut self,
        org: &OrgId,
        form: &OpenedForm<'_>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// What was kept under this id for this person and the form of this name; none if it was kept for another person,
    /// another form or another company, never, or no longer.
    fn kept_form(
        &mut self,
        org: &OrgId,
        id: &str,
        person: &PersonId,
        form: &str,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<Option<KeptForm>, StoreError>> + Send;

    /// Two people turn out to be one: the forms that either has open are theirs.
    fn move_forms(
        &mut self,
        org: &OrgId,
        from: &PersonId,
        into: &PersonId,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Forgets forms of all companies whose time is over.
    fn forget_forms(
        &mut self,
        now: DateTime<Utc>,
        most: i64,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// The company's key, in hexadecimal. `fresh` becomes the key of a company that has none yet; of two transactions
    /// that do so at once, the second waits for the first and gets its key.
    fn company_key(
        &mut self,
        org: &OrgId,
        fresh: &str,
    ) -> impl Future<Output = Result<String, StoreError>> + Send;
}

impl FormStore for Tx {
    async fn keep_form(&mut self, org: &OrgId, form: &OpenedForm<'_>) -> Result<(), StoreError> {
        let OpenedForm { id, person, form, place, context, expires } = form.clone();
        let statement = sql!(
            "INSERT INTO form_context (org, id, person, form, place, context, expires)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        );
        self.execute(statement, values![org, id, person, form, place, context, expires]).await?;
        Ok(())
    }

    async fn kept_form(
        &mut self,
        org: &OrgId,
        id: &str,
        person: &PersonId,
        form: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<KeptForm>, StoreError> {
        let query = sql!(
            "SELECT place, context FROM form_context
             WHERE org = $1 AND id = $2 AND person = $3 AND form = $4 AND expires > $5"
        );
        self.optional(query, values![org, id, person, form, now]).await
    }

    async fn move_forms(&mut self, org: &OrgId, from: &PersonId, into: &PersonId) -> Result<(), StoreError> {
        let statement = sql!("UPDATE form_context SET person = $1 WHERE org = $2 AND person = $3");
        self.execute(statement, values![into, org, from]).await?;
        Ok(())
    }

    async fn forget_forms(&mut self, now: DateTime<Utc>, most: i64) -> Result<u64, StoreError> {
        let statement = sql!(
            "DELETE FROM form_context WHERE (org, id) IN (
                 SELECT org, id FROM form_context WHERE expires <= $1 ORDER BY expires LIMIT $2)"
        );
        self.execute(statement, values![now, most]).await
    }

    async fn company_key(&mut self, org: &OrgId, fresh: &str) -> Result<String, StoreError> {
        let query = sql!("SELECT key FROM company_key WHERE org = $1");
        if let Some((key,)) = self.optional(query, values![org]).await? {
            return Ok(key);
        }
        let statement =
            sql!("INSERT INTO company_key (org, key) VALUES ($1, $2) ON CONFLICT (org) DO NOTHING");
        self.execute(statement, values![org, fresh]).await?;
        let (key,) = self.one(sql!("SELECT key FROM company_key WHERE org = $1"), values![org]).await?;
        Ok(key)
    }
}
