//! A statement with its values.

use sqlx::query::Query;
use sqlx::{Database, Encode, SqlStr, Type};

use super::Value;

/// What an engine can be given as a value.
pub(super) trait Bound<DB: Database>: Encode<'static, DB> + Type<DB> + 'static {}

impl<DB: Database, T: Encode<'static, DB> + Type<DB> + 'static> Bound<DB> for T {}

/// A statement with its values.
pub(super) fn query<DB: Database>(text: SqlStr, values: Vec<Value>) -> Query<'static, DB, DB::Arguments>
where
    Option<String>: Bound<DB>,
    Option<i64>: Bound<DB>,
    Option<bool>: Bound<DB>,
    Option<f64>: Bound<DB>,
    Option<Vec<u8>>: Bound<DB>,
{
    values.into_iter().fold(sqlx::query(text), |query, value| match value {
        Value::Text(value) => query.bind(value),
        Value::Int(value) => query.bind(value),
        Value::Bool(value) => query.bind(value),
        Value::Real(value) => query.bind(value),
        Value::Bytes(value) => query.bind(value),
    })
}
