//! Where somebody is, and what they can do next.

use chrono::{DateTime, Utc};

use super::of_name;
use crate::chat::{Button, Card, Part, PersonId, Text};
use crate::features::mentorship::actions;
use crate::features::mentorship::store::{Kind, Member, Pair, PairState, Programme, State};

/// A pair that somebody is in.
#[derive(Clone, Debug)]
pub struct MyPair {
    /// The pair.
    pub pair: Pair,
    /// Its programme.
    pub programme: Programme,
    /// The next meeting that is expected, and when.
    pub next: Option<(i64, DateTime<Utc>)>,
}

/// All that `/mentor` shows somebody of themselves.
#[derive(Clone, Debug)]
pub struct Mine {
    /// Who it is.
    pub me: PersonId,
    /// Living pairs.
    pub pairs: Vec<MyPair>,
    /// Mentees who ask them: with the programme.
    pub asked: Vec<(Programme, PersonId)>,
    /// Programmes that they are in, and whether mentors are asked for them.
    pub memberships: Vec<(Programme, Member, bool)>,
    /// Programmes that they may join.
    pub open: Vec<Programme>,
}

/// It, with the programmes that a lead leads below it.
pub fn mine(mine: &Mine, leads: Vec<Part>) -> Card {
    let mut card = Card::new("Mentorship").heading("Mentorship");
    for (programme, mentee) in &mine.asked {
        let value = format!("{} {mentee}", programme.id);
        card = card
            .text(
                Text::new()
                    .name(mentee)
                    .and(" would like you as a mentor in ")
                    .strong(of_name(&programme.name))
                    .and("."),
            )
            .buttons(vec![
                Button::new("Yes, gladly", actions::ACCEPT, &value).primary(),
                Button::new("Not now", actions::PASS, &value),
            ]);
    }
    for it in &mine.pairs {
        card = card.text(about(it, &mine.me)).buttons(pair_buttons(it, &mine.me));
    }
    for (programme, member, is_asking) in &mine.memberships {
        let name = of_name(&programme.name);
        let has_mentor =
            mine.pairs.iter().any(|it| it.pair.programme == programme.id && it.pair.mentee == mine.me);
        let text = Text::from("You take part in ").strong(name).and(match (programme.state, *is_asking) {
            (_, true) => ". I am asking whom you named; you hear from me.",
            (State::Open | State::Matching, false) => {
                ". Next: the lead brings pairs together, and you hear from me."
            }
            (State::Running, false) if member.role.learns() && !has_mentor => {
                ". You have no mentor yet: look for one, or wait for the next round."
            }
            _ => ". There is nothing to do for you now.",
        });
        let id = &programme.id;
        let mut buttons = vec![Button::new("Change what I said", actions::JOIN, id).opening_form()];
        if *is_asking {
            buttons.push(Button::new("Ask nobody", actions::WITHDRAW, id));
        } else if member.role.learns() && !has_mentor {
            buttons.push(Button::new("Find a mentor", actions::FIND, id));
        }
        buttons.push(Button::new("Wishes", actions::WISHES, id).opening_form());
        buttons.push(Button::new("Leave it", actions::LEAVE, id));
        card = card.text(text).buttons(buttons);
    }
    if !mine.memberships.is_empty() || !mine.pairs.is_empty() {
        card = card.buttons(vec![
            Button::new("Personality", actions::PERSONALITY, "mine").opening_form(),
            Button::new("Not with ...", actions::BLOCKS, "mine").opening_form(),
        ]);
    }
    for programme in &mine.open {
        let what = match programme.kind {
            Kind::Mentorship => "mentors and mentees",
            Kind::Buddies => "buddies for people who are new",
        };
        let text = Text::new()
            .strong(of_name(&programme.name))
            .and(format!(": {what}, from {}.", programme.starts_on));
        card = card.item(text, Button::new("Take part", actions::JOIN, &programme.id).opening_form());
    }
    let is_empty =
        mine.asked.is_empty() && mine.pairs.is_empty() && mine.memberships.is_empty() && mine.open.is_empty();
    if is_empty {
        card = card.text(
            "No programme is open for you at the moment. You hear of the next one where it is announced.",
        );
    }
    if !leads.is_empty() {
        card = card.rule();
        card.parts.extend(leads);
    }
    card
}

fn about(it: &MyPair, me: &PersonId) -> Text {
    let pair = &it.pair;
    let (word, other) = if pair.mentee == *me {
        ("Your mentor", &pair.mentor)
    } else {
        ("You are the mentor of", &pair.mentee)
    };
    let text = Text::from(word).and(" ").name(other).and(" (").and(of_name(&it.programme.name)).and("). ");
    match (pair.state, &it.next) {
        (PairState::Paused, _) => match pair.paused_until {
            Some(until) => text.and("It pauses until ").moment(until.utc()).and("."),
            None => text.and("It pauses."),
        },
        (_, Some((_, at))) => text.and("Your next meeting is expected around ").moment(*at).and("."),
        (_, None) => text.and("It lasts until ").moment(pair.ends_at.utc()).and("."),
    }
}

fn pair_buttons(it: &MyPair, me: &PersonId) -> Vec<Button> {
    let pair = &it.pair;
    if pair.state == PairState::Paused {
        return vec![
            Button::new("Go on", actions::RESUME, &pair.id).primary(),
            Button::new("End it", actions::END, &pair.id).opening_form(),
        ];
    }
    let has_agreed = if pair.mentor == *me { pair.mentor_agreed_at } else { pair.mentee_agreed_at };
    let mut buttons = Vec::new();
    if has_agreed.is_none() {
        buttons.push(Button::new("I agree", actions::AGREE, &pair.id).primary());
    }
    if let Some((number, _)) = it.next {
        buttons.push(Button::new("We met", actions::MET, format!("{} {number}", pair.id)));
    }
    buttons.push(Button::new("Pause", actions::PAUSE, &pair.id).opening_form());
    buttons.push(Button::new("Longer", actions::EXTEND, &pair.id).opening_form());
    buttons.push(Button::new("End it", actions::END, &pair.id).opening_form());
    buttons
}

/// The part of the home page: pairs, and who asks; nothing for whoever has neither.
pub fn next_steps(mine: &Mine) -> Vec<Part> {
    if mine.pairs.is_empty() && mine.asked.is_empty() {
        return Vec::new();
    }
    let mut card = Card::default().heading("Mentorship");
    for (programme, mentee) in &mine.asked {
        let text = Text::new()
            .name(mentee)
            .and(" would like you as a mentor in ")
            .strong(of_name(&programme.name))
            .and(". ");
        card = card.text(text.code("/mentor").and(" shows it."));
    }
    for it in &mine.pairs {
        card = card.text(about(it, &mine.me));
    }
    card.parts
}
