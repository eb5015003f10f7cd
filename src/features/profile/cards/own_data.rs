//! A person's own data: a copy of it, and its end.

use chrono::{DateTime, Utc};

use crate::chat::{Button, Card, Confirm, Part, Text};
use crate::features::profile::actions;

/// The part of a person's own page that is about their data.
pub fn own_data(erased_at: Option<DateTime<Utc>>) -> Vec<Part> {
    let export = Button::new("Export my data", actions::EXPORT, "me");
    let card = Card::default().heading("Your data");
    if let Some(at) = erased_at {
        let text = Text::from("What I keep about you is erased ").moment(at).and(".");
        return card.text(text).buttons(vec![keep_button(), export]).parts;
    }
    let erase = Button::new("Erase my data", actions::ERASE, "me").danger().confirm(Confirm {
        question: "Erase what I keep about you?".to_owned(),
        detail: "In 24 hours I erase it, and you can change your mind until then. Your questions, answers, thanks, skills \
                 and settings go. Your open questions are closed. Figures stay, without your name. It cannot be undone."
            .to_owned(),
        yes: "Erase it tomorrow".to_owned(),
        no: "Keep it".to_owned(),
    });
    let text = "You can have a copy of all that I keep about you, or have it erased.";
    card.text(text).buttons(vec![export, erase]).parts
}

fn keep_button() -> Button {
    Button::new("Keep my data", actions::KEEP, "me").primary()
}

/// The file is there.
pub fn exported(link: &str) -> Card {
    let text = Text::from("All that I keep about you, with what each field means: ").link("your file", link);
    Card::new("Your data is ready.").text(text.and(". The link works for 15 minutes."))
}

/// This program has no address that people can reach.
pub fn no_files_here() -> Card {
    Card::line(
        "I cannot hand over files here: the program has no address. Ask your Lyceum lead for your data.",
    )
}

/// One to one: it is going to be erased.
pub fn to_be_erased(at: DateTime<Utc>) -> Card {
    Card::new("Your data is going to be erased.")
        .text(
            Text::from("I erase what I keep about you ")
                .moment(at)
                .and(". Until then you can change your mind."),
        )
        .buttons(vec![keep_button()])
}

/// It stays.
pub fn stays() -> Card {
    Card::line("All right, nothing is erased.")
}

/// There was nothing to stop.
pub fn nothing_to_stop() -> Card {
    Card::line("Nothing was going to be erased.")
}

/// One to one, the last thing they are told.
pub fn erasing_now() -> Card {
    Card::line(
        "I am erasing what I keep about you now. In a few minutes nothing is left, and I don't know you any more. If you \
         want something of me later, you are somebody new to me.",
    )
}

/// They alone set the bot up.
pub fn only_lead() -> Card {
    Card::line("You are the only Lyceum lead. Make a colleague lead first, then I can erase your data.")
}
