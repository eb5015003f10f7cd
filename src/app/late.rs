//! A door needs the inbox, and the machine behind the inbox needs the door: one of them comes late.

use std::sync::OnceLock;

use async_trait::async_trait;

use super::turned_away::TurnedAway;
use crate::bot::Lanes;
use crate::chat::{Event, Inbox, Receipt, Unavailable};
use crate::clock::Clock;

/// An inbox that is there before the machine behind it is. Until then, the store counts as down.
#[derive(Debug)]
pub(super) struct LateInbox {
    lanes: OnceLock<Lanes>,
    turned_away: TurnedAway,
}

impl LateInbox {
    pub(super) fn new(clock: Clock) -> Self {
        Self { lanes: OnceLock::new(), turned_away: TurnedAway::new(clock) }
    }

    pub(super) fn open(&self, lanes: Lanes) {
        let _ = self.lanes.set(lanes);
    }

    /// Who did not get so far.
    pub(super) fn turned_away(&self) -> &TurnedAway {
        &self.turned_away
    }
}

#[async_trait]
impl Inbox for LateInbox {
    async fn receive(&self, event: Event) -> Result<Receipt, Unavailable> {
        match self.lanes.get() {
            Some(lanes) => lanes.receive(event).await,
            None => Err(Unavailable),
        }
    }

    fn turned_away(&self, platform: &'static str, why: &'static str) {
        self.turned_away.one(platform, why);
    }
}
