//! Size, signature, shape, meaning, in that order; and whose workspace it is.

use std::sync::atomic::Ordering;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use super::{House, NOW, installation};

fn message(text: &str) -> Value {
    json!({
        "type": "event_callback", "team_id": "T1", "event_id": "Ev1", "is_ext_shared_channel": false,
        "event": {"type": "message", "channel": "C1", "channel_type": "channel", "user": "U1", "text": text,
            "ts": "1700000000.000100"},
    })
}

async fn from_of(house: &House, payload: &Value) -> (String, bool) {
    assert_eq!(house.event(payload).await.0, StatusCode::OK);
    let heard = house.heard();
    assert_eq!(heard.len(), 1, "{payload}");
    (heard[0].from.to_string(), heard[0].at.shared)
}

#[tokio::test]
async fn unsigned_is_401_and_empty_whatever_it_is() {
    let house = House::new();
    for body in ["ssl_check=1", "{\"type\":\"url_verification\",\"challenge\":\"x\"}", "null", ""] {
        let request = Request::post("/slack/events").header("content-type", "application/json");
        let answer = house.request(request.body(Body::from(body)).unwrap()).await;
        assert_eq!(answer, (StatusCode::UNAUTHORIZED, String::new()), "{body}");
    }
}

/// A body that must not be touched.
fn untouched() -> Body {
    Body::from_stream(futures_util::stream::poll_fn(
        |_| -> std::task::Poll<Option<Result<Vec<u8>, std::io::Error>>> { panic!("the body was read") },
    ))
}

#[tokio::test]
async fn no_body_is_read_without_a_claim_to_a_signature_of_now() {
    let house = House::new();
    let (now, old) = (NOW.to_string(), (NOW - 301).to_string());
    let (good, odd) = (format!("v0={}", "0".repeat(64)), "v0=x".to_owned());
    for headers in [
        vec![],
        vec![("x-slack-request-timestamp", &now)],
        vec![("x-slack-signature", &good)],
        vec![("x-slack-request-timestamp", &now), ("x-slack-signature", &odd)],
        vec![("x-slack-request-timestamp", &old), ("x-slack-signature", &good)],
    ] {
        let mut request = Request::post("/slack/events");
        for (name, value) in &headers {
            request = request.header(*name, *value);
        }
        let answer = house.request(request.body(untouched()).unwrap()).await;
        assert_eq!(answer.0, StatusCode::UNAUTHORIZED, "{headers:?}");
    }
    let turned_away = house.inbox.turned_away.lock().unwrap().clone();
    assert_eq!(turned_away, ["unsigned", "unsigned", "unsigned", "unsigned", "stale"]);
}

