//! What is said in the thread: the question, who is asked, every step, the answer.

use chrono::{DateTime, Utc};

use super::forms::SAVED;
use crate::chat::{Button, Card, Confirm, PersonId, Text, shortened};
use crate::features::experts::actions;
use crate::features::experts::question::{Closed, Question, Stage, State};

/// The question itself, as it stands in the channel.
pub fn question(q: &Question) -> Card {
    if q.body.is_empty() && !q.is_deleted {
        return without_words(q);
    }
    let asker = asker(q);
    let mut card = Card::new(format!("A question: {}", shortened(q.words(), 120)))
        .text(asker.and(if q.urgent { " asks, and it is urgent:" } else { " asks:" }))
        .quote(q.words());
    if q.is_deleted && q.state != State::Accepted {
        return card.note("The question was deleted by whoever wrote it.");
    }
    if q.state == State::Accepted {
        let mut line = Text::from("✅ Answered");
        if let Some(by) = q.answered_by.as_ref().filter(|by| !q.hides(by)) {
            line = line.and(" by ").name(by);
        }
        card = card.text(line);
        if let Some(answer) = &q.answer {
            card = card.quote(shortened(answer, 1500));
        }
        if q.answer_deleted {
            card = card.note("The answer was deleted.");
        }
        if q.is_deleted {
            return card.note("The question was deleted by whoever wrote it.");
        }
        return card.buttons(vec![Button::new("Not solved after all", actions::REOPEN, &q.id).confirm(
            Confirm {
                question: "Open it again?".to_owned(),
                detail: "The same person is asked first. You can do this for 14 days.".to_owned(),
                yes: "Open again".to_owned(),
                no: "Leave it".to_owned(),
            },
        )]);
    }
    if q.state == State::Withdrawn {
        return card.note(match q.closed_because {
            None => "Taken back by the person who asked.",
            // Who asked without their name is not told apart by having left.
            Some(Closed::AskerLeft) if !q.anonymous => "Closed: whoever asked this has left.",
            Some(Closed::AskerLeft | Closed::NoPlace) => "Closed. No answer is needed any more.",
        });
    }
    card = card.note(status(q));
    let mut buttons = vec![Button::new("Accept an answer", actions::ACCEPT, &q.id).opening_form().primary()];
    if q.stage == Stage::Everybody && q.state == State::Open {
        buttons.insert(0, Button::new("I'll take it", actions::TAKE, &q.id));
    } else {
        buttons.push(Button::new("Ask someone else", actions::ELSE, &q.id).opening_form());
    }
    buttons.push(Button::new("Take it back", actions::WITHDRAW, &q.id).confirm(Confirm {
        question: "Take the question back?".to_owned(),
        detail: "Nobody is asked any more. What was written in the thread stays.".to_owned(),
        yes: "Take it back".to_owned(),
        no: "Keep it".to_owned(),
    }));
    card.buttons(buttons)
}

/// The question of somebody who was erased: what others answered stays.
fn without_words(q: &Question) -> Card {
    let card = Card::new("This question is gone.").note("Whoever asked this had their data erased.");
    let (State::Accepted, Some(answer)) = (q.state, &q.answer) else { return card };
    let line = Text::from("✅ Answered");
    let line = q.answered_by.iter().fold(line, |line, by| line.and(" by ").name(by));
    card.text(line).quote(shortened(answer, 1500))
}

fn status(q: &Question) -> Text {
    match (q.state, q.stage, &q.holder) {
        (State::Taken, _, Some(holder)) => Text::new().name(holder).and(" is on it."),
        (_, Stage::Everybody, _) => Text::from("Open to everybody here."),
        (_, Stage::Champions, _) => Text::from("The champions of this topic are being asked."),
        (_, _, Some(holder)) => Text::new().name(holder).and(" is being asked."),
        _ => Text::from("Somebody is being looked for."),
    }
}

/// Who asks: by name, or nobody in particular if they do not show it.
pub fn asker(q: &Question) -> Text {
    if q.anonymous { Text::from("A colleague") } else { Text::new().name(&q.asker) }
}

/// Before whoever is asked next. Whoever was asked before may have answered where nothing is read.
pub const STILL_LOOKING: &str = "Still looking for somebody. ";

