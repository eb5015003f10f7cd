//! A person's own record.

use super::giving::points;
use crate::bot::ContributionKind;
use crate::bot::cards::{FILE_NOTE, NO_FILES};
use crate::chat::{Card, Text, plural};
use crate::features::kudos::policy::Allowance;
use crate::features::kudos::store::{Grant, Sum};

/// To one person about themselves.
pub fn mine(
    received: Sum,
    handed_out: Sum,
    left: Option<Allowance>,
    last: &[Grant],
    kinds: &[&ContributionKind],
) -> Card {
    let from = |sum: Sum, word: &str| match sum.people {
        0 if sum.points == 0 => "none yet".to_owned(),
        0 => points(sum.points),
        1 => format!("{}, {word} 1 person", points(sum.points)),
        people => format!("{}, {word} {people} people", points(sum.points)),
    };
    let mut card = Card::new("Your kudos")
        .heading("Your kudos")
        .text(format!("Given to you: {}", from(received, "from")))
        .text(format!("Given by you: {}", from(handed_out, "to")));
    if let Some(left) = left {
        card = card.text(format!(
            "You can still give {} today and {} this month.",
            points(left.a_day.max(0)),
            left.a_month.max(0)
        ));
    }
    for grant in last {
        let topic = grant.topic.as_ref().map(|topic| format!(" ({topic})")).unwrap_or_default();
        let text =
            if grant.giver == grant.receiver { Text::from("Earned") } else { Text::new().name(&grant.giver) };
        card = card.text(if let Some(place) = grant.place.as_ref().filter(|_| grant.is_for_a_message()) {
            text.and(format!(", {} for a message in ", points(grant.amount))).channel(place)
        } else if grant.kind == "given" {
            let reason: String = grant.reason.chars().take(150).collect();
            let colon = if reason.is_empty() { "" } else { ": " };
            text.and(format!(", {}{colon}{reason}", points(grant.amount)))
        } else {
            text.and(format!(", {} for {}{topic}", points(grant.amount), earned_by(&grant.kind, kinds)))
        });
    }
    card.note("Only you see this. /kudos export gives you all of it as a file.")
}

/// What was earned, in words.
pub fn earned_by(kind: &str, kinds: &[&ContributionKind]) -> &'static str {
    kinds.iter().find(|it| it.word == kind).map_or("a contribution", |it| it.what)
}

/// The whole record.
pub fn exported(entries: usize, link: &str) -> Card {
    let entries = plural(entries, "entry", "entries");
    Card::new("Your record as a file.")
        .text(Text::from("Here is your whole record: ").link(format!("download {entries}"), link))
        .note(FILE_NOTE)
}

/// No address that a browser could reach.
pub fn no_files_here() -> Card {
    Card::line(format!("{NO_FILES} /kudos mine shows the last ones."))
}
