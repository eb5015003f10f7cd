//! What a company brings along: its people from a table, its people and conversations from a Slack export.

pub mod people_csv;
pub mod slack_export;
mod store;
mod table;

/// Why an import failed. What was committed before stays, and the same import again goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read, or is not what it should be.
    #[error("{0}")]
    File(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
}
