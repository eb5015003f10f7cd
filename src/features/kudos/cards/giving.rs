//! Thanking: what is typed, filled in, announced and told.

use chrono::{DateTime, Utc};

use crate::chat::{Button, Card, Choice, Form, Input, PersonId, PlaceId, Reason, Standing, Text, plural};
use crate::features::kudos::actions;
use crate::features::kudos::emoji::Emoji;
use crate::features::kudos::leaderboard::NAMES;
use crate::features::kudos::policy::Allowance;
use crate::features::kudos::rules::{InvalidThanks, LONGEST, Limit, most_people};
use crate::features::kudos::store::Grant;

/// Thanks somebody for a message. `who` is filled in already.
pub fn thank(context: &str, who: Option<&PersonId>, allowance: Allowance) -> Form {
    let most = u16::try_from(LONGEST).unwrap_or(1000);
    Form::new(actions::THANK_FORM, "Thank a colleague", "Thank")
        .context(context)
        .field("people", "Whom?", Input::People { values: who.into_iter().cloned().collect() })
        .field("reason", "What for?", Input::Paragraph { value: String::new(), most })
        .hint("A few real words: that is what they will remember. A #topic counts for that topic.")
        .field(
            "points",
            "How many points for each?",
            Input::Choice {
                options: (1..=allowance.to_one())
                    .map(|number| Choice::new(points(number), number.to_string()))
                    .collect(),
                value: Some("1".to_owned()),
            },
        )
}

/// What is wrong, in the form.
pub fn in_form(troubles: &[CannotThank], allowance: Allowance) -> String {
    troubles.iter().take(3).map(|trouble| put_right(trouble, allowance)).collect::<Vec<_>>().join(" ")
}

/// What thanks are about, as the company calls it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The topic.
    pub topic: Option<String>,
    /// The company's value.
    pub value: Option<String>,
}

impl About {
    /// What a grant is about.
    pub fn of(grant: &Grant) -> Self {
        Self { topic: grant.topic.clone(), value: grant.company_value.clone() }
    }
}

/// Why somebody cannot be thanked so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CannotThank {
    /// With the words.
    Invalid(InvalidThanks),
    /// With this person, by name.
    Cannot(String, Standing),
    /// They thank nobody but themselves.
    Oneself,
}

impl CannotThank {
    /// It is over by itself, once the platform has told who they are.
    pub fn passes(&self) -> bool {
        matches!(self, Self::Cannot(_, Standing::Unknown))
    }
}

/// Somebody was met for the first time.
pub fn one_moment() -> Card {
    Card::line(
        "One moment: I am just getting to know some of you. I thank them as soon as I know who they are.",
    )
}

/// To whoever is not known yet.
pub fn not_known_yet() -> Card {
    Card::line("One moment: I am just getting to know you. Please try again in a minute.")
}

/// The platform did not tell who they are.
pub fn still_unknown() -> Card {
    Card::line(
        "I could not find out who everybody is whom you wanted to thank, so nothing was given. Please try again later.",
    )
}

/// To the giver alone: everything that is wrong, and how to put it right.
pub fn troubles(all: &[CannotThank], allowance: Allowance) -> Card {
    let mut card = Card::new("That did not work yet.").text("That did not work yet:");
    for trouble in all.iter().take(6) {
        card = card.text(format!("• {}", put_right(trouble, allowance)));
    }
    card.note("Like this: /kudos @bob for showing me how to restore a backup #postgres")
}

fn put_right(trouble: &CannotThank, allowance: Allowance) -> String {
    match trouble {
        CannotThank::Invalid(InvalidThanks::Nobody) => {
            "Say whom you want to thank: mention them with @.".to_owned()
        }
        CannotThank::Invalid(InvalidThanks::NotFirst) => {
            "Begin with whom you want to thank: /kudos @bob for ...".to_owned()
        }
        CannotThank::Invalid(InvalidThanks::TooMany(count)) => {
            let most = most_people(allowance);
            format!("Those are {count} people. Thank {most} at once at the most, so that it means something.")
        }
        CannotThank::Invalid(InvalidThanks::Unread(word)) => {
            let word: String = word.chars().take(40).collect();
            format!(
                "I cannot tell who {word} is. Choose people from the list that opens after @; if it is a group, name those you mean."
            )
        }
        CannotThank::Invalid(InvalidThanks::Amount(number)) => {
            let most = match allowance.to_one() {
                1 => "Leave the number out".to_owned(),
                most => format!("Give 1 to {most}, or leave the number out"),
            };
            format!("{number} points cannot be given to one person. {most}.")
        }
        CannotThank::Invalid(InvalidThanks::NoReason) => {
            "Say what for, in a few real words: that is what they will remember.".to_owned()
        }
        CannotThank::Invalid(InvalidThanks::LongReason(length)) => {
            format!("The reason has {length} characters. Please keep it below {LONGEST}.")
        }
        CannotThank::Cannot(name, Standing::Bot) => format!("{name} is a program. It does not mind."),
        CannotThank::Cannot(name, Standing::Guest) => {
            format!("{name} is a guest here. Thanks are for colleagues.")
        }
        CannotThank::Cannot(name, Standing::Stranger) => format!("{name} is from another company."),
        CannotThank::Cannot(name, Standing::Gone) => format!("{name} has left."),
        CannotThank::Cannot(_, Standing::Member | Standing::Unknown) => {
            "I don't know everybody you named yet. Please try again in a minute.".to_owned()
        }
        CannotThank::Oneself => "That is you. Thank somebody else; they will thank you in turn.".to_owned(),
    }
}

