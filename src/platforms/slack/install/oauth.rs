//! Installing by OAuth v2: off to Slack with a one-time word, back with a code, and a token is kept.

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::TimeDelta;
use rand::TryRng;
use rand::rngs::SysRng;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::directory::Directory;
use super::installation::{NewInstallation, account, workspace};
use crate::chat::lenient::{Flag, Object, Words};
use crate::clock::Clock;
use crate::platforms::http;
use crate::platforms::slack::api::client::Web;
use crate::platforms::slack::api::error::{ApiError, TransportError};
use crate::platforms::slack::api::response::{lost, read};
use crate::platforms::slack::manifest;
use crate::platforms::slack::settings::SlackSettings;

/// How long an installation may take, in seconds: Slack's own kits allow as much.
const PATIENCE: i64 = 300;
const COOKIE: &str = "lyceum_slack_state";

/// What comes back from Slack. From outside, all of it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Back {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
}

/// What a code is exchanged for. `team` is null where the app was installed for a whole organisation.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Granted {
    access_token: Words,
    scope: Words,
    app_id: Words,
    bot_user_id: Words,
    refresh_token: Words,
    team: Object<Party>,
    enterprise: Object<Party>,
    is_enterprise_install: Flag,
    authed_user: Object<Party>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Party {
    id: Words,
    name: Words,
}

/// Why an installation failed, in words for the person who tried.
enum Failed {
    Stale,
    Refused,
    Rotating,
    ApiError(ApiError),
    Unavailable,
}

/// What an app needs for it.
struct App<'a> {
    id: &'a str,
    secret: &'a SecretString,
    back: String,
    secure: bool,
}

/// What the pages of an installation need.
#[derive(Clone)]
pub(in crate::platforms::slack) struct OAuth {
    pub settings: SlackSettings,
    pub web: Arc<Web>,
    pub directory: Arc<Directory>,
    pub clock: Clock,
}

/// The two pages of an installation.
pub(in crate::platforms::slack) fn router(oauth: OAuth) -> Router {
    Router::new().route("/slack/install", get(begin)).route("/slack/oauth", get(finish)).with_state(oauth)
}

