//! All wording of the badges.

mod awards;

pub use awards::*;

use super::rules::{Badge, Family, InvalidText, LONGEST, LONGEST_ABOUT, LONGEST_NAME, MOST_BADGES};
use super::store::{Award, OwnBadge};
use crate::bot::BadgeFamily;
use crate::bot::cards::{OWN_PAGE, typed};
use crate::chat::{Button, Card, Choice, Form, Input, Part, Standing, Text};
use crate::features::badges::actions;

/// Badges on topics, and own badges, that are shown on somebody's page.
const SHOWN: usize = 10;

/// The signs an own badge can have: every platform shows these.
const SIGNS: [(&str, &str); 24] = [
    ("🏆", "Trophy"),
    ("⭐", "Star"),
    ("🔥", "Fire"),
    ("🚀", "Rocket"),
    ("💎", "Gem"),
    ("🛟", "Lifebuoy"),
    ("🐛", "Bug"),
    ("🧹", "Broom"),
    ("🧩", "Puzzle piece"),
    ("🔑", "Key"),
    ("🔭", "Telescope"),
    ("🧠", "Brain"),
    ("📚", "Books"),
    ("🎓", "Graduation cap"),
    ("🎨", "Palette"),
    ("🤝", "Handshake"),
    ("🌍", "Globe"),
    ("🌈", "Rainbow"),
    ("🌳", "Tree"),
    ("🦉", "Owl"),
    ("🦄", "Unicorn"),
    ("🐢", "Turtle"),
    ("🍰", "Cake"),
    ("🎉", "Party"),
];

/// One of them?
pub fn is_sign(words: &str) -> bool {
    SIGNS.iter().any(|(sign, _)| *sign == words)
}

/// To whoever is no lead.
pub fn only_leads() -> Card {
    Card::line("Only a lead can do that.")
}

fn sign(family: &Family) -> &'static str {
    match family {
        Family::First => "🌱",
        Family::Steps { of, .. } => of.sign,
    }
}

/// "5 accepted answers on Postgres", "First accepted answer".
fn what(family: &Family, step: i64) -> String {
    match (family, step) {
        (Family::First, _) => "First contribution".to_owned(),
        (_, 1) => format!("First {}", noun(family, 1)),
        _ => format!("{step} {}", noun(family, step)),
    }
}

fn noun(family: &Family, number: i64) -> String {
    let (one, many, topic) = match family {
        Family::First => ("contribution", "contributions", None),
        Family::Steps { of, topic, .. } => (of.one, of.many, topic.as_ref()),
    };
    let word = if number == 1 { one } else { many };
    topic.map_or_else(|| word.to_owned(), |topic| format!("{word} on {topic}"))
}

/// To one person, once: what they reached.
pub fn new_badges(badges: &[Badge]) -> Card {
    let names: Vec<String> = badges
        .iter()
        .map(|badge| format!("{} {}", sign(&badge.family), what(&badge.family, badge.step)))
        .collect();
    let (word, names) = (if names.len() == 1 { "badge" } else { "badges" }, names.join(", "));
    Card::new(format!("New {word}: {names}"))
        .text(Text::from(format!("New {word} for you: {names}. All of yours: ")).code(typed(OWN_PAGE)))
}

/// A person's badges, on their own page. Nothing, if they have none. `first` is what their first contribution was, and
/// on which topic.
pub fn own_page(
    earned: &[Badge],
    first: Option<&(Family, Option<String>)>,
    next: &[(Family, i64)],
    awarded: &[Award],
) -> Vec<Part> {
    if earned.is_empty() && awarded.is_empty() {
        return Vec::new();
    }
    let mut card = Card::default().heading("Your badges");
    let mut on_topics: Vec<&Badge> = earned.iter().filter(|badge| is_on_topic(badge)).collect();
    on_topics.sort_by_key(|badge| std::cmp::Reverse(badge.have));
    let left_out = on_topics.split_off(on_topics.len().min(SHOWN));
    let mut lines: Vec<String> = earned
        .iter()
        .filter(|badge| !is_on_topic(badge) || on_topics.contains(badge))
        .map(|badge| {
            let now = match first {
                Some((family, topic)) if badge.family == Family::First => {
                    let topic = topic.as_ref().map(|topic| format!(" on {topic}")).unwrap_or_default();
                    format!(": {}{topic}", noun(family, 1))
                }
                _ if badge.have > badge.step => format!(" (you have {})", badge.have),
                _ => String::new(),
            };
            format!("{} {}{now}", sign(&badge.family), what(&badge.family, badge.step))
        })
        .collect();
    if !left_out.is_empty() {
        lines.push(format!("and {} more on other topics", left_out.len()));
    }
    if !lines.is_empty() {
        card = card.text(lines.join("\n"));
    }
    for award in awarded.iter().take(SHOWN) {
        let reason: String = award.reason.chars().take(150).collect();
        let text = Text::from(format!("{} ", award.emoji)).strong(&award.name).and(", from ");
        card = card.text(text.name(&award.giver).and(format!(": {reason}")));
    }
    if awarded.len() > SHOWN {
        card = card.note(format!("And {} more that were awarded to you.", awarded.len() - SHOWN));
    }
    if !next.is_empty() {
        let next: Vec<String> =
            next.iter().map(|(family, more)| format!("{more} more {}", noun(family, *more))).collect();
        card = card.note(format!("Next: {}.", next.join("; ")));
    }
    card.parts
}

