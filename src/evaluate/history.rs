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
#[derive(Deserialize)]
#[serde(untagged)]
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
    Ok(Option::<Name>::deserialize(from)?.map(String::from))
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

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::{BEGINNING, History, STRETCHED};

    fn written(lines: &str) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(lines.as_bytes()).unwrap();
        file
    }

    const ASKED: &str = r#"{"qid":7,"ts":30,"a":2,"text":"how?","tags":null,"truth":{"3":2},"split":"test"}"#;

    #[test]
    fn names_may_be_numbers_and_a_clock_that_only_orders_is_stretched() {
        let history = written(
            r#"{"t":"meta","clock":"logical"}
{"t":"person","id":1}
{"t":"post","id":2,"th":2,"a":1,"ts":20,"text":"second","ch":9}
{"t":"post","id":"1","th":"2","a":"x","ts":10,"text":"first"}

"#,
        );
        let mut read = History::read(history.path(), written(ASKED).path()).unwrap();
        let posts: Vec<_> =
            read.posts.iter().map(|post| (post.id.as_str(), post.author.as_deref())).collect();
        assert_eq!(posts, [("1", Some("x")), ("2", Some("1"))]);
        assert_eq!(read.posts[1].channel.as_deref(), Some("9"));
        let middle = BEGINNING + STRETCHED / 2.0;
        assert!((read.posts[0].ts - BEGINNING).abs() < 1.0 && (read.posts[1].ts - middle).abs() < 1.0);
        assert_eq!(read.questions[0].asker.as_deref(), Some("2"));
        read.only("valid");
        assert!(read.questions.is_empty());
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        let history = written("{\"t\":\"meta\"}\n{\"t\":\"post\",\"id\":1}\n");
        let error = History::read(history.path(), written(ASKED).path()).unwrap_err().to_string();
        assert!(error.contains("line 2") && error.contains("missing field"), "{error}");
        let gone = History::read("no such file".as_ref(), history.path()).unwrap_err().to_string();
        assert!(gone.starts_with("no such file: "), "{gone}");
    }
}
