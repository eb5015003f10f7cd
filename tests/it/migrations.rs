//! Migrations run on stores in use, again is harmless, and both engines end up the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, PgConnection, SqliteConnection};

use crate::engines::Engines;
use crate::source::root;

/// Table, column: type, and whether it must be there.
pub type Columns = BTreeMap<(String, String), (String, bool)>;

/// The files, in their order.
fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(root().join("migrations")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// Every table that a migration makes and no later one drops.
pub fn tables() -> BTreeSet<String> {
    let mut tables = BTreeSet::new();
    for file in files() {
        for line in fs::read_to_string(file).unwrap().lines() {
            if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
                tables.insert(rest.split([' ', '(']).next().unwrap().to_owned());
            }
            if let Some(rest) = line.strip_prefix("DROP TABLE ") {
                tables.remove(rest.trim_end_matches(';'));
            }
        }
    }
    tables
}

#[tokio::test]
async fn each_migration_runs_on_a_store_in_use() {
    let mut engines = Engines::empty().await;
    let migrator = Migrator::new(root().join("migrations")).await.unwrap();
    for migration in migrator.iter() {
        migrator.run_to(migration.version, &mut engines.sqlite).await.unwrap();
        migrator.run_to(migration.version, &mut engines.postgres).await.unwrap();
        let seed = root().join(format!("tests/fixtures/migrations/{:04}.sql", migration.version));
        let seed = fs::read_to_string(&seed).unwrap_or_else(|_| panic!("there is no {}", seed.display()));
        sqlx::raw_sql(AssertSqlSafe(seed.clone())).execute(&mut engines.sqlite).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(seed)).execute(&mut engines.postgres).await.unwrap();
    }
    let before = (rows_of_sqlite(&mut engines.sqlite).await, rows_of_postgres(&mut engines.postgres).await);
    assert_eq!(before.0, before.1, "the same rows on both engines");
    let empty: Vec<&String> =
        before.0.iter().filter(|(_, rows)| **rows == 0).map(|(table, _)| table).collect();
    assert!(empty.is_empty(), "no seed has rows for {empty:?}");
    // What the program does whenever it starts.
    engines.migrate().await;
    engines.migrate().await;
    let after = (rows_of_sqlite(&mut engines.sqlite).await, rows_of_postgres(&mut engines.postgres).await);
    assert_eq!(after, before, "migrating again changes nothing");
    engines.close().await;
}

#[tokio::test]
async fn both_engines_end_up_with_the_same_schema() {
    let mut engines = Engines::empty().await;
    engines.migrate().await;
    let sqlite = columns_of_sqlite(&mut engines.sqlite).await;
    assert_eq!(sqlite, columns_of_postgres(&mut engines.postgres).await);
    let known: BTreeSet<String> = sqlite.into_keys().map(|(table, _)| table).collect();
    assert_eq!(known, tables());
    let on_sqlite: Vec<(String,)> = sqlx::query_as(
        "SELECT name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite_autoindex%' ORDER BY name",
    )
    .fetch_all(&mut engines.sqlite)
    .await
    .unwrap();
    let on_postgres: Vec<(String,)> = sqlx::query_as(
        "SELECT CAST(indexname AS TEXT) FROM pg_indexes WHERE schemaname = 'public'
            AND indexname NOT LIKE '%\\_pkey%' AND indexname NOT LIKE '%\\_key' ORDER BY indexname",
    )
    .fetch_all(&mut engines.postgres)
    .await
    .unwrap();
    assert_eq!(on_sqlite, on_postgres);
    engines.close().await;
}

#[test]
fn files_are_numbered_without_gaps_and_keep_to_what_both_engines_read() {
    for (at, file) in files().iter().enumerate() {
        let name = file.file_name().unwrap().to_str().unwrap();
        assert!(name.starts_with(&format!("{:04}_", at + 1)), "{name} is not number {}", at + 1);
        let text = fs::read_to_string(file).unwrap().to_lowercase();
        for word in
            ["autoincrement", "serial", "timestamp", "datetime", "jsonb", "now(", "references", "varchar"]
        {
            assert!(!text.contains(word), "{name}: `{word}` is not for both engines, or not for us");
        }
    }
}

async fn rows_of_sqlite(connection: &mut SqliteConnection) -> BTreeMap<String, i64> {
    let mut rows = BTreeMap::new();
    for table in tables() {
        let text = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        rows.insert(table, sqlx::query_scalar(text).fetch_one(&mut *connection).await.unwrap());
    }
    rows
}

async fn rows_of_postgres(connection: &mut PgConnection) -> BTreeMap<String, i64> {
    let mut rows = BTreeMap::new();
    for table in tables() {
        let text = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        rows.insert(table, sqlx::query_scalar(text).fetch_one(&mut *connection).await.unwrap());
    }
    rows
}

pub async fn columns_of_sqlite(connection: &mut SqliteConnection) -> Columns {
    let rows: Vec<(String, String, String, bool)> = sqlx::query_as(
        "SELECT t.name, c.name, lower(c.type), c.\"notnull\" OR c.pk > 0
            FROM sqlite_master t, pragma_table_info(t.name) c
            WHERE t.type = 'table' AND t.name NOT LIKE '\\_sqlx%' ESCAPE '\\' AND t.name NOT LIKE 'sqlite%'",
    )
    .fetch_all(connection)
    .await
    .unwrap();
    columns(rows)
}

pub async fn columns_of_postgres(connection: &mut PgConnection) -> Columns {
    let rows: Vec<(String, String, String, bool)> = sqlx::query_as(
        "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(data_type AS TEXT), is_nullable = 'NO'
            FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%'",
    )
    .fetch_all(connection)
    .await
    .unwrap();
    columns(rows)
}

fn columns(rows: Vec<(String, String, String, bool)>) -> Columns {
    rows.into_iter().map(|(table, column, kind, must)| ((table, column), (kind, must))).collect()
}
