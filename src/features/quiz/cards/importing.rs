//! What is wrong with a question, or with a text of questions, and how to put it right.

use crate::chat::shortened;
use crate::features::quiz::import::{Odd, Problem};
use crate::features::quiz::items::{Flaw, MOST_ITEMS, MOST_OPTIONS, MOST_POINTS};

/// All of it, one a line.
pub fn problems(problems: &[Problem]) -> String {
    problems
        .iter()
        .map(|problem| format!("line {}: {}", problem.line, self::problem(&problem.what)))
        .collect::<Vec<_>>()
        .join("\n")
}

/// What is wrong.
pub fn problem(odd: &Odd) -> String {
    match odd {
        Odd::Item(flaw) => self::flaw(flaw),
        Odd::Stray(words) => {
            format!("\"{}\" is no answer. Begin it with \"- [x]\", \"- [ ]\" or \"=\".", shortened(words, 60))
        }
        Odd::NoAnswers => "There are no answers. Write one a line: \"- [x] right\", \"- [ ] wrong\", or \"= what is typed\".".to_owned(),
        Odd::Mixed => "Some answers are to be chosen and some to be typed. Use \"- [x]\" and \"- [ ]\" for all, or \"=\" for all.".to_owned(),
        Odd::Setting("points", value) => format!("\"{value}\" is no number of points."),
        Odd::Setting("form", value) => format!("\"{value}\" is no form. It is A, B or both."),
        Odd::Setting(name, value) => format!("\"{value}\" is no {name}. It is \"several\" or \"text\"."),
        Odd::Unfinished => "A question begins here and does not end: look for a {, } or :: that is missing.".to_owned(),
        Odd::NotAsked(what) => format!("This is {what}, which I cannot ask."),
        Odd::NoColumn(name) => format!("The table has no column \"{name}\"."),
        Odd::NotATable => "From here on it cannot be read as a table.".to_owned(),
        Odd::Empty => "There is no question in it.".to_owned(),
        Odd::TooMany(count) => format!("There are {count} questions. A quiz has {MOST_ITEMS} at the most."),
        Odd::TooLong(bytes) => format!("It is {} KB long, which is more than I read.", bytes / 1024),
        Odd::More(count) => format!("And {count} more."),
    }
}

fn flaw(flaw: &Flaw) -> String {
    match flaw {
        Flaw::NoQuestion => "The question is empty.".to_owned(),
        Flaw::Long(what, length, most) => {
            format!("The {what} is {length} characters long. {most} are the most.")
        }
        Flaw::Options(count) => {
            format!(
                "It has {count} answers. To choose from there are 2 to {MOST_OPTIONS}, to type 1 to {MOST_OPTIONS}."
            )
        }
        Flaw::Twice(text) => format!("\"{}\" is there twice.", shortened(text, 60)),
        Flaw::EmptyOption => "An answer is empty.".to_owned(),
        Flaw::NothingRight => "No answer is right. Mark one with \"- [x]\".".to_owned(),
        Flaw::Points => format!("A question is worth 1 to {MOST_POINTS} points."),
        Flaw::NotANumber(text) => format!("\"{}\" is no number.", shortened(text, 60)),
        Flaw::Pattern(text) => {
            format!("/{}/ cannot be read as a regular expression, or is too large.", shortened(text, 60))
        }
    }
}
