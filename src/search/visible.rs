//! A [`Scope`] in the numbers of one company's index: which of its documents may speak.

use chrono::{DateTime, Utc};
use rustc_hash::FxHashMap;

use super::index::bitset::BitSet;
use super::index::company::Company;
use super::index::doc::Doc;
use super::types::Scope;

/// What may speak, worked out once for each question.
#[derive(Clone, Debug, Default)]
pub(super) struct Visible {
    /// Places that may speak from their beginning on. Only these count in the tallies.
    whole: BitSet,
    /// Places that may speak from a moment on, in seconds.
    since: FxHashMap<u32, u32>,
    declarations: bool,
    /// Only what was written before this second may speak.
    until: Option<u32>,
}

impl Visible {
    /// Of a company; none if nothing that it has is hidden.
    pub fn of(company: &Company, scope: &Scope) -> Option<Self> {
        let mut visible = Self { declarations: scope.has_declarations(), ..Self::default() };
        for (place, since) in scope.places()? {
            let Some(number) = company.places.known(place.as_str()) else { continue };
            match since {
                None => visible.whole.set(number),
                Some(since) => drop(visible.since.insert(number, beginning(since))),
            }
        }
        let hidden = company.written.of(|place| !visible.whole.has(place)).docs();
        let is_whole = hidden == 0 && (visible.declarations || company.written.declared == 0);
        (!is_whole).then_some(visible)
    }

    /// What was written in these places before a second, and nothing that was declared.
    pub fn before(whole: BitSet, until: u32) -> Self {
        Self { whole, until: Some(until), ..Self::default() }
    }

    /// This document may speak. What stands in no place may not, unless it was declared.
    pub fn has(&self, doc: &Doc) -> bool {
        if doc.is_skill() { self.declarations } else { self.has_at(doc.place, doc.sent) }
    }

    /// What was written in this place at that second may speak.
    pub fn has_at(&self, place: u32, sent: u32) -> bool {
        self.until.is_none_or(|until| sent < until)
            && (self.whole.has(place) || self.since.get(&place).is_some_and(|since| sent >= *since))
    }

    /// The places that may speak from their beginning on.
    pub fn whole(&self) -> &BitSet {
        &self.whole
    }

    /// Some of what was written in this place may speak, and some may not.
    pub fn is_cut(&self, place: u32) -> bool {
        self.since.contains_key(&place)
    }

    /// Some place is cut.
    pub fn cuts(&self) -> bool {
        !self.since.is_empty()
    }

    /// What people say of themselves may speak.
    pub fn has_declarations(&self) -> bool {
        self.declarations
    }
}

/// The first second that begins no earlier: documents keep no less.
fn beginning(since: DateTime<Utc>) -> u32 {
    let up = i64::from(since.timestamp_subsec_nanos() > 0);
    u32::try_from((since.timestamp() + up).max(0)).unwrap_or(u32::MAX)
}
