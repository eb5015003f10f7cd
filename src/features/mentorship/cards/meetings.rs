//! What each of a pair is told and asked alone while it lasts.

use chrono::{DateTime, Utc};

use super::of_name;
use crate::chat::{Button, Card, PersonId, Text};
use crate::features::mentorship::actions;
use crate::features::mentorship::store::{Pair, Programme};

/// Before a meeting.
pub fn agenda(pair: &Pair, other: &PersonId, number: i64, at: DateTime<Utc>) -> Card {
    let about = match number {
        1 => "Who are you, what do you hope for, and what comes first?",
        _ => "What did you try since the last time, what was hard, and what comes next?",
    };
    Card::new("Your next meeting.")
        .text(
            Text::from("Your next meeting with ").name(other).and(" is expected around ").moment(at).and("."),
        )
        .text(format!("For the agenda: {about}"))
        .buttons(vec![
            Button::new("For my calendar", actions::CALENDAR, format!("{} {number}", pair.id)),
            Button::new("Pause", actions::PAUSE, &pair.id).opening_form(),
        ])
}

/// After it.
pub fn did_you_meet(pair: &Pair, other: &PersonId, number: i64) -> Card {
    let value = format!("{} {number}", pair.id);
    Card::new("Did you meet?")
        .text(Text::from("Did you meet ").name(other).and(" lately?"))
        .buttons(vec![
            Button::new("We met", actions::MET, &value).primary(),
            Button::new("Not yet", actions::NOT_MET, &value),
            Button::new("Pause", actions::PAUSE, &pair.id).opening_form(),
        ])
        .note("One of you saying yes is enough.")
}

/// They said so.
pub fn answered(is_held: bool) -> Card {
    Card::line(if is_held {
        "Good. I ask again after the next one."
    } else {
        "Thanks. I ask again after the next one; if you met in the meantime, press \"We met\"."
    })
}

/// No meeting after ten days.
pub fn nudge(pair: &Pair, other: &PersonId) -> Card {
    let value = format!("{} 1", pair.id);
    Card::new("You have not met yet.")
        .text(Text::from("You and ").name(other).and(
            " have not met yet, as far as I know. A short first meeting is easier to find than a long one.",
        ))
        .buttons(vec![
            Button::new("We met", actions::MET, &value),
            Button::new("Pause", actions::PAUSE, &pair.id).opening_form(),
        ])
}

/// The lead, of a pair that has not met for too long.
pub fn late(programme: &Programme, pair: &Pair) -> Card {
    let name = of_name(&programme.name);
    Card::new(format!("{name}: a pair has not met yet."))
        .text(
            Text::new()
                .strong(name)
                .and(": ")
                .name(&pair.mentor)
                .and(" and ")
                .name(&pair.mentee)
                .and(" have not met yet. A word from you may help."),
        )
        .buttons(vec![Button::new("How it goes", actions::FIGURES, &programme.id)])
}

/// How far the mentee is.
pub fn goal_asked(pair: &Pair, number: i64, goal: &str) -> Card {
    let card = Card::new("How far are you with your goal?").text(if number == 1 {
        "Half of the time is over. How far are you with your goal?"
    } else {
        "It is nearly over. How far are you with your goal?"
    });
    let card = if goal.is_empty() { card } else { card.quote(goal.to_owned()) };
    card.buttons(vec![
        Button::new("Say how far", actions::GOAL, format!("{} {number}", pair.id)).opening_form(),
    ])
}

/// How it goes.
pub fn sentiment_asked(pair: &Pair, other: &PersonId, number: i64) -> Card {
    Card::new("How does it go?")
        .text(Text::from("How does it go with ").name(other).and("? Nobody is shown your answer."))
        .buttons(vec![
            Button::new("Say how it goes", actions::SENTIMENT, format!("{} {number}", pair.id))
                .opening_form(),
            Button::new("End it", actions::END, &pair.id).opening_form(),
        ])
}

/// Whoever has not answered for long.
pub fn is_silent(pair: &Pair, other: &PersonId) -> Card {
    Card::new("Are you still there?")
        .text(
            Text::from("I have not heard from you about your meetings with ")
                .name(other)
                .and(". Are you still there? Anything is fine."),
        )
        .buttons(vec![
            Button::new("I am here", actions::PRESENT, &pair.id).primary(),
            Button::new("Pause", actions::PAUSE, &pair.id).opening_form(),
            Button::new("End it", actions::END, &pair.id).opening_form(),
        ])
}

/// The other one, some days later.
pub fn other_is_silent(pair: &Pair, other: &PersonId) -> Card {
    Card::new("Would you like somebody else?")
        .text(Text::from("It seems that you and ").name(other).and(" find no time at the moment. That is nobody's fault. You can wait, pause, or go on with somebody else."))
        .buttons(vec![
            Button::new("Pause", actions::PAUSE, &pair.id).opening_form(),
            Button::new("End it", actions::END, &pair.id).opening_form(),
        ])
}

/// Its time is over.
pub fn closed(programme: &Programme, pair: &Pair, other: &PersonId) -> Card {
    let name = of_name(&programme.name);
    Card::new("Your mentorship is complete.")
        .text(
            Text::from("Your time with ")
                .name(other)
                .and(" in ")
                .strong(name)
                .and(" is complete. Thank you both. How was it?"),
        )
        .buttons(vec![Button::new("Say how it was", actions::CLOSING, &pair.id).primary().opening_form()])
}

/// What was answered; a five may be worth telling.
pub fn thanks(pair: &Pair, asks_for_story: bool) -> Card {
    if !asks_for_story {
        return Card::line("Thank you. It is kept, and shown to nobody.");
    }
    Card::line("Thank you, that is good to hear. Would you tell others what it brought you? You decide whether your name stands with it.")
        .buttons(vec![Button::new("Tell it", actions::STORY, &pair.id).opening_form()])
}
