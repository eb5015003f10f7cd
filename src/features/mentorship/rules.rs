//! Who may join, when pairs meet, how a pair is doing, and how its score reads. Pure.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::matching::{Part, Parts, Weights};
use super::store::{Meeting, Pair, ProgrammeRules};
use crate::clock::moment_of;
use crate::people::{Hours, Person};
use crate::store::Millis;

/// The longest name of a programme, and of one thing that somebody gives or wants to learn, in characters.
pub const LONGEST_NAME: usize = 60;
/// Things that somebody gives, or wants to learn, at the most.
pub const MOST_THINGS: usize = 12;
/// A first meeting is in time within so many days.
pub const FIRST_MEETING_DAYS: i64 = 14;
/// Without a meeting by then, both are reminded.
pub const NUDGE_DAYS: i64 = 10;
/// Without a meeting by then, the lead is told.
pub const LATE_DAYS: i64 = 17;
/// How long a first meeting is.
const MEETING: TimeDelta = TimeDelta::minutes(45);
/// Times that are proposed.
const PROPOSED: usize = 3;

/// The rules let somebody join, as far as what is known of them goes. What is not known of them lets nobody in.
pub fn lets_in(rules: &ProgrammeRules, person: &Person) -> bool {
    let is_among = |all: &[String], theirs: Option<&String>| {
        all.is_empty() || theirs.is_some_and(|theirs| all.iter().any(|one| one.eq_ignore_ascii_case(theirs)))
    };
    is_among(&rules.departments, person.data.department.as_ref())
        && is_among(&rules.locations, person.data.location.as_ref())
}

/// Words that were typed as a list with commas, semicolons or in lines, each once.
pub fn listed(words: &str) -> Vec<String> {
    let mut listed: Vec<String> = Vec::new();
    for word in words.split([',', ';', '\n']).map(str::trim).filter(|word| !word.is_empty()) {
        if !listed.iter().any(|other| other.eq_ignore_ascii_case(word)) {
            listed.push(word.to_owned());
        }
    }
    listed
}

/// The morning of a day where somebody is: nine o'clock.
pub fn morning(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    moment_of(
        day.and_time(NaiveTime::from_num_seconds_from_midnight_opt(9 * 3_600, 0).unwrap_or_default()),
        zone,
    )
}

/// The same time of day so many days later, where somebody is: across a clock change, too.
pub fn days_later(at: DateTime<Utc>, days: i64, zone: Tz) -> DateTime<Utc> {
    let local = at.with_timezone(&zone).naive_local();
    moment_of(local + TimeDelta::days(days), zone)
}

/// The first moments, on different days from the next one on, at which both work for as long as a meeting takes; at most
/// three, within four weeks.
pub fn proposed_times(
    one: &Hours,
    other: &Hours,
    from: DateTime<Utc>,
) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let zone = one.zone();
    let first = from.with_timezone(&zone).date_naive();
    let mut times = Vec::new();
    for ahead in 1..=28 {
        let Some(day) = first.checked_add_days(Days::new(ahead)) else { break };
        let quarters = (0..24 * 2_i64).map(|half| half * 30);
        let starts =
            quarters.map(|minute| moment_of(day.and_time(NaiveTime::MIN) + TimeDelta::minutes(minute), zone));
        let works = |hours: &Hours, start: DateTime<Utc>| {
            hours.is_working(start) && hours.is_working(start + MEETING - TimeDelta::seconds(1))
        };
        // Not with the first hour of the day, if there is another.
        let both: Vec<DateTime<Utc>> =
            starts.filter(|start| works(one, *start) && works(other, *start)).collect();
        if let Some(start) = both.get(2).or(both.first()) {
            times.push((*start, *start + MEETING));
        }
        if times.len() == PROPOSED {
            break;
        }
    }
    times
}

