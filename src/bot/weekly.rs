//! A moment that comes again every week: a day and a local time somewhere.

use chrono::{DateTime, Datelike, Days, NaiveTime, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::clock::moment_of;

/// A day of the week and a time of day in a zone. The moment is worked out late, so that it is right on both days of a
/// clock change (see [`moment_of`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weekly {
    /// The day.
    pub day: Weekday,
    /// Minutes after midnight, local, below 1440.
    pub minute: u32,
    /// The zone in which the time is meant.
    pub zone: Tz,
}

impl Weekly {
    /// The first such moment after `now`.
    pub fn next(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let today = now.with_timezone(&self.zone).date_naive();
        let time = NaiveTime::from_num_seconds_from_midnight_opt(self.minute * 60, 0).unwrap_or_default();
        let days = (0..=14).filter_map(|ahead| today.checked_add_days(Days::new(ahead)));
        days.filter(|day| day.weekday() == self.day)
            .map(|day| moment_of(day.and_time(time), self.zone))
            .find(|moment| *moment > now)
            .unwrap_or(now + TimeDelta::days(7))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn it_is_the_same_local_time_across_both_clock_changes() {
        let every = Weekly { day: Weekday::Fri, minute: 15 * 60, zone: chrono_tz::Europe::Berlin };
        let mut now = at("2026-03-20T13:59:59Z");
        for expected in ["2026-03-20T14:00:00Z", "2026-03-27T14:00:00Z", "2026-04-03T13:00:00Z"] {
            now = every.next(now);
            assert_eq!(now, at(expected));
        }
        assert_eq!(every.next(at("2026-10-24T12:00:00Z")), at("2026-10-30T14:00:00Z"));
        // Half past two does not exist on that Sunday, and comes twice on the other.
        let night = Weekly { day: Weekday::Sun, minute: 150, ..every };
        assert_eq!(night.next(at("2026-03-28T12:00:00Z")), at("2026-03-29T01:00:00Z"));
        assert_eq!(night.next(at("2026-10-24T12:00:00Z")), at("2026-10-25T00:30:00Z"));
        assert_eq!(night.next(at("2026-10-25T00:30:00Z")), at("2026-11-01T01:30:00Z"));
    }

    proptest! {
        #[test]
        fn it_comes_within_the_week_on_its_day(seconds in 0..400_000_000_i64, day in 0..7_u8, minute in 0..1440_u32, zone in prop::sample::select(vec![chrono_tz::Europe::Berlin, chrono_tz::Asia::Kathmandu, chrono_tz::Australia::Lord_Howe, chrono_tz::Africa::Cairo])) {
            let now = DateTime::from_timestamp(1_500_000_000 + seconds, 0).unwrap();
            let every = Weekly { day: Weekday::try_from(day).unwrap(), minute, zone };
            let next = every.next(now);
            prop_assert!(next > now && next - now <= TimeDelta::hours(7 * 24 + 2));
            prop_assert_eq!(next.with_timezone(&zone).weekday(), every.day);
            prop_assert_eq!(every.next(next - TimeDelta::seconds(1)), next);
        }
    }
}
