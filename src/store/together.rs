//! One statement for many rows of values on Postgres, in one way there and back where that is the same.
//!
//! Each statement that goes to Postgres alone costs a way there and back, which is more than most statements take. Reads
//! can always go together. Writes can where no row of values touches what another one does: where they only insert what is
//! not there yet, or where [`APART`] stands in the statement and the rows differ in its first two values.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use parking_lot::RwLock;
use sqlx::{AssertSqlSafe, PgConnection, Row as _, SqlSafeStr, SqlStr};

use super::bound::query;
use super::repository::RawRow;
use super::{Sql, Value, each};

/// Stands in a statement whose first two values are the key of the only row that it touches.
pub(super) const APART: &str = "/*apart*/";
/// Such a statement inserts what is not there, and does nothing else.
const ONLY_NEW: &str = "ON CONFLICT DO NOTHING";

type Texts = HashMap<(&'static str, usize), Arc<str>>;

static TEXTS: LazyLock<RwLock<Texts>> = LazyLock::new(RwLock::default);

/// Runs a statement that gives no rows for each row of values; says how many rows each touched.
pub(super) async fn execute(
    connection: &mut PgConnection,
    sql: Sql,
    rows: Vec<Vec<Value>>,
) -> Result<Vec<u64>, sqlx::Error> {
    let mut touched = Vec::with_capacity(rows.len());
    let may = rows.len() > 1 && may_go_together(sql.text(), &rows);
    let mut left = rows.into_iter();
    while left.len() > 0 {
        let times = if may { each::share(left.len()) } else { 1 };
        let (values, width) = taken(&mut left, times);
        if times == 1 {
            touched.push(query(sql.for_postgres(), values).execute(&mut *connection).await?.rows_affected());
            continue;
        }
        let text = written(sql.text(), times, width, writes);
        let row = query(text, values).fetch_one(&mut *connection).await?;
        for at in 0..times {
            touched.push(row.try_get::<i64, _>(at)?.unsigned_abs());
        }
    }
    Ok(touched)
}

/// Runs a query that gives one row or none for each row of values.
pub(super) async fn optional(
    connection: &mut PgConnection,
    sql: Sql,
    rows: Vec<Vec<Value>>,
) -> Result<Vec<Option<RawRow>>, sqlx::Error> {
    let mut found = Vec::with_capacity(rows.len());
    let mut left = rows.into_iter();
    while left.len() > 0 {
        let times = each::share(left.len());
        let (values, width) = taken(&mut left, times);
        if times == 1 {
            let row = query(sql.for_postgres(), values).fetch_optional(&mut *connection).await?;
            found.push(row.map(RawRow::Postgres));
            continue;
        }
        let mut these: Vec<Option<RawRow>> = (0..times).map(|_| None).collect();
        let text = written(sql.text(), times, width, reads);
        for row in query(text, values).fetch_all(&mut *connection).await? {
            let at = usize::try_from(row.try_get::<i64, _>("of_row")?).unwrap_or_default();
            if let Some(one) = these.get_mut(at).filter(|one| one.is_none()) {
                *one = Some(RawRow::Postgres(row));
            }
        }
        found.extend(these);
    }
    Ok(found)
}

fn taken(left: &mut std::vec::IntoIter<Vec<Value>>, times: usize) -> (Vec<Value>, usize) {
    let width = left.as_slice().first().map_or(0, Vec::len);
    (left.by_ref().take(times).flatten().collect(), width)
}

fn may_go_together(text: &str, rows: &[Vec<Value>]) -> bool {
    if text.contains(APART) {
        let mut keys = HashSet::with_capacity(rows.len());
        return rows.iter().all(|row| match row.as_slice() {
            [Value::Text(Some(first)), Value::Text(Some(second)), ..] => keys.insert((first, second)),
            _ => false,
        });
    }
    text.contains(ONLY_NEW) && !text.contains("DO UPDATE")
}

fn written(text: &'static str, times: usize, width: usize, how: fn(usize, &str) -> String) -> SqlStr {
    let known = TEXTS.read().get(&(text, times)).cloned();
    let whole = known.unwrap_or_else(|| {
        let each = (0..times).map(|row| how(row, &each::counted_on(text, row * width)));
        let whole: Arc<str> = joined(&each.collect::<Vec<_>>(), text).into();
        TEXTS.write().insert((text, times), Arc::clone(&whole));
        whole
    });
    AssertSqlSafe(whole).into_sql_str()
}

fn writes(row: usize, text: &str) -> String {
    format!("w{row} AS ({text} RETURNING 1)")
}

fn reads(row: usize, text: &str) -> String {
    format!("SELECT it.*, CAST({row} AS BIGINT) AS of_row FROM ({text}) AS it")
}

fn joined(each: &[String], text: &str) -> String {
    if text.trim_start().starts_with("SELECT") {
        return each.join(" UNION ALL ");
    }
    let counts: Vec<String> = (0..each.len()).map(|row| format!("(SELECT COUNT(*) FROM w{row})")).collect();
    format!("WITH {} SELECT {}", each.join(", "), counts.join(", "))
}

#[cfg(test)]
mod tests {
    use crate::testing::on_each_store;
    use crate::{sql, values};

    #[tokio::test]
    async fn of_several_rows_the_first_is_given_whether_alone_or_together() {
        on_each_store(async |db| {
            let mut tx = db.begin().await.unwrap();
            let keep = sql!(
                "INSERT INTO inbox (workspace, event_key, received) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
            );
            let row = |key: i64| values!["w", format!("key {key}"), key];
            tx.execute_each(keep, (0..5).map(row).collect()).await.unwrap();
            let find = sql!(
                "SELECT received FROM inbox WHERE workspace = $1 AND received >= $2 ORDER BY received"
            );
            for from in [2, 9] {
                let wanted = (from < 5).then_some((from,));
                assert_eq!(tx.optional::<(i64,)>(find, values!["w", from]).await.unwrap(), wanted);
                let rows = vec![values!["w", from], values!["w", 0_i64], values!["w", from]];
                let found = tx.optional_each::<(i64,)>(find, rows).await.unwrap();
                assert_eq!(found, [wanted, Some((0,)), wanted]);
            }
        })
        .await;
    }

    #[tokio::test]
    async fn what_goes_together_gives_what_each_gives_alone() {
        on_each_store(async |db| {
            let mut tx = db.begin().await.unwrap();
            let keep = sql!(
                "INSERT INTO inbox (workspace, event_key, received) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
            );
            let row = |key: i64| values!["w", format!("key {key}"), key];
            let kept = tx.execute_each(keep, (0..7).map(row).collect()).await.unwrap();
            assert_eq!(kept, [1; 7]);
            let kept = tx.execute_each(keep, (5..10).map(row).collect()).await.unwrap();
            assert_eq!(kept, [0, 0, 1, 1, 1]);
            let same: u64 = tx.execute_each(keep, vec![row(99); 4]).await.unwrap().into_iter().sum();
            assert_eq!(same, 1, "the same four times is there once");
            let find = sql!("SELECT received, event_key FROM inbox WHERE workspace = $1 AND event_key = $2");
            let keys = [3, 70, 9, 4, 71].map(|key: i64| values!["w", format!("key {key}")]);
            let found: Vec<Option<(i64, String)>> = tx.optional_each(find, keys.to_vec()).await.unwrap();
            let found: Vec<Option<i64>> = found.into_iter().map(|row| row.map(|row| row.0)).collect();
            assert_eq!(found, [Some(3), None, Some(9), Some(4), None]);
            let change = sql!(
                "INSERT INTO inbox (workspace, event_key, received) VALUES ($1, $2, $3)
                 ON CONFLICT (workspace, event_key) DO UPDATE SET received = inbox.received + excluded.received /*apart*/"
            );
            tx.execute_each(change, vec![row(1), row(2), row(3)]).await.unwrap();
            // The same row twice is changed twice, one after the other.
            tx.execute_each(change, vec![row(4), row(4), row(5)]).await.unwrap();
            let keys = [1, 2, 3, 4, 5].map(|key: i64| values!["w", format!("key {key}")]);
            let found: Vec<Option<(i64, String)>> = tx.optional_each(find, keys.to_vec()).await.unwrap();
            let found: Vec<i64> = found.into_iter().map(|row| row.unwrap().0).collect();
            assert_eq!(found, [2, 4, 6, 12, 10]);
        })
        .await;
    }
}
