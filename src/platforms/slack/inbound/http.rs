//! `POST /slack/events`: size, then the claim to a signature, then the signature, then shape, then meaning. What the store did not take is not acknowledged.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde::Deserialize;
use serde::de::value::{Error as ValueError, MapDeserializer};

use super::answer::{Answer, short};
use super::requests::{Inbound, Incoming};
use super::verify::{Claim, Refused};
use crate::chat::lenient::Object;
use crate::chat::{Inbox, without_half_pairs};
use crate::platforms::http;
use crate::platforms::slack::adapter::SlackAdapter;
use crate::platforms::slack::api::payload::Command;
use crate::platforms::slack::install::oauth::{self, OAuth};

/// The routes of Slack: its one request URL, and the two pages of an installation.
/// What happened goes to the inbox.
pub fn router(adapter: Arc<SlackAdapter>, inbox: Arc<dyn Inbox>) -> Router {
    let pages = OAuth {
        settings: adapter.settings.clone(),
        web: adapter.web.clone(),
        directory: adapter.directory.clone(),
        clock: adapter.clock.clone(),
    };
    Router::new()
        .route("/slack/events", post(receive))
        .with_state(Inbound::new(adapter, inbox))
        .merge(oauth::router(pages))
}

async fn receive(State(inbound): State<Inbound>, request: Request) -> Response {
    let Inbound { adapter, inbox, secret } = &inbound;
    let (parts, body) = request.into_parts();
    if http::is_too_long(&parts.headers) {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    let turned_away = |why: Refused| {
        inbox.turned_away("slack", why.word());
        StatusCode::UNAUTHORIZED.into_response()
    };
    // Nobody's body is read who has nothing to show.
    let claim = match Claim::read(&parts.headers, adapter.clock.now()) {
        Ok(claim) => claim,
        Err(why) => return turned_away(why),
    };
    let body = match http::request_body(body).await {
        Ok(body) => body,
        Err(status) => return status.into_response(),
    };
    if let Err(why) = secret.verify(&claim, &body) {
        return turned_away(why);
    }
    let Some(incoming) = parse(&parts.headers, &body) else {
        let id = short(&body);
        tracing::warn!(request.id = %id, bytes = body.len(), "Slack sent something that cannot be read");
        return (StatusCode::BAD_REQUEST, [("x-slack-no-retry", "1")]).into_response();
    };
    match inbound.handle(incoming).await {
        Answer::Nothing => StatusCode::OK.into_response(),
        Answer::Json(value) => axum::Json(value).into_response(),
        Answer::Unavailable => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// None if it is neither JSON with an object nor a form of Slack's.
fn parse(headers: &HeaderMap, body: &[u8]) -> Option<Incoming> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.to_ascii_lowercase().starts_with("application/json") {
        return object(body).map(|envelope| Incoming::Event(Box::new(envelope)));
    }
    let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(body).ok()?;
    let field = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
    if let Some(payload) = field("payload") {
        return object(payload.as_bytes()).map(|it| Incoming::Interaction(Box::new(it)));
    }
    if field("ssl_check").is_some_and(|value| value == "1") {
        return Some(Incoming::SslCheck);
    }
    field("command")?;
    let pairs = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let command = Command::deserialize(MapDeserializer::<_, ValueError>::new(pairs)).ok()?;
    Some(Incoming::Command(Box::new(command)))
}

/// JSON that is an object, and nothing after it.
pub(in crate::platforms::slack) fn object<T: for<'de> Deserialize<'de>>(json: &[u8]) -> Option<T> {
    serde_json::from_slice::<Object<T>>(&without_half_pairs(json)).ok()?.0
}
