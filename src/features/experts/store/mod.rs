//! The feature's tables.

pub mod candidates;
mod figures;
mod follow;
mod parts;
mod personal;
mod questions;
mod retention;

pub use candidates::Seen;
pub use personal::PERSONAL;
pub use questions::{Acceptance, Questions};
pub use retention::RETENTION;
