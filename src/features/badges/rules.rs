//! Which badges somebody has: counted from what is kept, nothing else. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::store::Counted;
use crate::bot::{BadgeFamily, ContributionKind, is_reason};

/// The longest reason of an award, in characters.
pub const LONGEST: usize = 1000;
/// The longest name of a company's own badge, in characters.
pub const LONGEST_NAME: usize = 40;
/// The longest word on what it is for, in characters.
pub const LONGEST_ABOUT: usize = 200;
/// Own badges that can be awarded at a time; with more, none of them means much.
pub const MOST_BADGES: usize = 30;
/// What comes next is shown for so many at the most.
const MOST_NEXT: usize = 3;

/// What a badge with steps is for. In the order in which they are shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// The first contribution of any kind; what features count themselves is none.
    First,
    /// What a feature declares.
    Steps {
        /// Its place among what is declared.
        place: usize,
        /// What that is.
        of: &'static BadgeFamily,
        /// Only what is on this topic.
        topic: Option<String>,
    },
}

impl Family {
    /// How many it takes, the fewest first.
    fn steps(&self) -> &'static [i64] {
        match self {
            Self::First => &[1],
            // The first one on a topic is mostly the first of all.
            Self::Steps { topic: Some(_), .. } => &[5, 25, 100],
            Self::Steps { .. } => &[1, 5, 25, 100],
        }
    }

    fn key(&self, step: i64) -> String {
        match self {
            Self::First => "first".to_owned(),
            Self::Steps { of, topic: None, .. } => format!("{} {step}", of.word),
            Self::Steps { of, topic: Some(topic), .. } => {
                format!("{} {step} {}", of.word, topic.to_lowercase())
            }
        }
    }
}

/// All that features declare, in the order in which they are shown.
#[derive(Clone, Debug, Default)]
pub struct Declared {
    /// Badges with steps.
    pub badges: Vec<&'static BadgeFamily>,
    /// Kinds of contributions.
    pub kinds: Vec<&'static ContributionKind>,
}

impl Declared {
    /// What a kind of contribution counts for, by its word. None if no feature declares it any more.
    pub fn family(&self, word: &str) -> Option<Family> {
        let kind = self.kinds.iter().find(|kind| kind.word == word)?;
        self.steps(&kind.badge)
    }

    fn steps(&self, of: &'static BadgeFamily) -> Option<Family> {
        let place = self.badges.iter().position(|badge| *badge == of)?;
        Some(Family::Steps { place, of, topic: None })
    }
}

/// How much somebody did, by what it counts for.
pub type Tally = BTreeMap<Family, i64>;

