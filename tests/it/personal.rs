//! No table is forgotten when somebody's data is exported or erased: the schema of both engines is walked.

use std::collections::{BTreeMap, BTreeSet};

use lyceum::bot::{NOBODYS, Registry, RegistryView};
use lyceum::features;
use lyceum::store::{Erase, Meaning, PersonalTable};

use crate::engines::Engines;
use crate::migrations::{columns_of_postgres, columns_of_sqlite};

/// Columns that are called so hold a person or an account, wherever they stand.
const WHO: [&str; 17] = [
    "person",
    "people",
    "asker",
    "giver",
    "receiver",
    "author",
    "holder",
    "account",
    "answered_by",
    "accepted_by",
    "manager",
    "thanks_to",
    "owner",
    "host",
    "mentor",
    "mentee",
    "email",
];

#[derive(Debug, Default)]
struct Told {
    /// Table, and whether it is exported and erased or has nothing of a person.
    tables: BTreeMap<String, BTreeSet<String>>,
    nobodys: BTreeSet<String>,
}

fn told(tables: &[&PersonalTable], nobodys: &[(&str, &str)]) -> Told {
    let of = |table: &&PersonalTable| {
        (table.name.to_owned(), table.columns.iter().map(|(name, _)| (*name).to_owned()).collect())
    };
    Told {
        tables: tables.iter().map(of).collect(),
        nobodys: nobodys.iter().map(|(name, _)| (*name).to_owned()).collect(),
    }
}

/// All that is wrong, by table and column.
fn forgotten(schema: &BTreeSet<(String, String)>, told: &Told) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut tables: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (table, column) in schema {
        tables.entry(table).or_default().insert(column);
    }
    for (table, columns) in &tables {
        match (told.tables.get(*table), told.nobodys.contains(*table)) {
            (None, false) => wrong.push(format!(
                "`{table}`: say what it keeps about a person (PersonalTable), or why nothing (NOBODYS)"
            )),
            (Some(_), true) => wrong.push(format!("`{table}` is told of twice")),
            (None, true) => {
                let people = columns.iter().filter(|column| WHO.contains(column));
                wrong.extend(
                    people.map(|column| format!("`{table}.{column}` is a person, and nothing is said of it")),
                );
            }
            (Some(known), false) => {
                let untold = columns.iter().filter(|column| !known.contains(**column));
                wrong.extend(untold.map(|column| format!("`{table}.{column}`: say what it means")));
                let gone = known.iter().filter(|column| !columns.contains(column.as_str()));
                wrong.extend(gone.map(|column| format!("`{table}.{column}` is told of and not there")));
            }
        }
    }
    let named = told.tables.keys().chain(&told.nobodys);
    wrong.extend(
        named
            .filter(|table| !tables.contains_key(table.as_str()))
            .map(|table| format!("there is no table `{table}`")),
    );
    wrong
}

#[tokio::test]
async fn every_table_says_what_it_keeps_about_a_person() {
    let mut engines = Engines::empty().await;
    engines.migrate().await;
    let registry = Registry::of(features::all()).unwrap();
    let told = told(&registry.personal(), NOBODYS);
    let sqlite: BTreeSet<_> = columns_of_sqlite(&mut engines.sqlite).await.into_keys().collect();
    let postgres: BTreeSet<_> = columns_of_postgres(&mut engines.postgres).await.into_keys().collect();
    engines.close().await;
    assert!(sqlite.len() > 100, "only {} columns were found", sqlite.len());
    for schema in [sqlite, postgres] {
        let wrong = forgotten(&schema, &told);
        assert!(wrong.is_empty(), "forgotten when a person is exported or erased:\n  {}", wrong.join("\n  "));
    }
}

#[test]
fn every_table_with_people_says_how_they_are_erased_and_reads_well() {
    let registry = Registry::of(features::all()).unwrap();
    for table in registry.personal() {
        let name = table.name;
        assert!(!table.erase.is_empty(), "`{name}`: nothing erases a person from it");
        assert!(table.about.ends_with('.'), "`{name}` says what it is for, in a sentence");
        for (column, meaning) in table.columns {
            assert!(meaning.words().ends_with('.'), "`{name}.{column}` says what it means, in a sentence");
            if WHO.contains(column) && !matches!(*column, "account" | "email") {
                assert!(
                    matches!(meaning, Meaning::Who(_)),
                    "`{name}.{column}` is a person: an export tells their name"
                );
            }
        }
        for step in table.erase {
            if let Erase::InCode(why) = step {
                assert!(why.ends_with('.'), "`{name}` says where it is erased, in a sentence");
            }
        }
    }
    for (name, why) in NOBODYS {
        assert!(why.ends_with('.'), "`{name}` says why nothing in it is about a person, in a sentence");
    }
}

#[test]
fn a_table_that_nobody_thought_of_is_named() {
    let schema = |columns: &[(&str, &str)]| -> BTreeSet<(String, String)> {
        columns.iter().map(|(table, column)| ((*table).to_owned(), (*column).to_owned())).collect()
    };
    let told = Told {
        tables: [("skill".to_owned(), ["person".to_owned(), "name".to_owned()].into())].into(),
        nobodys: ["topic".to_owned()].into(),
    };
    let well = [("skill", "person"), ("skill", "name"), ("topic", "name")];
    assert_eq!(forgotten(&schema(&well), &told), Vec::<String>::new());
    for (table, column, says) in [
        ("mentor_pair", "mentee", "`mentor_pair`: say what it keeps"),
        ("skill", "learned_from", "`skill.learned_from`: say what it means"),
        ("topic", "owner", "`topic.owner` is a person"),
    ] {
        let mut columns = well.to_vec();
        columns.push((table, column));
        let wrong = forgotten(&schema(&columns), &told);
        assert_eq!(wrong.len(), 1, "{wrong:?}");
        assert!(wrong[0].starts_with(says), "{wrong:?}");
    }
    assert_eq!(forgotten(&schema(&well[..2]), &told), ["there is no table `topic`"]);
}
