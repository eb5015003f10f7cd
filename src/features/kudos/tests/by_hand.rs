//! Random histories, kept a second time by hand: the ledger must say the same after every step.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::chat::{MessageId, PersonId};
use crate::features::kudos::store::ledger::Ledger;
use crate::testing::{House, on_each_engine};

const PEOPLE: [&str; 5] = ["ann", "bob", "cleo", "dan", "sue"];

/// A grant as one would write it down.
#[derive(Clone, Debug)]
struct Line {
    giver: &'static str,
    receiver: &'static str,
    amount: i64,
    at: DateTime<Utc>,
    /// Which announcement.
    about: usize,
    joined: bool,
}

struct Book {
    lines: Vec<Line>,
    /// First messages of announcements; none once taken back.
    announced: Vec<Option<MessageId>>,
}

impl Book {
    /// The giver's own day and month, worked out with the zone's rules and nothing of ours.
    fn day(giver: &str, at: DateTime<Utc>) -> (String, String) {
        let zone = if giver == "sue" { chrono_tz::Australia::Sydney } else { chrono_tz::Europe::Berlin };
        let local = at.with_timezone(&zone);
        (local.format("%F").to_string(), local.format("%Y-%m").to_string())
    }

    fn sum(&self, of: impl Fn(&Line) -> bool) -> i64 {
        self.lines.iter().filter(|line| of(line)).map(|line| line.amount).sum()
    }

    fn may(&self, giver: &'static str, receivers: &[&'static str], amount: i64, now: DateTime<Utc>) -> bool {
        let (day, month) = Self::day(giver, now);
        let wanted = amount * i64::try_from(receivers.len()).unwrap();
        let this_month = |line: &Line| line.giver == giver && Self::day(giver, line.at).1 == month;
        let today = self.sum(|line| line.giver == giver && Self::day(giver, line.at).0 == day);
        let pairs = receivers
            .iter()
            .all(|receiver| self.sum(|line| this_month(line) && line.receiver == *receiver) + amount <= 12);
        !receivers.is_empty() && today + wanted <= 5 && self.sum(this_month) + wanted <= 60 && pairs
    }

    fn write(
        &mut self,
        giver: &'static str,
        receivers: &[&'static str],
        amount: i64,
        at: DateTime<Utc>,
        about: usize,
        joined: bool,
    ) {
        let lines = receivers.iter().map(|receiver| Line { giver, receiver, amount, at, about, joined });
        self.lines.extend(lines);
    }

    fn receivers(&self, about: usize) -> Vec<&'static str> {
        self.lines
            .iter()
            .filter(|line| line.about == about && !line.joined)
            .map(|line| line.receiver)
            .collect()
    }
}

/// What the ledger says: for each person, what they gave today, this month, in all, and were given.
async fn ledger(house: &House) -> BTreeMap<&'static str, (i64, i64, i64, i64)> {
    let mut tx = house.db.read().await.unwrap();
    let mut all = BTreeMap::new();
    for key in PEOPLE {
        let (person, (day, month)) = (PersonId::new(key), Book::day(key, house.now()));
        let (today, this_month) = tx.of::<Ledger>(&house.org).given(&person, &day, &month).await.unwrap();
        let given = tx.of::<Ledger>(&house.org).handed_out(&person).await.unwrap().points;
        all.insert(
            key,
            (today, this_month, given, tx.of::<Ledger>(&house.org).received(&person).await.unwrap().points),
        );
    }
    all
}

fn by_hand(book: &Book, now: DateTime<Utc>) -> BTreeMap<&'static str, (i64, i64, i64, i64)> {
    let of = |key: &'static str| {
        let (day, month) = Book::day(key, now);
        (
            book.sum(|line| line.giver == key && Book::day(key, line.at).0 == day),
            book.sum(|line| line.giver == key && Book::day(key, line.at).1 == month),
            book.sum(|line| line.giver == key),
            book.sum(|line| line.receiver == key),
        )
    };
    PEOPLE.into_iter().map(|key| (key, of(key))).collect()
}

