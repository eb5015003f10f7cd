//! Conversations that Teams did not find lately.

use chrono::TimeDelta;

use crate::clock::Clock;
use crate::platforms::cache::Expiring;

/// A second miss within this time is believed.
const MISSED: TimeDelta = TimeDelta::minutes(10);
/// More are not remembered at once.
const MOST: usize = 10_000;

/// Conversations that Teams did not find lately.
pub(in crate::platforms::teams) struct MissCache(Expiring<String, ()>);

impl MissCache {
    pub(in crate::platforms::teams) fn new(clock: Clock) -> Self {
        Self(Expiring::new(MOST, clock))
    }

    /// True if it is the first miss for a while.
    pub(in crate::platforms::teams) fn is_first_miss(&self, conversation: &str) -> bool {
        self.0.insert(conversation.to_owned(), (), MISSED).is_none()
    }
}
