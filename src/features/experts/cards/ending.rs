//! What is said when a question ends, or begins again.

use super::thread::{asker, tagging};
use crate::chat::{Card, PersonId, Text};
use crate::features::experts::question::Question;

/// Told in the thread: whoever asked had their data erased.
pub fn asker_is_gone() -> Card {
    Card::line(
        "Whoever asked this had their data erased, so nobody needs to answer any more. Thank you for looking at it.",
    )
}

/// Told in the thread: whoever was asked had their data erased.
pub fn helper_is_gone() -> Card {
    Card::line("Whoever was asked cannot answer this any more.")
}

/// In the tag of whoever was asked a question that is deleted now.
pub fn was_deleted() -> Text {
    Text::from("The question was deleted by whoever wrote it. Nothing is left to answer, thank you.")
}

/// Told in the thread, to whoever was asked or took it.
pub fn question_deleted(people: &[PersonId]) -> Card {
    Card::new("The question was deleted.").text(
        tagging(people).and(": the question was deleted by whoever wrote it, so nothing is left to answer. Thank you all the same!"),
    )
}

/// Told in the thread, to whoever had it: the asker took it back.
pub fn no_answer_needed(q: &Question, holder: &PersonId) -> Card {
    let who = Text::new().person(holder).and(", ").then(in_a_sentence(q));
    Card::new("The question was taken back.")
        .text(who.and(" took the question back, so no answer is needed any more. Thank you all the same!"))
}

/// Told in the thread, to whoever had it: the asker has somebody else asked.
pub fn another_is_asked(q: &Question, holder: &PersonId) -> Card {
    let who = Text::new().person(holder).and(", ").then(in_a_sentence(q));
    Card::new("Somebody else is asked.")
        .text(who.and(" has somebody else asked, so you need not answer any more. Thank you all the same!"))
}

/// Told in the thread: the asker is gone, so it ends. Who asked without their name is not told apart by that.
pub fn asker_left(q: &Question, holder: Option<&PersonId>) -> Card {
    let text = holder.map_or_else(Text::new, |holder| Text::new().person(holder).and(", "));
    let text = if q.anonymous {
        text.and("this question is closed.")
    } else {
        text.name(&q.asker).and(" has left the company, so this question is closed.")
    };
    Card::new("This question is closed.")
        .text(text.and(" Nobody needs to answer it any more. Thank you for looking at it!"))
}

/// Told in the thread: opened again.
pub fn reopened(q: &Question) -> Card {
    Card::new("This question is open again.").text(asker(q).and(" opened this question again."))
}

/// Told in the thread: accepted.
pub fn accepted(q: &Question, by: &PersonId, expert: &PersonId) -> Card {
    let text = if *by == q.asker && *expert == q.asker {
        asker(q).and(" found the answer. Thank you for sharing it.")
    } else if *by == q.asker {
        asker(q).and(" accepted the answer of ").name(expert).and(". Thank you!")
    } else {
        Text::new()
            .name(by)
            .and(", as a champion of the topic, accepted the answer of ")
            .name(expert)
            .and(".")
    };
    Card::new("An answer was accepted.").text(text)
}

fn in_a_sentence(q: &Question) -> Text {
    if q.anonymous { Text::from("whoever asked") } else { asker(q) }
}

/// Told in the thread: they are no more.
pub fn has_left(person: &PersonId) -> Card {
    Card::new("Somebody has left.")
        .text(Text::new().name(person).and(" has left the company and cannot answer this."))
}

/// In the tag of whoever is no more.
pub fn is_gone(person: &PersonId) -> Text {
    Text::new().name(person).and(" cannot answer this any more.")
}
