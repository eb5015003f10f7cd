//! Somebody with a full life turns out to be somebody else.

use std::collections::BTreeMap;

use super::{home, life, sql, who};
use crate::app::person::exported;
use crate::bot::{NOBODYS, Registry, RegistryView};
use crate::chat::PersonId;
use crate::store::{Db, Merge, Record};
use crate::testing::{House, on_each_engine};

/// Cells that are, or name, this person: the id, the id in quotes, or the id behind a space.
async fn cells_about(db: &Db, id: &str) -> Vec<String> {
    let registry = Registry::of(crate::features::all()).unwrap();
    let tables = registry.personal().into_iter().map(|table| table.name);
    let tables = tables.chain(NOBODYS.iter().map(|(name, _)| *name));
    let (quoted, last) = (format!("\"{id}\""), format!(" {id}"));
    let mut tx = db.read().await.unwrap();
    let mut found = Vec::new();
    for table in tables {
        let query = sql(format!("SELECT * FROM {table}"));
        for Record(columns) in tx.all::<Record>(query, vec![]).await.unwrap() {
            for (column, value) in columns {
                let text = value.as_str().unwrap_or_default();
                if text == id || text.contains(&quoted) || text.ends_with(&last) {
                    found.push(format!("{table}.{column}: {text}"));
                }
            }
        }
    }
    found
}

/// How many rows of each table somebody is told of.
async fn rows_of(house: &House, id: &str) -> BTreeMap<String, usize> {
    let text = exported(&home(house), &who(id)).await.unwrap();
    let export: serde_json::Value = serde_json::from_str(&text).unwrap();
    let tables = export["tables"].as_array().unwrap().iter();
    tables
        .map(|table| (table["table"].as_str().unwrap().to_owned(), table["rows"].as_array().unwrap().len()))
        .collect()
}

#[tokio::test]
async fn whoever_is_no_more_is_named_nowhere_and_has_lost_nothing() {
    on_each_engine(async |house: &mut House| {
        life::lived(house).await;
        house.has_people_abroad(&["eve"]).await;
        let (bob, eve) = (PersonId::new("bob"), PersonId::new("eve abroad"));
        let mut had = rows_of(house, "bob").await;
        let already = rows_of(house, "eve abroad").await;
        house.machine.merge_people(&house.org, &bob, &eve).await;

        let mut left = cells_about(&house.db, "bob").await;
        // A message keeps the name under which it was sent; evidence is declared anew by whoever links.
        left.retain(|cell| !cell.starts_with("post.id") && !cell.starts_with("evidence."));
        let names = |cell: &String| {
            ["outbox.post:", "candidate.tag:", "carried.post:", "outbox.below:"]
                .iter()
                .any(|it| cell.starts_with(it))
        };
        left.retain(|cell| !names(cell));
        assert!(left.is_empty(), "still there:\n  {}", left.join("\n  "));

        let has = rows_of(house, "eve abroad").await;
        // What only says who is being counted or linked right now goes with them, as does what is only drafted.
        for gone in
            ["kudos_giver", "link_code", "person", "evidence", "job", "mentorship_draft", "mentorship_ruling"]
        {
            had.remove(gone);
        }
        for (table, rows) in had {
            let before = already.get(&table).copied().unwrap_or_default();
            assert_eq!(has.get(&table).copied().unwrap_or_default(), rows + before, "`{table}`");
        }
        house.leaves_work();
    })
    .await;
}

#[test]
fn every_table_says_what_becomes_of_each_person_it_names() {
    let registry = Registry::of(crate::features::all()).unwrap();
    for table in registry.personal() {
        let name = table.name;
        assert!(!table.merge.is_empty(), "`{name}` does not say what becomes of it when two people are one");
        let steps: Vec<&str> = table
            .merge
            .iter()
            .filter_map(|step| match step {
                Merge::Into(statement) | Merge::Drop(statement) => Some(statement.text()),
                Merge::Nothing(why) => {
                    assert!(why.ends_with('.'), "`{name}` says why nothing is done, in a sentence");
                    None
                }
            })
            .collect();
        for (column, meaning) in table.columns {
            let is_who = matches!(meaning, crate::store::Meaning::Who(_));
            let moved = steps.iter().any(|step| {
                step.contains(&format!("SET {column} = $3"))
                    || step.starts_with(&format!("DELETE FROM {name} "))
            });
            let nothing = steps.is_empty();
            assert!(!is_who || moved || nothing, "`{name}.{column}` stays with whoever is no more");
        }
    }
}
