//! The connection under a transaction: what a failure leaves of it, and how it is let go.

use std::fmt::{self, Debug, Formatter};
use std::io;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{Database, Executor};

/// How long a statement may take. Postgres ends it by itself before that: see [`super::Db::open`].
const PATIENCE: Duration = Duration::from_secs(25);
/// How long rolling back may take before the connection is given up.
const ROLLBACK: Duration = Duration::from_secs(5);

/// What a failure leaves of a transaction and its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    /// It goes on as if nothing had been.
    Sound,
    /// Nothing of it can be committed: only rolling back helps.
    Spoilt,
    /// Nobody knows in which state its connection is.
    Doubtful,
}

/// A connection out of a pool, until it is let go. Dropped before, it is rolled back.
pub(super) struct Lent<DB: Database>(Option<PoolConnection<DB>>)
where
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>;

impl<DB: Database> Debug for Lent<DB>
where
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Lent").field(&self.0.is_some()).finish()
    }
}

impl<DB: Database> From<PoolConnection<DB>> for Lent<DB>
where
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    fn from(connection: PoolConnection<DB>) -> Self {
        Self(Some(connection))
    }
}

impl<DB: Database> Lent<DB>
where
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    /// The connection.
    ///
    /// # Errors
    /// When it was let go.
    pub fn get(&mut self) -> Result<&mut DB::Connection, sqlx::Error> {
        self.0.as_deref_mut().ok_or(sqlx::Error::PoolClosed)
    }

    /// Back into the pool: rolled back unless it is over, and thrown away where it is in doubt.
    pub fn let_go(&mut self, is_over: bool, health: Health) {
        let Some(mut connection) = self.0.take() else { return };
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
}

impl<DB: Database> Drop for Lent<DB>
where
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    fn drop(&mut self) {
        self.let_go(false, Health::Sound);
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
