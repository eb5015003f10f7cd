//! Quizzes in GIFT, the format of Moodle's question banks, as its documentation describes it. Single choice, several
//! choices, true or false, numbers and short text are taken, with weights, feedback and missing words. Matching and essays
//! are not asked here, and told as such.

use super::answers::accepted_number;
use super::{Odd, Parsed};
use crate::features::quiz::items::{AcceptedNumber, AcceptedText, Choice, Flaw, Item, Key, TestForm};

/// Signs that stand for themselves behind a backslash, and what stands for each while the others are told apart.
const ESCAPED: [(char, char); 7] = [
    ('~', '\u{e000}'),
    ('=', '\u{e001}'),
    ('#', '\u{e002}'),
    ('{', '\u{e003}'),
    ('}', '\u{e004}'),
    (':', '\u{e005}'),
    ('\\', '\u{e006}'),
];
/// What stands where a word is missing.
const GAP: &str = "_____";

/// Reads a text. A question ends with an empty line: one that is cut in the middle costs only itself.
pub fn parse(text: &str) -> Parsed {
    let mut parsed = Parsed::default();
    let mut block = (0, String::new());
    for (at, line) in text.lines().chain([""]).enumerate() {
        let words = line.trim();
        if words.starts_with("//") || words.to_uppercase().starts_with("$CATEGORY:") {
            continue;
        }
        if words.is_empty() {
            if !block.1.trim().is_empty() {
                question(&mut parsed, block.0, &block.1);
            }
            block = (0, String::new());
            continue;
        }
        if block.1.is_empty() {
            block.0 = at + 1;
        }
        block.1.push_str(words);
        block.1.push('\n');
    }
    parsed
}

fn question(parsed: &mut Parsed, line: usize, block: &str) {
    match item(block) {
        Ok(item) => parsed.take(line, item),
        Err(odd) => parsed.odd(line, odd),
    }
}

fn item(block: &str) -> Result<Item, Odd> {
    let hidden = hide_escaped(block);
    let text = hidden.trim();
    let text = match text.strip_prefix("::") {
        Some(rest) => rest.split_once("::").ok_or(Odd::Unfinished)?.1.trim(),
        None => text,
    };
    let (is_html, text) = marked(text);
    let plain = |words: &str| if is_html { without_tags(&shown(words)) } else { shown(words) };
    let (before, rest) = match (text.split_once('{'), text.contains('}')) {
        (Some(parts), _) => parts,
        (None, true) => return Err(Odd::Unfinished),
        (None, false) => return Err(Odd::NoAnswers),
    };
    let (inside, after) = rest.split_once('}').ok_or(Odd::Unfinished)?;
    if inside.contains('{') || after.contains(['{', '}']) {
        return Err(Odd::Unfinished);
    }
    let asked = match (before.trim(), after.trim()) {
        (before, "") => plain(before),
        (before, after) => format!("{} {GAP} {}", plain(before), plain(after)).trim().to_owned(),
    };
    let (inside, general) = inside.split_once("####").unwrap_or((inside, ""));
    let (key, feedback) = key(inside.trim(), &plain)?;
    let explanation: Vec<String> =
        std::iter::once(plain(general)).chain(feedback).filter(|words| !words.is_empty()).collect();
    Ok(Item { question: asked, key, explanation: explanation.join("\n"), points: 1, form: TestForm::Both })
}

