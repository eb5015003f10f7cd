//! The room's tables.

mod across;
mod candidates;
mod figures;
mod follow;
mod parts;
mod personal;
mod questions;
mod retention;

pub use across::{AcrossStore, Carried};
pub use candidates::{CandidateStore, Seen};
pub use figures::FigureStore;
pub use follow::FollowStore;
pub use parts::PartStore;
pub use personal::PERSONAL;
pub use questions::{Acceptance, QuestionStore};
pub use retention::RETENTION;
