//! The dialect root: one SQL text, two engines. Nobody else knows that there are two.
//!
//! Text that both engines read the same: `$1` placeholders, `TEXT`, `BIGINT`, `BOOLEAN`, `DOUBLE PRECISION`, ids made
//! by us, moments as milliseconds since 1970 in a `BIGINT` (see [`Millis`]). `SUM` needs `CAST(SUM(x) AS BIGINT)`; NULL
//! order is spelled out; `lower()` in place of `ILIKE`; no `now()`, no arrays.

mod bound;
mod busy;
mod connection;
mod database;
mod db;
mod each;
mod error;
mod held;
mod later;
mod personal;
mod postgres;
mod record;
mod repository;
mod retention;
mod row;
mod scoped;
mod sql;
mod sqlite;
mod statistics;
mod together;
mod tx;
mod value;

pub use busy::Busy;
pub use connection::Health;
#[cfg(test)]
pub(crate) use database::Database;
pub use db::Db;
pub use error::StoreError;
pub use held::held;
pub use later::Later;
pub use personal::{Erase, Meaning, Merge, NamedBy, PersonalTable};
pub use record::Record;
pub use repository::{Access, RawRow, Repository};
pub use retention::Retention;
pub use row::Row;
pub use scoped::Scoped;
pub use sql::Sql;
pub use tx::Tx;
pub use value::{Millis, Value};

/// A statement: the whole text of it, as a literal, so that a test can find it and prepare it on both engines.
///
#[macro_export]
macro_rules! sql {
    ($text:literal) => {
        $crate::store::Sql::new($text)
    };
}

/// The values of a statement, in order: `values![org, now, "text", 3_i64, None::<String>]`.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => {
        vec![$($crate::store::Value::from($value)),*]
    };
}
