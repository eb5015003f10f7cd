//! What time it is, and when it is so late somewhere. The only place that asks the machine; everybody else is given `now`
//! as a value.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// A clock. Clones show the same time.
#[derive(Clone, Debug)]
pub struct Clock {
    /// Milliseconds: since 1970 if the clock stands still, ahead of the machine's time if it runs.
    millis: Arc<AtomicI64>,
    runs: bool,
}

impl Clock {
    /// The machine's own time. It can be moved on, as the playground does.
    pub fn system() -> Self {
        Self { millis: Arc::new(AtomicI64::new(0)), runs: true }
    }

    /// A clock that stands still until it is moved.
    pub fn standing(at: DateTime<Utc>) -> Self {
        Self { millis: Arc::new(AtomicI64::new(at.timestamp_millis())), runs: false }
    }

    /// The time, to the millisecond.
    pub fn now(&self) -> DateTime<Utc> {
        let millis = self.millis.load(Ordering::Relaxed);
        let millis = if self.runs { machine_millis().saturating_add(millis) } else { millis };
        DateTime::from_timestamp_millis(millis).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// Moves the clock on, never back.
    pub fn advance(&self, by: TimeDelta) {
        self.millis.fetch_add(by.num_milliseconds().max(0), Ordering::Relaxed);
    }
}

/// When it is that late in a zone: of a time that a clock change repeats, the first moment; of one that it skips, the first
/// moment after the change.
#[expect(clippy::disallowed_methods, reason = "this is the one place that may ask")]
pub fn moment_of(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    // No clock change skips more than a day, and all skip whole minutes.
    let minutes = (0..=24 * 60).map(|minutes| local + TimeDelta::minutes(minutes));
    let mut there = minutes.filter_map(|local| zone.from_local_datetime(&local).earliest());
    there.next().map_or_else(|| local.and_utc(), |moment| moment.to_utc())
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that may ask")]
fn machine_millis() -> i64 {
    Utc::now().timestamp_millis()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;
    use chrono_tz::{TZ_VARIANTS, Tz};
    use proptest::prelude::*;

    use super::*;

    fn local(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    #[test]
    fn a_time_that_is_skipped_is_the_first_after_and_one_that_is_repeated_the_first() {
        // Transitions as `zdump -v` tells them (tzdata 2025b).
        for (zone, text, utc) in [
            (Tz::Europe__Berlin, "2026-03-29T02:30:00", "2026-03-29T01:00:00Z"),
            (Tz::Europe__Berlin, "2026-10-25T02:30:00", "2026-10-25T00:30:00Z"),
            (Tz::Australia__Lord_Howe, "2026-10-04T02:10:00", "2026-10-03T15:30:00Z"),
            (Tz::Africa__Cairo, "2026-04-24T00:00:00", "2026-04-23T22:00:00Z"),
            (Tz::Pacific__Apia, "2011-12-30T00:00:00", "2011-12-30T10:00:00Z"),
            (Tz::Asia__Kathmandu, "2026-01-01T09:00:00", "2026-01-01T03:15:00Z"),
        ] {
            assert_eq!(moment_of(local(text), zone), utc.parse::<DateTime<Utc>>().unwrap(), "{zone} {text}");
        }
    }

    proptest! {
        #[test]
        fn it_is_the_first_moment_at_which_no_clock_there_shows_less(
            seconds in 0..2_000_000_000_i64, zone in 0..TZ_VARIANTS.len(), near in -200..200_i64,
        ) {
            let zone = TZ_VARIANTS[zone];
            // Whole minutes, and many of them near a clock change if there is one in the following half year.
            let shown = |at: DateTime<Utc>| at.with_timezone(&zone).naive_local();
            let begin = DateTime::from_timestamp(seconds / 60 * 60, 0).unwrap();
            let offset = |at: DateTime<Utc>| shown(at) - at.naive_utc();
            let changed = (0..183).map(|day| begin + TimeDelta::days(day)).find(|at| offset(*at) != offset(begin));
            let wanted = shown(changed.unwrap_or(begin)) + TimeDelta::minutes(near);
            let moment = moment_of(wanted, zone);
            prop_assert!(shown(moment) >= wanted);
            if shown(moment) > wanted {
                let before = shown(moment - TimeDelta::seconds(1));
                prop_assert!(before < wanted, "the clocks jumped over it");
            }
            let earlier = (1..=180).map(|minutes| moment - TimeDelta::minutes(minutes));
            for at in earlier {
                prop_assert!(shown(at) != wanted, "it was that late before");
            }
        }
    }
}