/// A limit stands in the way; `who` was given most of those who were to be thanked, and `next` is when it is over.
pub fn limit(
    limit: Limit,
    who: Option<&PersonId>,
    wanted: i64,
    allowance: Allowance,
    next: Option<DateTime<Utc>>,
) -> Card {
    let Allowance { a_day, a_month } = allowance;
    let mut text = match limit {
        Limit::AtOnce(most) => Text::from(format!(
            "This takes {}, and you can give {most} at once. Thank fewer people, or give each of them less.",
            points(wanted)
        )),
        Limit::Day(left) => {
            format!("You have {left} of {a_day} points left today, and this takes {wanted}.").into()
        }
        Limit::Month(left) => {
            format!("You have {left} of {a_month} points left this month, and this takes {wanted}.").into()
        }
        Limit::Pair(left) => {
            let text = Text::from("You can give ");
            let text = who.map_or_else(|| text.clone().and("one of them"), |who| text.clone().name(who));
            text.and(match left {
                0 => " no more points this month".to_owned(),
                1 => " 1 more point this month".to_owned(),
                left => format!(" {left} more points this month"),
            })
            .and(format!(": a fifth of your {a_month} is the most for one person, so that many are seen."))
        }
    };
    if let Some(next) = next {
        text = text.and(" More from ").moment(next).and(".");
    }
    Card::new("A limit stands in the way.").text(text)
}

/// In public. Who is not `tagged` is named.
pub fn announcement(
    emoji: &Emoji,
    giver: &PersonId,
    receivers: &[PersonId],
    tagged: impl Fn(&PersonId) -> bool,
    amount: i64,
    reason: &str,
    about: &About,
) -> Card {
    let mut text = Text::from(format!("{} ", emoji.sign()));
    text = listed_by(text, receivers, tagged).and(": ").name(giver).and(" thanks you");
    text = if receivers.len() > 1 { text.and(" all") } else { text };
    let card = Card::new("Somebody is thanked.").text(text.and("."));
    in_words(card, reason).note(worth(amount, receivers.len(), about))
}

/// The announcement, once others have joined in.
pub fn joined_in(card: Card, emoji: &Emoji, others: &[PersonId]) -> Card {
    if others.is_empty() {
        return card;
    }
    let joined = if others.len() == 1 { " joins in." } else { " join in." };
    card.note(first_of(Text::from(format!("{} ", emoji.sign())), others).and(joined))
}

/// One to one.
pub fn you_were_thanked(
    emoji: &Emoji,
    giver: &PersonId,
    amount: i64,
    reason: &str,
    about: &About,
    first: bool,
) -> Card {
    let card = Card::new("Somebody thanks you.")
        .text(Text::from(format!("{} ", emoji.sign())).name(giver).and(" thanks you."));
    explained(in_words(card, reason).note(worth(amount, 1, about)), first)
}

/// The giver's words, unless these are gone: erased, or deleted by whoever wrote them.
pub(super) fn in_words(card: Card, reason: &str) -> Card {
    if reason.is_empty() { card } else { card.quote(reason) }
}

/// One to one: a message of theirs was reacted to.
pub fn thanked_for_a_message(emoji: &Emoji, giver: &PersonId, place: &PlaceId, first: bool) -> Card {
    let text = Text::from(format!("{} ", emoji.sign()))
        .name(giver)
        .and(" thanks you for a message in ")
        .channel(place);
    explained(Card::new("Somebody thanks you.").text(text.and(".")), first)
}

/// What it means, the first time.
fn explained(card: Card, first: bool) -> Card {
    if first {
        card.note("This is kudos: colleagues thank one another with a few points a day. They stay with you, and count for nothing unless you show them: /kudos mine")
    } else {
        card
    }
}

