//! Between two places: what somebody who is asked by relay sees, and what is carried to the other side.

use crate::chat::{Button, Card, Form, Input, PersonId, Text, WorkspaceId, shortened};
use crate::features::experts::actions;
use crate::features::experts::cards::{Because, STILL_LOOKING, answer_buttons, asker};
use crate::features::experts::question::Question;

/// As many questions are offered when it is not clear which one words are about.
const OFFERED: usize = 3;

/// What a place is called.
fn called(workspace: &WorkspaceId) -> &'static str {
    match workspace.platform() {
        "slack" => "Slack",
        "teams" => "Microsoft Teams",
        _ => "another workspace",
    }
}

/// Asks somebody one to one who is not where the question stands.
pub fn tag(
    q: &Question,
    there: &WorkspaceId,
    why: Option<&str>,
    because: Because<'_>,
    warning: Option<Text>,
) -> Card {
    let from = called(&q.workspace);
    let lead = match because {
        Because::Named(by) => {
            Text::new().name(by).and(format!(" thinks that you can help with this question from {from}."))
        }
        _ if there == &q.workspace => {
            asker(q).and(" has a question in a team that you are not in. Can you help?")
        }
        _ => asker(q).and(format!(" has a question on {from}, where you are not. Can you help?")),
    };
    let mut card =
        Card::new(format!("You are asked: {}", shortened(q.words(), 120))).text(lead).quote(q.words());
    if let Some(why) = why.filter(|_| !matches!(because, Because::Named(_))) {
        card = card.text(format!("You came to mind: {why}."));
    }
    if let Some(warning) = warning {
        card = card.note(warning);
    }
    let mut buttons = answer_buttons(&q.id);
    buttons.insert(1, reply_button(q, "Reply"));
    card.note("What you reply goes into the thread there, under your name.").buttons(buttons)
}

fn reply_button(q: &Question, label: &str) -> Button {
    Button::new(label, actions::REPLY, &q.id).opening_form()
}

/// Told in the thread: whom I asked by relay.
pub fn asked(q: &Question, person: &PersonId, workspace: &WorkspaceId, because: Because<'_>) -> Card {
    let lead = match because {
        Because::StillLooking => Text::from(STILL_LOOKING),
        Because::PassedOn(other) => Text::new().name(other).and(" passed this on. "),
        Because::Reopened => Text::from("This was not solved after all. "),
        Because::First | Because::Named(_) => Text::new(),
    };
    // Whoever cannot read here is not notified here: they have it one to one.
    let asked = lead.and("I asked ");
    Card::new("I asked somebody one to one.").text(if *workspace == q.workspace {
        asked.name(person).and(", who is not in this team, one to one. What they reply comes here.")
    } else {
        asked.person(person).and(format!(" one to one on {}. What they reply comes here.", called(workspace)))
    })
}

/// Whoever took it by relay sees this in place of the tag.
pub fn mine(q: &Question) -> Card {
    Card::new("It is yours.")
        .text("It is yours, thank you. What you reply goes into the thread there, under your name.")
        .quote(shortened(q.words(), 1500))
        .buttons(vec![
            reply_button(q, "Reply").primary(),
            Button::new("Not me", actions::NOT_ME, &q.id).opening_form(),
            Button::new("Ask someone else", actions::ELSE, &q.id).opening_form(),
        ])
}

/// Reminds whoever put it off, one to one.
pub fn reminded(q: &Question) -> Card {
    let mut buttons = answer_buttons(&q.id);
    buttons.truncate(2);
    buttons.insert(1, reply_button(q, "Reply"));
    Card::new(format!("A reminder: {}", shortened(q.words(), 120)))
        .text("Here is the question that you put off.")
        .quote(shortened(q.words(), 1500))
        .buttons(buttons)
}

/// Words that came by relay, in the thread.
pub fn replied(q: &Question, person: &PersonId, words: &str, from: &WorkspaceId) -> Card {
    Card::new(format!("A reply: {}", shortened(words, 120)))
        .text(if *from == q.workspace {
            Text::new().name(person).and(" replies:")
        } else {
            Text::new().name(person).and(format!(" replies, from {}:", called(from)))
        })
        .quote(words)
        .buttons(vec![
            reply_button(q, "Reply to them"),
            Button::new("Accept an answer", actions::ACCEPT, &q.id).opening_form(),
        ])
}

