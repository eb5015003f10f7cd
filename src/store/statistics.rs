//! What SQLite is told of its tables, so that it goes about every statement as a large company needs it.
//!
//! Without statistics SQLite takes for granted that a company has ten rows in a table, and would rather read all of them
//! than sort a few. With those of `ANALYZE` its plans would change with what is in a store, and be wrong while it grows. So
//! it is told the same of every store: each table has a million rows, all of one company. What it does then depends on the
//! schema alone, and a test can look at it (`tests/it/plans.rs`). Postgres keeps statistics of its own.

use std::collections::BTreeMap;

use sqlx::{Connection, Executor, SqliteConnection};

/// Rows of each table, and so of the one company and its workspace.
const ROWS: u64 = 1_000_000;
/// Whatever is not told apart below.
const OTHERWISE: u64 = 1_000;

/// How many different values a column has.
fn kinds(column: Option<&str>) -> u64 {
    match column {
        Some("org" | "workspace") => 1,
        Some("is_edit" | "lead" | "is_team") => 2,
        Some("kind") => 10,
        Some("state" | "place" | "circle" | "team" | "topic" | "local_month") => 100,
        _ => OTHERWISE,
    }
}

/// As SQLite writes it: all rows, then how many share the first column, the first two, and so on.
fn described(columns: &[Option<String>], is_unique: bool) -> String {
    let mut left = ROWS;
    let mut words = vec![ROWS.to_string()];
    for (at, column) in columns.iter().enumerate() {
        left = (left / kinds(column.as_deref())).max(2);
        let is_one = is_unique && at + 1 == columns.len();
        words.push(if is_one { 1 } else { left }.to_string());
    }
    words.push("noskipscan".to_owned());
    words.join(" ")
}

/// By table and index.
type Told = BTreeMap<(String, String), String>;
/// Whether it is unique, and its columns.
type Indexes = BTreeMap<(String, String), (bool, Vec<Option<String>>)>;

/// Tells it, unless it knows already. Other connections hear of it with their next statement.
pub(super) async fn tell(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let wanted = wanted(connection).await?;
    let known: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_master WHERE name = 'sqlite_stat1'")
        .fetch_one(&mut *connection)
        .await?;
    if known > 0 {
        let rows: Vec<(String, Option<String>, String)> =
            sqlx::query_as("SELECT tbl, idx, stat FROM sqlite_stat1").fetch_all(&mut *connection).await?;
        let told: Told = rows
            .into_iter()
            .map(|(table, index, words)| ((table, index.unwrap_or_default()), words))
            .collect();
        if told == wanted {
            return Ok(());
        }
    }
    let mut tx = connection.begin().await?;
    // It is made anew: whoever has read the schema reads it again, and these with it.
    tx.execute("DROP TABLE IF EXISTS sqlite_stat1; ANALYZE readiness; DELETE FROM sqlite_stat1").await?;
    for ((table, index), words) in wanted {
        let row = sqlx::query("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)");
        row.bind(table).bind(index).bind(words).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    connection.execute("ANALYZE sqlite_schema").await?;
    Ok(())
}

async fn wanted(connection: &mut SqliteConnection) -> Result<Told, sqlx::Error> {
    let rows: Vec<(String, String, bool, Option<String>)> = sqlx::query_as(
        "SELECT m.tbl_name, m.name, l.\"unique\", i.name
         FROM sqlite_master AS m, pragma_index_list(m.tbl_name) AS l, pragma_index_info(m.name) AS i
         WHERE m.type = 'index' AND l.name = m.name ORDER BY m.name, i.seqno",
    )
    .fetch_all(connection)
    .await?;
    let mut indexes: Indexes = BTreeMap::new();
    for (table, index, is_unique, column) in rows {
        indexes.entry((table, index)).or_insert((is_unique, Vec::new())).1.push(column);
    }
    let described =
        |(key, (is_unique, columns)): (_, (bool, Vec<Option<String>>))| (key, described(&columns, is_unique));
    Ok(indexes.into_iter().map(described).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::database::Database;
    use crate::store::sqlite::SqliteDatabase;

    #[test]
    fn a_company_has_all_rows_and_a_key_one() {
        let columns = |names: &[&str]| names.iter().map(|name| Some((*name).to_owned())).collect::<Vec<_>>();
        assert_eq!(described(&columns(&["org", "id"]), true), "1000000 1000000 1 noskipscan");
        assert_eq!(
            described(&columns(&["org", "place", "sent"]), false),
            "1000000 1000000 10000 10 noskipscan"
        );
        assert_eq!(described(&[Some("org".to_owned()), None], false), "1000000 1000000 1000 noskipscan");
    }

    #[tokio::test]
    async fn every_connection_hears_of_it_and_again_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let address = format!("sqlite://{}/store.db", folder.path().display());
        let db = SqliteDatabase::open(&address).await.unwrap();
        let SqliteDatabase { writer, readers } = &db;
        // One that has read the schema of an empty store.
        let _: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_master").fetch_one(readers).await.unwrap();
        db.migrate().await.unwrap();
        // By the index of places alone it would be found without any statistics, too, but sorted by the key.
        let plan = "EXPLAIN QUERY PLAN SELECT * FROM carried WHERE org = 'a' AND place = 'b' AND message = 'c' ORDER BY id";
        for pool in [readers, writer] {
            let (_, _, _, how): (i64, i64, i64, String) = sqlx::query_as(plan).fetch_one(pool).await.unwrap();
            assert!(how.contains("carried_message"), "{how}");
        }
        let changes = "SELECT total_changes()";
        let before: i64 = sqlx::query_scalar(changes).fetch_one(writer).await.unwrap();
        tell(&mut writer.acquire().await.unwrap()).await.unwrap();
        let after: i64 = sqlx::query_scalar(changes).fetch_one(writer).await.unwrap();
        assert_eq!(before, after);
        db.close().await;
    }
}
