//! Boards: who stands where, and for how long. Pure.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::chat::{PersonId, PlaceId};
use crate::people::SMALLEST_GROUP;

/// Places shown of a board at the most.
pub const PLACES: usize = 5;
/// Names shown at the most, of a place that many share, or without a place.
pub const NAMES: usize = 10;

/// A quarter of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Season {
    year: i32,
    quarter: u32,
}

impl Season {
    /// The season of a moment, where somebody is.
    pub fn of(now: DateTime<Utc>, zone: Tz) -> Self {
        let today = now.with_timezone(&zone).date_naive();
        Self { year: today.year(), quarter: today.month0() / 3 }
    }

    /// The one before.
    #[must_use]
    pub fn before(self) -> Self {
        match self.quarter {
            0 => Self { year: self.year - 1, quarter: 3 },
            quarter => Self { quarter: quarter - 1, ..self },
        }
    }

    /// Its first and its last month, as they are kept: `2026-07`, `2026-09`.
    pub fn months(self) -> (String, String) {
        let month = |within: u32| format!("{:04}-{:02}", self.year, self.quarter * 3 + within);
        (month(1), month(3))
    }

    /// Its first day.
    pub fn begins(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.quarter * 3 + 1, 1).unwrap_or_default()
    }
}

/// What somebody wants to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The time it is about.
    pub season: Season,
    /// Only about this topic, or this company value.
    pub topic: Option<String>,
    /// Only people who belong there.
    pub department: Option<String>,
}

/// All that is shown at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boards {
    /// Who thanked how many; none if too few are on it.
    pub givers: Option<Board>,
    /// Who was thanked by how many; none if too few are on it.
    pub receivers: Option<Board>,
    /// Who thanked or was thanked for the first time this month; empty if too few did, or where it was not asked for.
    pub new: Vec<PersonId>,
}

/// Thanks that others could see.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Seen {
    /// From; the receiver, if it was earned and nobody is to be named.
    pub giver: PersonId,
    /// To.
    pub receiver: PersonId,
    /// Given, not earned.
    pub by_hand: bool,
    /// It was seen in a channel, and counts for whoever may read there.
    pub in_channel: bool,
    /// The company's topic that it names, as it was called then.
    pub topic: Option<String>,
    /// The company's value that it names.
    pub company_value: Option<String>,
    /// Where it was seen.
    pub place: Option<PlaceId>,
}

impl Seen {
    /// Somebody who may read in these places could see it.
    pub fn is_seen_in(&self, places: &HashSet<PlaceId>) -> bool {
        !self.in_channel || self.place.as_ref().is_some_and(|place| places.contains(place))
    }
}

/// What counts of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// The person who stands there.
    pub person: PersonId,
    /// How many different people thanked them, or were thanked by them.
    pub people: usize,
}

/// How many different people each thanked, and how many each was thanked by.
pub fn tallies(seen: &[Seen]) -> (Vec<Tally>, Vec<Tally>) {
    let tally = |pairs: HashSet<(&PersonId, &PersonId)>| {
        let mut people: HashMap<&PersonId, usize> = HashMap::new();
        for (person, _) in pairs {
            *people.entry(person).or_default() += 1;
        }
        people.into_iter().map(|(person, people)| Tally { person: person.clone(), people }).collect()
    };
    let by_hand = seen.iter().filter(|seen| seen.by_hand);
    let named = seen.iter().filter(|seen| seen.giver != seen.receiver);
    (
        tally(by_hand.map(|seen| (&seen.giver, &seen.receiver)).collect()),
        tally(named.map(|seen| (&seen.receiver, &seen.giver)).collect()),
    )
}

/// People who share a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The first is 1. Where two share one, the next is left out.
    pub number: usize,
    /// How many different people it was for each of them: [`SMALLEST_GROUP`] or more.
    pub people: usize,
    /// Everybody who shares this place.
    pub who: Vec<PersonId>,
}

/// A board.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Board {
    /// The first [`PLACES`] places, of those with a figure that can be shown.
    pub places: Vec<Place>,
    /// Whoever is on it with a figure too small to be shown: by name, in no order of merit.
    pub others: Vec<PersonId>,
}

