//! A message to which no answer came back is found by the name of its delivery, where the bot may read.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use wiremock::matchers::{path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{House, installation};
use crate::chat::{
    AccountId, Card, Delivered, Delivery, DeliveryAction, DeliveryId, Faces, Fate, MessageId, PlaceId,
    Platform, Target, Undelivered, WorkspaceId,
};

async fn slack() -> (MockServer, House) {
    let server = MockServer::start().await;
    let house = House::with(&format!("{}/api", server.uri()), &[installation(None, Some("T1"))]);
    (server, house)
}

fn sent() -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_300, 0).unwrap()
}

fn delivery(to: Target) -> Delivery {
    let act = DeliveryAction::Post { to, card: Card::line("Hello") };
    Delivery { id: DeliveryId::new("d1"), workspace: WorkspaceId::new("slack:T1"), act, faces: Faces::new() }
}

fn in_channel(thread: Option<&str>) -> Delivery {
    let place = PlaceId::new("slack:T1:C1");
    delivery(Target::Place { place, thread: thread.map(MessageId::new) })
}

fn ours(ts: &str, id: &str) -> Value {
    let metadata = json!({ "event_type": "lyceum_delivery", "event_payload": { "id": id } });
    json!({ "type": "message", "ts": ts, "metadata": metadata })
}

/// What others have said, some of it odd.
fn others() -> Vec<Value> {
    vec![
        ours("1700000301.000001", "d2"),
        json!({ "ts": "1700000302.000001", "metadata": { "event_type": "task", "event_payload": { "id": "d1" } } }),
        json!({ "ts": 17, "metadata": "odd" }),
        Value::Null,
    ]
}

async fn page(server: &MockServer, method: &str, cursor: &str, messages: Vec<Value>, next: &str) {
    let body = json!({ "ok": true, "messages": messages, "response_metadata": { "next_cursor": next } });
    let mock = Mock::given(path(format!("/api/{method}")))
        .and(query_param("include_all_metadata", "true"))
        .and(query_param("oldest", "1700000000.000000"));
    let mock = if cursor.is_empty() { mock } else { mock.and(query_param("cursor", cursor)) };
    mock.respond_with(ResponseTemplate::new(200).set_body_json(body)).up_to_n_times(1).mount(server).await;
}

fn there(place: &str, ts: &str) -> Fate {
    let (place, message) = (Some(PlaceId::new(place)), Some(MessageId::new(ts)));
    Fate::Arrived(Delivered { place, message })
}

#[tokio::test]
async fn what_is_sent_carries_the_name_of_its_delivery() {
    let (server, house) = slack().await;
    let answer = json!({ "ok": true, "channel": "C1", "ts": "1.3" });
    Mock::given(path("/api/chat.postMessage"))
        .respond_with(ResponseTemplate::new(200).set_body_json(answer))
        .mount(&server)
        .await;
    house.door.deliver(&in_channel(None)).await.unwrap();
    let request = &server.received_requests().await.unwrap()[0];
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(body["metadata"], ours("", "d1")["metadata"]);
}

#[tokio::test]
async fn it_is_found_in_its_channel_and_thread() {
    let (server, house) = slack().await;
    page(&server, "conversations.history", "", others(), "more").await;
    page(&server, "conversations.history", "more", vec![ours("1700000303.000001", "d1")], "").await;
    let fate = house.door.fate(&in_channel(None), sent()).await;
    assert_eq!(fate, Ok(there("slack:T1:C1", "1700000303.000001")));
    page(&server, "conversations.replies", "", vec![ours("1700000304.000001", "d1")], "").await;
    let fate = house.door.fate(&in_channel(Some("1700000001.000001")), sent()).await;
    assert_eq!(fate, Ok(there("slack:T1:C1", "1700000304.000001")));
    let requests = server.received_requests().await.unwrap();
    assert!(requests.last().unwrap().url.query().unwrap().contains("ts=1700000001.000001"));
}

#[tokio::test]
async fn it_is_found_in_somebodys_own_conversation() {
    let (server, house) = slack().await;
    let opened = json!({ "ok": true, "channel": { "id": "D1" } });
    Mock::given(path("/api/conversations.open"))
        .respond_with(ResponseTemplate::new(200).set_body_json(opened))
        .mount(&server)
        .await;
    page(&server, "conversations.history", "", vec![ours("1700000303.000001", "d1")], "").await;
    let to = Target::Direct(AccountId::new("slack:T1:U1"));
    let fate = house.door.fate(&delivery(to), sent()).await;
    assert_eq!(fate, Ok(there("slack:T1:D1", "1700000303.000001")));
}

#[tokio::test]
async fn what_is_not_among_them_is_lost_and_who_may_not_look_cannot_tell() {
    let (server, house) = slack().await;
    page(&server, "conversations.history", "", others(), "").await;
    assert_eq!(house.door.fate(&in_channel(None), sent()).await, Ok(Fate::Lost));
    for code in
        ["missing_scope", "not_in_channel", "channel_not_found", "method_not_supported_for_channel_type"]
    {
        let refused = ResponseTemplate::new(200).set_body_json(json!({ "ok": false, "error": code }));
        Mock::given(path("/api/conversations.history"))
            .respond_with(refused)
            .up_to_n_times(1)
            .mount(&server)
            .await;
        assert_eq!(house.door.fate(&in_channel(None), sent()).await, Ok(Fate::Unknowable), "{code}");
    }
    let only = Target::Only {
        account: AccountId::new("slack:T1:U1"),
        place: Some(PlaceId::new("slack:T1:C1")),
        thread: None,
        handle: None,
    };
    assert_eq!(house.door.fate(&delivery(only), sent()).await, Ok(Fate::Unknowable));
}

#[tokio::test]
async fn while_slack_cannot_be_asked_nothing_is_concluded() {
    let (server, house) = slack().await;
    for template in [
        ResponseTemplate::new(500),
        ResponseTemplate::new(200).set_body_string("<html>"),
        ResponseTemplate::new(200).set_body_json(json!({ "ok": true })),
    ] {
        Mock::given(path("/api/conversations.history"))
            .respond_with(template)
            .up_to_n_times(1)
            .mount(&server)
            .await;
        let fate = house.door.fate(&in_channel(None), sent()).await;
        assert!(matches!(fate, Err(Undelivered::Unreached(_))), "{fate:?}");
    }
}
