//! Cards as Adaptive Cards: valid, within the budget, and nobody's words become markup.

use std::sync::LazyLock;

use chrono::DateTime;
use proptest::prelude::*;
use serde_json::Value;

use super::settings::TENANT;
use crate::chat::{
    AccountId, Button, Card, Confirm, Face, Faces, Part, PersonId, PlaceId, Span, Text, WorkspaceId,
};
use crate::platforms::teams::api::ids;
use crate::platforms::teams::outbound::cards::{Seen, activity, card};
use crate::testing::MARKED;

/// What Teams knows and the schema of 1.5 does not; nor does it know choices that are found by typing.
const EXTENSIONS: [&str; 2] = ["msteams", "choices.data"];

static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let text = std::fs::read_to_string("tests/fixtures/schemas/adaptive-card.1.5.0.json").unwrap();
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
});

pub(super) fn workspace() -> WorkspaceId {
    ids::workspace(TENANT)
}

pub(super) fn faces() -> Faces {
    let face = |name: &str, account: Option<String>| Face {
        name: name.to_owned(),
        account: account.map(AccountId::new),
    };
    Faces::from([
        (PersonId::new("ann"), face("Ann <at>Bob</at> *A*", Some(format!("teams:{TENANT}:a-1")))),
        (PersonId::new("bob"), face("Sam Lee", Some(format!("teams:{TENANT}:b-1")))),
        (PersonId::new("sam"), face("Sam Lee", Some(format!("teams:{TENANT}:s-1")))),
        (PersonId::new("eve"), face("Eve **E**", Some("slack:T1:U9".to_owned()))),
    ])
}

fn without_extensions(mut value: Value) -> Value {
    match &mut value {
        Value::Object(fields) => {
            fields.retain(|name, value| {
                let by_typing = name == "style" && value == "filtered";
                !(by_typing || EXTENSIONS.contains(&name.as_str()))
            });
            for inner in fields.values_mut() {
                *inner = without_extensions(inner.take());
            }
        }
        Value::Array(items) => {
            for inner in items {
                *inner = without_extensions(inner.take());
            }
        }
        _ => {}
    }
    value
}

