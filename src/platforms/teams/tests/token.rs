//! Tokens we are shown: every way to forge one that is known, and what happens when the keys change or cannot be had.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use proptest::prelude::*;
use ring::rand::SystemRandom;
use ring::rsa::{KeyPair, PublicKeyComponents};
use ring::signature::{RSA_PKCS1_SHA256, RSA_PKCS1_SHA512};
use serde_json::{Value, json};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::settings::{APP, NOW, now, settings};
use crate::clock::Clock;
use crate::platforms::http;
use crate::platforms::teams::api::address;
use crate::platforms::teams::inbound::verify::{Refused, Tokens};

const SERVICE: &str = "https://smba.trafficmanager.net/emea/t-1/";
const ISSUER: &str = "https://api.botframework.com";

static OURS: LazyLock<KeyPair> = LazyLock::new(|| {
    key(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/teams/signing-key-1.pem")))
});
static OTHER: LazyLock<KeyPair> = LazyLock::new(|| {
    key(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/teams/signing-key-2.pem")))
});

fn key(pem: &str) -> KeyPair {
    let inside: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    KeyPair::from_pkcs8(&STANDARD.decode(inside).unwrap()).unwrap()
}

fn parts(key: &KeyPair) -> PublicKeyComponents<Vec<u8>> {
    PublicKeyComponents::from(key.public())
}

fn published(key: &KeyPair, name: &str, endorsements: &Value) -> Value {
    let PublicKeyComponents { n, e } = parts(key);
    let (n, e) = (URL_SAFE_NO_PAD.encode(n), URL_SAFE_NO_PAD.encode(e));
    json!({"kty": "RSA", "use": "sig", "kid": name, "n": n, "e": e, "endorsements": endorsements})
}

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn unsigned(header: &Value, claims: &Value) -> String {
    format!("{}.{}", encoded(header), encoded(claims))
}

/// Signs with RS256 whatever the header says, but for RS512.
fn signed(key: &KeyPair, header: &Value, claims: &Value) -> String {
    let message = unsigned(header, claims);
    let mut signature = vec![0; key.public().modulus_len()];
    let padding = if header["alg"] == "RS512" { &RSA_PKCS1_SHA512 } else { &RSA_PKCS1_SHA256 };
    key.sign(padding, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn header() -> Value {
    json!({"alg": "RS256", "typ": "JWT", "kid": "k1"})
}

fn claims() -> Value {
    json!({"iss": ISSUER, "aud": APP, "exp": NOW + 3600, "nbf": NOW - 60, "serviceurl": SERVICE})
}

/// The good claims with one changed, or left out where the new value is `null`.
fn with(name: &str, value: impl Into<Value>) -> Value {
    let (mut claims, value) = (claims(), value.into());
    claims[name] = value.clone();
    if value.is_null() {
        claims.as_object_mut().unwrap().remove(name);
    }
    claims
}

struct Gate {
    server: MockServer,
    clock: Clock,
    tokens: Tokens,
}

impl Gate {
    async fn new() -> Self {
        let server = MockServer::start().await;
        let clock = Clock::standing(now());
        let tokens = Tokens::new(&settings(&server), http::client().unwrap(), clock.clone());
        Self { server, clock, tokens }
    }

    async fn open() -> Self {
        let gate = Self::new().await;
        let mut other_kind = published(&OURS, "ec", &json!(["msteams"]));
        other_kind["kty"] = json!("EC");
        let all = [
            published(&OURS, "k1", &json!(["webchat", "msteams"])),
            published(&OURS, "unendorsed", &json!(["webchat"])),
            published(&OURS, "bare", &Value::Null),
            other_kind,
            json!("odd"),
        ];
        gate.publish(&all).await;
        gate
    }

    async fn publish(&self, keys: &[Value]) {
        self.server.reset().await;
        self.lead_to(&format!("{}/keys", self.server.uri())).await;
        let answer = ResponseTemplate::new(200).set_body_json(json!({"keys": keys}));
        Mock::given(path("/keys")).respond_with(answer).mount(&self.server).await;
    }

    async fn lead_to(&self, keys: &str) {
        let answer = ResponseTemplate::new(200).set_body_json(json!({"issuer": ISSUER, "jwks_uri": keys}));
        Mock::given(path("/openid")).respond_with(answer).mount(&self.server).await;
    }

    async fn close(&self) {
        self.server.reset().await;
        Mock::given(wiremock::matchers::any())
            .respond_with(ResponseTemplate::new(500))
            .mount(&self.server)
            .await;
    }

    async fn asked(&self) -> usize {
        let requests = self.server.received_requests().await.unwrap();
        requests.iter().filter(|request| request.url.path() == "/openid").count()
    }

    async fn check(&self, token: &str) -> Result<(), Refused> {
        self.shows(Some(&format!("Bearer {token}")), "msteams", SERVICE).await
    }

    async fn shows(&self, header: Option<&str>, channel: &str, place: &str) -> Result<(), Refused> {
        let pass = self.tokens.open(header, channel).await;
        pass.and_then(|pass| pass.is_for(place)).map_err(|denied| denied.refused)
    }
}

#[tokio::test]
async fn good_tokens_pass_and_all_others_are_refused() {
    let gate = Gate::open().await;
    let claimed = |name: &str, value: Value| signed(&OURS, &header(), &with(name, value));
    let headed = |header: Value| signed(&OURS, &header, &claims());
    let named = |kid: &str| headed(json!({"alg": "RS256", "kid": kid}));
    let (no, never) = (Err(Refused::Unauthorized), Err(Refused::Forbidden));
    let message = unsigned(&json!({"alg": "HS256", "kid": "k1"}), &claims());
    let confused = {
        let public = OURS.public();
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(public.as_ref()).unwrap();
        mac.update(message.as_bytes());
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    };
    let good = signed(&OURS, &header(), &claims());
    let (front, back) = good.rsplit_once('.').unwrap();
    let other_claims = format!("{}.{}.{back}", encoded(&header()), encoded(&with("aud", "x")));
    let mut both = claims();
    both["serviceUrl"] = json!("https://smba.trafficmanager.net/amer/");
    let mut camel = with("serviceurl", Value::Null);
    camel["serviceUrl"] = json!(SERVICE);

    for (what, token, expected) in [
        ("good", good.clone(), Ok(())),
        ("expired 299 s ago", claimed("exp", json!(NOW - 299)), Ok(())),
        ("expired 300 s ago", claimed("exp", json!(NOW - 300)), Ok(())),
        ("expired 302 s ago", claimed("exp", json!(NOW - 302)), no),
        ("expired for ages", claimed("exp", json!(i64::MIN)), no),
        ("valid in 200 s", claimed("nbf", json!(NOW + 200)), Ok(())),
        ("valid in 400 s", claimed("nbf", json!(NOW + 400)), no),
        ("valid in ages", claimed("nbf", json!(i64::MAX)), no),
        ("no end", claimed("exp", Value::Null), no),
        ("an end in words", claimed("exp", json!("tomorrow")), no),
        ("an end in quotes", claimed("exp", json!((NOW + 60).to_string())), no),
        ("no beginning", claimed("nbf", Value::Null), no),
        ("another's key of this name", signed(&OTHER, &header(), &claims()), no),
        ("an unknown key", named("k9"), no),
        ("a key of another kind", named("ec"), no),
        ("no key named", headed(json!({"alg": "RS256"})), no),
        ("an unendorsed key", named("unendorsed"), never),
        ("no endorsements", named("bare"), never),
        ("for somebody else", claimed("aud", json!("99999999-2222-3333-4444-555555555555")), no),
        ("for nobody", claimed("aud", Value::Null), no),
        ("for an empty name", claimed("aud", json!("")), no),
        ("for a list without us", claimed("aud", json!(["a", "b"])), no),
        ("for us as api", claimed("aud", json!(format!("api://{APP}"))), Ok(())),
        ("for us as bot", claimed("aud", json!(format!("api://botid-{APP}"))), Ok(())),
        ("from somebody else", claimed("iss", json!("https://sts.windows.net/t-1/")), no),
        ("from nobody", claimed("iss", Value::Null), no),
        ("another place", claimed("serviceurl", json!("https://smba.trafficmanager.net/amer/")), never),
        ("no place", claimed("serviceurl", Value::Null), never),
        ("an empty place", claimed("serviceurl", json!("")), never),
        ("no slash", claimed("serviceurl", json!(SERVICE.trim_end_matches('/'))), Ok(())),
        ("a place in the other spelling", signed(&OURS, &header(), &camel), Ok(())),
        ("two places", signed(&OURS, &header(), &both), never),
        ("no algorithm", format!("{}.", unsigned(&json!({"alg": "none", "kid": "k1"}), &claims())), no),
        ("our key as a secret", confused, no),
        ("RS512", headed(json!({"alg": "RS512", "kid": "k1"})), no),
        (
            "RS512 by name only",
            format!("{}.{back}", unsigned(&json!({"alg": "RS512", "kid": "k1"}), &claims())),
            no,
        ),
        ("an extension", headed(json!({"alg": "RS256", "kid": "k1", "crit": ["b64"], "b64": false})), no),
        ("other claims under the signature", other_claims, no),
        ("a cut signature", good[..good.len() - 4].to_owned(), no),
        ("no signature", format!("{front}."), no),
        ("two parts", front.to_owned(), no),
        ("four parts", format!("{good}.x"), no),
        ("claims that are none", format!("{}.{}.{back}", encoded(&header()), encoded(&json!([]))), no),
        ("dots", "..".to_owned(), no),
        ("nothing", String::new(), no),
        ("garbage", "garbage".to_owned(), no),
        ("17 KB though signed", claimed("x", json!("a".repeat(12_800))), no),
        ("1 MB", "a".repeat(1 << 20), no),
        ("1 MB in front", format!("{}.{good}", "a".repeat(1 << 20)), no),
        ("not ASCII", "\u{e4}.\u{f6}.\u{fc}".to_owned(), no),
    ] {
        assert_eq!(gate.check(&token).await, expected, "{what}");
    }
}

#[tokio::test]
async fn what_counts_is_the_header_the_channel_and_the_place() {
    let gate = Gate::open().await;
    let token = signed(&OURS, &header(), &claims());
    let check =
        async |header: &str, channel: &str, place: &str| gate.shows(Some(header), channel, place).await;
    let bare = SERVICE.trim_end_matches('/');
    assert_eq!(check(&format!("Bearer {token}"), "msteams", bare).await, Ok(()));
    assert_eq!(check(&format!("bEARER   {token} "), "msteams", SERVICE).await, Ok(()));
    assert_eq!(check(&format!("Bearer {token}"), "skype", SERVICE).await, Err(Refused::Forbidden));
    assert_eq!(check(&format!("Bearer {token}"), "", SERVICE).await, Err(Refused::Forbidden));
    assert_eq!(check(&format!("Bearer {token}"), "msteams", "").await, Err(Refused::Forbidden));
    for header in [&token, "", "Bearer", "Bearer ", "Basic x", &format!("Basic {token}"), "\u{a0}"] {
        assert_eq!(check(header, "msteams", SERVICE).await, Err(Refused::Unauthorized), "{header}");
    }
    assert_eq!(gate.shows(None, "msteams", SERVICE).await, Err(Refused::Unauthorized));
}

#[tokio::test]
async fn an_empty_place_is_nobodys() {
    let gate = Gate::open().await;
    let token = signed(&OURS, &header(), &with("serviceurl", ""));
    let checked = gate.shows(Some(&format!("Bearer {token}")), "msteams", "").await;
    assert_eq!(checked, Err(Refused::Forbidden));
}

#[tokio::test]
async fn keys_are_not_fetched_for_what_cannot_be_good() {
    let gate = Gate::open().await;
    for header in [
        json!({"alg": "RS512", "kid": "k1"}),
        json!({"alg": "HS256", "kid": "k1"}),
        json!({"alg": "none", "kid": "k1"}),
        json!({"alg": "RS256", "kid": "k1", "crit": []}),
        json!({"alg": "RS256"}),
    ] {
        let token = signed(&OURS, &header, &claims());
        assert_eq!(gate.check(&token).await, Err(Refused::Unauthorized), "{header}");
    }
    assert_eq!(gate.asked().await, 0);
}

#[tokio::test]
async fn a_gate_without_a_name_lets_nobody_in() {
    let gate = Gate::open().await;
    let mut settings = settings(&gate.server);
    settings.app_id = String::new();
    let tokens = Tokens::new(&settings, http::client().unwrap(), gate.clock.clone());
    for audience in [json!(""), json!("api://"), json!([])] {
        let token = signed(&OURS, &header(), &with("aud", audience));
        let checked = tokens.open(Some(&format!("Bearer {token}")), "msteams").await;
        assert_eq!(checked.unwrap_err().refused, Refused::Unauthorized);
    }
}

#[tokio::test]
async fn new_keys_are_found_but_not_looked_for_all_the_time() {
    let gate = Gate::open().await;
    let renewed = signed(&OTHER, &json!({"alg": "RS256", "kid": "k2"}), &claims());
    assert_eq!(gate.check(&signed(&OURS, &header(), &claims())).await, Ok(()));
    assert_eq!(gate.asked().await, 1);
    assert_eq!(gate.check(&renewed).await, Err(Refused::Unauthorized));
    assert_eq!(gate.check(&renewed).await, Err(Refused::Unauthorized));
    gate.clock.advance(TimeDelta::seconds(59));
    assert_eq!(gate.check(&renewed).await, Err(Refused::Unauthorized));
    assert_eq!(gate.asked().await, 1, "not within a minute");
    gate.clock.advance(TimeDelta::seconds(1));
    assert_eq!(gate.check(&renewed).await, Err(Refused::Unauthorized));
    assert_eq!(gate.asked().await, 2);

    gate.publish(&[published(&OTHER, "k2", &json!(["msteams"]))]).await;
    gate.clock.advance(TimeDelta::seconds(60));
    assert_eq!(gate.check(&renewed).await, Ok(()));
    assert_eq!(gate.check(&signed(&OURS, &header(), &claims())).await, Err(Refused::Unauthorized), "gone");
    assert_eq!(gate.asked().await, 1);
}

#[tokio::test]
async fn many_at_once_ask_for_the_keys_once() {
    let gate = Gate::open().await;
    let token = signed(&OURS, &header(), &claims());
    let all = futures_util::future::join_all((0..20).map(|_| gate.check(&token))).await;
    assert!(all.iter().all(Result::is_ok));
    assert_eq!(gate.asked().await, 1);
}

#[tokio::test]
async fn who_hangs_up_does_not_take_the_keys_along() {
    let gate = Gate::open().await;
    let token = signed(&OURS, &header(), &claims());
    let mut first = Box::pin(gate.check(&token));
    assert!(futures_util::poll!(&mut first).is_pending());
    drop(first);
    assert_eq!(gate.check(&token).await, Ok(()));
    assert_eq!(gate.asked().await, 1);
}

#[tokio::test]
async fn old_keys_do_while_there_are_no_new_ones() {
    let gate = Gate::new().await;
    let token = |at: i64| {
        let mut claims = claims();
        claims["exp"] = json!(at + 3600);
        signed(&OURS, &header(), &claims)
    };
    gate.close().await;
    assert_eq!(gate.check(&token(NOW)).await, Err(Refused::Unavailable));
    let keys = [published(&OURS, "k1", &json!(["msteams"]))];
    gate.publish(&keys).await;
    assert_eq!(gate.check(&token(NOW)).await, Err(Refused::Unavailable), "not asked at every knock");
    gate.clock.advance(TimeDelta::seconds(5));
    assert_eq!(gate.check(&token(NOW)).await, Ok(()));

    let day = 24 * 3600;
    gate.clock.advance(TimeDelta::seconds(day - 1));
    assert_eq!(gate.check(&token(NOW + day)).await, Ok(()));
    assert_eq!(gate.asked().await, 1, "fresh for a day");
    gate.clock.advance(TimeDelta::seconds(1));
    assert_eq!(gate.check(&token(NOW + day)).await, Ok(()));
    assert_eq!(gate.asked().await, 2, "then asked for again");

    gate.close().await;
    gate.clock.advance(TimeDelta::seconds(5 * day - 1));
    assert_eq!(gate.check(&token(NOW + 6 * day)).await, Ok(()));
    assert_eq!(gate.asked().await, 1);
    gate.clock.advance(TimeDelta::seconds(10));
    assert_eq!(gate.check(&token(NOW + 6 * day)).await, Err(Refused::Unavailable), "too old");
}

#[tokio::test]
async fn answers_that_are_no_keys_are_none() {
    let huge = json!({"keys": [published(&OURS, "k1", &json!(["msteams"]))], "x": "a".repeat(address::MOST)});
    for body in [json!({"keys": []}), json!({"keys": "k"}), json!([]), huge] {
        let gate = Gate::new().await;
        gate.lead_to(&format!("{}/keys", gate.server.uri())).await;
        let answer = ResponseTemplate::new(200).set_body_json(body);
        Mock::given(path("/keys")).respond_with(answer).mount(&gate.server).await;
        let checked = gate.check(&signed(&OURS, &header(), &claims())).await;
        assert_eq!(checked, Err(Refused::Unavailable));
    }
}

fn pieces() -> impl Strategy<Value = String> {
    let text = "\\PC{0,40}".prop_map(|text| text);
    let bytes = prop::collection::vec(any::<u8>(), 0..60).prop_map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
    let headed = Just(encoded(&header()));
    prop_oneof![text, bytes, headed, Just(encoded(&claims()))]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn nothing_that_is_not_signed_gets_in(
        scheme in prop_oneof![Just("Bearer ".to_owned()), "\\PC{0,8}"],
        pieces in prop::collection::vec(pieces(), 0..5),
    ) {
        static RUNTIME: LazyLock<tokio::runtime::Runtime> = LazyLock::new(|| {
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
        });
        static GATE: LazyLock<Gate> = LazyLock::new(|| RUNTIME.block_on(Gate::open()));
        let header = format!("{scheme}{}", pieces.join("."));
        let checked = GATE.shows(Some(&header), "msteams", SERVICE);
        prop_assert!(RUNTIME.block_on(checked).is_err());
    }
}
