//! What is said when something cannot be done, and how to put it right.

use crate::chat::{Button, Card, PersonId, PlaceId, Reason, Text, shortened};
use crate::features::experts::actions;
use crate::features::experts::question::Question;
use crate::features::experts::rules::{Exclusion, LONGEST_QUESTION, Unaskable};

/// The words cannot be asked.
pub fn unaskable(why: Unaskable) -> String {
    match why {
        Unaskable::Empty => {
            "What would you like to know? Try this: /ask-expert how do I roll back a migration?".to_owned()
        }
        Unaskable::OnlyMentions => {
            "There is a name but no question. Add what you would like to know after it.".to_owned()
        }
        Unaskable::TooLong(length) => format!(
            "That is {length} characters, and {LONGEST_QUESTION} is the most I can ask. Put the details in a document or a \
             snippet, link to it, and ask the heart of it here."
        ),
    }
}

/// The question is not there, or is another company's.
pub fn no_such_question() -> Card {
    Card::line("I don't find that question any more.")
}

/// A button of a suggestion that was used already.
pub fn already_decided() -> Card {
    Card::line("That is settled already. Ask again with /ask-expert if you need to.")
}

/// Somebody else's suggestion.
pub fn not_yours() -> Card {
    Card::line("Only the person who asked can do that.")
}

/// Somebody has it.
pub fn taken_already(by: &PersonId) -> Card {
    Card::new("Somebody took this question already.")
        .text(Text::new().name(by).and(" took this question already. Thank you all the same!"))
}

/// The asker pressed a button for those who answer.
pub fn own_question() -> Card {
    Card::line(
        "This is your own question. If you found the answer, press \"Accept an answer\" and name yourself.",
    )
}

/// It is over.
pub fn settled_already() -> Card {
    Card::line("This question is settled already.")
}

/// They put it off once.
pub fn snoozed_already() -> Card {
    Card::line("You put this off once already. Take it, or pass it on with \"Not me\".")
}

/// Guests and people from other companies, and whoever is not known yet.
pub fn only_colleagues_answer(is_known: bool) -> Card {
    Card::line(if is_known {
        "Only colleagues can take a question. You can still write what you know in the thread."
    } else {
        "I am still getting to know you. Try again in a minute, or write what you know in the thread."
    })
}

/// They are not being asked.
pub fn not_asked() -> Card {
    Card::line(
        "You are not being asked at the moment. If you know the answer, press \"I'll take it\" or write it in the thread.",
    )
}

/// Too early, or not theirs to accept.
pub fn may_not_accept() -> Card {
    Card::line(
        "Only the person who asked can accept an answer. A champion of the topic can do it after three days of silence.",
    )
}

/// That message belongs to no question.
pub fn no_question_here() -> Card {
    Card::line(
        "This message is not in the thread of a question that was asked through me, so I don't know which question it answers.",
    )
}

/// Whoever wrote it has deleted it.
pub fn message_is_gone() -> Card {
    Card::line("That message was deleted by whoever wrote it.")
}

/// The words in the form were of a message that its author has deleted meanwhile.
pub fn words_are_gone() -> &'static str {
    "The message with these words was deleted by whoever wrote it. Close this, open it again, and say it in your own words."
}

/// The question itself is deleted.
pub fn question_is_gone() -> Card {
    Card::line("This question was deleted by whoever wrote it.")
}

/// The message was written by a program.
pub fn no_author() -> Card {
    Card::line("A program wrote this message. Choose the message of the person who answered.")
}

/// Too late.
pub fn too_late_to_reopen() -> Card {
    Card::line("A question can be opened again within 14 days. Ask it anew with /ask-expert.")
}

