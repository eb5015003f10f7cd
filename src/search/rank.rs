//! The ranking: features of each person for one question, and the one function that weighs them.

use std::collections::HashMap;

use super::activity::{Activity, Circumstances, activity};
use super::index::company::Company;
use super::matches::{Matches, Pair};

/// What speaks for a person, before it is weighed. Every figure is nought or more.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Features {
    /// Votes of the best threads for who wrote there, each faded by its age; a share of what the best person has.
    pub votes: f32,
    /// The share of what the question tells that the person's best thread has, from 0 to 1.
    pub coverage: f32,
    /// Answers in all places, half-life 30 days.
    pub month: f32,
    /// Answers in all places, half-life 180 days.
    pub half_year: f32,
    /// Answers in the place of the question, half-life 30 days.
    pub here: f32,
    /// Answers to this asker, half-life 180 days.
    pub to_asker: f32,
    /// Days since they last wrote anything.
    pub idle_days: f32,
    /// The share of what the question tells that a skill they declared has.
    pub skill: f32,
    /// They asked to be asked about that skill.
    pub ask_me: f32,
    /// Accepted answers among the matching threads.
    pub accepted: u32,
    /// Answers among the matching threads.
    pub answers: u32,
}

impl Features {
    /// How much of the question this person is known for, from 0 to 1: by what they answered, or what they declared.
    pub fn strength(&self) -> f32 {
        self.coverage.max(self.skill)
    }
}

/// A person with what speaks for them.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub person: u32,
    pub features: Features,
    pub score: f32,
    /// The matching threads, the best first.
    pub pairs: Vec<usize>,
    /// The best declared skill.
    pub skill: Option<usize>,
}

/// How the features are weighed. Few, so that they hold on companies nobody has seen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weights {
    pub votes: f32,
    pub month: f32,
    pub here: f32,
    pub to_asker: f32,
    pub seen: f32,
    pub skill: f32,
    pub ask_me: f32,
}

/// Set by hand on the `valid` halves of three sets of real questions.
pub(super) const WEIGHTS: Weights =
    Weights { votes: 1.0, month: 0.1, here: 0.2, to_asker: 0.5, seen: 1.5, skill: 0.5, ask_me: 0.3 };

/// So many pairs of a thread and a person vote.
const VOTES: usize = 200;
/// The question somebody answered says more about them than what they wrote.
const ANSWERED: f32 = 0.7;
const ASKED: f32 = 1.0;
/// An accepted answer votes so many times.
const ACCEPTED: f32 = 1.5;
/// How fast a vote fades, in days, and what never does.
const HALF_LIFE: f32 = 30.0;
const LASTING: f32 = 0.15;
/// Having been seen counts half after so many days.
const SEEN: f32 = 7.0;
/// A declared skill that the question names in full counts as if it were this share of the question, at least.
const NAMED: f32 = 0.6;
/// So many threads of a person are kept for the explanation.
const KEPT: usize = 12;

/// How much a moment counts, given the present one; both in seconds.
pub(super) fn fresh(now: u32, then: u32) -> f32 {
    LASTING + 0.5_f32.powf(days(now, then) / HALF_LIFE)
}

#[expect(clippy::cast_precision_loss, reason = "days need no more")]
fn days(now: u32, then: u32) -> f32 {
    now.saturating_sub(then) as f32 / 86_400.0
}

/// Ranks everybody the matches speak for; never the asker. Equal scores stand in the order of the names.
pub(super) fn rank(company: &Company, matches: &Matches, around: Circumstances) -> Vec<Candidate> {
    let mut candidates = votes(matches, around);
    skills(company, matches, around, &mut candidates);
    let active = activity(company, around);
    let most = candidates.values().map(|candidate| candidate.features.votes).fold(0.0, f32::max).max(1e-6);
    let mut ranked: Vec<Candidate> = candidates.into_values().collect();
    for candidate in &mut ranked {
        let activity = active.get(candidate.person as usize).copied().unwrap_or_default();
        complete(&mut candidate.features, activity, most, around.now);
        candidate.score = score(&candidate.features, WEIGHTS);
    }
    ranked.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| company.people.name(a.person).cmp(&company.people.name(b.person)))
    });
    ranked
}

