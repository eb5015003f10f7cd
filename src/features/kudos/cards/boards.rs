//! Boards.

use super::giving::first_of;
use crate::chat::{Button, Card, Text};
use crate::features::kudos::actions;
use crate::features::kudos::leaderboard::{Board, Boards, Wanted};
use crate::people::SMALLEST_GROUP;

/// All boards at once, to one person.
pub fn boards(wanted: &Wanted, boards: &Boards, left: bool) -> Card {
    let (first, last) = (wanted.season.begins(), wanted.season.begins() + chrono::Months::new(2));
    let mut title = format!("Kudos, {} to {}", first.format("%B"), last.format("%B %Y"));
    for name in wanted.topic.iter().chain(&wanted.department) {
        title.push_str(", ");
        title.push_str(name);
    }
    let mut card = Card::new(&title).heading(title.clone());
    card = board(card, "Who thanks many people", boards.givers.as_ref(), "thanked");
    card = board(card, "Who is thanked by many people", boards.receivers.as_ref(), "thanked by");
    if !boards.new.is_empty() {
        card = card.text(Text::new().strong("New this month"));
        card = card.text(first_of(Text::from("Welcome: "), &boards.new));
    }
    let button = if left {
        Button::new("Join the boards again", actions::JOIN_BOARDS, "me")
    } else {
        Button::new("Leave the boards", actions::LEAVE_BOARDS, "me")
    };
    let standing = if left { "You left the boards: nobody sees you on them. " } else { "" };
    card.note(format!(
        "{standing}What counts is how many different people, not how many points; only thanks that everybody could see. \
         Numbers below {SMALLEST_GROUP} are not shown."
    ))
    .buttons(vec![button])
}

fn board(card: Card, title: &str, board: Option<&Board>, verb: &str) -> Card {
    let mut card = card.text(Text::new().strong(title));
    let Some(board) = board else {
        return card.note(format!("Fewer than {SMALLEST_GROUP} people, so there is nothing to show."));
    };
    for place in &board.places {
        let text = first_of(Text::from(format!("{}. ", place.number)), &place.who);
        card = card.text(text.and(format!(": {verb} {} people", place.people)));
    }
    if !board.others.is_empty() {
        let start = if board.places.is_empty() { "" } else { "Also " };
        card = card.text(
            first_of(Text::from(start), &board.others).and(format!(": fewer than {SMALLEST_GROUP} each")),
        );
    }
    card
}

/// Nobody switched them on.
pub fn no_boards(lead: bool) -> Card {
    let how = if lead { " You can switch them on under /lyceum, \"Change kudos settings\"." } else { "" };
    Card::line(format!("There are no boards here: thanks are not a race.{how} /kudos mine shows your own."))
}

/// Switched off where somebody is.
pub fn no_boards_for_you() -> Card {
    Card::line("There are no boards where you are, and you are on none. /kudos mine shows your own thanks.")
}

/// Nobody belongs there.
pub fn no_such_department(name: &str) -> Card {
    let name: String = name.chars().take(60).collect();
    Card::line(format!("I know no department called \"{name}\"."))
}

/// Words that name no topic.
pub fn not_a_board(words: &str) -> Card {
    let words: String = words.chars().take(60).collect();
    Card::line(format!(
        "I know no topic or company value called \"{words}\". Type /kudos board, with #topic, department and its name, or last after it if you like."
    ))
}

/// They left.
pub fn off_the_boards() -> Card {
    Card::new("You left the boards.")
        .text("You are on no board any more. Your own record stays with you: /kudos mine")
        .buttons(vec![Button::new("Join the boards again", actions::JOIN_BOARDS, "me")])
}

/// They are back.
pub fn on_the_boards() -> Card {
    Card::new("You are on the boards again.").text("You are on the boards again.").buttons(vec![Button::new(
        "Leave the boards",
        actions::LEAVE_BOARDS,
        "me",
    )])
}