/// Who was named cannot be asked.
pub fn cannot_be_named(why: Exclusion) -> String {
    match why {
        Exclusion::Asker => "That is the person who asks. Name somebody else.".to_owned(),
        Exclusion::Bot => "That is a program. Name a person.".to_owned(),
        Exclusion::Guest => "That is a guest, and guests are not asked here. Name a colleague.".to_owned(),
        Exclusion::Stranger => "That person is from another company. Name a colleague.".to_owned(),
        Exclusion::Gone => "That person has left. Name somebody else.".to_owned(),
        Exclusion::Unknown => "I don't know that person yet. Try again in a minute, or name somebody else.".to_owned(),
        Exclusion::AskedAlready => "That person was asked already. Name somebody else.".to_owned(),
        Exclusion::Unreachable => "I cannot reach that person from here. Name somebody else.".to_owned(),
        Exclusion::NotInChannel => {
            "As far as I can tell, that person is not in this channel and could not see the question. Name somebody who is, \
             or ask in an open channel."
                .to_owned()
        }
        Exclusion::NotTheirs
        | Exclusion::KnowsLess
        | Exclusion::Paused(_)
        | Exclusion::OffDuty
        | Exclusion::QuietHours
        | Exclusion::AtCap(_) => {
            "That person is not to be asked now. Name somebody else.".to_owned()
        }
    }
}

/// Nothing of somebody who was erased is kept anew.
pub fn author_is_gone() -> Card {
    Card::line("I cannot use this message. Ask in your own words.")
}

/// Told in the thread of somebody who is asked all the same.
pub const TAKES_A_WHILE: &str = "It may take a while.";

/// Who was named can be asked, but may take a while.
pub fn may_take_a_while(why: Exclusion) -> Text {
    match why {
        Exclusion::NotTheirs => "They said that this is not their topic: they may pass it on.".into(),
        Exclusion::Paused(until) => Text::from("Away until ").moment(until).and(": it may take a while."),
        Exclusion::OffDuty => "Off duty at the moment: it may take a while.".into(),
        Exclusion::AtCap(_) => "Asked a lot this week already: it may take a while.".into(),
        _ => "Outside working hours there: it may take a while.".into(),
    }
}

/// The question could not be posted; to the asker.
pub fn could_not_post(place: Option<&PlaceId>, reason: &Reason, body: &str) -> Card {
    let mut text = Text::from("I could not ask your question");
    if let Some(place) = place {
        text = text.and(" in ").channel(place);
    }
    let words = match reason {
        Reason::NotInChannel | Reason::NoSuchChannel => {
            ": I am not in that channel. Invite me there and ask again, or ask in another channel."
        }
        Reason::Archived => ": that channel is archived. Ask in another channel.",
        Reason::MissingScope(_) | Reason::Revoked => {
            ": I lack a permission. Your Lyceum lead can see which, and put it right."
        }
        _ => ". Ask again in a while, or in another channel.",
    };
    Card::new("I could not ask your question.").text(text.and(words)).quote(shortened(body, 300))
}

/// Nobody can tell whether the question was posted; to the asker.
pub fn perhaps_posted(q: &Question, place: Option<&PlaceId>) -> Card {
    let mut text = Text::from("I could not find out whether your question arrived");
    if let Some(place) = place {
        text = text.and(" in ").channel(place);
    }
    Card::new("I could not find out whether your question arrived.")
        .text(text.and(". Have a look: if it is not there, send it again."))
        .quote(shortened(&q.body, 300))
        .note("Until then nobody is asked.")
        .buttons(vec![
            Button::new("Send it again", actions::RESEND, &q.id).primary(),
            Button::new("Take it back", actions::WITHDRAW, &q.id),
        ])
}

/// It goes out once more.
pub fn sent_again(q: &Question) -> Card {
    Card::new("I am sending it again.").text("I am sending it again.").quote(shortened(&q.body, 300))
}

/// It arrived meanwhile, or a lead has decided.
pub fn not_waiting() -> Card {
    Card::line("This question does not wait to be sent any more.")
}

/// Nobody can be asked any more where the question stands; to the asker.
pub fn could_not_go_on(place: Option<&PlaceId>, reason: &Reason, body: &str) -> Card {
    let mut text = Text::from("I cannot ask anybody else about your question");
    if let Some(place) = place {
        text = text.and(" in ").channel(place);
    }
    let words = match reason {
        Reason::Archived => ": that channel is archived by now. Ask again in another channel.",
        Reason::NotInChannel | Reason::NoSuchChannel => {
            ": I am not in that channel any more. Invite me there and ask again, or ask in another channel."
        }
        Reason::MissingScope(_) | Reason::Revoked => {
            ": I lack a permission. Your Lyceum lead can see which, and put it right."
        }
        _ => ". Ask again in a while, or in another channel.",
    };
    Card::new("I cannot go on asking.").text(text.and(words)).quote(shortened(body, 300))
}
