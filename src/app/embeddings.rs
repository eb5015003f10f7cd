//! The model of what questions mean, as the settings have it.

use std::sync::Arc;

use crate::config::{Config, ConfigError};
use crate::embeddings::{self, EmbeddingModel, EmbeddingSettings};
use crate::search::Search;

/// The search, as the settings want it kept for this store.
///
/// # Errors
/// [`ConfigError`] when the model cannot be used.
pub(super) fn search(config: &Config) -> Result<Search, ConfigError> {
    Ok(Search::kept(config.index_dir_for(&config.database_url), model(config.embeddings.as_ref())?))
}

/// The model, if one is set.
///
/// # Errors
/// [`ConfigError`] when it cannot be used.
pub(super) fn model(
    settings: Option<&EmbeddingSettings>,
) -> Result<Option<Arc<dyn EmbeddingModel>>, ConfigError> {
    let Some(settings) = settings else { return Ok(None) };
    let field = match settings {
        EmbeddingSettings::Words(_) => "LYCEUM_EMBEDDINGS_PATH",
        EmbeddingSettings::Endpoint { .. } => "LYCEUM_EMBEDDINGS_URL",
    };
    embeddings::open(settings)
        .map(Some)
        .map_err(|error| ConfigError { field: field.to_owned(), problem: format!("cannot be used: {error}") })
}
