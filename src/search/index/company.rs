//! One company's index: rows go in as the store has them, in the order of their ticks.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rustc_hash::FxHashSet;

use super::Part;
use super::bitset::BitSet;
use super::cursor::Cursor;
use super::doc::{Doc, NOBODY};
use super::interner::Interner;
use super::memory::MemoryPart;
use super::segment::Segment;
use super::tallies::Tallies;
use super::vectors::Vectors;
use super::written::Written;
use crate::search::evidence::{Evidence, EvidenceId, Kind, Stored};
use crate::search::words::{name_term, words};

/// The index of one company.
#[derive(Debug, Default)]
pub(in crate::search) struct Company {
    pub people: Interner,
    pub places: Interner,
    /// Where it is kept; none if nowhere.
    pub dir: Option<PathBuf>,
    pub segments: Vec<Segment>,
    pub memory: MemoryPart,
    pub cursor: Cursor,
    /// How far the segments have read; what memory holds came later.
    pub flushed: Cursor,
    /// Just opened: it is not yet known whether the store is the one it was made from.
    pub unproved: bool,
    /// Living documents and their words.
    pub written: Written,
    /// What everybody did lately.
    pub tallies: Tallies,
    /// Whose last message went: see [`Self::see_anew`].
    pub to_see_anew: FxHashSet<u32>,
    /// What its questions mean, where a model is set.
    pub vectors: Option<Vectors>,
    /// The places that teach; none where all may.
    pub teaches: Option<BitSet>,
    /// What was written before this second has taught.
    pub taught_until: u32,
    /// Something of that came or changed since.
    pub is_past_changed: bool,
}

impl Company {
    /// All parts.
    pub fn parts(&self) -> Vec<&dyn Part> {
        let segments = self.segments.iter().map(|segment| segment as &dyn Part);
        segments.chain([&self.memory as &dyn Part]).collect()
    }

    fn parts_mut(&mut self) -> Vec<&mut dyn Part> {
        let segments = self.segments.iter_mut().map(|segment| segment as &mut dyn Part);
        segments.chain([&mut self.memory as &mut dyn Part]).collect()
    }

    /// Takes in a row as it is now. Again is harmless.
    pub fn apply(&mut self, row: &Stored) {
        if let Some(person) = row.evidence.id.declares_nothing() {
            for id in self.declared_by(person) {
                let gone = Evidence { id: EvidenceId::stored(id), ..row.evidence.clone() };
                self.apply(&Stored { evidence: gone, tick: row.tick, deleted: true });
            }
            return;
        }
        let id = row.evidence.id.as_str();
        let old = self.find(id);
        let new = (!row.deleted).then(|| {
            let evidence = &row.evidence;
            let (terms, length) = terms(evidence);
            let author = self.people.number(evidence.author.as_ref().map(crate::chat::id::PersonId::as_str));
            let place = self.places.number(evidence.place.as_ref().map(crate::chat::id::PlaceId::as_str));
            (Doc::new(evidence, author, place, length), terms)
        });
        let mut threads: Vec<u64> =
            [old.map(|(_, _, doc)| doc.thread), new.as_ref().map(|(doc, _)| doc.thread)]
                .into_iter()
                .flatten()
                .collect();
        threads.dedup();
        let is_question = [old.map(|(_, _, doc)| doc), new.as_ref().map(|(doc, _)| *doc)]
            .iter()
            .flatten()
            .any(Doc::is_root);
        for thread in &threads {
            let mut docs = self.living(*thread);
            self.tallies.count_thread(&mut docs, -1.0);
            if let Some(vectors) = &mut self.vectors {
                vectors.changed(*thread, is_question);
            }
        }
        self.notice_past(old.map(|(_, _, doc)| doc), new.as_ref().map(|(doc, _)| *doc));
        if let Some((part, at, doc)) = old {
            self.parts_mut()[part].remove(at);
            self.written.count(&doc, false);
            self.tallies.count_message(&doc, -1.0);
        }
        if let Some((doc, terms)) = &new {
            self.memory.add(id, *doc, terms);
            self.written.count(doc, true);
            self.tallies.count_message(doc, 1.0);
        }
        for thread in &threads {
            self.settle(*thread);
            let mut docs = self.living(*thread);
            self.tallies.count_thread(&mut docs, 1.0);
        }
        let same =
            |doc: &Doc, old: &Doc| (doc.author, doc.place, doc.sent) == (old.author, old.place, old.sent);
        if let Some((_, _, old)) = old
            && !new.is_some_and(|(doc, _)| same(&doc, &old))
            && self.tallies.shows_last(&old)
        {
            self.to_see_anew.insert(old.author);
        }
    }

