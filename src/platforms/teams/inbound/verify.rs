//! Is this from Teams? The token beside an activity, checked before the activity is read at all.

use std::sync::Once;

use jsonwebtoken::crypto::{CryptoProvider, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, DecodingKeyKind, Validation, decode, decode_header};
use serde::Deserialize;

use crate::clock::Clock;
use crate::platforms::teams::api::keys::{Keys, NoKeys};
use crate::platforms::teams::settings::TeamsSettings;

/// How far the sender's clock and ours may be apart, in seconds.
const LEEWAY: i64 = 300;
/// A longer token is none, in bytes.
const MOST: usize = 16 * 1024;

/// Why nobody gets in. More than this is for nobody outside to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::platforms::teams) enum Refused {
    /// No token, or none of Teams', or not for us, or not now. 401.
    Unauthorized,
    /// A token, but not for this channel or this service URL. 403.
    Forbidden,
    /// There are no keys to check it with. 503.
    Unavailable,
}

/// Nobody gets in, and why in one word, for whoever counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::platforms::teams) struct Denied {
    pub refused: Refused,
    pub why: &'static str,
}

/// Checks the tokens we are shown.
pub(in crate::platforms::teams) struct Tokens {
    validation: Validation,
    keys: Keys,
    clock: Clock,
}

#[derive(Deserialize)]
struct Claims {
    exp: i64,
    nbf: i64,
    #[serde(default, rename = "serviceurl")]
    lower: Option<String>,
    #[serde(default, rename = "serviceUrl")]
    camel: Option<String>,
}

impl Tokens {
    pub(in crate::platforms::teams) fn new(
        settings: &TeamsSettings,
        http: reqwest::Client,
        clock: Clock,
    ) -> Self {
        static INSTALL: Once = Once::new();
        INSTALL.call_once(|| {
            let _ = RING.install_default();
        });
        let id = &settings.app_id;
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud"]);
        validation.set_issuer(&[settings.cloud.issuer()]);
        if !id.trim().is_empty() {
            validation.set_audience(&[id.clone(), format!("api://{id}"), format!("api://botid-{id}")]);
        }
        // It would ask the machine for the time.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        Self { validation, keys: Keys::new(settings.openid_url.clone(), http, clock.clone()), clock }
    }

    /// What a header lets in, before anything else of the request is read: it holds a token of Teams for us, valid now,
    /// for this channel.
    pub(in crate::platforms::teams) async fn open(
        &self,
        authorization: Option<&str>,
        channel: &str,
    ) -> Result<Pass, Denied> {
        let token = bearer(authorization.unwrap_or_default()).ok_or(unauthorized("no_token"))?;
        let header = decode_header(token).map_err(|_| unauthorized("no_token"))?;
        if header.alg != Algorithm::RS256 {
            return Err(unauthorized("other_algorithm"));
        }
        // What a token calls critical has to be understood, and we understand nothing of the kind.
        if header.crit.is_some() {
            return Err(unauthorized("extension"));
        }
        let name = header.kid.ok_or(unauthorized("unknown_key"))?;
        let key = self.keys.find(&name).await;
        let key = key.map_err(|NoKeys| Denied { refused: Refused::Unavailable, why: "no_keys" })?;
        let key = key.ok_or(unauthorized("unknown_key"))?;
        if !key.endorsements.iter().any(|endorsed| endorsed == channel) {
            return Err(forbidden("other_channel"));
        }
        let claims = decode::<Claims>(token, &key.decoding, &self.validation);
        let claims = claims.map_err(|error| unauthorized(said(error.kind())))?.claims;
        let now = self.clock.now().timestamp();
        if claims.exp.saturating_add(LEEWAY) < now {
            return Err(unauthorized("expired"));
        }
        if claims.nbf.saturating_sub(LEEWAY) > now {
            return Err(unauthorized("early"));
        }
        Ok(Pass([claims.lower, claims.camel]))
    }
}

/// What a good token is for: the service URLs that it names.
#[derive(Debug)]
pub(in crate::platforms::teams) struct Pass([Option<String>; 2]);

impl Pass {
    /// Passes if the token names this service URL and no other.
    pub(in crate::platforms::teams) fn is_for(&self, service_url: &str) -> Result<(), Denied> {
        let mut claimed = self.0.iter().flatten().peekable();
        if claimed.peek().is_none() || !claimed.all(|claimed| is_same_place(claimed, service_url)) {
            return Err(forbidden("other_service_url"));
        }
        Ok(())
    }
}

const fn unauthorized(why: &'static str) -> Denied {
    Denied { refused: Refused::Unauthorized, why }
}

/// A token, but not for this.
pub(in crate::platforms::teams) const fn forbidden(why: &'static str) -> Denied {
    Denied { refused: Refused::Forbidden, why }
}

/// The token in a header.
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && token.len() <= MOST).then_some(token)
}

fn is_same_place(claimed: &str, service_url: &str) -> bool {
    let bare = |url: &str| url.strip_suffix('/').unwrap_or(url).to_owned();
    !claimed.is_empty() && bare(claimed) == bare(service_url)
}

fn said(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::InvalidSignature => "forged",
        ErrorKind::InvalidIssuer => "other_issuer",
        ErrorKind::InvalidAudience => "other_audience",
        ErrorKind::MissingRequiredClaim(_) => "claim_missing",
        _ => "malformed",
    }
}

/// The check of RSA signatures, by the library that encrypts our connections.
struct Rsa(DecodingKey);

impl signature::Verifier<Vec<u8>> for Rsa {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        let DecodingKeyKind::RsaModulusExponent { n, e } = self.0.kind() else {
            return Err(signature::Error::new());
        };
        ring::rsa::PublicKeyComponents { n, e }
            .verify(&ring::signature::RSA_PKCS1_2048_8192_SHA256, message, signature)
            .map_err(|_| signature::Error::new())
    }
}

impl JwtVerifier for Rsa {
    fn algorithm(&self) -> Algorithm {
        Algorithm::RS256
    }
}

static RING: CryptoProvider = CryptoProvider {
    signer_factory: |_, _| Err(ErrorKind::InvalidAlgorithm.into()),
    verifier_factory: |algorithm, key| match algorithm {
        Algorithm::RS256 => Ok(Box::new(Rsa(key.clone()))),
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    },
    key_utils: KeyUtils::new_unimplemented(),
};
