//! The week's thanks.

use chrono::{DateTime, Utc};

use super::giving::first_of;
use crate::chat::{Card, PersonId, Text};

/// Thanks told of at the most.
const SHOWN: usize = 15;
/// The longest reason told, in characters.
const LONGEST: usize = 140;

/// Thanks as people saw them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thanked {
    /// Who gave them, whoever joined in included.
    pub givers: Vec<PersonId>,
    /// Who was given them.
    pub receivers: Vec<PersonId>,
    /// What for; empty where it was for a message, and where the words are gone.
    pub reason: String,
    /// It was for a message.
    pub is_for_a_message: bool,
}

/// The round-up of a channel. Nobody is notified: each was already.
pub fn roundup(all: &[Thanked]) -> Card {
    let mut card = Card::new("Thanks of this week").heading("Thanks of this week");
    for thanked in all.iter().take(SHOWN) {
        let text = first_of(Text::from("• "), &thanked.receivers);
        let reason = short(&thanked.reason);
        let text = match reason.as_str() {
            "" if thanked.is_for_a_message => text.and(", for a message"),
            "" => text,
            reason => text.and(format!(": {reason}")),
        };
        card = card.text(first_of(text.and(" – "), &thanked.givers));
    }
    if all.len() > SHOWN {
        card = card.note(format!("And {} more.", all.len() - SHOWN));
    }
    card.note("Whom would you like to thank? /kudos @who for what")
}

fn short(reason: &str) -> String {
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    if reason.chars().count() <= LONGEST {
        return reason;
    }
    let start: String = reason.chars().take(LONGEST).collect();
    format!("{}…", start.trim_end())
}

/// Switched on.
pub fn weekly_from(next: DateTime<Utc>) -> Card {
    let text = Text::from("I tell the week's thanks here every Friday, the next time ").moment(next);
    Card::new("A round-up every week.").text(text.and(", if there are any. /kudos weekly again ends it."))
}

/// Switched off.
pub fn no_weekly_any_more() -> Card {
    Card::line("No round-up here any more. /kudos weekly starts it again.")
}

/// Not in a channel.
pub fn weekly_in_a_channel() -> Card {
    Card::line("Type /kudos weekly in the channel that wants a round-up.")
}
