//! The retrieval: which pieces of evidence have the words of a question, and the threads they stand in.

use std::collections::HashMap;

use super::index::doc::{Doc, NOBODY, decode_length};
use super::index::written::Totals;
use super::query::Concept;
use super::view::{At, View};

/// How well a document fits.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Fit {
    /// BM25.
    pub score: f32,
    /// Which of the first 32 concepts it has.
    pub concepts: u32,
}

/// A declared skill: where it stands, whose it is, how well it fits, and whether the person asked to be asked.
pub(super) type Declaration = (At, u32, Fit, bool);

/// What somebody wrote in one thread, with the question it stands under.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub thread: u64,
    pub place: u32,
    pub author: u32,
    /// How well the question fits, and how well what they wrote does.
    pub asked: Fit,
    pub answered: Fit,
    /// When they wrote there last, in seconds.
    pub last: u32,
    pub accepted: bool,
    /// How many messages, and how many words.
    pub messages: u16,
    pub words: f32,
    /// The first message of the thread, if the index has it.
    pub root: Option<At>,
    /// The accepted answer, or else the longest.
    pub best: At,
}

/// What the retrieval found.
#[derive(Debug, Default)]
pub(super) struct Matches {
    pub concepts: Vec<Concept>,
    /// How much each concept tells, from how rare it is.
    pub rarity: Vec<f32>,
    /// The same, by how much each says of what the question is about.
    pub telling: Vec<f32>,
    /// Which of the first 32 concepts are topics that the question was filed under.
    pub topics: u32,
    pub pairs: Vec<Pair>,
    pub skills: Vec<Declaration>,
    /// The threads whose questions mean most nearly the same, and how nearly, from -1 to 1; where a model is set.
    pub near: Vec<(u64, f32)>,
}

const K1: f32 = 1.5;
/// How much the length of a question matters, and that of an answer.
const B_ASKED: f32 = 0.6;
const B_ANSWERED: f32 = 0.6;
/// So many of the best questions, and of the best answers, are looked at further.
const WIDE: usize = 1_500;
/// So many messages of one thread are looked at.
const LONGEST_THREAD: usize = 400;
/// Each further message of a person in a thread adds this much of its fit.
const FURTHER: f32 = 0.1;

/// Looks the concepts up. `fresh` weighs a moment in seconds, to choose what is looked at further.
pub(super) fn matches(view: &View<'_>, concepts: Vec<Concept>, fresh: impl Fn(u32) -> f32) -> Matches {
    let mut fits: Vec<Vec<Fit>> = view.lengths().map(|length| vec![Fit::default(); length]).collect();
    let norms = Norms::new(view.totals());
    let mut rarity = Vec::with_capacity(concepts.len());
    let mut telling = Vec::with_capacity(concepts.len());
    let mut topics = 0;
    let mut found: Vec<Vec<(u32, f32)>> = vec![Vec::new(); fits.len()];
    for (number, concept) in concepts.iter().enumerate() {
        let mut count = 0_u32;
        for (part, found) in found.iter_mut().enumerate() {
            look_up(view, part, concept, found);
            count += u32::try_from(found.len()).unwrap_or(u32::MAX);
        }
        let tells = tells(count, view.totals());
        rarity.push(tells * concept.weight);
        // That nobody ever wrote a word makes it no better known than that few did.
        telling.push(self::tells(count.max(UNKNOWN), view.totals()) * concept.weight * concept.says);
        let bit = if number < 32 { 1 << number } else { 0 };
        topics |= if concept.is_topic { bit } else { 0 };
        for (part, (found, fits)) in found.iter().zip(&mut fits).enumerate() {
            for (at, frequency) in found {
                let norm = norms.of(&view.doc((part, *at)));
                let fit = &mut fits[*at as usize];
                fit.score += tells * concept.weight * frequency * (K1 + 1.0) / (frequency + K1 * norm);
                fit.concepts |= bit;
            }
        }
    }
    let mut matches = Matches { concepts, rarity, telling, topics, ..Matches::default() };
    let threads = best_threads(view, &fits, &mut matches.skills, fresh);
    // Equal ones are chosen from in the same order wherever they lie.
    matches.skills.sort_unstable_by_key(|(at, ..)| view.doc(*at).thread);
    for thread in threads {
        gather(view, &fits, thread, &mut matches.pairs);
    }
    matches
}

/// Where a concept stands, and how often, each document once.
fn look_up(view: &View<'_>, part: usize, concept: &Concept, found: &mut Vec<(u32, f32)>) {
    found.clear();
    let mut postings = Vec::new();
    for (term, sure) in &concept.terms {
        postings.clear();
        view.postings(part, term, &mut postings);
        found.extend(postings.iter().map(|(at, halves)| (*at, f32::from(*halves) * 0.5 * sure)));
    }
    if concept.terms.len() > 1 {
        found.sort_by_key(|(at, _)| *at);
        found.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
    }
}

/// For what somebody is known for, a word that stands in fewer documents counts as if it stood in so many.
const UNKNOWN: u32 = 3;
/// A company that has written little is weighed as if it had written so much: in two pieces every word is common.
const AS_IF: u32 = 500;

