//! A quiz as it is asked.

use super::{named, per_cent};
use crate::chat::{Button, Card, PersonId, Text, plural, shortened};
use crate::features::quiz::actions;
use crate::features::quiz::items::{Given, Key};
use crate::features::quiz::results::Results;
use crate::features::quiz::rules::Asked;
use crate::features::quiz::store::{ItemId, Quiz, Review, Run};
use crate::people::SMALLEST_GROUP;

/// In a channel, to everybody who reads it.
pub fn asked_in(quiz: &Quiz, run: &Run, questions: usize) -> Card {
    let title = named(&quiz.title);
    Card::new(format!("Quick quiz: {title}"))
        .heading(format!("Quick quiz: {title}"))
        .text(open(run, questions))
        .buttons(ways(run))
        .note(Text::from("From ").name(&run.host).and(". Only you see your answers and your score."))
}

/// One to one, to somebody who was asked.
pub fn invited(quiz: &Quiz, run: &Run, questions: usize) -> Card {
    let title = named(&quiz.title);
    let first = if run.baseline.is_some() {
        Text::from("A few weeks ago you took a quiz on ")
            .strong(&title)
            .and(". Here is the second half: what has stayed? ")
    } else {
        Text::new().name(&run.host).and(" asks you to take the quiz ").strong(&title).and(". ")
    };
    Card::new(format!("A quiz for you: {title}"))
        .text(first.then(open(run, questions)))
        .buttons(ways(run))
        .note("Only you see your answers and your score.")
}

/// To somebody who has not handed in yet.
pub fn reminded(quiz: &Quiz, run: &Run) -> Card {
    let title = named(&quiz.title);
    let text = Text::from("The quiz ").strong(&title).and(" is open until ").moment(run.closes_at.utc());
    Card::new(format!("The quiz {title} is still open."))
        .text(text.and(", and you have not handed in yet."))
        .buttons(ways(run))
}

fn open(run: &Run, questions: usize) -> Text {
    let mut text = Text::from(format!("{}. ", plural(questions, "question", "questions")));
    if let Some(minutes) = run.minutes {
        text = text.and(format!("You have {} from when you begin. ", plural(minutes, "minute", "minutes")));
    }
    text.and("Open until ").moment(run.closes_at.utc()).and(".")
}

fn ways(run: &Run) -> Vec<Button> {
    vec![
        Button::new("Answer", actions::ANSWER, &run.id).opening_form().primary(),
        Button::new("One at a time", actions::STEP, &run.id),
    ]
}

/// In the channel, once it is closed.
pub fn closed_in(quiz: &Quiz, run: &Run, results: Option<&Results>, is_told_later: bool) -> Card {
    let title = named(&quiz.title);
    let card = Card::new(format!("The quiz {title} has ended.")).heading(format!("Quick quiz: {title}"));
    let card = match results {
        _ if is_told_later => {
            card.text("This quiz has ended. The results come once the same people have been asked again.")
        }
        None => card.text(format!(
            "This quiz has ended. Fewer than {SMALLEST_GROUP} people took it, so there are no results."
        )),
        Some(results) => {
            let text = format!(
                "This quiz has ended. {} people took it and scored {} on average.",
                results.people,
                per_cent(results.mean)
            );
            results.items.iter().fold(card.text(text), |card, it| {
                let share = per_cent(it.figures.difficulty);
                card.text(Text::new().strong(share).and(format!("  {}", shortened(&it.item.question, 200))))
            })
        }
    };
    card.buttons(vec![Button::new("My result", actions::MINE, &run.id)])
        .note("\"My result\" shows only you what you scored and which answers are right.")
}

/// In place of a quiz whose author was erased.
pub fn gone_from() -> Card {
    Card::line("This quiz is gone.")
}

/// To whoever asked for it one at a time, in the channel.
pub fn begun_elsewhere() -> Card {
    Card::line("I wrote to you: one question at a time.")
}

