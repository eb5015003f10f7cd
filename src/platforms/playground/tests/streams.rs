//! Each reader hears what their person may hear, and can come back to where they were.

use std::time::Duration;

use axum::body::BodyDataStream;
use futures_util::StreamExt;

use super::*;

struct Reader(BodyDataStream);

impl Rig {
    async fn listen(&self, who: &str, last: Option<&str>) -> Reader {
        let mut request = Request::get(format!("/playground/stream?as={who}"));
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Reader(response.into_body().into_data_stream())
    }
}

impl Reader {
    /// All that is there to be read now.
    async fn all(&mut self) -> String {
        let mut read = String::new();
        while let Ok(Some(piece)) = tokio::time::timeout(Duration::from_millis(20), self.0.next()).await {
            read.push_str(std::str::from_utf8(&piece.unwrap()).unwrap());
        }
        read
    }
}

fn last_id(read: &str) -> &str {
    read.lines().rev().find_map(|line| line.strip_prefix("id: ")).unwrap()
}

#[tokio::test]
async fn a_post_reaches_everybody_there_and_a_private_answer_its_person() {
    let rig = rig().await;
    let (mut anna, mut ben, mut dev) =
        (rig.listen("anna", None).await, rig.listen("ben", None).await, rig.listen("dev", None).await);
    rig.post_card(in_platform(), "for all").await;
    rig.post_card(only("anna", Some(PLATFORM)), "for anna").await;
    rig.deliver(DeliveryAction::Home { account: account("ben"), card: Card::line("home") }).await.unwrap();
    rig.post("/playground/clock", &json!({"by": "hour"})).await;
    let (anna, ben, dev) = (anna.all().await, ben.all().await, dev.all().await);
    assert!(anna.contains("for all") && anna.contains("for anna") && !anna.contains("event: home"));
    assert!(ben.contains("for all") && !ben.contains("for anna") && ben.contains("event: home"));
    assert!(ben.contains(r#"data: {"place":"playground:channel:platform","unread":1}"#));
    assert!(!dev.contains("for") && dev.contains("event: clock"));
}

#[tokio::test]
async fn an_answer_brings_its_first_message_along_and_a_deleted_one_goes() {
    let rig = rig().await;
    let root = rig.messages("ben", PLATFORM).await[0]["id"].clone();
    let mut ben = rig.listen("ben", None).await;
    rig.act("anna", json!({"say": {"place": PLATFORM, "thread": root, "text": "thanks"}})).await;
    let read = ben.all().await;
    assert_eq!(read.matches("event: message").count(), 2);
    assert!(read.contains(r#""count":2"#));
    rig.act("anna", json!({"delete": {"place": PLATFORM, "message": "000010000000"}})).await;
    assert!(ben.all().await.contains("event: gone"));
}

#[tokio::test]
async fn a_reader_that_was_away_hears_what_it_missed_and_nothing_twice() {
    let rig = rig().await;
    let hello = rig.listen("ben", None).await.all().await;
    rig.post_card(in_platform(), "one").await;
    let read = rig.listen("ben", Some(last_id(&hello))).await.all().await;
    assert!(read.contains("one"));
    rig.post_card(in_platform(), "two").await;
    let read = rig.listen("ben", Some(last_id(&read))).await.all().await;
    assert!(!read.contains("one") && read.contains("two") && !read.contains("reset"));
}

#[tokio::test]
async fn a_reader_that_is_lost_starts_anew() {
    let rig = rig().await;
    for last in ["", "7", "0000000000000001-99", "0000000000000002-0", "0000000000000001-x"] {
        let mut reader = rig.listen("ben", Some(last)).await;
        let read = reader.all().await;
        assert!(read.contains("event: reset"), "{last}: {read}");
    }
    let hello = rig.listen("ben", None).await.all().await;
    let mut slow = rig.listen("ben", None).await;
    for _ in 0..600 {
        rig.post("/playground/clock", &json!({"by": "hour"})).await;
    }
    assert!(slow.all().await.contains("event: reset"));
    assert!(rig.listen("ben", Some(last_id(&hello))).await.all().await.contains("event: reset"));
}
