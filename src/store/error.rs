//! What can go wrong with the store, told apart by what can be done about it.

/// What can go wrong with the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The engine could not be reached, or did not answer in time. Nothing was committed.
    #[error("the store could not be reached: {0}")]
    Unreachable(#[source] sqlx::Error),
    /// Two transactions stood in each other's way. Nothing was committed; the same again may well succeed.
    #[error("two transactions collided: {0}")]
    Collision(#[source] sqlx::Error),
    /// The statement or its data are wrong: our fault.
    #[error("the store refused a statement: {0}")]
    Refused(#[source] sqlx::Error),
    /// What shared this transaction failed; whatever is in it is done again, one by one.
    #[error("something in the same transaction failed")]
    Shared,
    /// The address of the store is not one of ours.
    #[error("not an address of a store: it must begin with sqlite:// or postgres://")]
    Address,
    /// The schema is older than this program.
    #[error("the store's schema is not up to date")]
    Behind,
    /// The schema could not be brought up to date.
    #[error("the migrations failed: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Self::Unreachable(error),
            sqlx::Error::Database(inner) => match inner.code().as_deref() {
                // Postgres: serialization failure, deadlock. SQLite: busy and locked, with their extended codes.
                Some("40001" | "40P01" | "5" | "6" | "261" | "262" | "517") => Self::Collision(error),
                // Postgres: connection exceptions, too many connections, shutting down. SQLite: disk full, I/O, cannot open.
                Some(code)
                    if code.starts_with("08")
                        || matches!(code, "53300" | "57P01" | "57P02" | "57P03" | "10" | "13" | "14") =>
                {
                    Self::Unreachable(error)
                }
                _ => Self::Refused(error),
            },
            _ => Self::Refused(error),
        }
    }
}
