//! What comes in: verified, translated, handed on, answered.

pub(super) mod answer;
pub(super) mod context;
pub(super) mod conversation;
pub(super) mod http;
pub(super) mod invokes;
pub(super) mod members;
pub(super) mod mentions;
pub(super) mod messages;
pub(super) mod movement;
pub(super) mod profiles;
pub(super) mod sightings;
pub(super) mod statements;
pub(super) mod text;
pub(super) mod translate;
pub(super) mod verify;
