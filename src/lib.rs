//! Lyceum: a bot with which a company's people learn from one another.
//!
//! The map of the code is in `ARCHITECTURE.md`.

pub mod app;
pub mod bot;
pub mod chat;
pub mod clock;
pub mod config;
pub mod embeddings;
pub mod evaluate;
pub mod features;
pub mod import;
pub mod people;
pub mod platforms;
pub mod search;
pub mod store;
#[cfg(test)]
mod testing;
