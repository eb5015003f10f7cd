//! Every statement of the source is prepared on both engines: it is understood by both, and gives the same columns.

use std::collections::BTreeSet;

use sqlx::{AssertSqlSafe, Column, Executor, SqlSafeStr, Statement};

use crate::engines::Engines;
use crate::migrations;
use crate::source::{Source, all};

/// Tables without a company or whose key is the company, those that tell which company it is, the machine's queues, which
/// are taken from for all companies at once, and files, which a link alone leads to.
const OF_NO_COMPANY: [&str; 9] = [
    "organisation",
    "installation",
    "inbox",
    "outbox",
    "job",
    "file",
    "oauth_state",
    "playground_journal",
    "readiness",
];

/// A statement.
#[derive(Clone, Debug)]
pub struct Found {
    /// The file and the line.
    pub at: String,
    pub text: String,
}

/// The statements of a file, and the places where `sql!` is given something else than its text.
fn statements(source: &Source) -> (Vec<Found>, Vec<String>) {
    let (mut found, mut odd) = (Vec::new(), Vec::new());
    for statement in &source.contents.statements {
        let at = format!("{}:{}", source.file, statement.line);
        match &statement.it {
            Some(text) => found.push(Found { at, text: text.clone() }),
            None => odd.push(at),
        }
    }
    (found, odd)
}

/// Every statement of the program.
pub fn of_the_house() -> Vec<Found> {
    let mut statements_found = Vec::new();
    for source in all().iter().filter(|source| !source.is_for_tests()) {
        let (found, odd) = statements(source);
        assert!(odd.is_empty(), "sql! takes a literal, so that it can be found: {odd:?}");
        statements_found.extend(found);
    }
    statements_found
}

/// What a statement does with a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    Reads,
    Writes,
}

/// The tables that a statement names.
pub fn named_in<'a>(text: &'a str, tables: &BTreeSet<String>) -> BTreeSet<(Use, &'a str)> {
    let words =
        text.split(|sign: char| !sign.is_alphanumeric() && sign != '_').filter(|word| !word.is_empty());
    let words: Vec<&str> = words.collect();
    let named = words.windows(2).enumerate().filter_map(|(at, pair)| {
        let does = match pair[0] {
            "FROM" if at > 0 && words[at - 1] == "DELETE" => Use::Writes,
            "FROM" | "JOIN" => Use::Reads,
            "INTO" | "UPDATE" => Use::Writes,
            _ => return None,
        };
        Some((does, pair[1]))
    });
    named.filter(|(_, table)| tables.contains(*table)).collect()
}

#[tokio::test]
async fn both_engines_understand_every_statement() {
    let mut engines = Engines::empty().await;
    engines.migrate().await;
    let all = of_the_house();
    assert!(all.len() > 50, "only {} statements were found", all.len());
    let mut wrong = Vec::new();
    for Found { at, text } in &all {
        let lite = (&mut engines.sqlite).prepare(AssertSqlSafe(text.clone()).into_sql_str()).await;
        let for_postgres = text.replace("/*skip locked*/", "FOR UPDATE SKIP LOCKED");
        let post = (&mut engines.postgres).prepare(AssertSqlSafe(for_postgres).into_sql_str()).await;
        match (lite, post) {
            (Ok(lite), Ok(post)) => {
                let lite: Vec<&str> = lite.columns().iter().map(Column::name).collect();
                let post: Vec<&str> = post.columns().iter().map(Column::name).collect();
                // A column that has no name of its own is called differently, and read by its place.
                let same = |(lite, post): (&&str, &&str)| lite == post || lite.contains('(');
                if lite.len() != post.len() || !lite.iter().zip(&post).all(same) {
                    wrong.push(format!("{at}: SQLite gives {lite:?}, Postgres {post:?}"));
                }
            }
            (lite, post) => {
                wrong.extend(lite.err().map(|error| format!("{at}: SQLite: {error}")));
                wrong.extend(post.err().map(|error| format!("{at}: Postgres: {error}")));
            }
        }
    }
    engines.close().await;
    println!("{} statements", all.len());
    assert!(wrong.is_empty(), "statements that are not understood:\n  {}", wrong.join("\n  "));
}

#[test]
fn every_statement_names_its_company() {
    let tables = migrations::tables();
    let mut wrong = Vec::new();
    for Found { at, text } in of_the_house() {
        let named = named_in(&text, &tables);
        let of_a_company: BTreeSet<&str> = named
            .into_iter()
            .map(|(_, table)| table)
            .filter(|table| !OF_NO_COMPANY.contains(table))
            .collect();
        let mut words = text.split(|sign: char| !sign.is_alphanumeric() && sign != '_');
        if !of_a_company.is_empty() && !words.any(|word| word == "org") {
            wrong.push(format!("{at}: {of_a_company:?} without `org`"));
        }
    }
    assert!(wrong.is_empty(), "statements that could cross companies:\n  {}", wrong.join("\n  "));
}

#[test]
fn statements_are_found_wherever_they_stand() {
    let text = r##"//! sql!("no")
fn f() { a(sql!("one"), sql!(
  "two \
   three"
)); let q = sql!(r#"fo"ur"#); sql!(TEXT) }
async fn g() { values![async { crate::sql!("five").await }, select! { _ = a(sql!["six"]) => sql!(TEXT) }] }
macro_rules! h { ($x:expr) => { $crate::sql!("seven") } }
#[cfg(test)]
mod tests { fn i() { sql!("no") } }
"##;
    let (found, odd) = statements(&Source::new("src/a/store.rs", text));
    let texts: Vec<&str> = found.iter().map(|found| found.text.as_str()).collect();
    assert_eq!(texts, ["one", "two three", "fo\"ur", "five", "six", "seven"]);
    assert_eq!(found[1].at, "src/a/store.rs:2");
    assert_eq!(odd, ["src/a/store.rs:5", "src/a/store.rs:6"]);
}
