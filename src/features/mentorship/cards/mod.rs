//! All wording of the feature.

mod find;
mod forms;
mod meetings;
mod own;
mod pair;
mod programme;
mod review;

pub use find::{
    accepted, asked, asking, found, nobody_found, nobody_left, none_fits, passed, request_gone, withdrawn,
};
pub use forms::{
    blocks, closing, end, extend, goal, join, pause, personality, programme, rank, rule, sentiment, story,
    weights, wishes,
};
pub use meetings::{
    agenda, answered, closed, did_you_meet, goal_asked, is_silent, late, nudge, other_is_silent,
    sentiment_asked, thanks,
};
pub use own::{Mine, MyPair, mine, next_steps};
pub use pair::{
    agreed, calendar, ended, extended, introduction, over, paused, paused_other, resumed, time_chosen,
};
pub use programme::{ProgrammeFigures, figures, invitation, joined, list, manage, opened};
pub use review::{Draft, draft, left_over_told, published};

use crate::chat::{Card, Standing, Text};
use crate::features::mentorship::matching::Part;
use crate::features::mentorship::store::Programme;

/// The command that shows somebody where they are. Cards point to it.
pub const MENTOR: &str = "mentor";

/// For colleagues.
pub fn only_colleagues(standing: Standing) -> Card {
    Card::line(match standing {
        Standing::Unknown => {
            "Mentorship is for colleagues, and I do not know yet whether you are one. Please try again in a minute."
        }
        _ => "Mentorship is for members of the company.",
    })
}

/// A programme that is gone, or that this person cannot see: it is not said which.
pub fn no_such_programme() -> Card {
    let text = Text::from("I have no such programme for you. ").code("/mentor");
    Card::new("I have no such programme for you.").text(text.and(" shows where you are."))
}

/// A pair of other people, or one that is over.
pub fn no_such_pair() -> Card {
    let text = Text::from("That is over, or it is not yours. ").code("/mentor");
    Card::new("That is over, or it is not yours.").text(text.and(" shows where you are."))
}

/// Somebody changed it in the meantime.
pub fn changed_meanwhile() -> Card {
    Card::line("Somebody changed this in the meantime. Look at it again, and then decide.")
}

/// What speaks for a pair, in words for both of them and for the lead; only what may be told, see `rules::reasons`.
fn reason(part: Part) -> &'static str {
    match part {
        Part::Goals => "goals and skills fit",
        Part::Experience => "the mentor is some years ahead",
        Part::Hours => "both work at the same time",
        Part::Teams => "they are from different departments",
        Part::Rarely | Part::Wishes | Part::Personality | Part::NewPair => "all rules are kept",
    }
}

/// Several reasons in a sentence.
pub(super) fn because(parts: &[Part]) -> String {
    match parts {
        [] => "all rules are kept".to_owned(),
        [one] => reason(*one).to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(|part| reason(*part)).collect();
            format!("{}, and {}", first.join(", "), reason(*last))
        }
    }
}

/// A name; of somebody who was erased nothing is left.
pub(super) fn of_name(name: &str) -> String {
    if name.is_empty() { "Mentorship".to_owned() } else { name.to_owned() }
}

/// Something was kept.
pub fn kept() -> Card {
    let text = Text::from("Kept. ").code("/mentor").and(" shows where you are.");
    Card::new("Kept.").text(text)
}

/// Somebody is out of a programme.
pub fn left(programme: &Programme) -> Card {
    Card::line(format!("You are not in {} any more.", of_name(&programme.name)))
}
