//! Is this from Slack? The v0 signature, checked on the bytes as they came, before anything reads them.

use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// How far the sender's clock and ours may be apart, in seconds, either way.
const WINDOW: i64 = 300;
/// More digits than this are no moment.
const DIGITS: usize = 12;

const SIGNATURE: &str = "x-slack-signature";
const TIMESTAMP: &str = "x-slack-request-timestamp";

/// The signing secret. There is none that is empty.
pub(super) struct SigningSecret(String);

/// The request is not signed as Slack signs. Why is for nobody outside to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unsigned;

impl SigningSecret {
    pub(super) fn new(secret: String) -> Option<Self> {
        (!secret.trim().is_empty()).then_some(Self(secret))
    }

    /// Passes if there is exactly one signature and one timestamp, both written as Slack writes them, the timestamp is
    /// near, and the signature fits the body.
    pub(super) fn verify(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: DateTime<Utc>,
    ) -> Result<(), Unsigned> {
        let stamp = only(headers, TIMESTAMP)?;
        if stamp.is_empty() || stamp.len() > DIGITS || !stamp.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Unsigned);
        }
        let sent: i64 = stamp.parse().map_err(|_| Unsigned)?;
        if (now.timestamp() - sent).abs() > WINDOW {
            return Err(Unsigned);
        }
        let signature = only(headers, SIGNATURE)?.strip_prefix("v0=").ok_or(Unsigned)?;
        if signature.len() != 64 || !signature.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(Unsigned);
        }
        let signature = hex::decode(signature).map_err(|_| Unsigned)?;
        self.mac(stamp, body)?.verify_slice(&signature).map_err(|_| Unsigned)
    }

    /// What Slack would sign with.
    #[cfg(test)]
    pub(super) fn sign(&self, stamp: &str, body: &[u8]) -> String {
        let mac = self.mac(stamp, body).expect("any key will do").finalize();
        format!("v0={}", hex::encode(mac.into_bytes()))
    }

    fn mac(&self, stamp: &str, body: &[u8]) -> Result<Hmac<Sha256>, Unsigned> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_bytes()).map_err(|_| Unsigned)?;
        mac.update(b"v0:");
        mac.update(stamp.as_bytes());
        mac.update(b":");
        mac.update(body);
        Ok(mac)
    }
}

/// The one value of a header: two of them would leave it to chance which one counts.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, Unsigned> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().map_err(|_| Unsigned),
        _ => Err(Unsigned),
    }
}
