//! `GET /files/{signed}`: what somebody was given a link to.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::bot::Machine;

/// The longest link that is looked up.
const LONGEST: usize = 64;

/// Hands the file over, to be saved and not to be shown: nothing in it ever runs on our address.
pub(super) async fn file(State(machine): State<Machine>, Path(token): Path<String>) -> Response {
    if token.len() > LONGEST {
        return gone();
    }
    match machine.file(&token).await {
        Ok(Some(file)) => {
            let kind = HeaderValue::try_from(file.media_type);
            let name = HeaderValue::try_from(format!("attachment; filename=\"{}\"", plain(&file.name)));
            let octets = HeaderValue::from_static("application/octet-stream");
            let headers = [
                (header::CONTENT_TYPE, kind.unwrap_or(octets)),
                (header::CONTENT_DISPOSITION, name.unwrap_or(HeaderValue::from_static("attachment"))),
                (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
                (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
                (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
                (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
            ];
            (headers, file.body).into_response()
        }
        Ok(None) => gone(),
        Err(error) => {
            tracing::error!(%error, "a file could not be read");
            (StatusCode::SERVICE_UNAVAILABLE, "Please try again in a minute.\n").into_response()
        }
    }
}

fn gone() -> Response {
    (StatusCode::NOT_FOUND, "This link has expired. Ask Lyceum for a new one.\n").into_response()
}

/// A name that means the same everywhere.
fn plain(name: &str) -> String {
    name.chars().filter(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_')).collect()
}
