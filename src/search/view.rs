//! A company's index as one question may see it: all that the ranking, its reasons and the earlier answers are made from.
//!
//! Whatever is outside of the question's [`Scope`](super::Scope) is not there: what is found is what an index would find
//! that had been made from the rest alone. Exempt is only what tells nothing of anybody: that the index has still to read
//! something, that questions too old for the feature there is have no vector, and how long it all takes. A place that may
//! speak from a moment on speaks with what was written since, but is no part of the tallies.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use super::index::Part;
use super::index::bitset::BitSet;
use super::index::company::Company;
use super::index::doc::{Doc, NOBODY};
use super::index::tallies::{Circumstances, Moment, Tallies};
use super::index::vectors::Short;
use super::index::written::Totals;
use super::types::Scope;
use super::visible::Visible;
use super::walk::Walk;

/// A document, by part and number.
pub(super) type At = (usize, u32);

/// Where a term stands and how often, part by part.
type Postings = Vec<Vec<(u32, u8)>>;

/// A term that stands in fewer pieces is looked at closely: they may all have been deleted.
const SELDOM: u32 = 64;

/// What one question may see.
pub(super) struct View<'a> {
    company: &'a Company,
    tallies: &'a Tallies,
    parts: Vec<&'a dyn Part>,
    docs: Vec<&'a [Doc]>,
    /// None if nothing is hidden.
    visible: Option<Visible>,
    totals: Totals,
    /// How many documents may speak; where nothing is hidden, removed ones are among them.
    count: usize,
    /// What was read of the postings, without what may not speak.
    read: RefCell<FxHashMap<String, Postings>>,
}

impl<'a> View<'a> {
    /// Of a company.
    pub fn of(company: &'a Company, scope: &Scope) -> Self {
        let parts = company.parts();
        let docs: Vec<&[Doc]> = parts.iter().map(|part| part.docs()).collect();
        let visible = Visible::of(company, scope);
        let mut totals = company.written.of(|place| visible.as_ref().is_none_or(|it| it.whole().has(place)));
        let count = match &visible {
            None => docs.iter().map(|docs| docs.len()).sum(),
            Some(visible) => {
                if visible.cuts() {
                    let cut = |doc: &Doc| visible.is_cut(doc.place) && visible.has(doc);
                    living(&parts).filter(|doc| cut(doc)).for_each(|doc| totals.count(doc, true));
                }
                let declared = if visible.has_declarations() { company.written.declared } else { 0 };
                (totals.docs() + declared) as usize
            }
        };
        let tallies = &company.tallies;
        Self { company, tallies, parts, docs, visible, totals, count, read: RefCell::default() }
    }

    /// What the lessons of a company had come to at a moment, of the places that teach.
    pub fn then(company: &'a Company, walk: &'a Walk) -> Self {
        let parts = company.parts();
        let docs: Vec<&[Doc]> = parts.iter().map(|part| part.docs()).collect();
        let (visible, totals) = (walk.visible(), walk.totals());
        let (tallies, count, read) = (walk.tallies(), totals.docs() as usize, RefCell::default());
        Self { company, tallies, parts, docs, visible: Some(visible), totals, count, read }
    }

    /// How many documents each part has, with those that may not speak: the numbers go so far.
    pub fn lengths(&self) -> impl Iterator<Item = usize> {
        self.docs.iter().map(|docs| docs.len())
    }

    /// How many documents may speak.
    pub fn count(&self) -> usize {
        self.count
    }

    /// How much was written.
    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// A document. It knows who began its thread, if that may be known.
    pub fn doc(&self, at: At) -> Doc {
        let doc = self.docs[at.0][at.1 as usize];
        match &self.visible {
            Some(visible) if visible.is_cut(doc.place) => Doc { asker: self.began(doc.thread), ..doc },
            _ => doc,
        }
    }

    /// What a document is called in the store; none if it cannot be read any more.
    pub fn id(&self, at: At) -> Option<String> {
        self.parts[at.0].id(at.1)
    }

    /// The living documents of a thread that one part has.
    pub fn thread(&self, part: usize, thread: u64) -> impl Iterator<Item = (At, Doc)> {
        self.raw_thread(part, thread).map(|at| (at, self.doc(at)))
    }

    fn raw_thread(&self, part: usize, thread: u64) -> impl Iterator<Item = At> {
        let all = self.parts[part].thread(thread).into_iter();
        all.filter(move |at| self.speaks(part, *at)).map(move |at| (part, at))
    }

    /// Who began a thread, as far as its first message may speak.
    fn began(&self, thread: u64) -> u32 {
        let all = (0..self.parts.len()).flat_map(|part| self.raw_thread(part, thread));
        let docs = all.map(|at| self.docs[at.0][at.1 as usize]);
        docs.filter(Doc::is_root).map(|doc| (doc.sent, doc.author)).min().map_or(NOBODY, |(_, author)| author)
    }

    /// The document lives, and may speak.
    fn speaks(&self, part: usize, at: u32) -> bool {
        !self.parts[part].deleted().has(at)
            && self.visible.as_ref().is_none_or(|visible| visible.has(&self.docs[part][at as usize]))
    }

