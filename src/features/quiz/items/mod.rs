//! Items: questions with their keys, and what an answer to one is worth. Pure.

use std::collections::BTreeSet;

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

/// The longest question, and the longest explanation, in characters.
pub const LONGEST_QUESTION: usize = 1000;
/// The longest option, accepted spelling or pattern, in characters.
pub const LONGEST_OPTION: usize = 200;
/// Options, or accepted answers, of one item at the most: as many as every platform can draw.
pub const MOST_OPTIONS: usize = 10;
/// The longest typed answer, in characters.
pub const LONGEST_ANSWER: usize = 300;
/// The most points of one item.
pub const MOST_POINTS: u16 = 10;
/// Items of one quiz at the most.
pub const MOST_ITEMS: usize = 40;
/// Bytes that a pattern may take once it is compiled, so that none takes the memory of everybody.
const PATTERN_BYTES: usize = 64 * 1024;

/// One question of a quiz, with its key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// What is asked.
    pub question: String,
    /// How it is answered, and what is right.
    pub key: Key,
    /// Shown once the key may be seen; empty for none.
    #[serde(default)]
    pub explanation: String,
    /// What a right answer is worth, from 1 to [`MOST_POINTS`].
    pub points: u16,
    /// In which of two parallel forms it stands.
    #[serde(default)]
    pub form: TestForm,
}

/// In which of two parallel forms of a quiz an item stands: people are asked one form before and the other after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TestForm {
    /// In both.
    #[default]
    Both,
    /// In the first.
    A,
    /// In the second.
    B,
}

/// How an item is answered, and what is right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Key {
    /// One option is chosen.
    Single(Vec<Choice>),
    /// Any number of options is chosen.
    Several(Vec<Choice>),
    /// A statement that is true, or is not.
    TrueFalse(bool),
    /// A number is typed. The best of what it comes near to counts.
    Number(Vec<AcceptedNumber>),
    /// A few words are typed. The best of what they match counts.
    Text(Vec<AcceptedText>),
}

/// An option.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// What is read.
    pub text: String,
    /// What choosing it is worth, in per cent of the item's points: -100 to 100.
    pub percent: f64,
}

/// A number that is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AcceptedNumber {
    /// The number.
    pub value: f64,
    /// How far off it may be, either way.
    pub tolerance: f64,
    /// What it is worth, in per cent.
    pub percent: f64,
}

/// Words that are accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AcceptedText {
    /// A spelling, in capitals or not; with `is_pattern` a regular expression that the whole answer has to match.
    pub text: String,
    /// It is a regular expression.
    #[serde(default)]
    pub is_pattern: bool,
    /// What it is worth, in per cent.
    pub percent: f64,
}

/// What somebody answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Given {
    /// Options, by their place in the item, from 0.
    Chosen(BTreeSet<usize>),
    /// What was typed.
    Typed(String),
}

/// What is wrong with an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It asks nothing.
    NoQuestion,
    /// A text has so many characters, and may have so many: what it is, how many, the most.
    Long(&'static str, usize, usize),
    /// It has so many options or accepted answers, and may have from 2, or 1, to [`MOST_OPTIONS`].
    Options(usize),
    /// Two options read the same.
    Twice(String),
    /// An option, or an accepted answer, is empty.
    EmptyOption,
    /// Nothing is right.
    NothingRight,
    /// Points that are not from 1 to [`MOST_POINTS`].
    Points,
    /// A number, tolerance or weight that is none.
    NotANumber(String),
    /// A pattern that cannot be read, or takes too much to match.
    Pattern(String),
}

