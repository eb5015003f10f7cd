//! The machine's own tables.

mod jobs;
mod outbox;
mod posts;
mod unasked;

pub(super) use jobs::DueJob;
pub use jobs::JobStore;
pub(super) use outbox::{Claimed, Waiting};
pub use outbox::{OutboxStore, Stuck};
pub use posts::{Post, PostStore};
pub(super) use unasked::UnaskedStore;
