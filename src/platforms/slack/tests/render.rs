//! Cards as blocks: nothing escapes, nothing is too long, whatever people write.

use chrono::DateTime;
use proptest::prelude::*;
use serde_json::Value;

use crate::chat::{AccountId, Button, Card, Confirm, Face, Faces, Part, PersonId, PlaceId, Span, Text};
use crate::platforms::slack::outbound::cards;
use crate::platforms::slack::outbound::text;
use crate::testing::MARKED;

pub(super) fn faces() -> Faces {
    let face = |name: &str, account: Option<&str>| Face {
        name: name.to_owned(),
        account: account.map(AccountId::new),
    };
    Faces::from([
        (PersonId::new("ann"), face("Ann *A*", Some("slack:T1:U1"))),
        (PersonId::new("bob"), face("Bob <!here>", None)),
        (PersonId::new("eve"), face("Eve", Some("teams:T:U9"))),
    ])
}

fn drawn(card: &Card) -> Value {
    serde_json::to_value(cards::message(card, &faces())).unwrap()
}

fn line(text: &Text) -> String {
    text::text(text, &faces(), 3000)
}

#[test]
fn spans_in_slacks_notation() {
    let text = Text::new()
        .and("a <b> & <!channel> <@U9> ")
        .strong("big\n*deal*")
        .and(" ")
        .code("cargo `test`")
        .and(" ")
        .person(&PersonId::new("ann"))
        .and(" ")
        .name(&PersonId::new("ann"))
        .and(" ")
        .person(&PersonId::new("bob"))
        .and(" ")
        .person(&PersonId::new("eve"))
        .and(" ")
        .person(&PersonId::new("nobody"))
        .and(" ")
        .channel(&PlaceId::new("slack:T1:C1"))
        .and(" ")
        .channel(&PlaceId::new("teams:x"))
        .and(" ")
        .link("read > this", "https://x.example/a|b?c=1&d=<e>")
        .and(" ")
        .link("not this", "javascript:alert(1)")
        .and(" ")
        .link("", "http://x.example")
        .and(" ")
        .moment(DateTime::from_timestamp(1_700_000_000, 0).unwrap());
    insta::assert_snapshot!(line(&text), @"a &lt;b&gt; &amp; &lt;!channel&gt; &lt;@U9&gt; *big 'deal'* `cargo 'test'` <@U1> *Ann 'A'* Bob &lt;!here&gt; Eve somebody <#C1> a channel <https://x.example/a%7Cb?c=1&amp;d=%3Ce%3E|read &gt; this> not this <http://x.example/> <!date^1700000000^{date_short} {time}|2023-11-14 22:13 UTC>");
}

#[test]
fn a_card_of_every_part() {
    let confirm = Confirm {
        question: "Sure?".to_owned(),
        detail: "It goes.".to_owned(),
        yes: "Go".to_owned(),
        no: "Stay".to_owned(),
    };
    let card = Card::new("A question for you")
        .heading("Ask & answer")
        .text("Plain")
        .quote("two\n\nlines")
        .item("An item", Button::new("Take", "experts.take", "q1").primary())
        .part(Part::Fields(vec![("Topic".to_owned(), "Rust".into()), ("Age".to_owned(), "3 d".into())]))
        .note("small print")
        .rule()
        .buttons(vec![
            Button::new("Take", "experts.take", "q1"),
            Button::new("No", "experts.no", "").danger().confirm(confirm),
        ]);
    let drawn = drawn(&card);
    let lines: Vec<String> = drawn["blocks"].as_array().unwrap().iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(lines.join("\n"));
    assert_eq!(drawn["text"], "A question for you");
}

#[test]
fn what_does_not_fit_is_cut_with_a_word_about_it() {
    let mut many = Card::new("many");
    for number in 0..80 {
        many = many.text(format!("paragraph {number}"));
    }
    let blocks = drawn(&many)["blocks"].as_array().unwrap().clone();
    assert_eq!(blocks.len(), 50);
    assert_eq!(blocks[49]["elements"][0]["text"], "There is more than fits here.");

    let long = Card::new("long").quote("<".repeat(5000)).text("y".repeat(5000)).heading("z".repeat(500));
    let blocks = drawn(&long)["blocks"].as_array().unwrap().clone();
    assert!(blocks[0]["text"]["text"].as_str().unwrap().ends_with("&lt;…"), "never cut inside an escape");
    assert!(blocks[1]["text"]["text"].as_str().unwrap().ends_with("y…"));

    let buttons = (0..30).map(|number| Button::new("x", "a.b", number.to_string())).collect();
    let blocks = drawn(&Card::new("buttons").buttons(buttons))["blocks"].as_array().unwrap().clone();
    assert_eq!(blocks[0]["elements"].as_array().unwrap().len(), 25);
    assert_eq!(blocks[1]["type"], "context");
}