/// When a request for a mentor is over: after three of their working days.
pub fn request_ends(mentor: &Person, hours: &Hours, from: DateTime<Utc>) -> DateTime<Utc> {
    let there = &mentor.availability;
    let day = (there.work_until - there.work_from).rem_euclid(24 * 60);
    hours.add_working(from, TimeDelta::minutes(day * 3)).unwrap_or(from + TimeDelta::days(5))
}

/// How good a pair is, in words that no number can be read out of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// Above the floor, and no more.
    Fair,
    /// At least half.
    Good,
    /// At least seven tenths.
    Strong,
}

/// The band of a score, of a million.
pub fn band(score: i64) -> Band {
    match score {
        700_000.. => Band::Strong,
        500_000.. => Band::Good,
        _ => Band::Fair,
    }
}

/// What speaks for a pair most: at most three parts of which there is much.
pub fn reasons(parts: &Parts, weights: Weights) -> Vec<Part> {
    let weight = |part: &Part| match part {
        Part::Goals => weights.goals,
        Part::Experience => weights.experience,
        // What somebody answered about themselves and wished for is told to nobody, and that a mentor was rarely chosen neither.
        Part::Personality | Part::Wishes | Part::Rarely | Part::NewPair => 0,
        Part::Hours => weights.hours,
        Part::Teams => weights.teams,
    };
    let mut told: Vec<(i32, Part)> = parts
        .iter()
        .filter(|(part, worth)| **worth > 500 && weight(part) > 0)
        .map(|(part, worth)| (worth * weight(part), *part))
        .collect();
    told.sort_by_key(|(worth, part)| (std::cmp::Reverse(*worth), *part));
    told.into_iter().take(3).map(|(_, part)| part).collect()
}

/// How a pair is doing, from 0 to 100: of facts that both know, and never of what one of them said alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    /// Both agreed: 20.
    pub agreement: i64,
    /// They first met in time: 20, or 10 if later.
    pub first_meeting: i64,
    /// The share of the meetings that were due and held: up to 40.
    pub held: i64,
    /// The share of the meetings that were due and of which one of them said whether they were held: up to 20.
    pub answered: i64,
}

impl Health {
    /// The sum.
    pub fn total(self) -> i64 {
        self.agreement + self.first_meeting + self.held + self.answered
    }
}

/// The health of a pair; none within its first 14 days, as there is nothing to say yet.
pub fn health(pair: &Pair, meetings: &[Meeting], now: DateTime<Utc>) -> Option<Health> {
    let began = pair.started_at.utc();
    let until = pair.ended_at.map_or(now, Millis::utc);
    if until - began < TimeDelta::days(FIRST_MEETING_DAYS) {
        return None;
    }
    let due: Vec<&Meeting> =
        meetings.iter().filter(|meeting| meeting.is_held.is_some() || meeting.due_at.utc() < until).collect();
    let count =
        |which: fn(&&&Meeting) -> bool| i64::try_from(due.iter().filter(which).count()).unwrap_or_default();
    let all = i64::try_from(due.len()).unwrap_or(i64::MAX).max(1);
    let first_meeting = match first_held(meetings) {
        Some(held) if held - began <= TimeDelta::days(FIRST_MEETING_DAYS) => 20,
        Some(_) => 10,
        None => 0,
    };
    Some(Health {
        agreement: if pair.is_agreed() { 20 } else { 0 },
        first_meeting,
        held: 40 * count(|meeting| meeting.is_held == Some(true)) / all,
        answered: 20 * count(|meeting| meeting.is_held.is_some()) / all,
    })
}

/// When a pair first met: when the meeting was expected, or one of them said so if that was before.
pub fn first_held(meetings: &[Meeting]) -> Option<DateTime<Utc>> {
    let held = meetings.iter().filter(|meeting| meeting.is_held == Some(true));
    held.map(|meeting| meeting.answered_at.map_or(meeting.due_at, |said| said.min(meeting.due_at)).utc())
        .min()
}

