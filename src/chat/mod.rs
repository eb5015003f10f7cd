//! The vocabulary: what is said between people and the bot, as plain values.
//!
//! No IO, no SQL, no wire types. A platform translates its own payloads into these values and back;
//! a feature reads and makes only these.

pub mod card;
pub mod command;
pub mod event;
pub mod face;
pub mod form;
mod half_pairs;
pub mod id;
pub mod lenient;
pub mod message_text;
pub mod port;
pub mod reply;
pub mod text;
pub mod visibility;

pub use card::{Button, Card, Confirm, Look, Part};
pub use command::{CommandSpec, ShortcutSpec};
pub use event::{
    Event, GroupMention, Message, Place, PlaceKind, Press, Profile, Reaction, Standing, Submission, What,
};
pub use face::{Face, Faces};
pub use form::{Choice, Field, FieldError, Form, Input};
pub use half_pairs::{WithoutHalfPairs, without_half_pairs};
pub use id::{
    AccountId, DeliveryId, EventKey, MessageId, OrgId, PersonId, PlaceId, PostId, ReplyHandle, TeamId,
    WorkspaceId,
};
pub use message_text::{MessageText, Piece};
pub use port::{
    Delivered, Delivery, DeliveryAction, Fate, Inbox, Platform, Reason, Roster, Target, Unavailable,
    Undelivered,
};
pub use reply::{Audience, Outgoing, Receipt, Reply};
pub use text::{Span, Text, plural, shortened};
pub use visibility::{ChannelStatement, Circle, Membership, Visibility};