#[test]
fn a_card_without_words_is_still_one_slack_takes() {
    let empty = Card::new(" ").heading("").text("").quote("\n").buttons(Vec::new());
    assert_eq!(drawn(&empty), serde_json::json!({"text": "…", "blocks": []}));
    let page = serde_json::to_value(cards::page(&empty, &faces())).unwrap();
    assert_eq!(page[0]["text"]["text"], "…");
}

/// What people would type to notify others or to lead them astray.
const TYPED: &str = "<@U9> <!channel> <!here\\|x> <https://evil\\.example\\|y> &lt;@U9&gt;";

fn any_span() -> impl Strategy<Value = Span> {
    let words = prop_oneof!["[<>&@!#|*`_\\n a-zé😀]{0,30}", ".{0,30}", "[<>&]{2900,3100}", TYPED, MARKED];
    (0..8, words).prop_map(|(kind, words)| match kind {
        0 => Span::Strong(words),
        1 => Span::Code(words),
        2 => Span::Person(PersonId::new("ann")),
        3 => Span::Name(PersonId::new("bob")),
        4 => Span::Channel(PlaceId::new(format!("slack:T1:{words}"))),
        5 => Span::Link { label: words.clone(), url: format!("https://x.example/{words}") },
        _ => Span::Plain(words),
    })
}

fn any_part() -> impl Strategy<Value = Part> {
    let text = prop::collection::vec(any_span(), 0..4).prop_map(Text);
    (0..8, text, ".{0,200}", 0..40_usize).prop_map(|(kind, text, words, count)| match kind {
        0 => Part::Heading(words),
        1 => Part::Quote(text),
        2 => Part::Note(text),
        3 => Part::Fields(vec![(words, text); count]),
        4 => Part::Item { text, button: Button::new(words, "a.b", "q") },
        5 => Part::Buttons(vec![Button::new(words.clone(), "a.b", words); count]),
        6 => Part::Rule,
        _ => Part::Text(text),
    })
}

/// Every `<...>` that Slack would read must be one that we wrote.
fn harmless(mrkdwn: &str) -> bool {
    let mut rest = mrkdwn;
    while let Some(start) = rest.find('<') {
        let after = &rest[start + 1..];
        let Some(end) = after.find('>') else { return false };
        let inside = &after[..end];
        let ours = inside == "@U1"
            || inside.starts_with('#')
            || inside.starts_with("https://x.example/")
            || inside.starts_with("!date^");
        if !ours || inside.contains('<') {
            return false;
        }
        rest = &after[end + 1..];
    }
    !rest.contains('>') || rest.lines().all(|line| !line.trim_start_matches("> ").contains('>'))
}

fn check(value: &Value, total: &mut usize) -> Result<(), TestCaseError> {
    match value {
        Value::Array(items) => items.iter().try_for_each(|item| check(item, total)),
        Value::Object(object) => {
            if let (Some(kind), Some(text)) = (object.get("type"), object.get("text").and_then(Value::as_str))
            {
                *total += text.chars().count();
                prop_assert!((1..=3000).contains(&text.chars().count()), "{}", text.chars().count());
                if kind == "mrkdwn" {
                    prop_assert!(harmless(text), "{}", text);
                    prop_assert_eq!(&object["verbatim"], &Value::Bool(true));
                }
            }
            for (key, most) in [("fields", 10), ("elements", 25)] {
                let count = object.get(key).and_then(Value::as_array).map_or(0, Vec::len);
                prop_assert!(count <= most);
            }
            for key in ["action_id", "value"] {
                let length = object.get(key).and_then(Value::as_str).map_or(1, |it| it.chars().count());
                prop_assert!((1..=2000).contains(&length));
            }
            object.values().try_for_each(|value| check(value, total))
        }
        _ => Ok(()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_card_is_within_slacks_limits_and_harmless(parts in prop::collection::vec(any_part(), 0..70), summary in prop_oneof![".{0,50}", TYPED, MARKED]) {
        let card = Card { summary, parts };
        let drawn = drawn(&card);
        let drawn_blocks = drawn["blocks"].as_array().cloned().unwrap_or_default();
        prop_assert!(drawn_blocks.len() <= 50);
        prop_assert!(harmless(drawn["text"].as_str().unwrap()), "{}", drawn["text"]);
        let mut total = 0;
        check(&drawn["blocks"], &mut total)?;
        prop_assert!(total <= 13_200, "{}", total);
        let written = drawn["blocks"].to_string();
        let ids: Vec<&str> = written.split("\"action_id\":\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        let mut unique = ids.clone();
        unique.sort_unstable();
        unique.dedup();
        prop_assert_eq!(unique.len(), ids.len());
        let page = serde_json::to_value(cards::page(&card, &faces())).unwrap();
        prop_assert!((1..=100).contains(&page.as_array().unwrap().len()));
        check(&page, &mut 0)?;
    }
}
