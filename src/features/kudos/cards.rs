//! All wording of the room.

use chrono::{DateTime, Utc};

use super::rules::{A_DAY, A_MONTH, Limit, LONGEST, MOST_PEOPLE, Wrong};
use super::store::{Grant, Sum};
use crate::chat::{Button, Card, Choice, Form, Input, PersonId, Standing, Text};

/// The form that thanks whoever wrote a message.
pub const THANK: &str = "kudos.thank_form";

/// Thanks somebody for a message. `who` is filled in already.
pub fn thank(context: &str, who: Option<&PersonId>) -> Form {
    let most = u16::try_from(LONGEST).unwrap_or(1000);
    Form::new(THANK, "Thank a colleague", "Thank")
        .context(context)
        .field("people", "Whom?", Input::People { values: who.into_iter().cloned().collect() })
        .field("reason", "What for?", Input::Paragraph { value: String::new(), most })
        .hint("A few real words: that is what they will remember. A #topic counts for that topic.")
        .field(
            "points",
            "How many points for each?",
            Input::Choice {
                options: (1..=A_DAY).map(|number| Choice::new(points(number), number.to_string())).collect(),
                value: Some("1".to_owned()),
            },
        )
}

/// What is wrong, in the form.
pub fn in_form(troubles: &[Trouble]) -> String {
    troubles.iter().take(3).map(put_right).collect::<Vec<_>>().join(" ")
}

/// Why somebody cannot be thanked so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// With the words.
    Wrong(Wrong),
    /// With this person, by name.
    Cannot(String, Standing),
    /// They thank nobody but themselves.
    Oneself,
}

/// To the giver alone: everything that is wrong, and how to put it right.
pub fn troubles(all: &[Trouble]) -> Card {
    let mut card = Card::new("That did not work yet.").text("That did not work yet:");
    for trouble in all.iter().take(6) {
        card = card.text(format!("• {}", put_right(trouble)));
    }
    card.note("Like this: /kudos @bob for showing me how to restore a backup #postgres")
}

fn put_right(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Wrong(Wrong::Nobody) => "Say whom you want to thank: mention them with @.".to_owned(),
        Trouble::Wrong(Wrong::TooMany(count)) => {
            format!("Those are {count} people. Thank {MOST_PEOPLE} at once at the most, so that it means something.")
        }
        Trouble::Wrong(Wrong::Unread(word)) => {
            let word: String = word.chars().take(40).collect();
            format!("I cannot tell who {word} is. Choose people from the list that opens after @; groups cannot be thanked yet.")
        }
        Trouble::Wrong(Wrong::Amount(number)) => {
            format!("{number} points cannot be given. Give 1 to {A_DAY}, or leave the number out.")
        }
        Trouble::Wrong(Wrong::NoReason) => "Say what for, in a few real words: that is what they will remember.".to_owned(),
        Trouble::Wrong(Wrong::LongReason(length)) => {
            format!("The reason has {length} characters. Please keep it below {LONGEST}.")
        }
        Trouble::Cannot(name, Standing::Bot) => format!("{name} is a program. It does not mind."),
        Trouble::Cannot(name, Standing::Guest) => format!("{name} is a guest here. Thanks are for colleagues."),
        Trouble::Cannot(name, Standing::Stranger) => format!("{name} is from another company."),
        Trouble::Cannot(name, Standing::Gone) => format!("{name} has left."),
        Trouble::Cannot(_, Standing::Member | Standing::Unknown) => {
            "I don't know everybody you named yet. Please try again in a minute.".to_owned()
        }
        Trouble::Oneself => "That is you. Thank somebody else; they will thank you in turn.".to_owned(),
    }
}

/// A limit stands in the way.
pub fn limit(limit: Limit, who: Option<&PersonId>, amount: i64, people: usize, next: DateTime<Utc>) -> Card {
    let wanted = amount.saturating_mul(i64::try_from(people).unwrap_or(i64::MAX));
    let text = match (limit, who) {
        (Limit::Day(left), _) => format!("You have {left} of {A_DAY} points left today, and this takes {wanted}. More from "),
        (Limit::Month(left), _) => {
            format!("You have {left} of {A_MONTH} points left this month, and this takes {wanted}. More from ")
        }
        (Limit::Pair(left), _) => format!(
            "One person can be given a fifth of your month at the most, so that many are seen. {left} are left for this one. More from "
        ),
    };
    let mut text = Text::from(text).moment(next).and(".");
    if let Some(who) = who {
        text = text.and(" It is about ").name(who).and(".");
    }
    Card::new("A limit stands in the way.").text(text)
}

/// In public.
pub fn announcement(giver: &PersonId, receivers: &[PersonId], amount: i64, reason: &str, topic: Option<&str>) -> Card {
    let mut text = Text::from("🙌 ");
    text = listed(text, receivers, true).and(": ").name(giver).and(" thanks you");
    text = if receivers.len() > 1 { text.and(" all") } else { text };
    Card::new("Somebody is thanked.").text(text.and(".")).quote(reason).note(worth(amount, receivers.len(), topic))
}

/// The announcement, once others have joined in.
pub fn joined_in(card: Card, others: &[PersonId]) -> Card {
    if others.is_empty() {
        return card;
    }
    let joined = if others.len() == 1 { " joins in." } else { " join in." };
    card.note(listed(Text::new(), others, false).and(joined))
}

/// One to one.
pub fn you_were_thanked(giver: &PersonId, amount: i64, reason: &str, topic: Option<&str>, first: bool) -> Card {
    let card = Card::new("Somebody thanks you.")
        .text(Text::from("🙌 ").name(giver).and(" thanks you."))
        .quote(reason)
        .note(worth(amount, 1, topic));
    if first {
        card.note("This is kudos: colleagues thank one another with a few points a day. They stay with you, and count for nothing unless you show them: /kudos mine")
    } else {
        card
    }
}