#[tokio::test]
async fn a_signature_of_another_secret_is_told_to_whoever_watches() {
    let house = House::new();
    let request = Request::post("/slack/events")
        .header("x-slack-request-timestamp", NOW.to_string())
        .header("x-slack-signature", format!("v0={}", "0".repeat(64)));
    assert_eq!(house.request(request.body(Body::from("{}")).unwrap()).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(*house.inbox.turned_away.lock().unwrap(), ["forged"]);
}

#[tokio::test]
async fn too_long_is_413_before_anything_is_checked() {
    let house = House::new();
    let long = vec![b'a'; 1024 * 1024 + 1];
    assert_eq!(house.send("application/json", &long).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    let told =
        Request::post("/slack/events").header("content-length", "9000000").body(Body::empty()).unwrap();
    assert_eq!(house.request(told).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    let stream =
        futures_util::stream::iter([700_000, 700_000].map(|size| Ok::<_, std::io::Error>(vec![b'a'; size])));
    let claimed = Request::post("/slack/events")
        .header("x-slack-request-timestamp", NOW.to_string())
        .header("x-slack-signature", format!("v0={}", "0".repeat(64)));
    let chunked = claimed.body(Body::from_stream(stream)).unwrap();
    assert_eq!(house.request(chunked).await.0, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn what_cannot_be_read_is_400() {
    let house = House::new();
    for body in ["null", "[]", "7", "\"x\"", "", "{", "{\"type\":", "{}{}", "\u{feff}{}", "{\"a\":1,}"] {
        assert_eq!(
            house.send("application/json", body.as_bytes()).await.0,
            StatusCode::BAD_REQUEST,
            "{body}"
        );
    }
    let deep = "[".repeat(100_000);
    assert_eq!(house.send("application/json", deep.as_bytes()).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(house.send("application/json", b"\xff\xfe{}").await.0, StatusCode::BAD_REQUEST);
    for form in
        ["", "a=b", "payload=", "payload=garbage", "payload=null", "payload=%5B%5D", "payload=%7B", "%%%"]
    {
        let (status, body) = house.send("application/x-www-form-urlencoded", form.as_bytes()).await;
        assert_eq!((status, body.as_str()), (StatusCode::BAD_REQUEST, ""), "{form}");
    }
    assert_eq!(house.send("text/plain", b"hello").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(house.heard(), []);
}

#[tokio::test]
async fn slacks_own_checks_are_answered() {
    let house = House::new();
    let challenge = json!({"type": "url_verification", "challenge": "3eZbrw1aB"});
    assert_eq!(house.event(&challenge).await, (StatusCode::OK, r#"{"challenge":"3eZbrw1aB"}"#.to_owned()));
    assert_eq!(house.form(&[("ssl_check", "1"), ("token", "x")]).await, (StatusCode::OK, String::new()));
}

#[tokio::test]
async fn nothing_is_acknowledged_while_the_store_is_down() {
    let house = House::new();
    house.inbox.down.store(true, Ordering::Relaxed);
    assert_eq!(house.event(&message("x")).await.0, StatusCode::SERVICE_UNAVAILABLE);
    let command = [
        ("team_id", "T1"),
        ("user_id", "U1"),
        ("channel_id", "C1"),
        ("command", "/kudos"),
        ("trigger_id", "1"),
    ];
    assert_eq!(house.form(&command).await.0, StatusCode::SERVICE_UNAVAILABLE);
    house.inbox.down.store(false, Ordering::Relaxed);
    assert_eq!(house.event(&message("x")).await.0, StatusCode::OK);
    assert_eq!(house.heard().len(), 1);

    let house = House::new();
    house.store.down.store(true, Ordering::Relaxed);
    assert_eq!(house.event(&message("x")).await.0, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn a_workspace_without_the_app_is_told_so_where_a_person_asks() {
    let house = House::with(super::NOWHERE, &[]);
    assert_eq!(house.event(&message("x")).await, (StatusCode::OK, String::new()));
    let command = [
        ("team_id", "T1"),
        ("user_id", "U1"),
        ("channel_id", "C1"),
        ("command", "/kudos"),
        ("trigger_id", "1"),
    ];
    let (status, body) = house.form(&command).await;
    assert_eq!(status, StatusCode::OK);
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["response_type"], "ephemeral");
    assert!(body["text"].as_str().unwrap().contains("not installed"), "{body}");
}

#[tokio::test]
async fn an_organisations_own_installation_answers_for_all_its_workspaces() {
    let house = House::with(super::NOWHERE, &[installation(Some("E1"), None)]);
    let mut event = message("x");
    event["enterprise_id"] = "E1".into();
    event["event"]["team"] = "T7".into();
    event["is_ext_shared_channel"] = false.into();
    assert_eq!(from_of(&house, &event).await, ("slack:E1:U1".to_owned(), false));
    // The authorisation beats the envelope, and has no team after an org-wide installation.
    event["team_id"] = Value::Null;
    event["authorizations"] =
        json!([{"enterprise_id": "E1", "team_id": null, "is_enterprise_install": "true"}]);
    event["event"]["user"] = "W1".into();
    assert_eq!(from_of(&house, &event).await.0, "slack:E1:W1");

    let command = [
        ("team_id", "T7"),
        ("enterprise_id", "E1"),
        ("is_enterprise_install", "true"),
        ("user_id", "U1"),
        ("channel_id", "C1"),
        ("command", "/kudos"),
        ("trigger_id", "1"),
    ];
    assert_eq!(house.form(&command).await.0, StatusCode::OK);
    let press = json!({
        "type": "block_actions", "team": null, "enterprise": {"id": "E1"}, "user": {"id": "U1", "team_id": "T7"},
        "trigger_id": "9", "is_enterprise_install": true, "actions": [{"action_id": "a.b#1", "value": 1.5}],
        "container": {"type": "something new", "view_id": "V1"},
    });
    assert_eq!(house.interaction(&press).await.0, StatusCode::OK);
    let view = json!({
        "type": "view_submission", "team": null, "user": {"id": "U1", "team_id": "T7"},
        "view": {"id": "V1", "callback_id": "a.b", "team_id": "T7", "app_installed_team_id": "E1"},
    });
    assert_eq!(house.interaction(&view).await.0, StatusCode::OK);
    let heard = house.heard();
    assert_eq!(heard.len(), 3);
    for event in heard {
        assert_eq!((event.from.as_str(), event.workspace.as_str()), ("slack:E1:U1", "slack:E1"));
    }
}

#[tokio::test]
async fn a_workspaces_own_installation_wins_over_its_organisations() {
    let house =
        House::with(super::NOWHERE, &[installation(Some("E1"), None), installation(Some("E1"), Some("T1"))]);
    let mut event = message("x");
    event["enterprise_id"] = "E1".into();
    assert_eq!(from_of(&house, &event).await.0, "slack:T1:U1");
}

#[tokio::test]
async fn strangers_keep_their_own_company() {
    let house = House::with(super::NOWHERE, &[installation(Some("E1"), Some("T1"))]);
    let mut event = message("x");
    event.as_object_mut().unwrap().remove("is_ext_shared_channel");
    event["event"]["user_team"] = "T9".into();
    assert_eq!(from_of(&house, &event).await, ("slack:T9:U1".to_owned(), true));
    // Our own organisation's id is no stranger's.
    event["event"]["user_team"] = "E1".into();
    event["is_ext_shared_channel"] = false.into();
    assert_eq!(from_of(&house, &event).await, ("slack:T1:U1".to_owned(), false));
    event["is_ext_shared_channel"] = true.into();
    assert_eq!(from_of(&house, &event).await, ("slack:T1:U1".to_owned(), true));

    let house = House::with(super::NOWHERE, &[installation(Some("E1"), None)]);
    event["enterprise_id"] = "E1".into();
    event["event"]["user_team"] = "T9".into();
    assert_eq!(from_of(&house, &event).await, ("slack:T9:U1".to_owned(), true));
}

#[tokio::test]
async fn a_colleague_from_a_sister_workspace_is_no_stranger() {
    let house = House::with(super::NOWHERE, &[installation(Some("E1"), Some("T1"))]);
    let mut event = message("x");
    event["event"]["user_team"] = "T2".into();
    event["is_ext_shared_channel"] = false.into();
    assert_eq!(from_of(&house, &event).await, ("slack:T1:U1".to_owned(), false));
    // Where people of other companies are, nobody can tell whose the other workspace is.
    event["is_ext_shared_channel"] = true.into();
    assert_eq!(from_of(&house, &event).await, ("slack:T2:U1".to_owned(), true));
    // A workspace that stands alone has no sisters.
    let house = House::with(super::NOWHERE, &[installation(None, Some("T1"))]);
    event["is_ext_shared_channel"] = false.into();
    assert_eq!(from_of(&house, &event).await, ("slack:T2:U1".to_owned(), true));
}

#[tokio::test]
async fn a_channel_once_known_to_be_shared_is_so_for_commands_too() {
    let house = House::new();
    let mut event = message("x");
    event["is_ext_shared_channel"] = true.into();
    house.event(&event).await;
    let command = [
        ("team_id", "T1"),
        ("user_id", "U1"),
        ("channel_id", "C1"),
        ("command", "/kudos"),
        ("trigger_id", "1"),
    ];
    house.form(&command).await;
    assert!(house.heard()[1].at.shared);
    let alone = json!({"type": "event_callback", "team_id": "T1",
        "event": {"type": "channel_unshared", "channel": "C1", "is_ext_shared": false, "event_ts": "1.2"}});
    house.event(&alone).await;
    house.form(&command).await;
    assert!(!house.heard()[1].at.shared);
}

#[tokio::test]
async fn values_of_odd_kinds_are_missing_values() {
    let house = House::new();
    let mut event = message("still here");
    event["event"]["metadata"] =
        json!({"event_type": "x", "event_payload": {"n": 1.5, "deep": [true, null]}});
    event["event"]["blocks"] = json!("not blocks");
    event["event"]["thread_ts"] = json!(1_700_000_000.5);
    event["authorizations"] = json!([7, null, {"team_id": 3}]);
    event["is_ext_shared_channel"] = json!("perhaps");
    house.event(&event).await;
    let heard = house.heard();
    assert!(matches!(&heard[0].what, crate::chat::What::Overheard(it) if it.text == "still here"));
    for (kind, value) in
        [("user", json!(7)), ("ts", json!("soon")), ("channel", json!([])), ("type", json!({}))]
    {
        let mut event = message("x");
        event["event"][kind] = value;
        assert_eq!(house.event(&event).await.0, StatusCode::OK);
    }
    assert_eq!(house.heard(), []);
}

#[tokio::test]
async fn a_revoked_workspace_is_forgotten_at_once() {
    let house = House::new();
    house.event(&message("x")).await;
    let gone = json!({"type": "event_callback", "team_id": "T1", "event": {"type": "app_uninstalled"}});
    for _ in 0..2 {
        assert_eq!(house.event(&gone).await.0, StatusCode::OK);
    }
    house.heard();
    house.event(&message("y")).await;
    assert_eq!(house.heard(), []);
    let house = House::new();
    let theirs = json!({"type": "event_callback", "team_id": "T1",
        "event": {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": ["UOTHER"]}}});
    house.event(&theirs).await;
    assert_eq!(house.store.kept.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn an_old_request_is_refused_once_time_has_passed() {
    let house = House::new();
    house.clock.advance(chrono::TimeDelta::seconds(301));
    assert_eq!(house.event(&message("x")).await.0, StatusCode::UNAUTHORIZED, "{NOW}");
}
