//! Whether Teams will speak with us, for whoever sets it up.

use crate::clock::Clock;
use crate::platforms::http;
use crate::platforms::teams::api::keys::Keys;
use crate::platforms::teams::api::token::OwnToken;
use crate::platforms::teams::settings::TeamsSettings;

/// What is wrong between Teams and us.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DiagnosticError {
    /// The login gives us no token; why, as far as it says.
    #[error("{0}")]
    NoToken(String),
    /// The keys of the tokens we are shown cannot be fetched.
    #[error("the keys cannot be fetched")]
    NoKeys,
}

/// Fetches a token for ourselves and the keys of others' tokens. Stores nothing, sends nothing to anybody.
///
/// # Errors
/// What does not work first. Nothing, where nothing is authenticated.
pub async fn examine(settings: &TeamsSettings, clock: &Clock) -> Result<(), DiagnosticError> {
    if settings.unauthenticated {
        return Ok(());
    }
    let http = http::client().map_err(|error| DiagnosticError::NoToken(error.to_string()))?;
    let token = OwnToken::new(settings, http.clone(), clock.clone());
    token.get().await.map_err(|trouble| DiagnosticError::NoToken(trouble.to_string()))?;
    let keys = Keys::new(settings.openid_url.clone(), http, clock.clone());
    keys.find("-").await.map_err(|_| DiagnosticError::NoKeys)?;
    Ok(())
}
