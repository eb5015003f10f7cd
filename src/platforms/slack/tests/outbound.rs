//! Deliveries against a pretended Slack: where things go, and what a refusal, a throttle or a silence means.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use wiremock::matchers::{body_partial_json, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{House, installation};
use crate::chat::{
    AccountId, Card, Delivered, Delivery, DeliveryAction, DeliveryId, Faces, MessageId, PlaceId, Platform,
    Reason, ReplyHandle, Standing, Target, Undelivered, WorkspaceId,
};
use crate::platforms::contract::{Subject, holds};

async fn slack() -> (MockServer, House) {
    let server = MockServer::start().await;
    let house = House::with(&format!("{}/api", server.uri()), &[installation(None, Some("T1"))]);
    (server, house)
}

fn delivery(act: DeliveryAction) -> Delivery {
    Delivery { id: DeliveryId::new("d1"), workspace: WorkspaceId::new("slack:T1"), act, faces: Faces::new() }
}

fn card() -> Card {
    Card::line("Hello <!channel>")
}

fn place(channel: &str) -> PlaceId {
    PlaceId::new(format!("slack:T1:{channel}"))
}

fn post(channel: &str) -> Delivery {
    delivery(DeliveryAction::Post { to: Target::Place { place: place(channel), thread: None }, card: card() })
}

fn only(handle: Option<String>, place: Option<PlaceId>) -> Delivery {
    let to = Target::Only {
        account: AccountId::new("slack:T1:U1"),
        place,
        thread: Some(MessageId::new("1.1")),
        handle: handle.map(ReplyHandle::new),
    };
    delivery(DeliveryAction::Post { to, card: card() })
}

fn edit() -> Delivery {
    delivery(DeliveryAction::Edit { place: place("C1"), message: MessageId::new("1.2"), card: card() })
}

fn answer(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

fn refused(code: &str) -> ResponseTemplate {
    answer(json!({"ok": false, "error": code, "needed": "chat:write"}))
}

async fn on(server: &MockServer, name: &str, template: ResponseTemplate) {
    Mock::given(path(format!("/api/{name}"))).respond_with(template).mount(server).await;
}

async fn direct(server: &MockServer) {
    on(server, "conversations.open", answer(json!({"ok": true, "channel": {"id": "D1"}}))).await;
    on(
        server,
        "chat.postMessage",
        answer(json!({"ok": true, "channel": "D1", "ts": "1.3", "message": {"odd": 1.5}})),
    )
    .await;
}

async fn calls(server: &MockServer) -> Vec<(String, Value)> {
    let requests = server.received_requests().await.unwrap();
    let read = |body: &[u8]| serde_json::from_slice(body).unwrap_or_default();
    requests.iter().map(|it| (it.url.path().trim_start_matches("/api/").to_owned(), read(&it.body))).collect()
}

async fn names(server: &MockServer) -> Vec<String> {
    calls(server).await.into_iter().map(|(name, _)| name).collect()
}

#[tokio::test]
async fn a_message_in_a_thread() {
    let (server, house) = slack().await;
    Mock::given(method("POST"))
        .and(path("/api/chat.postMessage"))
        .and(body_partial_json(
            json!({"channel": "C1", "thread_ts": "1.1", "unfurl_links": false, "unfurl_media": false,
            "text": "Hello &lt;!channel&gt;"}),
        ))
        .respond_with(answer(json!({"ok": true, "channel": "C1", "ts": "1.2"})))
        .expect(1)
        .mount(&server)
        .await;
    let to = Target::Place { place: place("C1"), thread: Some(MessageId::new("1.1")) };
    let delivered = house.door.deliver(&delivery(DeliveryAction::Post { to, card: card() })).await;
    let expected = Delivered { place: Some(place("C1")), message: Some(MessageId::new("1.2")) };
    assert_eq!(delivered, Ok(expected));
}

#[tokio::test]
async fn codes_have_reasons() {
    for (code, reason) in [
        ("channel_not_found", Reason::NoSuchChannel),
        ("not_in_channel", Reason::NotInChannel),
        ("is_archived", Reason::Archived),
        ("token_revoked", Reason::Revoked),
        ("account_inactive", Reason::Revoked),
        ("missing_scope", Reason::MissingScope("chat:write".to_owned())),
        ("msg_blocks_too_long", Reason::Other("msg_blocks_too_long".to_owned())),
    ] {
        let (server, house) = slack().await;
        on(&server, "chat.postMessage", refused(code)).await;
        assert_eq!(house.door.deliver(&post("C1")).await, Err(Undelivered::Refused(reason)), "{code}");
    }
}

#[tokio::test]
async fn throttled_means_nothing_was_sent_and_nothing_more_is() {
    let (server, house) = slack().await;
    let slow = ResponseTemplate::new(429).insert_header("retry-after", "7");
    Mock::given(path("/api/chat.postMessage")).respond_with(slow).expect(1).mount(&server).await;
    assert_eq!(house.door.deliver(&post("C1")).await, Err(Undelivered::Throttled(Duration::from_secs(7))));
    assert_eq!(house.door.deliver(&post("C2")).await, Err(Undelivered::Throttled(Duration::from_secs(7))));
    house.clock.advance(chrono::TimeDelta::seconds(8));
    server.reset().await;
    direct(&server).await;
    assert!(house.door.deliver(&post("C2")).await.is_ok());
}

#[tokio::test]
async fn one_channel_takes_a_few_at_once_and_then_one_a_second() {
    let (server, house) = slack().await;
    direct(&server).await;
    for _ in 0..3 {
        assert!(house.door.deliver(&post("C1")).await.is_ok());
    }
    let Err(Undelivered::Throttled(wait)) = house.door.deliver(&post("C1")).await else { panic!() };
    assert!(wait <= Duration::from_secs(1));
    assert!(house.door.deliver(&post("C2")).await.is_ok());
    assert_eq!(names(&server).await.len(), 4);
}

#[tokio::test]
async fn what_may_have_happened_is_repeated_only_where_that_does_no_harm() {
    for template in [
        ResponseTemplate::new(503),
        ResponseTemplate::new(200).set_body_string("<html>"),
        refused("internal_error"),
    ] {
        let (server, house) = slack().await;
        on(&server, "chat.postMessage", template.clone()).await;
        on(&server, "chat.update", template).await;
        assert!(matches!(house.door.deliver(&post("C1")).await, Err(Undelivered::Unanswered(_))));
        assert!(matches!(house.door.deliver(&edit()).await, Err(Undelivered::Unreached(_))));
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let api = format!("http://{}/api", listener.local_addr().unwrap());
    let hangs_up = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.read_exact(&mut [0; 64]).await.unwrap();
    });
    let house = House::with(&api, &[installation(None, Some("T1"))]);
    let told = house.door.deliver(&post("C1")).await;
    assert_eq!(told, Err(Undelivered::Unanswered("chat.postMessage: no answer".to_owned())));
    hangs_up.await.unwrap();

    let house = House::new();
    let told = house.door.deliver(&post("C1")).await;
    assert_eq!(told, Err(Undelivered::Unreached("chat.postMessage: no connection".to_owned())));
}

