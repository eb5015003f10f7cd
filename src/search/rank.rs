//! The ranking: who comes into question, what speaks for each, and the one function that weighs it.

use std::collections::{BTreeMap, HashMap};

use super::evidence::Source;
use super::index::doc::NOBODY;
use super::index::tallies::{Circumstances, Moment};
use super::matches::{Matches, Pair};
use super::model::{MODEL, Standard, Weights, weighed};
use super::signals::{Comparison, Signals, WIDTH};
use super::view::View;

/// A person with what speaks for them.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub person: u32,
    pub signals: Signals,
    /// The same as the model sees it.
    pub figures: [f32; WIDTH],
    pub score: f32,
    /// The matching threads, the best first.
    pub pairs: Vec<usize>,
    /// The best declared skill.
    pub skill: Option<usize>,
}

/// Everybody who comes into question, the best first, and what they are compared with.
#[derive(Clone, Debug)]
pub(super) struct Ranking {
    pub candidates: Vec<Candidate>,
    pub weigher: Weigher,
}

/// Makes a score of what speaks for somebody, among the candidates of one question.
#[derive(Clone, Debug)]
pub(super) struct Weigher {
    all: Comparison,
    standard: Standard,
    weights: Weights,
}

impl Weigher {
    /// The one place where what speaks for somebody becomes a score.
    pub fn score(&self, signals: &Signals) -> f32 {
        self.weigh(signals, &self.all.figures(signals))
    }

    fn weigh(&self, signals: &Signals, figures: &[f32; WIDTH]) -> f32 {
        let ask_me = if signals.ask_me { ASK_ME } else { 0.0 };
        let line = weighed(&self.weights, &self.standard.inputs(figures)) * MODEL.scale;
        line + signals.skill * (SKILL + ask_me) + self.semantic(signals) * MEANING
    }

    /// See [`Comparison::semantic`].
    pub fn semantic(&self, signals: &Signals) -> f32 {
        self.all.semantic(signals)
    }
}

/// So many threads vote by how well they match alone.
const VOTES: usize = 200;
/// The question somebody answered says more about them than what they wrote.
const ANSWERED: f32 = 0.7;
/// An accepted answer votes so many times.
const ACCEPTED: f32 = 1.5;
/// How fast a match fades, in days, and what never does.
const HALF_LIFE: f32 = 30.0;
const LASTING: f32 = 0.15;
/// A declared skill that the question names in full counts as if it were this share of the question, at least.
const NAMED: f32 = 0.6;
/// So many threads of a person are kept for the explanation.
const KEPT: usize = 12;
/// So many people come into question for being active alone.
const ACTIVE: usize = 300;
/// So many people come into question for what they answered or declared.
const LIKELY: usize = 700;
/// Where fewer people have answered, what they did anywhere counts as done here.
const FEWEST: usize = 5;
/// What a declared skill adds to the score where it covers the question: the histories that the model was fitted on
/// have no declared skills, so this is set by hand. It outweighs what anybody's being active does, and little else.
const SKILL: f32 = 2.0;
const ASK_ME: f32 = 1.0;
/// What the meaning of what they answered adds to the score of whoever is nearest to the question by it. Set on the
/// `valid` halves of three sets of real questions with word vectors: twice as much does no more, four times harms.
const MEANING: f32 = 0.25;

/// How much a moment counts, given the present one; both in seconds.
pub(super) fn fresh(now: u32, then: u32) -> f32 {
    LASTING + fade(days(now, then), HALF_LIFE)
}

fn fade(days: f32, half_life: f32) -> f32 {
    (-days / half_life).exp2()
}

#[expect(clippy::cast_precision_loss, reason = "days need no more")]
fn days(now: u32, then: u32) -> f32 {
    now.saturating_sub(then) as f32 / 86_400.0
}

/// Ranks everybody who comes into question; never the asker. Equal scores stand in the order of the names.
pub(super) fn rank(
    view: &View<'_>,
    matches: &Matches,
    around: Circumstances,
    mentioned: &[u32],
    weights: &Weights,
) -> Ranking {
    let (mut candidates, all) = candidates(view, matches, around, mentioned);
    let standard = Standard::of(candidates.iter().map(|candidate| &candidate.figures));
    let weigher = Weigher { all, standard, weights: *weights };
    for candidate in &mut candidates {
        candidate.score = weigher.weigh(&candidate.signals, &candidate.figures);
    }
    // They stand in the order of the names.
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
    Ranking { candidates, weigher }
}

