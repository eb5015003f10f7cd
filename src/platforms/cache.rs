//! Values that are believed for a while, by the project's clock.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

use chrono::{DateTime, TimeDelta, Utc};
use parking_lot::Mutex;

use crate::clock::Clock;

/// Values that expire. It holds a limited number of them: a new one that does not fit any more clears all others, as a
/// cache that is empty costs time and one without bounds costs memory.
pub struct Expiring<K, V> {
    kept: Mutex<HashMap<K, (V, DateTime<Utc>)>>,
    most: usize,
    clock: Clock,
}

impl<K: Eq + Hash, V: Clone> Expiring<K, V> {
    /// An empty cache for `most` values.
    pub fn new(most: usize, clock: Clock) -> Self {
        Self { kept: Mutex::default(), most, clock }
    }

    /// The value of a key; none if there is none, or if its time is over.
    pub fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let now = self.clock.now();
        self.kept.lock().get(key).filter(|(_, until)| *until > now).map(|(value, _)| value.clone())
    }

    /// How long the value of a key is still believed; none if there is none, or if its time is over.
    pub fn left<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<TimeDelta>
    where
        K: Borrow<Q>,
    {
        let now = self.clock.now();
        self.kept.lock().get(key).map(|(_, until)| *until - now).filter(|left| *left > TimeDelta::zero())
    }

    /// Keeps a value for a while, in place of an earlier one. Returns that one, if its time was not over.
    pub fn insert(&self, key: K, value: V, lasts: TimeDelta) -> Option<V> {
        let now = self.clock.now();
        let mut kept = self.kept.lock();
        if kept.len() >= self.most && !kept.contains_key(&key) {
            kept.clear();
        }
        let before = kept.insert(key, (value, now + lasts));
        before.filter(|(_, until)| *until > now).map(|(value, _)| value)
    }

    /// Forgets a value.
    pub fn remove<Q: Eq + Hash + ?Sized>(&self, key: &Q)
    where
        K: Borrow<Q>,
    {
        self.kept.lock().remove(key);
    }

    /// Forgets all values.
    pub fn clear(&self) {
        self.kept.lock().clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache() -> (Expiring<&'static str, u8>, Clock) {
        let clock = Clock::standing(DateTime::from_timestamp(1_700_000_000, 0).unwrap());
        (Expiring::new(2, clock.clone()), clock)
    }

    #[test]
    fn a_value_is_believed_until_its_time_is_over() {
        let (cache, clock) = cache();
        assert_eq!(cache.insert("a", 1, TimeDelta::seconds(10)), None);
        clock.advance(TimeDelta::seconds(9));
        assert_eq!((cache.get("a"), cache.left("a")), (Some(1), Some(TimeDelta::seconds(1))));
        assert_eq!(cache.insert("a", 2, TimeDelta::seconds(10)), Some(1), "it begins anew");
        clock.advance(TimeDelta::seconds(10));
        assert_eq!((cache.get("a"), cache.left("a")), (None, None));
        assert_eq!(cache.insert("a", 3, TimeDelta::seconds(10)), None, "what is over is as good as gone");
    }

    #[test]
    fn a_value_that_does_not_fit_clears_the_others() {
        let (cache, _) = cache();
        for (key, value) in [("a", 1), ("b", 2), ("b", 3)] {
            cache.insert(key, value, TimeDelta::seconds(10));
        }
        assert_eq!((cache.get("a"), cache.get("b")), (Some(1), Some(3)), "both fit");
        cache.insert("c", 4, TimeDelta::seconds(10));
        assert_eq!([cache.get("a"), cache.get("b"), cache.get("c")], [None, None, Some(4)]);
        cache.remove("c");
        assert_eq!(cache.get("c"), None);
    }
}
