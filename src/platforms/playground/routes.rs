//! The playground's routes. They trust whoever can reach them, so a page of another site must not: see
//! `guard`.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, ORIGIN, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::sse::{Event as Sent, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use chrono::{DateTime, Datelike, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::asked::{Advance, By, DeliveryAction, Looked, Viewer, Wanted};
use super::journal::Time;
use super::request_error::RequestError;
use super::scene::known;
use super::wire::Receipt;
use super::{Playground, page};
use crate::chat::{Inbox, MessageId, PlaceId};
use crate::clock::moment_of;

/// The largest request.
const LARGEST: usize = 256 * 1024;
const POLICY: &str = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; \
                      frame-ancestors 'none'; object-src 'none'";

type Answer = Result<axum::Json<Value>, RequestError>;

#[derive(Clone)]
struct Shared {
    playground: Arc<Playground>,
    inbox: Arc<dyn Inbox>,
    time: Arc<dyn Time>,
}

/// The page, and what it asks for. Whoever reaches it may be anybody of the company: listen on this machine
/// only.
pub fn router(playground: Arc<Playground>, inbox: Arc<dyn Inbox>, time: Arc<dyn Time>) -> Router {
    Router::new()
        .route("/", get(async || file("text/html; charset=utf-8", page::INDEX)))
        .route("/playground/{file}", get(asset))
        .route("/playground/state", get(state))
        .route("/playground/messages", get(messages))
        .route("/playground/home", get(home))
        .route("/playground/stream", get(listen))
        .route("/playground/act", post(act))
        .route("/playground/read", post(read))
        .route("/playground/clock", post(advance))
        .layer(DefaultBodyLimit::max(LARGEST))
        .layer(from_fn(guard))
        .with_state(Shared { playground, inbox, time })
}

/// Refuses what another site's page sends, and tells the browser what our page may load.
async fn guard(request: Request, next: Next) -> Response {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut response = if is_safe || is_same_origin(request.headers()) {
        next.run(request).await
    } else {
        problem(StatusCode::FORBIDDEN, "This came from a page of another site.")
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// A browser names the page's origin with every request that changes something; other programs need not.
fn is_same_origin(headers: &HeaderMap) -> bool {
    let mut origins = headers.get_all(ORIGIN).iter();
    let Some(origin) = origins.next() else { return true };
    let (Ok(origin), Some(Ok(host))) = (origin.to_str(), headers.get(HOST).map(HeaderValue::to_str)) else {
        return false;
    };
    let named = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    origins.next().is_none() && named.is_some_and(|named| named.eq_ignore_ascii_case(host))
}

fn file(kind: &'static str, contents: &'static str) -> Response {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], contents).into_response()
}

async fn asset(Path(name): Path<String>) -> Response {
    match page::FILES.iter().find(|(file, ..)| *file == name) {
        Some((_, kind, contents)) => file(kind, contents),
        None => problem(StatusCode::NOT_FOUND, "There is no such file."),
    }
}

async fn state(State(shared): State<Shared>, Query(viewer): Query<Viewer>) -> Answer {
    shared.playground.show_state(&viewer.who).map(axum::Json)
}

async fn messages(State(shared): State<Shared>, Query(wanted): Query<Wanted>) -> Answer {
    let thread = wanted.thread.filter(|thread| !thread.is_empty()).map(MessageId::new);
    let place = PlaceId::new(wanted.place);
    shared.playground.show_messages(&wanted.who, &place, thread.as_ref()).map(axum::Json)
}

async fn home(State(shared): State<Shared>, Query(viewer): Query<Viewer>) -> Answer {
    shared.playground.show_home(&viewer.who).map(axum::Json)
}

async fn listen(
    State(shared): State<Shared>,
    Query(viewer): Query<Viewer>,
    headers: HeaderMap,
) -> Result<Sse<impl futures_util::Stream<Item = Result<Sent, Infallible>>>, RequestError> {
    known(&shared.playground.state().world, &viewer.who)?;
    let last = headers.get("last-event-id").and_then(|last| last.to_str().ok());
    Ok(Sse::new(shared.playground.listen(viewer.who, last)).keep_alive(KeepAlive::default()))
}

async fn act(
    State(shared): State<Shared>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<axum::Json<Receipt>, RequestError> {
    let act: DeliveryAction = read_json(&headers, body)?;
    shared.playground.act(shared.inbox.as_ref(), act).await.map(axum::Json)
}

async fn read(
    State(shared): State<Shared>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Answer {
    let looked: Looked = read_json(&headers, body)?;
    shared.playground.look(&looked.who, PlaceId::new(looked.place)).await?;
    Ok(axum::Json(json!({})))
}

async fn advance(
    State(shared): State<Shared>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Answer {
    let advance: Advance = read_json(&headers, body)?;
    let zone = match &advance.who {
        None => Tz::Europe__Berlin,
        Some(who) => known(&shared.playground.state().world, who)?.time_zone,
    };
    shared.time.pass(target(shared.playground.clock.now(), advance.by, zone)).await;
    Ok(axum::Json(json!({ "now": shared.playground.strike().timestamp_millis() })))
}

/// The moment the clock is to show.
pub(super) fn target(now: DateTime<Utc>, by: By, zone: Tz) -> DateTime<Utc> {
    match by {
        By::Hour => now + TimeDelta::hours(1),
        By::Day => now + TimeDelta::days(1),
        By::Monday => {
            let nine = NaiveTime::MIN + TimeDelta::hours(9);
            let today = now.with_timezone(&zone).date_naive();
            let to_monday = 7 - i64::from(today.weekday().num_days_from_monday());
            moment_of((today + TimeDelta::days(to_monday)).and_time(nine), zone)
        }
    }
}

fn read_json<T: DeserializeOwned>(
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<T, RequestError> {
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => RequestError::TooLarge,
        _ => RequestError::Bad("The request did not arrive whole.".into()),
    })?;
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(RequestError::Bad("The request must be JSON, and say so.".into()));
    }
    serde_json::from_slice(&body)
        .map_err(|error| RequestError::Bad(format!("The request is not what was expected: {error}.")))
}

fn problem(status: StatusCode, words: &str) -> Response {
    (status, axum::Json(json!({ "error": words }))).into_response()
}

impl IntoResponse for RequestError {
    fn into_response(self) -> Response {
        match self {
            Self::Bad(words) => problem(StatusCode::BAD_REQUEST, &words),
            Self::NotFound(words) => problem(StatusCode::NOT_FOUND, words),
            Self::TooLarge => problem(StatusCode::PAYLOAD_TOO_LARGE, "That is too long to be sent."),
            Self::Conflict(words) => problem(StatusCode::CONFLICT, words),
            Self::Unavailable => problem(
                StatusCode::SERVICE_UNAVAILABLE,
                "Lyceum cannot remember anything just now. Please try again in a moment.",
            ),
        }
    }
}
