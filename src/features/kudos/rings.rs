//! People who thank almost only one another. A lead sees them with what was counted, and nobody is accused: a small
//! team that works closely looks the same.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;

use crate::chat::PersonId;

/// How far back is looked.
pub const WITHIN: TimeDelta = TimeDelta::days(90);
/// The largest ring.
const LARGEST: usize = 5;
/// Points among them that make a ring of a pair; half as much again for each further person.
const LEAST_POINTS: i64 = 12;
/// The share of what they gave, and of what they were given, that stayed among them: in hundredths, at least.
const CLOSED: i64 = 80;
/// Rings shown at the most.
pub const SHOWN: usize = 10;

/// Some people who thank almost only one another, and what was counted. Only what stood where others saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ring {
    /// The people who thank one another.
    pub people: BTreeSet<PersonId>,
    /// Points that they gave one another.
    pub among: i64,
    /// Points that they gave in all.
    pub given: i64,
    /// Points that they were given by hand in all.
    pub received: i64,
}

/// Points by hand from one person to another.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Flow {
    /// From.
    pub giver: PersonId,
    /// To.
    pub receiver: PersonId,
    /// How much.
    pub points: i64,
}

/// Points of the same two people, added up.
pub fn together(flows: impl Iterator<Item = Flow>) -> Vec<Flow> {
    let mut sums: BTreeMap<(PersonId, PersonId), i64> = BTreeMap::new();
    for flow in flows {
        *sums.entry((flow.giver, flow.receiver)).or_default() += flow.points;
    }
    sums.into_iter().map(|((giver, receiver), points)| Flow { giver, receiver, points }).collect()
}

/// The rings: beginning with each person, whoever is given most by those who are in it already comes in, until it is
/// closed (see [`CLOSED`]) or has [`LARGEST`] people. Everybody in it gives to and is given by others in it. Where two
/// share somebody, the one with more points counts.
pub fn rings(flows: &[Flow]) -> Vec<Ring> {
    let web = Web::of(flows);
    let mut found: Vec<Ring> = Vec::new();
    for first in 0..web.people.len() {
        let mut inside = vec![first];
        while inside.len() < LARGEST {
            let Some(next) = web.closest(&inside) else { break };
            inside.push(next);
            if let Some(ring) = web.ring(&inside) {
                found.push(ring);
                break;
            }
        }
    }
    found.sort_by(|a, b| b.among.cmp(&a.among).then_with(|| a.people.cmp(&b.people)));
    let mut seen: BTreeSet<PersonId> = BTreeSet::new();
    found.retain(|ring| {
        let apart = ring.people.is_disjoint(&seen);
        seen.extend(ring.people.iter().cloned());
        apart
    });
    found.truncate(SHOWN);
    found
}

/// Who gave whom how much. People go by their place in a sorted list.
struct Web<'a> {
    people: Vec<&'a PersonId>,
    /// To whom each gave, and how much.
    to: Vec<Vec<(usize, i64)>>,
    given: Vec<i64>,
    received: Vec<i64>,
}

impl<'a> Web<'a> {
    fn of(flows: &'a [Flow]) -> Self {
        let mut people: Vec<&PersonId> =
            flows.iter().flat_map(|flow| [&flow.giver, &flow.receiver]).collect();
        people.sort();
        people.dedup();
        let mut web = Self {
            to: vec![Vec::new(); people.len()],
            given: vec![0; people.len()],
            received: vec![0; people.len()],
            people,
        };
        for flow in flows {
            let at = |person: &PersonId| web.people.binary_search(&person).ok();
            let (Some(giver), Some(receiver)) = (at(&flow.giver), at(&flow.receiver)) else { continue };
            web.to[giver].push((receiver, flow.points));
            web.given[giver] += flow.points;
            web.received[receiver] += flow.points;
        }
        web
    }

    /// Whoever is not in it yet and is given most by those who are.
    fn closest(&self, inside: &[usize]) -> Option<usize> {
        let outside = inside
            .iter()
            .flat_map(|giver| &self.to[*giver])
            .filter(|(receiver, _)| !inside.contains(receiver));
        let mut given: Vec<(usize, i64)> = outside.copied().collect();
        given.sort_unstable();
        let sums = given
            .chunk_by(|a, b| a.0 == b.0)
            .map(|of_one| (of_one[0].0, of_one.iter().map(|it| it.1).sum::<i64>()));
        sums.max_by_key(|(person, points)| (*points, std::cmp::Reverse(*person))).map(|(person, _)| person)
    }

