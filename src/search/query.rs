//! A question as the index is asked: concepts, each with the terms that may stand for it.

use std::collections::HashMap;

use super::chatter::{is_chatter, says};
use super::synonyms::also_called;
use super::view::View;
use super::words::{Word, name_term, words};

/// Something the question is about.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Concept {
    /// The terms that may stand for it, and how surely each does.
    pub terms: Vec<(String, f32)>,
    /// How often and how prominently the question has it.
    pub weight: f32,
    /// It is a topic that the question was filed under.
    pub is_topic: bool,
    /// How much it says of what the question is about, from 0 to 1: see [`says`], and less if it is a guess at what was
    /// mistyped. A topic says nothing that its words have not said: little was filed under any.
    pub says: f32,
}

/// More concepts than these are not looked up: those that tell the least are dropped.
const MOST: usize = 48;
/// More unknown words than these are not taken for mistyped.
const CORRECTED: usize = 4;
/// What a guess at a mistyped word says of what the word itself would.
const GUESSED: f32 = 0.7;
/// What an unknown word of three letters and fewer says of it.
const SHORT_AND_UNKNOWN: f32 = 0.25;
/// A word that more than one in so many documents have is common.
const COMMON: usize = 10;
/// An index of so many documents is large.
const LARGE: usize = 20_000;
/// Common words are dropped if so many others remain.
const REMAINING: usize = 3;
/// The first words of a long question say best what it is about.
const PROMINENT: usize = 30;
/// What a question is about. Words of the trade bring their other names with them; a word that nobody ever wrote
/// brings those that are spelt nearly so.
pub(super) fn concepts(text: &str, topics: &[String], view: &View<'_>) -> Vec<Concept> {
    let all: Vec<Word> = words(text).into_iter().filter(|word| !word.within).collect();
    let telling: Vec<&Word> = all.iter().filter(|word| tells(word)).collect();
    let chosen: Vec<&Word> = if telling.is_empty() { all.iter().collect() } else { telling };
    let mut concepts: Vec<Concept> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (place, word) in chosen.into_iter().enumerate() {
        let prominence = if place < PROMINENT { 1.0 } else { 0.5 };
        let weight = f32::from(word.halves) * 0.5 * prominence;
        if let Some(at) = known.get(&word.term) {
            // Said again, it is meant a little more.
            concepts[*at].weight += weight * 0.3;
            continue;
        }
        let mut terms = vec![(word.term.clone(), 1.0)];
        terms.extend(also_called(&word.term).map(|other| (other.to_owned(), 0.9)));
        for (term, _) in &terms {
            known.insert(term.clone(), concepts.len());
        }
        concepts.push(Concept { terms, weight, is_topic: false, says: says(word) });
    }
    // Topics first: of what comes late in a long question it is not told who answered it.
    let filed = topics.iter().map(|topic| {
        let terms = vec![(name_term(topic), 1.0)];
        Concept { terms, weight: 1.0, is_topic: true, says: 0.0 }
    });
    let mut concepts: Vec<Concept> = filed.chain(concepts).collect();
    let mut corrected = 0;
    for concept in &mut concepts {
        if corrected < CORRECTED && !concept.terms.iter().any(|(term, _)| view.lives(term)) {
            let near = spelt_nearly(&concept.terms[0].0, view);
            // What is short and nobody ever wrote may be anything, mistyped.
            concept.says *= match (near.is_empty(), concept.terms[0].0.len()) {
                (true, ..4) => SHORT_AND_UNKNOWN,
                (true, _) => 1.0,
                (false, _) => GUESSED,
            };
            concept.terms.extend(near);
            corrected += 1;
        }
    }
    drop_common(&mut concepts, view);
    if concepts.len() <= MOST {
        return concepts;
    }
    // The rarest stay, in the order in which they were written.
    let mut rare: Vec<(f32, usize)> =
        concepts.iter().enumerate().map(|(at, concept)| (rarity(concept, view), at)).collect();
    rare.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut kept: Vec<usize> = rare.into_iter().take(MOST).map(|(_, at)| at).collect();
    kept.sort_unstable();
    kept.into_iter().map(|at| concepts[at].clone()).collect()
}

/// In a large index, words that stand nearly everywhere cost the most and tell the least: they go, if others remain.
fn drop_common(concepts: &mut Vec<Concept>, view: &View<'_>) {
    let all = view.count();
    let common = |concept: &Concept| {
        view.stand_in_more_than(concept.terms.iter().map(|(term, _)| term.as_str()), all / COMMON)
    };
    if all >= LARGE && concepts.iter().filter(|concept| !common(concept)).count() >= REMAINING {
        concepts.retain(|concept| !common(concept));
    }
}

fn tells(word: &Word) -> bool {
    let name = word.capital || word.shown.chars().all(char::is_uppercase);
    name || !is_chatter(&word.term)
}

fn frequency(concept: &Concept, view: &View<'_>) -> u32 {
    concept.terms.iter().map(|(term, _)| view.frequency(term)).sum()
}

#[expect(clippy::cast_precision_loss, reason = "only an order is wanted")]
fn rarity(concept: &Concept, view: &View<'_>) -> f32 {
    concept.weight / (2.0 + frequency(concept, view) as f32).ln()
}

