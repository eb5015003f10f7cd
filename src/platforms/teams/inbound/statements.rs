//! What a channel is, told to the machine before what happens there.

use super::context::InboundContext;
use super::http::Inbound;
use crate::chat::{ChannelStatement, Unavailable, What};
use crate::platforms::teams::install::channels::Told;

impl Inbound {
    /// States what a channel is before what happened there comes in: once, and again when it is said otherwise.
    pub(in crate::platforms::teams) async fn state(
        &self,
        context: &InboundContext<'_>,
        told: Option<&Told>,
        kept: Option<&ChannelStatement>,
    ) -> Result<(), Unavailable> {
        let Some(told) = told else { return Ok(()) };
        let Some(news) = told.news(kept) else { return Ok(()) };
        let key = format!("stated:{}", context.digest(&[told.place.as_str()]));
        if let Some(event) = context.event(key, What::Channel(news)) {
            self.inbox.receive(event).await?;
            self.adapter.directory.forget_statement(&told.place);
        }
        Ok(())
    }
}
