//! The Bot Connector: how it is called, what it answers, and what its ids mean.

pub(super) mod activity;
pub(super) mod address;
pub(super) mod client;
pub(super) mod error;
pub(super) mod hosts;
pub(super) mod ids;
pub(super) mod keys;
pub(super) mod member_cache;
pub(super) mod miss_cache;
pub(super) mod token;
