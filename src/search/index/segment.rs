//! A part of an index on disk. Documents and the dictionary are in memory while it is loaded; postings and ids stay
//! in the file.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use crc32fast::Hasher;
use parking_lot::Mutex;

use super::Part;
use super::bitset::BitSet;
use super::doc::{Doc, NOBODY, digest};
use super::interner::Interner;
use super::varint::{take, take_bytes, take_u32};
use super::write::{DOC, FOOTER, MARK};

/// A part on disk.
#[derive(Debug)]
pub(in crate::search) struct Segment {
    pub path: PathBuf,
    pub sum: u32,
    file: File,
    /// What was read ahead, and from where; only while the file is read from end to end.
    ahead: Option<Mutex<(u64, Vec<u8>)>>,
    docs: Vec<Doc>,
    deleted: BitSet,
    /// The first term of each block of the dictionary, and where the block begins.
    blocks: Vec<(Box<str>, u64)>,
    dictionary: Vec<u8>,
    ids: u64,
    digests: u64,
    /// Where each id ends.
    ends: Vec<u32>,
    /// The first of every so many digests.
    sparse: Vec<u64>,
    /// A bit for each digest, and for few others: most ids that are not here are known not to be without a look.
    filter: BitSet,
}

/// A term, as the dictionary has it.
#[derive(Clone, Copy)]
struct Entry {
    frequency: u32,
    at: u64,
    bytes: usize,
}

impl Segment {
    /// Opens a file, if its checksum is this.
    ///
    /// # Errors
    /// When it is missing or damaged.
    pub fn open(path: &Path, sum: u32, people: &mut Interner, places: &mut Interner) -> io::Result<Self> {
        let mut file = File::open(path)?;
        if summed(&mut file)? != sum {
            return Err(damaged());
        }
        Self::read(path, sum, file, people, places)
    }

    fn read(
        path: &Path,
        sum: u32,
        file: File,
        people: &mut Interner,
        places: &mut Interner,
    ) -> io::Result<Self> {
        let end = file.metadata()?.len();
        let mut mark = [0; MARK.len()];
        file.read_exact_at(&mut mark, 0)?;
        let begins = section(&file, end.checked_sub(FOOTER as u64).ok_or_else(damaged)?, end)?;
        let begins: Vec<u64> =
            begins.as_chunks::<8>().0.iter().map(|bytes| u64::from_le_bytes(*bytes)).collect();
        let [dictionary, blocks, ids, digests, docs, names, count] = begins[..] else {
            return Err(damaged());
        };
        if mark != *MARK || docs + count * DOC as u64 != names {
            return Err(damaged());
        }
        let names = section(&file, names, end - FOOTER as u64)?;
        let (authors, locations) = read_names(&names, people, places).ok_or_else(damaged)?;
        let docs = section(&file, docs, docs + count * DOC as u64)?;
        let docs =
            docs.as_chunks::<DOC>().0.iter().map(|bytes| read_doc(bytes, &authors, &locations)).collect();
        let (sparse, filter) = read_digests(&file, digests, count)?;
        let starts = section(&file, blocks, ids)?;
        let ends = section(&file, ids, ids + count * 4)?;
        Ok(Self {
            path: path.to_owned(),
            sum,
            ahead: None,
            docs,
            deleted: BitSet::default(),
            blocks: read_blocks(&starts).ok_or_else(damaged)?,
            dictionary: section(&file, dictionary, blocks)?,
            ids,
            digests,
            ends: ends.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect(),
            sparse,
            filter,
            file,
        })
    }

    /// Expects to be read from end to end, as a merge does, and reads ahead.
    pub fn read_through(&mut self) {
        self.ahead = Some(Mutex::default());
    }

    /// Many of its documents were removed.
    pub fn wasted(&self) -> bool {
        self.deleted.count() * 4 > self.docs.len()
    }

    /// Goes through the terms of a block in order, until told to stop.
    fn block(&self, number: usize, each: &mut dyn FnMut(&str, Entry) -> bool) {
        let at = |number: usize| self.blocks.get(number).and_then(|block| usize::try_from(block.1).ok());
        let begin = at(number).unwrap_or(usize::MAX);
        let end = at(number + 1).unwrap_or(self.dictionary.len());
        // The checksum was right: bytes that are no entries end the block early, and that is all.
        let _ = self.dictionary.get(begin..end).and_then(|bytes| entries(bytes, each));
    }