impl Item {
    /// All that is wrong with it; nothing for an item that can be asked.
    pub fn flaws(&self) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        if !self.question.chars().any(char::is_alphanumeric) {
            flaws.push(Flaw::NoQuestion);
        }
        for (what, text) in [("question", &self.question), ("explanation", &self.explanation)] {
            let length = text.chars().count();
            if length > LONGEST_QUESTION {
                flaws.push(Flaw::Long(what, length, LONGEST_QUESTION));
            }
        }
        if !(1..=MOST_POINTS).contains(&self.points) {
            flaws.push(Flaw::Points);
        }
        flaws.extend(self.key.flaws());
        flaws
    }

    /// What an answer is worth: 0 for nothing, 1 for all of the item's points.
    pub fn credit(&self, given: &Given) -> f64 {
        let percent = match (&self.key, given) {
            (Key::Single(choices), Given::Chosen(chosen)) => match chosen.first() {
                Some(only) if chosen.len() == 1 => choices.get(*only).map_or(0.0, |choice| choice.percent),
                _ => 0.0,
            },
            (Key::Several(choices), Given::Chosen(chosen)) => {
                chosen.iter().filter_map(|at| choices.get(*at)).map(|choice| choice.percent).sum()
            }
            (Key::TrueFalse(is_true), Given::Chosen(chosen))
                if *chosen == BTreeSet::from([usize::from(!is_true)]) =>
            {
                100.0
            }
            (Key::Number(accepted), Given::Typed(typed)) => number(typed)
                .map_or(0.0, |value| best(accepted.iter().filter(|it| it.takes(value)).map(|it| it.percent))),
            (Key::Text(accepted), Given::Typed(typed)) => {
                best(accepted.iter().filter(|it| it.takes(typed)).map(|it| it.percent))
            }
            _ => 0.0,
        };
        // Weights such as 33.33333 come of thirds that were rounded: all of them together are the whole.
        let credit = percent.clamp(0.0, 100.0) / 100.0;
        if credit > 0.999 { 1.0 } else { credit }
    }

    /// What can be chosen, in the item's own order; nothing where an answer is typed.
    pub fn options(&self) -> Vec<&str> {
        match &self.key {
            Key::Single(choices) | Key::Several(choices) => {
                choices.iter().map(|choice| choice.text.as_str()).collect()
            }
            Key::TrueFalse(_) => vec!["True", "False"],
            Key::Number(_) | Key::Text(_) => Vec::new(),
        }
    }

    /// Several options can be chosen at once.
    pub fn takes_several(&self) -> bool {
        matches!(self.key, Key::Several(_))
    }

    /// What is wholly right, as it is told once the key may be seen.
    pub fn right(&self) -> Vec<String> {
        match &self.key {
            Key::Single(choices) | Key::Several(choices) => {
                choices.iter().filter(|it| it.percent > 0.0).map(|it| it.text.clone()).collect()
            }
            Key::TrueFalse(is_true) => vec![if *is_true { "True" } else { "False" }.to_owned()],
            Key::Number(accepted) => {
                accepted.iter().filter(|it| it.percent >= 100.0).map(AcceptedNumber::words).collect()
            }
            Key::Text(accepted) => accepted
                .iter()
                .filter(|it| it.percent >= 100.0 && !it.is_pattern)
                .map(|it| it.text.clone())
                .collect(),
        }
    }
}

impl Key {
    /// Options of which these are right: one that is chosen, or, if several are right or `is_several`, any number of them,
    /// each wrong one taking away as much as a right one gives.
    pub fn choices(options: Vec<(String, bool)>, is_several: bool) -> Self {
        let right = options.iter().filter(|(_, is_right)| *is_right).count();
        let is_several = is_several || right > 1;
        #[expect(clippy::cast_precision_loss, reason = "a handful of options")]
        let share = 100.0 / right.max(1) as f64;
        let choice = |(text, is_right)| {
            let percent = match (is_right, is_several) {
                (true, _) => share,
                (false, true) => -share,
                (false, false) => 0.0,
            };
            Choice { text, percent }
        };
        let choices = options.into_iter().map(choice).collect();
        if is_several { Self::Several(choices) } else { Self::Single(choices) }
    }

