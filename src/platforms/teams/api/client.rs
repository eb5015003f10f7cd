//! The Connector: the REST calls by which we write to Teams.

use reqwest::Method;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use url::Url;

use super::address;
use super::error::{ApiError, TransportError};
use super::hosts::host_is_allowed;
use super::ids;
use super::token::OwnToken;
use crate::clock::Clock;
use crate::platforms::teams::settings::TeamsSettings;

/// People in one answer.
const PAGE: &str = "500";

/// The Connector. Only service URLs of the settings' hosts are ever called.
pub(in crate::platforms::teams) struct Connector {
    settings: TeamsSettings,
    http: reqwest::Client,
    token: OwnToken,
}

/// What Teams knows of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::platforms::teams) struct Member {
    /// `29:...`, as only this bot knows them.
    pub id: String,
    /// Their id in the tenant's directory.
    pub object: Option<String>,
    pub name: Option<String>,
    pub given_name: Option<String>,
    pub surname: Option<String>,
    pub email: Option<String>,
    pub principal: Option<String>,
    pub role: Option<String>,
    pub tenant: Option<String>,
}

impl Member {
    /// Reads forgivingly; none if there is no id.
    fn read(from: &Value) -> Option<Self> {
        let text = |name: &str| {
            let text = from.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
            text.map(str::to_owned)
        };
        Some(Self {
            id: text("id")?,
            object: text("aadObjectId").or_else(|| text("objectId")),
            name: text("name"),
            given_name: text("givenName"),
            surname: text("surname"),
            email: text("email"),
            principal: text("userPrincipalName"),
            role: text("userRole"),
            tenant: text("tenantId"),
        })
    }
}

/// A request, before it has an address and a token.
struct Call<'a> {
    method: Method,
    path: &'a [&'a str],
    query: &'a [(&'a str, &'a str)],
    body: Option<&'a Value>,
}

impl Connector {
    pub(in crate::platforms::teams) fn new(
        settings: &TeamsSettings,
        http: reqwest::Client,
        clock: Clock,
    ) -> Self {
        let token = OwnToken::new(settings, http.clone(), clock);
        Self { settings: settings.clone(), http, token }
    }

    /// Posts an activity. Returns its id, if Teams tells one.
    pub(in crate::platforms::teams) async fn send(
        &self,
        service_url: &str,
        conversation: &str,
        activity: &Value,
        targeted: bool,
    ) -> Result<Option<String>, ApiError> {
        let path = ["v3", "conversations", conversation, "activities"];
        let call = Call { method: Method::POST, path: &path, query: query(targeted), body: Some(activity) };
        Ok(text(&self.call(service_url, call).await?, "id"))
    }

    /// Puts an activity in the place of an earlier one of ours.
    pub(in crate::platforms::teams) async fn update(
        &self,
        service_url: &str,
        conversation: &str,
        activity: &str,
        with: &Value,
        targeted: bool,
    ) -> Result<(), ApiError> {
        let path = ["v3", "conversations", conversation, "activities", activity];
        let call = Call { method: Method::PUT, path: &path, query: query(targeted), body: Some(with) };
        self.call(service_url, call).await.map(drop)
    }

    /// Takes an activity of ours away.
    pub(in crate::platforms::teams) async fn delete(
        &self,
        service_url: &str,
        conversation: &str,
        activity: &str,
        targeted: bool,
    ) -> Result<(), ApiError> {
        let path = ["v3", "conversations", conversation, "activities", activity];
        let call = Call { method: Method::DELETE, path: &path, query: query(targeted), body: None };
        self.call(service_url, call).await.map(drop)
    }

    /// The conversation of a person with the bot; always the same one. `bot` is `28:APP`, `user` a `29:` id or an object
    /// id.
    pub(in crate::platforms::teams) async fn open(
        &self,
        service_url: &str,
        tenant: &str,
        bot: &str,
        user: &str,
    ) -> Result<String, ApiError> {
        let body = json!({
            "isGroup": false,
            "bot": {"id": bot},
            "members": [{"id": user}],
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        });
        text(&self.create(service_url, &body).await?, "id").ok_or(ApiError::Garbled)
    }

    /// Begins a thread in a channel with this activity. Returns the thread's conversation and the activity's id.
    pub(in crate::platforms::teams) async fn begin_thread(
        &self,
        service_url: &str,
        channel: &str,
        tenant: &str,
        activity: &Value,
    ) -> Result<(String, String), ApiError> {
        let body = json!({
            "isGroup": true,
            "bot": {"id": format!("28:{}", self.settings.app_id)},
            "tenantId": tenant,
            "channelData": {"channel": {"id": channel}, "tenant": {"id": tenant}},
            "activity": activity,
        });
        let answer = self.create(service_url, &body).await?;
        let conversation = text(&answer, "id").ok_or(ApiError::Garbled)?;
        let root = ids::split(&conversation).1.map(str::to_owned);
        let root = text(&answer, "activityId").or(root).ok_or(ApiError::Garbled)?;
        Ok((conversation, root))
    }