impl Board {
    /// Sorts people into places, by different people alone: much is no more than little, and whoever has as many shares
    /// the place. None if fewer than [`SMALLEST_GROUP`] are on it.
    pub fn of(mut tallies: Vec<Tally>) -> Option<Self> {
        tallies.retain(|tally| tally.people > 0);
        if tallies.len() < SMALLEST_GROUP {
            return None;
        }
        tallies.sort_by(|a, b| b.people.cmp(&a.people).then_with(|| a.person.cmp(&b.person)));
        let (shown, small): (Vec<Tally>, Vec<Tally>) =
            tallies.into_iter().partition(|tally| tally.people >= SMALLEST_GROUP);
        let mut places: Vec<Place> = Vec::new();
        for (at, tally) in shown.into_iter().enumerate() {
            match places.last_mut().filter(|place| place.people == tally.people) {
                Some(place) => place.who.push(tally.person),
                None => places.push(Place { number: at + 1, people: tally.people, who: vec![tally.person] }),
            }
        }
        places.truncate(PLACES);
        let mut others: Vec<PersonId> = small.into_iter().map(|tally| tally.person).collect();
        others.sort();
        Some(Self { places, others })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tally(person: &str, people: usize) -> Tally {
        Tally { person: PersonId::new(person), people }
    }

    #[test]
    fn whoever_has_as_many_people_shares_a_place() {
        let tallies = vec![
            tally("much", 5),
            tally("many", 9),
            tally("twin", 7),
            tally("pair", 7),
            tally("few", 4),
            tally("none", 0),
        ];
        let board = Board::of(tallies).unwrap();
        let places: Vec<(usize, Vec<&str>)> = board
            .places
            .iter()
            .map(|place| (place.number, place.who.iter().map(PersonId::as_str).collect()))
            .collect();
        assert_eq!(places, [(1, vec!["many"]), (2, vec!["pair", "twin"]), (4, vec!["much"])]);
        assert_eq!(board.others, [PersonId::new("few")]);
        assert_eq!(Board::of((0..4).map(|at| tally(&at.to_string(), 9)).collect()), None);
    }

    #[test]
    fn a_season_is_a_quarter_where_somebody_is() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let berlin = Season::of(at("2026-12-31T22:59:59Z"), chrono_tz::Europe::Berlin);
        assert_eq!(berlin.months(), ("2026-10".to_owned(), "2026-12".to_owned()));
        let kiritimati = Season::of(at("2026-12-31T22:59:59Z"), chrono_tz::Pacific::Kiritimati);
        assert_eq!(kiritimati.months(), ("2027-01".to_owned(), "2027-03".to_owned()));
        assert_eq!(kiritimati.before(), berlin);
        assert_eq!(berlin.before().before().before().before().months().0, "2025-10");
    }

    #[test]
    fn each_person_counts_once_and_nobody_for_themselves() {
        let seen = |giver: &str, receiver: &str, by_hand: bool| Seen {
            giver: PersonId::new(giver),
            receiver: PersonId::new(receiver),
            by_hand,
            in_channel: true,
            topic: None,
            company_value: None,
            place: None,
        };
        let all = [
            seen("a", "b", true),
            seen("a", "b", true),
            seen("a", "c", true),
            // An accepted answer, and one of which nobody is named.
            seen("d", "b", false),
            seen("b", "b", false),
        ];
        let (mut givers, mut receivers) = tallies(&all);
        givers.sort_by(|a, b| a.person.cmp(&b.person));
        receivers.sort_by(|a, b| a.person.cmp(&b.person));
        assert_eq!(givers, [tally("a", 2)]);
        assert_eq!(receivers, [tally("b", 2), tally("c", 1)]);
    }

    proptest! {
        #[test]
        fn everybody_is_on_it_once_and_no_small_figure_is(all in prop::collection::vec(0..12_usize, 0..60)) {
            let tallies: Vec<Tally> = all.iter().enumerate().map(|(at, people)| tally(&format!("{at:02}"), *people)).collect();
            let counted = tallies.iter().filter(|tally| tally.people > 0).count();
            let Some(board) = Board::of(tallies.clone()) else {
                prop_assert!(counted < 5);
                return Ok(());
            };
            let mut above = 0;
            for place in &board.places {
                prop_assert!(place.people >= SMALLEST_GROUP);
                prop_assert_eq!(place.number, above + 1);
                above += place.who.len();
            }
            let on_it = above + board.others.len();
            prop_assert!(on_it <= counted && (on_it == counted || board.places.len() == PLACES));
            let small = tallies.iter().filter(|tally| (1..SMALLEST_GROUP).contains(&tally.people)).count();
            prop_assert_eq!(board.others.len(), small);
        }
    }
}
