//! What time it is. The only place that asks the machine; everybody else is given `now` as a value.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};

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

#[expect(clippy::disallowed_methods, reason = "this is the one place that may ask")]
fn machine_millis() -> i64 {
    Utc::now().timestamp_millis()
}
