//! All wording of the room: what is suggested to the asker, what is said in the thread, the forms, what the lead sees.

mod ending;
mod forms;
mod lead;
mod refusals;
mod suggestion;
mod thread;
mod why;

pub use ending::*;
pub use forms::{accept, as_question, ask, better, not_me, place};
pub use lead::{home, nothing_to_explain, why};
pub use refusals::*;
pub use suggestion::{Offer, Plan, Suggested, dropped, glad, personal, sent, suggestion};
pub use thread::*;
pub use why::came_to_mind;

/// Cuts at a word, with an ellipsis, so that at most `most` characters are left.
pub(super) fn short(words: &str, most: usize) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= most {
        return words;
    }
    let cut: String = words.chars().take(most.saturating_sub(1)).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(head, _)| head);
    format!("{cut}…")
}
