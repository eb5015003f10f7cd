//! Working hours: a person's own days and hours in their own zone, without the holidays they keep.

use std::cmp::Ordering;
use std::collections::HashSet;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;

use super::{Availability, Person};
use crate::clock::moment_of;

/// A day on which nobody there works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// The day.
    pub day: NaiveDate,
    /// The country it is kept in, as the company writes it; none for all.
    pub country: Option<String>,
}

/// When a person works.
#[derive(Clone, Debug)]
pub struct Hours {
    zone: Tz,
    availability: Availability,
    holidays: HashSet<NaiveDate>,
}

/// How far ahead working hours are looked for.
const HORIZON: u64 = 400;
const DAY: i64 = 24 * 60;

impl Hours {
    /// A person's hours, given the holidays of their company.
    pub fn of(person: &Person, holidays: &[Holiday]) -> Self {
        let country = person.data.country.as_deref();
        let kept = holidays.iter().filter(|holiday| match &holiday.country {
            None => true,
            Some(there) => country.is_some_and(|here| here.eq_ignore_ascii_case(there)),
        });
        Self::new(person.time_zone, person.availability.clone(), kept.map(|holiday| holiday.day).collect())
    }

    /// The zone they are told in.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// Hours in a zone.
    pub fn new(zone: Tz, availability: Availability, holidays: HashSet<NaiveDate>) -> Self {
        Self { zone, availability, holidays }
    }

    /// Within working hours.
    pub fn is_working(&self, at: DateTime<Utc>) -> bool {
        let today = at.with_timezone(&self.zone).date_naive();
        let yesterday = today.checked_sub_days(Days::new(1));
        [yesterday, Some(today)]
            .into_iter()
            .flatten()
            .filter_map(|day| self.window(day))
            .any(|(from, until)| from <= at && at < until)
    }

    /// Within quiet hours: the person's night, and the days on which they do not work. Never within working hours.
    pub fn is_quiet(&self, at: DateTime<Utc>) -> bool {
        if self.is_working(at) {
            return false;
        }
        let local = at.with_timezone(&self.zone);
        if !self.works_on(local.date_naive()) {
            return true;
        }
        let minute = i64::from(local.hour() * 60 + local.minute());
        let (from, until) = (self.availability.quiet_from, self.availability.quiet_until);
        if from <= until { (from..until).contains(&minute) } else { minute >= from || minute < until }
    }

    /// The moment itself if it is not within quiet hours, else the first that is not, in steps of a quarter of an hour.
    /// None if there is none within four weeks.
    pub fn next_loud(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if !self.is_quiet(at) {
            return Some(at);
        }
        let quarter = TimeDelta::minutes(15);
        let first = at + quarter - TimeDelta::seconds(at.timestamp().rem_euclid(quarter.num_seconds()));
        let first = first.with_nanosecond(0).unwrap_or(first);
        (0..4 * 7 * 24 * 4).map(|steps| first + quarter * steps).find(|moment| !self.is_quiet(*moment))
    }

    /// The moment at which so much working time has passed. None if there is not that much within a year.
    pub fn add_working(&self, from: DateTime<Utc>, time: TimeDelta) -> Option<DateTime<Utc>> {
        let mut left = time;
        for (start, end) in self.windows(from) {
            let start = start.max(from);
            let there = end - start;
            if there <= TimeDelta::zero() {
                continue;
            }
            if left <= there {
                return Some(start + left);
            }
            left -= there;
        }
        None
    }

    /// The moment itself if it is within working hours, else when they begin next. None if they do not within a year.
    pub fn next_working(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.windows(at).find(|(_, end)| *end > at).map(|(start, _)| start.max(at))
    }

    /// The share of these working hours between two moments that are the other's too, from 0 to 1; 1 if there are none.
    pub fn shared_with(&self, other: &Self, from: DateTime<Utc>, until: DateTime<Utc>) -> f32 {
        let within = |hours: &Self| -> Vec<(i64, i64)> {
            let windows = hours.windows(from).take_while(|(start, _)| *start < until);
            windows
                .map(|(start, end)| (start.max(from).timestamp(), end.min(until).timestamp()))
                .filter(|(start, end)| start < end)
                .collect()
        };
        let (own, others) = (within(self), within(other));
        let all: i64 = own.iter().map(|(start, end)| end - start).sum();
        let both = |a: (i64, i64), b: (i64, i64)| (a.1.min(b.1) - a.0.max(b.0)).max(0);
        let shared: i64 = own.iter().flat_map(|a| others.iter().map(|b| both(*a, *b))).sum();
        if all == 0 {
            return 1.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "seconds of some days")]
        let share = shared as f32 / all as f32;
        share
    }

    fn windows(&self, from: DateTime<Utc>) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> {
        let first = from.with_timezone(&self.zone).date_naive().checked_sub_days(Days::new(1));
        (0..HORIZON).filter_map(move |ahead| self.window(first?.checked_add_days(Days::new(ahead))?))
    }

    /// The working hours that begin on a day, if they have any length.
    fn window(&self, day: NaiveDate) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        if !self.works_on(day) {
            return None;
        }
        let (from, until) = (self.availability.work_from, self.availability.work_until);
        let ends = match until.cmp(&from) {
            Ordering::Greater => until,
            Ordering::Less => until + DAY,
            Ordering::Equal => return None,
        };
        let start = self.instant(day, from)?;
        let end = self.instant(day, ends)?;
        (start < end).then_some((start, end))
    }

    fn works_on(&self, day: NaiveDate) -> bool {
        let bit = 1_i64 << day.weekday().num_days_from_monday();
        self.availability.work_days & bit != 0 && !self.holidays.contains(&day)
    }

    fn instant(&self, day: NaiveDate, minute: i64) -> Option<DateTime<Utc>> {
        let local = day.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::minutes(minute))?;
        Some(moment_of(local, self.zone))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use chrono::{DateTime, TimeDelta, Utc};
    use chrono_tz::Tz;

    use super::Hours;
    use crate::people::Availability;

    #[test]
    fn hours_are_shared_across_zones_as_far_as_they_overlap() {
        let hours = |zone: Tz| Hours::new(zone, Availability::default(), HashSet::new());
        let monday: DateTime<Utc> = "2026-06-01T00:00:00Z".parse().unwrap();
        let shared = |a: Tz, b: Tz| hours(a).shared_with(&hours(b), monday, monday + TimeDelta::days(7));
        assert!((shared(Tz::Europe__Berlin, Tz::Europe__Berlin) - 1.0).abs() < 1e-6);
        // Nine to five, an hour apart.
        assert!((shared(Tz::Europe__Berlin, Tz::Europe__London) - 7.0 / 8.0).abs() < 1e-6);
        assert!(shared(Tz::Europe__Berlin, Tz::America__Los_Angeles).abs() < 1e-6);
        let none = hours(Tz::UTC).shared_with(&hours(Tz::UTC), monday, monday);
        assert!((none - 1.0).abs() < 1e-6, "without working hours nothing is missing");
    }
}
