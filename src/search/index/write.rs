//! Writing a segment, out of any parts.
//!
//! The file: a mark; the postings; the dictionary in blocks of terms; the ids; the digests of the ids in order; the
//! documents in the order of their threads; the names of people and places; where each begins. A checksum of it all is kept elsewhere.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::Part;
use super::doc::{Doc, digest};
use super::interner::Interner;
use super::varint::{Summing, put};

/// What a segment's file begins with; changed whenever what is written changes.
pub(super) const MARK: &[u8; 8] = b"LYCEUM02";
/// Terms that share a block of the dictionary.
pub(super) const BLOCK: usize = 64;
/// Where each section begins, at the end of the file: seven numbers of eight bytes.
pub(super) const FOOTER: usize = 7 * 8;

/// What is written, and how it is numbered.
pub(super) struct Source<'a> {
    part: &'a dyn Part,
    /// The new number of each document; none if it was removed.
    new: Vec<u32>,
}

const GONE: u32 = u32::MAX;

/// Writes the living documents of some parts as one segment; returns how many and the file's checksum.
pub(super) fn write(
    path: &Path,
    parts: &[&dyn Part],
    people: &Interner,
    places: &Interner,
) -> io::Result<(u32, u32)> {
    let (order, sources) = number(parts);
    let mut to = Summing::new(BufWriter::with_capacity(1 << 18, File::create(path)?));
    to.write_all(MARK)?;
    let (dictionary, blocks) = postings(&mut to, &sources)?;
    let mut begins = vec![to.written];
    to.write_all(&dictionary)?;
    begins.push(to.written);
    to.write_all(&blocks)?;
    begins.push(to.written);
    let digests = ids(&mut to, parts, &order)?;
    begins.push(to.written);
    for (digest, at) in digests {
        to.write_all(&digest.to_le_bytes())?;
        to.write_all(&at.to_le_bytes())?;
    }
    begins.push(to.written);
    let mut local = (Local::default(), Local::default());
    for (part, at) in &order {
        let doc = parts[*part].docs()[*at as usize];
        to.write_all(&doc_bytes(&doc, local.0.number(doc.author), local.1.number(doc.place)))?;
    }
    begins.push(to.written);
    for (names, local) in [(people, &local.0), (places, &local.1)] {
        let mut bytes = Vec::new();
        put(&mut bytes, local.order.len() as u64);
        for number in &local.order {
            let name = names.name(*number).unwrap_or_default();
            put(&mut bytes, name.len() as u64);
            bytes.extend_from_slice(name.as_bytes());
        }
        to.write_all(&bytes)?;
    }
    begins.push(order.len() as u64);
    for begin in &begins {
        to.write_all(&begin.to_le_bytes())?;
    }
    to.flush()?;
    let sum = to.sum.clone().finalize();
    to.into_inner().into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    Ok((u32::try_from(order.len()).unwrap_or(u32::MAX), sum))
}

/// Puts the living documents of all parts in the order of their threads.
fn number<'a>(parts: &[&'a dyn Part]) -> (Vec<(usize, u32)>, Vec<Source<'a>>) {
    let mut order: Vec<(u64, u32, usize, u32)> = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        for (at, doc) in (0..).zip(part.docs()) {
            if !part.deleted().has(at) {
                order.push((doc.thread, doc.sent, number, at));
            }
        }
    }
    order.sort_unstable();
    let mut sources: Vec<Source> =
        parts.iter().map(|part| Source { part: *part, new: vec![GONE; part.docs().len()] }).collect();
    for (new, (_, _, part, at)) in (0..).zip(&order) {
        sources[*part].new[*at as usize] = new;
    }
    (order.into_iter().map(|(_, _, part, at)| (part, at)).collect(), sources)
}

/// Writes all postings; gives the dictionary, and its blocks: where each begins and with which term.
fn postings(to: &mut impl Write, sources: &[Source]) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let mut terms: Vec<_> = sources.iter().map(|source| source.part.all_terms().peekable()).collect();
    let (mut dictionary, mut blocks) = (Vec::new(), Vec::new());
    let (mut at, mut count) = (MARK.len() as u64, 0_usize);
    let mut previous = String::new();
    let (mut list, mut read, mut bytes) = (Vec::new(), Vec::new(), Vec::new());
    while let Some(term) = terms.iter_mut().filter_map(|terms| terms.peek().cloned()).min() {
        list.clear();
        for (source, terms) in sources.iter().zip(&mut terms) {
            if terms.next_if(|next| *next == term).is_some() {
                read.clear();
                source.part.postings(&term, &mut read);
                let new = read.iter().map(|(at, count)| (source.new[*at as usize], *count));
                list.extend(new.filter(|(new, _)| *new != GONE));
            }
        }
        if list.is_empty() {
            continue;
        }
        list.sort_unstable();
        bytes.clear();
        let mut before = 0;
        for (new, count) in &list {
            put(&mut bytes, u64::from(new - before));
            bytes.push(*count);
            before = *new;
        }
        to.write_all(&bytes)?;
        if count.is_multiple_of(BLOCK) {
            put(&mut blocks, term.len() as u64);
            blocks.extend_from_slice(term.as_bytes());
            put(&mut blocks, dictionary.len() as u64);
            put(&mut dictionary, at);
            previous.clear();
        }
        let shared = term.bytes().zip(previous.bytes()).take_while(|(a, b)| a == b).count();
        put(&mut dictionary, shared as u64);
        put(&mut dictionary, (term.len() - shared) as u64);
        dictionary.extend_from_slice(&term.as_bytes()[shared..]);
        put(&mut dictionary, list.len() as u64);
        put(&mut dictionary, bytes.len() as u64);
        at += bytes.len() as u64;
        count += 1;
        previous = term;
    }
    Ok((dictionary, blocks))
}

/// Writes the ids, and before them where each ends; gives their digests in order.
fn ids(to: &mut impl Write, parts: &[&dyn Part], order: &[(usize, u32)]) -> io::Result<Vec<(u64, u32)>> {
    let mut digests = Vec::with_capacity(order.len());
    let mut bytes = Vec::new();
    for (new, (part, at)) in (0_u32..).zip(order) {
        let id = parts[*part].id(*at).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))?;
        bytes.extend_from_slice(id.as_bytes());
        to.write_all(&u32::try_from(bytes.len()).map_err(io::Error::other)?.to_le_bytes())?;
        digests.push((digest(&[&id]), new));
    }
    to.write_all(&bytes)?;
    digests.sort_unstable();
    Ok(digests)
}

/// A document takes so many bytes.
pub(super) const DOC: usize = 22;

fn doc_bytes(doc: &Doc, author: u32, place: u32) -> [u8; DOC] {
    let mut bytes = [0; DOC];
    bytes[..8].copy_from_slice(&doc.thread.to_le_bytes());
    bytes[8..12].copy_from_slice(&doc.sent.to_le_bytes());
    bytes[12..16].copy_from_slice(&author.to_le_bytes());
    bytes[16..20].copy_from_slice(&place.to_le_bytes());
    bytes[20] = doc.len;
    bytes[21] = doc.flags;
    bytes
}

/// Numbers within the segment, in the order in which they come up.
#[derive(Default)]
struct Local {
    order: Vec<u32>,
    numbers: std::collections::HashMap<u32, u32>,
}

impl Local {
    fn number(&mut self, global: u32) -> u32 {
        if global == super::doc::NOBODY {
            return global;
        }
        *self.numbers.entry(global).or_insert_with(|| {
            self.order.push(global);
            u32::try_from(self.order.len()).unwrap_or(u32::MAX)
        })
    }
}
