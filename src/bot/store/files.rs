//! Files, by the digest of their link.

use chrono::{DateTime, Utc};

use crate::chat::PersonId;
use crate::store::{StoreError, Tx};
use crate::{company_store, sql, values};

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct File {
    /// What it is called where it is saved.
    pub name: String,
    /// What it is: `text/csv; charset=utf-8`.
    pub media_type: String,
    /// What stands in it.
    pub body: String,
}

company_store! {
    /// Files, as the store keeps them.
    pub Files
}

impl Files<'_> {
    /// Keeps a file for a person.
    pub async fn keep_file(
        &mut self,
        digest: &str,
        person: &PersonId,
        file: &File,
        expires: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO file (digest, org, name, media_type, body, expires, person)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        );
        let values = values![digest, self.org, &file.name, &file.media_type, &file.body, expires, person];
        self.tx.defer(statement, values).await
    }
}

impl Tx {
    /// A file whose time is not over.
    pub async fn file(&mut self, digest: &str, now: DateTime<Utc>) -> Result<Option<File>, StoreError> {
        // The link alone says whose it is: nobody who asks for it has said who they are.
        let query = sql!("SELECT name, media_type, body FROM file WHERE digest = $1 AND expires > $2");
        self.optional(query, values![digest, now]).await
    }

    /// Forgets files whose time is over, at most so many; says how many.
    pub async fn forget_files(&mut self, now: DateTime<Utc>, most: i64) -> Result<u64, StoreError> {
        let statement = sql!(
            "DELETE FROM file WHERE digest IN (
                 SELECT digest FROM file WHERE expires <= $1 ORDER BY expires LIMIT $2)"
        );
        self.execute(statement, values![now, most]).await
    }
}