    /// One member of a conversation, by their `29:` id or their object id.
    pub(in crate::platforms::teams) async fn member(
        &self,
        service_url: &str,
        conversation: &str,
        user: &str,
    ) -> Result<Member, ApiError> {
        let path = ["v3", "conversations", conversation, "members", user];
        let call = Call { method: Method::GET, path: &path, query: &[], body: None };
        Member::read(&self.call(service_url, call).await?).ok_or(ApiError::Garbled)
    }

    /// The channels of a team, as Teams lists them.
    pub(in crate::platforms::teams) async fn channels(
        &self,
        service_url: &str,
        team: &str,
    ) -> Result<Vec<Value>, ApiError> {
        let path = ["v3", "teams", team, "conversations"];
        let call = Call { method: Method::GET, path: &path, query: &[], body: None };
        let answer = self.call(service_url, call).await?;
        answer.get("conversations").and_then(Value::as_array).cloned().ok_or(ApiError::Garbled)
    }

    /// A page of a conversation's members, and what to continue with if there are more. All that is on it, or an error.
    pub(in crate::platforms::teams) async fn members(
        &self,
        service_url: &str,
        conversation: &str,
        continuation: Option<&str>,
    ) -> Result<(Vec<Member>, Option<String>), ApiError> {
        let path = ["v3", "conversations", conversation, "pagedMembers"];
        let mut query = vec![("pageSize", PAGE)];
        query.extend(continuation.map(|token| ("continuationToken", token)));
        let call = Call { method: Method::GET, path: &path, query: &query, body: None };
        let answer = self.call(service_url, call).await?;
        let members = answer.get("members").and_then(Value::as_array).ok_or(ApiError::Garbled)?;
        let members: Option<Vec<Member>> = members.iter().map(Member::read).collect();
        Ok((members.ok_or(ApiError::Garbled)?, text(&answer, "continuationToken")))
    }

    async fn create(&self, service_url: &str, body: &Value) -> Result<Value, ApiError> {
        let path = ["v3", "conversations"];
        let call = Call { method: Method::POST, path: &path, query: &[], body: Some(body) };
        self.call(service_url, call).await
    }

    /// A success without a body that can be read is `null`.
    async fn call(&self, service_url: &str, call: Call<'_>) -> Result<Value, ApiError> {
        let url = self.address(service_url, &call)?;
        let token = self.token.get().await?;
        let first = self.request(&url, &call, token.as_deref()).await;
        match (first, token) {
            (Err(ApiError::Status { status: 401, .. }), Some(token)) => {
                self.token.forget(&token).await;
                let token = self.token.get().await?;
                self.request(&url, &call, token.as_deref()).await
            }
            (answer, _) => answer,
        }
    }

    fn address(&self, service_url: &str, call: &Call<'_>) -> Result<Url, ApiError> {
        if !host_is_allowed(service_url, &self.settings) {
            return Err(ApiError::Nowhere);
        }
        let base = Url::parse(service_url).map_err(|_| ApiError::Nowhere)?;
        let mut url = address::below(&base, call.path).ok_or(ApiError::Nowhere)?;
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(call.query);
        }
        Ok(url)
    }

    async fn request(
        &self,
        url: &Url,
        call: &Call<'_>,
        token: Option<&secrecy::SecretString>,
    ) -> Result<Value, ApiError> {
        let mut request = self.http.request(call.method.clone(), url.clone());
        if let Some(token) = token {
            request = request.bearer_auth(token.expose_secret());
        }
        if let Some(body) = call.body {
            request = request.json(body);
        }
        let answer = request.send().await?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = address::body(answer).await;
        if !status.is_success() {
            return Err(ApiError::of(status.as_u16(), &headers, &body.unwrap_or_default()));
        }
        // It was done, whatever became of the answer's body: nothing is lost by that but an id.
        let read = body.and_then(|body| serde_json::from_slice(&body).ok());
        if read.is_none() && call.method == Method::GET {
            return Err(ApiError::Transport(TransportError::Answer));
        }
        Ok(read.unwrap_or_default())
    }
}

fn query(targeted: bool) -> &'static [(&'static str, &'static str)] {
    if targeted { &[("isTargetedActivity", "true")] } else { &[] }
}

fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}
