//! Microsoft Teams: Bot Framework activities come in at `POST /api/messages` and become [`Event`](crate::chat::Event)s;
//! deliveries go out through the Connector's REST calls.
//!
//! Names: a workspace is `teams:TENANT`, an account `teams:TENANT:OBJECT` with the person's Entra object id (or, where none is told,
//! the `29:` id that only this bot sees), a place `teams:TENANT:CONVERSATION` without `;messageid=...`, a message its
//! activity's id. A thread is the id of its first message.

mod connector;
mod install;
mod keys;
mod limits;
mod names;
mod outcome;
mod settings;
mod token;
mod verify;
mod wire;

#[cfg(test)]
mod tests;

pub use install::{Installation, Reference, Tenants};
pub use settings::{Cloud, TeamsSettings};
