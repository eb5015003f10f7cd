//! The optimum of another solver, and what holds for every pool.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value;

use super::pair::{WHOLE, shared};
use super::*;
use crate::chat::PersonId;

/// The generator of `tests/mentorship-matching.py`.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }
}

fn drawn(seed: u64, shape: &[u64]) -> (Scores, Vec<u32>) {
    let &[rows, columns, below, never, most] = shape else { panic!("{shape:?} is no shape") };
    let mut chance = Chance(seed);
    let places = (0..columns).map(|_| u32::try_from(chance.next() % most + 1).unwrap()).collect();
    let scores = Scores::new(rows.try_into().unwrap(), columns.try_into().unwrap(), |_, _| {
        if chance.next() % 100 < never { NEVER } else { i32::try_from(chance.next() % below).unwrap() }
    });
    (scores, places)
}

/// No column has too many rows, no pair is one that may not be, and the total is that of the pairs.
fn is_sound(scores: &Scores, places: &[u32], assignment: &Assignment) {
    let mut taken = vec![0; places.len()];
    let mut total = 0;
    for (row, column) in assignment.column_of.iter().enumerate() {
        let Some(column) = column else { continue };
        taken[*column] += 1;
        total += i64::from(scores.of(row, *column).expect("a pair that may be"));
    }
    assert!(taken.iter().zip(places).all(|(taken, places)| taken <= places));
    assert_eq!(total, assignment.total);
}

#[test]
fn the_total_is_the_one_that_another_solver_finds() {
    let fixtures: Value = serde_json::from_str(include_str!("fixtures.json")).unwrap();
    for case in fixtures["cases"].as_array().unwrap() {
        let shape: Vec<u64> = serde_json::from_value(case["shape"].clone()).unwrap();
        let (scores, places) = drawn(case["seed"].as_u64().unwrap(), &shape);
        let found = assign(&scores, &places);
        is_sound(&scores, &places, &found);
        assert_eq!(Some(found.total), case["total"].as_i64(), "{}", case["name"]);
        assert_eq!(found, assign(&scores, &places), "{}: the same again", case["name"]);
    }
}

#[test]
fn nobody_and_nothing_is_no_trouble() {
    assert_eq!(assign(&Scores::new(0, 3, |_, _| 1), &[1; 3]).column_of, []);
    assert_eq!(assign(&Scores::new(2, 0, |_, _| 1), &[]).total, 0);
    assert_eq!(assign(&Scores::new(2, 1, |_, _| 1), &[0]).column_of, [None, None]);
    assert_eq!(propose(&Pool::default()), Proposal::default());
}

fn named(name: &str) -> Candidate {
    Candidate { works: vec![(0, 8 * 3_600)], is_reachable: true, ..Candidate::new(PersonId::new(name)) }
}

fn pool(mentees: &[&str], mentors: &[&str]) -> Pool {
    Pool {
        mentees: mentees.iter().map(|name| named(name)).collect(),
        mentors: mentors.iter().map(|name| (named(name), 1, 1)).collect(),
        ..Pool::default()
    }
}

fn left(pool: &Pool) -> Vec<LeftOver> {
    propose(pool).left.into_iter().map(|(_, why)| why).collect()
}

#[test]
fn whoever_is_left_over_is_told_why_and_never_that_they_are_not_wanted() {
    assert_eq!(left(&pool(&["ann"], &[])), [LeftOver::NoMentor]);
    assert_eq!(left(&pool(&["ann"], &["ann"])), [LeftOver::NoMentor]);
    assert_eq!(left(&pool(&["ann", "bob"], &["lea"])), [LeftOver::NoPlace]);
    let mut apart = pool(&["ann"], &["lea"]);
    apart.mentors[0].0.works = vec![(8 * 3_600, 16 * 3_600)];
    assert_eq!(left(&apart), [LeftOver::Barred(Some(Barrier::Hours))]);
    let mut strange = pool(&["ann"], &["lea"]);
    strange.mentees[0].languages = ["german".to_owned()].into();
    assert!(left(&strange).is_empty(), "whoever names no language speaks any");
    strange.mentors[0].0.languages = ["french".to_owned()].into();
    assert_eq!(left(&strange), [LeftOver::Barred(Some(Barrier::Language))]);
    let mut line = pool(&["ann"], &["lea"]);
    line.mentees[0].above = [PersonId::new("lea")].into();
    assert_eq!(left(&line), [LeftOver::Barred(Some(Barrier::ReportingLine))]);
    for pair in [("ann", "lea"), ("lea", "ann")] {
        let mut blocked = pool(&["ann"], &["lea", "sue"]);
        blocked.blocked = [(PersonId::new(pair.0), PersonId::new(pair.1))].into();
        blocked.mentors[1].0.works.clear();
        assert_eq!(left(&blocked), [LeftOver::Barred(None)], "{pair:?}");
    }
    let mut poor = pool(&["ann"], &["lea"]);
    poor.rules.floor = WHOLE;
    assert_eq!(left(&poor), [LeftOver::Barred(Some(Barrier::Floor))]);
}

