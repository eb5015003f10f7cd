//! The inverted index of one company: parts that are searched together.

pub(in crate::search) mod bitset;
pub(in crate::search) mod company;
pub(in crate::search) mod cursor;
pub(in crate::search) mod disk;
pub(in crate::search) mod doc;
pub(in crate::search) mod interner;
pub(in crate::search) mod memory;
pub(in crate::search) mod segment;
pub(in crate::search) mod tallies;
mod varint;
pub(in crate::search) mod vectors;
mod write;
pub(in crate::search) mod written;

use bitset::BitSet;
use doc::Doc;

/// A part of an index. Documents are numbered from zero within it; what was removed keeps its number.
pub(in crate::search) trait Part {
    /// All documents, also removed ones.
    fn docs(&self) -> &[Doc];
    /// The same, to put in who asked.
    fn docs_mut(&mut self) -> &mut [Doc];
    /// Which of them were removed.
    fn deleted(&self) -> &BitSet;
    /// Removes one.
    fn remove(&mut self, at: u32);
    /// The living document with this id.
    fn find(&self, id: &str) -> Option<u32>;
    /// The id of a document; none if it cannot be read any more.
    fn id(&self, at: u32) -> Option<String>;
    /// The documents of a thread, also removed ones.
    fn thread(&self, thread: u64) -> Vec<u32>;
    /// In how many documents a term stands, removed ones included.
    fn frequency(&self, term: &str) -> u32;
    /// Appends where a term stands and how often, removed documents included, in order.
    fn postings(&self, term: &str, into: &mut Vec<(u32, u8)>);
    /// Every term that begins so, with its frequency.
    fn terms_like(&self, first: char, each: &mut dyn FnMut(&str, u32));
    /// Every term, in order.
    fn all_terms(&self) -> Box<dyn Iterator<Item = String> + '_>;
}
