//! The room's tables.

mod candidates;
mod questions;

pub use candidates::{CandidateStore, Seen};
pub use questions::{Acceptance, QuestionStore};
