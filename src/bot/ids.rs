//! Names for new things, and chance. Both come from a seed, so that a test can tell what they will be.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use parking_lot::Mutex;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use ulid::Ulid;

/// A source of names and of chance. Clones draw from the same source.
#[derive(Clone, Debug)]
pub struct Ids(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    rng: ChaCha8Rng,
    last: Ulid,
}

impl Ids {
    /// A source that always gives the same, for a seed.
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(State { rng: ChaCha8Rng::seed_from_u64(seed), last: Ulid::nil() })))
    }

    /// A source that differs for each start of the program.
    pub fn random() -> Self {
        Self(Arc::new(Mutex::new(State { rng: rand::make_rng(), last: Ulid::nil() })))
    }

    /// A new name: a ULID. Names of one source sort in the order in which they were made, also within a millisecond.
    pub fn new_id(&self, now: DateTime<Utc>) -> String {
        let mut state = self.0.lock();
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
        let next = if millis > state.last.timestamp_ms() {
            // One bit stays free, so that counting on from here never overflows.
            Ulid::from_parts(millis, state.rng.next_u64().into())
        } else {
            state.last.increment().unwrap_or(state.last)
        };
        state.last = next;
        next.to_string()
    }

    /// Eight signs that nobody can guess and everybody can type, with a dash in the middle; none looks like another.
    pub fn code(&self) -> String {
        const SIGNS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
        let mut state = self.0.lock();
        let mut code = String::with_capacity(9);
        for at in 0..8 {
            if at == 4 {
                code.push('-');
            }
            code.push(char::from(SIGNS[state.rng.random_range(0..SIGNS.len())]));
        }
        code
    }

    /// A word of 32 signs that nobody can guess: 128 bits of chance.
    pub fn secret(&self) -> String {
        let mut state = self.0.lock();
        format!("{:016x}{:016x}", state.rng.next_u64(), state.rng.next_u64())
    }

    /// True once in `times`, on average.
    pub fn once_in(&self, times: u32) -> bool {
        let mut state = self.0.lock();
        state.rng.random_range(0..times.max(1)) == 0
    }
}
