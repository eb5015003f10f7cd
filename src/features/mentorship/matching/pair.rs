//! One mentee and one mentor: what forbids them, and what speaks for them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::personality::{Factors, likeness};
use crate::chat::PersonId;

/// What a pair can be worth at the most.
pub const WHOLE: i32 = 1_000_000;
/// A part that is whole, in thousandths.
const FULL: i32 = 1_000;
/// What is not known of somebody neither helps nor harms.
const UNKNOWN: i32 = FULL / 2;
/// Seconds in which both work that a pair needs within a week.
const LEAST_SHARED: i64 = 60 * 60;
/// Seconds of a week in which both work beyond which more is no better: ten hours.
const ENOUGH_SHARED: i64 = 10 * 60 * 60;

/// Somebody in the pool, as far as matching goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who it is.
    pub person: PersonId,
    /// What they can mentor on, one word or a few each.
    pub gives: Vec<String>,
    /// What they want to learn.
    pub learns: Vec<String>,
    /// Languages that they would speak, in lower case.
    pub languages: BTreeSet<String>,
    /// Years of experience.
    pub years: Option<i64>,
    /// The factors of their personality.
    pub factors: Option<Factors>,
    /// When they work in the week that is looked at: from and until, in seconds since 1970, in order and apart.
    pub works: Vec<(i64, i64)>,
    /// Where they belong.
    pub department: Option<String>,
    /// Whoever they report to, all the way up.
    pub above: BTreeSet<PersonId>,
    /// How many mentees they had in this programme or others.
    pub chosen: i64,
    /// Whom they would like, the most wanted first.
    pub wishes: Vec<PersonId>,
    /// They have an account by which they can be reached.
    pub is_reachable: bool,
}

impl Candidate {
    /// Somebody of whom nothing is known.
    pub fn new(person: PersonId) -> Self {
        Self {
            person,
            gives: Vec::new(),
            learns: Vec::new(),
            languages: BTreeSet::new(),
            years: None,
            factors: None,
            works: Vec::new(),
            department: None,
            above: BTreeSet::new(),
            chosen: 0,
            wishes: Vec::new(),
            is_reachable: false,
        }
    }
}

/// Why two people cannot be a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Barrier {
    /// They are one person.
    Same,
    /// One reports to the other, at whatever distance.
    ReportingLine,
    /// One does not want the other. Never told to anybody.
    Blocked,
    /// The lead forbade it.
    Forbidden,
    /// They have no language in common.
    Language,
    /// They have less than an hour of working time in common in a week.
    Hours,
    /// One of them cannot be reached.
    Unreachable,
    /// They are worth less than the floor.
    Floor,
}

/// What a score is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// What the mentee wants to learn is what the mentor gives, or is known for.
    Goals,
    /// The mentor has more experience: best from three to ten years more.
    Experience,
    /// They are alike.
    Personality,
    /// They work at the same time.
    Hours,
    /// They are from different departments.
    Teams,
    /// The mentor was rarely chosen before.
    Rarely,
    /// They wished for each other.
    Wishes,
    /// They were no pair before.
    NewPair,
}

/// How much each part of a score counts beside the others, from 0 to 100. All zero counts as the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Weights {
    /// See [`Part::Goals`].
    pub goals: i32,
    /// See [`Part::Experience`].
    pub experience: i32,
    /// See [`Part::Personality`].
    pub personality: i32,
    /// See [`Part::Hours`].
    pub hours: i32,
    /// See [`Part::Teams`].
    pub teams: i32,
    /// See [`Part::Rarely`].
    pub rarely: i32,
    /// See [`Part::Wishes`].
    pub wishes: i32,
    /// See [`Part::NewPair`].
    pub new_pair: i32,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            goals: 40,
            experience: 10,
            personality: 5,
            hours: 10,
            teams: 5,
            rarely: 5,
            wishes: 20,
            new_pair: 5,
        }
    }
}

