//! What went wrong with a call, and what that means for a delivery.

use std::time::Duration;

use slack_morphism::errors::SlackClientError;

use crate::chat::{Reason, Undelivered};

/// Where Slack's answer says "too fast" without saying how long to wait.
const PAUSE: Duration = Duration::from_secs(30);

/// Why a request failed on the way, said without what was in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(in crate::platforms::slack) enum TransportError {
    /// No connection: nothing was sent.
    #[error("no connection")]
    Connect,
    /// It went out, and nothing came back.
    #[error("no answer")]
    Answer,
}

/// Why a call came to nothing. Carries no bodies, no tokens, no addresses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(in crate::platforms::slack) enum ApiError {
    /// Slack refused, by its own code; with the scopes it asks for.
    #[error("refused: {code}")]
    Code { code: String, needed: Option<String> },
    /// Too fast; nothing was done.
    #[error("throttled")]
    Throttled(Duration),
    /// An HTTP status that is no answer of the Web API.
    #[error("status {0}")]
    Status(u16),
    /// It got lost on the way.
    #[error("{0}")]
    Transport(TransportError),
    /// It worked or it did not: the answer cannot be read.
    #[error("an answer that cannot be read")]
    Garbled,
}

impl ApiError {
    /// What it means for a delivery. Something that may have happened is repeated only where that does no harm.
    pub(in crate::platforms::slack) fn undelivered(self, method: &str, repeatable: bool) -> Undelivered {
        let perhaps = |what: String| {
            let said = format!("{method}: {what}");
            if repeatable { Undelivered::Unreached(said) } else { Undelivered::Unanswered(said) }
        };
        match self {
            Self::Throttled(wait) => Undelivered::Throttled(wait),
            Self::Transport(TransportError::Connect) => {
                Undelivered::Unreached(format!("{method}: {}", TransportError::Connect))
            }
            Self::Transport(TransportError::Answer) => perhaps(TransportError::Answer.to_string()),
            Self::Garbled => perhaps(Self::Garbled.to_string()),
            Self::Status(status) if status >= 500 || status == 408 => perhaps(format!("status {status}")),
            Self::Status(status) => Undelivered::Refused(Reason::Other(format!("status {status}"))),
            Self::Code { code, needed } => match code.as_str() {
                "ratelimited" | "rate_limited" | "message_limit_exceeded" => Undelivered::Throttled(PAUSE),
                "internal_error"
                | "fatal_error"
                | "service_unavailable"
                | "request_timeout"
                | "external_channel_migrating" => perhaps(code),
                _ => Undelivered::Refused(reason(&code, needed)),
            },
        }
    }
}

/// Slack's codes in our words.
pub(in crate::platforms::slack) fn reason(code: &str, needed: Option<String>) -> Reason {
    match code {
        "not_in_channel" | "user_not_in_channel" => Reason::NotInChannel,
        "channel_not_found" => Reason::NoSuchChannel,
        "is_archived" => Reason::Archived,
        "user_disabled" | "user_not_found" | "users_not_found" | "user_not_visible" => Reason::PersonGone,
        "messages_tab_disabled" | "user_has_blocked_app" => Reason::Blocked,
        "token_revoked"
        | "token_expired"
        | "account_inactive"
        | "invalid_auth"
        | "not_authed"
        | "org_login_required"
        | "team_access_not_granted"
        | "ekm_access_denied"
        | "app_uninstalled" => Reason::Revoked,
        "missing_scope" | "no_permission" => Reason::MissingScope(needed.unwrap_or_else(|| code.to_owned())),
        "message_not_found" | "thread_not_found" => Reason::NoSuchMessage,
        "expired_url" | "used_url" | "invalid_url" => Reason::HandleExpired,
        other => Reason::Other(other.to_owned()),
    }
}

impl From<SlackClientError> for ApiError {
    fn from(error: SlackClientError) -> Self {
        match error {
            SlackClientError::ApiError(error) => {
                Self::Code { code: error.code, needed: error.errors.unwrap_or_default().into_iter().next() }
            }
            SlackClientError::RateLimitError(error) => Self::Throttled(error.retry_after.unwrap_or(PAUSE)),
            SlackClientError::HttpError(error) => Self::Status(error.status_code.as_u16()),
            SlackClientError::HttpProtocolError(error) => {
                let cause = error.cause.and_then(|cause| cause.downcast::<TransportError>().ok());
                Self::Transport(cause.map_or(TransportError::Answer, |lost| *lost))
            }
            _ => Self::Garbled,
        }
    }
}
