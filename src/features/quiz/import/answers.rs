//! Answers as an author writes them, one a line: `- [x] right`, `- [ ] wrong`, or `= what is accepted when it is typed`.
//! `- [50%] half right` and `= colour (50%)` are worth less than all, and `- [-100%]` takes away.

use super::Odd;
use crate::features::quiz::items::{AcceptedNumber, AcceptedText, Choice, Key, number};

/// The kind of answer that an author asked for, where the answers alone do not tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Options of which several can be chosen, though one is right.
    Several,
    /// Words, though they look like a number, or like true or false.
    Text,
}

impl Wanted {
    /// By its word.
    pub fn named(word: &str) -> Option<Self> {
        match word.trim().to_lowercase().as_str() {
            "several" => Some(Self::Several),
            "text" => Some(Self::Text),
            _ => None,
        }
    }
}

/// A line of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// An option, and what it is worth.
    Option(String, Mark),
    /// What is accepted when it is typed.
    Accepted(String),
}

/// What an option is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mark {
    /// It is right.
    Right,
    /// It is wrong.
    Wrong,
    /// So many per cent.
    PerCent(f64),
}

/// Reads one line; none if it is no answer.
pub fn line(text: &str) -> Option<Line> {
    let text = text.trim();
    if let Some(accepted) = text.strip_prefix('=') {
        return Some(Line::Accepted(accepted.trim().to_owned()));
    }
    let rest = text.strip_prefix(['-', '*', '+'])?.trim_start();
    let (mark, words) = rest.strip_prefix('[')?.split_once(']')?;
    let mark = match mark.trim() {
        "" => Mark::Wrong,
        "x" | "X" => Mark::Right,
        mark => Mark::PerCent(number(mark.strip_suffix('%')?)?),
    };
    Some(Line::Option(words.trim().to_owned(), mark))
}

/// What is right, by all lines of answers. Typed answers that are all true or false are a statement, and all numbers, with
/// `±` or `+-` before a tolerance or `..` between two bounds, are numbers; between slashes stands a regular expression.
///
/// # Errors
/// Without answers, or with options and typed answers mixed.
pub fn key(lines: &[Line], wanted: Option<Wanted>) -> Result<Key, Odd> {
    let options: Vec<(String, Mark)> = lines
        .iter()
        .filter_map(|line| match line {
            Line::Option(text, mark) => Some((text.clone(), *mark)),
            Line::Accepted(_) => None,
        })
        .collect();
    if options.len() == lines.len() && !options.is_empty() {
        return Ok(choices(options, wanted == Some(Wanted::Several)));
    }
    if !options.is_empty() {
        return Err(Odd::Mixed);
    }
    let accepted: Vec<&str> = lines
        .iter()
        .filter_map(|line| match line {
            Line::Accepted(text) => Some(text.as_str()),
            Line::Option(..) => None,
        })
        .collect();
    if accepted.is_empty() {
        return Err(Odd::NoAnswers);
    }
    if wanted != Some(Wanted::Text) {
        if let [only] = accepted[..]
            && let Some(is_true) = truth(only)
        {
            return Ok(Key::TrueFalse(is_true));
        }
        let numbers: Option<Vec<AcceptedNumber>> =
            accepted.iter().map(|text| accepted_number(text)).collect();
        if let Some(numbers) = numbers {
            return Ok(Key::Number(numbers));
        }
    }
    Ok(Key::Text(accepted.into_iter().map(accepted_text).collect()))
}

/// Reads all answers of one question, one a line.
///
/// # Errors
/// As [`key`], and where a line is no answer.
pub fn read(text: &str, wanted: Option<Wanted>) -> Result<Key, Odd> {
    let lines = text.lines().filter(|text| !text.trim().is_empty());
    let lines = lines.map(|text| line(text).ok_or_else(|| Odd::Stray(text.trim().to_owned())));
    key(&lines.collect::<Result<Vec<Line>, Odd>>()?, wanted)
}

fn choices(options: Vec<(String, Mark)>, is_several: bool) -> Key {
    if !options.iter().any(|(_, mark)| matches!(mark, Mark::PerCent(_))) {
        let options = options.into_iter().map(|(text, mark)| (text, mark == Mark::Right)).collect();
        return Key::choices(options, is_several);
    }
    let weighed = |(text, mark)| {
        let percent = match mark {
            Mark::Right => 100.0,
            Mark::Wrong => 0.0,
            Mark::PerCent(percent) => percent,
        };
        Choice { text, percent }
    };
    let choices: Vec<Choice> = options.into_iter().map(weighed).collect();
    let is_single = !is_several && choices.iter().any(|choice| choice.percent >= 100.0);
    if is_single { Key::Single(choices) } else { Key::Several(choices) }
}

