//! What the features made of messages follows a newer export, in whatever place they stand.

use std::io::Write as _;

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::chat::{
    AccountId, ChannelStatement, Message, MessageId, Place, PlaceId, PlaceKind, Visibility, What, WorkspaceId,
};
use crate::import::slack_export::{Options, run};
use crate::people::Channels;
use crate::testing::{House, on_each_engine};

const ROLLBACK: &str = "how do I roll back the hunter2 Postgres migration?";

fn by(house: &House, key: &str, id: &str, text: &str, thread: Option<MessageId>) -> Message {
    Message {
        id: MessageId::new(id),
        author: Some(AccountId::new(format!("test:acme:{key}"))),
        text: text.into(),
        thread,
        sent: house.now(),
        edited: None,
    }
}

async fn go(house: &mut House) {
    for label in ["Ask them", "Ask", "Ask the channel"] {
        if house.ann().can_press(label) {
            house.ann().presses(label).await;
            return;
        }
    }
    panic!("nothing to press: {}", house.ann().sees());
}

/// An export made now that has these messages of C1.
async fn import(house: &mut House, messages: Vec<Value>, day: &str) {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut zip = zip::ZipWriter::new(file.reopen().unwrap());
    let made = zip::DateTime::from_date_and_time(2026, 9, 20, 10, 0, 0).unwrap();
    let options = zip::write::SimpleFileOptions::default().last_modified_time(made);
    let users = json!([{ "id": "BOB", "team_id": "T1", "name": "bob" }, { "id": "ANN", "team_id": "T1", "name": "ann" }]);
    for (name, value) in [
        ("users.json".to_owned(), users),
        ("channels.json".to_owned(), json!([{ "id": "C1", "name": "platform" }])),
        (format!("platform/{day}.json"), json!(messages)),
    ] {
        zip.start_file(name, options).unwrap();
        zip.write_all(value.to_string().as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    let options = Options {
        channels: Vec::new(),
        dry_run: false,
        private: false,
        team: Some("T1".to_owned()),
        org: house.org.clone(),
        open_channels: true,
        until: None,
    };
    let mut n = 0;
    let fresh = || {
        n += 1;
        format!("imp {n}")
    };
    house.passes(TimeDelta::days(6)).await;
    let report =
        Box::pin(run(&house.db, file.path(), &options, fresh, house.now(), |_, _, _| {})).await.unwrap();
    assert_eq!(report.problems, Vec::<String>::new());
    Box::pin(house.machine.settle()).await.unwrap();
    house.passes(TimeDelta::minutes(1)).await;
}

fn c1(thread: Option<&str>) -> Place {
    Place {
        id: PlaceId::new("slack:T1:C1"),
        kind: PlaceKind::Channel,
        thread: thread.map(MessageId::new),
        shared: false,
    }
}

async fn begin(house: &mut House) {
    house.leaves_work();
    let (now, w) = (house.now(), house.workspace.clone());
    house
        .before(async |tx, org| {
            let st = ChannelStatement {
                visibility: Some(Visibility::Organisation),
                shared: Some(false),
                ..Default::default()
            };
            tx.ensure_workspace(&WorkspaceId::new("slack:T1"), org, "T1").await.unwrap();
            tx.of::<Channels>(org).state_channel(&w, &c1(None).id, &st, now).await.unwrap();
        })
        .await;
}

#[tokio::test]
async fn a_reply_that_was_found_to_be_no_answer_follows_a_newer_export() {
    on_each_engine(async |house: &mut House| {
        begin(house).await;
        let now = house.now();
        house.before(async |tx, org| { tx.of::<Channels>(org).opt_in(&c1(None).id, true, now).await.unwrap(); }).await;
        let t = now.timestamp();
        let (root, reply) = (format!("{t}.000100"), format!("{}.000200", t + 10));
        let asks = What::Command { words: "ask-expert how do I roll back a Postgres migration".into(), slash: false, message: Some(MessageId::new(&root)), groups: vec![] };
        house.ann().at(c1(None)).does(asks, None).await;
        go(house).await;
        let m = by(house, "bob", &reply, "Use hunter2, then down.", Some(MessageId::new(&root)));
        house.bob().at(c1(Some(&root))).does(What::Overheard(m.clone()), None).await;
        house.ann().at(c1(Some(&root))).chooses("experts.accept_message", Some(m)).await;
        house.ann().presses("Not solved after all").await;
        // The program does not run when Bob changes it; a newer export has it.
        let day = "2026-09-14";
        import(house, vec![
            json!({"type":"message","user":"ANN","text":"how do I","ts":root,"thread_ts":root,"reply_count":1}),
            json!({"type":"message","user":"BOB","text":"Use care.","ts":reply,"thread_ts":root,"parent_user_id":"ANN","edited":{"ts": format!("{}.000000", t + 60)}}),
        ], day).await;
        assert_eq!(house.keeps("hunter2").await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_question_goes_with_the_message_that_a_newer_export_has_no_more() {
    on_each_engine(async |house: &mut House| {
        begin(house).await;
        house.answered("bob", "How can I undo a Postgres migration?", "Run migrate down.", 20).await;
        let t = house.now().timestamp();
        let src = format!("{t}.000100");
        let words = ROLLBACK;
        let m = by(house, "bob", &src, words, None);
        house.ann().at(c1(None)).chooses("experts.ask_message", Some(m)).await;
        house.ann().at(c1(None)).fills_in(&[("question", words)]).await;
        go(house).await;
        import(
            house,
            vec![
                json!({"type":"message","user":"ANN","text":"before","ts":format!("{}.000100", t - 60)}),
                json!({"type":"message","user":"ANN","text":"after","ts":format!("{}.000100", t + 60)}),
            ],
            "2026-09-14",
        )
        .await;
        assert_eq!(house.keeps("hunter2").await, Vec::<String>::new());
    })
    .await;
}
