//! Asking for a mentor without a round.

use super::{because, of_name};
use crate::chat::{Button, Card, PersonId, Text};
use crate::features::mentorship::actions;
use crate::features::mentorship::matching::{Part, Proposed};
use crate::features::mentorship::rules::reasons;
use crate::features::mentorship::store::Programme;

/// Mentors for a mentee, the best first.
pub fn found(programme: &Programme, mentors: &[Proposed], can_rank: bool) -> Card {
    let name = of_name(&programme.name);
    let mut card = Card::new(format!("{name}: mentors for you")).heading(format!("{name}: mentors for you"));
    for mentor in mentors {
        let why = because(&reasons(&mentor.parts, programme.rules.weights));
        let text = Text::new().name(&mentor.mentor).and(format!(": {why}."));
        card =
            card.item(text, Button::new("Ask", actions::ASK, format!("{} {}", programme.id, mentor.mentor)));
    }
    let rank = Button::new("Rank several", actions::RANK, &programme.id).opening_form();
    card.buttons(if can_rank { vec![rank] } else { Vec::new() }).note(
        "Whoever you ask has three of their working days. If they say nothing, I ask the next, and nobody is named as having said no.",
    )
}

/// Nobody could be asked.
pub fn none_fits(programme: &Programme) -> Card {
    Card::line(format!(
        "Nobody in {} has a place and fits at the moment. You stay in it, and come first in the next round.",
        of_name(&programme.name)
    ))
}

/// The mentees who ask, or nobody does.
pub fn nobody_found() -> Card {
    let text = Text::from("You look for no mentor in any programme that is open. ").code("/mentor");
    Card::new("You look for no mentor.").text(text.and(" shows those that you can join."))
}

/// A mentor is asked.
pub fn asked(programme: &Programme, mentee: &PersonId, goal: &str, parts: &[Part]) -> Card {
    let name = of_name(&programme.name);
    let value = format!("{} {mentee}", programme.id);
    let card = Card::new("Would you be somebody's mentor?").text(
        Text::new()
            .name(mentee)
            .and(" would like you as a mentor in ")
            .strong(name)
            .and(format!(": {}.", because(parts))),
    );
    let card = if goal.is_empty() { card } else { card.quote(goal.to_owned()) };
    card.buttons(vec![
        Button::new("Yes, gladly", actions::ACCEPT, &value).primary(),
        Button::new("Not now", actions::PASS, &value),
    ])
    .note("If you say nothing for three working days, I ask somebody else. Nobody is told that you passed.")
}

/// What was asked is over.
pub fn request_gone() -> Card {
    Card::line("That is settled already. Nothing is left for you to do.")
}

/// Everybody who was ranked was asked.
pub fn nobody_left(programme: &Programme) -> Card {
    let name = of_name(&programme.name);
    Card::new("Nobody of those you named has time at the moment.")
        .text(
            Text::from("Nobody of those you named in ")
                .strong(name)
                .and(" has time at the moment. You come first in the next round, or try others."),
        )
        .buttons(vec![Button::new("Find a mentor", actions::FIND, &programme.id)])
}

/// Nobody is asked any more.
pub fn withdrawn() -> Card {
    Card::line("I ask nobody any more.")
}

/// Somebody is being asked.
pub fn asking(mentors: &[PersonId]) -> Card {
    let text = match mentors {
        [one] => Text::from("I ask ").name(one).and("."),
        [first, ..] => Text::from("I ask ").name(first).and(" first, and then the others."),
        [] => Text::from("I ask nobody."),
    };
    Card::new("I ask them.").text(text.and(" You hear from me as soon as somebody has time."))
}

/// A mentor said yes.
pub fn accepted(mentee: &PersonId) -> Card {
    Card::new("Thank you!")
        .text(Text::from("Thank you! I bring you and ").name(mentee).and(" together in a moment."))
}

/// A mentor said no.
pub fn passed() -> Card {
    Card::line("All right. I ask somebody else, and nobody is told that you passed.")
}
