//! The pairs of a whole pool.
//!
//! What is best: of all ways to give mentees a mentor in which no hard rule is broken, no mentor has more mentees than
//! places, and no pair is worth less than the floor, the one with the largest sum of scores. Whoever was left over last time
//! adds as much as the best pair there can be, so they go before everybody who was not. Fixed pairs are taken out before.
//! Whoever is left over then goes, by the same rules, to mentors who take a group where mentors are few.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::assignment::{NEVER, Scores, assign};
use super::pair::{Barrier, Between, Candidate, Numbers, Parts, Rules, Side, WHOLE, barrier, parts, score};
use crate::chat::PersonId;

/// Everybody who is to be matched, in an order that is always the same.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    /// Whoever wants a mentor.
    pub mentees: Vec<Candidate>,
    /// Whoever would be one, with the places that they have, and those that they have if mentors are few.
    pub mentors: Vec<(Candidate, u32, u32)>,
    /// Pairs of which one does not want the other, as they said it.
    pub blocked: BTreeSet<(PersonId, PersonId)>,
    /// Mentee and mentor, as the lead decided.
    pub forbidden: BTreeSet<(PersonId, PersonId)>,
    /// Mentee and mentor, as the lead decided.
    pub fixed: BTreeMap<PersonId, PersonId>,
    /// Mentee and mentor who were a pair before.
    pub past: BTreeSet<(PersonId, PersonId)>,
    /// How well mentors are known for what a mentee wants, in thousandths: by mentee and mentor.
    pub known_for: BTreeMap<(PersonId, PersonId), i32>,
    /// Mentees who were left over last time.
    pub left_before: BTreeSet<PersonId>,
    /// The rules of the programme.
    pub rules: Rules,
}

/// A pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// Who learns.
    pub mentee: PersonId,
    /// Who gives.
    pub mentor: PersonId,
    /// What it is worth, of [`WHOLE`].
    pub score: i32,
    /// What that is made of.
    pub parts: Parts,
}

/// Why a mentee has no mentor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOver {
    /// There is no mentor.
    NoMentor,
    /// Mentors who would fit have no place left.
    NoPlace,
    /// With nobody who could be their mentor by the rules; what stood in the way most often, if that may be told.
    Barred(Option<Barrier>),
}

/// What is proposed for a pool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// The pairs, by mentee in the order of the pool.
    pub pairs: Vec<Proposed>,
    /// Mentees without a mentor.
    pub left: Vec<(PersonId, LeftOver)>,
}

impl Proposal {
    /// The sum of all scores.
    pub fn total(&self) -> i64 {
        self.pairs.iter().map(|pair| i64::from(pair.score)).sum()
    }

    /// The lowest score; none without pairs.
    pub fn worst(&self) -> Option<i32> {
        self.pairs.iter().map(|pair| pair.score).min()
    }
}

/// What each pair of a pool is worth.
#[derive(Debug)]
pub struct Judge<'p> {
    pool: &'p Pool,
    mentees: Vec<Side>,
    mentors: Vec<Side>,
    blocked: HashSet<(u32, u32)>,
    forbidden: HashSet<(u32, u32)>,
    past: HashSet<(u32, u32)>,
    fixed: HashMap<u32, u32>,
    known_for: HashMap<(u32, u32), i32>,
}

impl<'p> Judge<'p> {
    /// Of this pool.
    pub fn of(pool: &'p Pool) -> Self {
        let (mut people, mut words) = (Numbers::default(), Numbers::default());
        let mentees = pool.mentees.iter().map(|it| Side::of(it, &mut people, &mut words)).collect();
        let mentors = pool.mentors.iter().map(|(it, ..)| Side::of(it, &mut people, &mut words)).collect();
        let mut pair =
            |(one, other): (&PersonId, &PersonId)| (people.of(one.as_str()), people.of(other.as_str()));
        let mut pairs = |all: &BTreeSet<(PersonId, PersonId)>| -> HashSet<(u32, u32)> {
            all.iter().map(|(one, other)| pair((one, other))).collect()
        };
        let (blocked, forbidden, past) = (pairs(&pool.blocked), pairs(&pool.forbidden), pairs(&pool.past));
        let fixed = pool.fixed.iter().map(&mut pair).collect();
        let known_for =
            pool.known_for.iter().map(|((one, other), worth)| (pair((one, other)), *worth)).collect();
        Self { pool, mentees, mentors, blocked, forbidden, past, fixed, known_for }
    }

    fn between(&self, pair: (u32, u32)) -> Between {
        Between {
            known_for: self.known_for.get(&pair).copied().unwrap_or_default(),
            were_pair: self.past.contains(&pair),
        }
    }

