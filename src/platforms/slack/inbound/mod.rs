//! What comes in: verified, translated, handed on, answered.

pub(super) mod answer;
pub(super) mod commands;
pub(super) mod context;
pub(super) mod events;
pub(super) mod groups;
pub(super) mod http;
pub(super) mod interactions;
pub(super) mod messages;
pub(super) mod moment;
pub(super) mod requests;
pub(super) mod socket;
pub(super) mod submissions;
pub(super) mod text;
pub(super) mod verify;