/// The answers as they are written, and the kind that has to be said with them: [`key`] reads the same of it.
pub fn written(key: &Key) -> (String, Option<Wanted>) {
    let line = |mark: &str, text: &str| format!("- [{mark}] {text}");
    let lines: Vec<String> = match key {
        Key::Single(choices) | Key::Several(choices) => {
            let plain = choices.iter().map(|it| (it.text.clone(), it.percent > 0.0)).collect();
            let is_plain = Key::choices(plain, matches!(key, Key::Several(_))) == *key;
            choices
                .iter()
                .map(|choice| match choice.percent {
                    percent if !is_plain => line(&format!("{percent}%"), &choice.text),
                    percent => line(if percent > 0.0 { "x" } else { " " }, &choice.text),
                })
                .collect()
        }
        Key::TrueFalse(is_true) => vec![format!("= {is_true}")],
        Key::Number(accepted) => accepted
            .iter()
            .map(|it| {
                let tolerance =
                    if it.tolerance > 0.0 { format!(" ± {}", it.tolerance) } else { String::new() };
                format!("= {}{tolerance}{}", it.value, weight(it.percent))
            })
            .collect(),
        Key::Text(accepted) => accepted
            .iter()
            .map(|it| {
                if it.is_pattern {
                    format!("= /{}/{}", it.text, weight(it.percent))
                } else {
                    format!("= {}{}", it.text, weight(it.percent))
                }
            })
            .collect(),
    };
    let text = lines.join("\n");
    let read: Vec<Line> = text.lines().filter_map(self::line).collect();
    let wanted = [None, Some(Wanted::Several), Some(Wanted::Text)];
    let wanted = wanted.into_iter().find(|wanted| self::key(&read, *wanted).as_ref() == Ok(key));
    (text, wanted.flatten())
}

fn weight(percent: f64) -> String {
    if percent < 100.0 { format!(" ({percent}%)") } else { String::new() }
}

/// Takes ` (50%)` off the end.
fn weighed(text: &str) -> (&str, f64) {
    let parts = text.strip_suffix("%)").and_then(|text| text.rsplit_once('('));
    match parts.and_then(|(text, percent)| Some((text.trim_end(), number(percent)?))) {
        Some(weighed) => weighed,
        None => (text, 100.0),
    }
}

fn truth(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// `3.14`, `3.14 ± 0.01`, `3.14 +- 0.01`, `3 .. 4`.
pub fn accepted_number(text: &str) -> Option<AcceptedNumber> {
    let of = |value, tolerance| AcceptedNumber { value, tolerance, percent: 100.0 };
    for sign in ["±", "+-", "+/-"] {
        if let Some((value, tolerance)) = text.split_once(sign) {
            return Some(of(number(value)?, number(tolerance)?));
        }
    }
    if let Some((from, to)) = text.split_once("..") {
        let (from, to) = (number(from)?, number(to)?);
        return Some(of(f64::midpoint(from, to), (to - from) / 2.0));
    }
    Some(of(number(text)?, 0.0))
}

fn accepted_text(text: &str) -> AcceptedText {
    let (text, percent) = weighed(text);
    let pattern = text.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    AcceptedText { text: pattern.unwrap_or(text).to_owned(), is_pattern: pattern.is_some(), percent }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answers_tell_how_a_question_is_answered() {
        assert!(matches!(read("- [ ] a\n- [x] b", None), Ok(Key::Single(_))));
        assert!(matches!(read("- [x] a\n* [X] b\n+ [] c", None), Ok(Key::Several(it)) if it.len() == 3));
        assert!(matches!(read("- [x] a\n- [ ] b", Some(Wanted::Several)), Ok(Key::Several(_))));
        assert_eq!(read("= True", None), Ok(Key::TrueFalse(true)));
        assert!(matches!(read("= true", Some(Wanted::Text)), Ok(Key::Text(_))));
        assert!(matches!(read("= Paris\n= /par.s/", None), Ok(Key::Text(it)) if it[1].is_pattern));
        assert!(matches!(read("= 42", Some(Wanted::Text)), Ok(Key::Text(_))));
        assert_eq!(read("- [x] a\n= b", None), Err(Odd::Mixed));
        assert_eq!(read("", None), Err(Odd::NoAnswers));
        assert_eq!(read("- [x] a\nb", None), Err(Odd::Stray("b".to_owned())));
    }

    #[test]
    fn what_is_written_reads_the_same() {
        for (text, wanted) in [
            ("- [ ] a\n- [x] b", None),
            ("- [x] a\n- [x] b\n- [ ] c", None),
            ("- [x] a\n- [ ] b", Some(Wanted::Several)),
            ("- [100%] a\n- [100%] b\n- [50%] c\n- [0%] d", None),
            ("- [50%] a\n- [50%] b\n- [-100%] c", None),
            ("= false", None),
            ("= false", Some(Wanted::Text)),
            ("= 1822\n= 1822 ± 2 (50%)", None),
            ("= 1822", Some(Wanted::Text)),
            ("= Nazareth\n= Nazereth (75%)\n= /naz.*/ (25%)", None),
        ] {
            let key = read(text, wanted).unwrap();
            assert_eq!(written(&key), (text.to_owned(), wanted), "{key:?}");
        }
    }

    #[test]
    fn a_number_is_written_with_its_tolerance_or_its_bounds() {
        for (text, value, tolerance) in [
            ("2.25", 2.25, 0.0),
            ("2,25 ± 0,01", 2.25, 0.01),
            ("3 +- 1", 3.0, 1.0),
            ("1..5", 3.0, 2.0),
            ("-2", -2.0, 0.0),
        ] {
            let read = accepted_number(text).unwrap();
            assert!(
                (read.value - value).abs() < 1e-12 && (read.tolerance - tolerance).abs() < 1e-12,
                "{text}"
            );
        }
        for text in ["three", "3 ± x", "", "..", "1..2..3"] {
            assert_eq!(accepted_number(text), None, "{text}");
        }
    }
}
