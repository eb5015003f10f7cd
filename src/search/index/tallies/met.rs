//! Answers of one person to another, by place.

use super::faded::Faded;
use crate::search::index::bitset::BitSet;

/// Half-lives in days: answers, twice.
const HALF_LIVES: [f64; 2] = [180.0, 30.0];

/// What somebody answered somebody. Most pairs meet in one place only.
#[derive(Clone, Debug)]
pub(super) enum Met {
    One { place: u32, answers: Faded<2> },
    Many(Box<Many>),
}

#[derive(Clone, Debug)]
pub(super) struct Many {
    all: Faded<2>,
    places: Vec<(u32, Faded<2>)>,
}

impl Met {
    /// Of two who meet for the first time, in this place.
    pub fn first(place: u32) -> Self {
        Self::One { place, answers: Faded::default() }
    }

    /// Counts an answer, or takes it out.
    pub fn count(&mut self, place: u32, when: u32, sign: f64) {
        let add = |answers: &mut Faded<2>| answers.add(when, [sign, sign], &HALF_LIVES);
        match self {
            Self::One { place: only, answers } if *only == place => add(answers),
            Self::One { place: first, answers } => {
                let mut here = Faded::default();
                add(&mut here);
                let places = vec![(*first, *answers), (place, here)];
                add(answers);
                *self = Self::Many(Box::new(Many { all: *answers, places }));
            }
            Self::Many(many) => {
                add(&mut many.all);
                let at = many.places.iter().position(|(other, _)| *other == place).unwrap_or_else(|| {
                    many.places.push((place, Faded::default()));
                    many.places.len() - 1
                });
                add(&mut many.places[at].1);
            }
        }
    }

    /// The sums at a moment, of what was said in some places, or anywhere.
    pub fn at(&self, now: u32, only: Option<&BitSet>) -> [f64; 2] {
        let counts = |place: u32| only.is_none_or(|only| only.has(place));
        match self {
            Self::One { place, answers } if counts(*place) => answers.at(now, &HALF_LIVES),
            Self::One { .. } => [0.0; 2],
            Self::Many(many) if many.places.iter().all(|(place, _)| counts(*place)) => {
                many.all.at(now, &HALF_LIVES)
            }
            Self::Many(many) => {
                let some = many.places.iter().filter(|(place, _)| counts(*place));
                Faded::together(some.map(|(_, answers)| answers), &HALF_LIVES).at(now, &HALF_LIVES)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{HALF_LIVES, Met};
    use crate::search::index::bitset::BitSet;
    use crate::search::index::tallies::faded::Faded;

    #[test]
    fn a_pair_takes_little_room() {
        assert_eq!((size_of::<Met>(), size_of::<Faded<2>>()), (32, 24));
    }

    proptest! {
        #[test]
        fn answers_are_told_apart_by_place(
            given in prop::collection::vec((1..4_u32, 0..20_000_000_u32), 1..20),
            counts in prop::collection::vec(1..4_u32, 0..4),
        ) {
            let now = 20_000_000;
            let mut only = BitSet::default();
            for place in counts {
                only.set(place);
            }
            let mut met = Met::first(given[0].0);
            let (mut all, mut some) = (Faded::default(), Faded::default());
            for (place, when) in given {
                met.count(place, when, 1.0);
                all.add(when, [1.0; 2], &HALF_LIVES);
                if only.has(place) {
                    some.add(when, [1.0; 2], &HALF_LIVES);
                }
            }
            let bits = |sums: [f64; 2]| sums.map(f64::to_bits);
            prop_assert_eq!(bits(met.at(now, None)), bits(all.at(now, &HALF_LIVES)), "to the last digit");
            for (one, other) in met.at(now, Some(&only)).into_iter().zip(some.at(now, &HALF_LIVES)) {
                prop_assert!((one - other).abs() < 1e-9);
            }
        }
    }
}
