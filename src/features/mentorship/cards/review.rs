//! A draft of pairs, for a lead, and what became of it.

use super::{because, of_name};
use crate::chat::{Button, Card, Confirm, Text, plural};
use crate::features::mentorship::actions;
use crate::features::mentorship::matching::{Barrier, LeftOver};
use crate::features::mentorship::rules::{Band, band, reasons};
use crate::features::mentorship::store::{Drafted, Programme};

/// A draft, as it is shown.
#[derive(Clone, Debug)]
pub struct Draft {
    /// All of it.
    pub rows: Vec<Drafted>,
    /// The version that is published with it.
    pub version: i64,
    /// The first row that is shown.
    pub at: usize,
    /// Rows that are shown.
    pub most: usize,
    /// Something was changed since it was drawn.
    pub is_stale: bool,
}

/// It.
pub fn draft(programme: &Programme, draft: &Draft) -> Card {
    let name = of_name(&programme.name);
    let pairs: Vec<&Drafted> = draft.rows.iter().filter(|row| row.mentor.is_some()).collect();
    let left = draft.rows.len() - pairs.len();
    let count = |count: usize| i64::try_from(count).unwrap_or_default();
    let mut card = Card::new(format!("{name}: draft")).heading(format!("{name}: draft"));
    let total: i64 = pairs.iter().map(|pair| pair.score).sum();
    card = match pairs.iter().map(|pair| pair.score).min() {
        None => card.text("I found no pair."),
        Some(worst) => card.text(format!(
            "{} with {} points of 100 on average, the lowest with {}.",
            plural(count(pairs.len()), "pair", "pairs"),
            total / count(pairs.len()) / 10_000,
            worst / 10_000
        )),
    };
    if left > 0 {
        card = card.text(format!(
            "{} left over. They come first the next time.",
            plural(count(left), "mentee is", "mentees are")
        ));
    }
    let new = draft.rows.iter().filter(|row| row.is_new).count();
    if new < draft.rows.len() {
        card = card.text(match new {
            0 => "Nothing changed since the draft before.".to_owned(),
            new => format!(
                "{} changed since the draft before, marked with *.",
                plural(count(new), "line", "lines")
            ),
        });
    }
    for row in draft.rows.iter().skip(draft.at).take(draft.most) {
        let sign = if row.is_new && new < draft.rows.len() { "* " } else { "" };
        let text = Text::from(sign).name(&row.mentee);
        let text = match &row.mentor {
            Some(mentor) => {
                let why = reasons(&row.parts, programme.rules.weights);
                let about = format!(": {} ({}).", fit(band(row.score)), because(&why));
                text.and(" with ").name(mentor).and(about)
            }
            None => text.and(format!(": left over, {}.", row.left.map_or("", left_over))),
        };
        let value = format!("{} {}", programme.id, row.mentee);
        card = card.item(text, Button::new("Decide", actions::RULE, value).opening_form());
    }
    let id = &programme.id;
    let mut buttons = Vec::new();
    if draft.is_stale {
        card = card.note("Something was changed since I drew this. Run it again before you publish.");
    } else if !pairs.is_empty() {
        buttons.push(
            Button::new("Publish", actions::PUBLISH, format!("{id} {}", draft.version)).primary().confirm(
                Confirm {
                    question: "Publish these pairs?".to_owned(),
                    detail: "Each pair hears from me when it begins. It cannot be taken back.".to_owned(),
                    yes: "Publish".to_owned(),
                    no: "Not yet".to_owned(),
                },
            ),
        );
    }
    buttons.push(Button::new("Run again", actions::FIND_PAIRS, id));
    if draft.rows.len() > draft.at + draft.most {
        buttons.push(Button::new("More", actions::DRAFT, format!("{id} {}", draft.at + draft.most)));
    }
    card.buttons(buttons)
        .note("Nobody but leads sees this, and nobody is told of anything before you publish.")
}

fn fit(band: Band) -> &'static str {
    match band {
        Band::Strong => "a strong fit",
        Band::Good => "a good fit",
        Band::Fair => "a fair fit",
    }
}

fn left_over(why: LeftOver) -> &'static str {
    match why {
        LeftOver::NoMentor => "as there is no mentor",
        LeftOver::NoPlace => "as the mentors who fit have no place left",
        LeftOver::Barred(Some(Barrier::ReportingLine)) => "as one reports to the other",
        LeftOver::Barred(Some(Barrier::Language)) => "as no mentor speaks their languages",
        LeftOver::Barred(Some(Barrier::Hours)) => {
            "as they share less than an hour of working time a week with any mentor"
        }
        LeftOver::Barred(Some(Barrier::Unreachable)) => "as they cannot be reached",
        LeftOver::Barred(Some(Barrier::Forbidden)) => "by what you decided",
        LeftOver::Barred(Some(Barrier::Floor)) => "as no mentor fits well enough",
        LeftOver::Barred(Some(Barrier::Same | Barrier::Blocked) | None) => "as nobody fits by the rules",
    }
}

/// It is published.
pub fn published(programme: &Programme, pairs: usize, left: usize) -> Card {
    let name = of_name(&programme.name);
    let pairs = plural(i64::try_from(pairs).unwrap_or_default(), "pair", "pairs");
    let left = match left {
        0 => String::new(),
        1 => " One mentee is left over, and told so.".to_owned(),
        left => format!(" {left} mentees are left over, and told so."),
    };
    let words = format!("{name} is published with {pairs}. Each hears from me when it begins.{left}");
    Card::line(words).buttons(vec![Button::new("How it goes", actions::FIGURES, &programme.id)])
}

/// A mentee without a mentor.
pub fn left_over_told(programme: &Programme) -> Card {
    let name = of_name(&programme.name);
    Card::new(format!("{name}: no mentor for you yet."))
        .text(
            Text::from("There were not enough mentors who fit in ")
                .strong(name)
                .and(" this time. You come first the next time, or look for one now."),
        )
        .buttons(vec![Button::new("Find a mentor", actions::FIND, &programme.id)])
}
