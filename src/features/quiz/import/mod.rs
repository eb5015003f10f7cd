//! Quizzes from text that was written elsewhere: Markdown, tables, Moodle's GIFT. What is wrong names its line, and
//! reading goes on behind it, so that all of it is told at once.

mod answers;
mod csv;
mod gift;
mod markdown;

pub use answers::{Wanted, read as read_answers, written};
pub use markdown::test_form;

use super::items::{Flaw, Item, MOST_ITEMS};

/// Bytes of a text that are read; a quiz of [`MOST_ITEMS`] long questions takes less.
pub const MOST_BYTES: usize = 512 * 1024;
/// Problems told at the most.
const MOST_PROBLEMS: usize = 50;

/// How the text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Headings are questions, task lists are options.
    Markdown,
    /// A table with a column `question`.
    Csv,
    /// Moodle's.
    Gift,
}

/// What came of a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parsed {
    /// What it calls itself.
    pub title: Option<String>,
    /// What can be asked.
    pub items: Vec<Item>,
    /// What cannot, in the order of the lines.
    pub problems: Vec<Problem>,
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1, in which the question begins, or the odd words stand.
    pub line: usize,
    /// What it is.
    pub what: Odd,
}

/// What is wrong with a piece of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Odd {
    /// The question cannot be asked so.
    Item(Flaw),
    /// It is not a question and belongs to none.
    Stray(String),
    /// There are no answers.
    NoAnswers,
    /// Options to choose and answers to type are mixed.
    Mixed,
    /// A setting has a value that is none.
    Setting(&'static str, String),
    /// It begins and does not end.
    Unfinished,
    /// A kind of question that is not asked here.
    NotAsked(&'static str),
    /// The table has no column of this name.
    NoColumn(&'static str),
    /// The table cannot be read from here on.
    NotATable,
    /// There is no question in it.
    Empty,
    /// There are more questions than a quiz may have.
    TooMany(usize),
    /// It has more bytes than are read.
    TooLong(usize),
    /// There are more problems than are told.
    More(usize),
}

impl Parsed {
    /// Takes an item, or notes what is wrong with it.
    fn take(&mut self, line: usize, item: Item) {
        let flaws = item.flaws();
        if flaws.is_empty() {
            self.items.push(item);
        }
        self.problems.extend(flaws.into_iter().map(|flaw| Problem { line, what: Odd::Item(flaw) }));
    }

    fn odd(&mut self, line: usize, what: Odd) {
        self.problems.push(Problem { line, what });
    }
}

/// Reads a text. With any problem there is something in it that was not taken.
pub fn parse(text: &str, format: Format) -> Parsed {
    if text.len() > MOST_BYTES {
        let problems = vec![Problem { line: 1, what: Odd::TooLong(text.len()) }];
        return Parsed { problems, ..Parsed::default() };
    }
    let text = text.trim_start_matches('\u{feff}');
    let mut parsed = match format {
        Format::Markdown => markdown::parse(text),
        Format::Csv => csv::parse(text),
        Format::Gift => gift::parse(text),
    };
    if parsed.items.len() > MOST_ITEMS {
        let count = parsed.items.len();
        parsed.odd(1, Odd::TooMany(count));
    }
    if parsed.items.is_empty() && parsed.problems.is_empty() {
        parsed.odd(1, Odd::Empty);
    }
    parsed.problems.sort_by_key(|problem| problem.line);
    if parsed.problems.len() > MOST_PROBLEMS {
        let more = parsed.problems.len() - MOST_PROBLEMS;
        parsed.problems.truncate(MOST_PROBLEMS);
        let line = parsed.problems.last().map_or(1, |last| last.line);
        parsed.odd(line, Odd::More(more));
    }
    parsed
}

/// How a text seems to be written: by its first lines, and by its file's name where there is one.
pub fn guess(text: &str, file: Option<&str>) -> Format {
    let ending = file.and_then(|file| file.rsplit_once('.')).map(|(_, ending)| ending.to_lowercase());
    match ending.as_deref() {
        Some("md" | "markdown") => return Format::Markdown,
        Some("csv") => return Format::Csv,
        Some("gift") => return Format::Gift,
        _ => {}
    }
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    if text.lines().any(|line| line.starts_with("# ") || line.starts_with("## ")) {
        Format::Markdown
    } else if csv::is_header(first) {
        Format::Csv
    } else {
        Format::Gift
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_says_how_it_is_written() {
        for (text, file, format) in [
            ("# Postgres\n\n## What?\n- [x] a\n- [ ] b", None, Format::Markdown),
            ("\u{feff}question,right,wrong\n", None, Format::Csv),
            ("::Q1:: 1+1? {=2}", None, Format::Gift),
            ("// ## a comment\nIs it? {T}", None, Format::Gift),
            ("Is it? {T}", Some("quiz.MD"), Format::Markdown),
        ] {
            assert_eq!(guess(text, file), format, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_read_can_be_asked(text in "([=~#:{}%\\[\\]>\"\\-;,./x1± \n\\\\]|\\PC){0,200}") {
            for format in [Format::Markdown, Format::Csv, Format::Gift] {
                let parsed = parse(&text, format);
                proptest::prop_assert!(parsed.items.iter().all(|item| item.flaws().is_empty()));
                proptest::prop_assert!(!parsed.items.is_empty() || !parsed.problems.is_empty());
                for item in &parsed.items {
                    let (text, wanted) = written(&item.key);
                    let again = read_answers(&text, wanted);
                    proptest::prop_assert!(again.is_ok(), "{text}: {again:?}");
                }
            }
        }
    }

    #[test]
    fn nothing_too_much_and_too_long_is_told() {
        assert_eq!(parse(" \n", Format::Gift).problems, [Problem { line: 1, what: Odd::Empty }]);
        let many = "Is it so?{T}\n\n".repeat(41);
        let parsed = parse(&many, Format::Gift);
        assert_eq!(parsed.problems, [Problem { line: 1, what: Odd::TooMany(41) }]);
        let long = "a".repeat(MOST_BYTES + 1);
        let problems = parse(&long, Format::Csv).problems;
        assert_eq!(problems, [Problem { line: 1, what: Odd::TooLong(MOST_BYTES + 1) }]);
        let odd = parse(&"{}\n\n".repeat(60), Format::Gift);
        assert_eq!(odd.problems.len(), 51);
        assert_eq!(odd.problems[50].what, Odd::More(10));
    }
}