impl Weights {
    fn each(self) -> [(Part, i32); 8] {
        [
            (Part::Goals, self.goals),
            (Part::Experience, self.experience),
            (Part::Personality, self.personality),
            (Part::Hours, self.hours),
            (Part::Teams, self.teams),
            (Part::Rarely, self.rarely),
            (Part::Wishes, self.wishes),
            (Part::NewPair, self.new_pair),
        ]
    }
}

/// The rules of a programme as far as a pair goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// What the parts of a score count.
    pub weights: Weights,
    /// What a pair is worth at the least, of [`WHOLE`].
    pub floor: i32,
}

/// The parts of a pair's score, in thousandths.
pub type Parts = BTreeMap<Part, i32>;

/// What is between two people, from elsewhere than their profiles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Between {
    /// How well the mentor is known for what the mentee wants, in thousandths of whoever is known best.
    pub known_for: i32,
    /// They were a pair before.
    pub were_pair: bool,
}

/// Numbers for people and words, so that millions of pairs are compared without reading a letter twice.
#[derive(Debug, Default)]
pub struct Numbers {
    known: HashMap<String, u32>,
}

impl Numbers {
    /// The number of a word or a person, the same for the same.
    pub fn of(&mut self, word: &str) -> u32 {
        if let Some(number) = self.known.get(word) {
            return *number;
        }
        let next = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        self.known.insert(word.to_owned(), next);
        next
    }

