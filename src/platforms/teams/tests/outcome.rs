//! What each refusal, throttle and silence means for a delivery.

use std::time::Duration;

use axum::http::HeaderMap;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::settings::{now, settings};
use crate::chat::{Reason, Undelivered};
use crate::clock::Clock;
use crate::platforms::http;
use crate::platforms::teams::api::client::Connector;
use crate::platforms::teams::api::error::ApiError;

fn outcome(status: u16, body: &Value, repeatable: bool) -> Undelivered {
    ApiError::of(status, &HeaderMap::new(), body.to_string().as_bytes()).undelivered("send", repeatable)
}

fn coded(code: &str) -> Value {
    json!({"error": {"code": code, "message": "Words of a person"}})
}

#[test]
fn refusals_are_told_in_our_words() {
    let other = |code: &str| Reason::Other(code.to_owned());
    let finer = json!({"error": {"code": "Forbidden", "subCode": "MessageWritesBlocked"}});
    for (status, body, reason) in [
        (401, coded("BotNotRegistered"), Reason::Revoked),
        (403, coded("MessageWritesBlocked"), Reason::Blocked),
        (403, finer, Reason::Blocked),
        (403, json!({"subCode": "MessageWritesBlocked", "message": "x"}), Reason::Blocked),
        (403, coded("ConversationBlockedByUser"), Reason::Blocked),
        (403, coded("BotDisabledByAdmin"), Reason::Blocked),
        (403, coded("BotNotInConversationRoster"), Reason::NotInChannel),
        (404, coded("BotNotInConversationRoster"), Reason::NotInChannel),
        (404, coded("ConversationNotFound"), Reason::NoSuchChannel),
        (404, coded("ActivityNotFoundInConversation"), Reason::NoSuchMessage),
        (413, coded("MessageSizeTooBig"), other("too big")),
        (400, coded("BadSyntax"), other("BadSyntax")),
        (400, coded("ConversationNotFound"), other("ConversationNotFound")),
        (403, coded("Bad words: <b>x</b>\n\u{e4}"), other("Badwordsbxb")),
        (403, coded(&"a".repeat(300)), other(&"a".repeat(100))),
        (403, json!({"message": "Authorization has been denied"}), other("status 403")),
        (403, json!("x"), other("status 403")),
        (404, Value::Null, other("status 404")),
        (302, Value::Null, other("status 302")),
    ] {
        for repeatable in [true, false] {
            let expected = Undelivered::Refused(reason.clone());
            assert_eq!(outcome(status, &body, repeatable), expected, "{status} {body}");
        }
    }
}

#[test]
fn what_may_have_happened_is_not_repeated_blindly() {
    for status in [408, 500, 502, 503, 504] {
        let said = format!("send: status {status}");
        assert_eq!(outcome(status, &coded("Words"), false), Undelivered::Unanswered(said.clone()));
        assert_eq!(outcome(status, &coded("Words"), true), Undelivered::Unreached(said));
    }
    let ten = Undelivered::Throttled(Duration::from_secs(10));
    assert_eq!(outcome(412, &coded("PreconditionFailed"), false), ten);
    assert_eq!(outcome(429, &Value::Null, false), ten);
}

#[test]
fn a_throttle_says_how_long() {
    for (told, seconds) in
        [("3", 3), (" 30 ", 30), ("0", 1), ("999999999", 900), ("-1", 10), ("soon", 10), ("", 10)]
    {
        let headers: HeaderMap =
            [(axum::http::header::RETRY_AFTER, told.parse().unwrap())].into_iter().collect();
        let wait = Duration::from_secs(seconds);
        assert_eq!(ApiError::of(429, &headers, b""), ApiError::Throttled(wait), "{told}");
    }
}

async fn send(
    settings: &crate::platforms::teams::TeamsSettings,
    url: &str,
    client: reqwest::Client,
) -> ApiError {
    let connector = Connector::new(settings, client, Clock::standing(now()));
    connector.send(url, "a:1", &json!({}), false).await.unwrap_err()
}

#[tokio::test]
async fn silence_is_told_from_a_closed_door() {
    let server = MockServer::start().await;
    let mut settings = settings(&server);
    settings.unauthenticated = true;
    let closed = send(&settings, "http://127.0.0.1:9/", http::client().unwrap()).await;
    assert!(matches!(closed.undelivered("send", false), Undelivered::Unreached(_)));

    settings.allowed_hosts = vec!["nowhere.invalid".to_owned()];
    let unknown = send(&settings, "https://nowhere.invalid/", http::client().unwrap()).await;
    assert!(matches!(unknown.undelivered("send", false), Undelivered::Unreached(_)));

    settings.allowed_hosts = vec!["127.0.0.1".to_owned()];
    let slow = ResponseTemplate::new(201).set_delay(Duration::from_secs(5));
    Mock::given(any()).respond_with(slow).mount(&server).await;
    let hasty = reqwest::Client::builder().timeout(Duration::from_millis(100)).build().unwrap();
    let silent = send(&settings, &server.uri(), hasty).await;
    assert!(matches!(silent.clone().undelivered("send", false), Undelivered::Unanswered(_)));
    assert!(matches!(silent.undelivered("update", true), Undelivered::Unreached(_)));
}
