//! The keys that Teams' tokens are signed with: fetched when they are needed, and kept for when they cannot be fetched.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::DecodingKey;
use parking_lot::Mutex;
use serde_json::Value;
use url::Url;

use super::address;
use crate::clock::Clock;
use crate::platforms::http::is_loopback;

/// How long keys are used without asking whether there are new ones.
const FRESH: TimeDelta = TimeDelta::hours(24);
/// How long they are used if there is no asking.
const USABLE: TimeDelta = TimeDelta::days(5);
/// A stranger can make us ask by naming a key that does not exist: not more often than this.
const PAUSE: TimeDelta = TimeDelta::seconds(60);
/// The same while there are no keys at all and nobody gets in.
const SHORT_PAUSE: TimeDelta = TimeDelta::seconds(5);
/// How long it may take: whoever waits for us has little time.
const ANSWER: Duration = Duration::from_secs(5);

/// There are no keys, and none could be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::platforms::teams) struct NoKeys;

/// A key, and the channels that may use it.
pub(in crate::platforms::teams) struct Key {
    pub decoding: DecodingKey,
    pub endorsements: Vec<String>,
}

type Set = HashMap<String, Arc<Key>>;

/// The keys.
#[derive(Clone)]
pub(in crate::platforms::teams) struct Keys(Arc<Inner>);

struct Inner {
    openid_url: Url,
    http: reqwest::Client,
    clock: Clock,
    kept: Mutex<Kept>,
    /// Held by whoever is fetching.
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Kept {
    set: Option<(Arc<Set>, DateTime<Utc>)>,
    asked: Option<DateTime<Utc>>,
}

/// What is to be done about a key.
enum Next {
    Use(Option<Arc<Key>>),
    Fetch { otherwise: Option<Arc<Key>>, now: bool },
    GiveUp,
}

impl Keys {
    pub(in crate::platforms::teams) fn new(openid_url: Url, http: reqwest::Client, clock: Clock) -> Self {
        Self(Arc::new(Inner {
            openid_url,
            http,
            clock,
            kept: Mutex::default(),
            fetching: tokio::sync::Mutex::default(),
        }))
    }

    /// The key of this name; none if there is none even after asking again.
    ///
    /// # Errors
    /// If there are no keys at all.
    pub(in crate::platforms::teams) async fn find(&self, name: &str) -> Result<Option<Arc<Key>>, NoKeys> {
        match self.0.next(name) {
            Next::Use(key) => return Ok(key),
            Next::GiveUp => return Err(NoKeys),
            // Whoever has a key that will do does not wait for somebody else's errand.
            Next::Fetch { otherwise: Some(key), now: false } => return Ok(Some(key)),
            Next::Fetch { .. } => {}
        }
        let (inner, wanted) = (self.0.clone(), name.to_owned());
        // A task of its own: whoever hangs up meanwhile must not take the errand along.
        let errand = tokio::spawn(async move {
            let _only = inner.fetching.lock().await;
            if matches!(inner.next(&wanted), Next::Fetch { .. }) {
                inner.kept().asked = Some(inner.clock.now());
                let fetched = tokio::time::timeout(ANSWER, inner.fetch()).await;
                if let Ok(Some(set)) = fetched {
                    inner.kept().set = Some((Arc::new(set), inner.clock.now()));
                } else {
                    tracing::warn!("the keys of Teams' tokens could not be fetched");
                }
            }
        });
        errand.await.map_err(|_| NoKeys)?;
        match self.0.next(name) {
            Next::Use(key) | Next::Fetch { otherwise: key @ Some(_), .. } => Ok(key),
            Next::Fetch { .. } | Next::GiveUp => Err(NoKeys),
        }
    }
}

impl Inner {
    fn kept(&self) -> parking_lot::MutexGuard<'_, Kept> {
        self.kept.lock()
    }

