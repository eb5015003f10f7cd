//! Opening the store, and beginning transactions.

use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, Executor, PgConnection, PgPool, Postgres, SqlitePool};

use super::connection::Engine;
use super::{StoreError, Tx, statistics};

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// How long to wait for a connection or a lock before the store counts as down.
const PATIENCE: Duration = Duration::from_secs(5);
/// Whoever waits so long for a connection to Postgres finds out whether it refuses them.
const SOON: Duration = Duration::from_millis(400);
/// Connections that only read, on a SQLite file.
const SQLITE_READERS: u32 = 3;
/// Rows that SQLite's thread may be ahead of whoever reads them; a statement for many rows gives so many at the most.
const SQLITE_AHEAD: usize = 256;
/// Pages that each connection may keep in memory: 16 MiB, taken only as they are read. With SQLite's own 2 MiB, whatever
/// counts a hundred thousand rows reads them from the system again and again.
const SQLITE_CACHE: &str = "-16384";
/// Pages of SQLite's log at which the one who writes moves them into the file themselves: 64 MiB. [`Db::checkpoint`] does
/// so long before, beside them.
const SQLITE_LOG: &str = "16384";
/// Statements that are kept prepared, for each connection.
const PREPARED: usize = 600;
/// Connections to Postgres, for one copy of the program.
const POSTGRES_CONNECTIONS: u32 = 10;
/// How long Postgres lets a statement run, wait for a lock, and a transaction do nothing.
const POSTGRES_LIMITS: &str = "SET statement_timeout = '20s'; SET lock_timeout = '5s'; \
                               SET idle_in_transaction_session_timeout = '60s'";

/// The store. Clones share its connections.
#[derive(Clone, Debug)]
pub enum Db {
    /// One writer at a time; readers beside it, unless the database is in memory.
    Sqlite {
        /// The one connection that writes.
        writer: SqlitePool,
        /// Those that read.
        readers: SqlitePool,
    },
    /// A pool of equals, in this and in other copies of the program.
    Postgres(PgPool),
}

