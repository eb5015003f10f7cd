//! Why somebody is suggested: from the features that really moved them, never from anything else.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::matches::{Matches, Pair};
use super::rank::{Candidate, Weigher, worth};
use super::signals::Signals;
use super::types::Why;

/// So many words say what threads have in common with the question.
const ABOUT: usize = 3;
/// Whoever gave so many answers in a place lately, half-life 30 days, answers there often.
const OFTEN: f32 = 3.0;
/// A reason that moved somebody by less than this share of their score is not named.
const TOO_LITTLE: f32 = 0.12;

/// The reasons, the one that moved them most first. `skill` reads what was declared.
pub(super) fn why(
    candidate: &Candidate,
    weigher: &Weigher,
    matches: &Matches,
    skill: impl Fn(usize) -> Option<Why>,
) -> Vec<Why> {
    let nothing = weigher.score(&Signals::default());
    let whole = (weigher.score(&candidate.signals) - nothing).max(1e-6);
    let share = |without: &dyn Fn(&mut Signals)| {
        let mut signals = candidate.signals.clone();
        without(&mut signals);
        1.0 - (weigher.score(&signals) - nothing) / whole
    };
    let mut reasons: Vec<(f32, Why)> = Vec::new();
    if let Some(answered) = answered(candidate, matches) {
        reasons.push((share(&without_votes), answered));
    }
    if let Some(declared) = candidate.skill.and_then(&skill) {
        reasons.push((share(&|signals| signals.skill = 0.0), declared));
    }
    let activity = &candidate.signals.activity;
    if activity.to_asker > 0.0 {
        reasons.push((share(&|signals| signals.activity.forget_asker()), Why::AnsweredYouBefore));
    }
    if activity.month >= OFTEN {
        reasons.push((share(&|signals| signals.activity.forget_place()), Why::ActiveHere));
    }
    reasons.sort_by(|a, b| b.0.total_cmp(&a.0));
    let enough = |share: f32| share >= TOO_LITTLE;
    // Somebody who is only around is no expert: what they know comes first.
    let knows = |why: &Why| !matches!(why, Why::AnsweredYouBefore | Why::ActiveHere);
    if let Some(at) = reasons.iter().position(|(_, why)| knows(why)) {
        reasons[..=at].rotate_right(1);
    }
    reasons
        .into_iter()
        .enumerate()
        .filter(|(at, (share, _))| *at == 0 || enough(*share))
        .map(|(_, (_, why))| why)
        .collect()
}

fn without_votes(signals: &mut Signals) {
    signals.votes = 0.0;
    signals.votes_week = 0.0;
    signals.votes_month = 0.0;
    signals.votes_quarter = 0.0;
    signals.votes_here = 0.0;
    signals.topics = 0.0;
    signals.best_three = 0.0;
    signals.coverage = 0.0;
    signals.semantic = 0.0;
}

fn answered(candidate: &Candidate, matches: &Matches) -> Option<Why> {
    let pairs: Vec<&Pair> = candidate.pairs.iter().map(|at| &matches.pairs[*at]).collect();
    let best = pairs.iter().map(|pair| worth(pair)).fold(0.0, f32::max);
    // What only brushes the question is no reason to name.
    let near: Vec<&Pair> = pairs.into_iter().filter(|pair| worth(pair) >= best * 0.4).collect();
    let accepted: Vec<&Pair> = near.iter().copied().filter(|pair| pair.accepted).collect();
    let said = |pairs: &[&Pair]| {
        let last = pairs.iter().map(|pair| pair.last).max()?;
        let count = u32::try_from(pairs.len()).unwrap_or(u32::MAX);
        Some((about(matches, pairs), count, moment(last)))
    };
    if accepted.is_empty() {
        said(&near).map(|(about, count, last)| Why::Answered { about, count, last })
    } else {
        said(&accepted).map(|(about, count, last)| Why::AcceptedAnswers { about, count, last })
    }
}

/// The words of the question that most of these threads have, weighed by how much they tell.
fn about(matches: &Matches, pairs: &[&Pair]) -> Vec<String> {
    let mut weights: BTreeMap<usize, f32> = BTreeMap::new();
    for pair in pairs {
        let concepts = pair.asked.concepts | pair.answered.concepts;
        for (bit, tells) in matches.rarity.iter().take(32).enumerate() {
            if concepts >> bit & 1 == 1 {
                *weights.entry(bit).or_default() += tells;
            }
        }
    }
    let mut weights: Vec<(usize, f32)> = weights.into_iter().collect();
    weights.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    weights.into_iter().take(ABOUT).map(|(bit, _)| matches.concepts[bit].shown.clone()).collect()
}

pub(super) fn moment(seconds: u32) -> DateTime<Utc> {
    DateTime::from_timestamp(i64::from(seconds), 0).unwrap_or(DateTime::<Utc>::MIN_UTC)
}
