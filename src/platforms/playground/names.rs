//! How places, messages and handles are called here; nobody else takes these names apart.

use crate::chat::{MessageId, PlaceId};

const HANDLE: &str = "message:";
/// Messages of the company's history have smaller numbers.
pub(super) const FIRST_LIVE: u64 = 10_000_000;
/// Before the name of a channel.
pub(super) const CHANNEL: &str = "playground:channel:";
/// Before the key of a person.
pub(super) const DIRECT: &str = "playground:dm:";

/// Before the keys of several people.
pub(super) const GROUP: &str = "playground:group:";

/// The message a handle leads to; a command's handle leads to none.
pub(super) fn handled(handle: &str) -> Option<MessageId> {
    handle.strip_prefix(HANDLE).map(MessageId::new)
}

/// Where a channel is.
pub(super) fn channel_place(name: &str) -> PlaceId {
    PlaceId::new(format!("{CHANNEL}{name}"))
}

/// Where a person talks with the bot.
pub(super) fn direct_place(key: &str) -> PlaceId {
    PlaceId::new(format!("{DIRECT}{key}"))
}

/// Where several people talk with the bot; their keys come in order.
pub(super) fn group_place(keys: &[&str]) -> PlaceId {
    PlaceId::new(format!("{GROUP}{}", keys.join("+")))
}

/// The name of a message; names sort as they were given.
pub(super) fn message_id(number: u64) -> MessageId {
    MessageId::new(format!("{number:012}"))
}

/// The way to change a message, for whoever pressed a button on it.
pub(super) fn handle_of(id: &MessageId) -> String {
    format!("{HANDLE}{id}")
}
