//! Who carries a topic, what rests on one person, who is rising, and who may be told which figure. Pure.

use chrono::{DateTime, TimeDelta, Utc};

use crate::chat::PersonId;
use crate::people::SMALLEST_GROUP;
use crate::search::{Given, Record};

/// Answers given longer ago do not show that somebody carries a topic today.
pub const WINDOW: TimeDelta = TimeDelta::days(180);
/// Answers looked at, the newest of them: few enough to count while somebody waits.
pub const LOOKED_AT: usize = 10_000;
/// Questions asked longer ago do not show that a topic is wanted.
pub const ASKED_WITHIN: TimeDelta = TimeDelta::days(90);
/// So many accepted answers carry a topic,
const ACCEPTED: u32 = 2;
/// or so many answers of any kind,
const ANSWERS: u32 = 3;
/// or so many from somebody who is glad to be asked about it.
const ANSWERS_OF_THE_WILLING: u32 = 1;
/// A topic that rests on one person is a risk once it was asked so often.
const ASKED_OFTEN: i64 = 2;

/// Of answers, the newest first, as many as are looked at; and when the oldest of these was given, if there are more.
pub fn newest(mut given: Vec<Given>) -> (Vec<Given>, Option<DateTime<Utc>>) {
    let more = given.len() > LOOKED_AT;
    given.truncate(LOOKED_AT);
    let back_to = given.last().filter(|_| more).map(|given| given.last);
    (given, back_to)
}

/// What somebody says of a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Says {
    /// Nothing.
    Nothing,
    /// They know about it.
    Knows,
    /// They are glad to be asked about it.
    AskMe,
}

/// A member of the company and one topic. Whoever left, is a guest or a program, or said that the topic is not theirs,
/// is none of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The member this is about.
    pub person: PersonId,
    /// What they answered in it within [`WINDOW`]; none if nothing.
    pub record: Option<Record>,
    /// What they say of it.
    pub says: Says,
}

impl Member {
    /// They carry the topic: within [`WINDOW`] two answers of theirs were accepted, or they answered three times, or
    /// they are glad to be asked and answered once. Outgoing so alone carries nothing.
    pub fn carries(&self) -> bool {
        let Some(record) = self.record else { return false };
        let enough = if self.says == Says::AskMe { ANSWERS_OF_THE_WILLING } else { ANSWERS };
        record.accepted >= ACCEPTED || record.answers >= enough
    }

    /// They say that they can be asked, and nothing shows it yet.
    fn is_pending(&self) -> bool {
        self.says > Says::Nothing && !self.carries()
    }
}

/// One topic of the map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// What it is called.
    pub topic: String,
    /// Who carries it, the one with most answers first.
    pub carriers: Vec<PersonId>,
    /// How many say that they can be asked, and nothing shows it yet.
    pub pending: usize,
    /// How often it was asked within [`ASKED_WITHIN`].
    pub asked: i64,
    /// Who answers more often than before, the steepest first: answers lately, and in the time before.
    pub rising: Vec<(PersonId, u32, u32)>,
}

/// Where a topic stands on the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Footing {
    /// One person carries it, and it is asked: if they leave, it goes.
    RestsOnOne,
    /// It is asked, and nobody carries it.
    Wanted,
    /// Somebody carries it, and it is no risk.
    Carried,
    /// Nobody carries it, and nobody asks.
    Quiet,
}

impl Spot {
    /// From everybody who has to do with the topic.
    pub fn of(topic: &str, members: &[Member], asked: i64) -> Self {
        let mut carriers: Vec<&Member> = members.iter().filter(|member| member.carries()).collect();
        let answers = |member: &Member| member.record.map_or(0, |record| record.answers);
        carriers.sort_by(|a, b| answers(b).cmp(&answers(a)).then_with(|| a.person.cmp(&b.person)));
        let mut rising: Vec<(PersonId, u32, u32)> = members
            .iter()
            .filter_map(|member| Some((member, member.record.filter(Record::rises)?)))
            .map(|(member, record)| (member.person.clone(), record.lately, record.before))
            .collect();
        // Both times are of the same length for everybody, so the order does not need their length.
        rising.sort_by(|a, b| (b.1 * 2 + a.2).cmp(&(a.1 * 2 + b.2)).then_with(|| a.0.cmp(&b.0)));
        Self {
            topic: topic.to_owned(),
            carriers: carriers.into_iter().map(|member| member.person.clone()).collect(),
            pending: members.iter().filter(|member| member.is_pending()).count(),
            asked,
            rising,
        }
    }

