//! What every platform needs of HTTP: a client that is never led elsewhere, bodies within bounds, short digests.

use std::error::Error as _;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, header};
use sha2::{Digest, Sha256};
use url::{Host, Url};

/// The longest body of a request that is read, in bytes: no platform sends a longer one.
const LONGEST_REQUEST: usize = 1024 * 1024;
/// How long the body of a request may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(5);
/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(10);
/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);

/// A client that follows no redirects: whoever is asked gets our token, and nobody else.
pub fn client() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .timeout(ANSWER)
        .connect_timeout(CONNECT)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("lyceum/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// A request's headers announce a body that is too long to be read.
pub fn is_too_long(headers: &HeaderMap) -> bool {
    let told = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    told.is_some_and(|told: u64| told > LONGEST_REQUEST as u64)
}

/// The body of a request.
///
/// # Errors
/// The status to answer with: 413 if it is too long, 408 if it does not arrive in time, 400 if it breaks off.
pub async fn request_body(body: Body) -> Result<Bytes, StatusCode> {
    match tokio::time::timeout(ARRIVAL, axum::body::to_bytes(body, LONGEST_REQUEST)).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(error)) => {
            let too_long =
                error.source().is_some_and(<dyn std::error::Error>::is::<http_body_util::LengthLimitError>);
            Err(if too_long { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::BAD_REQUEST })
        }
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

/// The body of an answer; none if it breaks off, or is longer than `most` bytes.
pub async fn response_body(mut answer: reqwest::Response, most: usize) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(piece) = answer.chunk().await.ok()? {
        if body.len() + piece.len() > most {
            return None;
        }
        body.extend_from_slice(&piece);
    }
    Some(body)
}

/// The address leads to this machine, as far as it says so itself: no name is looked up.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The first `length` bytes of a SHA-256 digest in hexadecimal, 32 at the most.
pub fn short_digest(of: &[u8], length: usize) -> String {
    let digest = Sha256::digest(of);
    hex::encode(&digest[..length.min(digest.len())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_this_machine() {
        for (url, ours) in [
            ("http://localhost:1/", true),
            ("http://127.9.9.9/", true),
            ("http://[::1]/", true),
            ("http://localhost.example/", false),
            ("http://10.0.0.1/", false),
        ] {
            assert_eq!(is_loopback(&url.parse().unwrap()), ours, "{url}");
        }
    }
}
