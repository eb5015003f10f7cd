//! The feature's tables. They are called as they were when badges belonged to kudos.

pub mod badges;
mod contributions;
mod personal;

pub use badges::{Award, OwnBadge};
pub use contributions::{Counted, Kept};
pub use personal::PERSONAL;