impl Db {
    /// Opens the store at `sqlite://FILE`, `sqlite::memory:` or `postgres://...`. A missing SQLite file is made.
    ///
    /// # Errors
    /// When the address is not one of these, or nothing answers there.
    pub async fn open(address: &str) -> Result<Self, StoreError> {
        if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            // sqlx has no setting for TCP keepalive on Postgres: a connection that fell silent is noticed by our own limit
            // on each statement (`connection.rs`), and by the ping before a connection is lent.
            let options = PgConnectOptions::from_str(address)?;
            let options = options.statement_cache_capacity(PREPARED);
            let pool = PgPoolOptions::new()
                .max_connections(POSTGRES_CONNECTIONS)
                // It would be a way there and back before each transaction, and whoever begins one finds out, too.
                .test_before_acquire(false)
                .acquire_timeout(PATIENCE)
                .after_connect(|connection, _| {
                    Box::pin(async move {
                        connection.execute(POSTGRES_LIMITS).await?;
                        Ok(())
                    })
                })
                .connect_with(options)
                .await?;
            return Ok(Self::Postgres(pool));
        }
        if !address.starts_with("sqlite:") {
            return Err(StoreError::Address);
        }
        let options = SqliteConnectOptions::from_str(address)?
            .create_if_missing(true)
            .foreign_keys(false)
            .busy_timeout(PATIENCE)
            .row_buffer_size(SQLITE_AHEAD)
            .statement_cache_capacity(PREPARED)
            .pragma("cache_size", SQLITE_CACHE)
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
            return Ok(Self::Sqlite { writer: only.clone(), readers: only });
        }
        let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
        let pool = |most| SqlitePoolOptions::new().max_connections(most).acquire_timeout(PATIENCE);
        let writer = pool(1).connect_with(options.clone().pragma("wal_autocheckpoint", SQLITE_LOG)).await?;
        let readers = pool(SQLITE_READERS).connect_with(options).await?;
        Ok(Self::Sqlite { writer, readers })
    }

    /// Brings the schema up to date. Again is harmless; on Postgres only one copy does it at a time.
    ///
    /// # Errors
    /// When a migration fails; the store then stands as before that one.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite { writer, .. } => {
                let mut connection = writer.acquire().await?;
                MIGRATIONS.run(&mut *connection).await?;
                statistics::tell(&mut connection).await?;
            }
            Self::Postgres(pool) => {
                // What is moved from one form into another may take longer than whoever asks waits.
                let mut connection = pool.acquire().await?;
                connection.execute("SET statement_timeout = 0; SET lock_timeout = 0").await?;
                connection.close_on_drop();
                MIGRATIONS.run(&mut *connection).await?;
            }
        }
        Ok(())
    }

    /// Moves what was written from SQLite's log into its file, on a connection of its own, so that whoever writes does not
    /// wait for the disk; what is read or written meanwhile stays for the next time. Postgres does so by itself.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn checkpoint(&self) -> Result<(), StoreError> {
        if let Self::Sqlite { readers, .. } = self {
            readers
                .acquire()
                .await
                .map_err(StoreError::Away)?
                .execute("PRAGMA wal_checkpoint(PASSIVE)")
                .await?;
        }
        Ok(())
    }

    /// Begins a transaction that may write. On SQLite there is one at a time; others wait for it.
    ///
    /// # Errors
    /// When the store cannot be reached in time.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite { writer, .. } => {
                let connection = writer.acquire().await.map_err(StoreError::Away)?;
                Tx::begin(Engine::Sqlite(connection), "BEGIN IMMEDIATE", false).await?
            }
            Self::Postgres(pool) => {
                Tx::begin(Engine::Postgres(connection(pool).await?), "BEGIN", false).await?
            }
        })
    }

    /// Begins a transaction that only reads, and sees one state of the store throughout.
    ///
    /// # Errors
    /// When the store cannot be reached in time.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite { readers, .. } => {
                Tx::begin(Engine::Sqlite(readers.acquire().await?), "BEGIN", true).await?
            }
            Self::Postgres(pool) => {
                let words = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                Box::pin(begin(pool, words, true)).await?
            }
        })
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
        matches!(self, Self::Postgres(_))
    }

    /// Lets all connections go.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// Begins a transaction on Postgres. A connection that died while nobody used it is replaced.
async fn begin(pool: &PgPool, words: &'static str, reads: bool) -> Result<Tx, StoreError> {
    for _ in 0..=POSTGRES_CONNECTIONS {
        let engine = Engine::Postgres(connection(pool).await?);
        match tokio::time::timeout(PATIENCE, Tx::begin(engine, words, reads)).await {
            Ok(Err(StoreError::Unreachable(error))) => {
                tracing::debug!(%error, "a connection had died");
            }
            Ok(begun) => return begun,
            Err(_) => break,
        }
    }
    Err(StoreError::Away(sqlx::Error::PoolTimedOut))
}

/// A connection to Postgres. The pool goes on trying where nothing answers; whoever waits is told at once.
async fn connection(pool: &PgPool) -> Result<PoolConnection<Postgres>, StoreError> {
    let mut acquire = std::pin::pin!(pool.acquire());
    if let Ok(done) = tokio::time::timeout(SOON, &mut acquire).await {
        return done.map_err(StoreError::Away);
    }
    let options = pool.connect_options();
    let probe = PgConnection::connect_with(&options);
    tokio::select! {
        // It came after all.
        done = &mut acquire => return done.map_err(StoreError::Away),
        probed = tokio::time::timeout(SOON, probe) => match probed {
            Ok(Ok(probe)) => drop(probe.close().await),
            Ok(Err(error)) => return Err(StoreError::Away(error)),
            Err(_) => {}
        },
    }
    // It takes others: all connections of ours are in use.
    acquire.await.map_err(StoreError::Away)
}
