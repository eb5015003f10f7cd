//! What a pair is told: that it begins, changes, and ends.

use chrono::{DateTime, Utc};

use super::{because, of_name};
use crate::bot::cards::{FILE_NOTE, NO_FILES};
use crate::chat::{Button, Card, PersonId, Text};
use crate::features::mentorship::actions;
use crate::features::mentorship::rules::reasons;
use crate::features::mentorship::store::{Kind, Pair, Programme};

/// Both are introduced, with an agenda, times and an agreement. The goal stands there only where both read it together or it
/// is the mentee's own copy; `goal` is empty otherwise.
pub fn introduction(
    programme: &Programme,
    pair: &Pair,
    goal: &str,
    times: &[(DateTime<Utc>, DateTime<Utc>)],
) -> Card {
    let name = of_name(&programme.name);
    let rules = &programme.rules;
    let why = because(&reasons(&pair.parts(), rules.weights));
    let (giver, first) = match programme.kind {
        Kind::Mentorship => {
            ("mentor", "who you are, what you hope for, how you want to work together, and what comes first")
        }
        Kind::Buddies => {
            ("buddy", "who is who, where things are, how the team works, and what is still open")
        }
    };
    let mut card = Card::new(format!("{name}: your {giver}ship begins")).heading(name).text(
        Text::new()
            .person(&pair.mentor)
            .and(format!(" is the {giver} of "))
            .person(&pair.mentee)
            .and(format!(": {why}.")),
    );
    if !goal.is_empty() {
        card = card.text("What it is about:").quote(goal.to_owned());
    }
    card = card.text(format!("For your first meeting: {first}."));
    if times.is_empty() {
        card = card.text(
            "I found no time in the next four weeks at which both of you work. Agree on one between you.",
        );
    } else {
        card = card.text("You both work at these times:");
        for (from, _) in times {
            let value = format!("{} 1 {}", pair.id, from.timestamp());
            card =
                card.item(Text::new().moment(*from), Button::new("Take this", actions::CHOOSE_TIME, value));
        }
    }
    card.text(format!(
        "The agreement: you meet every {} days until the end, you keep to yourselves what you hear, and either of you can pause or end \
         it without saying why.",
        rules.every_days
    ))
    .buttons(vec![Button::new("I agree", actions::AGREE, &pair.id).primary()])
    .note("I do not read what you write to each other. I ask each of you alone how it goes.")
}

/// Somebody agreed.
pub fn agreed(pair: &Pair, is_both: bool) -> Card {
    let text = if is_both {
        "You both agreed. Have a good start!"
    } else {
        "You agreed. I wait for the other of you."
    };
    Card::line(text).buttons(vec![Button::new(
        "For my calendar",
        actions::CALENDAR,
        format!("{} 1", pair.id),
    )])
}

/// A time was chosen.
pub fn time_chosen(pair: &Pair, by: &PersonId, number: i64, at: DateTime<Utc>) -> Card {
    let text = Text::new()
        .name(by)
        .and(" proposes to meet on ")
        .moment(at)
        .and(". I ask afterwards whether it worked.");
    Card::new("A time for your meeting.").text(text).buttons(vec![Button::new(
        "For my calendar",
        actions::CALENDAR,
        format!("{} {number}", pair.id),
    )])
}

/// A link to a file for a calendar.
pub fn calendar(link: Option<&str>) -> Card {
    match link {
        None => Card::line(NO_FILES),
        Some(link) => Card::new("Your meeting, for a calendar.")
            .text(Text::new().link("The meeting, for your calendar", link))
            .note(FILE_NOTE),
    }
}

/// Whoever paused it.
pub fn paused(pair: &Pair, until: DateTime<Utc>) -> Card {
    Card::new("It pauses.")
        .text(Text::from("It pauses until ").moment(until).and(", and lasts longer by as much."))
        .buttons(vec![Button::new("Go on", actions::RESUME, &pair.id)])
}

/// The other of the two.
pub fn paused_other(programme: &Programme, pair: &Pair, other: &PersonId, until: DateTime<Utc>) -> Card {
    let name = of_name(&programme.name);
    let text = Text::new().strong(name).and(" with ").name(other).and(" pauses until ").moment(until);
    Card::new("Your mentorship pauses.")
        .text(text.and(", and lasts longer by as much."))
        .buttons(vec![Button::new("Go on", actions::RESUME, &pair.id)])
}

/// It goes on.
pub fn resumed(programme: &Programme, other: &PersonId, ends_at: DateTime<Utc>) -> Card {
    let name = of_name(&programme.name);
    let text =
        Text::new().strong(name).and(" with ").name(other).and(" goes on, until ").moment(ends_at).and(".");
    Card::new("Your mentorship goes on.").text(text)
}

/// It lasts longer.
pub fn extended(programme: &Programme, other: &PersonId, ends_at: DateTime<Utc>) -> Card {
    let name = of_name(&programme.name);
    let text = Text::new()
        .strong(name)
        .and(" with ")
        .name(other)
        .and(" lasts longer: until ")
        .moment(ends_at)
        .and(".");
    Card::new("Your mentorship lasts longer.").text(text)
}

/// Whoever ended it.
pub fn ended(programme: &Programme, looks_on: bool) -> Card {
    let name = of_name(&programme.name);
    let words = if looks_on {
        format!("It is over. You come first in the next round of {name}, or look for somebody now.")
    } else {
        "It is over. Thank you both for the time that you gave it.".to_owned()
    };
    let find = vec![Button::new("Find a mentor", actions::FIND, &programme.id)];
    Card::line(words).buttons(if looks_on { find } else { Vec::new() })
}

/// The other, without a word about who wanted it or why.
pub fn over(programme: &Programme, other: &PersonId, can_find: bool) -> Card {
    let name = of_name(&programme.name);
    let text = Text::from("Your time with ").name(other).and(" in ").strong(name);
    let text = text.and(" is over. That happens, and says nothing about either of you.");
    let find = vec![Button::new("Find a mentor", actions::FIND, &programme.id)];
    Card::new("Your mentorship is over.").text(text).buttons(if can_find { find } else { Vec::new() })
}
