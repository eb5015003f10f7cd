//! When in the day one person writes, and in which places.

use super::habit::{Habit, Hours};

/// When one person writes. While they wrote in one place only, its hours are all of theirs and are not kept twice.
#[derive(Clone, Debug, Default)]
pub(super) struct Person {
    all: Habit,
    /// In the order of the places.
    shares: Vec<Share>,
}

#[derive(Clone, Debug)]
struct Share {
    place: u32,
    /// None if this is the only place.
    hours: Option<Hours>,
}

/// Which of the places that somebody wrote in count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    /// All of them.
    All,
    /// These.
    Only(Vec<u32>),
    /// All but these.
    AllBut(Vec<u32>),
}

impl Person {
    /// Counts a message, or takes it out.
    pub fn count(&mut self, place: u32, when: u32, sign: f64) {
        let found = self.shares.binary_search_by_key(&place, |share| share.place);
        let at = found.unwrap_or_else(|at| {
            // The first place stops being the only one, and what was written so far is its own.
            let whole = Hours::from(&self.all);
            let only = self.shares.first_mut().filter(|first| first.hours.is_none());
            let hours = match only {
                Some(only) => {
                    only.hours = Some(whole);
                    Some(Hours::default())
                }
                None => (!self.shares.is_empty()).then(Hours::default),
            };
            self.shares.reserve_exact(1);
            self.shares.insert(at, Share { place, hours });
            at
        });
        if let Some(hours) = &mut self.shares[at].hours {
            hours.add(when, sign);
        }
        self.all.add(when, sign);
    }

    /// Where they ever wrote.
    pub fn places(&self) -> impl Iterator<Item = u32> {
        self.shares.iter().map(|share| share.place)
    }

    /// Which of their places count, given which do. `exact` if nothing may be worked out by taking away.
    pub fn counted(&self, counts: impl Fn(u32) -> bool, exact: bool) -> Counted {
        let (some, others): (Vec<u32>, Vec<u32>) = self.places().partition(|place| counts(*place));
        if others.is_empty() {
            Counted::All
        } else if exact || some.len() <= others.len() {
            Counted::Only(some)
        } else {
            Counted::AllBut(others)
        }
    }

    /// The hours of what they wrote in the places that count.
    pub fn habit(&self, counted: &Counted) -> Habit {
        let (mut habit, places, sign) = match counted {
            Counted::All => return self.all,
            Counted::Only(places) => (Habit::default(), places, 1.0),
            Counted::AllBut(places) => (self.all, places, -1.0),
        };
        for place in places {
            let share = self.shares.binary_search_by_key(place, |share| share.place);
            match share.ok().map(|at| &self.shares[at].hours) {
                Some(Some(hours)) => habit.take_in(&hours.habit(), sign),
                Some(None) => habit.take_in(&self.all, sign),
                None => {}
            }
        }
        habit
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Counted, Person};
    use crate::search::index::tallies::habit::{Habit, Hour};

    const NOON: u32 = 1_700_049_600;

    proptest! {
        /// The hours of any of the places are those of what was written there.
        #[test]
        fn hours_are_told_apart_by_place(
            written in prop::collection::vec((0..4_u32, 0..20_000_000_u32), 1..30),
            gone in 0..10_usize,
            counts in prop::collection::vec(any::<bool>(), 4),
            exact: bool,
        ) {
            let mut person = Person::default();
            written.iter().for_each(|(place, back)| person.count(*place, NOON - back, 1.0));
            written.iter().take(gone).for_each(|(place, back)| person.count(*place, NOON - back, -1.0));
            let counted = person.counted(|place| counts[place as usize], exact);
            prop_assert!(!(exact && matches!(counted, Counted::AllBut(_))));
            let mut plain = Habit::default();
            for (place, back) in written.iter().skip(gone) {
                if counts[*place as usize] {
                    plain.add(NOON - back, 1.0);
                }
            }
            let hour = Hour::of(NOON);
            let (near, all) = person.habit(&counted).at(&hour);
            let (plain_near, plain_all) = plain.at(&hour);
            prop_assert!((near - plain_near).abs() < 1e-9 && (all - plain_all).abs() < 1e-9);
        }
    }
}