/// The key, and what is said of its answers.
fn key(inside: &str, plain: &impl Fn(&str) -> String) -> Result<(Key, Vec<String>), Odd> {
    if inside.is_empty() {
        return Err(Odd::NotAsked("an essay"));
    }
    if let Some(numbers) = inside.strip_prefix('#') {
        return numeric(numbers.trim(), plain);
    }
    let mut pieces = inside.split('#');
    let first = pieces.next().unwrap_or_default().trim().to_uppercase();
    if let Some(is_true) = match first.as_str() {
        "T" | "TRUE" => Some(true),
        "F" | "FALSE" => Some(false),
        _ => None,
    } {
        return Ok((Key::TrueFalse(is_true), pieces.map(|words| plain(words.trim())).collect()));
    }
    let answers = answers(inside, plain)?;
    if answers.iter().any(|answer| answer.text.contains("->")) {
        return Err(Odd::NotAsked("a matching question"));
    }
    let feedback = answers.iter().filter_map(Answer::feedback).collect();
    let is_typed = answers.iter().all(|answer| answer.is_right);
    let is_single = answers.iter().any(|answer| answer.is_right);
    let key = if is_typed {
        let accept = |it: Answer| AcceptedText { text: it.text, is_pattern: false, percent: it.percent };
        Key::Text(answers.into_iter().map(accept).collect())
    } else {
        let choices = answers.into_iter().map(|it| Choice { text: it.text, percent: it.percent }).collect();
        if is_single { Key::Single(choices) } else { Key::Several(choices) }
    };
    Ok((key, feedback))
}

/// An answer of several.
#[derive(Debug)]
struct Answer {
    is_right: bool,
    percent: f64,
    text: String,
    said: String,
}

impl Answer {
    fn feedback(&self) -> Option<String> {
        (!self.said.is_empty()).then(|| format!("{}: {}", self.text, self.said))
    }
}

/// Every `=right` and `~wrong`, with `%50%` before and `#feedback` behind its words.
fn answers(inside: &str, plain: &impl Fn(&str) -> String) -> Result<Vec<Answer>, Odd> {
    let mut answers = Vec::new();
    let begin = inside.find(['=', '~']).ok_or(Odd::NoAnswers)?;
    if !inside[..begin].trim().is_empty() {
        return Err(Odd::Stray(shown(inside[..begin].trim())));
    }
    let mut rest = &inside[begin..];
    while let Some(sign) = rest.chars().next() {
        let end = rest[1..].find(['=', '~']).map_or(rest.len(), |at| at + 1);
        let words = &rest[1..end];
        rest = &rest[end..];
        let is_right = sign == '=';
        let (percent, words) = weight(words.trim(), if is_right { 100.0 } else { 0.0 })?;
        let (text, said) = words.split_once('#').unwrap_or((words, ""));
        answers.push(Answer { is_right, percent, text: plain(text.trim()), said: plain(said.trim()) });
    }
    Ok(answers)
}

fn weight(words: &str, otherwise: f64) -> Result<(f64, &str), Odd> {
    let Some(rest) = words.strip_prefix('%') else { return Ok((otherwise, words)) };
    let (percent, words) = rest.split_once('%').ok_or(Odd::Unfinished)?;
    let odd = || Odd::Item(Flaw::NotANumber(format!("%{percent}%")));
    Ok((percent.trim().parse().map_err(|_| odd())?, words.trim()))
}

fn numeric(inside: &str, plain: &impl Fn(&str) -> String) -> Result<(Key, Vec<String>), Odd> {
    if !inside.starts_with(['=', '~']) {
        let (number, said) = inside.split_once('#').unwrap_or((inside, ""));
        return Ok((Key::Number(vec![of_numbers(number)?]), vec![plain(said.trim())]));
    }
    let answers = answers(inside, plain)?;
    let feedback = answers.iter().filter_map(Answer::feedback).collect();
    // `~` without a number says what is told to whoever was wrong.
    let numbers = answers.iter().filter(|answer| answer.is_right);
    let numbers =
        numbers.map(|it| of_numbers(&it.text).map(|number| AcceptedNumber { percent: it.percent, ..number }));
    Ok((Key::Number(numbers.collect::<Result<_, _>>()?), feedback))
}

