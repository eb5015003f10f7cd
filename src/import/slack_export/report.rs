//! What came of an import, in figures that add up.

use std::collections::BTreeMap;

/// Problems of one entry that are told one by one.
const MOST: usize = 20;

/// What came of it. What was found is what was imported and what was left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The workspace the export is of; several with commas.
    pub team: String,
    /// People met.
    pub people: u64,
    /// Channels met.
    pub channels: u64,
    /// Messages read, and records that should be one.
    pub found: u64,
    /// Messages written, or that would be.
    pub messages: u64,
    /// Messages left out, by why.
    pub left_out: BTreeMap<LeftOut, u64>,
    /// Files that were passed over as they should be, by why.
    pub passed_over: BTreeMap<PassedOver, u64>,
    /// Messages taken back, or that would be: the store held them, and their authors had deleted them by then.
    pub taken_back: u64,
    /// Entries that were in already.
    pub entries_before: u64,
    /// What was wrong and how to put it right; the rest was imported.
    pub problems: Vec<String>,
}

impl Report {
    pub(super) fn leaves_out(&mut self, why: LeftOut) {
        self.found += 1;
        *self.left_out.entry(why).or_default() += 1;
    }

    /// Tells what is wrong with one entry: the first few, and how many there are beside.
    pub(super) fn tell(&mut self, entry: &str, mut words: Vec<String>) {
        let rest = words.len().saturating_sub(MOST);
        words.truncate(MOST);
        self.problems.extend(words.into_iter().map(|words| format!("{entry}, {words}")));
        if rest > 0 {
            self.problems.push(format!("{entry}: {rest} more records like these"));
        }
    }
}

/// Why a message was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// A program wrote it.
    Program,
    /// It only says that somebody came or went, or what was renamed.
    Notice,
    /// Nobody is named as its author.
    NoAuthor,
    /// It has no words of its own.
    NoWords,
    /// A newer export, or a deletion, says that it is gone.
    Gone,
    /// Whoever wrote it was erased.
    Erased,
    /// It cannot be read. Each is a problem as well.
    Unreadable,
}

impl LeftOut {
    /// For the summary: `12 of programs`.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Program => "of programs",
            Self::Notice => "of joins, topics and the like",
            Self::NoAuthor => "without an author",
            Self::NoWords => "without words",
            Self::Gone => "that are deleted by now",
            Self::Erased => "of people who were erased",
            Self::Unreadable => "that cannot be read",
        }
    }
}

/// Why a file was not read, and should not have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PassedOver {
    /// Direct messages, and what is written about canvases.
    Direct,
    /// A private channel, without `--private`.
    Private,
    /// A channel that `--channel` does not name.
    NotAsked,
}

impl PassedOver {
    /// For the summary: `3 files of direct messages`.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Direct => "of direct messages and canvases",
            Self::Private => "of private channels, which --private imports",
            Self::NotAsked => "of channels that --channel does not name",
        }
    }
}