    /// Appends where a term stands in one part, and how often, in order.
    pub fn postings(&self, part: usize, term: &str, into: &mut Vec<(u32, u8)>) {
        if self.visible.is_some() {
            return self.with_read(term, |postings| into.extend_from_slice(&postings[part]));
        }
        let before = into.len();
        let deleted = self.parts[part].deleted();
        self.parts[part].postings(term, into);
        if deleted.count() > 0 {
            let mut kept = before;
            for at in before..into.len() {
                if !deleted.has(into[at].0) {
                    into[kept] = into[at];
                    kept += 1;
                }
            }
            into.truncate(kept);
        }
    }

    /// Reads a term once, and leaves out what may not speak.
    fn with_read<T>(&self, term: &str, then: impl FnOnce(&Postings) -> T) -> T {
        if let Some(postings) = self.read.borrow().get(term) {
            return then(postings);
        }
        let of = |(number, part): (usize, &&dyn Part)| {
            let mut postings = Vec::new();
            part.postings(term, &mut postings);
            postings.retain(|(at, _)| self.speaks(number, *at));
            postings
        };
        let postings: Postings = self.parts.iter().enumerate().map(of).collect();
        let result = then(&postings);
        self.read.borrow_mut().insert(term.to_owned(), postings);
        result
    }

    /// In how many documents a term stands; where nothing is hidden, removed ones are among them.
    pub fn frequency(&self, term: &str) -> u32 {
        if self.visible.is_none() {
            return self.raw_frequency(term);
        }
        let count = |postings: &Postings| postings.iter().map(Vec::len).sum::<usize>();
        u32::try_from(self.with_read(term, count)).unwrap_or(u32::MAX)
    }

    fn raw_frequency(&self, term: &str) -> u32 {
        self.parts.iter().map(|part| part.frequency(term)).sum()
    }

    /// How many documents there are that may not speak, removed ones among them; none where nothing is hidden.
    fn silent(&self) -> usize {
        self.visible.as_ref().map_or(0, |_| self.lengths().sum::<usize>().saturating_sub(self.count))
    }

    /// These terms stand in more documents than that, counted as often as they have one. Most need no reading for it.
    pub fn stand_in_more_than<'t>(&self, terms: impl Iterator<Item = &'t str> + Clone, limit: usize) -> bool {
        let raw = |term| self.raw_frequency(term) as usize;
        let most: usize = terms.clone().map(raw).sum();
        let least: usize = terms.clone().map(|term| raw(term).saturating_sub(self.silent())).sum();
        if most <= limit || least > limit {
            return most > limit;
        }
        terms.map(|term| self.frequency(term) as usize).sum::<usize>() > limit
    }

    /// A term still stands somewhere. One that is frequent surely does, which spares looking.
    pub fn lives(&self, term: &str) -> bool {
        if self.visible.is_some() {
            return self.raw_frequency(term) as usize > self.silent() || self.frequency(term) > 0;
        }
        let mut postings = Vec::new();
        self.parts.iter().any(|part| {
            let frequency = part.frequency(term);
            postings.clear();
            if (1..SELDOM).contains(&frequency) {
                part.postings(term, &mut postings);
            }
            frequency >= SELDOM || postings.iter().any(|(at, _)| !part.deleted().has(*at))
        })
    }

    /// Every term that begins so, also one that stands nowhere any more, or only where it may not be read:
    /// [`Self::lives`] tells.
    pub fn terms_like(&self, first: char, each: &mut dyn FnMut(&str)) {
        for part in &self.parts {
            part.terms_like(first, &mut |term, _| each(term));
        }
    }

    /// The threads that mean most nearly the same, see [`Vectors::nearest`](super::index::vectors::Vectors::nearest).
    pub fn nearest(&self, to: &Short, most: usize, weigh: impl Fn(f32, u32) -> f32) -> Vec<(u64, f32)> {
        let counts = |place, asked| self.visible.as_ref().is_none_or(|visible| visible.has_at(place, asked));
        self.company
            .vectors
            .as_ref()
            .map_or_else(Vec::new, |vectors| vectors.nearest(to, most, counts, weigh))
    }

    /// What everybody did lately, in the places that may speak from their beginning on.
    pub fn moment(&self, around: Circumstances) -> Moment<'_> {
        self.tallies.at(around, self.whole())
    }

    fn whole(&self) -> Option<&BitSet> {
        self.visible.as_ref().map(Visible::whole)
    }

    /// The number of a place that may speak from its beginning on; any other is no place in particular.
    pub fn place(&self, name: &str) -> u32 {
        let known = self.company.places.known(name);
        known.filter(|place| self.whole().is_none_or(|whole| whole.has(*place))).unwrap_or(NOBODY)
    }

    /// The number of a person, whether or not anything speaks for them.
    pub fn person(&self, name: &str) -> Option<u32> {
        self.company.people.known(name)
    }

    /// The name of a person.
    pub fn name(&self, person: u32) -> Option<&'a str> {
        self.company.people.name(person)
    }

    /// Something that may speak is theirs.
    pub fn knows(&self, person: u32) -> bool {
        // A name stays known when all that was theirs is deleted.
        let visible = self.visible.as_ref();
        self.tallies.knows(person, visible.map(super::visible::Visible::whole))
            || living(&self.parts)
                .any(|doc| doc.author == person && visible.is_none_or(|visible| visible.has(doc)))
    }
}

fn living<'a>(parts: &[&'a dyn Part]) -> impl Iterator<Item = &'a Doc> {
    parts.iter().flat_map(|part| {
        let part: &'a dyn Part = *part;
        (0..).zip(part.docs()).filter(|(at, _)| !part.deleted().has(*at)).map(|(_, doc)| doc)
    })
}
