//! What the lead sees: open questions, topics without an expert, and why somebody was chosen.

use std::collections::BTreeMap;

use crate::chat::{Card, Part, Text, shortened};
use crate::features::experts::question::{Candidate, CandidateState, Question, Role, State};
use crate::features::experts::rules::Exclusion;

/// The lead's part of the home page. Figures are about questions, never about people.
pub fn home(open: &[Question], without: &[(Option<String>, i64)], tally: &[(State, i64)]) -> Vec<Part> {
    let counts: BTreeMap<&str, i64> = tally.iter().map(|(state, count)| (state.name(), *count)).collect();
    let count = |state: State| counts.get(state.name()).copied().unwrap_or_default();
    let mut card = Card::default().heading("Questions").part(Part::Fields(vec![
        ("Asked in the last 30 days".to_owned(), asked(&count).to_string().into()),
        ("Answered".to_owned(), count(State::Accepted).to_string().into()),
        ("Solved by an earlier answer".to_owned(), count(State::Deflected).to_string().into()),
        ("Still open".to_owned(), open.len().to_string().into()),
    ]));
    if open.is_empty() {
        card = card.note("No question is waiting.");
    }
    for q in open.iter().take(8) {
        let state = match (&q.holder, q.state) {
            (Some(holder), State::Taken) => Text::new().name(holder).and(" is on it"),
            (Some(holder), _) => Text::new().name(holder).and(" is being asked"),
            _ => Text::from("nobody has it yet"),
        };
        let mut text = Text::new().strong(shortened(q.words(), 110)).and("\n");
        if let Some(place) = &q.place {
            text = text.channel(place).and(", ");
        }
        card = card.text(text.moment(q.suggested_at.utc()).and(", ").then(state));
    }
    card = card.heading("Topics without an expert");
    if without.is_empty() {
        card = card.note("For every question of the last 90 days somebody was found.");
    }
    for (topic, times) in without {
        let name = topic.as_deref().unwrap_or("No topic of yours");
        let times = if *times == 1 { "one question".to_owned() } else { format!("{times} questions") };
        card = card.text(Text::new().strong(name).and(format!(" – {times} for which nobody was found")));
    }
    card.parts
}

fn asked(count: &dyn Fn(State) -> i64) -> i64 {
    [State::Open, State::Taken, State::Accepted, State::Withdrawn].into_iter().map(count).sum()
}

/// Nothing was asked where this lead can read.
pub fn nothing_to_explain() -> Card {
    Card::line("Nobody has asked anything yet in a channel that you can read.")
}

/// Who was considered for a question, chosen and left out, in words.
pub fn why(q: &Question, candidates: &[Candidate]) -> Card {
    let mut card =
        Card::new("Why these people?").heading("Why these people?").quote(shortened(q.words(), 300));
    if candidates.is_empty() {
        return card.text("Nobody has shown where you can read that they know about this.");
    }
    for candidate in candidates.iter().take(20) {
        card = card.text(line(candidate));
    }
    card.note("Only leads see this.")
}

fn line(c: &Candidate) -> Text {
    let text = Text::new().name(&c.person).and(" – ");
    let role = match c.part {
        Role::First => "asked first",
        Role::Standby if c.rising => "standby, because they know about it and were asked least (rising star)",
        Role::Standby => "standby",
        Role::Reserve => "qualified, not needed",
        Role::Champion => "champion of the topic",
        Role::Named => "named",
        Role::Asleep => "knows it best",
        Role::Excluded => "left out",
    };
    let mut text = text.and(role);
    if let Some(reason) = c.exclusion.as_deref().and_then(|json| serde_json::from_str(json).ok()) {
        text = text.and(": ").then(excluded(reason));
    }
    text = match c.state {
        CandidateState::Took => text.and("; took it"),
        CandidateState::Declined => text
            .and(format!("; passed it on ({})", declined(c.declined_because.as_deref().unwrap_or_default()))),
        CandidateState::Silent => text.and("; no answer was seen in time"),
        CandidateState::Tagged => text.and("; is being asked"),
        CandidateState::Released | CandidateState::Waiting => text,
    };
    if c.why.is_empty() { text } else { text.and(format!(". {}", capital(&c.why))) }
}

fn excluded(reason: Exclusion) -> Text {
    let words = match reason {
        Exclusion::Asker => "asked it".to_owned(),
        Exclusion::Bot => "a program".to_owned(),
        Exclusion::Guest => "a guest".to_owned(),
        Exclusion::Stranger => "from another company".to_owned(),
        Exclusion::Gone => "has left".to_owned(),
        Exclusion::Unknown => "not known yet".to_owned(),
        Exclusion::Paused(until) => return Text::from("away until ").moment(until),
        Exclusion::OffDuty => "off duty".to_owned(),
        Exclusion::QuietHours => "outside working hours there, and it can wait".to_owned(),
        Exclusion::AtCap(1) => "asked once this week already, which is their limit".to_owned(),
        Exclusion::AtCap(cap) => format!("asked {cap} times this week already, which is their limit"),
        Exclusion::KnowsLess => "knows far less of it than others".to_owned(),
        Exclusion::AskedAlready => "asked already on this question".to_owned(),
        Exclusion::NotTheirs => "said that this is not their topic".to_owned(),
        Exclusion::Unreachable => "cannot be reached from there".to_owned(),
        Exclusion::NotInChannel => "not in that channel".to_owned(),
    };
    words.into()
}

fn declined(reason: &str) -> &'static str {
    match reason {
        "unknown" => "does not know about it",
        "busy" => "no time",
        "moved_on" => "not the right person any more",
        _ => "another reason",
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