fn is_on_topic(badge: &Badge) -> bool {
    matches!(badge.family, Family::Steps { topic: Some(_), .. })
}

/// Which badges there are: all that may be seen by anybody, with what this person can do.
pub fn list(
    families: &[&BadgeFamily],
    badges: Option<&[OwnBadge]>,
    lead: bool,
    may_award: bool,
    sees_awards: bool,
) -> Card {
    let families: Vec<String> = families
        .iter()
        .map(|family| {
            let by_topic = if family.by_topic { ", also on each topic" } else { "" };
            format!("{} {}{by_topic}", family.sign, family.many)
        })
        .collect();
    let mut card = Card::new("Badges")
        .heading("Badges")
        .text(format!(
            "By what you do, with steps at 1, 5, 25 and 100:\n{}\n🌱 for your first contribution of any kind",
            families.join(" · ")
        ))
        .note(Text::from("Nobody but you is shown yours: ").code(typed(OWN_PAGE)));
    let Some(badges) = badges else { return card };
    card = card.heading("Awarded by champions");
    if badges.is_empty() {
        card =
            card.text(if lead { "None yet. Add the first one." } else { "None yet. A lead can add them." });
    }
    for badge in badges {
        let topic = badge.topic.as_ref().map(|topic| format!(" ({topic})")).unwrap_or_default();
        let text = Text::from(format!("{} ", badge.emoji))
            .strong(&badge.name)
            .and(format!(" – {}{topic}", badge.about));
        card = if lead {
            card.item(text, Button::new("Change", actions::BADGE_CHANGE, &badge.id).opening_form())
        } else {
            card.text(text)
        };
    }
    let mut buttons = Vec::new();
    if may_award {
        buttons.push(Button::new("Award a badge", actions::AWARD, "new").opening_form().primary());
    }
    if lead && badges.len() < MOST_BADGES {
        buttons.push(Button::new("Add a badge", actions::BADGE_ADD, "new").opening_form());
    }
    if sees_awards {
        buttons.push(Button::new("Awarded so far", actions::AWARDS, "newest"));
    }
    card.buttons(buttons)
}

/// The form for an own badge: a new one, or one that is there.
pub fn badge(badge: Option<&OwnBadge>, topics: &[String]) -> Form {
    let most = |most: usize| u16::try_from(most).unwrap_or(u16::MAX);
    let value = |of: fn(&OwnBadge) -> &String| badge.map(of).cloned().unwrap_or_default();
    let form = Form::new(
        actions::BADGE_FORM,
        if badge.is_some() { "Change a badge" } else { "Add a badge" },
        "Save",
    )
    .context(value(|badge| &badge.id))
    .field(
        "name",
        "What is it called?",
        Input::Line { value: value(|badge| &badge.name), most: most(LONGEST_NAME) },
    )
    .field(
        "sign",
        "Its sign",
        Input::Choice {
            options: SIGNS.iter().map(|(sign, name)| Choice::new(format!("{sign} {name}"), *sign)).collect(),
            value: Some(badge.map_or_else(|| SIGNS[0].0.to_owned(), |badge| badge.emoji.clone())),
        },
    )
    .field(
        "about",
        "What is it for?",
        Input::Line { value: value(|badge| &badge.about), most: most(LONGEST_ABOUT) },
    )
    .hint("What somebody does who gets it, such as: keeps calm when production burns.");
    let form = if topics.is_empty() {
        form
    } else {
        form.optional(
            "topic",
            "For one topic only?",
            Input::Choice {
                options: topics.iter().take(100).map(|topic| Choice::new(topic, topic)).collect(),
                value: badge.and_then(|badge| badge.topic.clone()),
            },
        )
        .hint("Then only champions of this topic award it; otherwise every champion can.")
    };
    if badge.is_none() {
        return form;
    }
    let retire = Choice::new("Retire it: nobody gets it any more, whoever has it keeps it", "retire");
    form.optional("retire", "No longer needed?", Input::Choices { options: vec![retire], values: Vec::new() })
}

