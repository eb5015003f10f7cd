//! What was made of a message follows it, whatever became of it meanwhile.

use chrono::TimeDelta;

use super::{ROLLBACK, some_history};
use crate::chat::{AccountId, Message, MessageId, What};
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

async fn offered(house: &mut House, question: &str) -> String {
    house.dan().looks();
    house.dan().says(question).await;
    house.dan().only_mine()
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
async fn a_copy_that_was_no_answer_follows_too() {
    on_each_engine(async |house: &mut House| {
        house.has_people_abroad(&["bob"]).await;
        house.answered("bob abroad", "How can I undo a Postgres migration?", "Run migrate down.", 20).await;
        house.leaves_work();
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask").await;
        house.bob().abroad().presses("I'll take it").await;
        let message = house.bob().abroad().tells("Run migrate down with hunter1.", None).await;
        house.bob().abroad().presses("Yes, send it").await;
        house.ann().presses("Accept an answer").await;
        house
            .ann()
            .fills_in(&[
                ("person", "@abroad:bob"),
                ("answer", "Run migrate down with hunter1."),
                ("saved", "15"),
            ])
            .await;
        house.passes(TimeDelta::minutes(1)).await;
        house.bob().abroad().alone().changes(&message, "Run migrate down with hunter2.").await;
        house.forgot("hunter1").await;
        house.ann().presses("Not solved after all").await;
        house.passes(TimeDelta::minutes(1)).await;
        house.bob().abroad().alone().changes(&message, "Run migrate down with care.").await;
        let kept = house.keeps("hunter2").await;
        // Accepted again.
        house.ann().presses("Accept an answer").await;
        house
            .ann()
            .fills_in(&[
                ("person", "@abroad:bob"),
                ("answer", "Run migrate down with care."),
                ("saved", "15"),
            ])
            .await;
        let seen = offered(house, ROLLBACK).await;
        assert!(kept.is_empty() && !seen.contains("hunter2"), "{kept:?} {seen}");
    })
    .await;
}

#[tokio::test]
async fn words_made_of_a_message_go_with_it_after_it_was_no_answer() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        some_history(house).await;
        house.leaves_work();
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask them").await;
        house.bob().presses("I'll take it").await;
        let thread = house.newest_root();
        let id = house.bob().writes("The password is hunter2, then migrate down.", Some(&thread)).await;
        house.ann().presses("Accept an answer").await;
        house
            .ann()
            .fills_in(&[("person", "@bob"), ("answer", "Password hunter2, then down."), ("saved", "15")])
            .await;
        house.ann().presses("Not solved after all").await;
        house.bob().takes_away(&id).await;
        house.forgot("hunter2").await;
    })
    .await;
}

#[tokio::test]
async fn a_mention_that_comes_after_its_edit() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        some_history(house).await;
        house.leaves_work();
        let mut m = by(house, "ann", "q", "ask-expert how do I roll back a Postgres migration?", None);
        m.edited = Some(house.now() + TimeDelta::seconds(5));
        house.ann().does(What::Edited(m), None).await;
        // The platform repeats what it could not deliver at first.
        house.ann().does(mention("q", "how do I roll back the hunter2 Postgres migration?"), None).await;
        go(house, "ann").await;
        house.forgot("hunter2").await;
    })
    .await;
}

#[tokio::test]
async fn a_form_on_a_message_that_is_deleted_while_it_is_open() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.leaves_work();
        let words = "how do I roll back the hunter2 Postgres migration?";
        let m = by(house, "bob", "src", words, None);
        house.ann().chooses("experts.ask_message", Some(m.clone())).await;
        house.bob().takes_away(&m.id).await;
        house.ann().fills_in(&[("question", words)]).await;
        if house.ann().can_press("Ask them") {
            house.ann().presses("Ask them").await;
        }
        house.forgot("hunter2").await;
    })
    .await;
}