/// `value`, `value:tolerance` or `from..to`.
fn of_numbers(words: &str) -> Result<AcceptedNumber, Odd> {
    let words = words.trim();
    let with_sign = words.replacen(':', " ± ", 1);
    accepted_number(&with_sign).ok_or_else(|| Odd::Item(Flaw::NotANumber(shown(words))))
}

/// The format that is named before the words, if any: only HTML is read otherwise than as it stands.
fn marked(text: &str) -> (bool, &str) {
    for name in ["html", "markdown", "plain", "moodle"] {
        let rest = text.strip_prefix('[').and_then(|rest| rest.strip_prefix(name));
        if let Some(rest) = rest.and_then(|rest| rest.strip_prefix(']')) {
            return (name == "html", rest.trim());
        }
    }
    (false, text)
}

fn hide_escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut signs = text.chars().filter(|c| !ESCAPED.iter().any(|(_, hidden)| hidden == c)).peekable();
    while let Some(c) = signs.next() {
        let next = signs.peek().copied();
        let hidden = next.and_then(|next| ESCAPED.iter().find(|(sign, _)| *sign == next));
        match (c, hidden) {
            ('\\', Some((_, hidden))) => {
                signs.next();
                out.push(*hidden);
            }
            ('\\', None) if next == Some('n') => {
                signs.next();
                out.push('\n');
            }
            _ => out.push(c),
        }
    }
    out
}

/// The words as they are read: with signs that were escaped, and white space that only broke a line as one space.
fn shown(words: &str) -> String {
    let back = |c: char| ESCAPED.iter().find(|(_, hidden)| *hidden == c).map_or(c, |(sign, _)| *sign);
    words.trim().chars().map(back).collect()
}

fn without_tags(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut is_in_tag = false;
    for c in words.chars() {
        match c {
            '<' => is_in_tag = true,
            '>' if is_in_tag => {
                is_in_tag = false;
                out.push(' ');
            }
            _ if !is_in_tag => out.push(c),
            _ => {}
        }
    }
    let plain = html_escape::decode_html_entities(&out);
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "whole shares are exact")]
mod tests {
    use super::*;
    use crate::features::quiz::import::Problem;
    use crate::features::quiz::items::Given;

    fn one(text: &str) -> Item {
        let parsed = parse(text);
        assert_eq!(parsed.problems, [], "{text}");
        assert_eq!(parsed.items.len(), 1, "{text}");
        parsed.items[0].clone()
    }

    fn typed(item: &Item, text: &str) -> f64 {
        item.credit(&Given::Typed(text.to_owned()))
    }

    fn chosen(item: &Item, places: &[usize]) -> f64 {
        item.credit(&Given::Chosen(places.iter().copied().collect()))
    }

