//! The machine's own tables.

mod files;
mod forms;
mod jobs;
mod notifications;
mod outbox;
mod personal;
mod posts;
mod retention;

pub use files::File;
pub(super) use files::Files;
pub(super) use forms::{Forms, KeptForm, OpenedForm};
pub(super) use jobs::DueJob;
pub use jobs::{FailedJob, Jobs};
pub(super) use notifications::Notifications;
pub(super) use outbox::{Claimed, Dropped, PutBack, Waiting};
pub use outbox::{FailedDelivery, Outbox, OutboxCounts};
pub(super) use personal::PersonalRecords;
pub use personal::{NOBODYS, PERSONAL};
pub use posts::{Post, Posts};
pub(super) use retention::{RETENTION, Retained};
