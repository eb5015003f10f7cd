//! The feature's tables.

mod boards;
mod following;
mod grant;
pub mod ledger;
mod listings;
mod moderation;
mod personal;
mod roundups;

pub use boards::Until;
pub use grant::Grant;
pub use ledger::Sum;
pub use personal::PERSONAL;
