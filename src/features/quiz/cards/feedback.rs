//! What somebody is told of their own answers.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::asking::answered;
use super::{named, per_cent, points};
use crate::chat::{Button, Card, Text, shortened};
use crate::features::quiz::actions;
use crate::features::quiz::items::{Given, Item};
use crate::features::quiz::rules::{Asked, share};
use crate::features::quiz::store::{Attempt, Quiz};

/// Points, and each question with what is right.
pub fn feedback(
    quiz: &Quiz,
    attempt: &Attempt,
    asked: &[Asked],
    given: &BTreeMap<i64, Given>,
    credits: &[(i64, f64)],
    comes_back: bool,
) -> Card {
    let (earned, possible) = (attempt.earned.unwrap_or_default(), attempt.possible.unwrap_or_default());
    let mut text = format!(
        "You have {} of {} points ({}).",
        points(earned),
        points(possible),
        per_cent(share(earned, possible))
    );
    if attempt.is_late {
        text.push_str(" You handed in late, so it is not in the results.");
    }
    let title = named(&quiz.title);
    let mut card =
        Card::new(format!("{title}: your result")).heading(format!("{title}: your result")).text(text);
    let credit =
        |it: &Asked| credits.iter().find(|(at, _)| *at == it.position).map_or(0.0, |(_, credit)| *credit);
    // What was wrong comes first: of a long quiz the end may not fit.
    let (right, wrong): (Vec<&Asked>, Vec<&Asked>) = asked.iter().partition(|it| credit(it) >= 1.0);
    for it in wrong.into_iter().chain(right) {
        card = card.text(one(it, given.get(&it.position), credit(it)));
    }
    if !comes_back {
        return card.note("Only you see this.");
    }
    card.note("Only you see this. What you got wrong comes back to you, one question at a time, less and less often.")
        .buttons(vec![Button::new("Stop asking me", actions::END, attempt.person.as_str())])
}

fn one(asked: &Asked, given: Option<&Given>, credit: f64) -> Text {
    let sign = if credit >= 1.0 {
        "✅"
    } else if credit > 0.0 {
        "🟡"
    } else {
        "❌"
    };
    let mut text = Text::from(format!("{sign} ")).strong(shortened(&asked.item.question, 300));
    if credit < 1.0 {
        let yours = given.map_or_else(|| "nothing".to_owned(), |given| answered(asked, given));
        text =
            text.and(format!("\nYou answered: {}. Right: {}.", shortened(&yours, 200), right(&asked.item)));
    }
    if asked.item.explanation.is_empty() {
        text
    } else {
        text.and(format!("\n{}", shortened(&asked.item.explanation, 600)))
    }
}

fn right(item: &Item) -> String {
    let right = item.right();
    if right.is_empty() { "see the explanation".to_owned() } else { shortened(&right.join(", "), 400) }
}

/// Handed in; the right answers are shown from a moment on.
pub fn handed_in(quiz: &Quiz, is_late: bool, at: DateTime<Utc>) -> Card {
    let mut text = Text::from("Handed in. ");
    if is_late {
        text = text.and("It was late, so it is not in the results. ");
    }
    let text = text.and("You can see the right answers from ").moment(at).and(": ");
    Card::new(format!("{}: handed in.", named(&quiz.title))).text(text.code("/quiz").and(" has them."))
}

/// The right answers are shown from a moment on.
pub fn not_yet(at: DateTime<Utc>) -> Card {
    let text = Text::from("You can see the right answers from ").moment(at).and(".");
    Card::new("The right answers are not shown yet.").text(text)
}

/// The minutes are over: what was answered by then is handed in.
pub fn time_is_over() -> Card {
    Card::line("Your time is up. I handed in what you had answered so far.")
}

/// Answered again, and right; none comes back of it if it is known.
pub fn is_known(asked: &Asked, is_known: bool) -> Card {
    let after =
        if is_known { "You know it: it does not come back." } else { "It comes back later, to make sure." };
    explained(Card::new("Right!").text(format!("✅ Right! {after}")), asked)
}

/// Answered again, and wrong.
pub fn wrong_again(asked: &Asked) -> Card {
    let text = Text::from("❌ Not quite. Right: ").strong(right(&asked.item)).and(". It comes back soon.");
    explained(Card::new("Not quite.").text(text), asked)
}

fn explained(card: Card, asked: &Asked) -> Card {
    let card = card.note(shortened(&asked.item.question, 300));
    if asked.item.explanation.is_empty() { card } else { card.text(asked.item.explanation.clone()) }
}

/// Nothing comes back any more.
pub fn ended() -> Card {
    Card::line("Nothing comes back to you any more.").buttons(vec![Button::new(
        "Ask me again",
        actions::RESUME,
        "again",
    )])
}

/// It may come back again.
pub fn resumed() -> Card {
    Card::line("What you get wrong from now on comes back to you.")
}