/// Everybody who comes into question with their figures, in the order of the names; never the asker.
pub(super) fn candidates(
    view: &View<'_>,
    matches: &Matches,
    around: Circumstances,
    mentioned: &[u32],
) -> (Vec<Candidate>, Comparison) {
    let mut moment = view.moment(around);
    if moment.answerers().take(FEWEST).count() < FEWEST {
        moment = view.moment(Circumstances { place: NOBODY, ..around });
    }
    let mut found: HashMap<u32, Candidate> = HashMap::new();
    votes(matches, around, &mut found);
    skills(view, matches, &mut found);
    keep_likely(view, &mut found);
    for person in active(view, &moment) {
        found.entry(person).or_insert_with(|| nobody_yet(person));
    }
    for person in mentioned {
        found.entry(*person).or_insert_with(|| nobody_yet(*person)).signals.mentioned = true;
    }
    found.remove(&around.asker);
    meanings(view, matches, around, &mut found);
    let mut candidates: Vec<Candidate> = found.into_values().collect();
    candidates.sort_by_key(|candidate| view.name(candidate.person));
    for candidate in &mut candidates {
        candidate.signals.activity = moment.activity(candidate.person);
    }
    let signals = candidates.iter().map(|candidate| &candidate.signals);
    let all = Comparison::of(signals, moment.tempo());
    for candidate in &mut candidates {
        candidate.figures = all.figures(&candidate.signals);
    }
    (candidates, all)
}

/// What a pair is worth before it fades.
pub(super) fn worth(pair: &Pair) -> f32 {
    let text = pair.asked.score + ANSWERED * pair.answered.score;
    if pair.accepted { text * ACCEPTED } else { text }
}

/// The threads that match vote for whoever answered there.
fn votes(matches: &Matches, around: Circumstances, found: &mut HashMap<u32, Candidate>) {
    let perfect: f32 = matches.rarity.iter().sum::<f32>().max(1e-6);
    let mut order: Vec<(f32, usize)> = (0..)
        .zip(&matches.pairs)
        .map(|(at, pair)| (worth(pair) / perfect, at))
        .filter(|(vote, _)| *vote > 0.0)
        .collect();
    // Pairs stand in the order of threads and names, so that equal votes are counted alike everywhere.
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut threads = Threads::default();
    let mut best: HashMap<u32, [f32; 3]> = HashMap::new();
    for (vote, at) in order {
        let pair = &matches.pairs[at];
        let candidate = found.entry(pair.author).or_insert_with(|| nobody_yet(pair.author));
        let signals = &mut candidate.signals;
        let age = days(around.now, pair.last);
        if threads.place(pair.thread) < VOTES {
            signals.votes += vote;
        }
        if around.place != NOBODY && pair.place == around.place {
            signals.votes_here += vote * fade(age, 90.0);
        }
        signals.topics += coverage(matches, pair.asked.concepts & matches.topics) * fade(age, 90.0);
        signals.votes_week += vote * fade(age, 7.0);
        signals.votes_month += vote * fade(age, 30.0);
        signals.votes_quarter += vote * fade(age, 90.0);
        keep_best(best.entry(pair.author).or_default(), vote * fresh(around.now, pair.last));
        signals.coverage =
            signals.coverage.max(coverage(matches, pair.asked.concepts | pair.answered.concepts));
        if candidate.pairs.len() < KEPT {
            candidate.pairs.push(at);
        }
    }
    for (person, best) in best {
        if let Some(candidate) = found.get_mut(&person) {
            candidate.signals.best_three = best.iter().sum();
        }
    }
}

