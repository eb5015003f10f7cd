//! The part of an index that changes: all in memory.

use std::collections::HashMap;

use super::Part;
use super::bitset::BitSet;
use super::doc::Doc;

/// Evidence that came since the last segment was written; all of it, where there is no disk.
#[derive(Debug, Default)]
pub(in crate::search) struct MemoryPart {
    docs: Vec<Doc>,
    ids: Vec<Box<str>>,
    deleted: BitSet,
    by_id: HashMap<Box<str>, u32>,
    threads: HashMap<u64, Vec<u32>>,
    terms: HashMap<Box<str>, Vec<(u32, u8)>>,
    postings: usize,
}

impl MemoryPart {
    /// Adds a document with its words; under an id that it holds already, the older one must have been removed.
    pub fn add(&mut self, id: &str, doc: Doc, terms: &[(String, u8)]) -> u32 {
        let at = u32::try_from(self.docs.len()).unwrap_or(u32::MAX);
        self.docs.push(doc);
        self.ids.push(id.into());
        self.by_id.insert(id.into(), at);
        self.threads.entry(doc.thread).or_default().push(at);
        for (term, frequency) in terms {
            match self.terms.get_mut(term.as_str()) {
                Some(list) => list.push((at, *frequency)),
                None => {
                    self.terms.insert(term.as_str().into(), vec![(at, *frequency)]);
                }
            }
        }
        self.postings += terms.len();
        at
    }

    /// A rough figure of the bytes it takes.
    pub fn weight(&self) -> usize {
        self.docs.len() * 400 + self.postings * 14 + self.terms.len() * 230
    }
}

impl Part for MemoryPart {
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
        self.by_id.get(id).copied().filter(|at| !self.deleted.has(*at))
    }

    fn id(&self, at: u32) -> Option<String> {
        self.ids.get(at as usize).map(std::string::ToString::to_string)
    }

    fn thread(&self, thread: u64) -> Vec<u32> {
        self.threads.get(&thread).cloned().unwrap_or_default()
    }

    fn frequency(&self, term: &str) -> u32 {
        self.terms.get(term).map_or(0, |list| u32::try_from(list.len()).unwrap_or(u32::MAX))
    }

    fn postings(&self, term: &str, into: &mut Vec<(u32, u8)>) {
        if let Some(list) = self.terms.get(term) {
            into.extend_from_slice(list);
        }
    }

    fn terms_like(&self, first: char, each: &mut dyn FnMut(&str, u32)) {
        for (term, list) in &self.terms {
            if term.starts_with(first) {
                each(term, u32::try_from(list.len()).unwrap_or(u32::MAX));
            }
        }
    }

    fn all_terms(&self) -> Box<dyn Iterator<Item = String> + '_> {
        let mut terms: Vec<&str> = self.terms.keys().map(|term| &**term).collect();
        terms.sort_unstable();
        Box::new(terms.into_iter().map(str::to_owned))
    }
}
