//! The pairs of a whole pool.
//!
//! What is best: of all ways to give mentees a mentor in which no hard rule is broken, no mentor has more mentees than
//! places, and no pair is worth less than the floor, the one with the largest sum of scores. Whoever was left over last time
//! adds as much as the best pair there can be, so they go before everybody who was not. Fixed pairs are taken out before.
//! Whoever is left over then goes, by the same rules, to mentors who take a group where mentors are few.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::assignment::{NEVER, Scores, assign};
use super::pair::{Barrier, Between, Candidate, Parts, Rules, WHOLE, barrier, score};
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

/// What a pair of the pool is worth.
///
/// # Errors
/// What forbids it.
pub fn judge(pool: &Pool, mentee: &Candidate, mentor: &Candidate) -> Result<Proposed, Barrier> {
    let pair = (mentee.person.clone(), mentor.person.clone());
    let other_way = (pair.1.clone(), pair.0.clone());
    if let Some(barrier) = barrier(mentee, mentor) {
        return Err(barrier);
    }
    if pool.blocked.contains(&pair) || pool.blocked.contains(&other_way) {
        return Err(Barrier::Blocked);
    }
    if pool.forbidden.contains(&pair) {
        return Err(Barrier::Forbidden);
    }
    let between = Between {
        known_for: pool.known_for.get(&pair).copied().unwrap_or_default(),
        were_pair: pool.past.contains(&pair),
    };
    let (score, parts) = score(mentee, mentor, between, pool.rules.weights);
    if score < pool.rules.floor && pool.fixed.get(&pair.0) != Some(&pair.1) {
        return Err(Barrier::Floor);
    }
    Ok(Proposed { mentee: pair.0, mentor: pair.1, score, parts })
}

/// The best pairs of a pool. Same pool, same pairs.
pub fn propose(pool: &Pool) -> Proposal {
    let mut places: Vec<u32> = pool.mentors.iter().map(|(_, places, _)| *places).collect();
    let mut chosen: BTreeMap<usize, Proposed> = BTreeMap::new();
    for (at, mentee) in pool.mentees.iter().enumerate() {
        let Some(fixed) = pool.fixed.get(&mentee.person) else { continue };
        let Some(number) = pool.mentors.iter().position(|(mentor, ..)| mentor.person == *fixed) else {
            continue;
        };
        if let Ok(pair) = judge(pool, mentee, &pool.mentors[number].0)
            && let Some(left) = places[number].checked_sub(1)
        {
            places[number] = left;
            chosen.insert(at, pair);
        }
    }
    take(pool, &places, &mut chosen);
    if chosen.len() < pool.mentees.len() {
        let taken = |mentor: &Candidate| chosen.values().filter(|pair| pair.mentor == mentor.person).count();
        let groups: Vec<u32> = pool
            .mentors
            .iter()
            .map(|(mentor, places, group)| {
                (*group).max(*places).saturating_sub(u32::try_from(taken(mentor)).unwrap_or(u32::MAX))
            })
            .collect();
        take(pool, &groups, &mut chosen);
    }
    let left = pool.mentees.iter().enumerate().filter(|(at, _)| !chosen.contains_key(at));
    let left = left.map(|(_, mentee)| (mentee.person.clone(), why(pool, mentee))).collect();
    Proposal { pairs: chosen.into_values().collect(), left }
}

/// Gives whoever has no mentor yet the best that these places have.
fn take(pool: &Pool, places: &[u32], chosen: &mut BTreeMap<usize, Proposed>) {
    let open: Vec<usize> = (0..pool.mentees.len()).filter(|at| !chosen.contains_key(at)).collect();
    let columns = pool.mentors.len();
    let scores = Scores::new(open.len(), columns, |row, column| {
        let mentee = &pool.mentees[open[row]];
        let bonus = if pool.left_before.contains(&mentee.person) { WHOLE } else { 0 };
        judge(pool, mentee, &pool.mentors[column].0).map_or(NEVER, |pair| pair.score + bonus)
    });
    for (row, column) in assign(&scores, places).column_of.into_iter().enumerate() {
        let Some(column) = column else { continue };
        if let Ok(pair) = judge(pool, &pool.mentees[open[row]], &pool.mentors[column].0) {
            chosen.insert(open[row], pair);
        }
    }
}

/// Why a mentee is left over. That somebody does not want them, or that they do not want somebody, is never among it.
fn why(pool: &Pool, mentee: &Candidate) -> LeftOver {
    let mut met: BTreeMap<Barrier, usize> = BTreeMap::new();
    let mut fits = false;
    for (mentor, ..) in pool.mentors.iter().filter(|(mentor, ..)| mentor.person != mentee.person) {
        match judge(pool, mentee, mentor) {
            Ok(_) => fits = true,
            Err(barrier) => *met.entry(barrier).or_default() += 1,
        }
    }
    if met.is_empty() && !fits {
        return LeftOver::NoMentor;
    }
    if fits {
        return LeftOver::NoPlace;
    }
    let is_secret = met.contains_key(&Barrier::Blocked);
    let most = met.into_iter().max_by_key(|(barrier, count)| (*count, std::cmp::Reverse(*barrier)));
    LeftOver::Barred(most.map(|(barrier, _)| barrier).filter(|_| !is_secret))
}
