//! Somebody with a full life, exported and erased.

mod imported;
mod life;
mod merged;

use std::collections::BTreeMap;

use super::{Home, Wanted, erased, exported};
use crate::bot::{NOBODYS, Registry, RegistryView};
use crate::chat::{Profile, Standing, What};
use crate::store::{Db, Record, Sql};
use crate::testing::{House, Shown, on_each_engine};

/// What must be nowhere any more: marked words, the name, the address, the accounts and the direct conversation.
pub(super) const TRACES: [&str; 5] = ["marker", "Quillfeather", "quillfeather", "acme:bob", "dm:bob"];

fn home(house: &House) -> Home {
    Home { db: house.db.clone(), machine: house.machine.clone() }
}

pub(super) fn who(who: &str) -> Wanted {
    Wanted { who: who.to_owned(), org: None, json: false }
}

/// A statement of a test's own.
pub(super) fn sql(text: String) -> Sql {
    Sql::new(Box::leak(text.into_boxed_str()))
}

/// Every cell of every table that holds one of these words.
pub(super) async fn traces(db: &Db, words: &[&str]) -> Vec<String> {
    let registry = Registry::of(crate::features::all()).unwrap();
    let tables = registry.personal().into_iter().map(|table| table.name);
    let tables = tables.chain(NOBODYS.iter().map(|(name, _)| *name));
    let mut tx = db.read().await.unwrap();
    let mut found = Vec::new();
    for table in tables {
        for Record(columns) in tx.all::<Record>(sql(format!("SELECT * FROM {table}")), vec![]).await.unwrap()
        {
            for (column, value) in columns {
                let text = value.to_string();
                if words.iter().any(|word| text.contains(word)) {
                    found.push(format!("{table}.{column}: {text}"));
                }
            }
        }
    }
    found
}

/// Figures that must not change when somebody is erased.
async fn figures(house: &House) -> BTreeMap<&'static str, String> {
    let mut tx = house.db.read().await.unwrap();
    let mut figures = BTreeMap::new();
    for (name, query) in [
        (
            "thanks",
            "SELECT COUNT(*) AS n, CAST(SUM(amount) AS BIGINT) AS points, COUNT(DISTINCT giver) AS givers, COUNT(DISTINCT receiver) AS receivers FROM kudos_grant",
        ),
        (
            "thanks to cleo",
            "SELECT CAST(SUM(amount) AS BIGINT) AS points, COUNT(DISTINCT giver) AS givers FROM kudos_grant WHERE receiver = 'cleo'",
        ),
        (
            "thanks by cleo",
            "SELECT CAST(SUM(amount) AS BIGINT) AS points, COUNT(DISTINCT receiver) AS people FROM kudos_grant WHERE giver = 'cleo'",
        ),
        ("contributions", "SELECT COUNT(*) AS n, COUNT(DISTINCT person) AS people FROM kudos_contribution"),
        ("questions", "SELECT COUNT(*) AS n, COUNT(DISTINCT asker) AS askers FROM question"),
        (
            "answered",
            "SELECT COUNT(*) AS n, COUNT(DISTINCT answered_by) AS people FROM question WHERE state = 'accepted'",
        ),
        (
            "loads",
            "SELECT COUNT(*) AS n FROM candidate WHERE tagged_at IS NOT NULL AND person NOT IN ('ann', 'dan')",
        ),
        (
            "evidence of others",
            "SELECT COUNT(*) AS n FROM evidence WHERE author IS NOT NULL AND author NOT LIKE 'bob%' AND NOT deleted",
        ),
    ] {
        let row = tx.one::<Record>(sql(query.to_owned()), vec![]).await.unwrap();
        figures.insert(name, format!("{:?}", row.0));
    }
    figures
}