#[tokio::test]
async fn no_error_carries_a_body_or_a_token() {
    let (server, house) = slack().await;
    on(&server, "chat.postMessage", ResponseTemplate::new(500).set_body_string("private words")).await;
    let told = format!("{:?}", house.door.deliver(&post("C1")).await);
    assert!(!told.contains("private") && !told.contains("xoxb"), "{told}");
    let handle = format!("{}/hook/secret", server.uri());
    let replace = DeliveryAction::Replace { handle: ReplyHandle::new(handle), card: card() };
    let told = format!("{:?}", house.door.deliver(&delivery(replace)).await);
    assert!(told.contains("HandleExpired") && !told.contains("secret"), "{told}");
}

#[tokio::test]
async fn deleting_what_is_gone_is_success() {
    let (server, house) = slack().await;
    on(&server, "chat.delete", refused("message_not_found")).await;
    let delete = || delivery(DeliveryAction::Delete { place: place("C1"), message: MessageId::new("1.2") });
    assert_eq!(house.door.deliver(&delete()).await, Ok(Delivered::default()));
    server.reset().await;
    on(&server, "chat.update", refused("message_not_found")).await;
    assert_eq!(house.door.deliver(&edit()).await, Err(Undelivered::Refused(Reason::NoSuchMessage)));
}