/// The one place where features become a score.
pub(super) fn score(features: &Features, weights: Weights) -> f32 {
    let active = weights.month * features.month.ln_1p()
        + weights.here * features.here.ln_1p()
        + weights.to_asker * features.to_asker.ln_1p()
        + weights.seen * 0.5_f32.powf(features.idle_days / SEEN);
    let evidence = weights.votes * features.votes.sqrt() * (1.0 + active);
    let declared = features.skill * (weights.skill + weights.ask_me * features.ask_me);
    evidence + declared
}

/// What a pair is worth before it fades.
pub(super) fn worth(pair: &Pair) -> f32 {
    let text = ASKED * pair.asked.score + ANSWERED * pair.answered.score;
    if pair.accepted { text * ACCEPTED } else { text }
}

fn votes(matches: &Matches, around: Circumstances) -> HashMap<u32, Candidate> {
    let mut order: Vec<(f32, usize)> = (0..)
        .zip(&matches.pairs)
        .filter(|(_, pair)| pair.author != around.asker)
        .map(|(at, pair)| (worth(pair) * fresh(around.now, pair.last), at))
        .filter(|(vote, _)| *vote > 0.0)
        .collect();
    // Pairs stand in the order of threads and people, so that equal votes are counted alike everywhere.
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    order.truncate(VOTES);
    let mut candidates: HashMap<u32, Candidate> = HashMap::new();
    for (vote, at) in order {
        let pair = &matches.pairs[at];
        let candidate = candidates.entry(pair.author).or_insert_with(|| nobody_yet(pair.author));
        let features = &mut candidate.features;
        features.votes += vote;
        features.coverage =
            features.coverage.max(coverage(matches, pair.asked.concepts | pair.answered.concepts));
        features.accepted += u32::from(pair.accepted);
        features.answers += 1;
        if candidate.pairs.len() < KEPT {
            candidate.pairs.push(at);
        }
    }
    candidates
}

fn skills(
    company: &Company,
    matches: &Matches,
    around: Circumstances,
    candidates: &mut HashMap<u32, Candidate>,
) {
    let parts = company.parts();
    for (number, (at, person, fit, ask_me)) in matches.skills.iter().enumerate() {
        if *person == around.asker {
            continue;
        }
        let words = parts[at.0].docs()[at.1 as usize].words();
        let candidate = candidates.entry(*person).or_insert_with(|| nobody_yet(*person));
        let named =
            (f32::from(u16::try_from(fit.concepts.count_ones()).unwrap_or(0)) / words.max(1.0)).min(1.0);
        let has = coverage(matches, fit.concepts).max(named * NAMED);
        let ask_me = if *ask_me { 1.0 } else { 0.0 };
        let features = &mut candidate.features;
        if (has, ask_me) > (features.skill, features.ask_me) {
            features.skill = has;
            features.ask_me = ask_me;
            candidate.skill = Some(number);
        }
    }
}

/// The share of what the question tells that these concepts carry.
pub(super) fn coverage(matches: &Matches, concepts: u32) -> f32 {
    let all: f32 = matches.rarity.iter().take(32).sum();
    let has: f32 = (0..)
        .zip(matches.rarity.iter().take(32))
        .filter(|(bit, _)| concepts >> bit & 1 == 1)
        .map(|(_, tells)| tells)
        .sum();
    if all > 0.0 { has / all } else { 0.0 }
}

fn nobody_yet(person: u32) -> Candidate {
    Candidate { person, features: Features::default(), score: 0.0, pairs: Vec::new(), skill: None }
}

fn complete(features: &mut Features, activity: Activity, most: f32, now: u32) {
    features.votes /= most;
    features.month = activity.month;
    features.half_year = activity.half_year;
    features.here = activity.here;
    features.to_asker = activity.to_asker;
    features.idle_days = days(now, activity.seen);
}
