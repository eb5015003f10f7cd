//! The room's tables.

mod across;
pub mod candidates;
mod figures;
mod follow;
mod parts;
mod personal;
mod questions;
mod retention;

pub use across::Carried;
pub use candidates::Seen;
pub use personal::PERSONAL;
pub use questions::{Acceptance, Questions};
pub use retention::RETENTION;
