//! The inbox of the running program.

use async_trait::async_trait;

use super::turned_away::TurnedAway;
use crate::bot::Lanes;
use crate::chat::{Event, Inbox, Receipt, Unavailable};
use crate::clock::Clock;

/// The machine's lanes, and a count of who was turned away before them.
#[derive(Debug)]
pub(super) struct CountingInbox {
    lanes: Lanes,
    turned_away: TurnedAway,
}

impl CountingInbox {
    pub(super) fn new(lanes: Lanes, clock: Clock) -> Self {
        Self { lanes, turned_away: TurnedAway::new(clock) }
    }

    /// Who did not get so far.
    pub(super) fn turned_away(&self) -> &TurnedAway {
        &self.turned_away
    }
}

#[async_trait]
impl Inbox for CountingInbox {
    async fn receive(&self, event: Event) -> Result<Receipt, Unavailable> {
        self.lanes.receive(event).await
    }

    fn turned_away(&self, platform: &'static str, why: &'static str) {
        self.turned_away.one(platform, why);
    }
}
