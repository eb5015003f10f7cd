//! The ranking: who comes into question, what speaks for each, and the one function that weighs it.

use std::collections::{BTreeMap, HashMap};

use super::evidence::{EvidenceId, Source};
use super::index::doc::NOBODY;
use super::index::tallies::{Circumstances, Moment};
use super::matches::{Matches, Pair};
use super::model::{MODEL, Standard, Weights, weighed};
use super::signals::{Comparison, Signals, WIDTH};
use super::view::{At, View};

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

/// What a question says beside its words.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Asked<'a> {
    /// Whom it mentions.
    pub mentioned: &'a [u32],
    /// The company's topics that it names.
    pub about: &'a [String],
}

/// So many threads vote by how well they match alone.
const VOTES: usize = 200;
/// The question somebody answered says more about them than what they wrote.
const ANSWERED: f32 = 0.7;
/// What a word counts, for what somebody is known for, that only stands in what they wrote.
const SAID: f32 = 0.6;
/// What a single word counts.
const ALONE: f32 = 0.5;
/// Whoever has so many words of a question is known for all of it.
const ENOUGH_WORDS: usize = 5;
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
    asked: &Asked<'_>,
    weights: &Weights,
) -> Ranking {
    let (mut candidates, all) = candidates(view, matches, around, asked);
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
    asked: &Asked<'_>,
) -> (Vec<Candidate>, Comparison) {
    let mut moment = view.moment(around);
    if moment.answerers().take(FEWEST).count() < FEWEST {
        moment = view.moment(Circumstances { place: NOBODY, ..around });
    }
    let mut found: HashMap<u32, Candidate> = HashMap::new();
    votes(matches, around, &mut found);
    skills(view, matches, asked.about, &mut found);
    keep_likely(view, &mut found);
    for person in active(view, &moment) {
        found.entry(person).or_insert_with(|| nobody_yet(person));
    }
    for person in asked.mentioned {
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
    let asked_often = asked_often(matches);
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
        signals.topics += share(&matches.rarity, pair.asked.concepts & matches.topics) * fade(age, 90.0);
        signals.votes_week += vote * fade(age, 7.0);
        signals.votes_month += vote * fade(age, 30.0);
        signals.votes_quarter += vote * fade(age, 90.0);
        keep_best(best.entry(pair.author).or_default(), vote * fresh(around.now, pair.last));
        let often = asked_often.get(&pair.author).copied().unwrap_or_default();
        signals.coverage = signals.coverage.max(known(matches, pair, often));
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

/// Which concepts stand in several of the questions that each person answered.
fn asked_often(matches: &Matches) -> HashMap<u32, u32> {
    let mut asked: HashMap<u32, (u32, u32)> = HashMap::new();
    for pair in &matches.pairs {
        let (once, often) = asked.entry(pair.author).or_default();
        *often |= *once & pair.asked.concepts;
        *once |= pair.asked.concepts;
    }
    asked.into_iter().map(|(person, (_, often))| (person, often)).collect()
}

/// How much of the question somebody is known for by one thread, from 0 to 1. What only they wrote there says less than
/// what they were asked, and a single word may have been said in passing, unless they were asked about it `often`.
fn known(matches: &Matches, pair: &Pair, often: u32) -> f32 {
    let (asked, both) = (pair.asked.concepts, pair.asked.concepts | pair.answered.concepts);
    let share = known_share(matches, asked);
    let whole = share + SAID * (known_share(matches, both) - share);
    let said = telling(matches, both);
    if said.is_power_of_two() && said & asked & often == 0 { whole * ALONE } else { whole }
}

/// The share that these concepts carry of what the question tells, or of what the five words tell that tell the most: nobody
/// has all the words of a long question.
fn known_share(matches: &Matches, concepts: u32) -> f32 {
    let mut most = [0.0; ENOUGH_WORDS];
    for tells in matches.telling.iter().take(32) {
        keep_best(&mut most, *tells);
    }
    let all: f32 = most.iter().sum();
    let has = carried(&matches.telling, concepts);
    if all > 0.0 { (has / all).min(1.0) } else { 0.0 }
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

/// Puts a figure where it belongs, if it is one of the largest.
fn keep_best(best: &mut [f32], figure: f32) {
    if let Some(at) = best.iter().position(|other| figure > *other) {
        best[at..].rotate_right(1);
        best[at] = figure;
    }
}

fn skills(view: &View<'_>, matches: &Matches, about: &[String], found: &mut HashMap<u32, Candidate>) {
    for (number, (at, person, fit, ask_me)) in matches.skills.iter().enumerate() {
        let doc = view.doc(*at);
        let words = doc.words();
        let candidate = found.entry(*person).or_insert_with(|| nobody_yet(*person));
        // A champion is one of a topic: of another that shares a word with the question they are none.
        if doc.source() == Source::Champion && !is_about(view, *at, about) {
            continue;
        }
        let said = f32::from(u16::try_from(telling(matches, fit.concepts).count_ones()).unwrap_or(0));
        let named = if doc.source() == Source::Champion || said >= words.max(1.0) { NAMED } else { 0.0 };
        let has = known_share(matches, fit.concepts).max(named) * told_by(doc.source());
        let signals = &mut candidate.signals;
        if (has, *ask_me) > (signals.skill, signals.ask_me) {
            signals.skill = has;
            signals.ask_me = *ask_me;
            candidate.skill = Some(number);
        }
    }
}

/// The declaration is of one of these topics.
fn is_about(view: &View<'_>, at: At, about: &[String]) -> bool {
    let Some(id) = view.id(at).map(EvidenceId::stored) else { return false };
    id.declaration().is_some_and(|(_, name)| about.iter().any(|topic| topic == name))
}

/// Those of these concepts that say what the question is about.
fn telling(matches: &Matches, concepts: u32) -> u32 {
    let says = (0..).zip(matches.concepts.iter().take(32)).filter(|(_, concept)| concept.says >= 0.5);
    says.fold(0, |telling, (bit, _)| telling | 1 << bit) & concepts
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

/// The share of what the question tells that these concepts carry, by how much each says.
pub(super) fn coverage(matches: &Matches, concepts: u32) -> f32 {
    share(&matches.telling, concepts)
}

/// The share of these weights that the concepts carry.
pub(super) fn share(weights: &[f32], concepts: u32) -> f32 {
    let all: f32 = weights.iter().take(32).sum();
    if all > 0.0 { carried(weights, concepts) / all } else { 0.0 }
}

fn carried(weights: &[f32], concepts: u32) -> f32 {
    let carried = (0..).zip(weights.iter().take(32)).filter(|(bit, _)| concepts >> bit & 1 == 1);
    carried.map(|(_, tells)| tells).sum()
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
