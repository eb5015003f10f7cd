//! Every statement finds what it needs by an index: no full read of a table that grows, on either engine.
//!
//! SQLite goes by the schema alone, as it is told the same of every store (`src/store/statistics.rs`), so an empty store
//! shows its plans. Postgres goes by what is in a store: it gets a company of some years (`tests/fixtures/filled.sql`), and
//! is told to avoid full reads, so that one that is left is one that no index can spare.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row, SqliteConnection};

use crate::engines::Engines;
use crate::exempt::{EXEMPT, STAYS_SMALL};
use crate::migrations;
use crate::sql::{Found, of_the_house};

/// Columns by which a table of one company is not narrowed down.
const OF_ALL: [&str; 2] = ["org", "workspace"];

/// The tables that grow with what people do.
fn growing() -> BTreeSet<String> {
    let mut tables = migrations::tables();
    for (table, _) in STAYS_SMALL {
        assert!(tables.remove(*table), "there is no table {table}");
    }
    tables
}

/// Statements that read a whole table, or all that a company has in one, and how.
type Wrong = Vec<(Found, String)>;

/// The statement may.
fn is_excused(found: &Found, (file, words, _): &(&str, &str, &str)) -> bool {
    found.at.starts_with(file) && found.text.split_whitespace().collect::<Vec<_>>().join(" ").contains(words)
}

#[tokio::test]
async fn every_statement_finds_what_it_needs_by_an_index() {
    let mut engines = Engines::empty().await;
    engines.migrate().await;
    let wrong = [on_sqlite(&engines).await, on_postgres(&mut engines).await].concat();
    engines.close().await;
    let unexcused = wrong.iter().filter(|(found, _)| !EXEMPT.iter().any(|exempt| is_excused(found, exempt)));
    let unexcused: Vec<String> = unexcused.map(|(found, how)| format!("{}: {how}", found.at)).collect();
    assert!(unexcused.is_empty(), "whole tables are read:\n  {}", unexcused.join("\n  "));
    let idle: Vec<_> =
        EXEMPT.iter().filter(|exempt| !wrong.iter().any(|(found, _)| is_excused(found, exempt))).collect();
    assert!(idle.is_empty(), "excused, and no statement needs it: {idle:?}");
}

/// `a = ?` and `b > ?` of `(a=? AND b>?)`.
fn only_of_all(condition: &str) -> bool {
    let columns = condition.split(" AND ").map(|part| {
        part.trim_matches(|sign: char| !sign.is_alphanumeric() && sign != '<')
            .split(|sign: char| !sign.is_alphanumeric() && sign != '_' && sign != '<')
            .next()
            .unwrap_or_default()
    });
    let mut columns = columns.peekable();
    columns.peek().is_some() && columns.all(|column| OF_ALL.contains(&column))
}

/// The table that each name in a statement stands for.
fn named_in(text: &str, tables: &BTreeSet<String>) -> BTreeMap<String, String> {
    let words: Vec<&str> = text
        .split(|sign: char| !sign.is_alphanumeric() && sign != '_')
        .filter(|word| !word.is_empty())
        .collect();
    let mut names = BTreeMap::new();
    for (at, word) in words.iter().enumerate().filter(|(_, word)| tables.contains(**word)) {
        let next = words.get(at + 1).copied().unwrap_or_default();
        let alias = if next == "AS" { words.get(at + 2).copied().unwrap_or_default() } else { next };
        names.insert((*word).to_owned(), (*word).to_owned());
        names.entry(alias.to_owned()).or_insert_with(|| (*word).to_owned());
    }
    names
}

async fn on_sqlite(engines: &Engines) -> Wrong {
    let mut fresh = SqliteConnection::connect(engines.sqlite_address()).await.unwrap();
    let indexes: BTreeMap<String, String> = sqlx::query_as::<_, (String, String)>(
        "SELECT name, tbl_name FROM sqlite_master WHERE type = 'index'",
    )
    .fetch_all(&mut fresh)
    .await
    .unwrap()
    .into_iter()
    .collect();
    let (tables, growing, mut wrong) = (migrations::tables(), growing(), Vec::new());
    for found in of_the_house() {
        let text = format!("EXPLAIN QUERY PLAN {}", found.text);
        let rows = (&mut fresh).fetch_all(AssertSqlSafe(text)).await;
        let rows = rows.unwrap_or_else(|error| panic!("{}: {error}", found.at));
        let names = named_in(&found.text, &tables);
        for how in rows.iter().map(|row| row.get::<String, _>(3)) {
            let mut words = how.split(' ');
            let (verb, name) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            let index = how.split("INDEX ").nth(1).and_then(|rest| rest.split(' ').next());
            let table = index.and_then(|index| indexes.get(index)).or_else(|| names.get(name));
            let is_growing = table.is_some_and(|table| growing.contains(table));
            let condition = how.rsplit_once(" (").map(|(_, condition)| condition).filter(|_| index.is_some());
            // `ANY(column)`: all of the index is gone through for what comes after that column.
            let is_whole = verb == "SCAN"
                || (verb == "SEARCH" && (condition.is_some_and(only_of_all) || how.contains("ANY(")));
            if is_growing && is_whole {
                wrong.push((found.clone(), how));
            }
        }
    }
    fresh.close().await.unwrap();
    wrong
}

