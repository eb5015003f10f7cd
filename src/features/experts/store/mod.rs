//! The room's tables.

mod across;
mod candidates;
mod questions;

pub use across::{AcrossStore, Carried};
pub use candidates::{CandidateStore, Seen};
pub use questions::{Acceptance, QuestionStore};
