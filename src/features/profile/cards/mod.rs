//! All wording of the feature.

mod beliefs;
mod own_data;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

pub use own_data::*;

use super::rules::Beliefs;
use crate::bot::cards::OWN_PAGE;
use crate::chat::{Button, Card, Choice, Form, Input, Part, Standing, Text};
use crate::features::profile::actions;
use crate::people::{Availability, Person, Skill};

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Everything a person can set about themselves, what other features have to say to them, and what is believed about them.
pub fn me(settings: Vec<Part>, others: Vec<Part>, beliefs: &Beliefs, now: DateTime<Utc>) -> Card {
    let mut card = Card::new("Your settings").heading("You and Lyceum");
    card.parts.extend(settings);
    card.parts.extend(others);
    card.parts.extend(beliefs::beliefs(beliefs, now));
    card
}

/// What a person can set about themselves.
pub fn settings(person: &Person, skills: &[Skill], champion_of: &[String], now: DateTime<Utc>) -> Vec<Part> {
    fields(person, skills, champion_of, None, now)
}

/// What a person can set about themselves, as part of the home page.
pub fn home(person: &Person, skills: &[Skill], champion_of: &[String], now: DateTime<Utc>) -> Vec<Part> {
    let mut card = Card::default().heading("You");
    card.parts.extend(fields(person, skills, champion_of, Some(beliefs::see_beliefs()), now));
    card.parts
}

fn fields(
    person: &Person,
    skills: &[Skill],
    champion_of: &[String],
    more: Option<Button>,
    now: DateTime<Utc>,
) -> Vec<Part> {
    let it = &person.availability;
    let mut fields = vec![
        ("Asked at the most".to_owned(), times_a_week(it.weekly_cap).into()),
        ("Working hours".to_owned(), Text::from(working(it, person.time_zone))),
        (
            "Quiet hours".to_owned(),
            Text::from(format!("{} to {}", clock(it.quiet_from), clock(it.quiet_until))),
        ),
        ("Glad to be asked about".to_owned(), names(skills, |skill| skill.ask_me).into()),
        ("Can mentor on".to_owned(), names(skills, |skill| skill.can_mentor).into()),
        ("Want to learn".to_owned(), names(skills, |skill| skill.wants_to_learn).into()),
    ];
    if !champion_of.is_empty() {
        fields.push(("Champion of".to_owned(), champion_of.join(", ").into()));
    }
    let away = it.off_duty || it.paused_until.is_some_and(|until| until > now);
    let mut card = Card::default().part(Part::Fields(fields));
    let mut buttons = vec![
        Button::new("My topics", actions::TOPICS, "me").opening_form(),
        Button::new("Hours and limit", actions::HOURS, "me").opening_form(),
    ];
    if away {
        let words = match it.paused_until.filter(|until| *until > now) {
            Some(until) => Text::from("You are away until ").moment(until).and(". Nobody is sent to you."),
            None => Text::from("You are off duty. Nobody is sent to you."),
        };
        card = card.text(words);
        buttons.push(Button::new("I am back", actions::BACK, "me").primary());
    } else {
        buttons.push(Button::new("Pause", actions::PAUSE, "me").opening_form());
    }
    buttons.extend(more);
    card.buttons(buttons).parts
}

fn times_a_week(cap: i64) -> String {
    match cap {
        0 => "never".to_owned(),
        1 => "once a week".to_owned(),
        cap => format!("{cap} times a week"),
    }
}

fn working(it: &Availability, zone: Tz) -> String {
    let days: Vec<&str> =
        (0..7).filter(|day| it.work_days & (1 << day) != 0).map(|day| &DAYS[day][..3]).collect();
    let days = match days.as_slice() {
        [] => return "none".to_owned(),
        ["Mon", "Tue", "Wed", "Thu", "Fri"] => "Mon to Fri".to_owned(),
        days => days.join(", "),
    };
    format!("{days}, {} to {} ({zone})", clock(it.work_from), clock(it.work_until))
}

fn names(skills: &[Skill], which: fn(&Skill) -> bool) -> String {
    let names: Vec<&str> =
        skills.iter().filter(|skill| which(skill)).map(|skill| skill.name.as_str()).collect();
    if names.is_empty() { "nothing yet".to_owned() } else { names.join(", ") }
}

/// Minutes after midnight as a person writes them.
pub fn clock(minutes: i64) -> String {
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}

