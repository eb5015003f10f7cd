//! A row of any table, column by column: for exports, which tell all that is there.

use serde_json::Value as Json;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Column, FromRow, Row as _, TypeInfo, ValueRef};

/// A row, as it is stored: the columns with their values, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record(pub Vec<(String, Json)>);

impl FromRow<'_, SqliteRow> for Record {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        let mut columns = Vec::with_capacity(row.len());
        for column in row.columns() {
            let at = column.ordinal();
            let stored = row.try_get_raw(at)?;
            let is_bool = column.type_info().name() == "BOOLEAN";
            let value = match stored.type_info().name() {
                _ if stored.is_null() => Json::Null,
                _ if is_bool => row.try_get_unchecked::<bool, _>(at)?.into(),
                "INTEGER" | "BOOLEAN" => row.try_get_unchecked::<i64, _>(at)?.into(),
                "REAL" => row.try_get_unchecked::<f64, _>(at)?.into(),
                _ => row.try_get_unchecked::<String, _>(at)?.into(),
            };
            columns.push((column.name().to_owned(), value));
        }
        Ok(Self(columns))
    }
}

impl FromRow<'_, PgRow> for Record {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let mut columns = Vec::with_capacity(row.len());
        for column in row.columns() {
            let at = column.ordinal();
            let value = match column.type_info().name() {
                _ if row.try_get_raw(at)?.is_null() => Json::Null,
                "BOOL" => row.try_get::<bool, _>(at)?.into(),
                "INT4" => row.try_get::<i32, _>(at)?.into(),
                "INT8" => row.try_get::<i64, _>(at)?.into(),
                "FLOAT8" => row.try_get::<f64, _>(at)?.into(),
                _ => row.try_get::<String, _>(at)?.into(),
            };
            columns.push((column.name().to_owned(), value));
        }
        Ok(Self(columns))
    }
}
