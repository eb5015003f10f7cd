//! Who is named for questions to the made-up company: settled in `tests/fixtures/northwind-questions.tsv` before the ranking
//! was tuned on it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::TimeZone;

use super::*;
use crate::chat::{Card, Event, EventKey, MessageText, Part, Place, PlaceKind, Receipt, Span, Text, What};

const QUESTIONS: &str = include_str!("../../../tests/fixtures/northwind-questions.tsv");

/// One line of the set.
struct Line<'a> {
    expected: &'a str,
    asker: &'a str,
    channel: &'a str,
    question: &'a str,
}

fn lines() -> Vec<Line<'static>> {
    let line = |line: &'static str| {
        let mut fields = line.split('\t');
        let mut next = || fields.next().unwrap();
        Line { expected: next(), asker: next(), channel: next(), question: next() }
    };
    QUESTIONS.lines().skip(1).map(line).collect()
}

/// The company on a Tuesday at 10:00 in Berlin: Toronto sleeps, Singapore is about to go home.
async fn company() -> Machine {
    let db = Db::open("sqlite::memory:").await.unwrap();
    db.migrate().await.unwrap();
    let now = Utc.with_ymd_and_hms(2026, 12, 1, 9, 0, 0).unwrap();
    let org = OrgId::new(COMPANY);
    settle_in(&db, &org, &street::example(now).unwrap(), now).await.unwrap();
    Machine::new(Setup {
        db,
        clock: Clock::standing(now),
        search: Search::in_memory(),
        registry: Arc::new(Registry::of(crate::features::all()).unwrap()),
        platforms: BTreeMap::new(),
        ids: Ids::seeded(7),
        address: None,
    })
}

/// What the asker alone is shown.
async fn shown(machine: &Machine, number: usize, line: &Line<'_>) -> Card {
    let place = street::channel(line.channel);
    let event = Event {
        key: EventKey::new(format!("question {number}")),
        org: OrgId::new(COMPANY),
        workspace: street::workspace(&OrgId::new(COMPANY)),
        from: street::account(COMPANY, line.asker),
        at: Place { id: place, kind: PlaceKind::Channel, thread: None, shared: false },
        handle: None,
        answers_inline: true,
        what: What::Command {
            words: MessageText::from(format!("ask-expert {}", line.question)),
            slash: true,
            message: None,
            groups: Vec::new(),
        },
    };
    match machine.receive_all(&[event]).await.remove(0).unwrap() {
        Receipt::Show(card, _) => card,
        other => panic!("{}: {other:?}", line.question),
    }
}

/// A paragraph of a card in plain words.
fn plain(text: &Text) -> String {
    let span = |span: &Span| match span {
        Span::Plain(words) | Span::Strong(words) | Span::Code(words) => words.clone(),
        Span::Name(person) | Span::Person(person) => person.to_string(),
        _ => String::new(),
    };
    text.0.iter().map(span).collect()
}

/// Who is named, best first: whoever knows best and sleeps stands before the others.
fn named(card: &Card) -> Vec<String> {
    let heading =
        card.parts.iter().position(|part| matches!(part, Part::Heading(it) if it == "Who I would ask"));
    let after = card.parts.iter().skip(heading.map_or(usize::MAX, |at| at + 1));
    let texts = after.filter_map(|part| if let Part::Text(text) = part { Some(text) } else { None });
    texts.filter_map(|text| Some(text.people().first()?.to_string())).collect()
}

#[tokio::test]
async fn the_right_people_are_named_and_nobody_rather_than_somebody() {
    let machine = company().await;
    let mut told = String::new();
    // How often it was right, and of how many, by kind.
    let mut count: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for (number, line) in lines().iter().enumerate() {
        let card = shown(&machine, number, line).await;
        let named = named(&card);
        let is_personal = card.summary.starts_with("This reads as something personal");
        let (kind, is_right) = match line.expected {
            "nobody" => ("nobody", named.is_empty() && !is_personal),
            "personal" => ("personal", is_personal),
            people => {
                let first = named.first().map(String::as_str).unwrap_or_default();
                ("somebody", !is_personal && people.split('|').any(|person| person == first))
            }
        };
        let (right, all) = count.entry(kind).or_default();
        *all += 1;
        *right += u32::from(is_right);
        let mark = if is_right { "  " } else { "!!" };
        let _ = writeln!(told, "{mark} {} <- {} ({})", line.question, line.expected, line.asker);
        for part in &card.parts {
            match part {
                Part::Text(text) => {
                    let _ = writeln!(told, "        {}", plain(text));
                }
                Part::Item { text, .. } => {
                    let _ = writeln!(told, "        [offer] {}", plain(text).replace('\n', " / "));
                }
                _ => {}
            }
        }
    }
    let _ = writeln!(told, "{count:?}");
    println!("{told}");
    let share = |kind: &str| f64::from(count[kind].0) / f64::from(count[kind].1);
    assert!(share("somebody") >= 0.85, "{told}");
    assert!(share("nobody") >= 0.9, "{told}");
    assert!(share("personal") >= 0.9, "{told}");
}