/// `GET /slack/install`: sends the browser to Slack, with a one-time word that is bound to it by a cookie.
async fn begin(State(oauth): State<OAuth>) -> Response {
    let Some(app) = oauth.app() else { return not_here() };
    let mut bytes = [0_u8; 24];
    if SysRng.try_fill_bytes(&mut bytes).is_err() {
        return failed(&Failed::Unavailable);
    }
    let state = hex::encode(bytes);
    let until = oauth.clock.now() + TimeDelta::seconds(PATIENCE);
    if oauth.directory.kept().keep_state(&state, until).await.is_err() {
        return failed(&Failed::Unavailable);
    }
    let mut url = oauth.web.base().clone();
    url.set_path("/oauth/v2/authorize");
    url.query_pairs_mut()
        .clear()
        .append_pair("client_id", app.id)
        .append_pair("scope", &manifest::scopes().join(","))
        .append_pair("state", &state)
        .append_pair("redirect_uri", &app.back);
    let secure = if app.secure { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={state}; Path=/slack; Max-Age={PATIENCE}; HttpOnly; SameSite=Lax{secure}");
    let headers = [
        (header::LOCATION, String::from(url)),
        (header::SET_COOKIE, cookie),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (StatusCode::FOUND, headers).into_response()
}

/// `GET /slack/oauth`: checks the word, exchanges the code, keeps the installation.
async fn finish(
    State(oauth): State<OAuth>,
    headers: HeaderMap,
    back: Result<Query<Back>, QueryRejection>,
) -> Response {
    let Some(app) = oauth.app() else { return not_here() };
    let back = back.map(|Query(back)| back).unwrap_or_default();
    match oauth.install(&app, &headers, back).await {
        Ok(name) => {
            let name = name.unwrap_or_else(|| "your workspace".to_owned());
            let words = format!("Lyceum is installed in {name}. In Slack, type /lyceum to begin.");
            page(StatusCode::OK, "Installed", &words, app.secure)
        }
        Err(why) => failed(&why),
    }
}

impl OAuth {
    fn app(&self) -> Option<App<'_>> {
        let url = self.settings.public_url.as_ref()?;
        Some(App {
            id: self.settings.client_id.as_deref().filter(|id| !id.is_empty())?,
            secret: self.settings.client_secret.as_ref()?,
            back: format!("{}/slack/oauth", url.as_str().trim_end_matches('/')),
            secure: url.scheme() == "https",
        })
    }

    async fn install(
        &self,
        app: &App<'_>,
        headers: &HeaderMap,
        back: Back,
    ) -> Result<Option<String>, Failed> {
        let state = back.state.filter(|state| !state.is_empty()).ok_or(Failed::Stale)?;
        if cookie(headers) != Some(state.as_str()) {
            return Err(Failed::Stale);
        }
        let now = self.clock.now();
        let taken = self.directory.kept().take_state(&state, now).await.map_err(|_| Failed::Unavailable)?;
        if !taken {
            return Err(Failed::Stale);
        }
        let code = back.code.filter(|_| back.error.is_none()).ok_or(Failed::Refused)?;
        let granted = self.exchange(app, &code).await.map_err(Failed::ApiError)?;
        if granted.refresh_token.get().is_some() {
            return Err(Failed::Rotating);
        }
        let installed = self.complete(&granted).await.map_err(Failed::ApiError)?;
        let name = installed.name.clone();
        let kept = self.directory.kept().save(installed).await.map_err(|_| Failed::Unavailable)?;
        self.directory.forget();
        tracing::info!(workspace = %kept.workspace, org = %kept.org, "the app was installed");
        Ok(name)
    }

    async fn exchange(&self, app: &App<'_>, code: &str) -> Result<Granted, ApiError> {
        let url = format!("{}/oauth.v2.access", self.web.base().as_str().trim_end_matches('/'));
        let form = [("code", code), ("redirect_uri", app.back.as_str())];
        let request =
            self.web.http().post(url).basic_auth(app.id, Some(app.secret.expose_secret())).form(&form);
        read(request.send().await.map_err(|error| lost(&error))?).await
    }

    /// The answer does not say everything: `auth.test` knows the bot's other id.
    async fn complete(&self, granted: &Granted) -> Result<NewInstallation, ApiError> {
        let token = SecretString::from(granted.access_token.owned().ok_or(ApiError::Garbled)?);
        let (identity, _) = self.web.auth_test(&token).await?;
        let (team, enterprise) = (granted.team.get(), granted.enterprise.get());
        let org_wide = granted.is_enterprise_install.is_set();
        let team_id = team.and_then(|team| team.id.owned()).filter(|_| !org_wide);
        let enterprise_id = enterprise.and_then(|enterprise| enterprise.id.owned());
        let tenant = team_id.as_ref().or(enterprise_id.as_ref()).cloned().ok_or(ApiError::Garbled)?;
        let name = if org_wide { enterprise } else { team };
        let scopes = granted.scope.get().unwrap_or_default().split(',').filter(|scope| !scope.is_empty());
        Ok(NewInstallation {
            workspace: workspace(&tenant),
            name: name.and_then(|party| party.name.owned()).or_else(|| identity.team.owned()),
            bot_user: granted
                .bot_user_id
                .owned()
                .or_else(|| identity.user_id.owned())
                .ok_or(ApiError::Garbled)?,
            bot_id: identity.bot_id.owned(),
            app_id: granted.app_id.owned().or_else(|| identity.app_id.owned()),
            scopes: scopes.map(str::to_owned).collect(),
            installer: granted
                .authed_user
                .get()
                .and_then(|user| user.id.get())
                .map(|user| account(&tenant, user)),
            enterprise: enterprise_id,
            team: team_id,
            bot_token: token,
        })
    }
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

fn not_here() -> Response {
    let words = "Installing from here is not set up. It needs SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and LYCEUM_PUBLIC_URL.";
    page(StatusCode::NOT_FOUND, "Not here", words, false)
}

fn failed(why: &Failed) -> Response {
    let (status, words) = match why {
        Failed::Stale => (
            StatusCode::BAD_REQUEST,
            "This link was used already, is older than five minutes, or belongs to another browser. Please start again."
                .to_owned(),
        ),
        Failed::Refused => {
            (StatusCode::BAD_REQUEST, "Slack did not allow it, so nothing was installed.".to_owned())
        }
        Failed::Rotating => (
            StatusCode::BAD_REQUEST,
            "This app has token rotation switched on, which Lyceum does not use. Please switch it off under OAuth & Permissions and start again."
                .to_owned(),
        ),
        Failed::ApiError(trouble) => {
            let id = http::short_digest(trouble.to_string().as_bytes(), 4);
            tracing::warn!(failure.id = %id, error = %trouble, "an installation failed");
            let status = match trouble {
                ApiError::Transport(TransportError::Connect | TransportError::Answer) => StatusCode::BAD_GATEWAY,
                _ => StatusCode::BAD_REQUEST,
            };
            (status, format!("Slack would not finish the installation. Please start again. ({id})"))
        }
        Failed::Unavailable => (
            StatusCode::SERVICE_UNAVAILABLE,
            "Lyceum cannot keep anything at the moment. Please start again in a minute.".to_owned(),
        ),
    };
    page(status, "Not installed", &words, false)
}

fn page(status: StatusCode, title: &str, words: &str, secure: bool) -> Response {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let body = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><body style=\"font:1.1rem system-ui;max-width:36rem;margin:4rem auto;padding:0 1rem\">\
         <h1>{title}</h1><p>{}</p><p><a href=\"/slack/install\">Start again</a></p></body></html>",
        escape(words)
    );
    let secure = if secure { "; Secure" } else { "" };
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'".to_owned()),
        (header::SET_COOKIE, format!("{COOKIE}=; Path=/slack; Max-Age=0; HttpOnly; SameSite=Lax{secure}")),
    ];
    (status, headers, body).into_response()
}
