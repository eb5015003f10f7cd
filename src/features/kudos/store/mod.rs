//! The room's tables.

mod ledger;
mod moderation;

pub use ledger::{Grant, KudosStore, Sum};
pub use moderation::ModerationStore;
