//! A walk through what a company wrote, in the order of time: what everybody had done by a moment, so that a question of
//! the past can be ranked as it would have been then.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::search::index::bitset::BitSet;
use crate::search::index::company::Company;
use crate::search::index::doc::{Doc, NOBODY};
use crate::search::index::tallies::Tallies;
use crate::search::index::written::{Totals, Written};
use crate::search::visible::Visible;

/// So many messages are gone past at a time, while others wait for the index.
const AT_A_TIME: usize = 20_000;

/// Where the walk has come to, in the places that teach. Like the tallies of the index it belongs to one loaded company.
#[derive(Debug, Default)]
pub(in crate::search) struct Walk {
    /// The places that teach.
    places: BitSet,
    /// What was written before this second is behind it.
    until: u32,
    tallies: Tallies,
    written: Written,
    /// When each thread was first answered.
    begun: FxHashMap<u64, u32>,
    /// Who answered in which thread.
    answered: FxHashSet<(u64, u32)>,
}

impl Walk {
    /// It goes through this place.
    pub fn has(&self, place: u32) -> bool {
        self.places.has(place)
    }

    /// Places that became known since.
    pub fn set_places(&mut self, places: BitSet) {
        self.places = places;
    }

    /// Goes on to a second, but no further than past a number of messages; true once it is there.
    pub fn advance(&mut self, company: &Company, until: u32) -> bool {
        let mut next: Vec<(u32, u64, u32, Doc)> = Vec::new();
        for part in company.parts() {
            for (at, doc) in (0..).zip(part.docs()) {
                let is_next = (self.until..until).contains(&doc.sent) && self.places.has(doc.place);
                if is_next && !doc.is_skill() && !part.deleted().has(at) {
                    next.push((doc.sent, doc.thread, doc.author, *doc));
                }
            }
        }
        let key = |(sent, thread, author, _): &(u32, u64, u32, Doc)| (*sent, *thread, *author);
        let mut arrived = until;
        if next.len() > AT_A_TIME {
            let (_, (sent, ..), _) = next.select_nth_unstable_by_key(AT_A_TIME, key);
            // Seconds are not parted.
            arrived = (*sent).max(self.until.saturating_add(1));
            next.retain(|(sent, ..)| *sent < arrived);
        }
        next.sort_unstable_by_key(key);
        for (.., doc) in &next {
            self.pass(doc);
        }
        self.until = self.until.max(arrived);
        self.until >= until
    }

    fn pass(&mut self, doc: &Doc) {
        self.tallies.count_message(doc, 1.0);
        self.written.count(doc, true);
        if doc.answers() {
            let begun = *self.begun.entry(doc.thread).or_insert(doc.sent);
            if self.answered.insert((doc.thread, doc.author)) {
                self.tallies.count_answer(doc, begun == doc.sent, 1.0);
            }
        }
    }

    /// What may speak for whoever was asked about then.
    pub fn visible(&self) -> Visible {
        Visible::before(self.places.clone(), self.until)
    }

    /// What everybody had done.
    pub fn tallies(&self) -> &Tallies {
        &self.tallies
    }

    /// How much had been written.
    pub fn totals(&self) -> Totals {
        self.written.of(|_| true)
    }
}

/// The places of a company by number; what stands in no place is among all.
pub(super) fn numbers<'a>(company: &Company, names: Option<impl Iterator<Item = &'a str>>) -> BitSet {
    let mut places = BitSet::default();
    match names {
        Some(names) => {
            names.filter_map(|name| company.places.known(name)).for_each(|place| places.set(place));
        }
        None => (NOBODY..=company.places.count()).for_each(|place| places.set(place)),
    }
    places
}
