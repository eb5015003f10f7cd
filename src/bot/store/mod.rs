//! The machine's own tables.

mod files;
mod forms;
mod jobs;
mod outbox;
mod personal;
mod posts;
mod retention;
mod unasked;

pub use files::File;
pub(super) use files::FileStore;
pub(super) use forms::{FormStore, KeptForm, OpenedForm};
pub(super) use jobs::DueJob;
pub use jobs::{FailedJob, JobStore};
pub(super) use outbox::{Claimed, Dropped, PutBack, Waiting};
pub use outbox::{OutboxCounts, OutboxStore, Stuck};
pub(super) use personal::PersonalStore;
pub use personal::{NOBODYS, PERSONAL};
pub use posts::{Post, PostStore};
pub(super) use retention::{RETENTION, RetentionStore};
pub(super) use unasked::UnaskedStore;
