//! What is not kept for ever, told so that it can be dropped in small steps: one value for each kind of rows.

use super::Sql;

/// Rows that go when their time is over.
#[derive(Clone, Copy, Debug)]
pub struct Retention {
    /// What goes, in the words of `docs/privacy.md`.
    pub what: &'static str,
    /// For how many days it is kept.
    pub days: i64,
    /// The names of what is over, as text: `$1` is the company, `$2` the moment before which it is over, `$3` how many at
    /// the most. It is asked on a connection that only reads.
    pub over: Sql,
    /// How one of them goes, step by step: `$1` is the company, `$2` its name, `$3` the same moment. Each looks again
    /// whether it is over.
    pub drop: &'static [Sql],
}
