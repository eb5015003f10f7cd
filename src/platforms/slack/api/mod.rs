//! The Web API: how it is called, what it answers, what it sends.

pub(super) mod client;
pub(super) mod conversations;
pub(super) mod error;
pub(super) mod listings;
pub(super) mod payload;
pub(super) mod response;
pub(super) mod transport;