#[test]
fn whoever_was_left_over_last_time_comes_first() {
    let mut pool = pool(&["ann", "bob"], &["lea"]);
    pool.mentees[0].wishes = vec![PersonId::new("lea")];
    assert_eq!(propose(&pool).pairs[0].mentee, PersonId::new("ann"));
    pool.left_before = [PersonId::new("bob")].into();
    assert_eq!(propose(&pool).pairs[0].mentee, PersonId::new("bob"));
}

#[test]
fn a_group_takes_whoever_would_be_left_over() {
    let mut pool = pool(&["ann", "bob", "cleo"], &["lea"]);
    assert_eq!(propose(&pool).pairs.len(), 1);
    pool.mentors[0].2 = 2;
    assert_eq!(propose(&pool).pairs.len(), 2);
}

#[test]
fn a_lead_fixes_and_forbids() {
    let mut pool = pool(&["ann", "bob"], &["lea", "sue"]);
    pool.mentees[0].wishes = vec![PersonId::new("lea")];
    let mentor = |pool: &Pool| propose(pool).pairs[0].mentor.clone();
    assert_eq!(mentor(&pool), PersonId::new("lea"));
    pool.fixed = [(PersonId::new("ann"), PersonId::new("sue"))].into();
    assert_eq!(mentor(&pool), PersonId::new("sue"));
    pool.fixed.clear();
    pool.forbidden = [(PersonId::new("ann"), PersonId::new("lea"))].into();
    assert_eq!(mentor(&pool), PersonId::new("sue"));
    pool.fixed = [(PersonId::new("ann"), PersonId::new("sue"))].into();
    pool.blocked = [(PersonId::new("sue"), PersonId::new("ann"))].into();
    assert_eq!(propose(&pool).pairs.len(), 1, "no decision is stronger than what somebody wants not");
}

#[test]
fn parts_say_what_a_score_is_made_of() {
    let mut pool = pool(&["ann"], &["lea"]);
    pool.mentees[0].learns = vec!["Postgres tuning".to_owned(), "C++".to_owned()];
    pool.mentors[0].0.gives = vec!["tuning of postgres".to_owned(), "c".to_owned()];
    (pool.mentees[0].years, pool.mentors[0].0.years) = (Some(2), Some(4));
    pool.mentors[0].0.chosen = 3;
    let pair = propose(&pool).pairs.remove(0);
    let parts: Vec<(Part, i32)> = pair.parts.into_iter().collect();
    assert_eq!(
        parts,
        [
            (Part::Goals, 500),
            (Part::Experience, 666),
            (Part::Personality, 500),
            (Part::Hours, 800),
            (Part::Teams, 500),
            (Part::Rarely, 250),
            (Part::Wishes, 0),
            (Part::NewPair, 1_000),
        ]
    );
    // 40 x 500 + 10 x 666 + 5 x 500 + 10 x 800 + 5 x 500 + 5 x 250 + 20 x 0 + 5 x 1,000, of 100 x 1,000.
    assert_eq!(pair.score, 459_100);
}

#[test]
fn shared_time_is_counted_once() {
    assert_eq!(shared(&[(0, 10), (20, 30)], &[(5, 25)]), 10);
    assert_eq!(shared(&[(0, 10)], &[]), 0);
}

