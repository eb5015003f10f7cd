//! What the bot believes about somebody: one honest line why for each topic, and a way to correct it.

use chrono::{DateTime, Utc};

use crate::chat::{Button, Card, Part, Text, plural};
use crate::features::profile::actions;
use crate::features::profile::rules::{Belief, Beliefs};

/// The part of a person's own page that tells what is believed about them.
pub fn beliefs(beliefs: &Beliefs, now: DateTime<Utc>) -> Vec<Part> {
    let mut card = Card::default().heading("What I believe about you");
    if beliefs.topics.is_empty() {
        card = card.note("No topic yet. Press \"My topics\" to say what you are glad to be asked about.");
    }
    for belief in &beliefs.topics {
        let text = Text::new().strong(&belief.topic).and(format!(": {}", why(belief, now)));
        card = card.item(text, Button::new("Not me", actions::NOT_ME, &belief.topic));
    }
    if beliefs.more > 0 {
        card = card.note(format!("And {} more, in which you were seen less.", beliefs.more));
    }
    for topic in &beliefs.not_mine {
        let text = Text::new().strong(topic).and(": not you, as you said. Nobody is sent to you about it.");
        card = card.item(text, Button::new("Undo", actions::UNDO, topic));
    }
    if beliefs.without_topic > 0 {
        card = card.note(match beliefs.without_topic {
            1 => "One answer of yours belongs to no topic, and can bring you questions like it.".to_owned(),
            more => {
                format!("{more} answers of yours belong to no topic, and can bring you questions like them.")
            }
        });
    }
    card.parts
}

/// The button that leads there.
pub fn see_beliefs() -> Button {
    Button::new("What I believe about you", actions::BELIEFS, "me")
}

fn why(belief: &Belief, now: DateTime<Utc>) -> String {
    let mut said = match &belief.record {
        Some(record) => {
            let mut said = plural(record.answers, "answer", "answers");
            if record.accepted > 0 {
                said += &[", ", &record.accepted.to_string(), " accepted"].concat();
            }
            let last = if record.answers == 1 { "given" } else { "last one" };
            said += &[", ", last, " ", &when(record.last, now)].concat();
            if record.rises() {
                said.push_str(", more than in the two months before");
            }
            if belief.says_so {
                said.push_str("; you said so yourself");
            }
            said
        }
        None if belief.says_so => "you said so yourself, no answer seen yet".to_owned(),
        None => "no answer seen yet".to_owned(),
    };
    if belief.champion {
        said.push_str("; you are its champion");
    }
    said
}

fn when(last: DateTime<Utc>, now: DateTime<Utc>) -> String {
    match (now - last).num_days() {
        i64::MIN..=6 => "this week".to_owned(),
        7..=30 => "within a month".to_owned(),
        31..=300 => format!("in {}", last.format("%B")),
        _ => format!("in {}", last.format("%B %Y")),
    }
}
