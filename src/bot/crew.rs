//! Work that goes on beside the events, each kind by itself: a bounded number at a time, and a fair share for each
//! workspace, so that what hangs delays only its own.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::Machine;
use crate::store::{Busy, StoreError};

/// How often to look for work that another copy of the program left, or that has become due.
const LOOK: Duration = Duration::from_millis(500);
/// How long between two looks at least, however much comes in.
const REST: Duration = Duration::from_millis(10);
/// How long to wait after the store failed.
const PAUSE: Duration = Duration::from_secs(1);
/// How long what is going on may take when the program is told to stop. What is cut off then is looked after by its lease.
const GRACE: Duration = Duration::from_secs(10);
/// How often a transaction that collided with another is tried again at once.
pub(super) const COLLISIONS: usize = 5;

/// A piece of work that was claimed.
pub(super) trait Piece: Send + 'static {
    /// Of which workspace or company it is: these have their share each.
    fn whose(&self) -> &str;
}

/// How much may go on at the same time, and how much does.
#[derive(Debug)]
pub(super) struct Seats {
    all: usize,
    share: usize,
    taken: BTreeMap<String, usize>,
}

impl Seats {
    /// So many altogether, and for nobody more than `share` of them.
    pub fn new(all: usize, share: usize) -> Self {
        Self { all, share, taken: BTreeMap::new() }
    }

    /// How much may be claimed now, all of it perhaps by whoever has most and is not busy.
    pub fn most(&self) -> i64 {
        let free = self.all.saturating_sub(self.taken.values().sum());
        let fullest = self.taken.values().filter(|taken| **taken < self.share).max();
        i64::try_from(free.min(self.share - fullest.unwrap_or(&0))).unwrap_or(i64::MAX)
    }

    /// Whose share is used up.
    pub fn busy(&self) -> Busy {
        let busy = self.taken.iter().filter(|(_, taken)| **taken >= self.share);
        Busy::of(busy.map(|(whose, _)| whose.as_str()))
    }

    fn take(&mut self, whose: &str) {
        *self.taken.entry(whose.to_owned()).or_default() += 1;
    }

    fn leave(&mut self, whose: &str) {
        if let Some(taken) = self.taken.get_mut(whose) {
            *taken -= 1;
        }
        self.taken.retain(|_, taken| *taken > 0);
    }
}

impl Default for Seats {
    /// For whoever does one step and waits for all of it.
    fn default() -> Self {
        Self::new(32, 32)
    }
}

/// What was claimed.
type Claims<T> = Result<Vec<T>, StoreError>;

/// A kind of work: how it is claimed, and how a piece of it is done.
pub(super) struct Work<T> {
    /// What it is called in the log.
    pub name: &'static str,
    /// How much of it may go on.
    pub seats: Seats,
    /// Takes what is due.
    pub claim: for<'a> fn(&'a Machine, &'a Seats) -> BoxFuture<'a, Claims<T>>,
    /// Does a piece. What it could not do it has logged, and what it did not settle comes back by its lease.
    pub run: fn(Machine, T) -> BoxFuture<'static, ()>,
}

impl<T: Piece> Work<T> {
    /// Works until `stop` says so, and until what is going on then is done, or has taken too long. A store that is down is
    /// waited for.
    pub async fn go(mut self, machine: Machine, mut stop: watch::Receiver<bool>) {
        let mut work = machine.work.subscribe();
        let mut going: JoinSet<String> = JoinSet::new();
        while !*stop.borrow() {
            work.mark_unchanged();
            let wait = match (self.claim)(&machine, &self.seats).await {
                Ok(claimed) => {
                    let is_all = claimed.is_empty();
                    for piece in claimed {
                        self.seats.take(piece.whose());
                        going.spawn(self.done(&machine, piece));
                    }
                    if is_all { LOOK } else { Duration::ZERO }
                }
                Err(StoreError::Collision(error)) => {
                    tracing::debug!(work = self.name, %error, "claiming collided; again at once");
                    Duration::ZERO
                }
                Err(error) => {
                    tracing::error!(work = self.name, %error, "the store failed; trying again in a second");
                    let _ = tokio::time::timeout(PAUSE, stop.changed()).await;
                    Duration::ZERO
                }
            };
            let looked = tokio::time::Instant::now();
            tokio::select! {
                done = going.join_next(), if !going.is_empty() => self.leave(done),
                _ = tokio::time::timeout(wait, work.changed()) => {}
                _ = stop.changed() => {}
            }
            while let Some(done) = going.try_join_next() {
                self.leave(Some(done));
            }
            tokio::time::sleep_until(looked + REST).await;
        }
        let ending = async { while going.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, ending).await.is_err() {
            tracing::warn!(work = self.name, left = going.len(), "told to stop, and something took too long");
        }
    }

    /// Does a piece, and says whose it was.
    fn done(&self, machine: &Machine, piece: T) -> impl Future<Output = String> + Send + use<T> {
        let (name, whose) = (self.name, piece.whose().to_owned());
        let running = AssertUnwindSafe((self.run)(machine.clone(), piece)).catch_unwind();
        async move {
            if running.await.is_err() {
                tracing::error!(work = name, whose, "a piece of work panicked");
            }
            whose
        }
    }

    fn leave(&mut self, done: Option<Result<String, tokio::task::JoinError>>) {
        // Nothing is cancelled while this goes on, and what panics was caught.
        if let Some(Ok(whose)) = done {
            self.seats.leave(&whose);
        }
    }
}

/// Does a unit of work again while it collides with others, for some times.
///
/// # Errors
/// As the unit says.
pub(super) async fn retried<T, F>(unit: impl Fn() -> F) -> Result<T, StoreError>
where
    F: Future<Output = Result<T, StoreError>>,
{
    let mut collisions = 0;
    loop {
        match unit().await {
            Err(StoreError::Collision(_)) if collisions < COLLISIONS => collisions += 1,
            done => return done,
        }
    }
}

impl Machine {
    /// Does a unit of work until the store has it. Given up only where the store refuses it.
    pub(super) async fn until_kept<F>(&self, what: &'static str, unit: impl Fn() -> F)
    where
        F: Future<Output = Result<(), StoreError>>,
    {
        let mut work = self.work.subscribe();
        let mut is_told = false;
        loop {
            match retried(&unit).await {
                Ok(()) => return,
                Err(
                    error @ (StoreError::Unreachable(_) | StoreError::Away(_) | StoreError::Collision(_)),
                ) => {
                    if !std::mem::replace(&mut is_told, true) {
                        tracing::warn!(%error, "{what} yet; trying again until it is");
                    }
                    let _ = tokio::time::timeout(PAUSE, work.changed()).await;
                }
                Err(error) => {
                    tracing::error!(%error, "{what}");
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whoever has as much going on as they may have is passed over, and all that is claimed may be one's own.
        #[test]
        fn nobody_ever_has_more_than_a_share(steps in prop::collection::vec((0_usize..4, any::<bool>()), 1..200)) {
            let mut seats = Seats::new(20, 6);
            for (who, leaves) in steps {
                let whose = ["a", "b", "c", "d"][who];
                let is_busy = seats.busy().holds(whose);
                if leaves {
                    seats.leave(whose);
                } else if !is_busy {
                    for _ in 0..seats.most() {
                        seats.take(whose);
                    }
                }
                prop_assert!(seats.taken.values().all(|taken| *taken <= 6), "{seats:?}");
                prop_assert!(seats.taken.values().sum::<usize>() <= 20, "{seats:?}");
            }
        }
    }
}
