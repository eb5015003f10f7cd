//! A company's index on disk: a list of its segments, written whole or not at all, and how far they have read.
//!
//! The folder belongs to one process. Whatever is missing or damaged there makes the index empty: it is then made
//! anew from the store.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use super::Part;
use super::bitset::BitSet;
use super::company::Company;
use super::cursor::Cursor;
use super::interner::Interner;
use super::memory::MemoryPart;
use super::segment::Segment;
use super::vectors::Vectors;
use super::write::write;

/// What is written in the list.
#[derive(Serialize, Deserialize)]
struct List {
    /// What the terms and files look like: another version is made anew.
    version: u32,
    company: String,
    cursor: Cursor,
    segments: Vec<Listed>,
}

#[derive(Serialize, Deserialize)]
struct Listed {
    file: String,
    sum: u32,
    removed: Vec<u32>,
}

/// Raised whenever the words of a text, or the files, are no longer what they were.
const VERSION: u32 = 5;
const LIST: &str = "list.json";
/// What memory holds is written once it takes so many bytes.
const HEAVY: usize = 16 << 20;
/// Segments of about the same size are made one when there are so many of them.
const ALIKE: usize = 4;

/// No two files that this process writes have the same number.
static NUMBER: AtomicU64 = AtomicU64::new(0);

impl Company {
    /// Opens what is kept of a company in this folder; an empty index if there is nothing, or nothing sound.
    pub fn open(dir: PathBuf, company: &str) -> Self {
        let mut opened = match read(&dir, company) {
            Ok(opened) => opened,
            Err(error) => {
                if error.kind() != io::ErrorKind::NotFound {
                    tracing::warn!(%company, %error, "the search index cannot be read and is made anew");
                }
                Self::default()
            }
        };
        sweep(&dir, &opened);
        opened.dir = Some(dir);
        opened.unproved = true;
        opened
    }

    /// An empty index at the same place.
    pub fn emptied(&self) -> Self {
        let vectors = self.vectors.as_ref().map(Vectors::emptied);
        Self { dir: self.dir.clone(), vectors, ..Self::default() }
    }

    /// Memory holds so much that it had better be written.
    pub fn is_heavy(&self) -> bool {
        self.dir.is_some() && self.memory.weight() > HEAVY
    }

    /// Writes what memory holds as a segment. Without a folder nothing happens.
    ///
    /// # Errors
    /// When the disk refuses; nothing is lost then.
    pub fn flush(&mut self) -> io::Result<()> {
        let Some(dir) = self.dir.clone() else { return Ok(()) };
        if self.memory.docs().is_empty() {
            self.flushed = self.cursor.clone();
            return Ok(());
        }
        if self.memory.deleted().count() < self.memory.docs().len() {
            let segment = write_segment(&dir, &[&self.memory], &mut self.people, &mut self.places)?;
            self.segments.push(segment);
        }
        self.memory = MemoryPart::default();
        self.flushed = self.cursor.clone();
        self.settle_all();
        Ok(())
    }

    /// Writes it all, so that the next start finds it.
    ///
    /// # Errors
    /// When the disk refuses; then the next start finds what was written before.
    pub fn save(&mut self, company: &str) -> io::Result<()> {
        self.flush()?;
        self.list(company)
    }