/// The terms of the index that a mistyped one may be meant for, see [`slips`]: the nearest, at most three.
fn spelt_nearly(term: &str, view: &View<'_>) -> Vec<(String, f32)> {
    let length = term.chars().count();
    let Some(first) =
        term.chars().next().filter(|_| length >= SHORTEST && term.chars().all(char::is_alphabetic))
    else {
        return Vec::new();
    };
    let most = if length >= LONG { 2 } else { 1 };
    let mut near: HashMap<String, usize> = HashMap::new();
    let wanted = letter_set(term);
    view.terms_like(first, &mut |other| {
        // Cheap signs that they are far apart come first: there may be half a million terms.
        if other.len().abs_diff(term.len()) > most * 4
            || (wanted ^ letter_set(other)).count_ones() as usize > most * 2
        {
            return;
        }
        if let Some(slips) = slips(term, other) {
            near.insert(other.to_owned(), slips);
        }
    });
    let near = near.into_iter().filter(|(term, _)| view.lives(term));
    let mut near: Vec<(String, (usize, u32))> = near
        .map(|(term, distance)| {
            let frequency = view.frequency(&term);
            (term, (distance, frequency))
        })
        .collect();
    near.sort_by(|a, b| a.1.0.cmp(&b.1.0).then(b.1.1.cmp(&a.1.1)).then(a.0.cmp(&b.0)));
    let best = near.first().map_or(0, |(_, (distance, _))| *distance);
    let near = near.into_iter().filter(|(_, (distance, _))| *distance == best).take(3);
    near.map(|(term, (distance, _))| (term, if distance == 1 { 0.7 } else { 0.5 })).collect()
}

/// Shorter words are never taken for mistyped ones, in characters.
const SHORTEST: usize = 5;
/// From so many characters on, one letter may stand for another: below, that is as likely another word (`point` and
/// `paint`, `expert` and the stem of `experiments`).
const EXCHANGED: usize = 7;
/// From so many characters on a term is taken for a stem that only ends otherwise.
const STEM: usize = 6;
/// From so many characters on two slips are forgiven, if they lie close together.
const LONG: usize = 8;

/// How many slips lie between two terms, one or two, where one can be the other mistyped: a letter too many, missing or
/// changed places, and in longer words one for another. They begin alike. None where they are two words.
pub(super) fn slips(term: &str, other: &str) -> Option<usize> {
    // Most words differ in their first letter, and need not be taken apart.
    if term.chars().next() != other.chars().next() {
        return None;
    }
    let (length, other_length) = (term.chars().count(), other.chars().count());
    let shortest = length.min(other_length);
    let most = if shortest >= LONG { 2 } else { 1 };
    if shortest < SHORTEST || length.abs_diff(other_length) > 2 {
        return None;
    }
    let (ours, theirs) = differing(term, other);
    // A stem, with an ending that the stemmer does not know: `migraton`.
    if theirs.is_empty() && shortest >= STEM && ours.chars().count() <= 2 && term.starts_with(other) {
        return Some(ours.chars().count());
    }
    if ours.chars().count().max(theirs.chars().count()) > most * 3 {
        return None;
    }
    let distance = strsim::osa_distance(ours, theirs);
    let is_exchange = distance == 1 && ours.chars().count() == 1 && theirs.chars().count() == 1;
    (1..=most).contains(&distance).then_some(distance).filter(|_| !is_exchange || shortest >= EXCHANGED)
}

/// A term is another, mistyped.
pub(super) fn nearly(term: &str, other: &str) -> bool {
    slips(term, other).is_some()
}

/// Two words without what they begin and end with alike. Two slips lie close together or are not forgiven.
fn differing<'a>(a: &'a str, b: &'a str) -> (&'a str, &'a str) {
    let alike = |(a, b): &(char, char)| a == b;
    let front: usize = a.chars().zip(b.chars()).take_while(alike).map(|(c, _)| c.len_utf8()).sum();
    let (a, b) = (&a[front..], &b[front..]);
    let back: usize = a.chars().rev().zip(b.chars().rev()).take_while(alike).map(|(c, _)| c.len_utf8()).sum();
    (&a[..a.len() - back], &b[..b.len() - back])
}

/// Which letters a word has, those outside of the alphabet all as one.
fn letter_set(word: &str) -> u32 {
    word.bytes()
        .fold(0, |set, byte| if byte.is_ascii_lowercase() { set | 1 << (byte - b'a') } else { set | 1 << 26 })
}

#[cfg(test)]
mod tests {
    use super::{differing, nearly};

    #[test]
    fn what_two_words_have_alike_at_their_ends_is_left_out() {
        assert_eq!(differing("postrges", "postgres"), ("rg", "gr"));
        assert_eq!(differing("postgre", "postgres"), ("", "s"));
        assert_eq!(differing("käse", "küste"), ("äs", "üst"));
        assert_eq!(differing("aa", "aaa"), ("", "a"));
    }

    #[test]
    fn one_slip_is_forgiven_and_two_in_a_long_word() {
        for (term, other, is_near) in [
            ("postrges", "postgres", true),
            ("psotrges", "postgres", true),
            ("psotrgse", "postgres", false),
            ("docekr", "docker", true),
            ("dokcre", "docker", false),
            ("größe", "grösse", false),
            ("java", "jave", false),
            ("paint", "point", false),
            ("expert", "experi", false),
            ("quit", "quot", false),
            ("migraton", "migration", true),
            ("migraton", "migrat", true),
            ("terrafirm", "terraform", true),
            ("kitten", "sitting", false),
        ] {
            assert_eq!(nearly(term, other), is_near, "{term} {other}");
        }
    }
}
