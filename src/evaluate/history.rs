//! A history and its questions, as files of JSON lines: read, checked and put in the order of time.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

use serde::{Deserialize, Deserializer, de};

use super::jsonl::each_line;

/// A set whose clock only orders is stretched over so many seconds.
pub(super) const STRETCHED: f64 = 900.0 * 86_400.0;
/// Where a stretched clock begins: any Monday will do.
pub(super) const BEGINNING: f64 = 1_577_664_000.0;
/// The last moment that the search can tell, in seconds; what is later is no number of seconds.
const LAST: f64 = u32::MAX as f64;
/// The most that an answer can be worth: gains are powers of it.
const MOST: f64 = 20.0;
/// No chat is as old as this: January 1990.
const OLD: f64 = 631_152_000.0;

/// A place of one workspace, or a thread or a message there.
pub type Key<'a> = (Option<&'a str>, &'a str);

/// Something that was written.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Post {
    /// The message's id, unique within its history.
    #[serde(deserialize_with = "name")]
    pub id: String,
    /// Its workspace; a set without workspaces is one.
    #[serde(default, deserialize_with = "maybe_name")]
    pub ws: Option<String>,
    /// Its thread. The first post of a thread is the question.
    #[serde(rename = "th", deserialize_with = "name")]
    pub thread: String,
    /// Its channel.
    #[serde(rename = "ch", default, deserialize_with = "maybe_name")]
    pub channel: Option<String>,
    /// Who wrote it.
    #[serde(rename = "a", default, deserialize_with = "maybe_name")]
    pub author: Option<String>,
    /// When, in seconds.
    pub ts: f64,
    /// Its words.
    #[serde(default, deserialize_with = "maybe_words")]
    pub text: String,
    /// Its title, if it has one.
    #[serde(default)]
    pub title: Option<String>,
    /// Its tags.
    #[serde(default)]
    pub tags: Option<Vec<String>>,
    /// One if it was accepted as the answer.
    #[serde(rename = "acc", default)]
    pub accepted: Option<u8>,
}

impl Post {
    /// Its thread, by workspace.
    pub fn thread_key(&self) -> Key<'_> {
        (self.ws.as_deref(), &self.thread)
    }
}

/// A question, and who answered it.
#[derive(Clone, Debug, Deserialize)]
pub struct Asked {
    /// The question's id, unique within its file.
    #[serde(deserialize_with = "name")]
    pub qid: String,
    /// Its workspace.
    #[serde(default, deserialize_with = "maybe_name")]
    pub ws: Option<String>,
    /// When, in seconds. Only what was written earlier may be known.
    pub ts: f64,
    /// Its channel.
    #[serde(rename = "ch", default, deserialize_with = "maybe_name")]
    pub channel: Option<String>,
    /// Who asks; no candidate.
    #[serde(rename = "a", default, deserialize_with = "maybe_name")]
    pub asker: Option<String>,
    /// Its words.
    #[serde(default, deserialize_with = "maybe_words")]
    pub text: String,
    /// Its tags.
    #[serde(default)]
    pub tags: Option<Vec<String>>,
    /// Who answered, and how much that was worth.
    pub truth: BTreeMap<String, f64>,
    /// `valid` to fit on, `test` to look at.
    #[serde(default)]
    pub split: Option<String>,
}

/// A set, in the order of time.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// What was written.
    pub posts: Vec<Post>,
    /// What was asked.
    pub questions: Vec<Asked>,
    /// What whoever reads the figures should know of the set, a line each.
    pub remarks: Vec<String>,
}

/// What a line of a history is.
#[derive(Deserialize)]
struct Line {
    t: String,
    #[serde(default)]
    clock: Option<String>,
}

impl History {
    /// Reads a set. Lines of a history that are neither `meta` nor `post` are left out.
    ///
    /// # Errors
    /// The file and the line that cannot be read, and why; or what is missing.
    pub fn read(history: &Path, queries: &Path) -> anyhow::Result<Self> {
        let mut read = Self::default();
        let mut logical = false;
        let mut impossible: Option<anyhow::Error> = None;
        let mut check = |path: &Path, number: u64, ts: f64| {
            if !(0.0..=LAST).contains(&ts) && impossible.is_none() {
                let at = path.display();
                impossible = Some(anyhow::anyhow!("{at}, line {number}: ts is no moment in seconds: {ts}"));
            }
        };
        each_line(history, |number, text| {
            let line: Line = serde_json::from_str(text)?;
            match line.t.as_str() {
                "meta" => logical |= line.clock.as_deref() == Some("logical"),
                "post" => {
                    let post: Post = serde_json::from_str(text)?;
                    check(history, number, post.ts);
                    read.posts.push(post);
                }
                _ => {}
            }
            Ok(())
        })?;
        each_line(queries, |number, text| {
            let asked: Asked = serde_json::from_str(text)?;
            check(queries, number, asked.ts);
            if let Some(value) = asked.truth.values().find(|value| **value > MOST) {
                return Err(de::Error::custom(format!("a relevance of {value}; {MOST} is the most")));
            }
            read.questions.push(asked);
            Ok(())
        })?;
        anyhow::ensure!(!read.posts.is_empty(), "{}: there is no post in it", history.display());
        anyhow::ensure!(!read.questions.is_empty(), "{}: there is no question in it", queries.display());
        if let (Some(error), false) = (impossible, logical) {
            return Err(error);
        }
        read.in_order();
        read.questions.sort_by(|a, b| a.ts.total_cmp(&b.ts));
        read.tell_apart();
        if logical {
            read.stretch();
        } else if read.posts.last().is_some_and(|last| last.ts < OLD) {
            read.remarks.push(
                "all posts are from before 1990; if their moments only order them, a line {\"t\":\"meta\",\"clock\":\"logical\"} says so"
                    .to_owned(),
            );
        }
        read.look_for_answerers();
        Ok(read)
    }

