//! Which badges somebody has: counted from what is kept, nothing else. Pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::features::kudos::kinds::ANSWER;
use crate::features::kudos::rules::is_reason;
use crate::features::kudos::store::Counted;
use crate::people::Topic;

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
    /// The first contribution of any kind; thanks are none.
    First,
    /// Accepted answers.
    Answers,
    /// Accepted answers on a topic.
    AnswersOn(String),
    /// People thanked, each once.
    Thanked,
}

impl Family {
    /// How many it takes, the fewest first.
    fn steps(&self) -> &'static [i64] {
        match self {
            Self::First => &[1],
            // The first answer on a topic is mostly the first of all.
            Self::AnswersOn(_) => &[5, 25, 100],
            _ => &[1, 5, 25, 100],
        }
    }

    fn key(&self, step: i64) -> String {
        match self {
            Self::First => "first".to_owned(),
            Self::Answers => format!("answers {step}"),
            Self::AnswersOn(topic) => format!("answers {step} {}", topic.to_lowercase()),
            Self::Thanked => format!("thanked {step}"),
        }
    }
}

/// How much somebody did, by what it counts for.
pub type Tally = BTreeMap<Family, i64>;

/// Counts it. `name_of` says what a topic is called today.
pub fn tally(contributions: &[Counted], thanked: i64, name_of: impl Fn(&str) -> String) -> Tally {
    let mut tally = Tally::new();
    let mut add = |family: Family, count: i64| *tally.entry(family).or_default() += count;
    for counted in contributions {
        let Some(family) = family(&counted.kind) else { continue };
        add(Family::First, counted.count);
        if let (Family::Answers, Some(topic)) = (&family, &counted.topic) {
            add(Family::AnswersOn(name_of(topic)), counted.count);
        }
        add(family, counted.count);
    }
    add(Family::Thanked, thanked);
    tally.retain(|_, count| *count > 0);
    tally
}

/// What a kind of contribution counts for, by its word.
pub fn family(word: &str) -> Option<Family> {
    (ANSWER.word == word).then_some(Family::Answers)
}

/// What a topic is called today: the old name stands among the other words for the new one, or it is its own.
pub fn name_today(name: &str, topics: &[Topic]) -> String {
    let wanted = name.to_lowercase();
    let is_it = |topic: &&Topic| {
        std::iter::once(&topic.name).chain(&topic.aliases).any(|other| other.to_lowercase() == wanted)
    };
    topics.iter().find(is_it).map_or_else(|| name.to_owned(), |topic| topic.name.clone())
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

/// The badges that somebody is to be told of. The first thanks are none: whoever gave them has just been told so.
pub fn news(tally: &Tally, told: &BTreeSet<String>) -> Vec<Badge> {
    let mut badges = earned(tally);
    badges.retain(|badge| !told.contains(&badge.family.key(badge.step)));
    badges.retain(|badge| (&badge.family, badge.step) != (&Family::Thanked, 1));
    badges
}

/// How many more it takes to the next step, the nearest first, where something was begun.
pub fn next(tally: &Tally) -> Vec<(Family, i64)> {
    let missing = |(family, have): (&Family, &i64)| {
        let step = family.steps().iter().find(|step| *step > have)?;
        Some((step - have, family.clone()))
    };
    let mut next: Vec<(i64, Family)> = tally.iter().filter_map(missing).collect();
    // All answers are on one topic: then saying it of the topic says it all.
    let on_topics: BTreeSet<i64> = next
        .iter()
        .filter(|(_, family)| matches!(family, Family::AnswersOn(_)))
        .map(|(more, _)| *more)
        .collect();
    next.retain(|(more, family)| *family != Family::Answers || !on_topics.contains(more));
    next.sort();
    next.truncate(MOST_NEXT);
    next.into_iter().map(|(more, family)| (family, more)).collect()
}

/// What is wrong with a field of an own badge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing to speak of.
    Empty,
    /// So many characters.
    Long(usize),
}

/// A badge's name in one line.
///
/// # Errors
/// Without a letter, or too long.
pub fn name(words: &str) -> Result<String, Wrong> {
    let name = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match name.chars().count() {
        _ if !name.chars().any(char::is_alphanumeric) => Err(Wrong::Empty),
        length if length > LONGEST_NAME => Err(Wrong::Long(length)),
        _ => Ok(name),
    }
}

/// What a badge is for, in one line.
///
/// # Errors
/// Without a few real words, or too long.
pub fn about(words: &str) -> Result<String, Wrong> {
    let about = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match about.chars().count() {
        length if length > LONGEST_ABOUT => Err(Wrong::Long(length)),
        _ if !is_reason(&about) => Err(Wrong::Empty),
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

    fn counted(kind: &str, topic: Option<&str>, count: i64) -> Counted {
        Counted { kind: kind.to_owned(), topic: topic.map(str::to_owned), count }
    }

    fn of(contributions: &[Counted], thanked: i64) -> Tally {
        tally(contributions, thanked, str::to_owned)
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
                (Family::Answers, 25, 25),
                (Family::AnswersOn("Postgres".to_owned()), 5, 23),
                (Family::Thanked, 1, 4)
            ]
        );
        assert_eq!(
            next(&tally),
            [(Family::Thanked, 1), (Family::AnswersOn("Postgres".to_owned()), 2), (Family::Answers, 75)]
        );
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
        assert_eq!(next(&tally), [(Family::AnswersOn("Postgres".to_owned()), 2)]);
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
        let tally = tally(&all, 0, |name| name_today(name, &topics));
        assert_eq!(tally[&Family::AnswersOn("Postgres".to_owned())], 5);
    }

    #[test]
    fn own_badges_have_a_name_and_a_purpose_in_words() {
        assert_eq!(name("  Fire\n fighter "), Ok("Fire fighter".to_owned()));
        for empty in ["", "   ", "🔥🔥", "!!!"] {
            assert_eq!(name(empty), Err(Wrong::Empty), "{empty}");
        }
        assert_eq!(name(&"x".repeat(10_000)), Err(Wrong::Long(10_000)));
        assert_eq!(about(":fire: :fire: :fire: :fire:"), Err(Wrong::Empty));
        assert_eq!(about(&"help ".repeat(2_000)), Err(Wrong::Long(9_999)));
        assert!(about("Keeps calm when production burns").is_ok());
    }
}
