//! Is this from Slack? The v0 signature: its headers are looked at before a body is read, and it is checked on the bytes as
//! they came, before anything reads them.

use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// How far the sender's clock and ours may be apart, in seconds, either way.
const WINDOW: i64 = 300;
/// More digits than this are no moment.
const DIGITS: usize = 12;

const SIGNATURE: &str = "x-slack-signature";
const TIMESTAMP: &str = "x-slack-request-timestamp";

/// The signing secret. With one that is blank nobody gets in.
#[derive(Clone)]
pub(in crate::platforms::slack) struct SigningSecret(SecretString);

/// Why nobody gets in. For nobody outside to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::platforms::slack) enum Refused {
    /// There is not exactly one signature and one timestamp, both written as Slack writes them.
    Unsigned,
    /// It was signed at another time than now.
    Stale,
    /// The signature is of another secret, or of another body.
    Forged,
}

impl Refused {
    /// It in one word, for whoever counts.
    pub(in crate::platforms::slack) fn word(self) -> &'static str {
        match self {
            Self::Unsigned => "unsigned",
            Self::Stale => "stale",
            Self::Forged => "forged",
        }
    }
}

/// What the headers say of a body that was not read yet: only bodies with a claim are worth that.
#[derive(Debug)]
pub(in crate::platforms::slack) struct Claim {
    stamp: String,
    signature: Vec<u8>,
}

impl Claim {
    /// Reads the headers: exactly one signature and one timestamp, both written as Slack writes them, and a timestamp
    /// that is near.
    pub(in crate::platforms::slack) fn read(
        headers: &HeaderMap,
        now: DateTime<Utc>,
    ) -> Result<Self, Refused> {
        let stamp = only(headers, TIMESTAMP)?;
        if stamp.is_empty() || stamp.len() > DIGITS || !stamp.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Refused::Unsigned);
        }
        let sent: i64 = stamp.parse().map_err(|_| Refused::Unsigned)?;
        let signature = only(headers, SIGNATURE)?.strip_prefix("v0=").ok_or(Refused::Unsigned)?;
        if signature.len() != 64 || !signature.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(Refused::Unsigned);
        }
        let signature = hex::decode(signature).map_err(|_| Refused::Unsigned)?;
        if (now.timestamp() - sent).abs() > WINDOW {
            return Err(Refused::Stale);
        }
        Ok(Self { stamp: stamp.to_owned(), signature })
    }
}

impl SigningSecret {
    pub(in crate::platforms::slack) fn new(secret: SecretString) -> Self {
        Self(secret)
    }

    /// Passes if the signature that was claimed fits the body.
    pub(in crate::platforms::slack) fn verify(&self, claim: &Claim, body: &[u8]) -> Result<(), Refused> {
        self.mac(&claim.stamp, body)?.verify_slice(&claim.signature).map_err(|_| Refused::Forged)
    }

    /// What Slack would sign with.
    #[cfg(test)]
    pub(in crate::platforms::slack) fn sign(&self, stamp: &str, body: &[u8]) -> String {
        let mac = self.mac(stamp, body).expect("any key will do").finalize();
        format!("v0={}", hex::encode(mac.into_bytes()))
    }

    fn mac(&self, stamp: &str, body: &[u8]) -> Result<Hmac<Sha256>, Refused> {
        let secret = self.0.expose_secret();
        if secret.trim().is_empty() {
            return Err(Refused::Forged);
        }
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(|_| Refused::Forged)?;
        mac.update(b"v0:");
        mac.update(stamp.as_bytes());
        mac.update(b":");
        mac.update(body);
        Ok(mac)
    }
}

/// The one value of a header: two of them would leave it to chance which one counts.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, Refused> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().map_err(|_| Refused::Unsigned),
        _ => Err(Refused::Unsigned),
    }
}