#[tokio::test]
async fn only_one_person_by_handle_then_ephemeral_then_directly() {
    let (server, house) = slack().await;
    let hook = format!("{}/hook", server.uri());
    Mock::given(path("/hook"))
        .and(body_partial_json(
            json!({"response_type": "ephemeral", "replace_original": false, "thread_ts": "1.1"}),
        ))
        .respond_with(ResponseTemplate::new(200).set_body_string("ok"))
        .mount(&server)
        .await;
    assert_eq!(
        house.door.deliver(&only(Some(hook.clone()), Some(place("C1")))).await,
        Ok(Delivered::default())
    );
    assert_eq!(names(&server).await, ["/hook"]);

    server.reset().await;
    Mock::given(path("/hook"))
        .respond_with(ResponseTemplate::new(404).set_body_string("expired_url"))
        .mount(&server)
        .await;
    on(&server, "chat.postEphemeral", answer(json!({"ok": true, "message_ts": "1.3"}))).await;
    assert!(house.door.deliver(&only(Some(hook.clone()), Some(place("C1")))).await.is_ok());
    let made = calls(&server).await;
    assert_eq!(made[1].0, "chat.postEphemeral");
    assert_eq!((&made[1].1["user"], &made[1].1["thread_ts"]), (&json!("U1"), &json!("1.1")));

    server.reset().await;
    on(&server, "chat.postEphemeral", refused("user_not_in_channel")).await;
    direct(&server).await;
    let delivered = house.door.deliver(&only(None, Some(place("C1")))).await.unwrap();
    assert_eq!(delivered.place, Some(place("D1")));
    assert!(house.door.deliver(&only(None, None)).await.is_ok());
    // The conversation is opened once.
    assert_eq!(
        names(&server).await,
        ["chat.postEphemeral", "conversations.open", "chat.postMessage", "chat.postMessage"]
    );
}

#[tokio::test]
async fn a_silent_handle_is_not_followed_by_a_second_message() {
    let (server, house) = slack().await;
    Mock::given(path("/hook")).respond_with(ResponseTemplate::new(502)).mount(&server).await;
    let told = house.door.deliver(&only(Some(format!("{}/hook", server.uri())), Some(place("C1")))).await;
    assert!(matches!(told, Err(Undelivered::Unanswered(_))));
    assert_eq!(names(&server).await, ["/hook"]);
}

#[tokio::test]
async fn a_handle_leads_to_slack_or_nowhere() {
    use crate::platforms::slack::outbound::reply_url::address;
    let real = "https://slack.com/api".parse().unwrap();
    let emulator = "http://127.0.0.1:3000/api".parse().unwrap();
    for (url, on_real, on_emulator) in [
        ("https://hooks.slack.com/commands/T1/2/3", true, true),
        ("http://hooks.slack.com/commands/T1", false, false),
        ("https://hooks.slack.com.evil.example/x", false, false),
        ("https://hooks.slack.com@evil.example/x", false, false),
        ("https://evil.example/hooks.slack.com", false, false),
        ("https://hooks.slack.com:8443/x", false, false),
        ("https://u:p@hooks.slack.com/x", false, false),
        ("http://127.0.0.1:3000/response/1", false, true),
        ("http://localhost:3000/response/1", false, true),
        ("http://127.0.0.1:3001/response/1", false, false),
        ("http://169.254.169.254/latest", false, false),
        ("https://slack.com/x", false, false),
        ("file:///etc/passwd", false, false),
        ("", false, false),
    ] {
        let handle = ReplyHandle::new(url);
        assert_eq!(address(&handle, &real).is_some(), on_real, "{url}");
        assert_eq!(address(&handle, &emulator).is_some(), on_emulator, "{url}");
    }
}

#[tokio::test]
async fn a_home_page_and_a_replaced_message() {
    let (server, house) = slack().await;
    on(&server, "views.publish", answer(json!({"ok": true}))).await;
    Mock::given(path("/hook"))
        .and(body_partial_json(json!({"replace_original": true})))
        .respond_with(answer(json!({"ok": true})))
        .mount(&server)
        .await;
    let home = DeliveryAction::Home { account: AccountId::new("slack:T1:U1"), card: card() };
    assert!(house.door.deliver(&delivery(home)).await.is_ok());
    let replace =
        DeliveryAction::Replace { handle: ReplyHandle::new(format!("{}/hook", server.uri())), card: card() };
    assert!(house.door.deliver(&delivery(replace)).await.is_ok());
    let made = calls(&server).await;
    assert_eq!((&made[0].1["user_id"], &made[0].1["view"]["type"]), (&json!("U1"), &json!("home")));
    assert!(made[1].1.get("response_type").is_none());
}