/// The form that awards a badge.
pub fn award(badges: &[OwnBadge]) -> Form {
    let option = |badge: &OwnBadge| Choice::new(format!("{} {}", badge.emoji, badge.name), &badge.id);
    let only = (badges.len() == 1).then(|| badges[0].id.clone());
    Form::new(actions::AWARD_FORM, "Award a badge", "Award")
        .field(
            "badge",
            "Which one?",
            Input::Choice { options: badges.iter().map(option).collect(), value: only },
        )
        .field("person", "To whom?", Input::Person { value: None })
        .field(
            "reason",
            "What for?",
            Input::Paragraph { value: String::new(), most: u16::try_from(LONGEST).unwrap_or(1000) },
        )
        .hint("A few real words. They are told that it is from you, and what for.")
}

/// A name that cannot be.
pub fn wrong_name(wrong: InvalidText) -> String {
    match wrong {
        InvalidText::Empty => "Give it a name with letters in it.".to_owned(),
        InvalidText::Long(length) => {
            format!("This has {length} characters. Please keep it to {LONGEST_NAME}.")
        }
    }
}

/// A purpose that cannot be.
pub fn wrong_about(wrong: InvalidText) -> String {
    match wrong {
        InvalidText::Empty => "Say what it is for, in a few real words.".to_owned(),
        InvalidText::Long(length) => {
            format!("This has {length} characters. Please keep it to {LONGEST_ABOUT}.")
        }
    }
}

/// A reason that cannot be.
pub fn wrong_reason(length: usize) -> String {
    if length > LONGEST {
        return format!("The reason has {length} characters. Please keep it below {LONGEST}.");
    }
    "Say what for, in a few real words: that is what they will remember.".to_owned()
}

/// Another badge is called so.
pub fn name_taken() -> &'static str {
    "There is a badge of this name already. Choose another name, or change that one."
}

/// Not on the list.
pub fn choose_one() -> &'static str {
    "Choose one from the list."
}

/// Not a topic of the company's.
pub fn no_such_topic() -> &'static str {
    "There is no such topic any more. Choose one from the list, or none."
}

/// So many that none means much.
pub fn enough_badges() -> Card {
    Card::line(format!(
        "There are {MOST_BADGES} badges already; with more, none of them means much. Retire one first."
    ))
}

/// It was retired, or never was.
pub fn no_such_badge() -> Card {
    Card::line("This badge is not there any more.")
}

/// To whoever may award none of them.
pub fn only_champions() -> Card {
    Card::line(
        "Champions award badges: those with a topic, the champions of that topic. There is none that you could award.",
    )
}

/// They cannot be awarded anything, and why.
pub fn cannot(name: &str, standing: Standing) -> String {
    match standing {
        Standing::Bot => format!("{name} is a program. It does not mind."),
        Standing::Guest => format!("{name} is a guest here. Badges are for colleagues."),
        Standing::Stranger => format!("{name} is from another company."),
        Standing::Gone => format!("{name} has left."),
        Standing::Member | Standing::Unknown => {
            "I don't know this person yet. Please try again in a minute.".to_owned()
        }
    }
}

/// They chose nobody.
pub fn nobody() -> &'static str {
    "Choose whom to award it to."
}

/// They chose themselves.
pub fn oneself() -> &'static str {
    "That is you. Let another champion find that you deserve it."
}

/// They have it.
pub fn has_it(name: &str) -> String {
    format!("{name} has this badge already.")
}

/// Whose badges somebody may see and award.
pub fn only_colleagues(_: Standing) -> Card {
    Card::line("Only colleagues award badges here.")
}
