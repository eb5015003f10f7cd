//! What a lead decides about thanks.

use std::collections::HashSet;

use crate::bot::cards::{CHANNEL_NOT_SHOWN, NOT_SHOWN, channel_named};
use crate::chat::{Button, Card, Choice, Form, Input, Part, PlaceId, Text};
use crate::features::kudos::actions;
use crate::features::kudos::emoji::Emoji;
use crate::features::kudos::policy::{MOST_A_DAY, MOST_A_MONTH, Policy};
use crate::people::Person;

/// The lead's part of the home page. Channels that are not `readable` for this lead are not named.
pub fn section(
    policy: &Policy,
    roundups: &[PlaceId],
    kept: &[Person],
    readable: &HashSet<PlaceId>,
) -> Vec<Part> {
    let mut weekly = Text::new().each(roundups, |text, place| text.then(channel_named(place, readable)));
    if roundups.is_empty() {
        weekly = weekly.and("no channel yet; type /kudos weekly in one");
    }
    let announced = match &policy.announcements {
        Some(place) => channel_named(place, readable),
        None => "where they are given".into(),
    };
    let values = if policy.values.is_empty() { "none yet".to_owned() } else { policy.values.join(", ") };
    let others = lines(&policy.exceptions, |exception| {
        format!("{} {} {}", exception.group, exception.allowance.a_day, exception.allowance.a_month)
    });
    let mut fields = vec![
        (
            "Points to give".to_owned(),
            format!("{} a day, {} a month", policy.allowance.a_day, policy.allowance.a_month).into(),
        ),
        (
            "Other limits".to_owned(),
            if others.is_empty() { "none".into() } else { others.replace('\n', "; ").into() },
        ),
        ("Company values".to_owned(), values.into()),
        ("Emoji".to_owned(), emoji(policy).into()),
        ("Thanks are announced".to_owned(), announced),
        ("Weekly round-up".to_owned(), weekly),
        ("Boards".to_owned(), if policy.boards { "on" } else { "off" }.into()),
    ];
    if policy.boards && !policy.no_boards_for.is_empty() {
        let off = lines(&policy.no_boards_for, ToString::to_string).replace('\n', "; ");
        fields.push(("No boards for".to_owned(), off.into()));
    }
    let change = Button::new("Change kudos settings", actions::POLICY, "company").opening_form();
    let mut card = Card::default().heading("Kudos").part(Part::Fields(fields));
    for person in kept {
        let again = format!("Let {} give again", person.data.name);
        let text = Text::new().name(&person.id).and(" cannot give kudos for now.");
        card = card.item(text, Button::new(again, actions::LET_ON_PAGE, person.id.as_str()));
    }
    card.buttons(vec![change]).parts
}

fn emoji(policy: &Policy) -> String {
    let sign = policy.emoji.sign();
    if policy.emoji_thanks_authors {
        format!("{sign} joins in, and thanks who wrote a message in channels that are read")
    } else {
        format!("{sign} joins in")
    }
}

fn lines<T>(all: &[T], line: impl Fn(&T) -> String) -> String {
    all.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The form for what the lead decides. `announcements` is where thanks are announced, as far as its reader may know it.
pub fn policy(policy: &Policy, announcements: Option<PlaceId>) -> Form {
    let not_shown = announcements.is_none() && policy.announcements.is_some();
    let mut on = Vec::new();
    for (name, is_on) in [("authors", policy.emoji_thanks_authors), ("boards", policy.boards)] {
        if is_on {
            on.push(name.to_owned());
        }
    }
    let known = Emoji::all().any(|(_, name)| name == policy.emoji.name());
    let own = if known { String::new() } else { policy.emoji.name().to_owned() };
    let line = |exception: &crate::features::kudos::policy::Exception| {
        format!("{} {} {}", exception.group, exception.allowance.a_day, exception.allowance.a_month)
    };
    Form::new(actions::POLICY_FORM, "Kudos settings", "Save")
        .context(if not_shown { NOT_SHOWN } else { "" })
        .field(
            "day",
            "Points somebody can give a day",
            Input::Number { value: Some(policy.allowance.a_day), least: 1, most: MOST_A_DAY },
        )
        .field(
            "month",
            "Points somebody can give a month",
            Input::Number { value: Some(policy.allowance.a_month), least: 5, most: MOST_A_MONTH },
        )
        .hint("A fifth of them can go to one person at the most.")
        .optional(
            "others",
            "Other limits for some",
            Input::Paragraph { value: lines(&policy.exceptions, line), most: 2000 },
        )
        .hint("One a line, points a day and a month: managers 10 120, champions 8 80, leads 10 120, department Sales 6 70, country Germany 5 50, title Team lead 8 90. The most of what applies counts.")
        .optional("values", "Company values", Input::Paragraph { value: policy.values.join(", "), most: 2000 })
        .hint("With commas between them. A hashtag names one: Customer first is #customer-first.")
        .field(
            "emoji",
            "The emoji that thanks",
            Input::Choice {
                options: Emoji::all().map(|(sign, name)| Choice::new(sign, name)).collect(),
                value: Some(if known { policy.emoji.clone() } else { Emoji::default() }.name().to_owned()),
            },
        )
        .optional("own_emoji", "Or an emoji of your own", Input::Line { value: own, most: 60 })
        .hint("Its name in Slack, such as :our-logo:.")
        .optional(
            "on",
            "What is switched on",
            Input::Choices {
                options: vec![
                    Choice::new("The emoji on a message thanks its author, where I read", "authors"),
                    Choice::new("Boards", "boards"),
                ],
                values: on,
            },
        )
        .optional(
            "no_boards_for",
            "No boards for",
            Input::Paragraph { value: lines(&policy.no_boards_for, ToString::to_string), most: 2000 },
        )
        .hint("One a line: country Germany, department Works council, title Intern. They are on no board and see none.")
        .optional(
            "place",
            "Announce thanks from public channels in",
            Input::Channel { value: announcements },
        )
        .hint(if not_shown {
            CHANNEL_NOT_SHOWN
        } else {
            "Leave it empty to announce them where they are given."
        })
}

/// Not a line of a field with several.
pub fn not_a_line(line: &str, example: &str) -> String {
    let line: String = line.chars().take(80).collect();
    format!("I don't understand \"{line}\". Write it like this: {example}")
}

/// Not a line of other limits.
pub fn not_an_exception(line: &str) -> String {
    let line = not_a_line(line, "managers 10 120");
    format!("{line}. That is who, 1 to {MOST_A_DAY} points a day, and 5 to {MOST_A_MONTH} a month.")
}

/// Not a number that can be given.
pub fn not_a_number(least: i64, most: i64) -> String {
    format!("Write a whole number from {least} to {most}.")
}

/// Not the name of an emoji.
pub fn not_an_emoji(name: &str) -> String {
    let name: String = name.chars().take(80).collect();
    format!(
        "\"{name}\" is no name of an emoji. Write it as Slack does, such as :our-logo:, or leave it empty."
    )
}