    fn bytes(&self, begin: u64, end: u64) -> io::Result<Vec<u8>> {
        let Some(ahead) = &self.ahead else { return section(&self.file, begin, end) };
        let mut ahead = ahead.lock();
        let within = |ahead: &(u64, Vec<u8>)| {
            let from = usize::try_from(begin.checked_sub(ahead.0)?).ok()?;
            let to = usize::try_from(end.checked_sub(ahead.0)?).ok()?;
            Some(ahead.1.get(from..to)?.to_vec())
        };
        if let Some(bytes) = within(&ahead) {
            return Ok(bytes);
        }
        let last = self.file.metadata()?.len().min(end.max(begin + AHEAD));
        *ahead = (begin, section(&self.file, begin, last)?);
        within(&ahead).ok_or_else(damaged)
    }

    fn entry(&self, term: &str) -> Option<Entry> {
        let number = self.blocks.partition_point(|(first, _)| **first <= *term).checked_sub(1)?;
        let mut found = None;
        self.block(number, &mut |other, entry| {
            if other == term {
                found = Some(entry);
            }
            other < term
        });
        found
    }
}

impl Part for Segment {
    fn docs(&self) -> &[Doc] {
        &self.docs
    }

    fn docs_mut(&mut self) -> &mut [Doc] {
        &mut self.docs
    }

    fn deleted(&self) -> &BitSet {
        &self.deleted
    }

    fn remove(&mut self, at: u32) {
        self.deleted.set(at);
    }

    fn find(&self, id: &str) -> Option<u32> {
        let wanted = digest(&[id]);
        let all = self.docs.len() as u64;
        if !self.filter.has(filter_bit(wanted, all)) {
            return None;
        }
        let near = self.sparse.partition_point(|digest| *digest < wanted).saturating_sub(1) as u64;
        let mut from = near * SPARSE;
        while from < all {
            let to = (from + SPARSE).min(all);
            let bytes = section(&self.file, self.digests + from * DIGEST, self.digests + to * DIGEST).ok()?;
            for (digest, at) in bytes.chunks_exact(12).filter_map(read_digest) {
                if digest > wanted {
                    return None;
                }
                if digest == wanted && !self.deleted.has(at) && self.id(at).as_deref() == Some(id) {
                    return Some(at);
                }
            }
            from = to;
        }
        None
    }

    fn id(&self, at: u32) -> Option<String> {
        let end = *self.ends.get(at as usize)?;
        let begin = (at as usize).checked_sub(1).map_or(0, |before| self.ends[before]);
        let base = self.ids + self.docs.len() as u64 * 4;
        let bytes = self.bytes(base + u64::from(begin), base + u64::from(end)).ok()?;
        String::from_utf8(bytes).ok()
    }

    fn thread(&self, thread: u64) -> Vec<u32> {
        let from = self.docs.partition_point(|doc| doc.thread < thread);
        let count = self.docs[from..].iter().take_while(|doc| doc.thread == thread).count();
        (from..from + count).filter_map(|at| u32::try_from(at).ok()).collect()
    }

    fn frequency(&self, term: &str) -> u32 {
        self.entry(term).map_or(0, |entry| entry.frequency)
    }

    fn postings(&self, term: &str, into: &mut Vec<(u32, u8)>) {
        let Some(entry) = self.entry(term) else { return };
        let Ok(bytes) = self.bytes(entry.at, entry.at + entry.bytes as u64) else { return };
        let mut from = bytes.as_slice();
        let mut at = 0_u32;
        into.reserve(entry.frequency as usize);
        while let (Some(step), Some((count, rest))) = (take_u32(&mut from), from.split_first()) {
            at = at.saturating_add(step);
            if at as usize >= self.docs.len() {
                return;
            }
            into.push((at, *count));
            from = rest;
        }
    }

    fn terms_like(&self, first: char, each: &mut dyn FnMut(&str, u32)) {
        let start =
            self.blocks.partition_point(|(term, _)| term.chars().next() < Some(first)).saturating_sub(1);
        for number in start..self.blocks.len() {
            if self.blocks[number].0.chars().next() > Some(first) {
                return;
            }
            self.block(number, &mut |term, entry| {
                if term.starts_with(first) {
                    each(term, entry.frequency);
                }
                true
            });
        }
    }

    fn all_terms(&self) -> Box<dyn Iterator<Item = String> + '_> {
        Box::new((0..self.blocks.len()).flat_map(|number| {
            let mut terms = Vec::new();
            self.block(number, &mut |term, _| {
                terms.push(term.to_owned());
                true
            });
            terms
        }))
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the file is damaged")
}