pub(super) fn is_valid(card: &Value) {
    let bare = without_extensions(card.clone());
    let wrong: Vec<String> =
        SCHEMA.iter_errors(&bare).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{wrong:#?}\n{bare:#}");
}

/// All strings that are drawn: not what buttons carry along.
fn drawn(value: &Value, all: &mut Vec<String>) {
    match value {
        Value::String(words) => all.push(words.clone()),
        Value::Array(items) => items.iter().for_each(|inner| drawn(inner, all)),
        Value::Object(fields) => {
            for (name, inner) in fields {
                if !matches!(name.as_str(), "data" | "msteams" | "url") {
                    drawn(inner, all);
                }
            }
        }
        _ => {}
    }
}

fn holds(card: &Value) {
    is_valid(card);
    assert!(card.to_string().len() <= 27_000, "{} bytes", card.to_string().len());
    let entities = card["msteams"]["entities"].as_array().unwrap();
    let mut words = Vec::new();
    drawn(&card["body"], &mut words);
    for words in words {
        let mut rest = words.as_str();
        while let Some(at) = rest.find("<at>") {
            let end = rest[at..].find("</at>").map(|end| at + end + 5);
            let tag = end.map(|end| &rest[at..end]);
            assert!(entities.iter().any(|entity| entity["text"].as_str() == tag), "{words}");
            rest = &rest[end.unwrap_or(rest.len())..];
        }
        let formats = words.matches("{{").count();
        let ours = words.matches("{{DATE(20").count() + words.matches("{{TIME(20").count();
        assert_eq!(formats, ours, "{words}");
    }
}

fn gallery() -> Card {
    let ann = PersonId::new("ann");
    Card::new("A question for you")
        .heading("A # heading")
        .text(
            Text::new()
                .person(&ann)
                .and(" asks, see ")
                .link("the *page*", "https://x.example/(a)")
                .and("\n- ")
                .code("cargo_test")
                .and(" by ")
                .moment(DateTime::from_timestamp(1_700_000_000, 0).unwrap()),
        )
        .quote("<at>Ann</at> said **this**:\n\n1. see [here](https://evil.example) {{DATE(2020-01-01T00:00:00Z)}}")
        .item(
            Text::new().strong("One").and(" of ").name(&ann).and(" in ").channel(&PlaceId::new("x")),
            Button::new("Open", "feature.open", "1").opening_form(),
        )
        .part(Part::Fields(vec![("Cap".to_owned(), "5_a week".into()), ("Hours".to_owned(), "9 to 5".into())]))
        .rule()
        .buttons(vec![
            Button::new("Yes", "feature.yes", "1").primary(),
            Button::new("Delete", "feature.delete", "1").danger().confirm(Confirm {
                question: "Delete it?".to_owned(),
                detail: "It cannot be brought back.".to_owned(),
                yes: "Delete".to_owned(),
                no: "Keep".to_owned(),
            }),
        ])
        .note("Only you see this.")
}

#[test]
fn a_card_with_every_part() {
    let drawn = card(&gallery(), &faces(), &workspace(), Seen::All);
    holds(&drawn);
    insta::assert_snapshot!("a_card_with_every_part", serde_json::to_string_pretty(&drawn).unwrap());
}

#[test]
fn a_card_that_one_person_sees_says_so_with_every_button() {
    let shown = card(&gallery(), &faces(), &workspace(), Seen::One).to_string();
    assert_eq!(shown.matches("\"a\":\"feature.").count(), shown.matches("\"o\":1").count());
    let all = card(&gallery(), &faces(), &workspace(), Seen::All).to_string();
    assert!(!all.contains("\"o\":1"));
    let dialog = card(&gallery(), &faces(), &workspace(), Seen::Dialog);
    is_valid(&dialog);
    assert!(!dialog.to_string().contains("Action.Execute") && !dialog.to_string().contains("ShowCard"));
}

#[test]
fn two_people_of_one_name_are_two_mentions() {
    let text = Text::new().person(&PersonId::new("bob")).and(" and ").person(&PersonId::new("sam"));
    let drawn = card(&Card::new("x").text(text), &faces(), &workspace(), Seen::All);
    assert_eq!(drawn["body"][0]["text"], "<at>Sam Lee</at> and <at>Sam Lee 2</at>");
    let ids: Vec<&str> = drawn["msteams"]["entities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entity| entity["mentioned"]["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["b-1", "s-1"]);
}

#[test]
fn a_notification_has_words() {
    let message = activity(&gallery(), &faces(), &workspace(), Seen::All);
    assert_eq!(message["summary"], "A question for you");
    assert!(message.get("text").is_none(), "Teams would make two messages of it");
}

#[test]
fn what_is_too_long_is_cut_and_the_last_buttons_stay() {
    let mut long = Card::new("x".repeat(5_000));
    for _ in 0..200 {
        long = long.text("ö".repeat(2_000));
    }
    let drawn = card(&long.buttons(vec![Button::new("Yes", "a.b", "1")]), &faces(), &workspace(), Seen::All);
    holds(&drawn);
    let text = drawn.to_string();
    assert!(text.contains("\"a.b\"") && text.contains("because it was too long"));
}

fn words() -> impl Strategy<Value = String> + Clone {
    prop_oneof![
        "\\PC{0,80}",
        Just("<at>Bob</at> </at> <AT>x</AT>".to_owned()),
        Just(
            "<at id=\"0\">Bob</at> <a\u{0}t>Bob</at> <\u{202e}at>Bob</at> &lt;at&gt;Bob&lt;/at&gt;"
                .to_owned()
        ),
        MARKED,
        Just("{{DATE(2020-01-01T00:00:00Z,SHORT)}} {{{{TIME(".to_owned()),
        Just("**x** _y_ `z` [a](javascript:x)\n# h\n1. one\n- two\n> q".to_owned()),
        Just("\u{202e}\0\u{2066}abc".to_owned()),
        Just("long ".repeat(3_000)),
    ]
}

fn text() -> impl Strategy<Value = Text> {
    let person = prop_oneof![Just("ann"), Just("bob"), Just("sam"), Just("eve"), Just("nobody")];
    let span = prop_oneof![
        words().prop_map(Span::Plain),
        words().prop_map(Span::Strong),
        words().prop_map(Span::Code),
        person.clone().prop_map(|key| Span::Person(PersonId::new(key))),
        person.prop_map(|key| Span::Name(PersonId::new(key))),
        Just(Span::Channel(PlaceId::new("teams:x:19:c"))),
        (words(), words())
            .prop_map(|(label, url)| Span::Link { label, url: format!("https://x.example/{url}") }),
        Just(Span::Moment(DateTime::from_timestamp(1_700_000_000, 0).unwrap())),
    ];
    prop::collection::vec(span, 0..5).prop_map(Text)
}

fn part() -> impl Strategy<Value = Part> {
    let button = (words(), any::<bool>(), any::<bool>()).prop_map(|(label, form, asks)| {
        let button = Button::new(label.clone(), "feature.verb", "01Q");
        let button = if form { button.opening_form() } else { button };
        let confirm =
            Confirm { question: label.clone(), detail: label.clone(), yes: label, no: "No".to_owned() };
        if asks { button.confirm(confirm) } else { button }
    });
    prop_oneof![
        words().prop_map(Part::Heading),
        text().prop_map(Part::Text),
        text().prop_map(Part::Quote),
        text().prop_map(Part::Note),
        (text(), button.clone()).prop_map(|(text, button)| Part::Item { text, button }),
        prop::collection::vec((words(), text()), 0..4).prop_map(Part::Fields),
        Just(Part::Rule),
        prop::collection::vec(button, 1..5).prop_map(Part::Buttons),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_card_is_valid_within_the_budget_and_without_foreign_markup(summary in words(), parts in prop::collection::vec(part(), 0..10)) {
        holds(&card(&Card { summary, parts }, &faces(), &workspace(), Seen::One));
    }
}
