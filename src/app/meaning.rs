//! The model of what questions mean, as the settings have it.

use std::sync::Arc;

use crate::config::{Config, Wrong};
use crate::meaning::{self, Meaning, MeaningSettings};
use crate::search::Search;

/// The search, as the settings want it kept for this store.
///
/// # Errors
/// [`Wrong`] when the model cannot be used.
pub(super) fn search(config: &Config) -> Result<Search, Wrong> {
    Ok(Search::kept(config.index_dir_for(&config.database_url), model(config.meaning.as_ref())?))
}

/// The model, if one is set.
///
/// # Errors
/// [`Wrong`] when it cannot be used.
pub(super) fn model(settings: Option<&MeaningSettings>) -> Result<Option<Arc<dyn Meaning>>, Wrong> {
    let Some(settings) = settings else { return Ok(None) };
    let field = match settings {
        MeaningSettings::Words(_) => "LYCEUM_EMBEDDINGS_PATH",
        MeaningSettings::Endpoint { .. } => "LYCEUM_EMBEDDINGS_URL",
    };
    meaning::open(settings)
        .map(Some)
        .map_err(|error| Wrong { field: field.to_owned(), problem: format!("cannot be used: {error}") })
}