    fn next(&self, name: &str) -> Next {
        let (now, kept) = (self.clock.now(), self.kept());
        let set = kept.set.as_ref().filter(|(_, fetched)| now - *fetched < USABLE);
        let pause = if set.is_some() { PAUSE } else { SHORT_PAUSE };
        let may_ask = kept.asked.is_none_or(|asked| now - asked >= pause);
        let Some((keys, fetched)) = set else {
            return if may_ask { Next::Fetch { otherwise: None, now: true } } else { Next::GiveUp };
        };
        let key = keys.get(name).cloned();
        let enough = key.is_some() && now - *fetched < FRESH;
        if enough || !may_ask {
            return Next::Use(key);
        }
        Next::Fetch { now: self.fetching.try_lock().is_ok(), otherwise: key }
    }

    async fn fetch(&self) -> Option<Set> {
        let metadata = self.get(self.openid_url.clone()).await?;
        let keys: Url = metadata.get("jwks_uri")?.as_str()?.parse().ok()?;
        if !is_theirs(&keys, &self.openid_url) {
            tracing::warn!("the keys of Teams' tokens are said to be at another host");
            return None;
        }
        let set = read(&self.get(keys).await?);
        (!set.is_empty()).then_some(set)
    }

    async fn get(&self, url: Url) -> Option<Value> {
        let answer = self.http.get(url).send().await.ok().filter(|answer| answer.status().is_success())?;
        serde_json::from_slice(&address::body(answer).await?).ok()
    }
}

/// Whether the keys are where their owner is. On this machine an emulator may say what it likes.
fn is_theirs(keys: &Url, openid: &Url) -> bool {
    let is_same = (keys.scheme(), keys.host(), keys.port()) == ("https", openid.host(), openid.port());
    is_same || is_loopback(openid)
}

/// Every key that can be used; what is odd is left out.
fn read(answer: &Value) -> Set {
    let keys = answer.get("keys").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut set = Set::new();
    for key in keys {
        if let Some((name, key)) = read_key(key) {
            // The first one counts: a second of the same name cannot take its place.
            set.entry(name).or_insert_with(|| Arc::new(key));
        }
    }
    set
}

fn read_key(key: &Value) -> Option<(String, Key)> {
    let text = |name: &str| key.get(name).and_then(Value::as_str);
    let fits = text("kty") == Some("RSA")
        && text("use").is_none_or(|purpose| purpose == "sig")
        && text("alg").is_none_or(|algorithm| algorithm == "RS256");
    let name = text("kid").filter(|name| !name.is_empty() && fits)?;
    let (modulus, exponent) = (number(text("n")?)?, number(text("e")?)?);
    let endorsements = key.get("endorsements").and_then(Value::as_array);
    let endorsements =
        endorsements.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    let decoding = DecodingKey::from_rsa_raw_components(&modulus, &exponent);
    Some((name.to_owned(), Key { decoding, endorsements }))
}

/// A number as keys have it, without the zeros in front that the check of signatures does not take.
fn number(text: &str) -> Option<Vec<u8>> {
    let bytes = URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()?;
    let from = bytes.iter().position(|byte| *byte != 0)?;
    Some(bytes[from..].to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_fetched_from_their_owner_only() {
        let microsoft = "https://login.botframework.com/v1/.well-known/openidconfiguration";
        for (openid, keys, theirs) in [
            (microsoft, "https://login.botframework.com/v1/.well-known/keys", true),
            (microsoft, "http://login.botframework.com/v1/.well-known/keys", false),
            (microsoft, "https://login.botframework.com:8443/keys", false),
            (microsoft, "https://login.botframework.com.evil.example/keys", false),
            (microsoft, "http://127.0.0.1/keys", false),
            ("http://login.botframework.com/", "http://login.botframework.com/keys", false),
            ("http://127.0.0.1:1/openid", "http://127.0.0.1:2/keys", true),
        ] {
            assert_eq!(
                is_theirs(&keys.parse().unwrap(), &openid.parse().unwrap()),
                theirs,
                "{openid} {keys}"
            );
        }
    }
}
