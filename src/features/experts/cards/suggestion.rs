//! What only the asker sees, before anybody is asked.

use super::later::{Sleeper, ask_now, off_until_later, wakes};
use crate::chat::{Button, Card, PersonId, PlaceId, Text, shortened};
use crate::features::experts::actions;
use crate::features::experts::question::Question;
use chrono::{DateTime, Utc};

/// Somebody who would be asked.
#[derive(Clone, Debug)]
pub struct Suggested {
    /// The person who is suggested.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Why, in one line.
    pub why: String,
}

/// An earlier answer that may already help.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The conversation it stands in.
    pub conversation: String,
    /// What was asked.
    pub question: String,
    /// What was answered.
    pub answer: String,
    /// Who answered; none where people are not to be shown.
    pub by: Option<PersonId>,
    /// Where, if it was in a channel.
    pub place: Option<PlaceId>,
    /// When the earlier answer was written.
    pub at: DateTime<Utc>,
    /// The asker of then accepted it.
    pub accepted: bool,
}

/// All that the suggestion says.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Which question.
    pub id: String,
    /// Its words.
    pub body: String,
    /// What may already help, the best first.
    pub offers: Vec<Offer>,
    /// Who would be asked first.
    pub first: Option<Suggested>,
    /// Who would be asked then.
    pub standby: Option<Suggested>,
    /// Those of the two who cannot read where it is asked, and get the question one to one.
    pub one_to_one: Vec<PersonId>,
    /// People can be named here; where outsiders read, only how many there are.
    pub hide_people: bool,
    /// The lead lets people ask without their name.
    pub may_hide_name: bool,
    /// The asker's own manager, who may come to be asked.
    pub manager: Option<PersonId>,
    /// The asker was only just met, so that nothing but this place was looked at.
    pub is_new: bool,
    /// Who knows it best and is off until later.
    pub sleeper: Option<Sleeper>,
    /// The asker named somebody who may take a while.
    pub warning: Option<Text>,
    /// It is not known yet where to ask: that is asked for first.
    pub asks_where: bool,
}

