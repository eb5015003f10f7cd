//! A part of an index on disk. Documents are in memory while it is loaded; terms, postings and ids stay in the file.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use super::Part;
use super::bits::Bits;
use super::coding::{Checksum, take, take_bytes, take_u32};
use super::doc::{Doc, NOBODY, digest};
use super::names::Names;
use super::write::{DOC, FOOTER, MARK};

/// A part on disk.
#[derive(Debug)]
pub(in crate::search) struct Segment {
    pub path: PathBuf,
    pub sum: u64,
    file: File,
    docs: Vec<Doc>,
    deleted: Bits,
    /// The first term of each block of the dictionary, and where the block begins.
    blocks: Vec<(Box<str>, u64)>,
    /// Where the dictionary begins and ends.
    dictionary: (u64, u64),
    ids: u64,
    digests: u64,
}

/// A term, as the dictionary has it.
struct Entry {
    term: String,
    frequency: u32,
    at: u64,
    bytes: usize,
}

impl Segment {
    /// Opens a file, if its checksum is this.
    ///
    /// # Errors
    /// When it is missing or damaged.
    pub fn open(path: &Path, sum: u64, people: &mut Names, places: &mut Names) -> io::Result<Self> {
        let mut file = File::open(path)?;
        if summed(&mut file)? != sum {
            return Err(damaged());
        }
        Self::read(path, sum, file, people, places)
    }

    fn read(path: &Path, sum: u64, file: File, people: &mut Names, places: &mut Names) -> io::Result<Self> {
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
        let starts = section(&file, blocks, ids)?;
        Ok(Self {
            path: path.to_owned(),
            sum,
            docs,
            deleted: Bits::default(),
            blocks: read_blocks(&starts).ok_or_else(damaged)?,
            dictionary: (dictionary, blocks),
            ids,
            digests,
            file,
        })
    }

    /// The share of documents that were removed.
    pub fn wasted(&self) -> bool {
        self.deleted.count() * 4 > self.docs.len()
    }

    fn block(&self, number: usize) -> Vec<Entry> {
        let begin = self.dictionary.0 + self.blocks[number].1;
        let end = self.blocks.get(number + 1).map_or(self.dictionary.1, |next| self.dictionary.0 + next.1);
        let Ok(bytes) = section(&self.file, begin, end) else { return Vec::new() };
        entries(&bytes).unwrap_or_default()
    }

    fn entry(&self, term: &str) -> Option<Entry> {
        let number = self.blocks.partition_point(|(first, _)| **first <= *term).checked_sub(1)?;
        self.block(number).into_iter().find(|entry| entry.term == term)
    }

    fn digest_at(&self, place: u64) -> Option<(u64, u32)> {
        let mut bytes = [0; 12];
        self.file.read_exact_at(&mut bytes, self.digests + place * 12).ok()?;
        let (digest, at) = bytes.split_first_chunk::<8>()?;
        Some((u64::from_le_bytes(*digest), u32::from_le_bytes(*at.first_chunk()?)))
    }
}

impl Part for Segment {
    fn docs(&self) -> &[Doc] {
        &self.docs
    }

    fn docs_mut(&mut self) -> &mut [Doc] {
        &mut self.docs
    }

    fn deleted(&self) -> &Bits {
        &self.deleted
    }

    fn remove(&mut self, at: u32) {
        self.deleted.set(at);
    }

    fn find(&self, id: &str) -> Option<u32> {
        let wanted = digest(&[id]);
        let (mut low, mut high) = (0, self.docs.len() as u64);
        while low < high {
            let middle = u64::midpoint(low, high);
            if self.digest_at(middle)?.0 < wanted {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        while low < self.docs.len() as u64 {
            let (digest, at) = self.digest_at(low)?;
            if digest != wanted {
                return None;
            }
            if !self.deleted.has(at) && self.id(at).as_deref() == Some(id) {
                return Some(at);
            }
            low += 1;
        }
        None
    }

    fn id(&self, at: u32) -> Option<String> {
        let mut ends = [0; 8];
        let before = u64::from(at).checked_sub(1);
        let from = self.ids + before.unwrap_or(0) * 4;
        self.file.read_exact_at(&mut ends[usize::from(before.is_none()) * 4..], from).ok()?;
        let (begin, end) = ends.split_first_chunk::<4>()?;
        let (begin, end) = (u32::from_le_bytes(*begin), u32::from_le_bytes(*end.first_chunk()?));
        let base = self.ids + self.docs.len() as u64 * 4;
        let bytes = section(&self.file, base + u64::from(begin), base + u64::from(end)).ok()?;
        String::from_utf8(bytes).ok()
    }

    fn thread(&self, thread: u64) -> Vec<u32> {
        let from = self.docs.partition_point(|doc| doc.thread < thread);
        let docs = (0_u32..).zip(&self.docs).skip(from).take_while(|(_, doc)| doc.thread == thread);
        docs.map(|(at, _)| at).collect()
    }

    fn frequency(&self, term: &str) -> u32 {
        self.entry(term).map_or(0, |entry| entry.frequency)
    }

    fn postings(&self, term: &str, into: &mut Vec<(u32, u8)>) {
        let Some(entry) = self.entry(term) else { return };
        let Ok(bytes) = section(&self.file, entry.at, entry.at + entry.bytes as u64) else { return };
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
            for entry in self.block(number).iter().filter(|entry| entry.term.starts_with(first)) {
                each(&entry.term, entry.frequency);
            }
        }
    }

    fn all_terms(&self) -> Box<dyn Iterator<Item = String> + '_> {
        Box::new((0..self.blocks.len()).flat_map(|number| self.block(number)).map(|entry| entry.term))
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the file is damaged")
}

fn summed(file: &mut File) -> io::Result<u64> {
    let mut sum = Checksum::new();
    let mut bytes = vec![0; 1 << 20];
    loop {
        let count = file.read(&mut bytes)?;
        if count == 0 {
            return Ok(sum.sum());
        }
        sum.add(&bytes[..count]);
    }
}

fn section(file: &File, begin: u64, end: u64) -> io::Result<Vec<u8>> {
    let length =
        end.checked_sub(begin).and_then(|length| usize::try_from(length).ok()).ok_or_else(damaged)?;
    let mut bytes = vec![0; length];
    file.read_exact_at(&mut bytes, begin)?;
    Ok(bytes)
}

fn entries(mut from: &[u8]) -> Option<Vec<Entry>> {
    let mut at = take(&mut from)?;
    let mut list: Vec<Entry> = Vec::new();
    while !from.is_empty() {
        let shared = usize::try_from(take(&mut from)?).ok()?;
        let length = usize::try_from(take(&mut from)?).ok()?;
        let mut term = list.last().map_or(&[][..], |entry| entry.term.as_bytes()).get(..shared)?.to_vec();
        term.extend_from_slice(take_bytes(&mut from, length)?);
        let frequency = take_u32(&mut from)?;
        let bytes = take(&mut from)?;
        list.push(Entry {
            term: String::from_utf8(term).ok()?,
            frequency,
            at,
            bytes: usize::try_from(bytes).ok()?,
        });
        at += bytes;
    }
    Some(list)
}

fn read_blocks(mut from: &[u8]) -> Option<Vec<(Box<str>, u64)>> {
    let mut blocks = Vec::new();
    while !from.is_empty() {
        let term = read_name(&mut from)?;
        blocks.push((term.into(), take(&mut from)?));
    }
    Some(blocks)
}

fn read_names(mut from: &[u8], people: &mut Names, places: &mut Names) -> Option<(Vec<u32>, Vec<u32>)> {
    let mut read = |names: &mut Names| {
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