/// To whoever thanks with the emoji for the first time.
pub fn your_emoji_thanks(emoji: &Emoji, receiver: &PersonId) -> Card {
    let text = Text::from(format!("Your {} thanks ", emoji.sign())).name(receiver);
    Card::new("Your emoji thanks somebody.")
        .text(text.and(" and gives them a point of yours. Take it off if you did not mean that."))
        .note("I say this only once.")
}

/// To whoever thanked with the emoji and can do so no more until then.
pub fn that_was_the_last(
    emoji: &Emoji,
    limit: Limit,
    receiver: &PersonId,
    next: Option<DateTime<Utc>>,
) -> Card {
    let text = Text::from("That was your last point ");
    let text = match limit {
        Limit::AtOnce(_) | Limit::Day(_) => text.and("of today"),
        Limit::Month(_) => text.and("of this month"),
        Limit::Pair(_) => text.and("for ").name(receiver).and(" this month"),
    };
    let text = match next {
        Some(next) => text.and(". Until ").moment(next).and(" your "),
        None => text.and(". For now your "),
    };
    let on_theirs = if matches!(limit, Limit::Pair(_)) { " on what they write" } else { "" };
    let text = text.and(format!("{}{on_theirs} is just an emoji.", emoji.sign()));
    Card::new("That was your last point for now.").text(text)
}

fn worth(amount: i64, people: usize, about: &About) -> String {
    let mut words = points(amount);
    if people > 1 {
        words.push_str(" each");
    }
    let named: Vec<&str> = about.topic.iter().chain(&about.value).map(String::as_str).collect();
    if !named.is_empty() {
        words.push_str(", about ");
        words.push_str(&named.join(" and "));
    }
    words
}

pub(super) fn points(number: i64) -> String {
    plural(number, "point", "points")
}

/// To the giver: the message that was to give it was deleted.
pub fn message_is_gone() -> Card {
    Card::line("That message is gone, so nobody was thanked.")
}

/// To the giver alone, with a way back. `elsewhere` is the channel in which it is announced.
pub fn given(
    receivers: &[PersonId],
    amount: i64,
    left: Allowance,
    elsewhere: Option<Text>,
    source: &str,
) -> Card {
    let text = listed(Text::from("Thank you for thanking "), receivers);
    let mut text = text.and(format!(". {} given.", worth(amount, receivers.len(), &About::default())));
    if let Some(place) = elsewhere {
        text = text.and(" It is announced in ").then(place).and(".");
    }
    Card::new("Sent.")
        .text(text)
        .note(format!("Left: {} today, {} this month.", left.a_day.max(0), left.a_month.max(0)))
        .buttons(vec![Button::new("Take it back", actions::UNDO, source)])
        .note("You can take it back within a minute.")
}

/// To the giver: their thanks could not be announced.
pub fn not_announced(receivers: &[PersonId], place: Option<&PlaceId>, reason: &Reason) -> Card {
    let mut text = listed(Text::from("I could not announce your thanks to "), receivers);
    if let Some(place) = place {
        text = text.and(" in ").channel(place);
    }
    let why = match reason {
        Reason::NotInChannel | Reason::NoSuchChannel => {
            ": I am not in that channel. Invite me there, and the next ones are seen."
        }
        Reason::Archived => ": that channel is archived.",
        Reason::MissingScope(_) | Reason::Revoked => {
            ": I lack a permission. Your Lyceum lead can see which, and put it right."
        }
        _ => ". Your Lyceum lead can see why.",
    };
    let told = match receivers {
        [one] => Text::from("I tell ").name(one).and(" one to one instead. The points count."),
        _ => Text::from("I tell them one to one instead. The points count."),
    };
    Card::new("Your thanks could not be announced.").text(text.and(why)).text(told)
}

pub(super) fn listed(text: Text, people: &[PersonId]) -> Text {
    listed_by(text, people, |_| false)
}

fn listed_by(text: Text, people: &[PersonId], tagged: impl Fn(&PersonId) -> bool) -> Text {
    text.list(people, |text, person| if tagged(person) { text.person(person) } else { text.name(person) })
}

/// The first [`NAMES`] by name, the others as a number.
pub(super) fn first_of(text: Text, people: &[PersonId]) -> Text {
    if people.len() <= NAMES {
        return listed(text, people);
    }
    text.each(&people[..NAMES], Text::name).and(format!(" and {} more", people.len() - NAMES))
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

/// To everybody who is no colleague; whoever is not known yet is asked for a moment.
pub fn not_a_colleague(standing: Standing) -> Card {
    if standing == Standing::Unknown { not_known_yet() } else { only_colleagues() }
}
