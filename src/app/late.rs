//! A door needs the inbox, and the machine behind the inbox needs the door: one of them comes late.

use std::sync::OnceLock;

use async_trait::async_trait;

use crate::bot::Lanes;
use crate::chat::{Event, Inbox, Receipt, Unavailable};

/// An inbox that is there before the machine behind it is. Until then, the store counts as down.
#[derive(Debug, Default)]
pub(super) struct LateInbox(OnceLock<Lanes>);

impl LateInbox {
    pub(super) fn open(&self, lanes: Lanes) {
        let _ = self.0.set(lanes);
    }
}

#[async_trait]
impl Inbox for LateInbox {
    async fn receive(&self, event: Event) -> Result<Receipt, Unavailable> {
        match self.0.get() {
            Some(lanes) => lanes.receive(event).await,
            None => Err(Unavailable),
        }
    }
}
