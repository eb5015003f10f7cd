//! What is told of whom people would be named: how often anybody is, and how often those who are were right, by how much of
//! the question they are known for.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::history::Asked;
use crate::search::{BESIDE, ENOUGH, Found};

/// Heights at which people are counted.
const LEAST: [f32; 8] = [0.0, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5];
/// Shares of what the best is known for.
const SHARES: [f32; 5] = [0.0, 0.3, 0.5, 0.6, 0.7];

/// Somebody who was found, the best first.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    known_for: f32,
    is_true: bool,
}

/// Whom a question found.
#[derive(Clone, Debug, Default)]
pub struct Candidates(Vec<Candidate>);

/// So many people are looked at for each question.
const LOOKED_AT: usize = 200;

impl Candidates {
    /// Those found, by relevance.
    pub fn of(found: &Found, asked: &Asked) -> Self {
        let people = found.people.iter().take(LOOKED_AT);
        let people = people.map(|one| Candidate {
            known_for: one.known_for,
            is_true: asked.truth.contains_key(one.person.as_str()),
        });
        Self(people.collect())
    }

    /// Whether the first was right and the standby was, of those who would be named.
    fn named(&self, least: f32, share: f32) -> (Option<bool>, Option<bool>) {
        let most = self.0.iter().map(|one| one.known_for).fold(0.0, f32::max);
        let is_named = |one: &&Candidate| one.known_for >= least && one.known_for >= share * most;
        let mut named = self.0.iter().filter(is_named).map(|one| one.is_true);
        (named.next(), named.next())
    }
}

/// How many questions named somebody, how many of these were right; and the same of the standby.
#[derive(Clone, Copy, Debug, Default)]
struct Counted {
    first: u32,
    first_right: u32,
    standby: u32,
    standby_right: u32,
}

impl Counted {
    fn of(all: &[Candidates], least: f32, share: f32) -> Self {
        let mut counted = Self::default();
        for (first, standby) in all.iter().map(|one| one.named(least, share)) {
            counted.first += u32::from(first.is_some());
            counted.first_right += u32::from(first == Some(true));
            counted.standby += u32::from(standby.is_some());
            counted.standby_right += u32::from(standby == Some(true));
        }
        counted
    }

    fn precisions(self) -> (f64, f64) {
        let of = |right: u32, all: u32| f64::from(right) / f64::from(all.max(1));
        (of(self.first_right, self.first), of(self.standby_right, self.standby))
    }

    fn as_json(self) -> Value {
        let (first, standby) = self.precisions();
        json!({
            "first_named": self.first,
            "first_precision": first,
            "standby_named": self.standby,
            "standby_precision": standby,
        })
    }
}

/// A table.
pub fn told(all: &[Candidates]) -> String {
    let mut told =
        format!("{:<24} {:>9} {:>6} {:>9} {:>6}\n", "whoever is named", "first", "right", "standby", "right");
    let mut line = |name: &str, least: f32, share: f32| {
        let counted = Counted::of(all, least, share);
        let (first, standby) = counted.precisions();
        let (one, other) = (counted.first, counted.standby);
        let _ = writeln!(told, "{name:<24} {one:>9} {first:>6.3} {other:>9} {standby:>6.3}");
    };
    line("as shown to people", ENOUGH, BESIDE);
    for least in LEAST {
        line(&format!("known for {least:.2}"), least, BESIDE);
    }
    for share in SHARES {
        line(&format!("{share:.2} of the best"), ENOUGH, share);
    }
    told.push_str("known for: the share of what the question tells that somebody answered or declared\n");
    told
}

/// The figures of what people are shown, for programs.
pub fn told_as_json(all: &[Candidates]) -> Value {
    Counted::of(all, ENOUGH, BESIDE).as_json()
}

#[cfg(test)]
mod tests {
    use super::{Candidate, Candidates, Counted};

    #[test]
    fn whoever_knows_too_little_or_far_less_is_not_named() {
        let one = |known_for: f32, is_true: bool| Candidate { known_for, is_true };
        let all = [
            Candidates(vec![one(0.1, false), one(0.9, true), one(0.3, false)]),
            Candidates(vec![one(0.5, false), one(0.4, true)]),
            Candidates(vec![one(0.1, true)]),
        ];
        let counted = Counted::of(&all, 0.2, 0.5);
        assert_eq!((counted.first, counted.first_right), (2, 1));
        assert_eq!((counted.standby, counted.standby_right), (1, 1));
    }
}
