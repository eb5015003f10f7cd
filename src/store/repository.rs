//! What a database does for one unit of work.

use std::fmt::Debug;

use async_trait::async_trait;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

use super::connection::{Health, within};
use super::{Row, Sql, StoreError, Value};

/// What a unit of work may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It reads and writes.
    Write,
    /// It only reads, and sees one state of the store throughout.
    Read,
}

/// One connection in one transaction, which has begun: whatever the engines do in different ways. The unit of work on it, which is the same
/// for all of them, is [`Tx`](super::Tx).
#[async_trait]
pub trait Repository: Debug + Send {
    /// Runs a statement that gives no rows once for each row of values, in their order; says for each how many rows it
    /// touched. Every row has as many values as the first.
    ///
    /// # Errors
    /// When one of them fails; then nobody knows which of them were run.
    async fn execute(&mut self, sql: Sql, rows: Vec<Vec<Value>>) -> Result<Vec<u64>, sqlx::Error>;

    /// Runs a query; gives all its rows.
    async fn fetch(&mut self, sql: Sql, values: Vec<Value>) -> Result<Vec<RawRow>, sqlx::Error>;

    /// Runs a query that gives one row or none, once for each row of values, in their order.
    async fn fetch_optional(
        &mut self,
        sql: Sql,
        rows: Vec<Vec<Value>>,
    ) -> Result<Vec<Option<RawRow>>, sqlx::Error>;

    /// Runs a statement that has no values and gives no rows, such as those below.
    async fn plain(&mut self, words: &'static str) -> Result<(), sqlx::Error>;

    /// Sets the one savepoint.
    async fn savepoint(&mut self) -> Result<(), sqlx::Error> {
        self.plain("SAVEPOINT guard").await
    }

    /// Keeps what was written since the savepoint, which is gone then.
    async fn release(&mut self) -> Result<(), sqlx::Error> {
        self.plain("RELEASE SAVEPOINT guard").await
    }

    /// Takes back what was written since the savepoint, which is gone then.
    async fn roll_back(&mut self) -> Result<(), sqlx::Error> {
        self.plain("ROLLBACK TO SAVEPOINT guard").await?;
        self.release().await
    }

    /// Commits the transaction.
    ///
    /// # Errors
    /// When the engine does not say that it is committed: then it may or may not be.
    async fn commit(&mut self) -> Result<(), sqlx::Error> {
        self.plain("COMMIT").await
    }

    /// What this failure of a statement leaves of the transaction and its connection.
    fn health_after(&self, error: &StoreError) -> Health;

    /// Gives the connection back: rolled back unless it is over, and thrown away where it is in doubt. Whatever is asked
    /// afterwards is refused. Dropped without it, the transaction is rolled back.
    fn let_go(&mut self, is_over: bool, health: Health);
}

/// A row as its engine gave it.
#[derive(Debug)]
pub enum RawRow {
    /// By SQLite.
    Sqlite(SqliteRow),
    /// By Postgres.
    Postgres(PgRow),
}

impl RawRow {
    /// The row as whoever asked wants it.
    ///
    /// # Errors
    /// When a column is missing, or holds something else.
    pub(super) fn read<T: Row>(&self) -> Result<T, sqlx::Error> {
        match self {
            Self::Sqlite(row) => T::from_row(row),
            Self::Postgres(row) => T::from_row(row),
        }
    }
}

/// Begins, with the engine's own words for it; what could not begin is given back in the state in which that left it.
pub(super) async fn begin(
    mut repository: impl Repository + 'static,
    words: &'static str,
) -> Result<Box<dyn Repository>, StoreError> {
    match within(repository.plain(words)).await.map_err(StoreError::from) {
        Ok(()) => Ok(Box::new(repository)),
        Err(error) => {
            let health = repository.health_after(&error);
            repository.let_go(false, health);
            Err(error)
        }
    }
}
