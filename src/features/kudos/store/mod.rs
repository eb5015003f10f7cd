//! The room's tables.

mod boards;
mod contributions;
mod ledger;
mod moderation;
mod policy;
mod roundups;

pub use boards::BoardStore;
pub use contributions::{Contribution, ContributionStore, Counted};
pub use ledger::{Grant, KudosStore, Sum};
pub use moderation::ModerationStore;
pub use policy::PolicyStore;
pub use roundups::RoundupStore;
