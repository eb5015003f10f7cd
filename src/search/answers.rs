//! What people answered, topic by topic: counted from the threads themselves, never from a stored total.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::topics::KnownTopics;
use crate::chat::PersonId;

/// So long is lately.
pub const LATELY: TimeDelta = TimeDelta::days(30);
/// What somebody did lately is compared with the time before it, up to so long ago.
pub const COMPARED: TimeDelta = TimeDelta::days(90);
/// Fewer answers than these, lately, are no rise.
const RISE: u32 = 2;

/// Somebody's answer in a thread that somebody else began. However much they wrote in it, it is one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Who answered.
    pub person: PersonId,
    /// What was asked there; empty if that is not known.
    pub question: String,
    /// The topics it was filed under, if any.
    pub filed: Vec<String>,
    /// It was accepted.
    pub accepted: bool,
    /// When they last wrote there.
    pub last: DateTime<Utc>,
}

/// What somebody answered in one topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// In how many threads.
    pub answers: u32,
    /// How many of them were accepted.
    pub accepted: u32,
    /// When the last was written.
    pub last: DateTime<Utc>,
    /// How many within [`LATELY`].
    pub lately: u32,
    /// How many before that, within [`COMPARED`].
    pub before: u32,
}

impl Record {
    fn empty() -> Self {
        Self { answers: 0, accepted: 0, last: DateTime::UNIX_EPOCH, lately: 0, before: 0 }
    }

    fn count(&mut self, given: &Given, now: DateTime<Utc>) {
        self.answers += 1;
        self.accepted += u32::from(given.accepted);
        self.last = self.last.max(given.last);
        self.lately += u32::from(now - given.last <= LATELY);
        self.before += u32::from(now - given.last > LATELY && now - given.last <= COMPARED);
    }

    /// They answered more often within [`LATELY`] than in the time before it, day for day; a single answer is no rise.
    pub fn rises(&self) -> bool {
        let days = |time: TimeDelta| time.num_days();
        let before = days(COMPARED - LATELY);
        self.lately >= RISE && i64::from(self.lately) * before > i64::from(self.before) * days(LATELY)
    }
}

/// What everybody answered in each topic, and what each answered that belongs to none. An answer belongs to the
/// topic its question was filed under, or else to the one that the question's words name first.
#[derive(Clone, Debug, Default)]
pub struct Records {
    /// By person, and the topic's place in the list.
    pub by_topic: HashMap<(PersonId, usize), Record>,
    /// Answers that belong to no topic.
    pub without_topic: HashMap<PersonId, u32>,
    /// What was asked, by the topic's place in the list, and when it was last answered.
    pub asked: HashMap<(usize, String), DateTime<Utc>>,
}

impl Records {
    /// Counts answers.
    pub fn of(given: &[Given], known: &KnownTopics, now: DateTime<Utc>) -> Self {
        let mut records = Self::default();
        // Several people answer in one thread: its words are looked at once.
        let mut named: HashMap<&str, Option<usize>> = HashMap::new();
        for one in given {
            let filed = one.filed.iter().find_map(|name| known.place_of(name));
            let topic = filed.or_else(|| {
                *named.entry(&one.question).or_insert_with(|| known.named_in(&one.question).first().copied())
            });
            match topic {
                Some(at) => {
                    if !one.question.trim().is_empty() {
                        let asked = (at, one.question.trim().to_owned());
                        let last = records.asked.entry(asked).or_insert(one.last);
                        *last = one.last.max(*last);
                    }
                    let key = (one.person.clone(), at);
                    records.by_topic.entry(key).or_insert_with(Record::empty).count(one, now);
                }
                None => *records.without_topic.entry(one.person.clone()).or_default() += 1,
            }
        }
        records
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Topic;

    fn given(person: &str, question: &str, days: i64) -> Given {
        Given {
            person: PersonId::new(person),
            question: question.to_owned(),
            filed: Vec::new(),
            accepted: false,
            last: now() - TimeDelta::days(days),
        }
    }

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
    }

    #[test]
    fn answers_are_counted_by_what_was_asked_or_filed() {
        let topic = |name: &str| Topic { name: name.to_owned(), aliases: vec![] };
        let known = KnownTopics::of(&[topic("Postgres"), topic("Kafka")]);
        let filed =
            Given { filed: vec!["kafka".to_owned()], accepted: true, ..given("bob", "Postgres?", 40) };
        let all = [given("bob", "Is Postgres slow?", 3), given("bob", "Where is lunch?", 3), filed];
        let records = Records::of(&all, &known, now());
        let bob = PersonId::new("bob");
        assert_eq!(records.without_topic[&bob], 1);
        assert_eq!(records.asked[&(0, "Is Postgres slow?".to_owned())], now() - TimeDelta::days(3));
        let postgres = records.by_topic[&(bob.clone(), 0)];
        assert_eq!((postgres.answers, postgres.accepted, postgres.lately, postgres.before), (1, 0, 1, 0));
        let kafka = records.by_topic[&(bob, 1)];
        assert_eq!((kafka.answers, kafka.accepted, kafka.lately, kafka.before), (1, 1, 0, 1));
    }

    #[test]
    fn a_rise_is_more_a_day_than_before_and_more_than_one() {
        let record = |lately, before| Record { lately, before, ..Record::empty() };
        assert!(record(2, 3).rises());
        assert!(!record(2, 4).rises(), "as often as before");
        assert!(!record(1, 0).rises(), "one answer");
        assert!(record(3, 0).rises());
    }
}