async fn on_postgres(engines: &mut Engines) -> Wrong {
    fill(&mut engines.postgres).await;
    let of_index: Vec<(String, String)> =
        sqlx::query_as("SELECT CAST(indexname AS TEXT), CAST(tablename AS TEXT) FROM pg_indexes")
            .fetch_all(&mut engines.postgres)
            .await
            .unwrap();
    let indexes: BTreeMap<String, String> = of_index.into_iter().collect();
    let (growing, mut wrong) = (growing(), Vec::new());
    for found in of_the_house() {
        let lines = plan(&mut engines.postgres, &found).await;
        for (at, line) in lines.iter().enumerate() {
            let word_after = |words: &str| {
                line.split_once(words).map(|(_, rest)| rest.split(' ').next().unwrap_or_default().to_owned())
            };
            let seq = word_after("Seq Scan on ");
            let index = word_after(" using ")
                .filter(|_| line.contains("Scan"))
                .or_else(|| word_after("Bitmap Index Scan on "));
            let table = seq.as_ref().or_else(|| index.as_ref().and_then(|index| indexes.get(index)));
            let next = lines.get(at + 1).map_or("", |line| line.trim());
            let is_whole = seq.is_some()
                || !next.starts_with("Index Cond: ")
                || only_of_all(next.trim_start_matches("Index Cond: "));
            if is_whole && table.is_some_and(|table| growing.contains(table)) {
                wrong.push((found.clone(), format!("{} {next}", line.trim())));
            }
        }
    }
    wrong
}

/// A tenth of a large company: the same plans, in a few seconds.
async fn fill(postgres: &mut PgConnection) {
    let text = include_str!("../fixtures/filled.sql")
        .replace("{people}", "2000")
        .replace("{questions}", "5000")
        .replace("{posts}", "100000")
        .replace("{grants}", "10000")
        .replace("{now}", "1790000000000");
    sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut *postgres).await.unwrap();
    postgres
        .execute("ANALYZE; SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off")
        .await
        .unwrap();
}

/// How Postgres goes about a statement, whatever its values are. What is limited takes a page.
async fn plan(postgres: &mut PgConnection, found: &Found) -> Vec<String> {
    let mut text = found.text.replace("/*skip locked*/", "FOR UPDATE SKIP LOCKED");
    let values = (1..100).take_while(|at| found.text.contains(&format!("${at}"))).count();
    if let Some((before, last)) = text.rsplit_once("LIMIT $")
        && last.starts_with(&values.to_string())
    {
        text = format!("{before}LIMIT 20{}", last.trim_start_matches(|sign: char| sign.is_ascii_digit()));
    }
    let values = (1..100).take_while(|at| text.contains(&format!("${at}"))).count();
    let nulls = vec!["NULL"; values].join(", ");
    let nulls = if values == 0 { String::new() } else { format!("({nulls})") };
    let run = async |text: String| sqlx::raw_sql(AssertSqlSafe(text)).fetch_all(&mut *postgres).await;
    let mut run = run;
    let asked = run(format!("PREPARE it AS {text}")).await;
    asked.unwrap_or_else(|error| panic!("{}: {error}", found.at));
    let rows = run(format!("EXPLAIN (COSTS OFF) EXECUTE it{nulls}")).await;
    let rows = rows.unwrap_or_else(|error| panic!("{}: {error}", found.at));
    run("DEALLOCATE it".to_owned()).await.unwrap();
    rows.iter().map(|row| row.get::<String, _>(0)).collect()
}

#[test]
fn a_condition_that_names_only_the_company_is_told_from_others() {
    for whole in ["(org=?)", "(org = $1)", "((org = $1) AND (workspace = $2))", "((org = '1'::text))"] {
        assert!(only_of_all(whole.trim_start_matches('(')), "{whole}");
    }
    for narrow in [
        "(org=? AND id=?)",
        "((org = $1) AND (question IS NULL))",
        "(<expr>=?)",
        "(id = $2)",
        "(ROW(tick, id) > ROW($2, $3))",
    ] {
        assert!(!only_of_all(narrow), "{narrow}");
    }
}
