//! What chance would have shown: an earlier thread is looked at beside others of its channel and its time. Who answers
//! much there, and what everybody talks about, is right by chance as well; only what goes beyond that is to the point.

use std::collections::{HashMap, HashSet};

use super::history::{Asked, History, Key, Post};
use crate::search::Earlier;

/// So many threads before, and so many after it in its channel, are what a thread is compared with.
const BESIDE: usize = 12;
/// Fewer threads than these say nothing about chance.
const FEWEST: usize = 5;

/// How an earlier thread that was found does, and how one taken by chance would.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Judged {
    /// One if it is of somebody who answered this question, too; zero otherwise.
    pub right: f64,
    /// How often a thread beside it is.
    pub right_by_chance: f64,
    /// How much its answer says of what the real answer said, beyond the words of the question: from 0 to 1.
    pub alike: f64,
    /// How much the answers of the threads beside it do.
    pub alike_by_chance: f64,
}

/// The threads of a history.
pub struct Threads<'a> {
    all: Vec<Thread<'a>>,
    /// By their own name, and by that of their first post.
    named: HashMap<Key<'a>, usize>,
    /// By channel, in the order of time.
    places: HashMap<Key<'a>, Vec<usize>>,
    /// In how many answers of a workspace each word stands, and how many there are.
    frequency: HashMap<Option<&'a str>, (HashMap<String, f64>, f64)>,
}

struct Thread<'a> {
    root: &'a Post,
    answers: Vec<&'a Post>,
}

impl<'a> Thread<'a> {
    /// The accepted answer of those given before a moment, or else the longest.
    fn best(&self, before: f64) -> Option<&'a Post> {
        let known = self.answers.iter().copied().filter(|post| post.ts < before);
        known.max_by_key(|post| (post.accepted, post.text.split_whitespace().count()))
    }
}

impl<'a> Threads<'a> {
    /// Of a history, in the order of time.
    pub fn of(history: &'a History) -> Self {
        let mut threads = Self {
            all: Vec::new(),
            named: HashMap::new(),
            places: HashMap::new(),
            frequency: HashMap::new(),
        };
        let mut begun: HashMap<Key, usize> = HashMap::new();
        for post in &history.posts {
            let workspace = post.ws.as_deref();
            let Some(at) = begun.get(&post.thread_key()) else {
                let at = threads.all.len();
                begun.insert(post.thread_key(), at);
                threads.named.insert((workspace, &post.id), at);
                threads.named.insert(post.thread_key(), at);
                let place = (workspace, post.channel.as_deref().unwrap_or_default());
                threads.places.entry(place).or_default().push(at);
                threads.all.push(Thread { root: post, answers: Vec::new() });
                continue;
            };
            let thread = &mut threads.all[*at];
            if post.author.is_some() && post.author != thread.root.author {
                thread.answers.push(post);
                let (frequency, count) = threads.frequency.entry(workspace).or_default();
                *count += 1.0;
                for word in words(&post.text) {
                    *frequency.entry(word).or_default() += 1.0;
                }
            }
        }
        threads
    }

    /// Judges an earlier thread that was found for a question; none where there is too little beside it.
    pub fn judge(&self, asked: &Asked, found: &Earlier) -> Option<Judged> {
        let workspace = asked.ws.as_deref();
        let shown = *self.named.get(&(workspace, found.thread.as_ref()?.as_str()))?;
        let place = self.all[shown].root.channel.as_deref().unwrap_or_default();
        let here = self.places.get(&(workspace, place))?;
        let at = here.iter().position(|thread| *thread == shown)?;
        let range = at.saturating_sub(BESIDE)..(at + BESIDE + 1).min(here.len());
        let beside = here[range].iter().filter(|thread| **thread != shown);
        let beside: Vec<&Post> = beside.filter_map(|thread| self.all[*thread].best(asked.ts)).collect();
        if beside.len() < FEWEST {
            return None;
        }
        let is_true = |person: Option<&str>| person.is_some_and(|person| asked.truth.contains_key(person));
        let one = |is: bool| if is { 1.0 } else { 0.0 };
        let real = self.named.get(&(workspace, asked.qid.as_str()));
        let real = real.and_then(|thread| self.all[*thread].best(f64::INFINITY));
        let mut judged = Judged {
            right: one(is_true(found.author.as_ref().map(crate::chat::PersonId::as_str))),
            right_by_chance: mean(beside.iter().map(|post| one(is_true(post.author.as_deref())))),
            ..Judged::default()
        };
        if let Some(real) = real {
            let known = words(&asked.text);
            let alike = |text: &str| self.alike(workspace, &known, &real.text, text);
            judged.alike = alike(&found.answer.encode());
            judged.alike_by_chance = mean(beside.iter().map(|post| alike(&post.text)));
        }
        Some(judged)
    }