    /// Notices what would have taught otherwise.
    fn notice_past(&mut self, old: Option<Doc>, new: Option<Doc>) {
        let has_taught = |doc: &Doc| {
            doc.sent < self.taught_until
                && !doc.is_skill()
                && self.teaches.as_ref().is_none_or(|places| places.has(doc.place))
        };
        self.is_past_changed |= old.iter().chain(&new).any(has_taught);
    }

    /// The ids of all that a person declared.
    fn declared_by(&self, person: &str) -> Vec<String> {
        let Some(author) = self.people.known(person) else { return Vec::new() };
        let of = |part: &dyn Part| -> Vec<String> {
            let living = (0..)
                .zip(part.docs())
                .filter(|(at, doc)| doc.author == author && doc.is_skill() && !part.deleted().has(*at));
            living.filter_map(|(at, _)| part.id(at)).collect()
        };
        self.parts().into_iter().flat_map(of).collect()
    }

    /// Looks up when those were last seen whose last messages went. Belongs after every [`Self::apply`], or after many:
    /// all that was written is walked through once.
    pub fn see_anew(&mut self) {
        if self.to_see_anew.is_empty() {
            return;
        }
        let people = std::mem::take(&mut self.to_see_anew);
        let mut tallies = std::mem::take(&mut self.tallies);
        let parts = self.parts();
        let left = parts.iter().flat_map(|part| {
            (0..).zip(part.docs()).filter(|(at, _)| !part.deleted().has(*at)).map(|(_, doc)| doc)
        });
        tallies.see_anew(&people, left);
        drop(parts);
        self.tallies = tallies;
    }

    /// The living document with this id: its part, its number, and what is kept of it.
    fn find(&self, id: &str) -> Option<(usize, u32, Doc)> {
        self.parts().into_iter().enumerate().find_map(|(number, part)| {
            let at = part.find(id)?;
            Some((number, at, part.docs()[at as usize]))
        })
    }

    /// The living documents of a thread.
    pub fn living(&self, thread: u64) -> Vec<Doc> {
        let of = |part: &dyn Part| -> Vec<Doc> {
            let living = part.thread(thread).into_iter().filter(|at| !part.deleted().has(*at));
            living.map(|at| part.docs()[at as usize]).collect()
        };
        self.parts().into_iter().flat_map(of).collect()
    }

    /// Works the tallies out anew, from all that is there.
    pub fn tally_all(&mut self) {
        let mut tallies = Tallies::default();
        let parts = self.parts();
        let mut docs: Vec<Doc> = Vec::new();
        for part in &parts {
            let living = (0..).zip(part.docs()).filter(|(at, _)| !part.deleted().has(*at));
            docs.extend(living.map(|(_, doc)| *doc).filter(|doc| !doc.is_skill()));
        }
        docs.sort_by_key(|doc| (doc.thread, doc.sent));
        for doc in &docs {
            tallies.count_message(doc, 1.0);
        }
        for thread in docs.chunk_by_mut(|a, b| a.thread == b.thread) {
            tallies.count_thread(thread, 1.0);
        }
        self.tallies = tallies;
    }

