//! What did not go as it should, and what soon will not; to a lead.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::named;
use crate::bot::{FailedDelivery, FailedJob, OutboxCounts};
use crate::chat::{Button, Card, Part, PlaceId, Text};
use crate::features::home::actions;

/// What did not go as it should.
pub struct Troubles {
    /// What could not be delivered, or may not have been; the newest.
    pub stuck: Vec<FailedDelivery>,
    /// How many messages are in each state.
    pub counts: OutboxCounts,
    /// What was put off and then failed for good, with what it is about.
    pub jobs: Vec<(FailedJob, &'static str)>,
}

pub(super) fn delivery(
    Troubles { stuck, counts, jobs }: &Troubles,
    readable: &HashSet<PlaceId>,
) -> Vec<Part> {
    let mut card = Card::default();
    if stuck.is_empty() && counts.unanswered == 0 {
        card = card.note("Everything arrived.");
    }
    for row in stuck {
        let text = match row.place() {
            Some(place) => Text::from("To ").then(named(&place, readable)),
            None => Text::from("To one person"),
        };
        let text = text.and(", ").moment(row.created.utc()).and(format!(". {}", row.why()));
        let again = if row.is_tried() { "Try now" } else { "Send again" };
        card = card.text(text).buttons(vec![
            Button::new(again, actions::RETRY, &row.id),
            Button::new("Let it be", actions::FORGET, &row.id),
        ]);
    }
    let shown = stuck.iter().filter(|row| !row.is_tried()).count();
    let more = (counts.failed + counts.unknown).saturating_sub(u64::try_from(shown).unwrap_or_default());
    if more > 0 {
        card = card.note(format!("And {more} more."));
    }
    if counts.unanswered > 0 {
        card = card.note(match counts.unanswered {
            1 => "I am finding out whether 1 message arrived.".to_owned(),
            many => format!("I am finding out whether {many} messages arrived."),
        });
    }
    if counts.waiting > 0 {
        card = card.note(match counts.waiting {
            1 => "1 message waits to be sent.".to_owned(),
            many => format!("{many} messages wait to be sent."),
        });
    }
    for (job, about) in jobs {
        let text = Text::from(format!("I could not {about}. I last tried ")).moment(job.tried.utc()).and(".");
        card = card.text(text).buttons(vec![
            Button::new("Try again", actions::JOB, &job.id),
            Button::new("Let it be", actions::DROP_JOB, &job.id),
        ]);
    }
    card.parts
}

/// The client secret of Teams ends; to a lead.
pub fn secret_expires(day: NaiveDate, days: u16) -> Card {
    let when = if days == 1 { "tomorrow".to_owned() } else { format!("in {days} days") };
    let words = format!("My client secret for Teams ends {when}, on {}.", day.format("%-d %B %Y"));
    Card::new(&words).text(words).text("After that nobody on Teams hears from me.").text(
        Text::from("Make a new one in Azure, under App registrations. Set it as ")
            .code("TEAMS_APP_PASSWORD")
            .and(", and its last day as ")
            .code("TEAMS_APP_PASSWORD_EXPIRES")
            .and("."),
    )
}
