//! Why somebody is suggested: from the features that really moved them, never from anything else.

use chrono::{DateTime, Utc};

use super::matches::{Matches, Pair};
use super::rank::{Candidate, Weigher, coverage, worth};
use super::said::Speaks;
use super::signals::Signals;
use super::types::Why;
use super::view::View;

/// Whoever gave so many answers in a place lately, half-life 30 days, answers there often.
const OFTEN: f32 = 3.0;
/// A reason that moved somebody by less than this share of their score is not named.
const TOO_LITTLE: f32 = 0.12;
/// An answer that has less of the question is not named as a reason.
const ENOUGH: f32 = 0.1;

/// The reasons, the one that moved them most first, and the answers that one of them is about: what these have in common
/// with the question is still to be read. `skill` reads what was declared.
pub(super) fn why(
    view: &View<'_>,
    candidate: &Candidate,
    weigher: &Weigher,
    matches: &Matches,
    skill: impl Fn(usize) -> Option<Why>,
) -> (Vec<Why>, Speaks) {
    let nothing = weigher.score(&Signals::default());
    let whole = (weigher.score(&candidate.signals) - nothing).max(1e-6);
    let share = |without: &dyn Fn(&mut Signals)| {
        let mut signals = candidate.signals.clone();
        without(&mut signals);
        1.0 - (weigher.score(&signals) - nothing) / whole
    };
    let mut reasons: Vec<(f32, Why)> = Vec::new();
    let mut speaks = Speaks::default();
    if let Some((answered, pairs)) = answered(candidate, matches) {
        speaks = Speaks::of(view, &pairs);
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
    let reasons = reasons
        .into_iter()
        .enumerate()
        .filter(|(at, (share, _))| *at == 0 || enough(*share))
        .map(|(_, (_, why))| why);
    (reasons.collect(), speaks)
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

fn answered<'a>(candidate: &Candidate, matches: &'a Matches) -> Option<(Why, Vec<&'a Pair>)> {
    let pairs: Vec<&Pair> = candidate.pairs.iter().map(|at| &matches.pairs[*at]).collect();
    // What has nothing but empty words in common with the question says nothing of it.
    let tells = |pair: &&Pair| coverage(matches, pair.asked.concepts | pair.answered.concepts) >= ENOUGH;
    let pairs: Vec<&Pair> = pairs.into_iter().filter(tells).collect();
    let best = pairs.iter().map(|pair| worth(pair)).fold(0.0, f32::max);
    // What only brushes the question is no reason to name.
    let near: Vec<&Pair> = pairs.into_iter().filter(|pair| worth(pair) >= best * 0.4).collect();
    let accepted: Vec<&Pair> = near.iter().copied().filter(|pair| pair.accepted).collect();
    let is_accepted = !accepted.is_empty();
    let pairs = if is_accepted { accepted } else { near };
    let last = moment(pairs.iter().map(|pair| pair.last).max()?);
    let count = u32::try_from(pairs.len()).unwrap_or(u32::MAX);
    let about = Vec::new();
    let why = if is_accepted {
        Why::AcceptedAnswers { about, count, last }
    } else {
        Why::Answered { about, count, last }
    };
    Some((why, pairs))
}

pub(super) fn moment(seconds: u32) -> DateTime<Utc> {
    DateTime::from_timestamp(i64::from(seconds), 0).unwrap_or(DateTime::<Utc>::MIN_UTC)
}
