//! Events come in side by side and are handled in lanes: those of one company that wait for the same lane share a commit.

use async_trait::async_trait;
use tokio::sync::{mpsc, oneshot};

use super::Machine;
use crate::chat::{Event, Inbox, Receipt, Unavailable};

/// Events that may share a commit. More would make the last of them wait too long.
const SHARE: usize = 64;
/// Events that may wait for a lane before the platforms are held back.
const WAIT: usize = 1024;
/// Lanes on a store that many can write to at once. On SQLite there is one writer, and so one lane.
const LANES: usize = 4;

type Waiting = (Event, oneshot::Sender<Result<Receipt, Unavailable>>);

/// The inbox of the running program. A company's events stay in one lane, in their order.
#[derive(Clone, Debug)]
pub struct Lanes(Vec<mpsc::Sender<Waiting>>);

impl Lanes {
    /// Opens the lanes. They close when the last clone of this is dropped, after the events that wait.
    pub fn open(machine: &Machine) -> Self {
        let lanes = if machine.setup.db.is_shared() { LANES } else { 1 };
        Self(
            (0..lanes)
                .map(|_| {
                    let (sender, receiver) = mpsc::channel(WAIT);
                    tokio::spawn(work(machine.clone(), receiver));
                    sender
                })
                .collect(),
        )
    }
}

#[async_trait]
impl Inbox for Lanes {
    async fn receive(&self, event: Event) -> Result<Receipt, Unavailable> {
        let sum =
            event.org.as_str().bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31) + usize::from(byte));
        let lane = &self.0[sum % self.0.len()];
        let (sender, receiver) = oneshot::channel();
        lane.send((event, sender)).await.map_err(|_| Unavailable)?;
        receiver.await.map_err(|_| Unavailable)?
    }
}

async fn work(machine: Machine, mut waiting: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::with_capacity(SHARE);
    while waiting.recv_many(&mut batch, SHARE).await > 0 {
        // No company's events hang on those of another.
        batch.sort_by(|(one, _), (other, _)| one.org.cmp(&other.org));
        let mut left = batch.drain(..).peekable();
        while let Some((first, sender)) = left.next() {
            let (mut events, mut senders) = (vec![first], vec![sender]);
            while let Some((event, sender)) = left.next_if(|(event, _)| event.org == events[0].org) {
                events.push(event);
                senders.push(sender);
            }
            for (receipt, sender) in machine.receive_all(&events).await.into_iter().zip(senders) {
                // Whoever waited may have gone; what they did is committed all the same.
                let _ = sender.send(receipt);
            }
        }
    }
}