/// The form for hours and the weekly cap.
pub fn hours(person: &Person) -> Form {
    let it = &person.availability;
    let time = |minutes| Input::Line { value: clock(minutes), most: 5 };
    Form::new(actions::HOURS_FORM, "Hours and limit", "Save")
        .intro(format!("Your time zone is {}. It comes from your profile on the platform.", person.time_zone))
        .field(
            "cap",
            "How often a week may you be asked?",
            Input::Number { value: Some(it.weekly_cap), least: 0, most: 50 },
        )
        .field(
            "days",
            "Working days",
            Input::Choices {
                options: DAYS.iter().enumerate().map(|(at, day)| Choice::new(*day, at.to_string())).collect(),
                values: (0..7)
                    .filter(|day| it.work_days & (1 << day) != 0)
                    .map(|day: usize| day.to_string())
                    .collect(),
            },
        )
        .field("from", "Work begins", time(it.work_from))
        .hint("Hours and minutes, such as 09:00.")
        .field("until", "Work ends", time(it.work_until))
        .hint("Earlier than it begins means the next day.")
        .field("quiet_from", "Quiet hours begin", time(it.quiet_from))
        .field("quiet_until", "Quiet hours end", time(it.quiet_until))
}

/// The form for topics.
pub fn topics(skills: &[Skill]) -> Form {
    let list = |which: fn(&Skill) -> bool| {
        let names: Vec<&str> =
            skills.iter().filter(|skill| which(skill)).map(|skill| skill.name.as_str()).collect();
        Input::Paragraph { value: names.join(", "), most: 1000 }
    };
    Form::new(actions::TOPICS_FORM, "My topics", "Save")
        .intro("Separate them with commas, such as: Postgres, C#, public speaking.")
        .optional("ask_me", "I am glad to be asked about", list(|skill| skill.ask_me))
        .optional("can_mentor", "I can mentor on", list(|skill| skill.can_mentor))
        .optional("wants_to_learn", "I want to learn", list(|skill| skill.wants_to_learn))
}

/// The form for a pause.
pub fn pause() -> Form {
    Form::new(actions::PAUSE_FORM, "Pause", "Pause")
        .intro("Nobody is sent to you while you are away. Questions you took already stay yours.")
        .optional("until", "Until which day?", Input::Day { value: None })
        .hint("You are back on the morning of that day. Leave it empty to pause until you say so.")
}

/// Work ends when it begins.
pub fn no_hours() -> &'static str {
    "Your hours begin and end at the same time. Say when they end, such as 17:00. To be left alone for a while, press \"Pause\" instead."
}

/// No day was chosen.
pub fn no_days() -> &'static str {
    "Choose at least one day. To be left alone for a while, press \"Pause\" instead."
}

/// Not an hour.
pub fn not_a_time() -> &'static str {
    "Write hours and minutes, such as 09:00."
}

/// Not a day to come.
pub fn not_a_day() -> &'static str {
    "Choose a day to come."
}

/// Too many or too long.
pub fn too_many() -> &'static str {
    "That is a lot. Keep it to 30 topics of at most 60 characters each."
}

/// A code, and what to do with it.
pub fn your_code(code: &str, there: &str) -> Card {
    Card::new("Your code")
        .text(Text::from("Your code is ").strong(code).and("."))
        .text(
            Text::from(format!("Within 15 minutes, write to me in {there}: "))
                .code(format!("lyceum link {code}"))
                .and(". Then you are one person here and there, with one record and one weekly limit."),
        )
        .note("Give it to nobody: whoever types it becomes you.")
}

/// Two accounts are one person now.
pub fn linked(there: &str) -> Card {
    Card::line(format!(
        "Done. Here and in {there} you are one person now, with one record and one weekly limit."
    ))
}

/// A code that is none.
pub fn not_a_code() -> Card {
    Card::new("I don't know this code.").text(
        Text::from("I don't know this code. It works once and for 15 minutes. Write ")
            .code("lyceum link")
            .and(" on the other side, and I make a new one."),
    )
}

/// Too many codes that were none.
pub fn too_many_codes() -> Card {
    Card::line("That were too many codes that I don't know. Please wait an hour, then make a new one.")
}

/// Whoever made the code typed it, where they made it or on an account that is theirs already.
pub fn already_linked() -> Card {
    Card::line(
        "This is your own code. Type it on the other side: in Teams if you made it in Slack, in Slack if you made it in Teams.",
    )
}

/// Both have an account in the same place.
pub fn both_here() -> Card {
    Card::line(
        "The other person has an account here too, so you are two people. If you really have two accounts here, use one of them.",
    )
}

/// A guest, or somebody not known yet.
pub fn only_colleagues_link(_: Standing) -> Card {
    Card::line(
        "Only colleagues can link their accounts. If you work here, try again in a minute: I may not have met you yet.",
    )
}

/// What somebody can do first, in a direct conversation.
pub fn tells_me() -> Text {
    Text::new().code(OWN_PAGE).and(" tells me what you are glad to be asked about, and when.")
}
