//! Microsoft Teams: Bot Framework activities come in at `POST /api/messages` and become [`Event`](crate::chat::Event)s;
//! deliveries go out through the Connector's REST calls.
//!
//! Names: a workspace is `teams:TENANT`, an account `teams:TENANT:OBJECT` with the person's Entra object id (or, where none is told,
//! the `29:` id that only this bot sees), a place `teams:TENANT:CONVERSATION` without `;messageid=...`, a message its
//! activity's id. A thread is the id of its first message. A team is `teams:TENANT:CONVERSATION` with the conversation of its
//! first channel.

mod adapter;
mod api;
mod inbound;
mod install;
mod limits;
mod manifest;
mod outbound;
mod settings;

#[cfg(test)]
pub(crate) mod tests;

pub use adapter::TeamsAdapter;
pub use api::ids::workspace;
pub use inbound::http::router;
pub use install::examine::{DiagnosticError, examine};
pub use install::installation::{Installation, Reference, Tenants, Wanted};
pub use manifest::{Package, PackageError};
pub use settings::{BadSettings, Cloud, TeamsSettings};
