//! Bodies on their way in: so many at once, and so many bytes of all of them. Whoever brings most goes first, as what
//! platforms send is small and comes at once.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::Request;
use futures_util::task::AtomicWaker;
use hyper::body::{Frame, Incoming, SizeHint};
use parking_lot::{Mutex, MutexGuard};

use super::seats::Seat;

/// What each piece of a body costs beside its bytes.
const PIECE: usize = 64;

/// The bodies that are being read.
#[derive(Debug)]
pub(super) struct Bodies {
    most: usize,
    bytes: usize,
    table: Mutex<Table>,
}

#[derive(Debug, Default)]
struct Table {
    next: u64,
    bytes: usize,
    read: BTreeMap<u64, (usize, Arc<Fate>)>,
}

/// Whether a body was given up to make room for others.
#[derive(Debug, Default)]
pub(super) struct Fate {
    given_up: AtomicBool,
    reader: AtomicWaker,
}

impl Fate {
    /// Whether it was.
    pub(super) fn is_given_up(&self) -> bool {
        self.given_up.load(Ordering::Acquire)
    }
}

/// The server is short of room for bodies.
#[derive(Debug, thiserror::Error)]
#[error("there is no room for this body")]
struct NoRoom;

/// A body that is counted while it is read, and whose end says that its sender is worked for.
struct Counted {
    inner: Incoming,
    number: u64,
    fate: Arc<Fate>,
    bodies: Arc<Bodies>,
    seat: Arc<Seat>,
}

impl Bodies {
    /// `most` at once, with `bytes` in all.
    pub(super) fn new(most: usize, bytes: usize) -> Arc<Self> {
        Arc::new(Self { most, bytes, table: Mutex::default() })
    }

    /// Counts the body of this request.
    pub(super) fn count(
        self: &Arc<Self>,
        request: Request<Incoming>,
        seat: &Arc<Seat>,
    ) -> (Request<Body>, Option<Arc<Fate>>) {
        if request.body().is_end_stream() {
            return (request.map(Body::new), None);
        }
        let (number, fate) = self.begin();
        let (bodies, seat, shared) = (self.clone(), seat.clone(), fate.clone());
        let request = request.map(|inner| Body::new(Counted { inner, number, fate: shared, bodies, seat }));
        (request, Some(fate))
    }

    fn begin(&self) -> (u64, Arc<Fate>) {
        let fate = Arc::new(Fate::default());
        let mut table = self.table();
        if table.read.len() >= self.most {
            let oldest = table.read.keys().next().copied();
            table.give_up(oldest);
        }
        let number = table.next;
        table.next += 1;
        table.read.insert(number, (0, fate.clone()));
        (number, fate)
    }

    /// This many bytes came. Whoever brought most is given up while all together are too many.
    fn grew(&self, number: u64, bytes: usize) {
        let mut table = self.table();
        let Some((sum, _)) = table.read.get_mut(&number) else { return };
        *sum += bytes;
        table.bytes += bytes;
        while table.bytes > self.bytes {
            let most = table.read.iter().max_by_key(|(_, (sum, _))| *sum).map(|(number, _)| *number);
            if !table.give_up(most) {
                return;
            }
        }
    }

    fn end(&self, number: u64) {
        self.table().remove(number);
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock()
    }
}

impl Table {
    fn remove(&mut self, number: u64) -> Option<Arc<Fate>> {
        let (bytes, fate) = self.read.remove(&number)?;
        self.bytes -= bytes;
        Some(fate)
    }

    fn give_up(&mut self, number: Option<u64>) -> bool {
        let Some(fate) = number.and_then(|number| self.remove(number)) else { return false };
        fate.given_up.store(true, Ordering::Release);
        fate.reader.wake();
        true
    }
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        self.fate.reader.register(context.waker());
        if self.fate.is_given_up() {
            return Poll::Ready(Some(Err(NoRoom.into())));
        }
        let polled = Pin::new(&mut self.inner).poll_frame(context);
        match &polled {
            Poll::Ready(Some(Ok(frame))) => {
                self.bodies.grew(self.number, frame.data_ref().map_or(0, Bytes::len) + PIECE);
            }
            Poll::Ready(None) => {
                self.bodies.end(self.number);
                self.seat.works();
            }
            Poll::Ready(Some(Err(_))) | Poll::Pending => {}
        }
        polled.map(|frame| frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.bodies.end(self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_brought_most_goes_when_all_are_too_much() {
        let bodies = Bodies::new(9, 1000);
        let (small, first) = bodies.begin();
        let (large, second) = bodies.begin();
        bodies.grew(small, 100);
        bodies.grew(large, 900);
        assert!(!second.is_given_up());
        bodies.grew(small, 100);
        assert!(second.is_given_up() && !first.is_given_up());
        bodies.grew(large, 5000);
        bodies.grew(small, 800);
        assert!(!first.is_given_up(), "what was given up counts no more");
        bodies.grew(small, 1);
        assert!(first.is_given_up(), "one alone may be too much");
    }

    #[test]
    fn the_oldest_goes_when_they_are_too_many() {
        let bodies = Bodies::new(2, 1000);
        let (first, one) = bodies.begin();
        let (_, two) = bodies.begin();
        bodies.end(first);
        let (_, three) = bodies.begin();
        let (_, four) = bodies.begin();
        assert_eq!([one, two, three, four].map(|fate| fate.is_given_up()), [false, true, false, false]);
    }
}
