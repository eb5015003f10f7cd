//! A table belongs to one: a feature, or one module of the floors. Nobody else names it in a statement, or stands on a short
//! list with the reason. An import says who knows whom; a table that two know binds them as well, and no import tells.

use std::collections::{BTreeMap, BTreeSet};

use crate::migrations;
use crate::sql::{Found, Use, named_in, of_the_house};
use Use::{Reads, Writes};

/// Who names a table of somebody else, what for, and why.
const GUESTS: &[(&str, Use, &str, &str)] = &[
    ("bot", Reads, "account", "a person's messages are told and erased by the accounts they went to"),
    ("bot", Reads, "channel", "an event is remembered if its channel is read, in one statement for a batch"),
    ("bot", Reads, "evidence", "a change is remembered if its message is kept, in one statement for a batch"),
    (
        "bot",
        Reads,
        "handed",
        "an event is remembered if its message was handed over, in one statement for a batch",
    ),
    ("bot", Writes, "handed", "what a person handed over is erased by the conversations they had"),
    ("bot", Reads, "teams_reference", "how a person is reached is told and erased"),
    ("bot", Writes, "teams_reference", "how a person is reached is told and erased"),
    (
        "search",
        Reads,
        "channel",
        "a deletion is kept if the channel is or was read, in the statement that keeps it",
    ),
    ("features/badges", Reads, "person", "a list shows who is still there, page by page"),
    (
        "features/experts",
        Writes,
        "handed",
        "a message is let go with the last question or copy that was made of it",
    ),
    ("features/experts", Reads, "post", "a thread below a card is one of its question"),
];

/// A folder of features, or a module of the floors.
fn owner(found: &Found) -> &str {
    let place = found.at.strip_prefix("src/").unwrap_or(&found.at);
    let names = if place.starts_with("features/") { 2 } else { 1 };
    let end = place.match_indices('/').nth(names - 1).map_or(place.len(), |(at, _)| at);
    &place[..end]
}

/// The tables that more than one owner names, without guests; and guests who name nothing.
fn shared(
    statements: &[Found],
    tables: &BTreeSet<String>,
    guests: &[(&str, Use, &str, &str)],
) -> Vec<String> {
    let mut owners: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    let mut idle: Vec<_> = guests.iter().collect();
    for found in statements {
        for (does, table) in named_in(&found.text, tables) {
            let is_this =
                |guest: &&(&str, Use, &str, &str)| (guest.0, guest.1, guest.2) == (owner(found), does, table);
            idle.retain(|guest| !is_this(guest));
            if !guests.iter().any(|guest| is_this(&guest)) {
                owners.entry(table).or_default().entry(owner(found)).or_insert(&found.at);
            }
        }
    }
    let several = owners.iter().filter(|(_, owners)| owners.len() > 1);
    let several = several.map(|(table, owners)| format!("`{table}` is named by {owners:?}"));
    let idle =
        idle.iter().map(|(owner, does, table, _)| format!("{owner} is excused and not {does:?} `{table}`"));
    several.chain(idle).collect()
}

#[test]
fn every_table_belongs_to_one() {
    let wrong = shared(&of_the_house(), &migrations::tables(), GUESTS);
    assert!(
        wrong.is_empty(),
        "a table belongs to one, or its guests stand on the list:\n  {}",
        wrong.join("\n  ")
    );
}

#[test]
fn a_table_that_two_name_is_told() {
    let tables = ["person", "question", "handed"].map(str::to_owned).into();
    let found = |at: &str, text: &str| Found { at: format!("src/{at}:1"), text: text.to_owned() };
    let own = [
        found("people/store/a.rs", "SELECT question FROM person AS p WHERE org = $1"),
        found("people/b.rs", "INSERT INTO person (org) VALUES ($1) ON CONFLICT DO UPDATE SET handed = 1"),
        found("features/experts/store/a.rs", "UPDATE question SET a = 1"),
        found("features/experts/b.rs", "DELETE FROM question WHERE org = $1"),
    ];
    assert_eq!(shared(&own, &tables, &[]), Vec::<String>::new());
    for (text, does) in [
        ("SELECT 1 FROM elsewhere JOIN question AS q ON q.id = $1", Reads),
        ("SELECT 1 WHERE EXISTS (SELECT 1\n FROM question)", Reads),
        ("DELETE FROM question WHERE id = $1", Writes),
        ("UPDATE question SET org = $1", Writes),
        ("INSERT /*apart*/ INTO question (org) VALUES ($1)", Writes),
    ] {
        let all = [&own[..], &[found("features/topics/store.rs", text)]].concat();
        let wrong = shared(&all, &tables, &[]);
        assert_eq!(wrong.len(), 1, "{text}");
        assert!(
            wrong[0].starts_with("`question`") && wrong[0].contains("features/topics/store.rs:1"),
            "{wrong:?}"
        );
        assert_eq!(shared(&all, &tables, &[("features/topics", does, "question", "")]), Vec::<String>::new());
        let other = if does == Reads { Writes } else { Reads };
        assert_eq!(shared(&all, &tables, &[("features/topics", other, "question", "")]).len(), 2, "{text}");
    }
}
