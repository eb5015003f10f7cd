//! The token we show to the Connector: fetched with the app's secret, kept in memory, renewed before it runs out.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use url::Url;

use super::address;
use super::error::{ApiError, TransportError, shown};
use crate::clock::Clock;
use crate::platforms::http::is_loopback;
use crate::platforms::teams::settings::TeamsSettings;

/// How long before its end a token is renewed.
const EARLY: TimeDelta = TimeDelta::minutes(5);
/// How long after a failure the next attempt is made.
const PAUSE: TimeDelta = TimeDelta::seconds(5);
/// A token without a stated life, and the longest life we believe in, in seconds.
const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// Our token, for whoever asks.
pub(in crate::platforms::teams) struct OwnToken {
    http: reqwest::Client,
    clock: Clock,
    login: Option<Login>,
    /// Held by whoever is fetching; everybody else waits for what they bring.
    kept: tokio::sync::Mutex<Kept>,
}

struct Login {
    url: Option<Url>,
    app_id: String,
    secret: Option<SecretString>,
    scope: &'static str,
}

#[derive(Default)]
struct Kept {
    token: Option<Token>,
    failed: Option<(DateTime<Utc>, ApiError)>,
}

struct Token {
    secret: Arc<SecretString>,
    renew: DateTime<Utc>,
    end: DateTime<Utc>,
}

impl OwnToken {
    pub(in crate::platforms::teams) fn new(
        settings: &TeamsSettings,
        http: reqwest::Client,
        clock: Clock,
    ) -> Self {
        let tenant = settings.tenant.as_deref().unwrap_or(settings.cloud.shared_tenant());
        let login = (!settings.unauthenticated).then(|| Login {
            url: address::below(&settings.login_url, &[tenant, "oauth2", "v2.0", "token"])
                .filter(|url| url.scheme() == "https" || is_loopback(url)),
            app_id: settings.app_id.clone(),
            secret: settings.password.clone(),
            scope: settings.cloud.scope(),
        });
        Self { http, clock, login, kept: tokio::sync::Mutex::default() }
    }

    /// The token; none where nothing is authenticated.
    ///
    /// # Errors
    /// `NoToken` or `Throttled`, for the Connector was not even asked.
    pub(in crate::platforms::teams) async fn get(&self) -> Result<Option<Arc<SecretString>>, ApiError> {
        let Some(login) = &self.login else { return Ok(None) };
        let mut kept = self.kept.lock().await;
        let now = self.clock.now();
        let old = kept.token.as_ref().filter(|token| now < token.end).map(|token| token.secret.clone());
        if let Some(token) = kept.token.as_ref().filter(|token| now < token.renew) {
            return Ok(Some(token.secret.clone()));
        }
        if let Some((at, trouble)) = &kept.failed
            && now - *at < PAUSE
        {
            return old.map(Some).ok_or_else(|| trouble.clone());
        }
        match self.fetch(login, now).await {
            Ok(token) => {
                let secret = token.secret.clone();
                *kept = Kept { token: Some(token), failed: None };
                Ok(Some(secret))
            }
            Err(trouble) => {
                tracing::warn!(%trouble, "no token for the Bot Connector");
                kept.failed = Some((now, trouble.clone()));
                old.map(Some).ok_or(trouble)
            }
        }
    }

    /// A token was not accepted: the next one is a fresh one. If it is not the one we keep, somebody renewed it already.
    pub(in crate::platforms::teams) async fn forget(&self, token: &Arc<SecretString>) {
        let mut kept = self.kept.lock().await;
        kept.token.take_if(|own| Arc::ptr_eq(&own.secret, token));
    }

    async fn fetch(&self, login: &Login, now: DateTime<Utc>) -> Result<Token, ApiError> {
        let secret =
            login.secret.as_ref().ok_or_else(|| ApiError::NoToken("no password is set".to_owned()))?;
        let url = login.url.clone().ok_or(ApiError::Nowhere).map_err(not_sent)?;
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &login.app_id),
            ("client_secret", secret.expose_secret()),
            ("scope", login.scope),
        ];
        let answer = self.http.post(url).form(&form).send().await.map_err(|error| not_sent(error.into()))?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = address::body(answer)
            .await
            .ok_or_else(|| not_sent(ApiError::Transport(TransportError::Answer)))?;
        if !status.is_success() {
            return Err(match ApiError::of(status.as_u16(), &headers, &body) {
                ApiError::Status { status, code } => refused(status, code.as_deref(), &body),
                other => not_sent(other),
            });
        }
        let answer: Value = serde_json::from_slice(&body).map_err(|_| not_sent(ApiError::Garbled))?;
        let token = answer.get("access_token").and_then(Value::as_str).filter(|token| !token.is_empty());
        let token = token.ok_or_else(|| not_sent(ApiError::Garbled))?;
        let life = answer.get("expires_in").and_then(Value::as_i64).unwrap_or(HOUR).clamp(0, DAY);
        let life = TimeDelta::seconds(life);
        Ok(Token {
            secret: Arc::new(SecretString::from(token)),
            renew: now + life - EARLY.min(life / 2),
            end: now + life,
        })
    }
}

/// The login's own number says more than its word: which secret is wrong, which tenant does not know the app.
fn refused(status: u16, code: Option<&str>, body: &[u8]) -> ApiError {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let number = body.get("error_codes").and_then(|codes| codes.get(0)).and_then(Value::as_u64);
    let number = number.map(|number| format!("AADSTS{number}"));
    let said: Vec<String> = [code.and_then(shown), number].into_iter().flatten().collect();
    ApiError::NoToken(if said.is_empty() { format!("status {status}") } else { said.join(" ") })
}

/// Whatever happens at the login, nothing went to the Connector.
fn not_sent(trouble: ApiError) -> ApiError {
    match trouble {
        ApiError::Throttled(wait) => ApiError::Throttled(wait),
        other => ApiError::NoToken(other.to_string()),
    }
}
