//! Events come in side by side and are handled in lanes: those of one company that wait for the same lane share a commit.

use async_trait::async_trait;
use tokio::sync::{mpsc, oneshot};

use super::Machine;
use super::ahead::Ahead;
use crate::chat::{Event, Inbox, Receipt, Unavailable};

/// Events that may share a commit. More would make the last of them wait too long.
const SHARE: usize = 64;
/// Events that may wait for a lane before the platforms are held back.
const WAIT: usize = 1024;
/// Lanes on a store that many can write to at once. On SQLite there is one writer, and so one lane.
const LANES: usize = 4;

/// An event whose handler was run ahead where that can be, and where its receipt goes.
type Waiting = (Event, Option<Ahead>, oneshot::Sender<Result<Receipt, Unavailable>>);

/// The inbox of the running program. A company's events stay in one lane, in their order.
#[derive(Clone, Debug)]
pub struct Lanes {
    machine: Machine,
    lanes: Vec<mpsc::Sender<Waiting>>,
}

impl Lanes {
    /// Opens the lanes. They close when the last clone of this is dropped, after the events that wait.
    pub fn open(machine: &Machine) -> Self {
        let lanes = if machine.setup.db.is_shared() { LANES } else { 1 };
        let lanes = (0..lanes).map(|_| {
            let (sender, receiver) = mpsc::channel(WAIT);
            tokio::spawn(work(machine.clone(), receiver));
            sender
        });
        Self { machine: machine.clone(), lanes: lanes.collect() }
    }
}

#[async_trait]
impl Inbox for Lanes {
    async fn receive(&self, event: Event) -> Result<Receipt, Unavailable> {
        let sum =
            event.org.as_str().bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31) + usize::from(byte));
        let lane = &self.lanes[sum % self.lanes.len()];
        let (sender, receiver) = oneshot::channel();
        // Before it waits for its turn, as nobody has to wait for this.
        let ahead = Box::pin(self.machine.ahead(&event)).await?;
        lane.send((event, ahead, sender)).await.map_err(|_| Unavailable)?;
        receiver.await.map_err(|_| Unavailable)?
    }
}

async fn work(machine: Machine, mut waiting: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::with_capacity(SHARE);
    while waiting.recv_many(&mut batch, SHARE).await > 0 {
        // No company's events hang on those of another.
        batch.sort_by(|(one, ..), (other, ..)| one.org.cmp(&other.org));
        let mut left = batch.drain(..).peekable();
        while let Some((first, first_ahead, sender)) = left.next() {
            let (mut events, mut ahead, mut senders) = (vec![first], vec![first_ahead], vec![sender]);
            while let Some((event, its, sender)) = left.next_if(|(event, ..)| event.org == events[0].org) {
                events.push(event);
                ahead.push(its);
                senders.push(sender);
            }
            if let Ok(receipts) = machine.receive_prepared(&events, ahead).await {
                for (receipt, sender) in receipts.into_iter().zip(senders) {
                    // Whoever waited may have gone; what they did is committed all the same.
                    let _ = sender.send(receipt);
                }
            } else {
                // The store is away for whoever waits behind them, too.
                let behind = left.by_ref().chain(std::iter::from_fn(|| waiting.try_recv().ok()));
                let all = senders.into_iter().chain(behind.map(|(_, _, sender)| sender));
                all.for_each(|sender| drop(sender.send(Err(Unavailable))));
            }
        }
    }
}