    /// The score of a mentee and a mentor, by their places in the pool.
    ///
    /// # Errors
    /// What forbids the pair.
    pub fn score(&self, mentee: usize, mentor: usize) -> Result<i32, Barrier> {
        let (mentee, mentor) = (&self.mentees[mentee], &self.mentors[mentor]);
        let pair = (mentee.person, mentor.person);
        if let Some(barrier) = barrier(mentee, mentor) {
            return Err(barrier);
        }
        if self.blocked.contains(&pair) || self.blocked.contains(&(pair.1, pair.0)) {
            return Err(Barrier::Blocked);
        }
        if self.forbidden.contains(&pair) {
            return Err(Barrier::Forbidden);
        }
        let score = score(mentee, mentor, self.between(pair), self.pool.rules.weights);
        if score < self.pool.rules.floor && self.fixed.get(&pair.0) != Some(&pair.1) {
            return Err(Barrier::Floor);
        }
        Ok(score)
    }

    /// The same, with what the score is made of.
    ///
    /// # Errors
    /// What forbids the pair.
    pub fn pair(&self, mentee: usize, mentor: usize) -> Result<Proposed, Barrier> {
        let score = self.score(mentee, mentor)?;
        let (learns, gives) = (&self.mentees[mentee], &self.mentors[mentor]);
        let parts = parts(learns, gives, self.between((learns.person, gives.person)));
        let (mentee, mentor) =
            (self.pool.mentees[mentee].person.clone(), self.pool.mentors[mentor].0.person.clone());
        Ok(Proposed { mentee, mentor, score, parts })
    }
}

/// The best pairs of a pool. Same pool, same pairs.
pub fn propose(pool: &Pool) -> Proposal {
    let judge = Judge::of(pool);
    let mut places: Vec<u32> = pool.mentors.iter().map(|(_, places, _)| *places).collect();
    // By mentee: the mentor.
    let mut chosen: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, mentee) in pool.mentees.iter().enumerate() {
        let Some(fixed) = pool.fixed.get(&mentee.person) else { continue };
        let Some(number) = pool.mentors.iter().position(|(mentor, ..)| mentor.person == *fixed) else {
            continue;
        };
        if judge.score(at, number).is_ok()
            && let Some(left) = places[number].checked_sub(1)
        {
            places[number] = left;
            chosen.insert(at, number);
        }
    }
    take(pool, &judge, &places, &mut chosen);
    if chosen.len() < pool.mentees.len() {
        let mut groups: Vec<u32> = pool.mentors.iter().map(|(_, places, group)| *places.max(group)).collect();
        for mentor in chosen.values() {
            groups[*mentor] = groups[*mentor].saturating_sub(1);
        }
        take(pool, &judge, &groups, &mut chosen);
    }
    let left = pool.mentees.iter().enumerate().filter(|(at, _)| !chosen.contains_key(at));
    let left = left.map(|(at, mentee)| (mentee.person.clone(), why(pool, &judge, at))).collect();
    let pairs = chosen.into_iter().filter_map(|(mentee, mentor)| judge.pair(mentee, mentor).ok()).collect();
    Proposal { pairs, left }
}

/// Gives whoever has no mentor yet the best that these places have.
fn take(pool: &Pool, judge: &Judge<'_>, places: &[u32], chosen: &mut BTreeMap<usize, usize>) {
    let open: Vec<usize> = (0..pool.mentees.len()).filter(|at| !chosen.contains_key(at)).collect();
    let bonus: Vec<i32> = open
        .iter()
        .map(|at| if pool.left_before.contains(&pool.mentees[*at].person) { WHOLE } else { 0 })
        .collect();
    let scores = Scores::new(open.len(), pool.mentors.len(), |row, column| {
        // Where there is no place, no score is needed.
        if places[column] == 0 {
            return NEVER;
        }
        judge.score(open[row], column).map_or(NEVER, |score| score + bonus[row])
    });
    for (row, column) in assign(&scores, places).column_of.into_iter().enumerate() {
        if let Some(column) = column {
            chosen.insert(open[row], column);
        }
    }
}

/// Why a mentee is left over. That somebody does not want them, or that they do not want somebody, is never among it.
fn why(pool: &Pool, judge: &Judge<'_>, mentee: usize) -> LeftOver {
    let mut met: BTreeMap<Barrier, usize> = BTreeMap::new();
    for mentor in 0..pool.mentors.len() {
        match judge.score(mentee, mentor) {
            Ok(_) => return LeftOver::NoPlace,
            Err(Barrier::Same) => {}
            Err(barrier) => *met.entry(barrier).or_default() += 1,
        }
    }
    if met.is_empty() {
        return LeftOver::NoMentor;
    }
    let is_secret = met.contains_key(&Barrier::Blocked);
    let most = met.into_iter().max_by_key(|(barrier, count)| (*count, std::cmp::Reverse(*barrier)));
    LeftOver::Barred(most.map(|(barrier, _)| barrier).filter(|_| !is_secret))
}