    /// Says on every document of a thread who began it. The earliest first message counts, should there be two.
    fn settle(&mut self, thread: u64) {
        let mut first: Option<(u32, u32, bool)> = None;
        for part in self.parts() {
            for at in part.thread(thread) {
                let doc = part.docs()[at as usize];
                if doc.is_root() && !part.deleted().has(at) {
                    let this = (doc.sent, doc.author, doc.is_asked());
                    first = Some(first.map_or(this, |known| known.min(this)));
                }
            }
        }
        let (asker, is_asked) = first.map_or((NOBODY, false), |(_, author, is_asked)| (author, is_asked));
        for part in self.parts_mut() {
            for at in part.thread(thread) {
                part.docs_mut()[at as usize].stands_below(asker, is_asked);
            }
        }
    }

    /// Works out what is not stored: who began each thread, and the totals.
    pub fn settle_all(&mut self) {
        let parts = self.parts();
        let mut order: Vec<(u64, usize, u32)> = Vec::new();
        let mut written = Written::default();
        for (number, part) in parts.iter().enumerate() {
            for (at, doc) in (0..).zip(part.docs()).filter(|(at, _)| !part.deleted().has(*at)) {
                written.count(doc, true);
                if doc.is_root() {
                    order.push((doc.thread, number, at));
                }
            }
        }
        order.sort_unstable();
        let mut askers: Vec<(u64, (u32, u32, bool))> = Vec::with_capacity(order.len());
        for (thread, number, at) in order {
            let doc = parts[number].docs()[at as usize];
            let this = (doc.sent, doc.author, doc.is_asked());
            match askers.last_mut() {
                Some(last) if last.0 == thread => last.1 = last.1.min(this),
                _ => askers.push((thread, this)),
            }
        }
        self.written = written;
        for part in self.parts_mut() {
            let mut near = 0;
            for doc in part.docs_mut() {
                // Segments are in the order of threads, so that the next one is nearly always the one after.
                if askers.get(near).is_none_or(|known| known.0 != doc.thread) {
                    near = askers.partition_point(|known| known.0 < doc.thread);
                }
                let known = askers.get(near).filter(|known| known.0 == doc.thread);
                let (asker, is_asked) =
                    known.map_or((NOBODY, false), |(_, (_, by, is_asked))| (*by, *is_asked));
                doc.stands_below(asker, is_asked);
            }
        }
    }
}

/// The words of a piece of evidence with how often they stand there, in halves, and its length.
pub(in crate::search) fn terms(evidence: &Evidence) -> (Vec<(String, u8)>, u32) {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    let mut halves = 0;
    let mut add = |text: &str, times: u32, lengthens: bool| {
        for word in words(text) {
            halves += if lengthens && !word.within { u32::from(word.halves) } else { 0 };
            *counts.entry(word.term).or_default() += u32::from(word.halves) * times;
        }
    };
    // Other names of a skill do not make it longer.
    let skill = evidence.kind == Kind::Skill;
    let text = evidence.text.words();
    add(&text, 1, !skill);
    if let Some(title) = &evidence.title {
        add(title, TITLE_TIMES, true);
    }
    for topic in &evidence.topics {
        add(topic, TOPIC_TIMES, true);
    }
    for topic in &evidence.topics {
        counts.entry(name_term(topic)).or_insert(2);
    }
    if skill {
        for name in evidence.title.iter().map(String::as_str).chain(text.lines()) {
            counts.entry(name_term(name)).or_insert(2);
        }
    }
    let terms =
        counts.into_iter().map(|(term, count)| (term, u8::try_from(count).unwrap_or(u8::MAX))).collect();
    (terms, halves.div_ceil(2))
}

/// A word of a title counts as much as this many of the text.
const TITLE_TIMES: u32 = 2;
/// A word of a tag counts as much as this many of the text.
const TOPIC_TIMES: u32 = 2;