fn worth(amount: i64, people: usize, topic: Option<&str>) -> String {
    let mut words = points(amount);
    if people > 1 {
        words.push_str(" each");
    }
    if let Some(topic) = topic {
        words.push_str(", about ");
        words.push_str(topic);
    }
    words
}

fn earned_by(kind: &str) -> &'static str {
    match kind {
        "meeting" => "a mentoring meeting",
        "session" => "a session",
        "guide" => "a verified guide",
        _ => "an accepted answer",
    }
}

fn points(number: i64) -> String {
    if number == 1 { "1 point".to_owned() } else { format!("{number} points") }
}

/// To the giver alone, with a way back.
pub fn given(receivers: &[PersonId], amount: i64, today: i64, month: i64, source: &str) -> Card {
    let text = listed(Text::from("Thank you for thanking "), receivers, false);
    Card::new("Sent.")
        .text(text.and(format!(". {} given.", worth(amount, receivers.len(), None))))
        .note(format!("Left: {} today, {} this month.", A_DAY - today, A_MONTH - month))
        .buttons(vec![Button::new("Take it back", "kudos.undo", source)])
        .note("You can take it back within a minute.")
}

fn listed(mut text: Text, people: &[PersonId], tagged: bool) -> Text {
    for (at, person) in people.iter().enumerate() {
        text = match at {
            0 => text,
            _ if at + 1 == people.len() => text.and(" and "),
            _ => text.and(", "),
        };
        text = if tagged { text.person(person) } else { text.name(person) };
    }
    text
}

/// In place of that.
pub fn taken_back() -> Card {
    Card::line("Taken back. It counts for nobody, and you can give it again.")
}

/// Too late to take it back.
pub fn too_late() -> Card {
    Card::line("That was more than a minute ago. Ask a lead if it should go.")
}

/// Somebody else's.
pub fn not_yours() -> Card {
    Card::line("Only whoever gave it can take it back.")
}

/// To guests and people from outside.
pub fn only_colleagues() -> Card {
    Card::line("Only colleagues can give kudos here.")
}

/// To one person about themselves.
pub fn mine(received: Sum, handed_out: Sum, today: i64, month: i64, last: &[Grant]) -> Card {
    let from = |sum: Sum, word: &str| match sum.people {
        0 if sum.points == 0 => "none yet".to_owned(),
        0 => points(sum.points),
        1 => format!("{}, {word} 1 person", points(sum.points)),
        people => format!("{}, {word} {people} people", points(sum.points)),
    };
    let mut card = Card::new("Your kudos")
        .heading("Your kudos")
        .text(format!("Given to you: {}", from(received, "from")))
        .text(format!("Given by you: {}", from(handed_out, "to")))
        .text(format!("You can still give {} today and {} this month.", points(today.max(0)), month.max(0)));
    for grant in last {
        let topic = grant.topic.as_ref().map(|topic| format!(" ({topic})")).unwrap_or_default();
        let text = if grant.giver == grant.receiver { Text::from("Earned") } else { Text::new().name(&grant.giver) };
        card = card.text(if grant.kind == "given" {
            let reason: String = grant.reason.chars().take(150).collect();
            text.and(format!(", {}: {reason}", points(grant.amount)))
        } else {
            text.and(format!(", {} for {}{topic}", points(grant.amount), earned_by(&grant.kind)))
        });
    }
    card.note("Only you see this.")
}

/// That message is no announcement of ours, or was taken back.
pub fn no_kudos_here() -> Card {
    Card::line("I see no kudos there. Choose this on the message in which somebody was thanked.")
}

/// To whoever reported something.
pub fn thanks_for_telling() -> Card {
    Card::line("Thank you for telling. The leads look at it, and are not told that it was you.")
}

/// To each lead.
pub fn reported(giver: &PersonId, receivers: &[PersonId], reason: &str, post: &str) -> Card {
    let text = Text::from("Somebody reported these thanks, from ").name(giver).and(" to ");
    Card::new("Thanks were reported.")
        .text(listed(text, receivers, false).and(":"))
        .quote(reason)
        .buttons(vec![
            Button::new("Remove it", "kudos.remove", post),
            Button::new("Leave it", "kudos.leave", post),
        ])
        .note("You get this because you are a lead. If it is removed, both sides are told.")
}

/// In place of that: removed.
pub fn removed(giver: &PersonId) -> Card {
    Card::new("Removed.").note("Removed. It counts for nobody, and both sides were told.").buttons(vec![
        Button::new("Keep them from giving", "kudos.keep", giver.as_str()),
    ])
}

/// In place of that: somebody else was quicker.
pub fn gone_already() -> Card {
    Card::line("It is gone already.")
}

/// In place of that: left.
pub fn left_standing() -> Card {
    Card::line("Left as it is.")
}

/// To whoever gave it.
pub fn yours_was_removed(reason: &str) -> Card {
    Card::new("Your thanks were removed.")
        .text("A lead removed thanks of yours. The points are yours again.")
        .quote(reason)
}

/// To whoever was given it.
pub fn removed_for_you(giver: &PersonId, reason: &str) -> Card {
    Card::new("Thanks to you were removed.")
        .text(Text::from("A lead removed thanks that ").name(giver).and(" gave you."))
        .quote(reason)
}

/// To the lead: they give nothing from now on.
pub fn kept(person: &PersonId) -> Card {
    Card::new("Kept from giving.").text(Text::new().name(person).and(" cannot give kudos for now, and can still be thanked.")).buttons(vec![
        Button::new("Let them give again", "kudos.let", person.as_str()),
    ])
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
