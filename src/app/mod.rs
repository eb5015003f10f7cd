//! The composition root: the only feature that names every concrete thing.

mod bodies;
pub mod command_line;
mod console;
mod doctor;
mod embeddings;
mod evaluate;
mod files;
mod http;
mod import;
mod inbox;
mod installations;
mod logging;
mod metrics;
mod person;
mod playground;
mod rebuild;
mod seats;
mod secret;
mod serve;
mod store;
mod tenants;
mod turned_away;
mod vault;
