//! The feature's forms.

use crate::chat::{Choice, Form, Input, PersonId, PlaceId, shortened};
use crate::features::experts::actions;
use crate::features::experts::rules::LONGEST_QUESTION;

/// Asks a question, wherever the person is. `words` are filled in already, if it starts from a message.
pub fn ask(
    context: &str,
    words: &str,
    place: Option<&PlaceId>,
    needs_place: bool,
    may_hide_name: bool,
) -> Form {
    let most = u16::try_from(LONGEST_QUESTION).unwrap_or(3000);
    let value = as_question(words);
    let mut form = Form::new(actions::ASK_FORM, "Ask an expert", "Find who knows")
        .context(context)
        .field("question", "What would you like to know?", Input::Paragraph { value, most })
        .hint("Say what you are trying to do and what you have tried.");
    if needs_place {
        form = form
            .field("place", "Where shall I ask it?", Input::Channel { value: place.cloned() })
            .hint("Only you see who I would ask, until you say so.");
    }
    form = form.optional("person", "Somebody you have in mind?", Input::Person { value: None }).optional(
        "options",
        "Anything else?",
        Input::Choices {
            options: if may_hide_name {
                vec![
                    Choice::new("It is urgent: ask also outside working hours", "urgent"),
                    Choice::new("Ask without my name", "hidden"),
                ]
            } else {
                vec![Choice::new("It is urgent: ask also outside working hours", "urgent")]
            },
            values: Vec::new(),
        },
    );
    form
}

/// As much of a message as fits into a question.
pub fn as_question(words: &str) -> String {
    words.chars().take(LONGEST_QUESTION).collect()
}

/// Where to ask, when it was typed where only the asker and the bot are.
pub fn place(id: &str, question: &str, value: Option<&PlaceId>) -> Form {
    Form::new(actions::WHERE_FORM, "Where shall I ask?", "Ask there")
        .context(id)
        .intro(format!("“{}”", shortened(question, 300)))
        .field("place", "Channel", Input::Channel { value: value.cloned() })
        .hint("The question, whoever is tagged and the answer stay in one thread there.")
}

/// Why it is not for them, and who would know better.
pub fn not_me(id: &str) -> Form {
    Form::new(actions::NOT_ME_FORM, "Not for me", "Pass it on")
        .context(id)
        .intro("That is fine. I will ask somebody else.")
        .field(
            "reason",
            "Why?",
            Input::Choice {
                options: vec![
                    Choice::new("I don't know about this", "unknown"),
                    Choice::new("I have no time now", "busy"),
                    Choice::new("I am not the right person any more", "moved_on"),
                    Choice::new("Something else", "other"),
                ],
                value: Some("unknown".to_owned()),
            },
        )
        .optional("person", "Who would know better?", Input::Person { value: None })
}

/// Who is asked instead.
pub fn better(id: &str) -> Form {
    Form::new(actions::BETTER_FORM, "Ask someone else", "Ask them").context(id).field(
        "person",
        "Who shall be asked?",
        Input::Person { value: None },
    )
}

/// Which answer solved it.
pub fn accept(context: &str, by: Option<&PersonId>, answer: &str) -> Form {
    Form::new(actions::ACCEPT_FORM, "Accept an answer", "Accept")
        .context(context)
        .field("person", "Who answered it?", Input::Person { value: by.cloned() })
        .optional(
            "answer",
            "The answer, in a few words",
            Input::Paragraph { value: answer.chars().take(3000).collect(), most: 3000 },
        )
        .hint("The next person with this question will find it.")
        .optional(
            "saved",
            "How much time did it save you?",
            Input::Choice {
                options: SAVED
                    .iter()
                    .map(|(label, minutes)| Choice::new(*label, minutes.to_string()))
                    .collect(),
                value: None,
            },
        )
}

/// How much time an answer can save, and that in minutes.
pub const SAVED: [(&str, i64); 5] =
    [("Nothing", 0), ("15 minutes", 15), ("An hour", 60), ("Half a day", 240), ("A day or more", 480)];
