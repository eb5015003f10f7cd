//! Answers of the Web API, read so that nothing of their bodies gets into an error.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde::Deserialize;

use super::error::{ApiError, TransportError};
use crate::chat::lenient::{Flag, Words};

/// Where Slack does not say how long to wait.
const PAUSE: Duration = Duration::from_secs(30);

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Verdict {
    ok: Flag,
    error: Words,
    needed: Words,
}

/// Reads an answer of the Web API.
pub(in crate::platforms::slack) async fn read<RS: for<'de> Deserialize<'de>>(
    answer: reqwest::Response,
) -> Result<RS, ApiError> {
    let status = answer.status();
    if status == StatusCode::TOO_MANY_REQUESTS {
        return Err(ApiError::Throttled(retry_after(answer.headers())));
    }
    if !status.is_success() {
        return Err(ApiError::Status(status.as_u16()));
    }
    let body = answer.bytes().await.map_err(|_| ApiError::Transport(TransportError::Answer))?;
    let verdict: Verdict = serde_json::from_slice(&body).map_err(|_| ApiError::Garbled)?;
    if let Some(code) = verdict.error.owned() {
        return Err(ApiError::Code { code, needed: verdict.needed.owned() });
    }
    if verdict.ok.0 == Some(false) {
        return Err(ApiError::Garbled);
    }
    serde_json::from_slice(&body).map_err(|_| ApiError::Garbled)
}

/// How long a 429 asks us to wait.
pub(in crate::platforms::slack) fn retry_after(headers: &HeaderMap) -> Duration {
    let seconds = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
    seconds.map_or(PAUSE, |seconds: u64| Duration::from_secs(seconds.clamp(1, 3600)))
}

/// What became of a request that brought no answer.
pub(in crate::platforms::slack) fn lost(error: &reqwest::Error) -> ApiError {
    ApiError::Transport(if error.is_connect() || error.is_builder() {
        TransportError::Connect
    } else {
        TransportError::Answer
    })
}
