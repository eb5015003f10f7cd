//! People who never use threads are understood all the same.

use chrono::TimeDelta;

use super::{find, names, noon, org, person};
use crate::chat::{MessageId, OrgId, PlaceId};
use crate::search::{Conversations, Evidence, EvidenceId, EvidenceLog, Kind, Search};
use crate::store::Tx;
use crate::testing::on_each_store;

/// Somebody writes in the channel, so many minutes before noon.
async fn writes(
    tx: &mut Tx,
    org: &OrgId,
    who: &str,
    name: &str,
    text: &str,
    minutes: i64,
    thread: Option<&str>,
) {
    let place = PlaceId::new("slack:T:C1");
    let sent = noon() - TimeDelta::minutes(minutes);
    let kind = if thread.is_some() { Kind::Answer } else { Kind::Message };
    let mut message = Evidence::message(kind, &place, &MessageId::new(name), Some(&person(who)), sent, text);
    message.thread = thread.map(MessageId::new);
    tx.of::<Conversations>(org).hear(message).await.unwrap();
}

/// Twenty messages, an hour apart and older than a day; every second of them in a thread, if wanted.
async fn habit(tx: &mut Tx, org: &OrgId, threads: bool) {
    let mut before = String::new();
    for at in 0..20 {
        let name = format!("h{at}");
        let thread = (threads && at % 2 == 1).then_some(before.as_str());
        writes(tx, org, "zoe", &name, "lunch", 3_000 - at * 60, thread).await;
        before = name;
    }
}

async fn thread(tx: &mut Tx, org: &OrgId, name: &str) -> Option<MessageId> {
    let id = EvidenceId::message(&PlaceId::new("slack:T:C1"), &MessageId::new(name));
    tx.of::<EvidenceLog>(org).evidence(&id).await.unwrap().unwrap().thread
}

#[tokio::test]
async fn where_nobody_uses_threads_who_replies_below_has_answered() {
    on_each_store(async |db| {
        let (search, org) = (Search::in_memory(), org("o"));
        let mut tx = db.begin().await.unwrap();
        habit(&mut tx, &org, false).await;
        writes(&mut tx, &org, "ann", "1", "how do I revert a migration?", 100, None).await;
        writes(&mut tx, &org, "bob", "2", "sqlx migrate revert", 95, None).await;
        writes(&mut tx, &org, "ann", "3", "thanks", 94, None).await;
        writes(&mut tx, &org, "eve", "4", "anybody for coffee?", 40, None).await;
        tx.commit().await.unwrap();

        let mut tx = db.read().await.unwrap();
        assert_eq!(names(&find(&search, &mut tx, &org, "revert a migration").await), ["bob"]);
        assert_eq!(thread(&mut tx, &org, "3").await, Some(MessageId::new("1")));
        assert_eq!(thread(&mut tx, &org, "4").await, None, "after a pause it is something new");
    })
    .await;
}

#[tokio::test]
async fn where_threads_are_used_what_stands_below_is_something_new() {
    on_each_store(async |db| {
        let (search, org) = (Search::in_memory(), org("o"));
        let mut tx = db.begin().await.unwrap();
        habit(&mut tx, &org, true).await;
        writes(&mut tx, &org, "ann", "1", "how do I revert a migration?", 100, None).await;
        writes(&mut tx, &org, "bob", "2", "sqlx migrate revert is what I ask about", 95, None).await;
        tx.commit().await.unwrap();
        let mut tx = db.read().await.unwrap();
        assert!(names(&find(&search, &mut tx, &org, "revert a migration").await).is_empty());
    })
    .await;
}

#[tokio::test]
async fn whoever_is_replied_to_in_a_thread_has_begun_one() {
    on_each_store(async |db| {
        let (search, org) = (Search::in_memory(), org("o"));
        let mut tx = db.begin().await.unwrap();
        habit(&mut tx, &org, false).await;
        writes(&mut tx, &org, "ann", "1", "good morning", 100, None).await;
        writes(&mut tx, &org, "bob", "2", "how do I revert a migration?", 95, None).await;
        assert_eq!(thread(&mut tx, &org, "2").await, Some(MessageId::new("1")));
        writes(&mut tx, &org, "eve", "3", "sqlx migrate revert", 90, Some("2")).await;
        assert_eq!(thread(&mut tx, &org, "2").await, None);
        tx.commit().await.unwrap();
        let mut tx = db.read().await.unwrap();
        assert_eq!(names(&find(&search, &mut tx, &org, "revert a migration").await), ["eve"]);
    })
    .await;
}

#[tokio::test]
async fn a_conversation_ends_and_what_is_new_or_of_a_program_stays_apart() {
    on_each_store(async |db| {
        let org = org("o");
        let mut tx = db.begin().await.unwrap();
        for at in 0..70 {
            writes(&mut tx, &org, "zoe", &format!("{at}"), "and on it goes", 200 - at, None).await;
        }
        assert_eq!(thread(&mut tx, &org, "19").await, None, "of so few it cannot be told");
        assert_eq!(thread(&mut tx, &org, "21").await, thread(&mut tx, &org, "58").await);
        assert_eq!(thread(&mut tx, &org, "59").await, None, "no conversation is endless");
        let place = PlaceId::new("slack:T:C1");
        let message = |name: &str| {
            let (id, who) = (MessageId::new(name), person("ann"));
            Evidence::message(Kind::Message, &place, &id, Some(&who), noon() - TimeDelta::minutes(125), "x")
        };
        let titled = Evidence { title: Some("A question".to_owned()), ..message("titled") };
        tx.of::<Conversations>(&org).hear(titled).await.unwrap();
        tx.of::<Conversations>(&org).hear(Evidence { author: None, ..message("program") }).await.unwrap();
        tx.of::<Conversations>(&org).hear(message("plain")).await.unwrap();
        assert_eq!(thread(&mut tx, &org, "titled").await, None);
        assert_eq!(thread(&mut tx, &org, "program").await, None);
        assert!(thread(&mut tx, &org, "plain").await.is_some());
        tx.of::<Conversations>(&org).hear(message("plain")).await.unwrap();
        assert!(
            thread(&mut tx, &org, "plain").await.is_some_and(|first| first.as_str() != "plain"),
            "heard again"
        );
    })
    .await;
}
