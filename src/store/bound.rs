//! Statements with their values, as each engine takes them.

use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Postgres, SqlStr, Sqlite};

use super::{Value, each};

/// Stands in a claiming statement where Postgres is told to skip rows that another copy is claiming.
const SKIP_LOCKED: &str = "/*skip locked*/";

/// A statement's text; made by `sql!` only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sql(&'static str);

impl Sql {
    /// Called by `sql!`.
    pub const fn new(text: &'static str) -> Self {
        Self(text)
    }

    /// For SQLite, as it is.
    pub(super) fn for_sqlite(self) -> SqlStr {
        SqlStr::from_static(self.0)
    }

    pub(super) fn text(self) -> &'static str {
        self.0
    }

    fn for_postgres(self) -> SqlStr {
        if self.0.contains(SKIP_LOCKED) {
            let text = self.0.replace(SKIP_LOCKED, "FOR UPDATE SKIP LOCKED");
            sqlx::SqlSafeStr::into_sql_str(sqlx::AssertSqlSafe(text))
        } else {
            SqlStr::from_static(self.0)
        }
    }
}

/// What SQLite is given: texts that hold the statement several times, with their values.
pub(super) fn shares(sql: Sql, rows: Vec<Vec<Value>>) -> impl Iterator<Item = (SqlStr, Vec<Value>)> {
    let width = rows.first().map_or(0, Vec::len);
    let mut left = rows.into_iter();
    std::iter::from_fn(move || {
        let times = (left.len() > 0).then(|| each::share(left.len()))?;
        let values = left.by_ref().take(times).flatten().collect();
        Some((each::repeated(sql.0, times, width), values))
    })
}

pub(super) fn sqlite_query(text: SqlStr, values: Vec<Value>) -> Query<'static, Sqlite, SqliteArguments> {
    let mut query = sqlx::query(text);
    for value in values {
        query = match value {
            Value::Text(value) => query.bind(value),
            Value::Int(value) => query.bind(value),
            Value::Bool(value) => query.bind(value),
            Value::Real(value) => query.bind(value),
            Value::Bytes(value) => query.bind(value),
        };
    }
    query
}

pub(super) fn postgres_query(sql: Sql, values: Vec<Value>) -> Query<'static, Postgres, PgArguments> {
    postgres_text(sql.for_postgres(), values)
}

pub(super) fn postgres_text(text: SqlStr, values: Vec<Value>) -> Query<'static, Postgres, PgArguments> {
    let mut query = sqlx::query(text);
    for value in values {
        query = match value {
            Value::Text(value) => query.bind(value),
            Value::Int(value) => query.bind(value),
            Value::Bool(value) => query.bind(value),
            Value::Real(value) => query.bind(value),
            Value::Bytes(value) => query.bind(value),
        };
    }
    query
}
