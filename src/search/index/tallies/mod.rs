//! What everybody did lately, where, when in the day, and for whom: kept up with every change, so that no question has
//! to walk through all that was ever written.

mod faded;
mod habit;
mod met;
mod moment;
mod person;

use rustc_hash::{FxHashMap, FxHashSet};

use super::doc::{Doc, NOBODY};
use faded::Faded;
use habit::Habit;
use met::Met;
use person::Person;

pub(in crate::search) use moment::{Activity, Circumstances, Moment};

/// Half-lives in days: answers, three times; messages, twice; first answers.
const LOCAL: [f64; 6] = [7.0, 30.0, 180.0, 1.0, 7.0, 30.0];
/// Messages; answers.
const PLACE: [f64; 2] = [7.0, 30.0];

/// What one person did in one place; in the place called [`NOBODY`], what they did anywhere.
#[derive(Clone, Copy, Debug, Default)]
struct Local {
    faded: Faded<6>,
    /// Threads of others in which they answered.
    threads: u32,
    /// When they last wrote, in seconds.
    seen: u32,
}

/// What all did in one place; in the place called [`NOBODY`], what they did anywhere.
#[derive(Clone, Debug, Default)]
struct PlaceTally {
    all: Faded<2>,
    habit: Habit,
    people: FxHashMap<u32, Local>,
}

/// All tallies of one company.
#[derive(Clone, Debug, Default)]
pub(in crate::search) struct Tallies {
    places: FxHashMap<u32, PlaceTally>,
    /// By asker and answerer.
    met: FxHashMap<(u32, u32), Met>,
    /// By their numbers.
    people: Vec<Person>,
}

impl Tallies {
    /// Counts one message, or takes it out. When somebody was last seen is not taken back: [`Self::shows_last`] says
    /// whether it should be, and [`Self::see_anew`] does so.
    pub fn count_message(&mut self, doc: &Doc, sign: f64) {
        if doc.is_skill() || doc.author == NOBODY {
            return;
        }
        for place in places(doc) {
            let tally = self.places.entry(place).or_default();
            tally.all.add(doc.sent, [sign, 0.0], &PLACE);
            tally.habit.add(doc.sent, sign);
            let local = tally.people.entry(doc.author).or_default();
            local.faded.add(doc.sent, [0.0, 0.0, 0.0, sign, sign, 0.0], &LOCAL);
            if sign > 0.0 {
                local.seen = local.seen.max(doc.sent);
            }
        }
        let author = doc.author as usize;
        if self.people.len() <= author {
            self.people.resize_with(author + 1, Person::default);
        }
        self.people[author].count(doc.place, doc.sent, sign);
    }

    /// Counts the answers of one thread, given all its living messages, or takes them out. See [`Self::count_answer`].
    pub fn count_thread(&mut self, docs: &mut [Doc], sign: f64) {
        docs.sort_by_key(|doc| (doc.sent, doc.author, doc.len));
        let mut answered: FxHashSet<u32> = FxHashSet::default();
        let begun = docs.iter().find(|doc| doc.answers()).map(|doc| doc.sent);
        for doc in docs.iter().filter(|doc| doc.answers()) {
            if !answered.insert(doc.author) {
                continue;
            }
            // Whoever answered in the same second was first as well.
            self.count_answer(doc, begun == Some(doc.sent), sign);
        }
    }

    /// Counts the first answer of somebody in a thread, or takes it out; `is_first` if nobody answered there before. Where
    /// the bot had put the question, it only counts between the two: somebody was tagged, and that the bot tags people
    /// is no reason for it to tag them again.
    pub fn count_answer(&mut self, doc: &Doc, is_first: bool, sign: f64) {
        let first = if is_first { sign } else { 0.0 };
        for place in places(doc).filter(|_| !doc.is_asked()) {
            let tally = self.places.entry(place).or_default();
            tally.all.add(doc.sent, [0.0, sign], &PLACE);
            let local = tally.people.entry(doc.author).or_default();
            local.faded.add(doc.sent, [sign, sign, sign, 0.0, 0.0, first], &LOCAL);
            let threads = &mut local.threads;
            *threads = if sign > 0.0 { *threads + 1 } else { threads.saturating_sub(1) };
        }
        if doc.asker != NOBODY {
            let met = self.met.entry((doc.asker, doc.author)).or_insert_with(|| Met::first(doc.place));
            met.count(doc.place, doc.sent, sign);
        }
    }

    /// Whoever wrote this was last seen then, there or anywhere.
    pub fn shows_last(&self, doc: &Doc) -> bool {
        places(doc).any(|place| {
            let local = self.places.get(&place).and_then(|tally| tally.people.get(&doc.author));
            local.is_some_and(|local| local.seen == doc.sent)
        })
    }

    /// Some people were last seen in other messages than was thought: these are all that are left, of everybody.
    pub fn see_anew<'a>(&mut self, people: &FxHashSet<u32>, left: impl Iterator<Item = &'a Doc>) {
        for tally in self.places.values_mut() {
            for person in people {
                if let Some(local) = tally.people.get_mut(person) {
                    local.seen = 0;
                }
            }
        }
        for doc in left.filter(|doc| !doc.is_skill() && people.contains(&doc.author)) {
            for place in places(doc) {
                let tally = self.places.get_mut(&place);
                if let Some(local) = tally.and_then(|tally| tally.people.get_mut(&doc.author)) {
                    local.seen = local.seen.max(doc.sent);
                }
            }
        }
    }
}

fn places(doc: &Doc) -> impl Iterator<Item = u32> + use<> {
    [NOBODY].into_iter().chain((doc.place != NOBODY).then_some(doc.place))
}
