//! How long what failed is left alone before it is tried again.

use chrono::TimeDelta;

/// Waits between attempts, and how many attempts there are.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    waits: &'static [i64],
    attempts: i64,
}

impl Backoff {
    /// So many seconds after the first attempt, the second, and so on; the last wait stands for all that follow. After
    /// so many attempts it is given up. Without any wait it is given up at once.
    pub const fn new(waits: &'static [i64], attempts: i64) -> Self {
        Self { waits, attempts }
    }

    /// How long to wait after an attempt that failed, the first one being 1. None after the last.
    pub fn after(self, attempt: i64) -> Option<TimeDelta> {
        let at = usize::try_from(attempt.max(1) - 1).ok()?;
        let wait = self.waits.get(at).or(self.waits.last())?;
        (attempt < self.attempts).then(|| TimeDelta::seconds(*wait))
    }

    /// How many attempts there are.
    pub const fn attempts(self) -> i64 {
        self.attempts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_follow_one_another_until_it_is_given_up() {
        let seconds = |backoff: Backoff| {
            (0..7).map(|attempt| backoff.after(attempt).map(|wait| wait.num_seconds())).collect::<Vec<_>>()
        };
        let waits = Backoff::new(&[2, 5, 20], 5);
        assert_eq!(seconds(waits), [Some(2), Some(2), Some(5), Some(20), Some(20), None, None]);
        assert_eq!(seconds(Backoff::new(&[], 5)), [None; 7]);
    }
}
