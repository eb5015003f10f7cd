//! An engine: where units of work come from.

use std::fmt::Debug;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::migrate::Migrator;

use super::{Access, Repository, StoreError};

pub(super) static MIGRATIONS: Migrator = sqlx_macros::migrate!("./migrations");

/// How long to wait for a connection or a lock before the store counts as down.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
/// Statements that are kept prepared, for each connection.
pub(super) const PREPARED: usize = 600;

/// Where units of work come from: the connections to one engine.
#[async_trait]
pub(crate) trait Database: Debug + Send + Sync {
    /// As [`super::Db::migrate`].
    async fn migrate(&self) -> Result<(), StoreError>;

    /// Begins a transaction.
    async fn begin(&self, access: Access) -> Result<Box<dyn Repository>, StoreError>;

    /// As [`super::Db::checkpoint`].
    async fn checkpoint(&self) -> Result<(), StoreError>;

    /// As [`super::Db::is_shared`].
    fn is_shared(&self) -> bool;

    /// As [`super::Db::close`].
    async fn close(&self);
}
