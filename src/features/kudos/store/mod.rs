//! The room's tables.

mod boards;
mod contributions;
mod grant;
mod ledger;
mod moderation;
mod personal;
mod policy;
mod roundups;

pub use boards::BoardStore;
pub use contributions::{Contribution, ContributionStore, Counted};
pub use grant::Grant;
pub use ledger::{KudosStore, Sum};
pub use moderation::ModerationStore;
pub use personal::PERSONAL;
pub use policy::PolicyStore;
pub use roundups::RoundupStore;
