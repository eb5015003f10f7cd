//! Who sits at the web server: so many at once, a share for each peer, and whoever only waits goes first when seats are
//! short.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ipnet::IpNet;
use parking_lot::{Mutex, MutexGuard};
use tokio::sync::oneshot;

/// In place of a turn: something is being done for this one, who is not sent away.
const AT_WORK: u64 = u64::MAX;

/// The seats. A connection has one for as long as it lives.
#[derive(Debug)]
pub(super) struct Seats {
    most: usize,
    share: usize,
    proxies: Vec<IpNet>,
    turn: AtomicU64,
    taken: Mutex<HashMap<u64, Taken>>,
}

#[derive(Debug)]
struct Taken {
    /// None for whoever needs no share.
    peer: Option<IpAddr>,
    waits_since: Arc<AtomicU64>,
    /// Dropped, it says that the seat is somebody else's now.
    _stays: oneshot::Sender<()>,
}

/// One seat, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    seats: Arc<Seats>,
    number: u64,
    waits_since: Arc<AtomicU64>,
}

impl Seats {
    /// `most` in all, and `share` for each peer, except on this machine and in the networks of `proxies`.
    pub(super) fn new(most: usize, share: usize, proxies: Vec<IpNet>) -> Arc<Self> {
        Arc::new(Self { most, share, proxies, turn: AtomicU64::new(0), taken: Mutex::default() })
    }

    /// A seat, and what ends when it is taken away again. Whoever waits longest makes room if there is none left: among
    /// those of the same peer if its share is used up, else among all. None if all of them are at work.
    pub(super) fn sit(self: &Arc<Self>, address: IpAddr) -> Option<(Seat, oneshot::Receiver<()>)> {
        let peer = self.peer(address);
        let mut taken = self.taken();
        let of_peer = |one: &Taken| peer.is_some() && one.peer == peer;
        if taken.values().filter(|one| of_peer(one)).count() >= self.share {
            dismiss(&mut taken, of_peer)?;
        }
        if taken.len() >= self.most {
            dismiss(&mut taken, |_| true)?;
        }
        let number = self.next();
        let waits_since = Arc::new(AtomicU64::new(number));
        let (stays, leave) = oneshot::channel();
        taken.insert(number, Taken { peer, waits_since: waits_since.clone(), _stays: stays });
        Some((Seat { seats: self.clone(), number, waits_since }, leave))
    }

    /// Sends everybody away for whom nothing is being done.
    pub(super) fn dismiss_waiting(&self) {
        self.taken().retain(|_, one| one.waits_since.load(Ordering::Relaxed) == AT_WORK);
    }

    /// Whom a connection counts for: an address, or the network of one household of IPv6.
    fn peer(&self, address: IpAddr) -> Option<IpAddr> {
        let address = address.to_canonical();
        if address.is_loopback() || self.proxies.iter().any(|proxy| proxy.contains(&address)) {
            return None;
        }
        Some(match address {
            IpAddr::V4(_) => address,
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        })
    }

    fn next(&self) -> u64 {
        self.turn.fetch_add(1, Ordering::Relaxed)
    }

    fn taken(&self) -> MutexGuard<'_, HashMap<u64, Taken>> {
        self.taken.lock()
    }
}

/// Takes a seat from whoever of these waits longest; none if nobody of them waits.
fn dismiss(taken: &mut HashMap<u64, Taken>, of_these: impl Fn(&Taken) -> bool) -> Option<()> {
    let waiting = taken.iter().filter(|(_, one)| of_these(one)).map(|(number, one)| {
        let since = one.waits_since.load(Ordering::Relaxed);
        (since, *number)
    });
    let (_, number) = waiting.filter(|(since, _)| *since != AT_WORK).min()?;
    taken.remove(&number).map(|_| ())
}

impl Seat {
    /// From now on it is waited for its holder.
    pub(super) fn waits(&self) {
        self.waits_since.store(self.seats.next(), Ordering::Relaxed);
    }

    /// Something is done for its holder, who said all there was to say.
    pub(super) fn works(&self) {
        self.waits_since.store(AT_WORK, Ordering::Relaxed);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.seats.taken().remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn is_gone(leave: &mut oneshot::Receiver<()>) -> bool {
        leave.try_recv() == Err(oneshot::error::TryRecvError::Closed)
    }

    #[test]
    fn whoever_waits_longest_makes_room_and_nobody_who_is_worked_for() {
        let seats = Seats::new(3, 9, Vec::new());
        let here = address("127.0.0.1");
        let (working, mut one) = seats.sit(here).unwrap();
        working.works();
        let (again, mut two) = seats.sit(here).unwrap();
        let (_idle, mut three) = seats.sit(here).unwrap();
        again.waits();
        let (_next, mut four) = seats.sit(here).unwrap();
        assert!(is_gone(&mut three), "the other one was heard of later");
        assert!(!is_gone(&mut one) && !is_gone(&mut two) && !is_gone(&mut four));
        working.waits();
        again.works();
        let _last = seats.sit(here).unwrap();
        assert!(is_gone(&mut four) && !is_gone(&mut one));
    }

    #[test]
    fn nobody_is_let_in_while_all_are_at_work() {
        let seats = Seats::new(2, 9, Vec::new());
        let here = address("::1");
        let all: Vec<_> = (0..2).map(|_| seats.sit(here).unwrap()).collect();
        for (seat, _) in &all {
            seat.works();
        }
        assert!(seats.sit(here).is_none());
        drop(all);
        assert!(seats.sit(here).is_some());
    }

    #[test]
    fn one_peer_has_its_share_and_proxies_have_no_limit() {
        let seats = Seats::new(100, 2, vec!["10.0.0.0/8".parse().unwrap()]);
        let stays = |from: &str| {
            let mut all: Vec<_> = (0..5).map(|_| seats.sit(address(from)).unwrap()).collect();
            all.iter_mut().filter_map(|(_, leave)| (!is_gone(leave)).then_some(())).count()
        };
        assert_eq!(stays("192.0.2.1"), 2);
        assert_eq!(stays("::ffff:192.0.2.1"), 2);
        for proxy in ["127.0.0.1", "::1", "10.1.2.3", "::ffff:10.1.2.3"] {
            assert_eq!(stays(proxy), 5, "{proxy}");
        }
        let _first = seats.sit(address("2001:db8::1")).unwrap();
        let (_seat, mut leave) = seats.sit(address("2001:db8::2")).unwrap();
        let (_seat, _) = seats.sit(address("2001:db8:0:1::1")).unwrap();
        assert!(!is_gone(&mut leave));
        let all: Vec<_> = (3..5).map(|_| seats.sit(address("2001:db8::3")).unwrap()).collect();
        assert!(is_gone(&mut leave), "the same network is the same peer");
        for (seat, _) in &all {
            seat.works();
        }
        assert!(seats.sit(address("2001:db8::4")).is_none(), "its share is at work");
        assert!(seats.sit(address("192.0.2.7")).is_some(), "which is nothing to others");
    }

    #[test]
    fn at_the_end_whoever_waits_goes() {
        let seats = Seats::new(2, 9, Vec::new());
        let (working, mut one) = seats.sit(address("::1")).unwrap();
        let (_idle, mut two) = seats.sit(address("::1")).unwrap();
        working.works();
        seats.dismiss_waiting();
        assert!(!is_gone(&mut one) && is_gone(&mut two));
    }
}
