//! Somebody is erased where their words went on: nothing of theirs is left, and nothing of anybody else goes.

use chrono::TimeDelta;

use super::{ROLLBACK, some_history};
use crate::chat::{AccountId, Message, MessageId, PersonId, What};
use crate::testing::{House, on_each_engine};

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

async fn erase(house: &House, person: &str) {
    house.machine.erase_person(&house.org, &PersonId::new(person)).await.unwrap().unwrap();
    house.machine.settle().await.unwrap();
}

async fn go(house: &mut House, key: &'static str) {
    for label in ["Ask them", "Ask", "Ask the channel"] {
        if house.someone(key).can_press(label) {
            house.someone(key).presses(label).await;
            return;
        }
    }
    panic!("nothing to press: {}", house.someone(key).sees());
}

fn mention(id: &str, words: &str) -> What {
    What::Command {
        words: format!("ask-expert {words}").into(),
        slash: false,
        message: Some(MessageId::new(id)),
        groups: Vec::new(),
    }
}

fn summaries(house: &House, words: &str) -> Vec<String> {
    let shown = house.street.shown.lock().unwrap();
    shown
        .iter()
        .filter(|it| format!("{:?}", it.card).contains(words))
        .map(|it| format!("{:?} {:?}", it.only, it.card))
        .collect()
}

#[tokio::test]
async fn an_edit_by_somebody_erased_is_not_kept() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        erase(house, "bob").await;
        let mut m = by(house, "bob", "m1", "hunter2 about Postgres", None);
        house.bob().does(What::Overheard(m.clone()), None).await;
        house.forgot("hunter2").await;
        m.edited = Some(house.now() + TimeDelta::seconds(5));
        house.bob().does(What::Edited(m), None).await;
        house.forgot("hunter2").await;
    })
    .await;
}

#[tokio::test]
async fn in_a_question_thread() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        some_history(house).await;
        house.ann().says(ROLLBACK).await;
        go(house, "ann").await;
        let root = house.newest_root();
        erase(house, "bob").await;
        let mut m = by(house, "bob", "m1", "hunter2 about Postgres", Some(root));
        m.edited = Some(house.now() + TimeDelta::seconds(5));
        house.bob().does(What::Edited(m), None).await;
        house.leaves_work();
        assert_eq!(house.keeps("hunter2").await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_question_asked_on_the_message_of_somebody_erased() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        let words = "how do I roll back the hunter2 Postgres migration?";
        let m = by(house, "bob", "src", words, None);
        house.ann().chooses("experts.ask_message", Some(m.clone())).await;
        house.ann().fills_in(&[("question", words)]).await;
        go(house, "ann").await;
        erase(house, "bob").await;
        house.leaves_work();
        let kept = house.keeps("hunter2").await;
        let shown = summaries(house, "hunter2").len();
        house.passes(TimeDelta::minutes(1)).await;
        house.bob().changes(&m.id, "how do I roll back the hunter3 Postgres migration?").await;
        let new = house.keeps("hunter3").await;
        assert_eq!((kept, shown, new), (vec![], 0, vec![]));
    })
    .await;
}

#[tokio::test]
async fn two_asked_on_one_message_and_one_is_erased() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        let words = "how do I roll back the hunter2 Postgres migration?";
        let m = by(house, "bob", "src", words, None);
        house.leaves_work();
        for who in ["ann", "dan"] {
            house.someone(who).chooses("experts.ask_message", Some(m.clone())).await;
            house.someone(who).fills_in(&[("question", words)]).await;
            go(house, who).await;
        }
        erase(house, "ann").await;
        house.bob().takes_away(&m.id).await;
        house.forgot("hunter2").await;
    })
    .await;
}

#[tokio::test]
async fn the_answer_of_one_is_the_question_of_another() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.leaves_work();
        house.ann().says(ROLLBACK).await;
        go(house, "ann").await;
        let root = house.newest_root();
        let words = "does hunter2 help to roll back a Postgres migration?";
        let m = by(house, "cleo", "src", words, Some(root));
        house.dan().chooses("experts.ask_message", Some(m.clone())).await;
        house.dan().fills_in(&[("question", words)]).await;
        house.ann().chooses("experts.accept_message", Some(m.clone())).await;
        // Dan has himself erased; Cleo takes her message away.
        erase(house, "dan").await;
        house.cleo().takes_away(&m.id).await;
        house.forgot("hunter2").await;
    })
    .await;
}

#[tokio::test]
async fn erasing_an_asker_deletes_the_message_of_somebody_else() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        some_history(house).await;
        house.leaves_work();
        let root = house.bob().writes("zeppelin: the staging database is slow", None).await;
        let at = crate::chat::Place {
            id: crate::chat::PlaceId::new("test:platform"),
            kind: crate::chat::PlaceKind::Channel,
            thread: Some(root.clone()),
            shared: false,
        };
        house.ann().at(at).does(mention("q", "how do I roll back a Postgres migration"), None).await;
        go(house, "ann").await;
        assert_eq!(house.keeps("zeppelin").await, ["evidence.body"]);
        erase(house, "ann").await;
        assert_eq!(house.keeps("zeppelin").await, ["evidence.body"], "what Bob wrote is Bob's");
    })
    .await;
}

