//! All wording of the feature: what is suggested to the asker, what is said in the thread, the forms, what the lead sees.

mod ending;
mod forms;
mod later;
mod lead;
mod refusals;
mod settings;
mod suggestion;
mod thread;
mod why;

pub use ending::*;
pub use forms::{accept, as_question, ask, better, not_me, place};
pub use later::{Sleeper, clock_in, kept_for_later, waited, waits, waits_no_more};
pub use lead::{home, nothing_to_explain, why};
pub use refusals::*;
pub use settings::{not_hours, settings, settings_section};
pub use suggestion::{Offer, Plan, Suggested, dropped, glad, personal, sent, suggestion};
pub use thread::*;
pub use why::came_to_mind;

use crate::bot::cards::ASK;
use crate::chat::Text;

/// How one asks: as it is typed.
fn how_to_ask(before: &str) -> String {
    format!("{before}{ASK} how do I ...")
}

/// What somebody can do first, on their home page.
pub fn asks_anywhere() -> Text {
    Text::from("Type ").code(how_to_ask("/")).and(" anywhere, and I find the colleague who really knows.")
}

/// The same, where the bot was added to a direct conversation.
pub fn asks_here() -> Text {
    Text::from("Try it: write ").code(how_to_ask("")).and(" here.")
}

/// The same, where it was added to a channel.
pub fn asks_with_a_mention() -> Text {
    Text::from("Try it: mention me and write ")
        .code(how_to_ask(""))
        .and(", or choose \"Ask an expert\" on a message. Only you see whom I would ask, until you say so.")
}
