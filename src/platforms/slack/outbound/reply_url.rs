//! Slack's `response_url`: a way to answer one person, or to change the message whose button was pressed, for 30 minutes.

use serde::Serialize;
use slack_morphism::SlackMessageContent;
use url::Url;

use crate::chat::ReplyHandle;
use crate::platforms::slack::api::client::Web;
use crate::platforms::slack::api::error::ApiError;
use crate::platforms::slack::api::response::{lost, retry_after};

/// The only host Slack hands such addresses out for.
const HOST: &str = "hooks.slack.com";
/// The API that is not an emulator.
const REAL: &str = "https://slack.com";
/// Slack's own word for a handle that ran out.
const EXPIRED: &str = "expired_url";

/// What is posted to it.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    response_type: Option<&'static str>,
    replace_original: bool,
    unfurl_links: bool,
    unfurl_media: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    thread_ts: Option<&'a str>,
    #[serde(flatten)]
    content: &'a SlackMessageContent,
}

/// The address in a handle; none if it leads anywhere but to Slack, or to the emulator that stands in for it.
pub(in crate::platforms::slack) fn address(handle: &ReplyHandle, api: &Url) -> Option<Url> {
    let url = Url::parse(handle.expose()).ok()?;
    let slack = url.scheme() == "https"
        && url.host_str() == Some(HOST)
        && url.port().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    let emulated = api.origin().ascii_serialization() != REAL
        && (url.origin() == api.origin() || (is_here(&url) && is_here(api) && url.port() == api.port()));
    (slack || emulated).then_some(url)
}

/// An emulator on this machine may call itself by either name.
fn is_here(url: &Url) -> bool {
    url.scheme() == "http" && matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

/// Says something to the one person.
pub(in crate::platforms::slack) async fn whisper(
    web: &Web,
    handle: &ReplyHandle,
    thread: Option<&str>,
    content: &SlackMessageContent,
) -> Result<(), ApiError> {
    post(web, handle, &Body { response_type: Some("ephemeral"), thread_ts: thread, ..Body::of(content) })
        .await
}

/// Changes the message whose button was pressed.
pub(in crate::platforms::slack) async fn replace(
    web: &Web,
    handle: &ReplyHandle,
    content: &SlackMessageContent,
) -> Result<(), ApiError> {
    post(web, handle, &Body { replace_original: true, ..Body::of(content) }).await
}

impl<'a> Body<'a> {
    fn of(content: &'a SlackMessageContent) -> Self {
        Self {
            response_type: None,
            replace_original: false,
            unfurl_links: false,
            unfurl_media: false,
            thread_ts: None,
            content,
        }
    }
}

async fn post(web: &Web, handle: &ReplyHandle, body: &Body<'_>) -> Result<(), ApiError> {
    let refused = |code: &str| ApiError::Code { code: code.to_owned(), needed: None };
    let url = address(handle, web.base()).ok_or_else(|| refused("invalid_url"))?;
    let answer = web.http().post(url).json(body).send().await.map_err(|error| lost(&error))?;
    match answer.status().as_u16() {
        429 => Err(ApiError::Throttled(retry_after(answer.headers()))),
        200..300 => {
            let said = answer.text().await.unwrap_or_default();
            let said: serde_json::Value = serde_json::from_str(&said).unwrap_or_default();
            match said.get("error").and_then(serde_json::Value::as_str) {
                Some(code) => Err(refused(code)),
                None => Ok(()),
            }
        }
        403 | 404 | 410 => Err(refused(EXPIRED)),
        status => Err(ApiError::Status(status)),
    }
}
