//! A question as the index is asked: concepts, each with the terms that may stand for it.

use std::collections::HashMap;

use super::trade::also_called;
use super::view::View;
use super::words::{Word, name_term, words};

/// Something the question is about.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Concept {
    /// As the asker wrote it.
    pub shown: String,
    /// The terms that may stand for it, and how surely each does.
    pub terms: Vec<(String, f32)>,
    /// How often and how prominently the question has it.
    pub weight: f32,
}

/// More concepts than these are not looked up: those that tell the least are dropped.
const MOST: usize = 48;
/// More unknown words than these are not taken for mistyped.
const CORRECTED: usize = 4;
/// A word that more than one in so many documents have is common.
const COMMON: usize = 10;
/// An index of so many documents is large.
const LARGE: usize = 20_000;
/// Common words are dropped if so many others remain.
const REMAINING: usize = 3;
/// The first words of a long question say best what it is about.
const PROMINENT: usize = 30;
/// Words that a question is made of, and that say nothing of what it is about. In the form the index has them.
const CHATTER: &[&str] = &[
    "about",
    "after",
    "all",
    "also",
    "ani",
    "anybodi",
    "anyon",
    "anyth",
    "ask",
    "back",
    "becaus",
    "befor",
    "best",
    "better",
    "can",
    "cant",
    "could",
    "doe",
    "doesnt",
    "dont",
    "els",
    "ever",
    "everyon",
    "explain",
    "find",
    "folk",
    "get",
    "give",
    "good",
    "got",
    "great",
    "guy",
    "happen",
    "hello",
    "help",
    "here",
    "hey",
    "hi",
    "how",
    "idea",
    "inform",
    "into",
    "ist",
    "just",
    "know",
    "like",
    "look",
    "lot",
    "make",
    "mani",
    "mayb",
    "mean",
    "might",
    "more",
    "much",
    "need",
    "new",
    "no",
    "not",
    "now",
    "off",
    "ok",
    "one",
    "onli",
    "other",
    "out",
    "over",
    "pleas",
    "possibl",
    "question",
    "realli",
    "right",
    "say",
    "see",
    "seem",
    "should",
    "some",
    "somebodi",
    "someon",
    "someth",
    "still",
    "such",
    "suggest",
    "sure",
    "tell",
    "than",
    "thank",
    "thing",
    "think",
    "tri",
    "understand",
    "up",
    "us",
    "use",
    "veri",
    "want",
    "way",
    "well",
    "what",
    "when",
    "where",
    "whether",
    "which",
    "while",
    "who",
    "whi",
    "without",
    "wonder",
    "work",
    "would",
    "wrong",
    "yes",
    "yet",
];

/// What a question is about. Words of the trade bring their other names with them; a word that nobody ever wrote
/// brings those that are spelt nearly so.
pub(super) fn concepts(text: &str, topics: &[String], view: &View<'_>) -> Vec<Concept> {
    let all = words(text);
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
        concepts.push(Concept { shown: word.shown.clone(), terms, weight });
    }
    for topic in topics {
        concepts.push(Concept { shown: topic.clone(), terms: vec![(name_term(topic), 1.0)], weight: 1.0 });
    }
    let mut corrected = 0;
    for concept in &mut concepts {
        if corrected < CORRECTED && !concept.terms.iter().any(|(term, _)| view.lives(term)) {
            concept.terms.extend(spelt_nearly(&concept.terms[0].0, view));
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
    name || !CHATTER.contains(&word.term.as_str())
}

fn frequency(concept: &Concept, view: &View<'_>) -> u32 {
    concept.terms.iter().map(|(term, _)| view.frequency(term)).sum()
}

#[expect(clippy::cast_precision_loss, reason = "only an order is wanted")]
fn rarity(concept: &Concept, view: &View<'_>) -> f32 {
    concept.weight / (2.0 + frequency(concept, view) as f32).ln()
}

/// The terms of the index nearest to a mistyped one: at most three, at a distance of one, of two from eight letters on.
fn spelt_nearly(term: &str, view: &View<'_>) -> Vec<(String, f32)> {
    let letters: Vec<char> = term.chars().collect();
    if letters.len() < 4 || !letters.iter().all(|c| c.is_alphabetic()) {
        return Vec::new();
    }
    let most = if letters.len() >= 8 { 2 } else { 1 };
    let mut near: HashMap<String, usize> = HashMap::new();
    let (wanted, mut other_letters) = (letter_set(term), Vec::new());
    view.terms_like(letters[0], &mut |other| {
        // Cheap signs that they are far apart come first: there may be half a million terms.
        if other.len().abs_diff(term.len()) > most * 4
            || (wanted ^ letter_set(other)).count_ones() as usize > most * 2
        {
            return;
        }
        other_letters.clear();
        other_letters.extend(other.chars());
        if other_letters.len().abs_diff(letters.len()) > most {
            return;
        }
        let (letters, other_letters) = differing(&letters, &other_letters);
        if letters.len().max(other_letters.len()) > most * 3 {
            return;
        }
        let distance = distance(letters, other_letters);
        if distance <= most {
            near.insert(other.to_owned(), distance);
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

/// A term is another, mistyped.
pub(super) fn nearly(term: &str, other: &str) -> bool {
    // Most words differ in their first letter, and need not be taken apart.
    if term.chars().next() != other.chars().next() {
        return false;
    }
    let (a, b): (Vec<char>, Vec<char>) = (term.chars().collect(), other.chars().collect());
    let most = match a.len().min(b.len()) {
        0..5 => return false,
        5..8 => 1,
        _ => 2,
    };
    a.len().abs_diff(b.len()) <= most && distance(&a, &b) <= most
}

/// Two words without what they begin and end with alike. Two slips lie close together or are not forgiven.
fn differing<'a>(a: &'a [char], b: &'a [char]) -> (&'a [char], &'a [char]) {
    let front = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[front..], &b[front..]);
    let back = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    (&a[..a.len() - back], &b[..b.len() - back])
}

/// Which letters a word has, those outside of the alphabet all as one.
fn letter_set(word: &str) -> u32 {
    word.bytes()
        .fold(0, |set, byte| if byte.is_ascii_lowercase() { set | 1 << (byte - b'a') } else { set | 1 << 26 })
}

/// Letters to put in, take out, change, or swap with the next.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let change = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = change.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn distances() {
        let between =
            |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert_eq!(between("postgres", "postgres"), 0);
        assert_eq!(between("postrges", "postgres"), 1);
        assert_eq!(between("postgre", "postgres"), 1);
        assert_eq!(between("kitten", "sitting"), 3);
    }
}