    /// Writes the list of segments, and how far they have read.
    ///
    /// A document that was removed from them since is listed as removed, though its successor may still be in memory
    /// only: it is read from the store again at the next start, being later than the segments.
    pub fn list(&self, company: &str) -> io::Result<()> {
        let Some(dir) = &self.dir else { return Ok(()) };
        let segments = self.segments.iter().map(|segment| Listed {
            file: segment.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            sum: segment.sum,
            removed: segment.deleted().iter().collect(),
        });
        let list = List {
            version: VERSION,
            company: company.to_owned(),
            cursor: self.flushed.clone(),
            segments: segments.collect(),
        };
        let body = serde_json::to_vec(&list)?;
        fs::create_dir_all(dir)?;
        // First: they may know of more than the segments, never of less.
        if let Some(vectors) = &self.vectors {
            vectors.save(dir, &self.cursor)?;
        }
        let temporary = dir.join("list.tmp");
        let mut file = File::create(&temporary)?;
        file.write_all(format!("{:08x}\n", crc32fast::hash(&body)).as_bytes())?;
        file.write_all(&body)?;
        file.sync_all()?;
        fs::rename(temporary, dir.join(LIST))?;
        File::open(dir)?.sync_all()
    }

    /// Removes the files of an index that was replaced.
    pub fn remove_files(self) {
        for segment in self.segments {
            // Left over, they are swept away at the next start.
            let _ = fs::remove_file(segment.path);
        }
    }

    /// Which segments had better be made one, if any.
    pub fn to_merge(&self) -> Option<Merge> {
        let mut sizes: Vec<(usize, usize)> = self
            .segments
            .iter()
            .map(|segment| segment.docs().len())
            .enumerate()
            .map(|(at, size)| (size, at))
            .collect();
        sizes.sort_unstable();
        let mut chosen: Vec<usize> = Vec::new();
        let mut sum = 0;
        for (size, at) in sizes {
            if chosen.len() >= ALIKE && size > sum {
                break;
            }
            if chosen.len() < ALIKE && size > sum.max(1) * 4 {
                chosen.clear();
                sum = 0;
            }
            chosen.push(at);
            sum += size;
        }
        if chosen.len() < ALIKE {
            chosen = (0..self.segments.len()).filter(|at| self.segments[*at].wasted()).take(1).collect();
        }
        self.merge_of(chosen.iter().map(|at| &self.segments[*at]))
    }

    fn merge_of<'a>(&self, segments: impl Iterator<Item = &'a Segment>) -> Option<Merge> {
        let from = segments.map(|segment| (segment.path.clone(), segment.sum, segment.deleted().clone()));
        let merge = Merge { dir: self.dir.clone()?, from: from.collect() };
        (!merge.from.is_empty()).then_some(merge)
    }

    /// The files that hold words of what was removed since they were written.
    pub fn to_purge(&self) -> Vec<PathBuf> {
        let stale = self.segments.iter().filter(|segment| segment.deleted().count() > 0);
        stale.map(|segment| segment.path.clone()).collect()
    }

    /// How to write that file anew without them, if it is still in use; and how many documents it has.
    pub fn purge(&self, path: &Path) -> Option<(Merge, usize)> {
        let segment = self.segments.iter().find(|segment| segment.path == path)?;
        Some((self.merge_of(std::iter::once(segment))?, segment.docs().len()))
    }

    /// Puts a merged segment in the place of those it was made of, and removes from it what was removed meanwhile.
    /// Says whether it could: not if the segments are others by now.
    pub fn merged(&mut self, merge: &Merge, merged: &Merged) -> io::Result<bool> {
        let place = |path: &Path| self.segments.iter().position(|segment| segment.path == path);
        if !merge.from.iter().all(|(path, ..)| place(path).is_some()) {
            fs::remove_file(&merged.path)?;
            return Ok(false);
        }
        let mut fresh = Segment::open(&merged.path, merged.sum, &mut self.people, &mut self.places)?;
        let (gone, kept): (Vec<Segment>, Vec<Segment>) = std::mem::take(&mut self.segments)
            .into_iter()
            .partition(|segment| merge.from.iter().any(|(path, ..)| *path == segment.path));
        for segment in &gone {
            let before =
                merge.from.iter().find(|(path, ..)| *path == segment.path).map(|(.., deleted)| deleted);
            for at in segment.deleted().iter().filter(|at| before.is_none_or(|before| !before.has(*at))) {
                if let Some(now) = segment.id(at).and_then(|id| fresh.find(&id)) {
                    fresh.remove(now);
                }
            }
        }
        self.segments = kept;
        if fresh.docs().is_empty() {
            fs::remove_file(&merged.path)?;
        } else {
            self.segments.push(fresh);
        }
        self.settle_all();
        Ok(true)
    }
}

