//! Microsoft Teams: Bot Framework activities come in at `POST /api/messages` and become [`Event`](crate::chat::Event)s;
//! deliveries go out through the Connector's REST calls.
//!
//! Names: a workspace is `teams:TENANT`, an account `teams:TENANT:OBJECT` with the person's Entra object id (or, where none is told,
//! the `29:` id that only this bot sees), a place `teams:TENANT:CONVERSATION` without `;messageid=...`, a message its
//! activity's id. A thread is the id of its first message. A team is `teams:TENANT:CONVERSATION` with the conversation of its
//! first channel.

mod activity;
mod answer;
mod cards;
mod channels;
mod connector;
mod conversation;
mod directory;
mod door;
mod examine;
mod forms;
mod handle;
mod hosts;
mod inbound;
mod install;
mod invokes;
mod keys;
mod lately;
mod limits;
mod links;
mod lookups;
mod manifest;
mod markup;
mod members;
mod mentions;
mod messages;
mod movement;
mod names;
mod outbound;
mod outcome;
mod people;
mod profiles;
mod recent;
mod rosters;
mod scene;
mod settings;
mod sightings;
mod statements;
mod token;
mod translate;
mod verify;
mod views;
mod ways;
mod wire;
mod words;

#[cfg(test)]
pub(crate) mod tests;

pub use door::TeamsDoor;
pub use examine::{Unwell, examine};
pub use inbound::router;
pub use install::{Installation, Reference, Tenants, Wanted};
pub use manifest::{Package, PackageError};
pub use names::workspace;
pub use settings::{BadSettings, Cloud, TeamsSettings};
