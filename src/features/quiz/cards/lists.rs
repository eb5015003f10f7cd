//! Which quizzes there are for somebody.

use super::{named, per_cent};
use crate::chat::{Button, Card, Part, Text};
use crate::features::quiz::actions;
use crate::features::quiz::rules::share;
use crate::features::quiz::store::{Attempt, Quiz, Run};

/// A run as its host, or a lead, finds it in the list.
#[derive(Clone, Debug)]
pub struct Mine {
    /// The quiz.
    pub quiz: Quiz,
    /// The run.
    pub run: Run,
}

/// All that `/quiz` shows.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// Quizzes to take: whether they were begun.
    pub waiting: Vec<(Mine, bool)>,
    /// What was handed in.
    pub done: Vec<(Mine, Attempt)>,
    /// Quizzes that one writes.
    pub own: Vec<Quiz>,
    /// Runs whose results one may see.
    pub runs: Vec<Mine>,
    /// Nothing comes back, as the person wanted.
    pub is_ended: bool,
}

/// The list.
pub fn list(list: &List) -> Card {
    let mut card = Card::new("Quizzes").heading("Quizzes");
    let is_empty =
        list.waiting.is_empty() && list.own.is_empty() && list.done.is_empty() && list.runs.is_empty();
    if is_empty {
        card = card.text("There is no quiz for you yet. Make one, and ask it in a channel or one to one.");
    }
    if !list.waiting.is_empty() {
        card.parts.extend(waiting(&list.waiting));
    }
    if !list.own.is_empty() {
        card = card.heading("Quizzes that you write");
        for quiz in &list.own {
            let about = quiz.topic.as_ref().map_or_else(String::new, |topic| format!(", about {topic}"));
            let text = Text::new().strong(named(&quiz.title)).and(about);
            card = card.item(text, Button::new("Open", actions::SHOW, &quiz.id));
        }
    }
    if !list.runs.is_empty() {
        card = card.heading("Results");
        for it in &list.runs {
            let is_open = it.run.closed_at.is_none();
            let when = if is_open { ", open until " } else { ", ended " };
            let text = Text::new().strong(named(&it.quiz.title)).and(when).moment(it.run.closes_at.utc());
            card = card.item(text, Button::new("Results", actions::RESULTS, &it.run.id));
        }
    }
    if !list.done.is_empty() {
        card.parts.extend(history(&list.done));
    }
    let mut buttons = vec![
        Button::new("Make a quiz", actions::NEW, "new").opening_form(),
        Button::new("Import one", actions::IMPORT, "import").opening_form(),
    ];
    if list.is_ended {
        buttons.push(Button::new("Ask me again", actions::RESUME, "again"));
    }
    card.buttons(buttons)
}

/// Quizzes that wait for somebody.
pub fn waiting(waiting: &[(Mine, bool)]) -> Vec<Part> {
    let mut card = Card::default().heading("Quizzes waiting for you");
    for (it, is_begun) in waiting {
        let text =
            Text::new().strong(named(&it.quiz.title)).and(", open until ").moment(it.run.closes_at.utc());
        let label = if *is_begun { "Go on" } else { "Begin" };
        card = card.item(text, Button::new(label, actions::STEP, &it.run.id));
    }
    card.parts
}

/// What somebody handed in.
pub fn history(done: &[(Mine, Attempt)]) -> Vec<Part> {
    let mut card = Card::default().heading("Your quizzes");
    for (it, attempt) in done {
        let result = match (attempt.earned, attempt.possible) {
            (Some(earned), Some(possible)) if !it.run.explains_late || it.run.closed_at.is_some() => {
                format!(": {}", per_cent(share(earned, possible)))
            }
            _ => ": handed in".to_owned(),
        };
        let text = Text::new().strong(named(&it.quiz.title)).and(result);
        card = card.item(text, Button::new("My result", actions::MINE, &it.run.id));
    }
    card.note("Only you see these.").parts
}