#[expect(clippy::cast_precision_loss, reason = "counts of documents, for a logarithm")]
fn tells(count: u32, written: Totals) -> f32 {
    let all = written.docs().max(count).max(AS_IF) as f32;
    let count = count as f32;
    (1.0 + (all - count + 0.5) / (count + 0.5)).ln()
}

/// What length does to a score, by the code of the length: for replies, and for all else.
struct Norms {
    replies: Vec<f32>,
    roots: Vec<f32>,
}

impl Norms {
    fn new(written: Totals) -> Self {
        let of = |b: f32, words: f64, count: u32| -> Vec<f32> {
            #[expect(clippy::cast_possible_truncation, reason = "a mean length")]
            let mean = (words / f64::from(count.max(1))).max(1.0) as f32;
            (0..=u8::MAX).map(|code| 1.0 - b + b * decode_length(code) / mean).collect()
        };
        Self {
            replies: of(B_ANSWERED, written.reply_words, written.replies),
            roots: of(B_ASKED, written.root_words, written.roots),
        }
    }

    fn of(&self, doc: &Doc) -> f32 {
        if doc.is_reply() {
            self.replies[usize::from(doc.len)]
        } else if doc.is_root() {
            self.roots[usize::from(doc.len)]
        } else {
            0.5
        }
    }
}

/// The threads of the best questions and of the best answers, in the order of their digests.
fn best_threads(
    view: &View<'_>,
    fits: &[Vec<Fit>],
    skills: &mut Vec<Declaration>,
    fresh: impl Fn(u32) -> f32,
) -> Vec<u64> {
    let mut roots: Vec<(f32, u64)> = Vec::new();
    let mut replies: Vec<(f32, u64)> = Vec::new();
    for (part, fits) in fits.iter().enumerate() {
        for (at, fit) in (0..).zip(fits).filter(|(_, fit)| fit.score > 0.0) {
            let doc = view.doc((part, at));
            if doc.is_skill() {
                skills.push(((part, at), doc.author, *fit, doc.is_accepted()));
            } else if doc.is_reply() {
                if doc.answers() {
                    replies.push((fit.score * fresh(doc.sent), doc.thread));
                }
            } else {
                roots.push((fit.score * fresh(doc.sent), doc.thread));
            }
        }
    }
    let mut threads: Vec<u64> = Vec::new();
    for list in [&mut roots, &mut replies] {
        let order = |a: &(f32, u64), b: &(f32, u64)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if list.len() > WIDE {
            list.select_nth_unstable_by(WIDE, order);
            list.truncate(WIDE);
        }
        threads.extend(list.iter().map(|(_, thread)| *thread));
    }
    threads.sort_unstable();
    threads.dedup();
    threads
}

/// The pairs of one thread: everybody who wrote there but whoever began it.
fn gather(view: &View<'_>, fits: &[Vec<Fit>], thread: u64, pairs: &mut Vec<Pair>) {
    let mut root: Option<(u32, At)> = None;
    let mut replies: Vec<(Doc, At)> = Vec::new();
    for part in 0..fits.len() {
        for (at, doc) in view.thread(part, thread).take(LONGEST_THREAD) {
            if doc.is_root() && root.is_none_or(|(sent, _)| doc.sent < sent) {
                root = Some((doc.sent, at));
            } else if doc.answers() {
                replies.push((doc, at));
            }
        }
    }
    let asked = root.map_or(Fit::default(), |(_, (part, at))| fits[part][at as usize]);
    let first = pairs.len();
    let mut of: HashMap<u32, usize> = HashMap::new();
    // The same order wherever the documents lie: the best first, so that the others are the further ones.
    let fit = |at: At| fits[at.0][at.1 as usize];
    replies.sort_by(|(a, at_a), (b, at_b)| {
        let (earlier, later) = ((a.sent, a.len, view.name(a.author)), (b.sent, b.len, view.name(b.author)));
        fit(*at_b).score.total_cmp(&fit(*at_a).score).then_with(|| earlier.cmp(&later))
    });
    for (doc, at) in replies {
        let fit = fit(at);
        let pair = *of.entry(doc.author).or_insert_with(|| {
            pairs.push(Pair {
                thread,
                place: doc.place,
                author: doc.author,
                asked,
                answered: Fit::default(),
                last: 0,
                accepted: false,
                messages: 0,
                words: 0.0,
                root: root.map(|(_, at)| at),
                best: at,
            });
            pairs.len() - 1
        });
        add(&mut pairs[pair], &doc, at, fit, view);
    }
    // By name: numbers tell who wrote first, be it where nobody may know.
    pairs[first..].sort_by_key(|pair| view.name(pair.author));
    debug_assert!(pairs[first..].iter().all(|pair| pair.author != NOBODY), "only answers are gathered");
}

fn add(pair: &mut Pair, doc: &Doc, at: At, fit: Fit, view: &View<'_>) {
    pair.answered.score += if pair.messages == 0 { fit.score } else { fit.score * FURTHER };
    pair.answered.concepts |= fit.concepts;
    pair.last = pair.last.max(doc.sent);
    pair.messages = pair.messages.saturating_add(1);
    pair.words += doc.words();
    let best = view.doc(pair.best);
    if (doc.is_accepted(), doc.len) > (best.is_accepted(), best.len) {
        pair.best = at;
    }
    pair.accepted |= doc.is_accepted();
}