    /// Of what was written at the same moment, the post that its thread is called after is the first.
    pub(super) fn in_order(&mut self) {
        self.posts.sort_by(|a, b| a.ts.total_cmp(&b.ts).then((a.id != a.thread).cmp(&(b.id != b.thread))));
    }

    /// A post that stands there twice counts once. Different posts of the same name all count.
    fn tell_apart(&mut self) {
        let mut known: HashMap<(Option<String>, String), usize> = HashMap::new();
        let mut kept: Vec<Post> = Vec::with_capacity(self.posts.len());
        let (mut twice, mut named_alike, mut example) = (0_usize, 0_usize, String::new());
        for mut post in self.posts.drain(..) {
            let key = (post.ws.clone(), post.id.clone());
            if let Some(first) = known.get(&key) {
                if kept[*first] == post {
                    twice += 1;
                    continue;
                }
                named_alike += 1;
                example.clone_from(&post.id);
                post.id = format!("{} ({named_alike})", post.id);
            } else {
                known.insert(key, kept.len());
            }
            kept.push(post);
        }
        self.posts = kept;
        if twice > 0 {
            self.remarks.push(format!("{twice} posts stand there twice, and count once"));
        }
        if named_alike > 0 {
            self.remarks.push(format!(
                "{named_alike} posts are called as another one of their workspace (the last is {example}); all count"
            ));
        }
    }

    /// Questions that nobody can be named for count as zero: most likely the names or the moments differ.
    fn look_for_answerers(&mut self) {
        let mut since: HashMap<Key, f64> = HashMap::new();
        for post in &self.posts {
            if let Some(author) = &post.author {
                since.entry((post.ws.as_deref(), author)).or_insert(post.ts);
            }
        }
        let is_known = |asked: &Asked, person: &str| {
            since.get(&(asked.ws.as_deref(), person)).is_some_and(|since| *since < asked.ts)
        };
        let lost = |asked: &&Asked| {
            let mut truth = asked.truth.iter().filter(|(_, relevance)| **relevance > 0.0);
            !truth.any(|(person, _)| is_known(asked, person))
        };
        let lost: Vec<&str> = self.questions.iter().filter(lost).map(|asked| asked.qid.as_str()).collect();
        if let Some(first) = lost.first() {
            self.remarks.push(format!(
                "{} of {} questions were answered by nobody who had written in their workspace before, and count as \
                 zero (the first is {first})",
                lost.len(),
                self.questions.len()
            ));
        }
        let names: HashSet<Key> =
            self.questions.iter().map(|asked| (asked.ws.as_deref(), asked.qid.as_str())).collect();
        let again = self.questions.len() - names.len();
        if again > 0 {
            self.remarks.push(format!("{again} questions have the qid of another one; all count"));
        }
    }

    /// Only the questions of one split.
    ///
    /// # Errors
    /// When there is none.
    pub fn only(&mut self, split: &str) -> anyhow::Result<()> {
        let splits: BTreeSet<&str> =
            self.questions.iter().filter_map(|asked| asked.split.as_deref()).collect();
        let splits = Vec::from_iter(splits).join(", ");
        self.questions.retain(|asked| asked.split.as_deref() == Some(split));
        anyhow::ensure!(
            !self.questions.is_empty(),
            "no question has the split {split}; there is {}",
            if splits.is_empty() { "none at all" } else { &splits }
        );
        Ok(())
    }

    fn stretch(&mut self) {
        let moments =
            || self.posts.iter().map(|post| post.ts).chain(self.questions.iter().map(|asked| asked.ts));
        let first = moments().fold(f64::INFINITY, f64::min);
        let span = (moments().fold(f64::NEG_INFINITY, f64::max) - first).max(1.0);
        let stretched = |ts: f64| BEGINNING + (ts - first) / span * STRETCHED;
        self.posts.iter_mut().for_each(|post| post.ts = stretched(post.ts));
        self.questions.iter_mut().for_each(|asked| asked.ts = stretched(asked.ts));
    }

    /// The first post of each thread.
    pub fn roots(&self) -> HashMap<Key<'_>, &Post> {
        let mut roots = HashMap::new();
        for post in &self.posts {
            roots.entry(post.thread_key()).or_insert(post);
        }
        roots
    }
}

/// A name may be written as a number.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a name is words or a whole number")]
enum Name {
    Words(String),
    Number(i64),
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        match name {
            Name::Words(words) => words,
            Name::Number(number) => number.to_string(),
        }
    }
}

fn name<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Name::deserialize(from).map(String::from)
}

fn maybe_name<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<Name>::deserialize(from)?.map(String::from).filter(|name| !name.is_empty()))
}

fn maybe_words<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}
