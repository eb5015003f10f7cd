//! What is filled in.

use std::collections::BTreeMap;

use crate::chat::{Choice, Form, Input, Text, shortened};
use crate::features::quiz::actions;
use crate::features::quiz::import::{Wanted, written};
use crate::features::quiz::items::{Given, Item, LONGEST_ANSWER, LONGEST_QUESTION, MOST_POINTS, TestForm};
use crate::features::quiz::rules::{Asked, LONGEST_TITLE};

/// The longest label of an option that every platform shows whole.
const LABEL: usize = 72;
/// How answers are written.
const ANSWERS_HINT: &str = "One a line: \"- [x] right\" and \"- [ ] wrong\" to choose from; or \"= what is typed\": \
                            = true, = 42, = 3.14 ± 0.01, = Paris, = /par.s/. \"- [50%]\" is half right.";

/// A new quiz with its first question.
pub fn new(topics: &[String], title: &str) -> Form {
    let form = Form::new(actions::NEW_FORM, "Make a quiz", "Make it").field(
        "title",
        "What is it called?",
        line(title, LONGEST_TITLE),
    );
    let form = if topics.is_empty() {
        form
    } else {
        let options = topics.iter().take(100).map(|topic| Choice::new(topic, topic)).collect();
        form.optional("topic", "Topic", Input::Choice { options, value: None })
    };
    question(form, None)
}

/// The same, beside the words of a message.
pub fn text_beside(form: Form, words: &str) -> Form {
    form.intro(Text::from(shortened(words, 2_000)))
}

/// One question; `about` is what comes back.
pub fn item(about: &str, item: Option<&Item>) -> Form {
    let title = if item.is_some() { "Change the question" } else { "Add a question" };
    let form = question(Form::new(actions::ITEM_FORM, title, "Keep it").context(about), item);
    if item.is_none() {
        return form;
    }
    let options = vec![Choice::new("Take this question out", "out")];
    form.optional("remove", "Remove", Input::Choices { options, values: Vec::new() })
}

fn question(form: Form, item: Option<&Item>) -> Form {
    let (answers, wanted) = item.map(|item| written(&item.key)).unwrap_or_default();
    let wanted = wanted.map(|wanted| match wanted {
        Wanted::Several => "several".to_owned(),
        Wanted::Text => "text".to_owned(),
    });
    let kinds = vec![
        Choice::new("As the answers say", "as written"),
        Choice::new("Several can be chosen, though one is right", "several"),
        Choice::new("Words, though they look like a number", "text"),
    ];
    let forms = vec![
        Choice::new("Always", "both"),
        Choice::new("Only before (form A)", "a"),
        Choice::new("Only after (form B)", "b"),
    ];
    let form_now = item.map(|item| match item.form {
        TestForm::Both => "both",
        TestForm::A => "a",
        TestForm::B => "b",
    });
    form.field("question", "Question", paragraph(item.map_or("", |it| &it.question), LONGEST_QUESTION))
        .field("answers", "Answers", paragraph(&answers, 3_000))
        .hint(ANSWERS_HINT)
        .optional(
            "explanation",
            "Why? Shown with the result.",
            paragraph(item.map_or("", |it| &it.explanation), LONGEST_QUESTION),
        )
        .field(
            "points",
            "Points",
            Input::Number {
                value: Some(item.map_or(1, |item| item.points.into())),
                least: 1,
                most: MOST_POINTS.into(),
            },
        )
        .optional("kind", "How is it answered?", Input::Choice { options: kinds, value: wanted })
        .optional("form", "Asked", Input::Choice { options: forms, value: form_now.map(str::to_owned) })
        .hint("For a quiz that is asked twice: parallel questions before and after.")
}

/// Questions that were written elsewhere.
pub fn import() -> Form {
    Form::new(actions::IMPORT_FORM, "Import a quiz", "Import")
        .field("title", "What is it called?", line("", LONGEST_TITLE))
        .field("text", "Questions", paragraph("", 3_000))
        .hint(
            "Markdown (\"## Question\", then answers as \"- [x]\", \"- [ ]\" or \"=\"), a table with the columns question, right \
             and wrong, or Moodle's GIFT. A longer text: lyceum import quiz FILE.",
        )
}