#[tokio::test]
async fn the_one_to_one_tag_and_summaries_follow_an_edit() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.leaves_work();
        house.has_in_channel("platform", &["ann", "cleo", "dan", "lea"]).await;
        house.ann().does(mention("q", "how do I roll back the hunter2 Postgres migration?"), None).await;
        go(house, "ann").await;
        house.passes(TimeDelta::minutes(1)).await;
        house
            .ann()
            .changes(&MessageId::new("q"), "ask-expert how do I roll back the nice Postgres migration?")
            .await;
        let shown = summaries(house, "hunter2");
        assert!(shown.is_empty(), "{}", shown.join("\n"));
    })
    .await;
}

#[tokio::test]
async fn a_late_reply_older_than_what_was_handed_over() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        some_history(house).await;
        house.leaves_work();
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask them").await;
        let thread = house.newest_root();
        let old = by(house, "cleo", "r1", "hunter2 is how you roll back Postgres?", Some(thread.clone()));
        let mut new = old.clone();
        new.text = "how do I roll back the nice Postgres migration?".into();
        new.edited = Some(house.now() + TimeDelta::seconds(5));
        house.dan().chooses("experts.ask_message", Some(new)).await;
        house.dan().fills_in(&[("question", "how do I roll back the nice Postgres migration?")]).await;
        house.cleo().does(What::Overheard(old), None).await;
        house.forgot("hunter2").await;
    })
    .await;
}

#[tokio::test]
async fn an_anonymous_question_asked_by_a_message_that_is_deleted() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        some_history(house).await;
        house.leaves_work();
        house.ann().does(mention("q", "how do I roll back the hunter2 Postgres migration?"), None).await;
        house.ann().presses("Ask without my name").await;
        house.bob().presses("I'll take it").await;
        house.bob().looks();
        house.ann().takes_away(&MessageId::new("q")).await;
        house.forgot("hunter2").await;
        let seen = house.bob().sees();
        assert!(!seen.contains("Ann"), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn what_was_told_when_it_was_accepted_from_afar() {
    on_each_engine(async |house: &mut House| {
        house.has_people_abroad(&["bob"]).await;
        house.answered("bob abroad", "How can I undo a Postgres migration?", "Run migrate down.", 20).await;
        house.leaves_work();
        house.ann().does(mention("q", "how do I roll back the hunter2 Postgres migration?"), None).await;
        house.ann().presses("Ask").await;
        house.bob().abroad().presses("I'll take it").await;
        house.bob().abroad().tells("Run migrate down.", None).await;
        house.bob().abroad().presses("Yes, send it").await;
        house.ann().presses("Accept an answer").await;
        house
            .ann()
            .fills_in(&[("person", "@abroad:bob"), ("answer", "Run migrate down."), ("saved", "15")])
            .await;
        house.ann().takes_away(&MessageId::new("q")).await;
        let shown = summaries(house, "hunter2");
        let shown: Vec<_> =
            shown.iter().filter(|it| it.starts_with("Some") && it.contains("abroad")).collect();
        assert!(shown.is_empty(), "{shown:?}");
    })
    .await;
}

#[tokio::test]
async fn what_was_not_sent_yet_when_the_question_is_deleted() {
    on_each_engine(async |house: &mut House| {
        house.has_people_abroad(&["bob"]).await;
        house.answered("bob abroad", "How can I undo a Postgres migration?", "Run migrate down.", 20).await;
        house.leaves_work();
        house.ann().does(mention("q", "how do I roll back the hunter2 Postgres migration?"), None).await;
        house.ann().presses("Ask").await;
        house.bob().abroad().presses("I'll take it").await;
        house.bob().abroad().tells("Run migrate down.", None).await;
        house.bob().abroad().presses("Yes, send it").await;
        house.next_sending_of_card_fails(
            "Ann is helped",
            crate::chat::Undelivered::Refused(crate::chat::Reason::Blocked),
        );
        house.ann().presses("Accept an answer").await;
        house
            .ann()
            .fills_in(&[("person", "@abroad:bob"), ("answer", "Run migrate down."), ("saved", "15")])
            .await;
        house.ann().takes_away(&MessageId::new("q")).await;
        assert_eq!(house.keeps("hunter2").await, Vec::<String>::new());
    })
    .await;
}
