//! What went wrong with a call, and what that means for a delivery.

use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde_json::Value;

use crate::chat::{Reason, Undelivered};

/// Where a 429 does not say how long to wait, and where Teams says "again" without one.
const PAUSE: Duration = Duration::from_secs(10);
/// The longest we wait because of what an answer says, in seconds.
const MOST: u64 = 15 * 60;
/// The signs of a code that are shown.
const SIGNS: usize = 100;

/// Why a request failed on the way, said without what was in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(in crate::platforms::teams) enum TransportError {
    /// No connection: nothing was sent.
    #[error("no connection")]
    Connect,
    /// It went out, and nothing came back.
    #[error("no answer")]
    Answer,
}

/// Why a call came to nothing. Carries no bodies, no tokens, no addresses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(in crate::platforms::teams) enum ApiError {
    /// Too fast; nothing was done.
    #[error("throttled")]
    Throttled(Duration),
    /// Teams refused, by its own code if it told one.
    #[error("status {status} {code:?}")]
    Status { status: u16, code: Option<String> },
    /// It got lost on the way.
    #[error("{0}")]
    Transport(TransportError),
    /// It worked or it did not: the answer cannot be read.
    #[error("an answer that cannot be read")]
    Garbled,
    /// The address is none that we may write to. Nothing was sent.
    #[error("not an address of Teams")]
    Nowhere,
    /// No token for ourselves, so nothing was sent; why, as far as it was told.
    #[error("no token: {0}")]
    NoToken(String),
}

impl ApiError {
    /// What it means for a delivery. Something that may have happened is repeated only where that does no harm.
    pub(in crate::platforms::teams) fn undelivered(self, what: &str, repeatable: bool) -> Undelivered {
        let perhaps = |how: String| {
            let said = format!("{what}: {how}");
            if repeatable { Undelivered::Unreached(said) } else { Undelivered::Unanswered(said) }
        };
        match self {
            Self::Throttled(wait) => Undelivered::Throttled(wait),
            Self::Transport(TransportError::Connect) => {
                Undelivered::Unreached(format!("{what}: {}", TransportError::Connect))
            }
            // Whoever runs us can put it right, and then everything still goes out.
            Self::NoToken(_) => Undelivered::Unreached(format!("{what}: {self}")),
            Self::Transport(TransportError::Answer) => perhaps(TransportError::Answer.to_string()),
            Self::Garbled => perhaps(Self::Garbled.to_string()),
            Self::Nowhere => Undelivered::Refused(Reason::Other(Self::Nowhere.to_string())),
            Self::Status { status, .. } if status >= 500 || status == 408 => {
                perhaps(format!("status {status}"))
            }
            // Somebody else wrote to the conversation at the same moment; nothing was done.
            Self::Status { status: 412, .. } => Undelivered::Throttled(PAUSE),
            Self::Status { status, code } => Undelivered::Refused(reason(status, code)),
        }
    }

    /// Teams knows the conversation, and whoever was asked for is not in it.
    pub(in crate::platforms::teams) fn is_no_member(&self) -> bool {
        let Self::Status { status: 400 | 404, code: Some(code) } = self else { return false };
        let code = code.to_ascii_lowercase();
        code.starts_with("membernotfound") || code.starts_with("usernotfound")
    }

    /// What an answer that is no success says.
    pub(in crate::platforms::teams) fn of(status: u16, headers: &HeaderMap, body: &[u8]) -> Self {
        if status == 429 {
            return Self::Throttled(retry_after(headers));
        }
        Self::Status { status, code: code(body) }
    }
}

impl From<reqwest::Error> for ApiError {
    fn from(error: reqwest::Error) -> Self {
        Self::Transport(if error.is_connect() || error.is_builder() {
            TransportError::Connect
        } else {
            TransportError::Answer
        })
    }
}

/// Teams' codes in our words.
fn reason(status: u16, code: Option<String>) -> Reason {
    let said = code.unwrap_or_else(|| format!("status {status}"));
    match (status, said.to_ascii_lowercase().as_str()) {
        (401, _) => Reason::Revoked,
        (413, _) => Reason::Other("too big".to_owned()),
        (403, "botdisabledbyadmin" | "botdisabledbyuser") => Reason::Blocked,
        (403, code) if code.contains("blocked") => Reason::Blocked,
        (403 | 404, "botnotinconversationroster") => Reason::NotInChannel,
        (404, "conversationnotfound") => Reason::NoSuchChannel,
        (404, "activitynotfoundinconversation") => Reason::NoSuchMessage,
        _ => Reason::Other(said),
    }
}

/// How long a 429 asks us to wait.
fn retry_after(headers: &HeaderMap) -> Duration {
    let seconds = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
    seconds.map_or(PAUSE, |seconds: u64| Duration::from_secs(seconds.clamp(1, MOST)))
}

/// The code of a refusal: the finer one where there are two.
fn code(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let inner = body.get("error").filter(|error| error.is_object()).unwrap_or(&body);
    let codes = [inner.get("subCode"), body.get("subCode"), inner.get("code"), body.get("error")];
    codes.into_iter().flatten().filter_map(Value::as_str).find_map(shown)
}

/// A code, as far as it can be one.
pub(in crate::platforms::teams) fn shown(code: &str) -> Option<String> {
    let is_plain = |sign: &char| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '.' | '-');
    let code: String = code.chars().filter(is_plain).take(SIGNS).collect();
    (!code.is_empty()).then_some(code)
}