    /// The cosine of two texts without the words that are known already, each word weighed by how rare it is.
    fn alike(&self, workspace: Option<&str>, known: &HashSet<String>, one: &str, other: &str) -> f64 {
        let Some((frequency, count)) = self.frequency.get(&workspace) else { return 0.0 };
        let weight = |word: &String| {
            let often = frequency.get(word).copied().unwrap_or_default();
            (1.0 + (count - often + 0.5).max(0.0) / (often + 0.5)).ln().powi(2)
        };
        let (one, other) = (words(one), words(other));
        let sum = |words: &HashSet<String>| -> f64 { words.difference(known).map(weight).sum() };
        let shared: HashSet<String> = one.intersection(&other).cloned().collect();
        let most = (sum(&one) * sum(&other)).sqrt();
        if most > 0.0 { sum(&shared) / most } else { 0.0 }
    }
}

fn mean(figures: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = f64::from(u32::try_from(figures.len()).unwrap_or(u32::MAX)).max(1.0);
    figures.sum::<f64>() / count
}

fn words(text: &str) -> HashSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 1)
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Threads;
    use crate::chat::MessageId;
    use crate::evaluate::history::{Asked, History, Post};
    use crate::search::Earlier;

    fn post(id: String, thread: &str, author: &str, at: u32, text: &str) -> Post {
        let (thread, author) = (thread.to_owned(), Some(author.to_owned()));
        let text = text.to_owned();
        Post {
            id,
            ws: None,
            thread,
            channel: None,
            author,
            ts: f64::from(at),
            text,
            title: None,
            tags: None,
            accepted: None,
        }
    }

    /// Ten threads, one an hour. Bob answers every other one, and once about vacuum.
    fn history() -> History {
        let mut posts = Vec::new();
        for at in 0..10_u32 {
            let (thread, author) = (format!("t{at}"), if at % 2 == 0 { "bob" } else { "ann" });
            posts.push(post(format!("q{at}"), &thread, "asker", at * 10, "why is it slow"));
            let text = if at == 4 { "run vacuum analyze" } else { "restart it" };
            posts.push(post(format!("a{at}"), &thread, author, at * 10 + 5, text));
        }
        posts.push(post("q".into(), "asked", "asker", 200, "why is it slow"));
        posts.push(post("a".into(), "asked", "bob", 201, "it is slow: vacuum analyze once"));
        History { posts, ..History::default() }
    }

    fn asked() -> Asked {
        Asked {
            qid: "asked".into(),
            ws: None,
            ts: 200.0,
            channel: None,
            asker: None,
            text: "why is it slow".into(),
            tags: None,
            truth: BTreeMap::from([("bob".to_owned(), 2.0)]),
            split: None,
        }
    }

    fn found(root: &str, author: &str, answer: &str) -> Earlier {
        Earlier {
            question: "".into(),
            answer: answer.into(),
            author: Some(crate::chat::PersonId::new(author)),
            accepted: false,
            place: None,
            thread: Some(MessageId::new(root)),
            when: chrono::DateTime::UNIX_EPOCH,
            fit: 1.0,
        }
    }

    #[test]
    fn what_is_right_is_told_beside_what_chance_would_have_been() {
        let history = history();
        let threads = Threads::of(&history);
        let judged = threads.judge(&asked(), &found("q4", "bob", "run vacuum analyze")).unwrap();
        assert!((judged.right - 1.0).abs() < 1e-9);
        assert!(
            (judged.right_by_chance - 4.0 / 9.0).abs() < 1e-9,
            "{judged:?}: bob has four of the nine others"
        );
        assert!(judged.alike > 0.5 && judged.alike_by_chance < 1e-9, "{judged:?}");
        let other = threads.judge(&asked(), &found("q5", "ann", "restart it")).unwrap();
        assert!(other.right < 1e-9 && other.alike < 1e-9 && other.alike_by_chance > 0.05, "{other:?}");
        assert_eq!(threads.judge(&asked(), &found("nowhere", "ann", "x")), None);
        let early = Asked { ts: 26.0, ..asked() };
        assert_eq!(threads.judge(&early, &found("q0", "bob", "x")), None, "too little was answered by then");
    }
}
