//! All wording of the feature.

mod troubles;

use std::collections::HashSet;

use chrono::{DateTime, Utc};

pub use crate::bot::cards::channel_named as named;
use crate::bot::cards::{HELP, typed};
use crate::chat::{Button, Card, Choice, CommandSpec, Confirm, Form, Input, Part, PersonId, PlaceId, Text};
use crate::features::home::actions;
use crate::people::{CompanySettings, Holiday, Topic};

use troubles::delivery;
pub use troubles::{Troubles, secret_expires};

/// Why a channel of which something is kept is not read.
#[derive(Clone, Copy, Debug)]
pub enum Over {
    /// A lead stopped it then.
    Stopped(DateTime<Utc>),
    /// It is deleted since then.
    Deleted(DateTime<Utc>),
    /// It was only imported.
    Imported,
}

/// Channels, as the lead sees them.
#[derive(Debug, Default)]
pub struct Channels {
    /// Those that are read.
    pub read: Vec<PlaceId>,
    /// Those that are not read any more, since when, and of which something is kept.
    pub stopped: Vec<(PlaceId, Over)>,
}

/// The home page of a person, with what they can do first.
pub fn page(name: &str, first_steps: Vec<Text>, parts: Vec<Part>) -> Card {
    let hello = Text::from(format!("Hello {name}. "));
    let hello = first_steps.into_iter().fold(hello, |text, step| text.then(step).and(" "));
    let mut card = Card::new("Your Lyceum home page").text(hello.code(typed(HELP)).and(" lists the rest."));
    card.parts.extend(parts);
    card
}

/// Said where the bot was just added: to one person, or to everybody in a place.
pub fn welcome(alone: bool, first_steps: Vec<Text>) -> Card {
    let card = Card::new("Hello, I am Lyceum. Ask me something, and I find the colleague who knows.").text(
        "Hello, I am Lyceum. Ask me something, and I find the colleague who really knows, ask them, and keep the answer.",
    );
    let card = first_steps.into_iter().fold(card, Card::text);
    if alone {
        card.note("help lists everything else.")
    } else {
        card.note(
            "I read what is written to me, and nothing else, unless a Lyceum lead lets this place opt in.",
        )
    }
}

/// What this person can do here.
pub fn help(specs: &[CommandSpec], lead: bool) -> Card {
    let mut card = Card::new("What I can do for you").heading("What I can do for you");
    for spec in specs.iter().filter(|spec| lead || !spec.leads_only) {
        let words = format!("/{} {}", spec.words, spec.usage);
        card = card.text(Text::new().code(words.trim_end()).and(format!(" – {}", spec.about)));
    }
    card.note("You can also mention me, or write to me directly, with the same words without the slash.")
}

/// What is set and seen for the whole company. Channels that are not `readable` for this lead are not named.
pub fn setup(
    settings: &CompanySettings,
    channels: &Channels,
    topics: &[(Topic, Vec<PersonId>)],
    troubles: &Troubles,
    leads: &[PersonId],
    readable: &HashSet<PlaceId>,
) -> Vec<Part> {
    let mut card = Card::default().heading("What could not be delivered");
    card.parts.extend(delivery(troubles, readable));
    card = card.heading("Channels that are read");
    if channels.read.is_empty() {
        card = card.note("None. Where a channel opts in, answers written there help to find who knows; nothing else is ever read.");
    }
    for place in &channels.read {
        card = card.item(
            named(place, readable),
            Button::new("Stop reading", actions::UNREAD, place.as_str()).confirm(Confirm {
                question: "Stop reading this channel?".to_owned(),
                detail: "What was read there is not offered any more. It is kept until you erase it."
                    .to_owned(),
                yes: "Stop reading".to_owned(),
                no: "Go on".to_owned(),
            }),
        );
    }
    for (place, over) in &channels.stopped {
        let named = named(place, readable);
        let text = match over {
            Over::Stopped(since) => {
                named.and(" – not read since ").moment(*since).and(". What was read before is kept.")
            }
            Over::Deleted(since) => {
                named.and(" – deleted since ").moment(*since).and(". What was read there is kept.")
            }
            Over::Imported => named.and(" – not read. What was imported is kept."),
        };
        card = card.item(
            text,
            Button::new("Erase what was read", actions::ERASE, place.as_str()).confirm(Confirm {
                question: "Erase what was read there?".to_owned(),
                detail: "It cannot be brought back, not by opting in again either. Questions that were asked through me \
                         stay where they are."
                    .to_owned(),
                yes: "Erase it".to_owned(),
                no: "Keep it".to_owned(),
            }),
        );
    }
    card = card.buttons(vec![Button::new("Let a channel opt in", actions::CHANNEL, "new").opening_form()]);
    card = card.heading("Topics and their champions");
    if topics.is_empty() {
        card = card.note("None yet. Champions are asked when nobody else answers.");
    }
    for (topic, champions) in topics.iter().take(30) {
        let mut text = Text::new().strong(&topic.name);
        if !champions.is_empty() {
            text = text.and(" – ").each(champions, Text::name);
        }
        card = card.item(text, Button::new("Change", actions::TOPIC, &topic.name).opening_form());
    }
    card = card.buttons(vec![Button::new("Add a topic", actions::TOPIC, "").opening_form()]);
    let led = Text::new().each(leads, Text::name);
    card.heading("Settings")
        .part(Part::Fields(vec![
            ("Guests can be asked".to_owned(), yes(settings.guests_may_be_experts).into()),
            ("News somebody gets unasked".to_owned(), format!("{} a week", settings.unasked_a_week).into()),
            (
                "Open channels are open across workspaces".to_owned(),
                yes(settings.open_across_workspaces).into(),
            ),
            ("Leads".to_owned(), led),
        ]))
        .buttons(vec![
            Button::new("Change settings", actions::SETTINGS, "company").opening_form(),
            Button::new("Leads", actions::LEADS, "company").opening_form(),
        ])
        .parts
}

