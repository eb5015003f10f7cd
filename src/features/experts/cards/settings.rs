//! What a lead decides about questions.

use std::collections::HashSet;

use crate::bot::cards::{CHANNEL_NOT_SHOWN, NOT_SHOWN, channel_named};
use crate::chat::{Button, Card, Choice, Form, Input, Part, PlaceId};
use crate::features::experts::actions;
use crate::features::experts::policy::QuestionSettings;

/// What is set, on the lead's home page. Channels that are not `readable` for this lead are not named.
pub fn settings_section(settings: &QuestionSettings, readable: &HashSet<PlaceId>) -> Vec<Part> {
    let usual = match &settings.questions_channel {
        Some(place) => channel_named(place, readable),
        None => "the asker chooses".into(),
    };
    let contact = settings.personal_contact.as_deref().unwrap_or("nobody named yet");
    Card::default()
        .heading("How questions go")
        .part(Part::Fields(vec![
            ("Questions without a name".to_owned(), yes(settings.anonymous_questions).into()),
            ("Time for a first reply".to_owned(), format!("{} working hours", settings.reply_hours).into()),
            ("Give little-asked people a chance".to_owned(), yes(settings.rising_star).into()),
            ("Personal matters go to".to_owned(), contact.into()),
            ("Questions typed to me alone go to".to_owned(), usual),
        ]))
        .buttons(vec![Button::new("Change question settings", actions::SETTINGS, "company").opening_form()])
        .parts
}

fn yes(it: bool) -> &'static str {
    if it { "yes" } else { "no" }
}

/// The form. `usual` is where questions go, as far as its reader may know it.
pub fn settings(settings: &QuestionSettings, usual: Option<PlaceId>) -> Form {
    let not_shown = usual.is_none() && settings.questions_channel.is_some();
    let on = [("anonymous", settings.anonymous_questions), ("rising", settings.rising_star)];
    let on = on.into_iter().filter(|(_, is_on)| *is_on).map(|(name, _)| name.to_owned());
    let form = Form::new(actions::SETTINGS_FORM, "Question settings", "Save")
        .context(if not_shown { NOT_SHOWN } else { "" })
        .optional(
            "on",
            "What is allowed",
            Input::Choices {
                options: vec![
                    Choice::new("People may ask without their name", "anonymous"),
                    Choice::new("One standby in five is somebody asked little", "rising"),
                ],
                values: on.collect(),
            },
        )
        .field(
            "hours",
            "Working hours for a first reply",
            Input::Number { value: Some(settings.reply_hours.into()), least: 1, most: 40 },
        )
        .optional("place", "Where questions go that are typed to me alone", Input::Channel { value: usual });
    let form = if not_shown { form.hint(CHANNEL_NOT_SHOWN) } else { form };
    form.optional(
        "contact",
        "Whom to turn to with what is personal",
        Input::Line { value: settings.personal_contact.clone().unwrap_or_default(), most: 200 },
    )
    .hint("Named first when a question reads as personal: your people team, the works council.")
    .optional(
        "personal",
        "What is personal",
        Input::Paragraph { value: settings.personal_words.clone(), most: 3000 },
    )
    .hint("One word or phrase a line. A word stands for all that begin with it.")
}

/// Not a number of hours.
pub fn not_hours() -> &'static str {
    "Write a number from 1 to 40."
}
