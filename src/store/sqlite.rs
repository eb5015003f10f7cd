//! SQLite: one file, one connection that writes.

use std::str::FromStr;

use async_trait::async_trait;
use futures_util::TryStreamExt;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Either, Executor, SqlStr, Sqlite, SqlitePool};

use super::bound::query;
use super::connection::{Health, Lent};
use super::database::{Database, MIGRATIONS, PATIENCE, PREPARED};
use super::repository::{Access, RawRow, Repository, begin};
use super::{Sql, StoreError, Value, each, statistics};

/// Connections that only read, on a file.
const READERS: u32 = 3;
/// Rows that SQLite's thread may be ahead of whoever reads them; a statement for many rows gives so many at the most.
const AHEAD: usize = 256;
/// Pages that each connection may keep in memory: 16 MiB, taken only as they are read. With SQLite's own 2 MiB, whatever
/// counts a hundred thousand rows reads them from the system again and again.
const CACHE: &str = "-16384";
/// Pages of the log at which the one who writes moves them into the file themselves: 64 MiB. [`Database::checkpoint`] does
/// so long before, beside them.
const LOG: &str = "16384";

/// A SQLite file, or a database in memory.
#[derive(Debug)]
pub(super) struct SqliteDatabase {
    /// The one connection that writes.
    pub writer: SqlitePool,
    /// Those that read; in memory the same one.
    pub readers: SqlitePool,
}

impl SqliteDatabase {
    /// Opens `sqlite://FILE` or `sqlite::memory:`. A missing file is made.
    pub async fn open(address: &str) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::from_str(address)?
            .create_if_missing(true)
            .foreign_keys(false)
            .busy_timeout(PATIENCE)
            .row_buffer_size(AHEAD)
            .statement_cache_capacity(PREPARED)
            .pragma("cache_size", CACHE)
            .pragma("temp_store", "memory");
        if address.contains(":memory:") {
            let only = SqlitePoolOptions::new()
                .max_connections(1)
                // Whoever goes away during the test would take the database along.
                .test_before_acquire(false)
                .idle_timeout(None)
                .max_lifetime(None)
                .acquire_timeout(PATIENCE)
                .connect_with(options)
                .await?;
            return Ok(Self { writer: only.clone(), readers: only });
        }
        let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
        let pool = |most| SqlitePoolOptions::new().max_connections(most).acquire_timeout(PATIENCE);
        let writer = pool(1).connect_with(options.clone().pragma("wal_autocheckpoint", LOG)).await?;
        let readers = pool(READERS).connect_with(options).await?;
        Ok(Self { writer, readers })
    }
}

#[async_trait]
impl Database for SqliteDatabase {
    async fn migrate(&self) -> Result<(), StoreError> {
        let mut connection = self.writer.acquire().await?;
        MIGRATIONS.run_direct(None, &mut *connection, false).await?;
        Ok(statistics::tell(&mut connection).await?)
    }

    async fn begin(&self, access: Access) -> Result<Box<dyn Repository>, StoreError> {
        let (connection, words) = match access {
            Access::Write => (self.writer.acquire().await.map_err(StoreError::Away)?, "BEGIN IMMEDIATE"),
            Access::Read => (self.readers.acquire().await?, "BEGIN"),
        };
        begin(SqliteRepository(connection.into()), words).await
    }

    async fn checkpoint(&self) -> Result<(), StoreError> {
        let mut connection = self.readers.acquire().await.map_err(StoreError::Away)?;
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").await?;
        Ok(())
    }

    fn is_shared(&self) -> bool {
        false
    }

    async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// A transaction on SQLite.
#[derive(Debug)]
struct SqliteRepository(Lent<Sqlite>);

#[async_trait]
impl Repository for SqliteRepository {
    async fn execute(&mut self, sql: Sql, rows: Vec<Vec<Value>>) -> Result<Vec<u64>, sqlx::Error> {
        let connection = self.0.get()?;
        let mut touched = Vec::with_capacity(rows.len());
        for (text, values) in shares(sql, rows) {
            let mut parts = (&mut *connection).fetch_many(query(text, values));
            while let Some(part) = parts.try_next().await? {
                touched.extend(part.left().map(|done| done.rows_affected()));
            }
        }
        Ok(touched)
    }

    async fn fetch(&mut self, sql: Sql, values: Vec<Value>) -> Result<Vec<RawRow>, sqlx::Error> {
        let rows = query(sql.for_sqlite(), values).fetch_all(self.0.get()?).await?;
        Ok(rows.into_iter().map(RawRow::Sqlite).collect())
    }

    async fn fetch_optional(
        &mut self,
        sql: Sql,
        rows: Vec<Vec<Value>>,
    ) -> Result<Vec<Option<RawRow>>, sqlx::Error> {
        let connection = self.0.get()?;
        if rows.len() == 1 {
            let values = rows.into_iter().flatten().collect();
            let row = query(sql.for_sqlite(), values).fetch_optional(connection).await?;
            return Ok(vec![row.map(RawRow::Sqlite)]);
        }
        let mut found = Vec::with_capacity(rows.len());
        for (text, values) in shares(sql, rows) {
            let mut parts = (&mut *connection).fetch_many(query(text, values));
            let mut row = None;
            while let Some(part) = parts.try_next().await? {
                match part {
                    Either::Right(given) => row = row.or(Some(RawRow::Sqlite(given))),
                    Either::Left(_) => found.push(row.take()),
                }
            }
        }
        Ok(found)
    }

    async fn plain(&mut self, words: &'static str) -> Result<(), sqlx::Error> {
        sqlx::query(words).execute(self.0.get()?).await.map(drop)
    }

    fn health_after(&self, error: &StoreError) -> Health {
        match error {
            StoreError::Unreachable(_) => Health::Doubtful,
            StoreError::Collision(_) => Health::Spoilt,
            _ => Health::Sound,
        }
    }

    fn let_go(&mut self, is_over: bool, health: Health) {
        self.0.let_go(is_over, health);
    }
}

/// What SQLite is given: texts that hold the statement several times, with their values.
fn shares(sql: Sql, rows: Vec<Vec<Value>>) -> impl Iterator<Item = (SqlStr, Vec<Value>)> {
    let width = rows.first().map_or(0, Vec::len);
    let mut left = rows.into_iter();
    std::iter::from_fn(move || {
        let times = (left.len() > 0).then(|| each::share(left.len()))?;
        let values = left.by_ref().take(times).flatten().collect();
        Some((each::repeated(sql.text(), times, width), values))
    })
}
