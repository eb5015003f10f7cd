//! The room's tables.

mod ledger;
mod moderation;
mod policy;

pub use ledger::{Grant, KudosStore, Sum};
pub use moderation::ModerationStore;
pub use policy::PolicyStore;
