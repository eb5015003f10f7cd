//! Reports, and what a lead does about them.

use super::giving::{in_words, listed};
use crate::chat::{Button, Card, PersonId, Text};
use crate::features::kudos::actions;

/// That message is no announcement of ours, or was taken back.
pub fn no_kudos_here() -> Card {
    Card::line("I see no kudos there. Choose this on the message in which somebody was thanked.")
}

/// To whoever reported something.
pub fn thanks_for_telling() -> Card {
    Card::line("Thank you for telling. The leads look at it, and are not told that it was you.")
}

/// To each lead who may read them.
pub fn reported(giver: &PersonId, receivers: &[PersonId], reason: &str, post: &str) -> Card {
    let text = Text::from("Somebody reported these thanks, from ").name(giver).and(" to ");
    let text = listed(text, receivers).and(if reason.is_empty() { ". Their words are gone." } else { ":" });
    to_decide(in_words(Card::new("Thanks were reported.").text(text), reason), post)
}

/// To each lead who may not: they were given in a place that is not theirs.
pub fn reported_elsewhere(giver: &PersonId, post: &str) -> Card {
    let text = Text::from("Somebody reported thanks from ").name(giver).and(
        ". They were given where you are not, so I do not show you their words. You can still remove them.",
    );
    to_decide(Card::new("Thanks were reported.").text(text), post)
}

fn to_decide(card: Card, post: &str) -> Card {
    card.buttons(vec![
        Button::new("Remove it", actions::REMOVE, post),
        Button::new("Leave it", actions::LEAVE, post),
    ])
    .note("You get this because you are a lead. If it is removed, both sides are told.")
}

/// Thanks, by whom and for whom; only by whom, for whoever may not know the rest.
fn thanks_from(text: Text, giver: &PersonId, receivers: &[PersonId]) -> Text {
    if receivers.is_empty() {
        return text.and("thanks from ").name(giver);
    }
    listed(text.and("the thanks from ").name(giver).and(" to "), receivers)
}

/// In place of that, to all leads: removed. `name` is the giver's; there are no receivers for whoever may not know them.
pub fn removed(lead: &PersonId, giver: &PersonId, receivers: &[PersonId], name: &str) -> Card {
    let text = thanks_from(Text::new().name(lead).and(" removed "), giver, receivers)
        .and(". They count for nobody, and both sides are told.");
    let keep = Button::new(format!("Keep {name} from giving"), actions::KEEP, giver.as_str());
    Card::new("Removed.").text(text).buttons(vec![keep])
}

/// In place of that: taken back, or somebody else was quicker.
pub fn gone_already() -> Card {
    Card::line("It is gone already.")
}

/// In place of that, to all leads: the giver was erased, and the words with them.
pub fn giver_is_gone() -> Card {
    Card::line(
        "Whoever gave the thanks that were reported here had their data erased. The words are gone, too.",
    )
}

/// In place of that, to all leads: left.
pub fn left_standing(lead: &PersonId, giver: &PersonId, receivers: &[PersonId]) -> Card {
    let text = thanks_from(Text::new().name(lead).and(" left "), giver, receivers);
    Card::new("Left as they are.").text(text.and(" as they are."))
}

/// To whoever gave it.
pub fn yours_was_removed(reason: &str) -> Card {
    let card = Card::new("Your thanks were removed.")
        .text("A lead removed thanks of yours. The points are yours again.");
    in_words(card, reason)
}

/// To whoever was given it.
pub fn removed_for_you(giver: &PersonId, reason: &str) -> Card {
    let text = Text::from("A lead removed thanks that ").name(giver).and(" gave you.");
    in_words(Card::new("Thanks to you were removed.").text(text), reason)
}

/// To the lead: they give nothing from now on.
pub fn kept(person: &PersonId, name: &str) -> Card {
    Card::new("Kept from giving.")
        .text(Text::new().name(person).and(" cannot give kudos for now, and can still be thanked."))
        .buttons(vec![Button::new(format!("Let {name} give again"), actions::LET, person.as_str())])
}

/// To the lead: they may again.
pub fn may_give_again(person: &PersonId) -> Card {
    Card::new("May give again.").text(Text::new().name(person).and(" can give kudos again."))
}

/// To whoever is kept from giving.
pub fn kept_from_giving() -> Card {
    Card::line("A lead has paused kudos from you. If you don't know why, ask them.")
}

/// To whoever is no lead.
pub fn only_leads() -> Card {
    Card::line("Only a lead can do that.")
}
