//! The Web API: slack-morphism's typed client over our own connection, with time-outs, and errors that carry no bodies.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use slack_morphism::{SlackApiToken, SlackApiTokenValue, SlackClient};
use url::Url;

use super::error::ApiError;
use super::response::{lost, read};
use super::transport::HttpTransport;
use crate::chat::lenient::{Flag, Words};
use crate::platforms::http;
use crate::platforms::slack::settings::BadSettings;

/// The Web API.
pub(in crate::platforms::slack) struct Web {
    client: SlackClient<HttpTransport>,
    http: reqwest::Client,
    base: Url,
}

impl Web {
    pub(in crate::platforms::slack) fn new(api: &Url) -> Result<Self, BadSettings> {
        if !matches!(api.scheme(), "http" | "https") || !api.has_host() {
            return Err(BadSettings::ApiUrl);
        }
        let http = http::client().map_err(|_| BadSettings::Client)?;
        let base = api.as_str().trim_end_matches('/').to_owned();
        let client = SlackClient::new(HttpTransport { http: http.clone(), base });
        Ok(Self { client, http, base: api.clone() })
    }

    /// The bare connection, for addresses that are no method of the Web API.
    pub(in crate::platforms::slack) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// The API's address.
    pub(in crate::platforms::slack) fn base(&self) -> &Url {
        &self.base
    }

    /// Calls a method that takes JSON.
    pub(in crate::platforms::slack) async fn post<RQ, RS>(
        &self,
        token: &SecretString,
        method: &str,
        request: &RQ,
    ) -> Result<RS, ApiError>
    where
        RQ: Serialize + Send + Sync,
        RS: for<'de> Deserialize<'de> + Send,
    {
        let token = api_token(token);
        let session = self.client.open_session(&token);
        session.http_session_api.http_post(method, request, None).await.map_err(ApiError::from)
    }

    /// Calls a method that takes only query parameters.
    pub(in crate::platforms::slack) async fn get<RS>(
        &self,
        token: &SecretString,
        method: &str,
        params: &[(&str, &str)],
    ) -> Result<RS, ApiError>
    where
        RS: for<'de> Deserialize<'de> + Send,
    {
        let token = api_token(token);
        let session = self.client.open_session(&token);
        let params: Vec<(&str, Option<&str>)> =
            params.iter().map(|(name, value)| (*name, Some(*value))).collect();
        session.http_session_api.http_get(method, &params, None).await.map_err(ApiError::from)
    }

    /// Whose token this is, and what it may do.
    pub(in crate::platforms::slack) async fn auth_test(
        &self,
        token: &SecretString,
    ) -> Result<(Identity, Vec<String>), ApiError> {
        let url = format!("{}/auth.test", self.base.as_str().trim_end_matches('/'));
        let request = self.http.post(url).bearer_auth(token.expose_secret());
        let answer = request.send().await.map_err(|error| lost(&error))?;
        let scopes = answer.headers().get("x-oauth-scopes").and_then(|value| value.to_str().ok());
        let scopes = scopes.unwrap_or_default().split(',').map(str::trim).filter(|it| !it.is_empty());
        let scopes = scopes.map(str::to_owned).collect();
        Ok((read(answer).await?, scopes))
    }
}

/// What `auth.test` says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::platforms::slack) struct Identity {
    pub user_id: Words,
    pub team_id: Words,
    pub team: Words,
    pub enterprise_id: Words,
    pub bot_id: Words,
    pub app_id: Words,
    pub is_enterprise_install: Flag,
}

fn api_token(token: &SecretString) -> SlackApiToken {
    SlackApiToken::new(SlackApiTokenValue(token.expose_secret().to_owned()))
}
