//! All wording of the feature.

mod asking;
mod feedback;
mod forms;
mod importing;
mod lists;
mod results;
mod writing;

pub use asking::{
    asked_in, begun_elsewhere, closed_in, gone_from, invited, overview, recalled, reminded, step,
};
pub use feedback::{ended, feedback, handed_in, is_known, not_yet, resumed, time_is_over, wrong_again};
pub use forms::{answers, field_of, import, item, new, one_answer, question_again, start, text_beside};
pub use importing::{problem, problems};
pub use lists::{List, Mine, history, list, waiting};
pub use results::{Told, csv, exported, no_files_here, results};
pub use writing::{check_it, checked, deleted, editor, preview};

use super::rules::NotAnAnswer;
use crate::chat::{Card, Standing, Text};

/// The command that lists quizzes. Cards point to it.
pub const QUIZ: &str = "quiz";

/// For colleagues.
pub fn only_colleagues(standing: Standing) -> Card {
    Card::line(match standing {
        Standing::Unknown => {
            "Quizzes are for colleagues, and I do not know yet whether you are one. Please try again in a minute."
        }
        _ => "Quizzes are for members of the company.",
    })
}

/// A quiz, question or run that is gone, or that this person cannot see: it is not said which.
pub fn no_such_quiz() -> Card {
    let text = Text::from("I can't find that quiz for you. ").code("/quiz");
    Card::new("I can't find that quiz for you.").text(text.and(" lists those that you can take, and yours."))
}

/// An attempt of somebody else's.
pub fn not_yours() -> Card {
    let text = Text::from("These are somebody else's answers. ").code("/quiz");
    Card::new("These are somebody else's answers.").text(text.and(" shows yours."))
}

/// Somebody else writes it.
pub fn not_your_quiz() -> Card {
    Card::line("Only the author of this quiz can change it.")
}

/// It was handed in already.
pub fn is_handed_in() -> Card {
    Card::line("You handed this in already. What you handed in counts.")
}

/// It has ended, and this person had not begun.
pub fn is_over() -> Card {
    Card::line("This quiz has ended. Only those who began in time can still hand in.")
}

/// It ended long ago.
pub fn is_long_over() -> Card {
    Card::line("This quiz ended more than a week ago. Nothing can be handed in any more.")
}

/// It is to begin later.
pub fn is_not_open_yet() -> Card {
    Card::line("This quiz has not begun yet.")
}

/// Nothing to start.
pub fn nothing_to_ask() -> Card {
    Card::line("This quiz has no question yet. Add one first.")
}

/// As many as there may be.
pub fn full(most: usize) -> Card {
    Card::line(format!("A quiz has {most} questions at the most. Take one out first, or make a second quiz."))
}

/// A title that is none.
pub fn wrong_title(length: usize, most: usize) -> String {
    if length == 0 {
        "Give it a short name.".to_owned()
    } else {
        format!("That is {length} characters long. {most} are the most.")
    }
}

/// What was typed is no answer.
pub fn not_an_answer(why: NotAnAnswer) -> String {
    match why {
        NotAnAnswer::Long(length) => {
            format!("That is {length} characters long. {} are the most.", super::items::LONGEST_ANSWER)
        }
        NotAnAnswer::NotANumber => {
            "Write a number, such as 42 or 3.14, without a sign for thousands and without a unit.".to_owned()
        }
    }
}

/// The author of a message that was erased, or took it away.
pub fn message_is_gone() -> Card {
    Card::line("That message is gone.")
}

/// A quiz's name; of one whose owner was erased nothing is left.
pub(super) fn named(title: &str) -> String {
    if title.is_empty() { "A quiz that is gone".to_owned() } else { title.to_owned() }
}

/// A share as a whole number of per cent.
pub(super) fn per_cent(share: f64) -> String {
    format!("{:.0} per cent", share * 100.0)
}

/// Points, without decimals that say nothing.
pub(super) fn points(points: f64) -> String {
    let rounded = (points * 10.0).round() / 10.0;
    format!("{rounded}")
}

/// Neither a channel nor people.
pub fn nobody_to_ask() -> String {
    "Choose a channel, or people to ask one to one.".to_owned()
}

/// Every question stands in one of two forms only.
pub fn one_form_is_empty() -> String {
    "All questions are asked only before, or only after. Add some for the other time, or some for both."
        .to_owned()
}

/// Too many people at once.
pub fn too_many_people(count: usize, most: usize) -> String {
    format!("These are {count} people. {most} are the most; ask more of them in a channel.")
}

/// Somebody who is no colleague.
pub fn not_to_be_asked(name: &str) -> String {
    format!("{name} is no member of the company, so I cannot ask them.")
}

/// Topics of which somebody had little.
pub fn look_again(topics: &[String]) -> Text {
    Text::from("Worth another look: ").list(topics, |text, topic| text.strong(topic)).and(".")
}
