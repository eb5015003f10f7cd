//! What the playground asks of the program around it: a place to keep its entries, and a way to let time
//! pass.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

/// Where what happened in the playground is kept, so that it is there again after a restart.
#[async_trait]
pub trait Journal: Send + Sync {
    /// Keeps one entry, after all earlier ones.
    async fn append(&self, entry: String);

    /// All entries, in the order in which they were kept.
    async fn load(&self) -> Vec<String>;
}

/// A journal that keeps nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Forgetful;

#[async_trait]
impl Journal for Forgetful {
    async fn append(&self, _entry: String) {}

    async fn load(&self) -> Vec<String> {
        Vec::new()
    }
}

/// How time passes when somebody presses "+1 day".
#[async_trait]
pub trait Time: Send + Sync {
    /// Moves the clock on, step by step, and does on the way what was planned until then.
    async fn pass(&self, until: DateTime<Utc>);
}
