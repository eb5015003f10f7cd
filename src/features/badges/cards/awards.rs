//! What is said of awards: given, taken back, listed.

use crate::chat::{Button, Card, Text};
use crate::features::badges::actions;
use crate::features::badges::store::Award;

/// To whoever awarded it, with a way back.
pub fn awarded(award: &Award) -> Card {
    let text =
        Text::new().name(&award.person).and(format!(" has the badge {} ", award.emoji)).strong(&award.name);
    Card::new("Awarded.").text(text.and(" now, and is told in their own time.")).buttons(vec![back(award)])
}

fn back(award: &Award) -> Button {
    Button::new("Take it back", actions::AWARD_BACK, format!("{} {}", award.badge, award.person))
}

/// To the receiver alone.
pub fn you_were_awarded(award: &Award) -> Card {
    let text = Text::from(format!("{} ", award.emoji))
        .name(&award.giver)
        .and(" awards you the badge ")
        .strong(&award.name);
    Card::new("You were awarded a badge.").text(text.and(":")).quote(award.reason.clone())
}

/// In place of what was awarded.
pub fn taken_back() -> Card {
    Card::line("Taken back. It can be awarded again.")
}

/// Somebody was quicker.
pub fn gone_already() -> Card {
    Card::line("It was taken back already.")
}

/// Neither theirs nor a lead.
pub fn not_yours() -> Card {
    Card::line("Only whoever awarded it, or a lead, can take it back.")
}

/// To the receiver, if they had been told of it.
pub fn yours_was_taken_back(award: &Award) -> Card {
    Card::line(format!("The badge {} {} that you were awarded was taken back.", award.emoji, award.name))
}

/// To whoever awarded it, if a lead took it back.
pub fn lead_took_it_back(award: &Award) -> Card {
    let text =
        Text::from(format!("A lead took back the badge {} {} that you awarded to ", award.emoji, award.name));
    Card::new("A lead took back a badge that you awarded.").text(text.name(&award.person).and("."))
}

/// What was awarded so far: to a champion their own, to a lead all.
pub fn awards(awards: &[Award], earlier: Option<i64>, later: Option<i64>, lead: bool) -> Card {
    let mut card = Card::new("Awarded so far").heading("Awarded so far");
    if awards.is_empty() {
        card = card.text("Nothing yet.");
    }
    for award in awards {
        let text = Text::from(format!("{} {} to ", award.emoji, award.name)).name(&award.person);
        let text = if lead { text.and(", from ").name(&award.giver) } else { text };
        let reason: String = award.reason.chars().take(100).collect();
        card = card.item(text.and(format!(": {reason}")), back(award));
    }
    let mut buttons = Vec::new();
    if let Some(after) = later {
        buttons.push(Button::new("Newer", actions::AWARDS, after.to_string()));
    }
    if let Some(after) = earlier {
        buttons.push(Button::new("Older", actions::AWARDS, after.to_string()));
    }
    card.buttons(buttons).note(if lead {
        "You see all of them because you are a lead."
    } else {
        "You see those that you awarded."
    })
}
