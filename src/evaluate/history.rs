//! A history and its questions, as files of JSON lines: read, checked and put in the order of time.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use serde::{Deserialize, Deserializer};

/// A set whose clock only orders is stretched over so many seconds.
const STRETCHED: f64 = 900.0 * 86_400.0;
/// Where a stretched clock begins: any Monday will do.
const BEGINNING: f64 = 1_577_664_000.0;
/// The longest line that is read.
const LONGEST_LINE: u64 = 16 << 20;

/// Something that was written.
#[derive(Clone, Debug, Deserialize)]
pub struct Post {
    /// Its name.
    #[serde(deserialize_with = "name")]
    pub id: String,
    /// Its workspace; a set without workspaces is one.
    #[serde(default)]
    pub ws: Option<String>,
    /// Its thread. The first post of a thread is the question.
    #[serde(rename = "th", deserialize_with = "name")]
    pub thread: String,
    /// Its channel.
    #[serde(rename = "ch", default)]
    pub channel: Option<String>,
    /// Who wrote it.
    #[serde(rename = "a")]
    pub author: Option<String>,
    /// When, in seconds.
    pub ts: f64,
    /// Its words.
    #[serde(default)]
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

/// A question, and who answered it.
#[derive(Clone, Debug, Deserialize)]
pub struct Asked {
    /// Its name.
    #[serde(deserialize_with = "name")]
    pub qid: String,
    /// Its workspace.
    #[serde(default)]
    pub ws: Option<String>,
    /// When, in seconds. Only what was written earlier may be known.
    pub ts: f64,
    /// Its channel.
    #[serde(rename = "ch", default)]
    pub channel: Option<String>,
    /// Who asks; no candidate.
    #[serde(rename = "a")]
    pub asker: Option<String>,
    /// Its words.
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
    /// The file and the line that cannot be read, and why.
    pub fn read(history: &Path, queries: &Path) -> anyhow::Result<Self> {
        let mut read = Self::default();
        let mut logical = false;
        each_line(history, |text| {
            let line: Line = serde_json::from_str(text)?;
            match line.t.as_str() {
                "meta" => logical |= line.clock.as_deref() == Some("logical"),
                "post" => read.posts.push(serde_json::from_str(text)?),
                _ => {}
            }
            Ok(())
        })?;
        each_line(queries, |text| {
            read.questions.push(serde_json::from_str(text)?);
            Ok(())
        })?;
        read.posts.sort_by(|a, b| a.ts.total_cmp(&b.ts));
        read.questions.sort_by(|a, b| a.ts.total_cmp(&b.ts));
        if logical {
            read.stretch();
        }
        Ok(read)
    }

    /// Only the questions of one split.
    pub fn only(&mut self, split: &str) {
        self.questions.retain(|asked| asked.split.as_deref() == Some(split));
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
    pub fn roots(&self) -> HashMap<&str, &Post> {
        let mut roots = HashMap::new();
        for post in &self.posts {
            roots.entry(post.thread.as_str()).or_insert(post);
        }
        roots
    }
}

/// A name may be written as a number.
fn name<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Name {
        Words(String),
        Number(i64),
    }
    Ok(match Name::deserialize(from)? {
        Name::Words(words) => words,
        Name::Number(number) => number.to_string(),
    })
}

fn each_line(path: &Path, mut each: impl FnMut(&str) -> Result<(), serde_json::Error>) -> anyhow::Result<()> {
    let named = |error: io::Error| anyhow::anyhow!("{}: {error}", path.display());
    let mut reader = open(path).map_err(named)?;
    let mut line = String::new();
    for number in 1_u64.. {
        line.clear();
        if (&mut reader).take(LONGEST_LINE).read_line(&mut line).map_err(named)? == 0 {
            break;
        }
        if !line.trim().is_empty() {
            each(&line).map_err(|error| anyhow::anyhow!("{}, line {number}: {error}", path.display()))?;
        }
    }
    Ok(())
}

/// Gzip is known by its first two bytes.
fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    let mut file = BufReader::new(File::open(path)?);
    let zipped = file.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    Ok(if zipped { Box::new(BufReader::new(MultiGzDecoder::new(file))) } else { Box::new(file) })
}