fn summed(file: &mut File) -> io::Result<u32> {
    let mut sum = Hasher::new();
    let mut bytes = vec![0; 1 << 20];
    loop {
        let count = file.read(&mut bytes)?;
        if count == 0 {
            return Ok(sum.finalize());
        }
        sum.update(&bytes[..count]);
    }
}

fn section(file: &File, begin: u64, end: u64) -> io::Result<Vec<u8>> {
    let length =
        end.checked_sub(begin).and_then(|length| usize::try_from(length).ok()).ok_or_else(damaged)?;
    let mut bytes = vec![0; length];
    file.read_exact_at(&mut bytes, begin)?;
    Ok(bytes)
}

fn entries(mut from: &[u8], each: &mut dyn FnMut(&str, Entry) -> bool) -> Option<()> {
    let mut at = take(&mut from)?;
    let mut term: Vec<u8> = Vec::new();
    while !from.is_empty() {
        let shared = usize::try_from(take(&mut from)?).ok()?;
        let length = usize::try_from(take(&mut from)?).ok()?;
        term.truncate(shared);
        term.extend_from_slice(take_bytes(&mut from, length)?);
        let frequency = take_u32(&mut from)?;
        let bytes = take(&mut from)?;
        if !each(
            std::str::from_utf8(&term).ok()?,
            Entry { frequency, at, bytes: usize::try_from(bytes).ok()? },
        ) {
            return Some(());
        }
        at += bytes;
    }
    Some(())
}

/// So many bytes are read at once when a file is read through.
const AHEAD: u64 = 1 << 18;
/// A digest and its document take so many bytes.
const DIGEST: u64 = 12;
/// How many bits of the filter there are for each digest.
const FILTER: u64 = 16;
/// One digest of so many is kept in memory.
const SPARSE: u64 = 64;

fn read_digest(bytes: &[u8]) -> Option<(u64, u32)> {
    let (digest, at) = bytes.split_first_chunk::<8>()?;
    Some((u64::from_le_bytes(*digest), u32::from_le_bytes(*at.first_chunk()?)))
}

fn filter_bit(digest: u64, count: u64) -> u32 {
    u32::try_from(digest % (count * FILTER).max(1)).unwrap_or(0)
}

fn read_digests(file: &File, begin: u64, count: u64) -> io::Result<(Vec<u64>, BitSet)> {
    let (mut sparse, mut filter) = (Vec::new(), BitSet::default());
    // A piece at a time: the whole would be large for a moment.
    for from in (0..count).step_by(1 << 16) {
        let to = (from + (1 << 16)).min(count);
        let bytes = section(file, begin + from * DIGEST, begin + to * DIGEST)?;
        for (at, (digest, _)) in bytes.chunks_exact(12).filter_map(read_digest).enumerate() {
            filter.set(filter_bit(digest, count));
            if at % 64 == 0 {
                sparse.push(digest);
            }
        }
    }
    Ok((sparse, filter))
}

fn read_blocks(mut from: &[u8]) -> Option<Vec<(Box<str>, u64)>> {
    let mut blocks = Vec::new();
    while !from.is_empty() {
        let term = read_name(&mut from)?;
        blocks.push((term.into(), take(&mut from)?));
    }
    Some(blocks)
}

fn read_names(mut from: &[u8], people: &mut Interner, places: &mut Interner) -> Option<(Vec<u32>, Vec<u32>)> {
    let mut read = |names: &mut Interner| {
        let count = take(&mut from)?;
        let mut numbers = vec![NOBODY];
        for _ in 0..count {
            numbers.push(names.number(Some(read_name(&mut from)?)));
        }
        Some(numbers)
    };
    Some((read(people)?, read(places)?))
}

fn read_name<'a>(from: &mut &'a [u8]) -> Option<&'a str> {
    let length = usize::try_from(take(from)?).ok()?;
    std::str::from_utf8(take_bytes(from, length)?).ok()
}

fn read_doc(bytes: &[u8; DOC], people: &[u32], places: &[u32]) -> Doc {
    let number = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    let name = |names: &[u32], at: usize| names.get(number(at) as usize).copied().unwrap_or(NOBODY);
    Doc {
        thread: u64::from(number(0)) | u64::from(number(4)) << 32,
        sent: number(8),
        author: name(people, 12),
        asker: NOBODY,
        place: name(places, 16),
        len: bytes[20],
        flags: bytes[21],
    }
}