/// Counts it. `itself` is what features count themselves; `name_of` says what a topic is called today.
pub fn tally(
    declared: &Declared,
    contributions: &[Counted],
    itself: &[(&'static BadgeFamily, i64)],
    name_of: impl Fn(&str) -> String,
) -> Tally {
    let mut tally = Tally::new();
    let mut add = |family: Family, count: i64| *tally.entry(family).or_default() += count;
    for counted in contributions {
        let Some(Family::Steps { place, of, .. }) = declared.family(&counted.kind) else { continue };
        add(Family::First, counted.count);
        if let Some(topic) = counted.topic.as_ref().filter(|_| of.by_topic) {
            add(Family::Steps { place, of, topic: Some(name_of(topic)) }, counted.count);
        }
        add(Family::Steps { place, of, topic: None }, counted.count);
    }
    for (badge, count) in itself {
        if let Some(family) = declared.steps(badge) {
            add(family, *count);
        }
    }
    tally.retain(|_, count| *count > 0);
    tally
}

/// A step that was reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Badge {
    /// What for.
    pub family: Family,
    /// How many it takes.
    pub step: i64,
    /// How many there are.
    pub have: i64,
}

/// The badges somebody has: of each family the highest step.
pub fn earned(tally: &Tally) -> Vec<Badge> {
    let highest = |(family, have): (&Family, &i64)| {
        let step = *family.steps().iter().rfind(|step| *step <= have)?;
        Some(Badge { family: family.clone(), step, have: *have })
    };
    tally.iter().filter_map(highest).collect()
}

/// The names of all steps that were reached, under which they are remembered as told.
pub fn reached(tally: &Tally) -> BTreeSet<String> {
    let steps = |(family, have): (&Family, &i64)| {
        let steps: Vec<String> =
            family.steps().iter().filter(|step| *step <= have).map(|step| family.key(*step)).collect();
        steps
    };
    tally.iter().flat_map(steps).collect()
}

/// The badges that somebody is to be told of, apart from first steps of which they were told by other words.
pub fn news(tally: &Tally, told: &BTreeSet<String>) -> Vec<Badge> {
    let mut badges = earned(tally);
    badges.retain(|badge| !told.contains(&badge.family.key(badge.step)));
    badges.retain(|badge| badge.step > 1 || is_told_first(&badge.family));
    badges
}

fn is_told_first(family: &Family) -> bool {
    match family {
        Family::First => true,
        Family::Steps { of, .. } => of.first_is_told,
    }
}

/// How many more it takes to the next step, the nearest first, where something was begun.
pub fn next(tally: &Tally) -> Vec<(Family, i64)> {
    let missing = |(family, have): (&Family, &i64)| {
        let step = family.steps().iter().find(|step| *step > have)?;
        Some((step - have, family.clone()))
    };
    let mut next: Vec<(i64, Family)> = tally.iter().filter_map(missing).collect();
    // All of it is on one topic: then saying it of the topic says it all.
    let on_topics: BTreeSet<(i64, usize)> = next
        .iter()
        .filter_map(|(more, family)| match family {
            Family::Steps { place, topic: Some(_), .. } => Some((*more, *place)),
            _ => None,
        })
        .collect();
    next.retain(|(more, family)| match family {
        Family::Steps { place, topic: None, .. } => !on_topics.contains(&(*more, *place)),
        _ => true,
    });
    next.sort();
    next.truncate(MOST_NEXT);
    next.into_iter().map(|(more, family)| (family, more)).collect()
}

/// What is wrong with a field of an own badge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidText {
    /// Nothing to speak of.
    Empty,
    /// So many characters.
    Long(usize),
}

/// A badge's name in one line.
///
/// # Errors
/// Without a letter, or too long.
pub fn name(words: &str) -> Result<String, InvalidText> {
    let name = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match name.chars().count() {
        _ if !name.chars().any(char::is_alphanumeric) => Err(InvalidText::Empty),
        length if length > LONGEST_NAME => Err(InvalidText::Long(length)),
        _ => Ok(name),
    }
}

/// What a badge is for, in one line.
///
/// # Errors
/// Without a few real words, or too long.
pub fn about(words: &str) -> Result<String, InvalidText> {
    let about = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match about.chars().count() {
        length if length > LONGEST_ABOUT => Err(InvalidText::Long(length)),
        _ if !is_reason(&about) => Err(InvalidText::Empty),
        _ => Ok(about),
    }
}

