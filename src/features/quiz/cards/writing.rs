//! A quiz as its author sees it.

use super::named;
use crate::chat::{Button, Card, Confirm, Text, plural, shortened};
use crate::features::quiz::actions;
use crate::features::quiz::import::written;
use crate::features::quiz::items::TestForm;
use crate::features::quiz::store::{Placed, Quiz, Run};

/// Characters of a question in the list.
const LINE: usize = 150;

/// The quiz, with all that can be done with it.
pub fn editor(quiz: &Quiz, items: &[Placed]) -> Card {
    let points: u32 = items.iter().map(|placed| u32::from(placed.item.points)).sum();
    let mut about =
        format!("{}, {}.", plural(items.len(), "question", "questions"), plural(points, "point", "points"));
    if let Some(topic) = &quiz.topic {
        about = format!("{about} About {topic}.");
    }
    if quiz.is_used {
        about = format!(
            "{about} People were asked this version. A change begins the next one, and theirs stays."
        );
    }
    let mut card = Card::new(named(&quiz.title)).heading(named(&quiz.title)).text(about);
    for (at, placed) in items.iter().enumerate() {
        let form = match placed.item.form {
            TestForm::Both => "",
            TestForm::A => " (before)",
            TestForm::B => " (after)",
        };
        let text = format!("{}. {}{form}", at + 1, shortened(&placed.item.question, LINE));
        let value = format!("{} {}", quiz.id, placed.position);
        card = card.item(text, Button::new("Change", actions::CHANGE, value).opening_form());
    }
    let mut buttons = vec![Button::new("Add a question", actions::ADD, &quiz.id).opening_form()];
    if !items.is_empty() {
        buttons.push(Button::new("Preview", actions::PREVIEW, &quiz.id));
        buttons.push(Button::new("Start it", actions::START, &quiz.id).opening_form().primary());
    }
    if !quiz.is_used {
        buttons.push(Button::new("Delete", actions::DELETE, &quiz.id).danger().confirm(Confirm {
            question: "Delete this quiz?".to_owned(),
            detail: "Its questions are gone then. A quiz that people were asked is kept.".to_owned(),
            yes: "Delete it".to_owned(),
            no: "Keep it".to_owned(),
        }));
    }
    card.buttons(buttons)
}

/// To a champion of the topic, when it is asked.
pub fn check_it(quiz: &Quiz, topic: &str, run: &Run) -> Card {
    let title = named(&quiz.title);
    let text = Text::new()
        .name(&run.host)
        .and(" asks people the quiz ")
        .strong(&title)
        .and(format!(". You are a champion of {topic}: could you check that everything in it is right?"));
    Card::new(format!("Is the quiz {title} right?"))
        .text(text)
        .buttons(vec![Button::new("Look at it", actions::CHECK, &run.id)])
        .note("It shows you the right answers. If you want to take the quiz, do that first.")
}

/// All questions with what is right, for a champion of the topic.
pub fn checked(quiz: &Quiz, run: &Run, items: &[Placed]) -> Card {
    let text =
        Text::from("Something wrong? Tell ").name(&run.host).and(", who can change it for the next time.");
    all(quiz, items).note(text)
}

/// All questions with what is right, for the author alone.
pub fn preview(quiz: &Quiz, items: &[Placed]) -> Card {
    all(quiz, items)
        .note("Only you see this. Everybody gets the questions and options in their own order, without the right answers.")
        .buttons(vec![Button::new("Back", actions::SHOW, &quiz.id)])
}

fn all(quiz: &Quiz, items: &[Placed]) -> Card {
    let mut card =
        Card::new(format!("Preview of {}", quiz.title)).heading(format!("Preview: {}", named(&quiz.title)));
    for (at, placed) in items.iter().enumerate() {
        let item = &placed.item;
        let worth = if item.points > 1 { format!(" ({} points)", item.points) } else { String::new() };
        let text = Text::new().strong(format!("{}. {}", at + 1, item.question)).and(worth);
        card = card.text(text.and(format!("\n{}", written(&item.key).0)));
        if !item.explanation.is_empty() {
            card = card.note(item.explanation.clone());
        }
    }
    card
}

/// In place of a quiz that was deleted.
pub fn deleted() -> Card {
    Card::line("Deleted.")
}