/// The suggestion.
pub fn suggestion(plan: &Plan) -> Card {
    let mut card =
        Card::new(format!("Before I ask: {}", shortened(&plan.body, 80))).quote(shortened(&plan.body, 600));
    if !plan.offers.is_empty() {
        card = card.heading("This may already help");
        for offer in &plan.offers {
            card = card.item(
                offered(offer),
                Button::new("This solved it", actions::SOLVED, format!("{} {}", plan.id, offer.conversation)),
            );
        }
    }
    let id = &plan.id;
    let mut buttons = Vec::new();
    if plan.first.is_some() || plan.sleeper.is_some() {
        card = card.heading("Who I would ask");
    }
    if let Some(sleeper) = &plan.sleeper {
        card = card.text(if plan.hide_people { off_until_later().into() } else { sleeper.told() });
        let label = if plan.hide_people { "Ask when they are back".to_owned() } else { sleeper.ask_then() };
        buttons.push(Button::new(label, actions::LATER, id).primary());
    }
    if let Some(first) = &plan.first {
        if plan.hide_people {
            let many = 1 + usize::from(plan.standby.is_some());
            card = card.text(match many {
                1 => "I know one colleague who can help.".to_owned(),
                many => format!("I know {many} colleagues who can help."),
            });
        } else {
            card = card.text(Text::new().name(&first.person).and(format!(" – {}", first.why)));
            if let Some(standby) = &plan.standby {
                card = card.text(Text::new().name(&standby.person).and(format!(" – {}", standby.why)));
            }
        }
        if plan.hide_people && !plan.one_to_one.is_empty() {
            card = card.note("Whoever of them cannot read this channel gets your question one to one.");
        }
        for person in plan.one_to_one.iter().filter(|_| !plan.hide_people) {
            card = card.note(
                Text::new().name(person).and(" cannot read this channel, and gets your question one to one."),
            );
        }
        if let Some(warning) = &plan.warning {
            card = card.note(warning.clone());
        }
        buttons.push(match &plan.sleeper {
            None if plan.standby.is_some() => Button::new("Ask them", actions::GO, id).primary(),
            None => Button::new("Ask", actions::GO, id).primary(),
            Some(_) if plan.hide_people => Button::new("Ask somebody now", actions::GO, id),
            Some(_) => Button::new(ask_now(&first.name), actions::GO, id),
        });
    }
    if plan.sleeper.is_some() {
        buttons.push(Button::new("It is urgent", actions::URGENT, id).confirm(wakes()));
    }
    if plan.first.is_none() && plan.sleeper.is_some() {
        buttons.push(Button::new("Ask the channel", actions::EVERYBODY, id));
    } else if plan.first.is_none() {
        card = card.text(
            "I know nobody who has shown that they know about this, and I would rather not guess. \
             Shall I ask everybody in the channel?",
        );
        buttons.push(Button::new("Ask the channel", actions::EVERYBODY, id).primary());
    }
    if let Some(manager) = &plan.manager {
        // Where outsiders read nobody is named, not even to the asker.
        let who = if plan.hide_people { Text::from("Your manager") } else { Text::new().name(manager) };
        let is = if plan.hide_people { " may be asked." } else { " is your manager and may be asked." };
        card = card.note(who.and(is).and(" Without your name, they may still guess who asks."));
    }
    if plan.is_new {
        card = card.note(
            "I have only just met you, so I looked at nothing but what was said here. Ask again in a minute, and I can do better.",
        );
    }
    if plan.may_hide_name && plan.first.is_some() {
        buttons.push(Button::new("Ask without my name", actions::HIDDEN, id));
    }
    if plan.asks_where {
        buttons = buttons.into_iter().map(Button::opening_form).collect();
    }
    buttons.push(Button::new("Never mind", actions::DROP, id));
    let note = match (&plan.first, &plan.standby) {
        (Some(first), Some(_)) if plan.one_to_one.contains(&first.person) && !plan.hide_people => {
            "Only you see this. The second is asked only if there is no answer."
        }
        (Some(_), Some(_)) if !plan.hide_people => {
            "Only you see this. The first is asked in the channel; the second only if there is no answer."
        }
        _ => "Only you see this.",
    };
    card.buttons(buttons).note(note)
}

fn offered(offer: &Offer) -> Text {
    let mut text = Text::new()
        .strong(shortened(&offer.question, 120))
        .and(format!("\n{}\n", shortened(&offer.answer, 320)));
    text = text.and(if offer.accepted { "Accepted answer" } else { "Answered" });
    if let Some(by) = &offer.by {
        text = text.and(" by ").name(by);
    }
    if let Some(place) = &offer.place {
        text = text.and(" in ").channel(place);
    }
    text.and(", ").moment(offer.at)
}

/// It reads as personal: nobody is asked, and whom to turn to comes first.
pub fn personal(q: &Question, contact: Option<&str>) -> Card {
    let whom = match contact {
        Some(contact) => Text::from("For this you can turn to ").strong(contact).and("."),
        None => Text::from(
            "Your people team, your works council or somebody you trust can help you better than a channel.",
        ),
    };
    Card::new("This reads as something personal. Nobody was asked.")
        .quote(shortened(&q.body, 600))
        .text("This reads as something personal, so I have not asked anybody.")
        .text(whom)
        .buttons(vec![
            Button::new("Never mind", actions::DROP, &q.id).primary(),
            Button::new("Show whom I would ask", actions::ANYWAY, &q.id),
        ])
        .note("Only you see this.")
}

/// An earlier answer helped.
pub fn glad() -> Card {
    Card::line("Good to hear that this helped. Nobody had to be asked.")
}

/// The asker let it be.
pub fn dropped() -> Card {
    Card::line("All right, I asked nobody.")
}

/// It was asked.
pub fn sent(place: Option<&PlaceId>) -> Card {
    let text = match place {
        Some(place) => {
            Text::from("Asked in ").channel(place).and(". I will tell you in the thread what happens.")
        }
        None => Text::from("Asked. I will tell you in the thread what happens."),
    };
    Card::new("Asked. I will tell you in the thread what happens.").text(text)
}
