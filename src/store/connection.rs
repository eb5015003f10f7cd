//! The connection under a transaction: what a failure leaves of it, and how it is let go.

use std::io;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{Database, Executor, Postgres, Sqlite};

use super::StoreError;

/// How long a statement may take. Postgres ends it by itself before that: see [`super::Db::open`].
const PATIENCE: Duration = Duration::from_secs(25);
/// How long rolling back may take before the connection is given up.
const ROLLBACK: Duration = Duration::from_secs(5);

/// What a failure leaves of a transaction and its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Health {
    /// It goes on as if nothing had been.
    Sound,
    /// Nothing of it can be committed: only rolling back helps.
    Spoilt,
    /// Nobody knows in which state its connection is.
    Doubtful,
}

/// The connection of one transaction.
#[derive(Debug)]
pub(super) enum Engine {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
    /// It was let go.
    Gone,
}

impl Engine {
    pub(super) fn health_after(&self, error: &StoreError) -> Health {
        match (self, error) {
            (_, StoreError::Unreachable(_)) => Health::Doubtful,
            // Postgres gives up the whole transaction with each statement that fails, and SQLite with some.
            (Self::Postgres(_), StoreError::Refused(sqlx::Error::Database(_)))
            | (_, StoreError::Collision(_)) => Health::Spoilt,
            _ => Health::Sound,
        }
    }

    /// Back into the pool: rolled back unless it is over, and thrown away where it is in doubt.
    pub(super) fn let_go(self, is_over: bool, health: Health) {
        match self {
            Self::Sqlite(connection) => let_go(connection, is_over, health),
            Self::Postgres(connection) => let_go(connection, is_over, health),
            Self::Gone => {}
        }
    }
}

fn let_go<DB: Database>(mut connection: PoolConnection<DB>, is_over: bool, health: Health)
where
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    if health == Health::Doubtful {
        connection.close_on_drop();
    } else if !is_over {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            connection.close_on_drop();
            return;
        };
        runtime.spawn(async move {
            let done = tokio::time::timeout(ROLLBACK, (&mut *connection).execute("ROLLBACK")).await;
            let is_clean = match done {
                Ok(Ok(_)) => true,
                Ok(Err(error)) => has_no_transaction(&error),
                Err(_) => false,
            };
            if !is_clean {
                connection.close_on_drop();
            }
        });
    }
}

/// SQLite refuses to roll back what never began or was rolled back already: there is nothing to be cleaned up.
fn has_no_transaction(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Database(error) if error.message().contains("no transaction is active"))
}

/// A statement, for as long as one may take.
pub(super) async fn within<T>(
    statement: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    let done = tokio::time::timeout(PATIENCE, statement).await;
    done.unwrap_or_else(|_| Err(sqlx::Error::Io(io::ErrorKind::TimedOut.into())))
}