/// Where, until when and how it is asked.
pub fn start(quiz: &str) -> Form {
    let choices =
        |all: &[(&str, &str)]| all.iter().map(|(label, value)| Choice::new(*label, *value)).collect();
    let days = [("1 hour", "1"), ("1 day", "24"), ("3 days", "72"), ("1 week", "168"), ("2 weeks", "336")];
    let again = [("No, once", "no"), ("Yes, weeks later", "yes")];
    let explained = [("Once somebody hands in", "handed in"), ("Once it is closed", "closed")];
    Form::new(actions::START_FORM, "Start the quiz", "Start it")
        .context(quiz)
        .optional("channel", "In which channel?", Input::Channel { value: None })
        .optional("people", "Or one to one, with whom?", Input::People { values: Vec::new() })
        .field("hours", "Open for", Input::Choice { options: choices(&days), value: Some("72".to_owned()) })
        .field(
            "again",
            "Ask the same people again?",
            Input::Choice { options: choices(&again), value: Some("no".to_owned()) },
        )
        .hint("Then I compare before and after: how much they gained, and how sure that is.")
        .optional("weeks", "Weeks until then", Input::Number { value: Some(4), least: 1, most: 52 })
        .field(
            "target",
            "Share to reach, in per cent",
            Input::Number { value: Some(80), least: 1, most: 100 },
        )
        .field(
            "explained",
            "Answers are explained",
            Input::Choice { options: choices(&explained), value: Some("handed in".to_owned()) },
        )
        .optional("minutes", "Time limit in minutes", Input::Number { value: None, least: 1, most: 240 })
}

/// All questions at once, with what was answered so far.
pub fn answers(attempt: &str, title: &str, asked: &[Asked], given: &BTreeMap<i64, Given>) -> Form {
    let form = Form::new(actions::ANSWER_FORM, shortened(title, 24), "Keep my answers").context(attempt);
    asked.iter().enumerate().fold(form, |form, (at, asked)| {
        answer(form, &format!("{}. {}", at + 1, asked.item.question), asked, given.get(&asked.position))
    })
}

/// One question.
pub fn one_answer(attempt: &str, title: &str, asked: &Asked, given: Option<&Given>) -> Form {
    let about = format!("{attempt} {}", asked.position);
    let form = Form::new(actions::TYPE_FORM, shortened(title, 24), "Keep my answer").context(about);
    answer(form, &asked.item.question, asked, given)
}

/// A question that came back.
pub fn question_again(about: &str, asked: &Asked) -> Form {
    let form = Form::new(actions::RECALL_FORM, "Do you still know?", "Answer").context(about);
    answer(form, &asked.item.question, asked, None)
}

/// The name of the field of an item.
pub fn field_of(position: i64) -> String {
    format!("q{position}")
}

fn answer(form: Form, label: &str, asked: &Asked, given: Option<&Given>) -> Form {
    let name = field_of(asked.position);
    let texts = asked.item.options();
    if texts.is_empty() {
        let value = match given {
            Some(Given::Typed(typed)) => typed.clone(),
            _ => String::new(),
        };
        return form.optional(&name, label, line(&value, LONGEST_ANSWER));
    }
    let is_long = texts.iter().any(|text| text.chars().count() > LABEL);
    let lettered: Vec<(usize, String)> = asked
        .options
        .iter()
        .zip('A'..)
        .filter_map(|(at, letter)| {
            let text = texts.get(*at)?;
            Some((*at, if is_long { format!("{letter}. {text}") } else { (*text).to_owned() }))
        })
        .collect();
    let options: Vec<Choice> =
        lettered.iter().map(|(at, text)| Choice::new(shortened(text, LABEL), at.to_string())).collect();
    let chosen: Vec<String> = match given {
        Some(Given::Chosen(chosen)) => chosen.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    };
    let input = if asked.item.takes_several() {
        Input::Choices { options, values: chosen }
    } else {
        Input::Choice { options, value: chosen.into_iter().next() }
    };
    let form = form.optional(&name, label, input);
    if !is_long {
        return form;
    }
    let all: Vec<String> = lettered.into_iter().map(|(_, text)| text).collect();
    form.hint(shortened(&all.join("   "), 2_000))
}

fn line(value: &str, most: usize) -> Input {
    Input::Line { value: value.to_owned(), most: u16::try_from(most).unwrap_or(u16::MAX) }
}

fn paragraph(value: &str, most: usize) -> Input {
    Input::Paragraph { value: value.to_owned(), most: u16::try_from(most).unwrap_or(u16::MAX) }
}
