//! Opening the store, and beginning units of work.

use std::sync::Arc;

use super::database::{Database, MIGRATIONS};
use super::postgres::PostgresDatabase;
use super::sqlite::SqliteDatabase;
use super::{Access, StoreError, Tx};

/// The store. Clones share its connections.
#[derive(Clone, Debug)]
pub struct Db(Arc<dyn Database>);

impl Db {
    /// Opens the store at `sqlite://FILE`, `sqlite::memory:` or `postgres://...`. A missing SQLite file is made.
    ///
    /// # Errors
    /// When the address is not one of these, or nothing answers there.
    pub async fn open(address: &str) -> Result<Self, StoreError> {
        if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            Ok(Self(Arc::new(PostgresDatabase::open(address).await?)))
        } else if address.starts_with("sqlite:") {
            Ok(Self(Arc::new(SqliteDatabase::open(address).await?)))
        } else {
            Err(StoreError::Address)
        }
    }

    /// The same store with something around its engine.
    #[cfg(test)]
    pub(crate) fn within<D: Database + 'static>(&self, around: impl FnOnce(Arc<dyn Database>) -> D) -> Self {
        Self(Arc::new(around(Arc::clone(&self.0))))
    }

    /// Brings the schema up to date. Again is harmless; on Postgres only one copy does it at a time.
    ///
    /// # Errors
    /// When a migration fails; the store then stands as before that one.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        self.0.migrate().await
    }

    /// Moves what was written from SQLite's log into its file, on a connection of its own, so that whoever writes does not
    /// wait for the disk; what is read or written meanwhile stays for the next time. Postgres does so by itself.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn checkpoint(&self) -> Result<(), StoreError> {
        self.0.checkpoint().await
    }

    /// Begins a transaction that may write. On SQLite there is one at a time; others wait for it.
    ///
    /// # Errors
    /// When the store cannot be reached in time.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(Tx::on(self.0.begin(Access::Write).await?, Access::Write))
    }

    /// Begins a transaction that only reads, and sees one state of the store throughout.
    ///
    /// # Errors
    /// When the store cannot be reached in time.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        Ok(Tx::on(self.0.begin(Access::Read).await?, Access::Read))
    }

    /// The store can be written to, by the connections that serve, and its schema is up to date with this program.
    ///
    /// # Errors
    /// When it cannot, or its schema is not.
    pub async fn is_ready(&self) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let query = crate::sql!("SELECT COUNT(*) FROM _sqlx_migrations WHERE success = $1");
        let (done,) = tx.one::<(i64,)>(query, crate::values![true]).await?;
        let known = MIGRATIONS.iter().count();
        if usize::try_from(done).is_ok_and(|done| done < known) {
            return Err(StoreError::Behind);
        }
        let looked = crate::sql!(
            "INSERT INTO readiness (id, looks) VALUES (1, 1)
             ON CONFLICT (id) DO UPDATE SET looks = readiness.looks + 1"
        );
        tx.execute(looked, Vec::new()).await?;
        tx.commit().await
    }

    /// Several copies of the program may work on this store at the same time.
    pub fn is_shared(&self) -> bool {
        self.0.is_shared()
    }

    /// Lets all connections go.
    pub async fn close(&self) {
        self.0.close().await;
    }
}