    fn words(&mut self, text: &str) -> Vec<u32> {
        let is_apart = |sign: char| !(sign.is_alphanumeric() || matches!(sign, '+' | '#'));
        let words = text.split(is_apart).filter(|word| !word.is_empty());
        let mut numbers: Vec<u32> = words.map(|word| self.of(&word.to_lowercase())).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

/// Somebody in the pool, in numbers.
#[derive(Debug)]
pub struct Side {
    /// Who it is.
    pub person: u32,
    gives: Vec<Vec<u32>>,
    learns: Vec<Vec<u32>>,
    languages: Vec<u32>,
    years: Option<i64>,
    factors: Option<Factors>,
    works: Vec<(i64, i64)>,
    department: Option<u32>,
    above: Vec<u32>,
    chosen: i64,
    wishes: Vec<u32>,
    is_reachable: bool,
}

impl Side {
    /// A candidate in numbers: of people, and of words.
    pub fn of(candidate: &Candidate, people: &mut Numbers, words: &mut Numbers) -> Self {
        Self {
            person: people.of(candidate.person.as_str()),
            gives: candidate.gives.iter().map(|thing| words.words(thing)).collect(),
            learns: candidate.learns.iter().map(|thing| words.words(thing)).collect(),
            languages: candidate
                .languages
                .iter()
                .map(|language| words.of(&language.to_lowercase()))
                .collect(),
            years: candidate.years,
            factors: candidate.factors,
            works: candidate.works.clone(),
            department: candidate.department.as_ref().map(|department| words.of(&department.to_lowercase())),
            above: candidate.above.iter().map(|person| people.of(person.as_str())).collect(),
            chosen: candidate.chosen,
            wishes: candidate.wishes.iter().map(|person| people.of(person.as_str())).collect(),
            is_reachable: candidate.is_reachable,
        }
    }
}

/// What forbids a pair, of what both are; not what somebody else decided.
pub fn barrier(mentee: &Side, mentor: &Side) -> Option<Barrier> {
    if mentee.person == mentor.person {
        return Some(Barrier::Same);
    }
    if mentee.above.contains(&mentor.person) || mentor.above.contains(&mentee.person) {
        return Some(Barrier::ReportingLine);
    }
    if !(mentee.is_reachable && mentor.is_reachable) {
        return Some(Barrier::Unreachable);
    }
    let is_silent = mentee.languages.is_empty() || mentor.languages.is_empty();
    if !is_silent && !mentee.languages.iter().any(|language| mentor.languages.contains(language)) {
        return Some(Barrier::Language);
    }
    (shared(&mentee.works, &mentor.works) < LEAST_SHARED).then_some(Barrier::Hours)
}

/// The score of a pair, from 0 to [`WHOLE`]: the mean of its parts by their weights.
pub fn score(mentee: &Side, mentor: &Side, between: Between, weights: Weights) -> i32 {
    let weights = weights.each();
    let is_nothing = weights.iter().all(|(_, weight)| *weight <= 0);
    let weights = if is_nothing { Weights::default().each() } else { weights };
    let (mut sum, mut total) = (0, 0);
    for (part, weight) in weights {
        let weight = weight.clamp(0, 100);
        total += weight;
        if weight > 0 {
            sum += weight * worth(part, mentee, mentor, between);
        }
    }
    // At most 800 times 1,000 is multiplied by 1,000.
    i32::try_from(i64::from(sum) * i64::from(WHOLE / FULL) / i64::from(total.max(1))).unwrap_or(WHOLE)
}

/// What the score of a pair is made of.
pub fn parts(mentee: &Side, mentor: &Side, between: Between) -> Parts {
    Weights::default()
        .each()
        .into_iter()
        .map(|(part, _)| (part, worth(part, mentee, mentor, between)))
        .collect()
}

fn worth(part: Part, mentee: &Side, mentor: &Side, between: Between) -> i32 {
    match part {
        Part::Goals => goals(mentee, mentor).max(between.known_for).clamp(0, FULL),
        Part::Experience => match (mentee.years, mentor.years) {
            (Some(mentee), Some(mentor)) => experience(mentor - mentee),
            _ => UNKNOWN,
        },
        Part::Personality => match (mentee.factors, mentor.factors) {
            (Some(mentee), Some(mentor)) => likeness(mentee, mentor),
            _ => UNKNOWN,
        },
        Part::Hours => {
            let shared = shared(&mentee.works, &mentor.works).min(ENOUGH_SHARED);
            i32::try_from(shared * i64::from(FULL) / ENOUGH_SHARED).unwrap_or(FULL)
        }
        Part::Teams => match (mentee.department, mentor.department) {
            (Some(one), Some(other)) => i32::from(one != other) * FULL,
            _ => UNKNOWN,
        },
        Part::Rarely => FULL / i32::try_from(mentor.chosen.clamp(0, 1_000) + 1).unwrap_or(1),
        Part::Wishes => wished(mentee, mentor).max(wished(mentor, mentee)),
        Part::NewPair => i32::from(!between.were_pair) * FULL,
    }
}

/// The first wish is worth all, the second half, the third a third.
fn wished(who: &Side, whom: &Side) -> i32 {
    let rank = who.wishes.iter().position(|person| *person == whom.person);
    rank.and_then(|rank| i32::try_from(rank + 1).ok()).map_or(0, |rank| FULL / rank)
}

/// Of three to ten years more all, from none or less nothing, beyond twenty half.
fn experience(more: i64) -> i32 {
    let worth = match more {
        ..=0 => 0,
        1..=2 => more * 1_000 / 3,
        3..=10 => 1_000,
        11..=20 => 1_000 - (more - 10) * 50,
        _ => 500,
    };
    i32::try_from(worth).unwrap_or_default()
}

/// How much of what the mentee wants the mentor gives: the mean over what they want of the share of its words that stand in
/// one thing that the mentor gives.
fn goals(mentee: &Side, mentor: &Side) -> i32 {
    if mentee.learns.is_empty() {
        return UNKNOWN;
    }
    let best = |wanted: &Vec<u32>| {
        let share = |given: &Vec<u32>| {
            let both = wanted.iter().filter(|word| given.binary_search(word).is_ok()).count() * 1_000;
            both.checked_div(wanted.len()).unwrap_or_default()
        };
        mentor.gives.iter().map(share).max().unwrap_or_default()
    };
    let sum: usize = mentee.learns.iter().map(best).sum();
    i32::try_from(sum / mentee.learns.len()).unwrap_or_default()
}

/// Seconds in which both work.
pub fn shared(one: &[(i64, i64)], other: &[(i64, i64)]) -> i64 {
    let (mut at, mut there, mut sum) = (0, 0, 0);
    while let (Some(a), Some(b)) = (one.get(at), other.get(there)) {
        sum += (a.1.min(b.1) - a.0.max(b.0)).max(0);
        if a.1 <= b.1 {
            at += 1;
        } else {
            there += 1;
        }
    }
    sum
}
