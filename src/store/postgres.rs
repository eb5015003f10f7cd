//! Postgres: a pool of equals, in this and in other copies of the program.

use std::str::FromStr;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, Executor, PgConnection, PgPool, Postgres};

use super::bound::query;
use super::connection::{Health, Lent};
use super::database::{Database, MIGRATIONS, PATIENCE, PREPARED};
use super::repository::{Access, RawRow, Repository, begin};
use super::{Sql, StoreError, Value, together};

/// Whoever waits so long for a connection finds out whether the server refuses them.
const SOON: Duration = Duration::from_millis(400);
/// Connections of one copy of the program.
const CONNECTIONS: u32 = 10;
/// How long Postgres lets a statement run, wait for a lock, and a transaction do nothing.
const LIMITS: &str = "SET statement_timeout = '20s'; SET lock_timeout = '5s'; \
                      SET idle_in_transaction_session_timeout = '60s'";

/// A database on a Postgres server.
#[derive(Debug)]
pub(super) struct PostgresDatabase(PgPool);

impl PostgresDatabase {
    /// Connects to `postgres://...`.
    pub async fn open(address: &str) -> Result<Self, StoreError> {
        // sqlx has no setting for TCP keepalive on Postgres: a connection that fell silent is noticed by our own limit
        // on each statement (`connection.rs`), and by the ping before a connection is lent.
        let options = PgConnectOptions::from_str(address)?.statement_cache_capacity(PREPARED);
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            // It would be a way there and back before each transaction, and whoever begins one finds out, too.
            .test_before_acquire(false)
            .acquire_timeout(PATIENCE)
            .after_connect(|connection, _| {
                Box::pin(async move {
                    connection.execute(LIMITS).await?;
                    Ok(())
                })
            })
            .connect_with(options)
            .await?;
        Ok(Self(pool))
    }

    /// A connection. The pool goes on trying where nothing answers; whoever waits is told at once.
    async fn connection(&self) -> Result<PostgresRepository, StoreError> {
        Ok(PostgresRepository(self.lent().await?.into()))
    }

    async fn lent(&self) -> Result<PoolConnection<Postgres>, StoreError> {
        let mut acquire = std::pin::pin!(self.0.acquire());
        if let Ok(done) = tokio::time::timeout(SOON, &mut acquire).await {
            return done.map_err(StoreError::Away);
        }
        let options = self.0.connect_options();
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
}

#[async_trait]
impl Database for PostgresDatabase {
    async fn migrate(&self) -> Result<(), StoreError> {
        // What is moved from one form into another may take longer than whoever asks waits.
        let mut connection = self.0.acquire().await?;
        connection.execute("SET statement_timeout = 0; SET lock_timeout = 0").await?;
        connection.close_on_drop();
        Ok(MIGRATIONS.run_direct(None, &mut *connection, false).await?)
    }

    async fn begin(&self, access: Access) -> Result<Box<dyn Repository>, StoreError> {
        if access == Access::Write {
            return begin(self.connection().await?, "BEGIN").await;
        }
        // A connection that died while nobody used it is replaced.
        for _ in 0..=CONNECTIONS {
            let begun = begin(self.connection().await?, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
            match tokio::time::timeout(PATIENCE, begun).await {
                Ok(Err(StoreError::Unreachable(error))) => {
                    tracing::debug!(%error, "a connection had died");
                }
                Ok(done) => return done,
                Err(_) => break,
            }
        }
        Err(StoreError::Away(sqlx::Error::PoolTimedOut))
    }

    async fn checkpoint(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn is_shared(&self) -> bool {
        true
    }

    async fn close(&self) {
        self.0.close().await;
    }
}

/// A transaction on Postgres.
#[derive(Debug)]
struct PostgresRepository(Lent<Postgres>);

#[async_trait]
impl Repository for PostgresRepository {
    async fn execute(&mut self, sql: Sql, rows: Vec<Vec<Value>>) -> Result<Vec<u64>, sqlx::Error> {
        together::execute(self.0.get()?, sql, rows).await
    }

    async fn fetch(&mut self, sql: Sql, values: Vec<Value>) -> Result<Vec<RawRow>, sqlx::Error> {
        let rows = query(sql.for_postgres(), values).fetch_all(self.0.get()?).await?;
        Ok(rows.into_iter().map(RawRow::Postgres).collect())
    }

    async fn fetch_optional(
        &mut self,
        sql: Sql,
        rows: Vec<Vec<Value>>,
    ) -> Result<Vec<Option<RawRow>>, sqlx::Error> {
        together::optional(self.0.get()?, sql, rows).await
    }

    async fn plain(&mut self, words: &'static str) -> Result<(), sqlx::Error> {
        sqlx::query(words).execute(self.0.get()?).await.map(drop)
    }

    fn health_after(&self, error: &StoreError) -> Health {
        match error {
            StoreError::Unreachable(_) => Health::Doubtful,
            // The whole transaction is given up with each statement that fails.
            StoreError::Refused(sqlx::Error::Database(_)) | StoreError::Collision(_) => Health::Spoilt,
            _ => Health::Sound,
        }
    }

    fn let_go(&mut self, is_over: bool, health: Health) {
        self.0.let_go(is_over, health);
    }
}