fn yes(it: bool) -> &'static str {
    if it { "yes" } else { "no" }
}

/// The form for the company's settings.
pub fn settings(settings: &CompanySettings, holidays: &[Holiday]) -> Form {
    let on = [("guests", settings.guests_may_be_experts), ("across", settings.open_across_workspaces)];
    let on = on.into_iter().filter(|(_, is_on)| *is_on).map(|(name, _)| name.to_owned());
    let days: Vec<String> = holidays
        .iter()
        .map(|holiday| match &holiday.country {
            Some(country) => format!("{} {country}", holiday.day),
            None => holiday.day.to_string(),
        })
        .collect();
    Form::new(actions::SETTINGS_FORM, "Settings", "Save")
        .optional(
            "on",
            "What is allowed",
            Input::Choices {
                options: vec![
                    Choice::new("Guests can be asked like colleagues", "guests"),
                    Choice::new("Open channels of one workspace are open to all of ours", "across"),
                ],
                values: on.collect(),
            },
        )
        .field(
            "unasked",
            "Messages a week with news that somebody did not ask for",
            Input::Number { value: Some(settings.unasked_a_week.into()), least: 1, most: 50 },
        )
        .hint("What is more than that, or comes at night, I keep and tell in one message. Questions are not counted.")
        .optional("holidays", "Holidays", Input::Paragraph { value: days.join("\n"), most: 3000 })
        .hint("One a line: 2026-12-25, or 2026-10-03 Germany for one country only.")
}

/// Not a number in this range.
pub fn not_a_number(least: u8, most: u8) -> String {
    format!("Write a number from {least} to {most}.")
}

/// The form for a topic and its champions.
pub fn topic(topic: Option<&Topic>, champions: &[PersonId]) -> Form {
    let name = topic.map_or_else(String::new, |topic| topic.name.clone());
    Form::new(actions::TOPIC_FORM, "A topic", "Save")
        .context(&name)
        .field("name", "What is it called?", Input::Line { value: name.clone(), most: 60 })
        .optional(
            "aliases",
            "Other words for it",
            Input::Line { value: topic.map_or_else(String::new, |topic| topic.aliases.join(", ")), most: 300 },
        )
        .hint("With commas between them, such as: Postgres, PostgreSQL, psql.")
        .optional("champions", "Its champions", Input::People { values: champions.to_vec() })
        .hint("They are asked when nobody else answers. Without a champion and other words, the topic is dropped.")
}

/// The form that lets the bot read a channel.
pub fn channel() -> Form {
    Form::new(actions::CHANNEL_FORM, "Let a channel opt in", "Opt in")
        .intro(
            "From then on I read what is written there, to learn who knows what. Tell the people in it first. \
             What was written before is not read.",
        )
        .field("place", "Which channel?", Input::Channel { value: None })
}

/// The form for leads.
pub fn leads(leads: &[PersonId]) -> Form {
    Form::new(actions::LEADS_FORM, "Leads", "Save")
        .intro("Leads see this page and change these settings.")
        .field("leads", "Who?", Input::People { values: leads.to_vec() })
}

/// Said in a channel that is read from now on.
pub fn now_read() -> Card {
    Card::line(
        "From now on I read what is written here, so that I can tell who knows what. A Lyceum lead switched it on and \
         can switch it off; deleted messages are forgotten at once.",
    )
}

/// To the lead: erasing has begun.
pub fn erasing(place: Text) -> Card {
    Card::new("I am erasing what was read.")
        .text(Text::from("I am erasing what was read in ").then(place).and(". I tell you when it is done."))
}

/// To the lead: erased.
pub fn erased(place: Text, count: u64) -> Card {
    let messages = if count == 1 { "one message".to_owned() } else { format!("{count} messages") };
    Card::new("What was read is erased.")
        .text(Text::from("What was read in ").then(place).and(format!(" is erased: {messages}.")))
}

/// To the lead: the channel opted in again before all was erased.
pub fn not_all_erased(place: Text, count: u64) -> Card {
    Card::new("Not all was erased.").text(
        Text::from("I stopped erasing, because this channel is read again: ")
            .then(place)
            .and(format!(". Messages that went: {count}.")),
    )
}

/// To the lead: nothing is to be erased there.
pub fn nothing_to_erase() -> Card {
    Card::line("Nothing is kept of that channel, or it is read. Stop reading it first.")
}

/// Not a line of the list of holidays.
pub fn not_a_holiday(line: &str) -> String {
    format!(
        "I don't understand \"{line}\". Write a day such as 2026-12-25, and a country after it if it is kept only there."
    )
}

/// Somebody who is no lead.
pub fn leads_only() -> Card {
    Card::line("Only a Lyceum lead can change this.")
}

/// Somebody who cannot be a lead.
pub fn not_a_colleague(name: &str) -> String {
    format!("Only colleagues can be leads, and as far as I know {name} is not one.")
}

/// It is gone.
pub fn not_there() -> Card {
    Card::line("That is settled already.")
}
