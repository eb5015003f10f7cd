//! Whether Slack will speak with us, for whoever sets it up.

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use crate::platforms::slack::api::client::Web;
use crate::platforms::slack::api::error::ApiError;
use crate::platforms::slack::manifest::required_scopes;
use crate::platforms::slack::settings::SlackSettings;

/// Slack's signing secrets have so many digits.
const DIGITS: usize = 32;

/// What is wrong between Slack and us.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DiagnosticError {
    /// Nobody answers there, or not now; why.
    #[error("{0}")]
    Unreached(String),
    /// Something answers that does not speak as Slack does.
    #[error("{0}")]
    NotSlack(String),
    /// The token does not work; Slack's own word.
    #[error("{0}")]
    Token(String),
    /// The token is a person's and not the bot's.
    #[error("a person's token")]
    OfAPerson,
    /// It may not do all that it must; these are missing.
    #[error("{}", .0.join(", "))]
    Scopes(Vec<String>),
}

/// Asks Slack whose the bot token is and what it may do: the workspace's name. None without a token. Stores nothing.
///
/// # Errors
/// What does not work first.
pub async fn examine(settings: &SlackSettings) -> Result<Option<String>, DiagnosticError> {
    let Some(token) = &settings.bot_token else { return Ok(None) };
    let web = Web::new(&settings.api_url).map_err(|error| DiagnosticError::NotSlack(error.to_string()))?;
    let (identity, scopes) = web.auth_test(token).await.map_err(unwell)?;
    if identity.bot_id.get().is_none() {
        return Err(DiagnosticError::OfAPerson);
    }
    let missing = required_scopes().iter().filter(|scope| !scopes.iter().any(|granted| granted == *scope));
    let missing: Vec<String> = missing.map(|scope| (*scope).to_owned()).collect();
    // Emulators say nothing of scopes.
    if !scopes.is_empty() && !missing.is_empty() {
        return Err(DiagnosticError::Scopes(missing));
    }
    Ok(Some(identity.team.owned().unwrap_or_default()))
}

/// Asks Slack for the address of a socket, without going there. Without an app token there is nothing to ask.
///
/// # Errors
/// What does not work.
pub async fn examine_socket(settings: &SlackSettings) -> Result<(), DiagnosticError> {
    let Some(token) = &settings.app_token else { return Ok(()) };
    if !token.expose_secret().starts_with("xapp-") {
        return Err(DiagnosticError::Token("it does not begin with xapp-".to_owned()));
    }
    let web = Web::new(&settings.api_url).map_err(|error| DiagnosticError::NotSlack(error.to_string()))?;
    let opened: Result<Value, ApiError> = web.post(token, "apps.connections.open", &json!({})).await;
    opened.map(|_| ()).map_err(unwell)
}

/// Whether it is written as Slack's signing secrets are.
pub fn looks_like_a_signing_secret(secret: &SecretString) -> bool {
    let secret = secret.expose_secret();
    secret.len() == DIGITS && secret.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn unwell(trouble: ApiError) -> DiagnosticError {
    match trouble {
        ApiError::Code { code, needed: None } => DiagnosticError::Token(code),
        ApiError::Code { needed: Some(needed), .. } => DiagnosticError::Scopes(vec![needed]),
        ApiError::Status(status) if status >= 500 => DiagnosticError::Unreached(format!("status {status}")),
        ApiError::Throttled(_) | ApiError::Transport(_) => DiagnosticError::Unreached(trouble.to_string()),
        ApiError::Status(_) | ApiError::Garbled => DiagnosticError::NotSlack(trouble.to_string()),
    }
}
