//! The room's tables.

mod boards;
mod contributions;
mod following;
mod grant;
mod ledger;
mod moderation;
mod personal;
mod policy;
mod roundups;

pub use boards::{BoardStore, Until};
pub use contributions::{Contribution, ContributionStore, Counted};
pub use following::FollowedStore;
pub use grant::Grant;
pub use ledger::{KudosStore, Sum};
pub use moderation::ModerationStore;
pub use personal::PERSONAL;
pub use policy::PolicyStore;
pub use roundups::RoundupStore;
