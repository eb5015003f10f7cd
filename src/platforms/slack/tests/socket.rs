//! Socket Mode against a pretended Slack: acknowledged once kept, begun anew when asked to.

use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use wiremock::matchers::{header, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{House, installation};
use crate::chat::{Card, Faces, Receipt};
use crate::platforms::slack::listen;

struct Line(WebSocketStream<TcpStream>);

impl Line {
    async fn answer(listener: &TcpListener) -> Self {
        let (stream, _) =
            tokio::time::timeout(Duration::from_secs(10), listener.accept()).await.unwrap().unwrap();
        let mut line = Self(tokio_tungstenite::accept_async(stream).await.unwrap());
        line.say(&json!({"type": "hello"})).await;
        line
    }

    async fn say(&mut self, what: &Value) {
        self.0.send(Message::Text(what.to_string().into())).await.unwrap();
    }

    async fn hear(&mut self, patience: Duration) -> Option<Value> {
        match tokio::time::timeout(patience, self.0.next()).await {
            Ok(Some(Ok(Message::Text(text)))) => Some(serde_json::from_str(&text).unwrap()),
            _ => None,
        }
    }
}

fn event(id: &str) -> Value {
    json!({"type": "events_api", "envelope_id": id, "accepts_response_payload": false, "payload": {
        "type": "event_callback", "team_id": "T1",
        "event": {"type": "message", "channel": "C1", "user": "U1", "text": id, "ts": "1700000000.000100"}}})
}

#[tokio::test]
async fn a_conversation_through_a_socket() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = MockServer::start().await;
    let url = format!("ws://{}/link", listener.local_addr().unwrap());
    Mock::given(path("/api/apps.connections.open"))
        .and(header("authorization", "Bearer xapp-secret"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"ok": true, "url": url})))
        .mount(&server)
        .await;
    let house = House::with(&format!("{}/api", server.uri()), &[installation(None, Some("T1"))]);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let listening = tokio::spawn(listen(house.door.clone(), house.inbox.clone(), async move {
        stopped.await.ok();
    }));
    let (soon, moment) = (Duration::from_secs(5), Duration::from_millis(300));

    let mut line = Line::answer(&listener).await;
    for odd in [json!(null), json!([]), json!({"type": "news"}), json!({"payload": 7})] {
        line.say(&odd).await;
    }
    line.say(&event("e1")).await;
    assert_eq!(line.hear(soon).await, Some(json!({"envelope_id": "e1"})));
    assert_eq!(house.heard().len(), 1);

    house.answers(Receipt::Show(Card::line("Hello"), Faces::new()));
    line.say(
        &json!({"type": "slash_commands", "envelope_id": "e2", "accepts_response_payload": true, "payload": {
        "team_id": "T1", "user_id": "U1", "channel_id": "C1", "command": "/kudos", "trigger_id": "1"}}),
    )
    .await;
    assert_eq!(line.hear(soon).await.unwrap()["payload"]["text"], "Hello");

    house.inbox.down.store(true, Ordering::Relaxed);
    line.say(&event("e3")).await;
    assert_eq!(line.hear(moment).await, None, "what was not kept is not acknowledged");
    house.inbox.down.store(false, Ordering::Relaxed);

    line.say(&json!({"type": "disconnect", "reason": "refresh_requested"})).await;
    let mut line = Line::answer(&listener).await;
    line.say(&event("e3")).await;
    assert_eq!(line.hear(soon).await, Some(json!({"envelope_id": "e3"})));

    stop.send(()).unwrap();
    tokio::time::timeout(soon, listening).await.unwrap().unwrap();
}

#[tokio::test]
async fn without_an_app_token_there_is_nothing_to_listen_to() {
    let mut settings = super::settings(super::NOWHERE);
    settings.app_token = None;
    let house = House::new();
    let door = crate::platforms::slack::SlackAdapter::new(settings, house.store.clone(), house.clock.clone());
    tokio::time::timeout(
        Duration::from_secs(1),
        listen(door.unwrap().into(), house.inbox.clone(), std::future::pending()),
    )
    .await
    .unwrap();
}