/// A working week without holidays, so that the same people share the same time whenever they are matched: the Monday of the
/// week of this moment, and the one after it.
pub fn week_of(now: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
    let today = now.date_naive();
    let monday = today - TimeDelta::days(i64::from(today.weekday().num_days_from_monday()));
    let from = monday.and_time(NaiveTime::MIN).and_utc();
    (from, from + TimeDelta::days(7))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::people::Availability;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn hours(zone: Tz) -> Hours {
        Hours::new(zone, Availability::default(), HashSet::new())
    }

    #[test]
    fn meetings_keep_their_local_time_across_both_clock_changes() {
        let berlin = Tz::Europe__Berlin;
        assert_eq!(days_later(at("2026-03-23T09:00:00Z"), 7, berlin), at("2026-03-30T08:00:00Z"));
        assert_eq!(days_later(at("2026-10-19T08:00:00Z"), 7, berlin), at("2026-10-26T09:00:00Z"));
        // Half past two does not exist on that Sunday.
        assert_eq!(days_later(at("2026-03-22T01:30:00Z"), 7, berlin), at("2026-03-29T01:00:00Z"));
    }

    #[test]
    fn times_are_within_the_hours_of_both_and_not_at_a_weekend() {
        let (berlin, york) = (hours(Tz::Europe__Berlin), hours(Tz::America__New_York));
        // A Thursday.
        let times = proposed_times(&berlin, &york, at("2026-09-17T10:00:00Z"));
        let starts: Vec<DateTime<Utc>> = times.iter().map(|time| time.0).collect();
        // Nine in New York is three in Berlin: on Friday, Monday and Tuesday, an hour after it.
        assert_eq!(
            starts,
            [at("2026-09-18T14:00:00Z"), at("2026-09-21T14:00:00Z"), at("2026-09-22T14:00:00Z")]
        );
        assert_eq!(proposed_times(&berlin, &hours(Tz::Pacific__Auckland), at("2026-09-17T10:00:00Z")), []);
    }

    #[test]
    fn health_is_made_of_what_both_know() {
        let ids = ["ann", "bob"].map(crate::chat::PersonId::new);
        let [mentor, mentee] = ids;
        let began = at("2026-09-14T09:00:00Z");
        let pair = Pair::new("p".to_owned(), "m", (mentor, mentee), (began, began + TimeDelta::weeks(12)));
        let meeting = |number, days, is_held: Option<bool>| Meeting {
            number,
            due_at: (began + TimeDelta::days(days)).into(),
            is_held,
            answered_at: is_held.map(|_| (began + TimeDelta::days(days + 1)).into()),
        };
        let meetings = [
            meeting(1, 7, Some(true)),
            meeting(2, 21, Some(false)),
            meeting(3, 35, None),
            meeting(4, 49, None),
        ];
        assert_eq!(health(&pair, &meetings, began + TimeDelta::days(10)), None);
        let now = began + TimeDelta::days(40);
        let found = health(&pair, &meetings, now).unwrap();
        assert_eq!(found, Health { agreement: 0, first_meeting: 20, held: 13, answered: 13 });
        let agreed = Pair { mentor_agreed_at: Some(now.into()), mentee_agreed_at: Some(now.into()), ..pair };
        assert_eq!(health(&agreed, &meetings[..1], now).unwrap().total(), 100);
        assert_eq!(health(&agreed, &[], now).unwrap().total(), 20);
    }

    #[test]
    fn lists_are_read_as_people_write_them() {
        assert_eq!(listed(" Rust, rust;\nC++ ,, "), ["Rust", "C++"]);
    }

    #[test]
    fn reasons_never_tell_of_personality() {
        let parts: Parts =
            [(Part::Personality, 1_000), (Part::Goals, 700), (Part::NewPair, 1_000), (Part::Hours, 500)]
                .into();
        assert_eq!(reasons(&parts, Weights::default()), [Part::Goals]);
    }
}