#[tokio::test]
async fn an_account_is_looked_up() {
    let (server, house) = slack().await;
    Mock::given(method("GET"))
        .and(path("/api/users.info"))
        .and(query_param("user", "U1"))
        .respond_with(answer(json!({"ok": true, "user": {"id": "U1", "team_id": "T1", "is_restricted": true,
            "tz": "Asia/Tokyo", "profile": {"display_name": "ann"}}})))
        .mount(&server)
        .await;
    let account = AccountId::new("slack:T1:U1");
    let profile = house.door.profile(&WorkspaceId::new("slack:T1"), &account).await.unwrap();
    assert_eq!((profile.name.as_str(), profile.standing), ("ann", Standing::Guest));
    server.reset().await;
    on(&server, "users.info", refused("user_not_found")).await;
    let told = house.door.profile(&WorkspaceId::new("slack:T1"), &account).await;
    assert_eq!(told, Err(Undelivered::Refused(Reason::PersonGone)));
}

#[tokio::test]
async fn a_message_has_the_address_that_slack_gives_it() {
    let (server, house) = slack().await;
    Mock::given(method("GET"))
        .and(path("/api/chat.getPermalink"))
        .and(query_param("channel", "C1"))
        .and(query_param("message_ts", "1.2"))
        .respond_with(answer(json!({"ok": true, "channel": "C1",
            "permalink": "https://acme.slack.com/archives/C1/p12"})))
        .mount(&server)
        .await;
    let (workspace, message) = (WorkspaceId::new("slack:T1"), MessageId::new("1.2"));
    let link = house.door.permalink(&workspace, &place("C1"), &message).await;
    assert_eq!(link.as_deref(), Some("https://acme.slack.com/archives/C1/p12"));
    server.reset().await;
    on(&server, "chat.getPermalink", refused("message_not_found")).await;
    assert_eq!(house.door.permalink(&workspace, &place("C1"), &message).await, None);
    server.reset().await;
    on(&server, "chat.getPermalink", answer(json!({"ok": true, "permalink": "javascript:alert(1)"}))).await;
    assert_eq!(house.door.permalink(&workspace, &place("C1"), &message).await, None);
}

#[tokio::test]
async fn without_an_installation_nothing_is_tried() {
    let (server, house) = slack().await;
    let mut elsewhere = post("C1");
    elsewhere.workspace = WorkspaceId::new("slack:T9");
    assert_eq!(house.door.deliver(&elsewhere).await, Err(Undelivered::Refused(Reason::Revoked)));
    let odd =
        delivery(DeliveryAction::Post { to: Target::Direct(AccountId::new("teams:T:U")), card: card() });
    assert_eq!(house.door.deliver(&odd).await, Err(Undelivered::Refused(Reason::PersonGone)));
    assert_eq!(names(&server).await, Vec::<String>::new());
    let house = House::new();
    house.store.down.store(true, std::sync::atomic::Ordering::Relaxed);
    assert!(matches!(house.door.deliver(&post("C1")).await, Err(Undelivered::Unreached(_))));
}

#[tokio::test]
async fn slack_keeps_the_contract() {
    let (server, house) = slack().await;
    let sent = json!({"ok": true, "channel": "C1", "ts": "1.2", "message": {}});
    Mock::given(path("/api/chat.postMessage"))
        .and(body_partial_json(json!({"channel": "D1"})))
        .respond_with(answer(json!({"ok": true, "channel": "D1", "ts": "1.3", "message": {}})))
        .with_priority(1)
        .mount(&server)
        .await;
    on(&server, "conversations.open", answer(json!({"ok": true, "channel": {"id": "D1"}}))).await;
    for name in ["chat.postMessage", "chat.update"] {
        on(&server, name, answer(sent.clone())).await;
    }
    Mock::given(path("/api/chat.delete")).respond_with(answer(sent)).up_to_n_times(1).mount(&server).await;
    on(&server, "chat.delete", refused("message_not_found")).await;
    on(&server, "chat.postEphemeral", answer(json!({"ok": true, "message_ts": "1.4"}))).await;
    on(&server, "views.publish", answer(json!({"ok": true, "view": {"id": "V1"}}))).await;
    let user = json!({"ok": true, "user": {"id": "U1", "team_id": "T1", "profile": {"display_name": "ann"}}});
    on(&server, "users.info", answer(user)).await;
    let subject = Subject {
        platform: house.door.as_ref(),
        workspace: WorkspaceId::new("slack:T1"),
        place: place("C1"),
        others: |number| place(&format!("C10{number}")),
        account: AccountId::new("slack:T1:U1"),
        clock: house.clock.clone(),
    };
    holds(&subject).await;
    for (name, body) in calls(&server).await {
        let size = body.to_string().len();
        assert!(size < 60_000, "{name}: {size} bytes");
        assert!(body["blocks"].as_array().is_none_or(|blocks| blocks.len() <= 50), "{name}");
    }
}
