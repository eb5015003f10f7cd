//! The door from outside, and the calls that go out.

mod cards;
mod channels;
mod connector;
mod door;
mod forms;
mod hosts;
mod leaving;
mod limits;
mod members;
mod mentions;
mod outbound;
mod outcome;
mod rig;
mod settings;
mod token;
mod translate;

use super::install::channels::ChannelType;
use crate::chat::ChannelStatement;

/// What is stated of a channel of this type, in Teams' word for it; nothing, if the word says nothing.
pub(crate) fn stated(word: &str) -> ChannelStatement {
    let kind = ChannelType::read(word);
    kind.map(|kind| kind.statement(settings::TENANT, Some("19:team@thread.tacv2"))).unwrap_or_default()
}