    /// The examples of Moodle's page on the format (docs.moodle.org, "GIFT format").
    #[test]
    fn the_documented_examples_are_read() {
        let item = one("// true/false\n::Q1:: 1+1=2 {T}");
        assert_eq!((item.question.as_str(), item.key), ("1+1=2", Key::TrueFalse(true)));
        let item = one(
            "::Q2:: What's between orange and green in the spectrum?\n{ =yellow # right; good! ~red # wrong, it's yellow ~blue # wrong, it's yellow }",
        );
        assert_eq!(item.options(), ["yellow", "red", "blue"]);
        assert_eq!([chosen(&item, &[0]), chosen(&item, &[1])], [1.0, 0.0]);
        assert_eq!(
            item.explanation,
            "yellow: right; good!\nred: wrong, it's yellow\nblue: wrong, it's yellow"
        );
        let item = one("::Q3:: Two plus {=two =2} equals four.");
        assert_eq!(item.question, "Two plus _____ equals four.");
        assert_eq!([typed(&item, "two"), typed(&item, "2"), typed(&item, "3")], [1.0, 1.0, 0.0]);
        for text in
            ["::Q5:: What is a number from 1 to 5? {#3:2}", "::Q6:: What is a number from 1 to 5? {#1..5}"]
        {
            let item = one(text);
            assert_eq!(["1", "5", "5.1"].map(|it| typed(&item, it)), [1.0, 1.0, 0.0]);
        }
        let item = one(
            "::Q7:: When was Ulysses S. Grant born? {#\n  =1822:0 # Correct! Full credit.\n  =%50%1822:2 # He was born in 1822. Half credit for being close.\n}",
        );
        assert_eq!(["1822", "1820", "1819"].map(|it| typed(&item, it)), [1.0, 0.5, 0.0]);
        let item = one("Who's buried in Grant's tomb?{~Grant ~Jefferson =no one}");
        assert_eq!([chosen(&item, &[2]), chosen(&item, &[0])], [1.0, 0.0]);
        let item = one("Grant is {~buried =entombed ~living} in Grant's tomb.");
        assert_eq!((item.question.as_str(), chosen(&item, &[1])), ("Grant is _____ in Grant's tomb.", 1.0));
        let item = one("Who's buried in Grant's tomb?{=no one =nobody}");
        assert_eq!([typed(&item, "Nobody"), typed(&item, "Grant")], [1.0, 0.0]);
        let item = one("The sun rises in the West.{FALSE#Look again.#Right!}");
        assert_eq!((item.key, item.explanation.as_str()), (Key::TrueFalse(false), "Look again.\nRight!"));
        let item = one(
            "What two people are entombed in Grant's tomb? {\n ~%-100%No one\n ~%50%Grant\n ~%50%Grant's wife\n ~%-100%Grant's father\n}",
        );
        assert!(item.takes_several());
        assert_eq!(
            [&[1, 2][..], &[1], &[0, 1, 2], &[1, 2, 3]].map(|it| chosen(&item, it)),
            [1.0, 0.5, 0.0, 0.0]
        );
        let item = one("Which answer equals 5? {\n ~ \\= 2 + 2\n = \\= 2 + 3\n ~ \\= 2 + 4\n}");
        assert_eq!(item.options(), ["= 2 + 2", "= 2 + 3", "= 2 + 4"]);
        let item = one(
            "::GIFT Control Characters::Which of the following is NOT a control character for the GIFT import format?{\n~ \\~ # \\~ is a control character.\n= \\\\ # Correct!\n}",
        );
        assert_eq!(item.options(), ["~", "\\"]);
        let item = one("Which is it?{=a ~b ####It is the first.}");
        assert_eq!(item.explanation, "It is the first.");
        let item = one("[html]<p>Is 1 &lt; 2?</p>{T}");
        assert_eq!(item.question, "Is 1 < 2?");
    }

    #[test]
    fn what_is_not_asked_here_is_told_with_its_line() {
        let text = "$CATEGORY: history\n\n::Q4:: Which animal eats which food? { =cat -> cat food =dog -> dog food }\n\n::Q8:: How are you? {}\n\nIs it so?{T}\n\nJust words.\n";
        let parsed = parse(text);
        let problem = |line, what| Problem { line, what };
        assert_eq!(
            parsed.problems,
            [
                problem(3, Odd::NotAsked("a matching question")),
                problem(5, Odd::NotAsked("an essay")),
                problem(9, Odd::NoAnswers),
            ]
        );
        assert_eq!(parsed.items.len(), 1);
    }

    #[test]
    fn one_that_is_cut_in_the_middle_costs_only_itself() {
        let text = "One?{~a =b\n\nTwo?{T}\n\n::no end: Three?{T}\n\nFour? =a}\n\nFive?{%x%a =b}\n\nSix?{~%5a =b}\n\nSeven?{#=1:x}\n";
        let parsed = parse(text);
        let lines: Vec<usize> = parsed.problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [1, 5, 7, 9, 11, 13]);
        assert_eq!(parsed.problems[0].what, Odd::Unfinished);
        assert_eq!(parsed.items.len(), 1);
        assert_eq!(parsed.items[0].question, "Two?");
    }
}
