//! Somebody who knows best and is off: what is told of them, and of a question that waits for their morning.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::chat::{Button, Card, Confirm, PersonId, PlaceId, Text, plural, shortened};
use crate::features::experts::actions;
use crate::features::experts::question::Question;

/// Somebody who knows best and is off until later.
#[derive(Clone, Debug)]
pub struct Sleeper {
    /// Who it is.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Why, in one line.
    pub why: String,
    /// When their day begins.
    pub at: DateTime<Utc>,
    /// Where they are.
    pub zone: Tz,
    /// The asker is in another zone.
    pub is_elsewhere: bool,
    /// The moment at which this is told.
    pub now: DateTime<Utc>,
}

impl Sleeper {
    /// That they know best, and when they are back.
    pub fn told(&self) -> Text {
        let (clock, city) = clock_in(self.at, self.zone);
        let there = if self.is_elsewhere { format!(" in {city}") } else { String::new() };
        let back = format!("Back {}{clock}{there}, {}.", self.preposition(), ahead(self.at - self.now));
        Text::new().name(&self.person).and(format!(" knows this best – {}. {back}", self.why))
    }

    /// The button that has them asked then.
    pub fn ask_then(&self) -> String {
        format!("Ask {} {}{}", first_name(&self.name), self.preposition(), clock_in(self.at, self.zone).0)
    }

    /// The day is told unless it is today or tomorrow there.
    fn preposition(&self) -> String {
        let day = |at: DateTime<Utc>| at.with_timezone(&self.zone).date_naive();
        if (day(self.at) - day(self.now)).num_days() > 1 {
            format!("on {}, ", self.at.with_timezone(&self.zone).format("%a"))
        } else {
            "at ".to_owned()
        }
    }
}

/// What the clock shows at a moment somewhere, and where that is.
pub fn clock_in(at: DateTime<Utc>, zone: Tz) -> (String, String) {
    let city = zone.name().rsplit('/').next().unwrap_or_default().replace('_', " ");
    (at.with_timezone(&zone).format("%H:%M").to_string(), city)
}

fn ahead(time: TimeDelta) -> String {
    match time.num_minutes() {
        i64::MIN..=89 => format!("in {}", plural(time.num_minutes().max(1), "minute", "minutes")),
        90..=2_879 => format!("in {} hours", (time.num_minutes() + 30) / 60),
        _ => format!("in {} days", (time.num_hours() + 12) / 24),
    }
}

/// The button that asks somebody now in place of whoever is off.
pub fn ask_now(name: &str) -> String {
    format!("Ask {} now", first_name(name))
}

fn first_name(name: &str) -> String {
    match name.split_whitespace().next() {
        Some(first) => shortened(first, 12),
        None => "them".to_owned(),
    }
}

/// Where people from other companies read nobody is named.
pub fn off_until_later() -> &'static str {
    "The colleague who knows this best is off until later."
}

/// Before somebody is asked in their time off.
pub fn wakes() -> Confirm {
    Confirm {
        question: "Ask in their time off?".to_owned(),
        detail: "Whoever knows this best is off, and is asked right now all the same.".to_owned(),
        yes: "Ask now".to_owned(),
        no: "Let it wait".to_owned(),
    }
}

/// In place of the suggestion, once the question is kept for later.
pub fn kept_for_later() -> Card {
    Card::line(
        "It is kept until then. I wrote to you alone about it: there you can have it asked now, or not at all.",
    )
}

/// To the asker, one to one: the question waits. `there` is what the clock shows then where its holder is, and where that
/// is, if the asker is elsewhere.
pub fn waits(q: &Question, at: DateTime<Utc>, there: Option<(String, String)>) -> Card {
    let mut text = Text::from("I ask ");
    text = match &q.holder {
        Some(holder) => text.name(holder),
        None => text.and("somebody"),
    };
    text = match there {
        Some((clock, city)) => text.and(format!(" at {clock} in {city}: ")).moment(at).and(" where you are."),
        None => text.and(" ").moment(at).and("."),
    };
    Card::new("Your question waits.")
        .text(text)
        .quote(shortened(&q.body, 600))
        .buttons(vec![
            Button::new("Ask somebody now instead", actions::NOW, &q.id),
            Button::new("Never mind", actions::DROP, &q.id),
        ])
        .note("Until then nobody else sees it.")
}

/// The same place, once it was asked; and who was waited for, if they could not be asked in the end.
pub fn waited(place: Option<&PlaceId>, not: Option<&PersonId>) -> Card {
    let mut text = Text::from("Your question was asked");
    if let Some(place) = place {
        text = text.and(" in ").channel(place);
    }
    text = text.and(". I tell you in the thread what happens.");
    if let Some(not) = not {
        text = text.and(" ").name(not).and(" could not be asked, so somebody else is.");
    }
    Card::new("Your question was asked.").text(text)
}

/// The same place, once it is not asked any more.
pub fn waits_no_more() -> Card {
    Card::line("This question is not asked any more.")
}
