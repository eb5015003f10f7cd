//! Conversations that Teams did not find lately.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// A second miss within this time is believed.
const MISSED: TimeDelta = TimeDelta::minutes(10);
/// More are not remembered at once.
const MOST: usize = 10_000;

/// Conversations that Teams did not find lately.
#[derive(Default)]
pub(super) struct Lately(Mutex<HashMap<String, DateTime<Utc>>>);

impl Lately {
    /// True if it is the first miss for a while.
    pub(super) fn is_first_miss(&self, conversation: &str, now: DateTime<Utc>) -> bool {
        let mut missed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if missed.len() >= MOST {
            missed.clear();
        }
        missed.insert(conversation.to_owned(), now).is_none_or(|before| now - before > MISSED)
    }
}