/// Segments that are to become one.
#[derive(Debug)]
pub(in crate::search) struct Merge {
    dir: PathBuf,
    from: Vec<(PathBuf, u32, BitSet)>,
}

/// A segment that was made of others.
#[derive(Debug)]
pub(in crate::search) struct Merged {
    path: PathBuf,
    sum: u32,
}

impl Merge {
    /// Does the work, beside the index that is in use.
    pub fn run(&self) -> io::Result<Merged> {
        let (mut people, mut places) = (Interner::default(), Interner::default());
        let mut segments = Vec::new();
        for (path, sum, deleted) in &self.from {
            let mut segment = Segment::open(path, *sum, &mut people, &mut places)?;
            deleted.iter().for_each(|at| segment.remove(at));
            segment.read_through();
            segments.push(segment);
        }
        let parts: Vec<&dyn Part> = segments.iter().map(|segment| segment as &dyn Part).collect();
        let path = fresh_path(&self.dir);
        let (_, sum) = write(&path, &parts, &people, &places)?;
        Ok(Merged { path, sum })
    }

    /// Removes the files that are no longer listed.
    pub fn clean_up(&self) {
        for (path, ..) in &self.from {
            // Left over, they are swept away at the next start.
            let _ = fs::remove_file(path);
        }
    }
}

fn write_segment(
    dir: &Path,
    parts: &[&dyn Part],
    people: &mut Interner,
    places: &mut Interner,
) -> io::Result<Segment> {
    fs::create_dir_all(dir)?;
    let path = fresh_path(dir);
    let (_, sum) = write(&path, parts, people, places)?;
    Segment::open(&path, sum, people, places)
}

fn fresh_path(dir: &Path) -> PathBuf {
    loop {
        let path = dir.join(format!("{:08}.segment", NUMBER.fetch_add(1, Ordering::Relaxed)));
        if !path.exists() {
            return path;
        }
    }
}

fn read(dir: &Path, company: &str) -> io::Result<Company> {
    let bytes = fs::read(dir.join(LIST))?;
    let damaged = || {
        io::Error::new(io::ErrorKind::InvalidData, "the list of segments is damaged or of another version")
    };
    let (head, body) = bytes.split_at_checked(9).ok_or_else(damaged)?;
    if head != format!("{:08x}\n", crc32fast::hash(body)).as_bytes() {
        return Err(damaged());
    }
    let list: List = serde_json::from_slice(body)?;
    if list.version != VERSION || list.company != company {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the index is of another version"));
    }
    let mut opened = Company { cursor: list.cursor.clone(), flushed: list.cursor, ..Company::default() };
    for listed in list.segments {
        let path = dir.join(&listed.file);
        let mut segment = Segment::open(&path, listed.sum, &mut opened.people, &mut opened.places)?;
        let count = u32::try_from(segment.docs().len()).unwrap_or(u32::MAX);
        listed.removed.iter().filter(|at| **at < count).for_each(|at| segment.remove(*at));
        opened.segments.push(segment);
    }
    opened.settle_all();
    opened.tally_all();
    Ok(opened)
}

/// Removes what an earlier process left unfinished.
fn sweep(dir: &Path, opened: &Company) {
    let listed: HashSet<&Path> = opened.segments.iter().map(|segment| segment.path.as_path()).collect();
    let Ok(files) = fs::read_dir(dir) else { return };
    for path in files.flatten().map(|file| file.path()) {
        if path.extension().is_some_and(|end| end == "segment") && !listed.contains(path.as_path()) {
            let _ = fs::remove_file(path);
        }
    }
}