async fn gives(house: &mut House, book: &mut Book, draw: &mut impl FnMut(usize) -> usize, step: usize) {
    let giver = PEOPLE[draw(5)];
    let mut named: Vec<&'static str> = (0..=draw(3)).map(|_| PEOPLE[draw(5)]).collect();
    let amount = i64::try_from(draw(4)).unwrap();
    let mentions: Vec<String> = named.iter().map(|key| format!("<@test:acme:{key}>")).collect();
    let words = format!("/kudos {} {amount} for the help with step {step}", mentions.join(" "));
    // Delivered twice, as platforms do: it happens once.
    let event = house.someone(giver).would_say(&words);
    for _ in 0..2 {
        assert!(house.machine.receive_all(std::slice::from_ref(&event)).await[0].is_ok());
    }
    house.machine.settle().await.unwrap();
    named.sort_unstable();
    named.dedup();
    named.retain(|key| *key != giver);
    if amount > 0 && book.may(giver, &named, amount, house.now()) {
        let about = book.announced.len();
        book.announced.push(Some(house.newest_root()));
        book.write(giver, &named, amount, house.now(), about, false);
    }
}

async fn takes_back(house: &mut House, book: &mut Book, giver: &'static str) {
    let mine = book.lines.iter().rev().find(|line| line.giver == giver && !line.joined).cloned();
    let Some(line) = mine else { return };
    let source = {
        let mut tx = house.db.read().await.unwrap();
        let all = tx.of::<Ledger>(&house.org).record_of(&PersonId::new(giver)).await.unwrap();
        let mine =
            all.iter().find(|grant| grant.giver.as_str() == giver && !grant.source.starts_with("joined "));
        mine.unwrap().source.clone()
    };
    house.someone(giver).forces("kudos.undo", &source).await;
    if house.now() - line.at <= TimeDelta::seconds(60) {
        book.lines.retain(|other| other.about != line.about);
        book.announced[line.about] = None;
    }
}

async fn reacts(house: &mut House, book: &mut Book, draw: &mut impl FnMut(usize) -> usize) {
    let standing: Vec<(usize, MessageId)> =
        book.announced.iter().enumerate().filter_map(|(at, root)| Some((at, root.clone()?))).collect();
    if standing.is_empty() {
        return;
    }
    let (who, added) = (PEOPLE[draw(5)], draw(3) > 0);
    let (about, root) = standing[draw(standing.len())].clone();
    house.someone(who).reacts(&root, "raised_hands", added).await;
    let begun_by = book.lines.iter().find(|line| line.about == about && !line.joined).map(|line| line.giver);
    let is_mine = |line: &Line| line.about == about && line.joined && line.giver == who;
    if !added {
        book.lines.retain(|line| !is_mine(line));
    } else if begun_by != Some(who) && !book.lines.iter().any(is_mine) {
        let receivers: Vec<&'static str> =
            book.receivers(about).into_iter().filter(|key| *key != who).collect();
        if book.may(who, &receivers, 1, house.now()) {
            book.write(who, &receivers, 1, house.now(), about, true);
        }
    }
}

#[tokio::test]
async fn the_ledger_says_what_one_would_write_down_by_hand() {
    for seed in [3_u64, 5, 8] {
        on_each_engine(async |house: &mut House| {
            let mut chance = seed;
            let mut draw = move |below: usize| {
                chance =
                    chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                usize::try_from((chance >> 33) % u64::try_from(below).unwrap()).unwrap()
            };
            let mut book = Book { lines: Vec::new(), announced: Vec::new() };
            let (mut gone, mut joined) = (0, 0);
            for step in 0..120 {
                let before = book.lines.len();
                match draw(8) {
                    0 => house.passes(TimeDelta::minutes(i64::try_from(draw(2000)).unwrap())).await,
                    1 => house.passes(TimeDelta::seconds(40)).await,
                    2 => takes_back(house, &mut book, PEOPLE[draw(5)]).await,
                    3 | 4 => reacts(house, &mut book, &mut draw).await,
                    _ => gives(house, &mut book, &mut draw, step).await,
                }
                gone += usize::from(book.lines.len() < before);
                joined += book.lines.iter().skip(before).filter(|line| line.joined).count();
                assert_eq!(ledger(house).await, by_hand(&book, house.now()), "seed {seed}, step {step}");
            }
            let (given, got) = (book.sum(|_| true), ledger(house).await.values().map(|it| it.3).sum::<i64>());
            assert_eq!(given, got, "what is given is received");
            assert!(given > 20 && gone > 0 && joined > 0, "something happened: {given} {gone} {joined}");
            house.leaves_work();
        })
        .await;
    }
}
