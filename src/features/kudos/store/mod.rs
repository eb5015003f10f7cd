//! The room's tables.

mod contributions;
mod ledger;
mod moderation;

pub use contributions::{Contribution, ContributionStore, Counted};
pub use ledger::{Grant, KudosStore, Sum};
pub use moderation::ModerationStore;
