//! The room's tables.

mod across;
mod candidates;
mod follow;
mod questions;

pub use across::{AcrossStore, Carried};
pub use candidates::{CandidateStore, Seen};
pub use follow::FollowStore;
pub use questions::{Acceptance, QuestionStore};
