//! The text of a statement, as each engine takes it.

use sqlx::SqlStr;

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

    pub(crate) fn text(self) -> &'static str {
        self.0
    }

    pub(super) fn for_postgres(self) -> SqlStr {
        if self.0.contains(SKIP_LOCKED) {
            let text = self.0.replace(SKIP_LOCKED, "FOR UPDATE SKIP LOCKED");
            sqlx::SqlSafeStr::into_sql_str(sqlx::AssertSqlSafe(text))
        } else {
            SqlStr::from_static(self.0)
        }
    }
}