/// May this champion award it: one of its topic, or any if it has none?
pub fn may_award(topic: Option<&str>, champion_of: &[String]) -> bool {
    topic.map_or(!champion_of.is_empty(), |topic| champion_of.iter().any(|own| own == topic))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{Topic, name_today};

    fn counted(kind: &str, topic: Option<&str>, count: i64) -> Counted {
        Counted { kind: kind.to_owned(), topic: topic.map(str::to_owned), count }
    }

    static ANSWERS: ContributionKind = ContributionKind {
        word: "answer",
        what: "an answer",
        points: 1,
        a_week: 5,
        badge: family_of("answers", true),
    };
    static THANKED: BadgeFamily = family_of("thanked", false);

    const fn family_of(word: &'static str, by_topic: bool) -> BadgeFamily {
        BadgeFamily { word, sign: "", one: "", many: "", by_topic, first_is_told: true }
    }

    fn declared() -> Declared {
        Declared { badges: vec![&ANSWERS.badge, &THANKED], kinds: vec![&ANSWERS] }
    }

    fn answers(topic: Option<&str>) -> Family {
        Family::Steps { place: 0, of: &ANSWERS.badge, topic: topic.map(str::to_owned) }
    }

    fn thanked() -> Family {
        Family::Steps { place: 1, of: &THANKED, topic: None }
    }

    fn of(contributions: &[Counted], thanked: i64) -> Tally {
        tally(&declared(), contributions, &[(&THANKED, thanked)], str::to_owned)
    }

    #[test]
    fn the_highest_step_counts_and_the_nearest_comes_next() {
        let tally = of(&[counted("answer", Some("Postgres"), 23), counted("answer", None, 2)], 4);
        let shown: Vec<(Family, i64, i64)> =
            earned(&tally).into_iter().map(|badge| (badge.family, badge.step, badge.have)).collect();
        assert_eq!(
            shown,
            [
                (Family::First, 1, 25),
                (answers(None), 25, 25),
                (answers(Some("Postgres")), 5, 23),
                (thanked(), 1, 4)
            ]
        );
        assert_eq!(next(&tally), [(thanked(), 1), (answers(Some("Postgres")), 2), (answers(None), 75)]);
    }

    #[test]
    fn who_only_thanked_did_not_contribute_yet_and_who_did_nothing_has_nothing() {
        assert!(earned(&of(&[], 0)).is_empty() && next(&of(&[], 0)).is_empty());
        let tally = of(&[], 1);
        assert!(earned(&tally).iter().all(|badge| badge.family != Family::First));
        assert!(!of(&[counted("something new", None, 9)], 0).contains_key(&Family::First));
    }

    #[test]
    fn one_topic_says_it_all() {
        let tally = of(&[counted("answer", Some("Postgres"), 3)], 0);
        assert_eq!(next(&tally), [(answers(Some("Postgres")), 2)]);
    }

    #[test]
    fn a_step_is_news_once_whatever_is_lost_in_between() {
        let five = of(&[counted("answer", Some("Postgres"), 5)], 0);
        let told = reached(&five);
        assert_eq!(told.len(), 4);
        assert_eq!(news(&five, &BTreeSet::new()).len(), 3);
        assert!(news(&five, &told).is_empty());
        let four = of(&[counted("answer", Some("Postgres"), 4)], 0);
        assert!(news(&four, &told).is_empty());
        // A topic that is only written differently is the same.
        let again = of(&[counted("answer", Some("postgres"), 5)], 0);
        assert!(news(&again, &told).is_empty());
    }

    #[test]
    fn a_topic_goes_by_the_name_it_has_today() {
        let all = [counted("answer", Some("PG"), 3), counted("answer", Some("Postgres"), 2)];
        let topics = [
            Topic { name: "Kafka".to_owned(), aliases: vec![] },
            Topic { name: "Postgres".to_owned(), aliases: vec!["pg".to_owned()] },
        ];
        assert_eq!(name_today("Cobol", &topics), "Cobol");
        let tally = tally(&declared(), &all, &[], |name| name_today(name, &topics));
        assert_eq!(tally[&answers(Some("Postgres"))], 5);
    }

    #[test]
    fn own_badges_have_a_name_and_a_purpose_in_words() {
        assert_eq!(name("  Fire\n fighter "), Ok("Fire fighter".to_owned()));
        for empty in ["", "   ", "🔥🔥", "!!!"] {
            assert_eq!(name(empty), Err(InvalidText::Empty), "{empty}");
        }
        assert_eq!(name(&"x".repeat(10_000)), Err(InvalidText::Long(10_000)));
        assert_eq!(about(":fire: :fire: :fire: :fire:"), Err(InvalidText::Empty));
        assert_eq!(about(&"help ".repeat(2_000)), Err(InvalidText::Long(9_999)));
        assert!(about("Keeps calm when production burns").is_ok());
    }
}
