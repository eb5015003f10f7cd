//! The feature's tables.

pub mod attempts;
mod personal;
mod quizzes;
mod retention;
mod reviews;
mod runs;

pub use attempts::{Attempt, Marked, Scored};
pub use personal::PERSONAL;
pub use quizzes::{Placed, Quiz, Quizzes};
pub use retention::RETENTION;
pub use reviews::{ItemId, Review};
pub use runs::{FormWord, Run};