/// Whoever answered questions that mean nearly the same. Nobody comes into question for that alone: how near is near
/// enough differs from model to model.
fn meanings(view: &View<'_>, matches: &Matches, around: Circumstances, found: &mut HashMap<u32, Candidate>) {
    let mut best: HashMap<u32, [f32; 3]> = HashMap::new();
    let mut answered: BTreeMap<u32, u32> = BTreeMap::new();
    for (thread, alike) in matches.near.iter().filter(|(_, alike)| *alike > 0.0) {
        answered.clear();
        let docs = view.lengths().enumerate().flat_map(|(part, _)| view.thread(part, *thread));
        for (_, doc) in docs.filter(|(_, doc)| doc.answers()) {
            let last = answered.entry(doc.author).or_default();
            *last = doc.sent.max(*last);
        }
        for (person, last) in &answered {
            keep_best(best.entry(*person).or_default(), nearness(*alike) * fresh(around.now, *last));
        }
    }
    for (person, best) in best {
        if let Some(candidate) = found.get_mut(&person) {
            candidate.signals.semantic = best.iter().sum();
        }
    }
}

/// What it counts that a question is so near to another: little, unless it is near indeed.
pub(super) fn nearness(alike: f32) -> f32 {
    alike.max(0.0).powi(3)
}

/// Threads by the place in which they were first met.
#[derive(Default)]
struct Threads(HashMap<u64, usize>);

impl Threads {
    fn place(&mut self, thread: u64) -> usize {
        let next = self.0.len();
        *self.0.entry(thread).or_insert(next)
    }
}

/// Puts a figure where it belongs, if it is one of the three largest.
fn keep_best(best: &mut [f32; 3], figure: f32) {
    if let Some(at) = best.iter().position(|other| figure > *other) {
        best[at..].rotate_right(1);
        best[at] = figure;
    }
}

fn skills(view: &View<'_>, matches: &Matches, found: &mut HashMap<u32, Candidate>) {
    for (number, (at, person, fit, ask_me)) in matches.skills.iter().enumerate() {
        let doc = view.doc(*at);
        let words = doc.words();
        let candidate = found.entry(*person).or_insert_with(|| nobody_yet(*person));
        let named =
            (f32::from(u16::try_from(fit.concepts.count_ones()).unwrap_or(0)) / words.max(1.0)).min(1.0);
        let has = coverage(matches, fit.concepts).max(named * NAMED) * told_by(doc.source());
        let signals = &mut candidate.signals;
        if (has, *ask_me) > (signals.skill, signals.ask_me) {
            signals.skill = has;
            signals.ask_me = *ask_me;
            candidate.skill = Some(number);
        }
    }
}

/// What a declaration counts for, by hand, as no history has any: what somebody says of themselves or a lead of them is
/// worth more than where they happen to work.
fn told_by(source: Source) -> f32 {
    match source {
        Source::Skill | Source::Champion => 1.0,
        Source::Project => 0.8,
        Source::Title => 0.7,
    }
}

/// Lets those go whose threads hardly match, where there are very many.
fn keep_likely(view: &View<'_>, found: &mut HashMap<u32, Candidate>) {
    if found.len() <= LIKELY {
        return;
    }
    let likely = |candidate: &Candidate| {
        let signals = &candidate.signals;
        (signals.best_three.max(signals.skill), candidate.person)
    };
    // Equal ones in the order of the names: numbers tell who wrote first, be it where nobody may know.
    let order = |a: &(f32, u32), b: &(f32, u32)| {
        b.0.total_cmp(&a.0).then_with(|| view.name(a.1).cmp(&view.name(b.1)))
    };
    let mut all: Vec<(f32, u32)> = found.values().map(likely).collect();
    let (_, least, _) = all.select_nth_unstable_by(LIKELY - 1, order);
    let least = *least;
    found.retain(|_, candidate| order(&likely(candidate), &least).is_le());
}

/// Whoever answered most where it is asked.
fn active(view: &View<'_>, moment: &Moment<'_>) -> Vec<u32> {
    let mut people: Vec<(u32, f32)> = moment.answerers().collect();
    if people.len() > ACTIVE {
        let order = |a: &(u32, f32), b: &(u32, f32)| {
            b.1.total_cmp(&a.1).then_with(|| view.name(a.0).cmp(&view.name(b.0)))
        };
        people.select_nth_unstable_by(ACTIVE, order);
        people.truncate(ACTIVE);
    }
    people.into_iter().map(|(person, _)| person).collect()
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
    Candidate {
        person,
        signals: Signals::default(),
        figures: [0.0; WIDTH],
        score: 0.0,
        pairs: Vec::new(),
        skill: None,
    }
}
