//! All that the store holds, to be compared.

use std::collections::BTreeMap;

use crate::store::{Db, Sql, Tx};

/// What is kept whatever comes in: the names of events.
const ALWAYS: &str = "inbox";

/// What stands in every table, as text.
pub(super) async fn all(db: &Db) -> BTreeMap<String, String> {
    let mut tx = db.read().await.unwrap();
    let mut rows = BTreeMap::new();
    for table in tables(&mut tx, db).await {
        if table == ALWAYS || table.starts_with("_sqlx") {
            continue;
        }
        let text = if db.is_shared() {
            format!("SELECT COALESCE(string_agg(t::text, ' ' ORDER BY t::text), '') FROM {table} AS t")
        } else {
            let columns = texts(&mut tx, format!("SELECT name FROM pragma_table_info('{table}')")).await;
            let columns: Vec<String> = columns.iter().map(|name| format!("quote(\"{name}\")")).collect();
            let row = columns.join(" || ',' || ");
            format!(
                "SELECT COALESCE(group_concat(t, ' '), '') FROM (SELECT {row} AS t FROM {table} ORDER BY 1)"
            )
        };
        rows.insert(table, texts(&mut tx, text).await.remove(0));
    }
    rows
}

async fn tables(tx: &mut Tx, db: &Db) -> Vec<String> {
    let text = if db.is_shared() {
        "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = 'public'"
    } else {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    };
    texts(tx, text.to_owned()).await
}

async fn texts(tx: &mut Tx, text: String) -> Vec<String> {
    // There are as many texts as tables.
    let text: &'static str = Box::leak(text.into_boxed_str());
    let rows: Vec<(String,)> = tx.all(Sql::new(text), Vec::new()).await.unwrap();
    rows.into_iter().map(|(text,)| text).collect()
}
