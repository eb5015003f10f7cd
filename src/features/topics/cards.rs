//! All wording of the feature.

use chrono::{DateTime, Utc};

use super::rules::{Footing, LOOKED_AT, Spot, Told, told};
use crate::bot::cards::{ASK, OWN_PAGE, typed};
use crate::chat::{Card, Standing, Text, plural};

/// Lines under one heading at the most.
const MOST: usize = 15;

/// The map for leads: with names. `back_to` is when the oldest answer that was looked at was given, if
/// there were more.
pub fn whole(spots: &[Spot], back_to: Option<DateTime<Utc>>) -> Card {
    let mut card = Card::new("The map of topics").heading("The map of topics");
    if spots.is_empty() {
        return card.text(
            "No topic has a name yet. Add the first on your home page, under \"Topics and their champions\".",
        );
    }
    let of = |footing| {
        let mut some: Vec<&Spot> = spots.iter().filter(|spot| spot.footing() == footing).collect();
        some.sort_by_key(|spot| (-spot.asked, std::cmp::Reverse(spot.carriers.len())));
        some
    };
    card = section(card, "Rests on one person", &of(Footing::RestsOnOne), rests_on_one);
    card = section(card, "Asked, and nobody carries it", &of(Footing::Wanted), wanted);
    card = section(card, "Carried", &of(Footing::Carried), carried);
    let quiet: Vec<&str> = of(Footing::Quiet).into_iter().map(|spot| spot.topic.as_str()).collect();
    if !quiet.is_empty() {
        card = card.heading("Not asked, and nobody carries it").text(listed(&quiet));
    }
    let rising: Vec<&Spot> = spots.iter().filter(|spot| !spot.rising.is_empty()).collect();
    card = section(card, "Rising", &rising, rising_people);
    card = not_all(card, back_to);
    card.note(
        "Somebody carries a topic who, within 180 days, gave two accepted answers or three of any kind, or one and is glad to \
         be asked. Asked means within 90 days. All of it is from what you can read yourself. Only leads see this.",
    )
}

/// The map for everybody else: nothing that tells of a single person.
pub fn part(spots: &[Spot], back_to: Option<DateTime<Utc>>) -> Card {
    let mut card = Card::new("What this company knows").heading("What this company knows");
    let mut known: Vec<(&str, usize)> = Vec::new();
    let mut others: Vec<&str> = Vec::new();
    for spot in spots {
        match told(spot) {
            Some(Told::People(count)) => known.push((&spot.topic, count)),
            Some(Told::Somebody) => others.push(&spot.topic),
            None => {}
        }
    }
    if known.is_empty() && others.is_empty() {
        let words =
            Text::from("There is nothing to show yet. Ask with ").code(typed(ASK)).and(", and it grows.");
        return not_all(card.text(words), back_to);
    }
    known.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (topic, count) in known.iter().take(MOST) {
        card = card.text(Text::new().strong(*topic).and(format!(" – {count} people know it well")));
    }
    others.extend(known.iter().skip(MOST).map(|(topic, _)| *topic));
    if !others.is_empty() {
        let before = if known.is_empty() { "Known here: " } else { "Also known here: " };
        card = card.text(Text::from(before).then(listed(&others)));
    }
    card = not_all(card, back_to);
    card.note(format!(
        "Ask about any of them with /{ASK}. I name nobody here, and give no figure about fewer than five people. \
         /{OWN_PAGE} shows what I believe about you."
    ))
}

/// Says so where there was too much to look at all of it.
fn not_all(card: Card, back_to: Option<DateTime<Utc>>) -> Card {
    let Some(back_to) = back_to else { return card };
    let count = format!("{},{:03}", LOOKED_AT / 1_000, LOOKED_AT % 1_000);
    let since = back_to.format("%-d %B %Y");
    card.note(format!(
        "There were more answers than I can count here: this is from the newest {count}, since {since}. What was only \
         answered before that is missing."
    ))
}

/// Guests, strangers, and whoever is not known yet.
pub fn only_colleagues(_: Standing) -> Card {
    Card::line(
        "Only colleagues can see this. If you work here, try again in a minute: I may not have met you yet.",
    )
}

fn section(mut card: Card, heading: &str, spots: &[&Spot], line: fn(&Spot) -> Text) -> Card {
    if spots.is_empty() {
        return card;
    }
    card = card.heading(heading);
    for spot in spots.iter().take(MOST) {
        card = card.text(line(spot));
    }
    match spots.len().saturating_sub(MOST) {
        0 => card,
        more => card.note(format!("And {more} more.")),
    }
}

fn rests_on_one(spot: &Spot) -> Text {
    let mut text = Text::new().strong(&spot.topic).and(" – only ");
    if let Some(person) = spot.carriers.first() {
        text = text.name(person);
    }
    text.and(format!(", {}{}", asked(spot.asked), pending(spot.pending)))
}

fn wanted(spot: &Spot) -> Text {
    Text::new().strong(&spot.topic).and(format!(" – {}{}", asked(spot.asked), pending(spot.pending)))
}

fn carried(spot: &Spot) -> Text {
    let people = plural(spot.carriers.len(), "person", "people");
    Text::new().strong(&spot.topic).and(format!(
        " – {people}, {}{}",
        asked(spot.asked),
        pending(spot.pending)
    ))
}

fn rising_people(spot: &Spot) -> Text {
    let mut text = Text::new().strong(&spot.topic).and(" – ");
    for (at, (person, lately, before)) in spot.rising.iter().take(3).enumerate() {
        if at > 0 {
            text = text.and("; ");
        }
        text = text.name(person).and(format!(" ({lately} answers in 30 days, {before} in the 60 before)"));
    }
    text
}

fn asked(times: i64) -> String {
    match times {
        0 => "not asked".to_owned(),
        1 => "asked once".to_owned(),
        times => format!("asked {times} times"),
    }
}

fn pending(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => "; 1 person says they can be asked, not seen yet".to_owned(),
        count => format!("; {count} people say they can be asked, not seen yet"),
    }
}

fn listed(topics: &[&str]) -> Text {
    Text::from(topics.join(", "))
}