    /// Where it stands.
    pub fn footing(&self) -> Footing {
        match (self.carriers.len(), self.asked) {
            (1, asked) if asked >= ASKED_OFTEN => Footing::RestsOnOne,
            (0, 0) => Footing::Quiet,
            (0, _) => Footing::Wanted,
            _ => Footing::Carried,
        }
    }
}

/// What somebody who is no lead may see of a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// So many people carry it: enough that the figure tells of none of them.
    People(usize),
    /// Somebody carries it; how many would tell too much.
    Somebody,
}

/// What somebody who is no lead may see of a topic: no name, no figure about fewer than [`SMALLEST_GROUP`] people, and nothing
/// of a topic that nobody carries. How often it was asked is not told: that is a figure about the askers.
pub fn told(spot: &Spot) -> Option<Told> {
    match spot.carriers.len() {
        0 => None,
        few if few < SMALLEST_GROUP => Some(Told::Somebody),
        enough => Some(Told::People(enough)),
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn member(name: &str, answers: u32, accepted: u32, says: Says) -> Member {
        let last = DateTime::UNIX_EPOCH;
        let record = Record { answers, accepted, last, lately: 0, before: answers };
        Member { person: PersonId::new(name), record: Some(record).filter(|record| record.answers > 0), says }
    }

    #[test]
    fn saying_so_alone_carries_nothing() {
        assert!(member("bob", 2, 2, Says::Nothing).carries(), "two accepted answers");
        assert!(!member("bob", 2, 1, Says::Nothing).carries());
        assert!(member("bob", 3, 0, Says::Nothing).carries(), "three answers");
        assert!(member("bob", 1, 0, Says::AskMe).carries(), "glad to be asked, and it shows");
        assert!(!member("bob", 1, 0, Says::Knows).carries(), "able to mentor is no wish to be asked");
        assert!(!member("bob", 0, 0, Says::AskMe).carries());
        assert!(member("bob", 0, 0, Says::AskMe).is_pending());
        assert!(!member("bob", 3, 0, Says::AskMe).is_pending());
        assert!(!member("bob", 1, 0, Says::Nothing).is_pending());
    }

    #[test]
    fn a_topic_rests_on_one_only_if_it_is_asked() {
        let spot = |carriers: usize, asked| {
            let members: Vec<Member> =
                (0..carriers).map(|at| member(&format!("p{at}"), 3, 0, Says::Nothing)).collect();
            Spot::of("Postgres", &members, asked)
        };
        assert_eq!(spot(1, 2).footing(), Footing::RestsOnOne);
        assert_eq!(spot(1, 1).footing(), Footing::Carried);
        assert_eq!(spot(2, 9).footing(), Footing::Carried);
        assert_eq!(spot(0, 1).footing(), Footing::Wanted);
        assert_eq!(spot(0, 0).footing(), Footing::Quiet);
        assert_eq!(told(&spot(0, 9)), None);
        assert_eq!(told(&spot(1, 9)), Some(Told::Somebody));
        assert_eq!(told(&spot(4, 9)), Some(Told::Somebody));
        assert_eq!(told(&spot(5, 9)), Some(Told::People(5)));
    }

    #[test]
    fn the_steepest_rise_comes_first() {
        let rising = |name: &str, lately, before| {
            let mut member = member(name, lately + before, 0, Says::Nothing);
            member.record = member.record.map(|record| Record { lately, before, ..record });
            member
        };
        let members = [rising("flat", 2, 4), rising("bob", 3, 2), rising("ann", 4, 0), rising("once", 1, 0)];
        let rising = Spot::of("Postgres", &members, 0).rising;
        assert_eq!(rising, [(PersonId::new("ann"), 4, 0), (PersonId::new("bob"), 3, 2)]);
    }
}