/// Why somebody is being asked now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because<'a> {
    /// They came first.
    First,
    /// No answer was seen from whoever was asked before. There may be one where nothing is read, so nobody is named.
    StillLooking,
    /// The other passed it on.
    PassedOn(&'a PersonId),
    /// The asker or somebody who was asked named them.
    Named(&'a PersonId),
    /// It was opened again.
    Reopened,
}

/// Tags somebody. `why` is left out where people from outside read along.
pub fn tag(
    q: &Question,
    person: &PersonId,
    why: Option<&str>,
    because: Because<'_>,
    warning: Option<Text>,
) -> Card {
    let lead = match because {
        Because::StillLooking => Text::from(STILL_LOOKING),
        Because::PassedOn(other) => Text::new().name(other).and(" passed this on. "),
        Because::Reopened => Text::from("This was not solved after all. "),
        Because::First | Because::Named(_) => Text::new(),
    };
    let mut text = lead.person(person);
    text = match (because, why) {
        (Because::Named(by), _) => text.and(", ").name(by).and(" thinks that you can help here."),
        (_, Some(why)) => text.and(format!(", can you help? You came to mind: {why}.")),
        (_, None) => text.and(", can you help?"),
    };
    let mut card = Card::new(format!("You are asked: {}", shortened(q.words(), 120))).text(text);
    if let Some(warning) = warning {
        card = card.note(warning);
    }
    card.buttons(
        answer_buttons(&q.id)
            .into_iter()
            .map(|button| match button.action.as_str() {
                // Whatever else they have use for stands there for all, in case their client does not fetch their view.
                actions::SNOOZE => button.only_for(person),
                _ => button,
            })
            .collect(),
    )
}

/// Tells somebody one to one that they are asked in a channel that they can open and are not in.
pub fn asked_in_channel(q: &Question) -> Card {
    let mut text = asker(q).and(" asks in a channel that you are not in");
    if let Some(place) = &q.place {
        text = text.and(", ").channel(place);
    }
    from_channel(q, text.and(":"))
}

/// Reminds whoever put it off, one to one, as they are not in the channel.
pub fn reminded_one_to_one(q: &Question) -> Card {
    from_channel(q, "Here is the question that you put off.".into())
}

fn from_channel(q: &Question, lead: Text) -> Card {
    let mut card =
        Card::new(format!("You are asked: {}", shortened(q.words(), 120))).text(lead).quote(q.words());
    if let Some(root) = &q.root {
        card = card.text(Text::new().conversation("Open the thread", root).and(" to answer there."));
    }
    card.buttons(vec![
        Button::new("I'll take it", actions::TAKE, &q.id).primary(),
        Button::new("Not me", actions::NOT_ME, &q.id).opening_form(),
    ])
}

/// What somebody can say who is asked.
pub fn answer_buttons(id: &str) -> Vec<Button> {
    vec![
        Button::new("I'll take it", actions::TAKE, id).primary(),
        Button::new("Not me", actions::NOT_ME, id).opening_form(),
        Button::new("Ask someone else", actions::ELSE, id).opening_form(),
        Button::new("Snooze", actions::SNOOZE, id),
    ]
}

/// Tags the champions of the topic, all at once.
///
/// Where people from other companies read, the topic is not told.
pub fn champions(q: &Question, people: &[PersonId], topic: Option<&str>) -> Card {
    let lead = match (topic, people) {
        (Some(topic), [_]) => Text::from("I am asking a champion of ").strong(topic).and(". "),
        (Some(topic), _) => Text::from("I am asking the champions of ").strong(topic).and(". "),
        (None, _) => Text::new(),
    };
    let text = Text::from(STILL_LOOKING).then(lead).then(can_you_help(people));
    Card::new(format!("You are asked: {}", shortened(q.words(), 100)))
        .text(text)
        .buttons(answer_buttons(&q.id))
}

/// Tags them and asks for help, one or several.
fn can_you_help(people: &[PersonId]) -> Text {
    let asks = if let [_] = people { ", can you help?" } else { ", can one of you help?" };
    tagging(people).and(asks)
}

/// Tags them, one after the other.
pub(super) fn tagging(people: &[PersonId]) -> Text {
    Text::new().each(people, Text::person)
}

/// The tag of several, when one of them has said something and the others have not yet.
pub fn still_asked(q: &Question, line: Text, others: &[PersonId]) -> Card {
    Card::new("Others are still asked.").text(can_you_help(others)).note(line).buttons(answer_buttons(&q.id))
}

/// Told in the thread: those who are left are only kept by the night where they are. `there` is what their clock shows
/// then, and where, if that is not where the asker is.
pub fn waits_for_morning(morning: DateTime<Utc>, there: Option<(String, String)>) -> Card {
    let text = match there {
        Some((clock, city)) => {
            Text::from(format!("The next colleague is off until {clock} in {city}. I ask them then: "))
                .moment(morning)
                .and(" where you are.")
        }
        None => Text::from("The next colleague is off at the moment. I ask them when their day begins: ")
            .moment(morning)
            .and("."),
    };
    Card::new("Somebody is asked when their day begins.").text(text)
}

/// Asks everybody, in the thread.
pub fn everybody(q: &Question) -> Card {
    Card::new("Open to everybody here.")
        .text("Still looking for somebody, so this is open to everybody here. Do you know?")
        .buttons(vec![Button::new("I'll take it", actions::TAKE, &q.id).primary()])
}

/// The tag, once somebody took it, passed it on or the question is over.
pub fn tagged(line: Text) -> Card {
    Card::new("This is settled.").note(line)
}

/// In the tag of whoever took it.
pub fn took(person: &PersonId) -> Text {
    Text::new().name(person).and(" took it.")
}

/// In the tag of whoever passed it on.
pub fn passed_on(person: &PersonId) -> Text {
    Text::new().name(person).and(" passed it on.")
}

/// In the tag of whoever answered below it without saying that they take it.
pub fn wrote(person: &PersonId) -> Text {
    Text::new().name(person).and(" wrote below.")
}

/// In a tag, once somebody else was looked for. It says nothing about whoever was tagged: they may have answered where
/// nothing is read.
pub fn went_on() -> Text {
    Text::from("I looked for somebody else, too.")
}

/// In a tag that is not needed any more.
pub fn not_needed() -> Text {
    Text::from("Not needed any more.")
}

/// Told in the thread: somebody took it.
pub fn taken(q: &Question, person: &PersonId) -> Card {
    let card = Card::new("Somebody is on it.");
    if q.anonymous {
        card.text(Text::new().name(person).and(" is on it. The answer goes right here in the thread."))
    } else {
        card.text(
            Text::new()
                .name(person)
                .and(" is on it, ")
                .person(&q.asker)
                .and(". The answer goes right here in the thread."),
        )
    }
}

/// Told in the thread: put off, until when.
pub fn snoozed(person: &PersonId, until: DateTime<Utc>) -> Card {
    Card::new("Put off for a while.")
        .text(Text::new().name(person).and(" looks at it later: ").moment(until).and("."))
}

/// Reminds whoever put it off.
pub fn reminded(q: &Question, person: &PersonId) -> Card {
    Card::new("A reminder of the question that you put off.")
        .text(Text::new().person(person).and(", here is the question that you put off."))
        .buttons(vec![
            Button::new("I'll take it", actions::TAKE, &q.id).primary(),
            Button::new("Not me", actions::NOT_ME, &q.id).opening_form(),
        ])
}

/// To the asker alone: how much did it save?
pub fn how_much_saved(id: &str) -> Card {
    Card::new("How much time did it save you?")
        .text("How much time did this answer save you? It is only counted together with others.")
        .buttons(
            SAVED
                .iter()
                .map(|(label, minutes)| Button::new(*label, actions::SAVED, format!("{id} {minutes}")))
                .collect(),
        )
}

/// To the asker alone: thanks for telling.
pub fn saved() -> Card {
    Card::line("Thank you, that helps to see what this is good for.")
}

/// To the asker alone: accepted.
pub fn you_accepted() -> Card {
    Card::line("Accepted. The next person with this question will find the answer.")
}

/// To whoever is asked and wrote to the bot in the thread, alone.
pub fn counts_as_answer() -> Card {
    Card::line(
        "You are asked here, so I take this as your answer and ask nobody else. For a question of your own, type /ask-expert.",
    )
}

/// To whoever took it, alone.
pub fn you_took_it() -> Card {
    Card::line("It is yours. Write your answer in the thread.")
}

/// To the asker, when nothing happened for three days.
pub fn still_open(q: &Question) -> Card {
    let mut card = Card::new("Was your question solved?")
        .text(Text::from("You asked this on ").moment(q.suggested_at.utc()).and(". Was it solved?"))
        .quote(shortened(q.words(), 300));
    card = card.buttons(vec![
        Button::new("Accept an answer", actions::ACCEPT, &q.id).opening_form().primary(),
        Button::new("Ask someone else", actions::ELSE, &q.id).opening_form(),
        Button::new("Take it back", actions::WITHDRAW, &q.id),
    ]);
    card.note("You get this once.")
}
