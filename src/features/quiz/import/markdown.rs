//! Quizzes in Markdown.
//!
//! ```text
//! # Title
//!
//! ## Which command takes a migration back?
//! - [ ] migrate up
//! - [x] migrate down
//! > It runs the last one backwards.
//! points: 2
//! form: A
//!
//! ## How many bytes has a UUID?
//! = 16
//! ```

use super::answers::{self, Line, Wanted};
use super::{Odd, Parsed};
use crate::features::quiz::items::{Item, TestForm};

/// A question that is being read.
#[derive(Debug)]
struct Open {
    line: usize,
    question: String,
    answers: Vec<Line>,
    explanation: String,
    points: u16,
    form: TestForm,
    wanted: Option<Wanted>,
}

/// Reads a text.
pub fn parse(text: &str) -> Parsed {
    let mut parsed = Parsed::default();
    let mut open: Option<Open> = None;
    for (at, line) in text.lines().enumerate() {
        let (number, words) = (at + 1, line.trim());
        if let Some(question) = words.strip_prefix("## ") {
            close(&mut parsed, open.take());
            open = Some(Open::new(number, question.trim()));
        } else if let Some(title) = words.strip_prefix("# ") {
            close(&mut parsed, open.take());
            parsed.title.get_or_insert_with(|| title.trim().to_owned());
        } else if !words.is_empty() {
            match &mut open {
                Some(open) => open.read(&mut parsed, number, words),
                None => parsed.odd(number, Odd::Stray(words.to_owned())),
            }
        }
    }
    close(&mut parsed, open);
    parsed
}

fn close(parsed: &mut Parsed, open: Option<Open>) {
    let Some(open) = open else { return };
    match answers::key(&open.answers, open.wanted) {
        Ok(key) => {
            let (explanation, points, form) = (open.explanation, open.points, open.form);
            parsed.take(open.line, Item { question: open.question, key, explanation, points, form });
        }
        Err(odd) => parsed.odd(open.line, odd),
    }
}

impl Open {
    fn new(line: usize, question: &str) -> Self {
        Self {
            line,
            question: question.to_owned(),
            answers: Vec::new(),
            explanation: String::new(),
            points: 1,
            form: TestForm::Both,
            wanted: None,
        }
    }

    /// A line below the heading: an answer, an explanation, a setting, or more of the question.
    fn read(&mut self, parsed: &mut Parsed, number: usize, words: &str) {
        if let Some(answer) = answers::line(words) {
            self.answers.push(answer);
        } else if let Some(explanation) = words.strip_prefix('>') {
            append(&mut self.explanation, explanation.trim());
        } else if let Some(odd) = self.set(words) {
            if let Err(odd) = odd {
                parsed.odd(number, odd);
            }
        } else if self.answers.is_empty() {
            append(&mut self.question, words);
        } else {
            parsed.odd(number, Odd::Stray(words.to_owned()));
        }
    }

    /// A setting of the question; none if it is not one.
    fn set(&mut self, words: &str) -> Option<Result<(), Odd>> {
        let (name, value) = words.split_once(':')?;
        let value = value.trim();
        let name = match name.trim().to_lowercase().as_str() {
            "points" => {
                self.points = value.parse().unwrap_or_default();
                "points"
            }
            "form" => match test_form(value) {
                Some(form) => {
                    self.form = form;
                    return Some(Ok(()));
                }
                None => "form",
            },
            "kind" => {
                self.wanted = Wanted::named(value);
                if self.wanted.is_some() {
                    return Some(Ok(()));
                }
                "kind"
            }
            _ => return None,
        };
        // Points that are none are told with the item.
        let is_told = name == "points";
        Some(if is_told { Ok(()) } else { Err(Odd::Setting(name, value.to_owned())) })
    }
}

/// `A`, `B`, or both.
pub fn test_form(word: &str) -> Option<TestForm> {
    match word.trim().to_lowercase().as_str() {
        "" | "both" => Some(TestForm::Both),
        "a" => Some(TestForm::A),
        "b" => Some(TestForm::B),
        _ => None,
    }
}

fn append(text: &mut String, words: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(words);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::quiz::import::Problem;
    use crate::features::quiz::items::{Flaw, Key};

    const QUIZ: &str = "# Migrations

## Which command takes a migration back?
It is run by hand.
- [ ] migrate up
- [x] migrate down
> It runs the last one backwards.
> Only the last one.
points: 2
form: a

## A UUID has how many bytes?
= 16

## Name the tool: which one is it?
kind: text
= 42
form: B
";

    #[test]
    fn headings_are_questions() {
        let parsed = parse(QUIZ);
        assert_eq!(parsed.problems, []);
        assert_eq!(parsed.title.as_deref(), Some("Migrations"));
        let [first, second, third] = &parsed.items[..] else { panic!("{parsed:?}") };
        assert_eq!(first.question, "Which command takes a migration back?\nIt is run by hand.");
        assert_eq!(first.explanation, "It runs the last one backwards.\nOnly the last one.");
        assert_eq!((first.points, first.form), (2, TestForm::A));
        assert!(matches!(second.key, Key::Number(_)));
        assert!(matches!(third.key, Key::Text(_)));
        assert_eq!((third.question.as_str(), third.form), ("Name the tool: which one is it?", TestForm::B));
    }

    #[test]
    fn a_problem_names_its_line_and_the_rest_is_read() {
        let text = "hello\n## One?\n## Two?\n- [ ] a\n- [ ] b\nmore\n## Three?\n= true\nform: C\npoints: many\n## Four?\n= 1";
        let parsed = parse(text);
        let problem = |line, what| Problem { line, what };
        assert_eq!(
            parsed.problems,
            [
                problem(1, Odd::Stray("hello".to_owned())),
                problem(2, Odd::NoAnswers),
                problem(6, Odd::Stray("more".to_owned())),
                problem(3, Odd::Item(Flaw::NothingRight)),
                problem(9, Odd::Setting("form", "C".to_owned())),
                problem(7, Odd::Item(Flaw::Points)),
            ]
        );
        assert_eq!(parsed.items.len(), 1);
    }
}
