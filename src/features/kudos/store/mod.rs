//! The room's tables.

mod boards;
mod contributions;
mod following;
mod grant;
pub mod ledger;
mod moderation;
mod personal;
mod policy;
mod roundups;

pub use boards::Until;
pub use contributions::{Contribution, Counted};
pub use grant::Grant;
pub use ledger::Sum;
pub use personal::PERSONAL;