/// A pool in which much goes wrong: reporting lines, blocks, languages, hours, floors.
fn pools() -> impl Strategy<Value = Pool> {
    let person = (0..3_u8, 0..4_i64, prop::option::of(0..20_i64), 0..3_u32, any::<bool>());
    let people = prop::collection::vec(person, 0..9);
    let pairs = || prop::collection::btree_set((0..9_usize, 0..9_usize), 0..8);
    (people.clone(), people, pairs(), pairs(), pairs(), 0..WHOLE / 2).prop_map(
        |(mentees, mentors, blocked, above, past, floor)| {
            // The first mentors are mentees as well.
            let name =
                |side: &str, at: usize| PersonId::new(format!("{}{at}", if at < 2 { "both" } else { side }));
            let (mentee, mentor) = (|at| name("mentee", at), |at| name("mentor", at));
            let candidate =
                |person: PersonId, (language, from, years, _, is_reachable): (u8, i64, _, u32, bool)| {
                    let languages: BTreeSet<String> =
                        if language == 0 { BTreeSet::new() } else { [format!("language {language}")].into() };
                    let works = vec![(from * 4 * 3_600, (from * 4 + 8) * 3_600)];
                    Candidate { languages, years, works, is_reachable, ..Candidate::new(person) }
                };
            let named = |pairs: BTreeSet<(usize, usize)>| -> BTreeSet<(PersonId, PersonId)> {
                pairs.into_iter().map(|(a, b)| (mentee(a), mentor(b))).collect()
            };
            let above = named(above);
            let mut pool = Pool { blocked: named(blocked), past: named(past), ..Pool::default() };
            pool.rules.floor = floor;
            for (at, of) in mentees.into_iter().enumerate() {
                let mut it = candidate(mentee(at), of);
                it.above =
                    above.iter().filter(|(who, _)| *who == it.person).map(|(_, whom)| whom.clone()).collect();
                pool.mentees.push(it);
            }
            for (at, of) in mentors.into_iter().enumerate() {
                pool.mentors.push((candidate(mentor(at), of), of.3, of.3 + 1));
            }
            pool
        },
    )
}

proptest! {
    #[test]
    fn no_hard_rule_is_ever_broken(pool in pools()) {
        let proposal = propose(&pool);
        prop_assert_eq!(&proposal, &propose(&pool));
        let both: BTreeSet<&PersonId> =
            proposal.pairs.iter().map(|pair| &pair.mentee).chain(proposal.left.iter().map(|(it, _)| it)).collect();
        prop_assert_eq!(both.len(), pool.mentees.len(), "everybody has a mentor, or is left over");
        for pair in &proposal.pairs {
            let mentee = pool.mentees.iter().find(|it| it.person == pair.mentee).unwrap();
            let (mentor, _, most) = pool.mentors.iter().find(|(it, ..)| it.person == pair.mentor).unwrap();
            prop_assert!(mentee.person != mentor.person);
            prop_assert!(!mentee.above.contains(&mentor.person) && !mentor.above.contains(&mentee.person));
            prop_assert!(mentee.is_reachable && mentor.is_reachable);
            prop_assert!(!pool.blocked.contains(&(mentee.person.clone(), mentor.person.clone())));
            prop_assert!(!pool.blocked.contains(&(mentor.person.clone(), mentee.person.clone())));
            let speaks = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.is_empty() || b.is_empty() || !a.is_disjoint(b);
            prop_assert!(speaks(&mentee.languages, &mentor.languages));
            prop_assert!(shared(&mentee.works, &mentor.works) >= 3_600);
            prop_assert!(pair.score >= pool.rules.floor);
            let taken = proposal.pairs.iter().filter(|other| other.mentor == pair.mentor).count();
            prop_assert!(taken <= *most as usize);
        }
    }

    #[test]
    fn a_column_more_never_lowers_the_total(
        seed in any::<u64>(), rows in 0..8_u64, columns in 1..7_u64, below in 1..20_u64, never in 0..101_u64,
    ) {
        let (scores, places) = drawn(seed, &[rows, columns, below, never, 3]);
        let fewer = places.len() - 1;
        let narrow = Scores::new(rows.try_into().unwrap(), fewer, |row, column| scores.of(row, column).unwrap_or(NEVER));
        let (all, some) = (assign(&scores, &places), assign(&narrow, &places[..fewer]));
        is_sound(&scores, &places, &all);
        prop_assert!(all.total >= some.total);
    }
}