    /// These people as a ring, if they are one.
    fn ring(&self, inside: &[usize]) -> Option<Ring> {
        let among_of = |giver: &usize| -> i64 {
            self.to[*giver]
                .iter()
                .filter(|(receiver, _)| inside.contains(receiver))
                .map(|(_, points)| points)
                .sum()
        };
        let is_given = |person: &usize| {
            inside.iter().any(|giver| self.to[*giver].iter().any(|(receiver, _)| receiver == person))
        };
        if !inside.iter().all(|person| among_of(person) > 0 && is_given(person)) {
            return None;
        }
        let among: i64 = inside.iter().map(among_of).sum();
        let given: i64 = inside.iter().map(|person| self.given[*person]).sum();
        let received: i64 = inside.iter().map(|person| self.received[*person]).sum();
        let further = i64::try_from(inside.len()).unwrap_or(2) - 2;
        let closed = among * 100 >= CLOSED * given && among * 100 >= CLOSED * received;
        (closed && among >= LEAST_POINTS + further * LEAST_POINTS / 2).then(|| Ring {
            people: inside.iter().map(|person| self.people[*person].clone()).collect(),
            among,
            given,
            received,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn flow(giver: &str, receiver: &str, points: i64) -> Flow {
        Flow { giver: PersonId::new(giver), receiver: PersonId::new(receiver), points }
    }

    fn names(ring: &Ring) -> Vec<&str> {
        ring.people.iter().map(PersonId::as_str).collect()
    }

    #[test]
    fn those_who_thank_only_one_another_are_found_with_what_was_counted() {
        let flows = [
            flow("a", "b", 12),
            flow("b", "a", 10),
            flow("a", "x", 1),
            flow("x", "b", 2),
            // Round and round: nobody thanks back.
            flow("c", "d", 9),
            flow("d", "e", 9),
            flow("e", "c", 9),
            // A busy team that thanks everybody.
            flow("x", "y", 12),
            flow("y", "x", 12),
            flow("x", "z", 8),
            flow("y", "w", 8),
            flow("y", "b", 3),
        ];
        let found = rings(&flows);
        assert_eq!(found.iter().map(names).collect::<Vec<_>>(), [vec!["c", "d", "e"], vec!["a", "b"]]);
        assert_eq!((found[1].among, found[1].given, found[1].received), (22, 23, 27));
    }

    #[test]
    fn a_little_is_no_ring_and_neither_is_one_way() {
        assert_eq!(rings(&[flow("a", "b", 5), flow("b", "a", 5)]), []);
        assert_eq!(rings(&[flow("a", "b", 60)]), []);
        // Everybody thanks their one mentor, who thanks them all.
        let star: Vec<Flow> = (0..9)
            .flat_map(|at| [flow(&format!("p{at}"), "m", 10), flow("m", &format!("p{at}"), 5)])
            .collect();
        assert_eq!(rings(&star), []);
        assert_eq!(rings(&[]), []);
    }

    proptest! {
        #[test]
        fn whatever_is_called_a_ring_is_closed(all in prop::collection::vec((0..9_u8, 0..9_u8, 1..30_i64), 0..60)) {
            let flows: Vec<Flow> = all.iter().filter(|(a, b, _)| a != b).map(|(a, b, points)| flow(&a.to_string(), &b.to_string(), *points)).collect();
            let sum = |from: &dyn Fn(&PersonId) -> bool, to: &dyn Fn(&PersonId) -> bool| -> i64 {
                flows.iter().filter(|flow| from(&flow.giver) && to(&flow.receiver)).map(|flow| flow.points).sum()
            };
            let mut seen = BTreeSet::new();
            for ring in rings(&flows) {
                let inside = |person: &PersonId| ring.people.contains(person);
                let everybody = |_: &PersonId| true;
                prop_assert_eq!(ring.among, sum(&inside, &inside));
                prop_assert_eq!(ring.given, sum(&inside, &everybody));
                prop_assert_eq!(ring.received, sum(&everybody, &inside));
                prop_assert!(ring.among * 10 >= ring.given * 8 && ring.among * 10 >= ring.received * 8);
                prop_assert!((2..=LARGEST).contains(&ring.people.len()));
                for person in &ring.people {
                    prop_assert!(seen.insert(person.clone()), "in two rings");
                }
            }
        }
    }
}