#[tokio::test]
async fn all_that_is_kept_is_exported_and_then_erased_and_stays_so() {
    on_each_engine(async |house: &mut House| {
        life::lived(house).await;
        let home = home(house);

        let text = exported(&home, &who("Robert Quillfeather")).await.unwrap();
        let export: serde_json::Value = serde_json::from_str(&text).unwrap();
        let told: Vec<&str> = export["tables"]
            .as_array()
            .unwrap()
            .iter()
            .map(|table| table["table"].as_str().unwrap())
            .collect();
        let registry = Registry::of(crate::features::all()).unwrap();
        // What is left of others who were erased, and decisions that name nobody.
        let without = ["erased", "feature_settings"];
        for table in registry.personal().into_iter().filter(|table| !without.contains(&table.name)) {
            assert!(told.contains(&table.name), "nothing of `{}` is exported", table.name);
        }
        for marked in life::MARKED {
            assert!(text.contains(marked), "{marked} is not exported");
        }
        for others in ["annsquestion", "dansquestion", "\"handle\"", "\"code\""] {
            assert!(!text.contains(others), "{others} is not theirs");
        }
        assert_eq!(export["people"]["cleo"], "Cleo");

        let before = figures(house).await;
        let told = erased(&home, &who("robert.quillfeather@acme.example")).await.unwrap();
        assert!(
            told.contains("Erased bob.") && told.contains("kudos_grant") && told.contains("question "),
            "{told}"
        );
        house.machine.settle().await.unwrap();
        let left = traces(&house.db, &TRACES).await;
        assert!(left.is_empty(), "still there:\n  {}", left.join("\n  "));
        assert_eq!(figures(house).await, before);
        nothing_marked_is_seen(house);
        let dan = house.dan().sees();
        assert!(dan.contains("Whoever was asked cannot answer this any more."), "{dan}");
        let cleo = house.cleo().sees();
        assert!(cleo.contains("Whoever asked this had their data erased"), "{cleo}");
        assert!(cleo.contains("Answered by Cleo\n> Cleo's answer"), "{cleo}");
        assert!(cleo.contains("@Cleo: somebody thanks you."), "{cleo}");
        assert!(cleo.contains("showing us the wonderscript @somebody loves"), "{cleo}");

        // Again, by whatever they were known.
        for name in ["robert.quillfeather@acme.example", "test:acme:bob", "test:abroad:bob", "bob"] {
            let told = erased(&home, &who(name)).await.unwrap();
            assert!(told.contains("was erased already"), "{told}");
        }
        let told = erased(&home, &who("Robert Quillfeather")).await.unwrap_err().to_string();
        assert!(told.contains("nobody here is called"), "{told}");

        // What the platform tells of them later is not kept.
        let profile = Profile {
            account: crate::chat::AccountId::new("test:acme:bob"),
            name: "Robert Quillfeather".to_owned(),
            title: Some("markertitle".to_owned()),
            email: Some("robert.quillfeather@acme.example".to_owned()),
            time_zone: None,
            standing: Standing::Member,
            teams: None,
        };
        house.bob().does(What::Profile(profile.clone()), None).await;
        house.bob().writes("markerlate words", None).await;
        let root = house.newest_root();
        house.bob().reacts(&root, "raised_hands", true).await;
        house.states("platform", crate::chat::ChannelStatement::default()).await;
        house.passes(chrono::TimeDelta::hours(2)).await;
        house.cleo().says("/kudos <@test:acme:bob> for all the help with the move").await;
        let seen = house.cleo().only_mine();
        assert!(seen.contains("has left"), "{seen}");
        // Also not by an account that was never met.
        let other = Profile { account: crate::chat::AccountId::new("test:third:bob"), ..profile };
        house.cleo().does(What::Profile(other), None).await;
        let left = traces(&house.db, &TRACES).await;
        assert!(left.is_empty(), "came back:\n  {}", left.join("\n  "));

        // Whoever does something themselves is somebody new.
        house.bob().says("/lyceum me").await;
        let seen = house.bob().only_mine();
        assert!(seen.contains("You and Lyceum") && !seen.contains("marker"), "{seen}");
        let found = exported(&home, &who("test:acme:bob")).await.unwrap();
        assert!(found.contains("Somebody new") && !found.contains("marker"), "{found}");
        house.leaves_work();
    })
    .await;
}

/// Cards in channels that the bot can change show none of their words.
fn nothing_marked_is_seen(house: &House) {
    let shown = house.street.shown.lock().unwrap();
    let seen: Vec<String> = shown.iter().filter(|it| it.only.is_none()).map(Shown::draw).collect();
    let marked: Vec<&String> = seen.iter().filter(|text| text.contains("marker")).collect();
    assert!(marked.is_empty(), "{marked:?}");
}

#[tokio::test]
async fn the_only_lead_and_people_of_one_name_are_not_erased() {
    on_each_engine(async |house: &mut House| {
        let home = home(house);
        let told = erased(&home, &who("lea@acme.example")).await.unwrap_err().to_string();
        assert!(told.contains("only lead"), "{told}");
        house.has_people_abroad(&["ann"]).await;
        house
            .before(async |tx, org| {
                let statement =
                    "UPDATE person SET name = 'Ann' WHERE org = $1 AND id = 'ann abroad'".to_owned();
                tx.execute(sql(statement), crate::values![org]).await.unwrap();
            })
            .await;
        let told = erased(&home, &who("ann")).await;
        assert!(told.is_ok(), "an id is one person's: {told:?}");
        house
            .before(async |tx, org| {
                let statement =
                    "UPDATE person SET name = 'Cleo' WHERE org = $1 AND id = 'ann abroad'".to_owned();
                tx.execute(sql(statement), crate::values![org]).await.unwrap();
            })
            .await;
        let told = exported(&home, &who("Cleo")).await.unwrap_err().to_string();
        assert!(
            told.contains("several people")
                && told.contains("cleo@acme.example")
                && told.contains("test:abroad:ann"),
            "{told}"
        );
        let told =
            exported(&home, &Wanted { org: Some("other".to_owned()), ..who("cleo@acme.example") }).await;
        assert!(told.unwrap_err().to_string().contains("nobody here is called"));
    })
    .await;
}
