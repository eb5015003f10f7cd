//! How much was written, place by place: what rarity and mean lengths are worked out from.

use super::doc::{Doc, NOBODY};

/// Living documents of one place, or of several, and their words; declarations are not among them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::search) struct Totals {
    pub roots: u32,
    pub root_words: f64,
    pub replies: u32,
    pub reply_words: f64,
}

impl Totals {
    /// Counts a document, or takes it out.
    pub fn count(&mut self, doc: &Doc, sign: bool) {
        let (number, words) = if doc.is_reply() {
            (&mut self.replies, &mut self.reply_words)
        } else if doc.is_root() {
            (&mut self.roots, &mut self.root_words)
        } else {
            return;
        };
        if sign {
            *number += 1;
            *words += f64::from(doc.words());
        } else {
            *number -= 1;
            *words -= f64::from(doc.words());
        }
    }

    /// How many documents.
    pub fn docs(&self) -> u32 {
        self.roots + self.replies
    }

    fn and(self, other: Self) -> Self {
        Self {
            roots: self.roots + other.roots,
            root_words: self.root_words + other.root_words,
            replies: self.replies + other.replies,
            reply_words: self.reply_words + other.reply_words,
        }
    }
}

/// All living documents of a company.
#[derive(Clone, Debug, Default)]
pub(in crate::search) struct Written {
    /// By number; what stands in no place is under [`NOBODY`].
    places: Vec<Totals>,
    /// What people say of themselves, and what the company says of them.
    pub declared: u32,
}

impl Written {
    /// Counts a document, or takes it out.
    pub fn count(&mut self, doc: &Doc, sign: bool) {
        if doc.is_skill() {
            self.declared = if sign { self.declared + 1 } else { self.declared - 1 };
            return;
        }
        let place = doc.place as usize;
        if self.places.len() <= place {
            self.places.resize(place + 1, Totals::default());
        }
        self.places[place].count(doc, sign);
    }

    /// Of some places; words are whole numbers, so that the order of the sum does not matter.
    pub fn of(&self, counts: impl Fn(u32) -> bool) -> Totals {
        let places = (NOBODY..).zip(&self.places).filter(|(place, _)| counts(*place));
        places.fold(Totals::default(), |all, (_, totals)| all.and(*totals))
    }
}
