//! Slack: its payloads come in at `POST /slack/events` and become [`Event`](crate::chat::Event)s; deliveries go out
//! through its Web API.
//!
//! Names: a workspace is `slack:TEAM`, or `slack:ENTERPRISE` where the app was installed for a whole organisation.
//! An account is `slack:TENANT:USER`; the tenant is the workspace's own (so the enterprise id after an org-wide
//! installation, since one person has one id there), or the team a stranger in a shared channel comes from.
//! A place is `slack:TENANT:CHANNEL`, a message is its `ts`. `<@U1>` in a text tells no team: the tenant is the
//! workspace's own, and `users.info` says whether that is a stranger.
//!
//! Who can read a channel is what Slack states, and nothing else: `is_private` of a channel that was asked about or listed,
//! the word `channel_type` of a message, the name of a `group_*` event or of a command's channel. The letter of an id says
//! nothing. What is stated reaches the machine before whatever happened there; that a channel is open is believed for ten
//! minutes, as Slack does not tell every app when it is made private. In an organisation a public channel is open to its own
//! workspace, `slack:ENTERPRISE:TEAM`; a profile says in which workspaces somebody is.
//!
//! What another program writes is nobody's knowledge: messages of bots are left out.

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

pub use adapter::SlackAdapter;
pub use inbound::http::router;
pub use inbound::socket::listen;
pub use install::examine::{DiagnosticError, examine, examine_socket, looks_like_a_signing_secret};
pub use install::identity::who_am_i;
pub use install::installation::{Installation, Installations, NewInstallation};
pub use manifest::{ManifestError, manifest, required_scopes};
pub use settings::{BadSettings, SlackSettings};
