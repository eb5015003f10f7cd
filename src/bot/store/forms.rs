//! Forms that people have open, and the keys with which button values are signed.

use chrono::{DateTime, Utc};

use crate::chat::PersonId;
use crate::store::{StoreError, Tx};
use crate::{company_store, sql, values};

/// A form that was opened.
#[derive(Clone, Debug)]
pub struct OpenedForm<'a> {
    /// What goes out in place of the context.
    pub id: &'a str,
    /// Who opened it.
    pub person: &'a PersonId,
    /// The form's name, as a feature registered it.
    pub form: &'a str,
    /// Where it was opened, as JSON; none if that was nowhere.
    pub place: Option<&'a str>,
    /// What it is about.
    pub context: &'a str,
    /// Until when it is taken back.
    pub expires: DateTime<Utc>,
}

/// What was kept of a form that came back.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct KeptForm {
    /// Where it was opened, as JSON; none if that was nowhere.
    pub place: Option<String>,
    /// What it is about.
    pub context: String,
}

company_store! {
    /// Forms that people have open, and the keys with which button values are signed.
    pub Forms
}

impl Forms<'_> {
    /// Keeps what a form is about.
    pub async fn keep_form(&mut self, form: &OpenedForm<'_>) -> Result<(), StoreError> {
        let OpenedForm { id, person, form, place, context, expires } = form.clone();
        let statement = sql!(
            "INSERT INTO form_context (org, id, person, form, place, context, expires)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        );
        self.tx.execute(statement, values![self.org, id, person, form, place, context, expires]).await?;
        Ok(())
    }

    /// What was kept under this id for this person and the form of this name; none if it was kept for another person,
    /// another form or another company, never, or no longer.
    pub async fn kept_form(
        &mut self,
        id: &str,
        person: &PersonId,
        form: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<KeptForm>, StoreError> {
        let query = sql!(
            "SELECT place, context FROM form_context
             WHERE org = $1 AND id = $2 AND person = $3 AND form = $4 AND expires > $5"
        );
        self.tx.optional(query, values![self.org, id, person, form, now]).await
    }

    /// The company's key, in hexadecimal. `fresh` becomes the key of a company that has none yet; of two transactions
    /// that do so at once, the second waits for the first and gets its key.
    pub async fn company_key(&mut self, fresh: &str) -> Result<String, StoreError> {
        let query = sql!("SELECT key FROM company_key WHERE org = $1");
        if let Some((key,)) = self.tx.optional(query, values![self.org]).await? {
            return Ok(key);
        }
        let statement =
            sql!("INSERT INTO company_key (org, key) VALUES ($1, $2) ON CONFLICT (org) DO NOTHING");
        self.tx.execute(statement, values![self.org, fresh]).await?;
        let (key,) =
            self.tx.one(sql!("SELECT key FROM company_key WHERE org = $1"), values![self.org]).await?;
        Ok(key)
    }
}

impl Tx {
    /// Forgets forms of all companies whose time is over.
    pub async fn forget_forms(&mut self, now: DateTime<Utc>, most: i64) -> Result<u64, StoreError> {
        let statement = sql!(
            "DELETE FROM form_context WHERE (org, id) IN (
                 SELECT org, id FROM form_context WHERE expires <= $1 ORDER BY expires LIMIT $2)"
        );
        self.execute(statement, values![now, most]).await
    }
}