/// One question of an attempt.
pub fn step(quiz: &Quiz, attempt: &str, asked: &[Asked], at: usize, given: Option<&Given>) -> Option<Card> {
    let it = asked.get(at)?;
    let title = format!("{}: question {} of {}", named(&quiz.title), at + 1, asked.len());
    let mut card = Card::new(title.clone()).heading(title).text(it.item.question.clone());
    let value = |what: &str| format!("{attempt} {} {what}", it.position);
    let mut buttons = Vec::new();
    if matches!(it.item.key, Key::Single(_) | Key::TrueFalse(_)) {
        let texts = it.item.options();
        for option in &it.options {
            let is_chosen = matches!(given, Some(Given::Chosen(chosen)) if chosen.contains(option));
            let label = if is_chosen { "✓ Chosen" } else { "Choose" };
            let text = texts.get(*option).copied().unwrap_or_default();
            card = card.item(text, Button::new(label, actions::CHOOSE, value(&option.to_string())));
        }
    } else {
        let label = if it.item.takes_several() { "Choose some" } else { "Type an answer" };
        if let Some(given) = given {
            card = card.note(format!("You answered: {}", answered(it, given)));
        }
        let typed = format!("{attempt} {}", it.position);
        buttons.push(Button::new(label, actions::TYPE, typed).opening_form().primary());
    }
    if at > 0 {
        buttons.push(Button::new("Back", actions::CHOOSE, value("back")));
    }
    buttons.push(Button::new(if given.is_some() { "Next" } else { "Skip" }, actions::CHOOSE, value("next")));
    Some(card.buttons(buttons))
}

/// What somebody answered, in words.
pub fn answered(asked: &Asked, given: &Given) -> String {
    let texts = asked.item.options();
    match given {
        Given::Typed(typed) => typed.clone(),
        Given::Chosen(chosen) => {
            let chosen = asked.options.iter().filter(|at| chosen.contains(at));
            chosen.filter_map(|at| texts.get(*at).copied()).collect::<Vec<_>>().join(", ")
        }
    }
}

/// How far somebody is, before they hand in.
pub fn overview(quiz: &Quiz, run: &Run, attempt: &str, answered: usize, questions: usize) -> Card {
    let title = named(&quiz.title);
    let text = if answered == questions {
        format!(
            "All {} answered. Nothing counts until you hand in.",
            plural(questions, "question is", "questions are")
        )
    } else {
        format!(
            "{answered} of {questions} answered. Nothing counts until you hand in; what is left open counts as wrong."
        )
    };
    Card::new(format!("{title}: {answered} of {questions} answered"))
        .heading(title)
        .text(text)
        .buttons(vec![
            Button::new("Hand in", actions::HAND_IN, attempt).primary(),
            Button::new("Change answers", actions::ANSWER, &run.id).opening_form(),
        ])
        .note(
            Text::from("You can go on later, here or with ")
                .code("/quiz")
                .and(" on any platform you are on."),
        )
}

/// A question that came back, one to one.
pub fn recalled(person: &PersonId, quiz: &Quiz, review: &Review, asked: &Asked) -> Card {
    let about = about(&review.item());
    let mut card = Card::new("Do you still know?")
        .text(Text::from("From the quiz ").strong(named(&quiz.title)).and(": do you still know?"))
        .text(asked.item.question.clone());
    let end = Button::new("Stop asking me", actions::END, person.as_str());
    let mut buttons = Vec::new();
    if matches!(asked.item.key, Key::Single(_) | Key::TrueFalse(_)) {
        let texts = asked.item.options();
        for option in &asked.options {
            let text = texts.get(*option).copied().unwrap_or_default();
            card = card.item(text, Button::new("Choose", actions::RECALL, format!("{about} {option}")));
        }
    } else {
        buttons.push(Button::new("Answer", actions::RECALL_TYPED, about).opening_form().primary());
    }
    buttons.push(end);
    card.buttons(buttons)
        .note("You got this wrong before. It comes back less and less often until you know it.")
}

/// Which item a button is about.
fn about(item: &ItemId) -> String {
    format!("{} {} {}", item.quiz, item.version, item.position)
}