#[tokio::test]
async fn a_question_in_a_thread_takes_the_place_of_its_first_message() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        some_history(house).await;
        house.leaves_work();
        let root = house.bob().writes("zeppelin: the staging database is slow", None).await;
        house.passes(TimeDelta::minutes(1)).await;
        let at = crate::chat::Place {
            id: crate::chat::PlaceId::new("test:platform"),
            kind: crate::chat::PlaceKind::Channel,
            thread: Some(root.clone()),
            shared: false,
        };
        house.ann().at(at).does(mention("q", "how do I roll back a Postgres migration"), None).await;
        go(house, "ann").await;
        house.cleo().writes("Run it down.", Some(&root)).await;
        assert_eq!(house.keeps("zeppelin").await, ["evidence.body"], "what Bob wrote is there");
    })
    .await;
}

#[tokio::test]
async fn nobody_keeps_the_account_of_somebody_erased() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        house.bob().says("/lyceum me").await;
        erase(house, "bob").await;
        let gone = house.keeps("acme:bob").await;
        house.cleo().writes("ask <@test:acme:bob> about Postgres", None).await;
        house.cleo().says("/ask-expert does <@test:acme:bob> know how to roll back Postgres?").await;
        assert_eq!((gone, house.keeps("acme:bob").await), (vec![], vec![]));
    })
    .await;
}

#[tokio::test]
async fn the_words_of_an_erased_asker_in_the_reasons_of_others() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.leaves_work();
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask them").await;
        erase(house, "ann").await;
        let mut tx = house.db.read().await.unwrap();
        let rows: Vec<(String,)> = tx
            .all(crate::store::Sql::new("SELECT why FROM candidate WHERE why <> ''"), vec![])
            .await
            .unwrap();
        assert!(rows.is_empty(), "{rows:?}");
    })
    .await;
}

#[tokio::test]
async fn somebody_erased_before_their_question_was_sent() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.leaves_work();
        let words = "how do I roll back the hunter2 Postgres migration?";
        let m = by(house, "bob", "src", words, None);
        erase(house, "bob").await;
        // Their message is still there, and somebody asks on it.
        house.ann().chooses("experts.ask_message", Some(m.clone())).await;
        let refused = house.ann().sees();
        assert!(refused.contains("I cannot use this message"), "{refused}");
        assert_eq!(house.keeps("hunter2").await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn carried_words_that_were_not_sent_go_with_their_author() {
    on_each_engine(async |house: &mut House| {
        house.has_people_abroad(&["bob"]).await;
        house.answered("bob abroad", "How can I undo a Postgres migration?", "Run migrate down.", 20).await;
        house.leaves_work();
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask").await;
        house.bob().abroad().presses("I'll take it").await;
        house.bob().abroad().tells("Run migrate down with hunter2.", None).await;
        house.next_sending_of_card_fails(
            "bob abroad replies",
            crate::chat::Undelivered::Refused(crate::chat::Reason::Blocked),
        );
        house.bob().abroad().presses("Yes, send it").await;
        let before = house.keeps("hunter2").await;
        assert!(before.contains(&"outbox.errand".to_owned()), "{before:?}");
        erase(house, "bob abroad").await;
        assert_eq!(house.keeps("hunter2").await, Vec::<String>::new(), "before: {before:?}");
    })
    .await;
}

#[tokio::test]
async fn erased_words_are_told_in_no_export() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.leaves_work();
        let words = "how do I roll back the hunter2 Postgres migration?";
        let m = by(house, "bob", "src", words, None);
        house.ann().chooses("experts.ask_message", Some(m.clone())).await;
        house.ann().fills_in(&[("question", words)]).await;
        go(house, "ann").await;
        let told = house
            .machine
            .export_person(&house.org, &PersonId::new("bob"))
            .await
            .unwrap()
            .unwrap()
            .to_string();
        assert!(told.contains("hunter2"), "what is kept of Bob's words is not exported");
    })
    .await;
}

#[tokio::test]
async fn asked_on_a_message_of_somebody_in_a_channel_that_is_read() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        some_history(house).await;
        house.leaves_work();
        let words = "how do I roll back the hunter2 Postgres migration?";
        let id = house.bob().writes(words, None).await;
        let m = by(house, "bob", id.as_str(), words, None);
        house.ann().chooses("experts.ask_message", Some(m.clone())).await;
        house.ann().fills_in(&[("question", words)]).await;
        go(house, "ann").await;
        // A reply: the question is kept as evidence under the first message of the thread, which is Bob's.
        house.cleo().writes("Run it down.", Some(&id)).await;
        let author = {
            let mut tx = house.db.read().await.unwrap();
            let query = crate::store::Sql::new(
                "SELECT COALESCE(author, '') FROM evidence WHERE body LIKE '%hunter2%'",
            );
            tx.all::<(String,)>(query, vec![]).await.unwrap()
        };
        erase(house, "bob").await;
        assert_eq!((author, house.keeps("hunter2").await), (vec![("bob".to_owned(),)], vec![]));
    })
    .await;
}