    fn flaws(&self) -> Vec<Flaw> {
        let (texts, percents): (Vec<&str>, Vec<f64>) = match self {
            Self::Single(choices) | Self::Several(choices) => {
                choices.iter().map(|it| (it.text.as_str(), it.percent)).unzip()
            }
            Self::TrueFalse(_) => return Vec::new(),
            Self::Number(accepted) => accepted.iter().map(|it| ("number", it.percent)).unzip(),
            Self::Text(accepted) => accepted.iter().map(|it| (it.text.as_str(), it.percent)).unzip(),
        };
        let mut flaws = Vec::new();
        let is_chosen = matches!(self, Self::Single(_) | Self::Several(_));
        if texts.len() > MOST_OPTIONS || texts.len() < if is_chosen { 2 } else { 1 } {
            flaws.push(Flaw::Options(texts.len()));
        }
        if texts.iter().any(|text| text.trim().is_empty()) {
            flaws.push(Flaw::EmptyOption);
        }
        let longest = texts.iter().map(|text| text.chars().count()).max().unwrap_or_default();
        if longest > LONGEST_OPTION {
            flaws.push(Flaw::Long("answer", longest, LONGEST_OPTION));
        }
        let mut seen = BTreeSet::new();
        let twice = texts.iter().find(|text| !matches!(self, Self::Number(_)) && !seen.insert(folded(text)));
        flaws.extend(twice.map(|text| Flaw::Twice((*text).to_owned())));
        if percents.iter().any(|percent| !(-100.0..=100.0).contains(percent)) {
            flaws.push(Flaw::NotANumber("a weight outside of -100 to 100 per cent".to_owned()));
        }
        let right = percents.iter().filter(|percent| **percent >= 100.0).count();
        let reachable: f64 = percents.iter().filter(|percent| **percent > 0.0).sum();
        match self {
            Self::Several(_) if reachable < 99.9 => flaws.push(Flaw::NothingRight),
            Self::Several(_) => {}
            _ if right == 0 => flaws.push(Flaw::NothingRight),
            _ => {}
        }
        match self {
            Self::Number(accepted) => {
                let odd = accepted
                    .iter()
                    .find(|it| !it.value.is_finite() || !(0.0..=f64::MAX).contains(&it.tolerance));
                flaws.extend(odd.map(|it| Flaw::NotANumber(it.words())));
            }
            Self::Text(accepted) => {
                let odd = accepted.iter().find(|it| it.is_pattern && it.pattern().is_none());
                flaws.extend(odd.map(|it| Flaw::Pattern(it.text.clone())));
            }
            _ => {}
        }
        flaws
    }
}

impl AcceptedNumber {
    fn takes(&self, value: f64) -> bool {
        // What is written to some digits lies on the edge in tenths, not in powers of two.
        (value - self.value).abs() <= self.tolerance + f64::EPSILON * 4.0 * self.value.abs().max(1.0)
    }

    fn words(&self) -> String {
        if self.tolerance > 0.0 {
            format!("{} ± {}", self.value, self.tolerance)
        } else {
            self.value.to_string()
        }
    }
}

impl AcceptedText {
    fn takes(&self, typed: &str) -> bool {
        if self.is_pattern {
            return self.pattern().is_some_and(|pattern| pattern.is_match(typed.trim()));
        }
        folded(typed) == folded(&self.text)
    }

    fn pattern(&self) -> Option<Regex> {
        let whole = format!("^(?:{})$", self.text);
        let mut builder = RegexBuilder::new(&whole);
        builder.case_insensitive(true).size_limit(PATTERN_BYTES).dfa_size_limit(PATTERN_BYTES).nest_limit(20);
        builder.build().ok()
    }
}

/// The same words, in capitals or not, with any white space between them.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn best(percents: impl Iterator<Item = f64>) -> f64 {
    percents.fold(0.0, f64::max)
}

/// The number that somebody typed, with a point or a comma before its decimals; none if it is no number, or a comma could as
/// well stand for thousands.
pub fn number(typed: &str) -> Option<f64> {
    let typed = typed.trim().replace('\u{2212}', "-");
    let plain = match typed.split_once(',') {
        None => typed,
        Some((whole, decimals)) if !typed.contains('.') && decimals.len() != 3 => {
            format!("{whole}.{decimals}")
        }
        Some(_) => return None,
    };
    let is_plain = plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E'));
    plain.parse::<f64>().ok().filter(|number| is_plain && number.is_finite())
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "whole shares are exact")]
mod tests;