/// What the asker answered by the form, in their own thread.
pub fn asker_replied(q: &Question, words: &str) -> Card {
    Card::new(format!("A reply: {}", shortened(words, 120))).text(asker(q).and(" replies:")).quote(words)
}

/// What the asker wrote, to whoever helps by relay.
pub fn asker_says(q: &Question, words: &str) -> Card {
    Card::new(format!("About “{}”: {}", shortened(q.words(), 60), shortened(words, 120)))
        .text(asker(q).and(format!(" writes about “{}”:", shortened(q.words(), 100))))
        .quote(words)
        .buttons(vec![reply_button(q, "Reply").primary()])
}

/// The form that takes the words.
pub fn reply(q: &Question) -> Form {
    Form::new(actions::REPLY_FORM, "Reply", "Send")
        .context(&q.id)
        .intro(format!("“{}”", shortened(q.words(), 300)))
        .field("words", "Your reply", Input::Paragraph { value: String::new(), most: 3000 })
        .hint("It goes to the other side under your name, unless the question was asked without one.")
}

/// Words came in a direct conversation with somebody who is asked by relay: whom are they for?
pub fn for_whom(draft: &str, words: &str, questions: &[Question]) -> Card {
    let mut buttons: Vec<Button> = questions
        .iter()
        .take(OFFERED)
        .map(|q| {
            let label = match questions {
                [_] => "Yes, send it".to_owned(),
                _ => format!("Send: {}", shortened(q.words(), 40)),
            };
            Button::new(label, actions::CARRY, format!("{draft} {}", q.id))
        })
        .collect();
    if let [first, ..] = buttons.as_mut_slice() {
        *first = first.clone().primary();
    }
    buttons.push(Button::new("No, I have a question", actions::NO_REPLY, draft));
    Card::new("Is this your reply?")
        .text(match questions {
            [q] => format!(
                "Is this your reply to “{}”? Then I put it into the thread there.",
                shortened(q.words(), 100)
            ),
            _ => "Is this your reply to a question that you were asked? Then I put it into the thread there."
                .to_owned(),
        })
        .quote(shortened(words, 500))
        .buttons(buttons)
}

/// In place of that: sent.
pub fn carried() -> Card {
    Card::new("Sent.").note("Sent. When you change your message or take it away, I do the same there.")
}

/// In place of that: it was a question.
pub fn not_carried() -> Card {
    Card::new("Not sent.").note("Not sent. I look for somebody who knows.")
}

/// To whoever sent a form: sent.
pub fn reply_sent() -> Card {
    Card::line("Sent to the other side.")
}

/// To the asker: nothing goes out of a private channel.
pub const STAYS_HERE: &str = "This channel is private by now, so what you write stays in it.";

/// In the tag of whoever was asked by relay: nothing more reaches them.
pub fn is_private_now() -> Text {
    Text::from("This question has changed, and its channel is private by now. You cannot see it any more.")
}

/// The words are gone: too old, or taken away.
pub fn no_such_words() -> Card {
    Card::line("I don't have these words any more. Please write them again.")
}

/// To whoever helped by relay.
pub fn accepted(q: &Question) -> Card {
    Card::new("Your answer was accepted. Thank you!").text(
        asker(q).and(format!(
            " is helped: your answer to “{}” was accepted. Thank you!",
            shortened(q.words(), 100)
        )),
    )
}

/// In the tag of whoever helped by relay, once the question is over.
pub fn over() -> Text {
    Text::from("This question is settled. Thank you.")
}

/// To whoever had it by relay: it was taken back or closed.
pub fn no_answer_needed(q: &Question) -> Card {
    Card::new("No answer is needed any more.").text(format!(
        "“{}” was closed, so no answer is needed any more. Thank you all the same!",
        shortened(q.words(), 100)
    ))
}

/// Told in the thread: they cannot be reached.
pub fn out_of_reach(person: &PersonId, workspace: &WorkspaceId) -> Card {
    Card::new("Somebody cannot be reached.")
        .text(Text::from("I cannot reach ").name(person).and(format!(" on {} any more.", called(workspace))))
}
