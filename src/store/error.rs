//! What can go wrong with the store, told apart by what can be done about it.

/// What can go wrong with the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Not now: the engine could not be reached, did not answer in time, or has no room. The same again may well succeed.
    /// Nothing was committed, unless it was the commit that was not answered.
    #[error("the store cannot do it now: {0}")]
    Unreachable(#[source] sqlx::Error),
    /// Nothing answers where the store is, or it takes nobody: not now, and for nobody else either.
    #[error("the store is away: {0}")]
    Away(#[source] sqlx::Error),
    /// Two transactions stood in each other's way. Nothing was committed; the same again may well succeed.
    #[error("two transactions collided: {0}")]
    Collision(#[source] sqlx::Error),
    /// The statement or its data are wrong, and will be so again: our fault.
    #[error("the store refused a statement: {0}")]
    Refused(#[source] sqlx::Error),
    /// What shared this transaction failed; whatever is in it is done again, one by one.
    #[error("something in the same transaction failed")]
    Shared,
    /// The transaction only reads, and was to write, or to read what it had been given to write.
    #[error("the transaction only reads")]
    ReadsOnly,
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

/// Transactions that collide. Postgres: serialization failure, deadlock, lock not available in time. SQLite: busy and
/// locked, with their extended codes.
const COLLISIONS: [&str; 9] = ["40001", "40P01", "55P03", "5", "6", "261", "262", "517", "773"];
/// Classes of errors of Postgres that come from what the statement says or holds: data, constraints, its words, its size.
const POSTGRES_REFUSED: [&str; 5] = ["21", "22", "23", "42", "54"];
/// The same of SQLite, by primary code: error, too big, constraint, mismatch, range.
const SQLITE_REFUSED: [i32; 5] = [1, 18, 19, 20, 25];

/// What comes from the statement itself is a list; whatever is not on it passes.
fn is_refused(code: &str) -> bool {
    match code.parse::<i32>() {
        // Postgres has five signs in each code, and SQLite a number below 10,000.
        Ok(code) if code < 10_000 => SQLITE_REFUSED.contains(&(code & 0xff)),
        _ => POSTGRES_REFUSED.iter().any(|class| code.starts_with(class)),
    }
}

impl StoreError {
    /// What is kept is not what the program keeps: our fault.
    pub fn unreadable(why: serde_json::Error) -> Self {
        Self::Refused(sqlx::Error::Decode(why.into()))
    }

    /// What was about to be changed has changed since it was read: a collision that we noticed ourselves.
    pub fn overtaken() -> Self {
        Self::Collision(sqlx::Error::Protocol("it has changed since it was read".to_owned()))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(inner) => match inner.code().as_deref() {
                Some(code) if COLLISIONS.contains(&code) => Self::Collision(error),
                Some(code) if is_refused(code) => Self::Refused(error),
                _ => Self::Unreachable(error),
            },
            sqlx::Error::RowNotFound
            | sqlx::Error::TypeNotFound { .. }
            | sqlx::Error::ColumnIndexOutOfBounds { .. }
            | sqlx::Error::ColumnNotFound(_)
            | sqlx::Error::ColumnDecode { .. }
            | sqlx::Error::Encode(_)
            | sqlx::Error::Decode(_)
            | sqlx::Error::InvalidArgument(_) => Self::Refused(error),
            _ => Self::Unreachable(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_refused;

    #[test]
    fn what_a_statement_is_to_blame_for_is_told_from_what_passes() {
        for code in ["22021", "22P05", "22012", "23505", "42P01", "54000", "1", "19", "2067", "1555", "18"] {
            assert!(is_refused(code), "{code}");
        }
        for code in [
            "57014", "53100", "53300", "57P01", "08006", "25P02", "25P03", "XX000", "58030", "10", "13",
            "14", "266", "778", "7", "9", "11",
        ] {
            assert!(!is_refused(code), "{code}");
        }
    }
}
