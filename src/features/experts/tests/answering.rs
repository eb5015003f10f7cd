//! Whoever was asked and answers has taken it, and nobody is named as not having answered.

use chrono::TimeDelta;

use super::{ROLLBACK, below, some_history};
use crate::chat::{Message, MessageId};
use crate::testing::{House, assert_sees, on_each_engine};

async fn asked(house: &mut House) -> MessageId {
    some_history(house).await;
    house.ann().says(ROLLBACK).await;
    house.ann().presses("Ask them").await;
    house.ann().looks();
    house.newest_root()
}

#[tokio::test]
async fn an_answer_in_the_thread_takes_the_question() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        let root = asked(house).await;
        house.passes(TimeDelta::minutes(20)).await;
        house.bob().writes("Run migrate down, then restore the dump.", Some(&root)).await;
        assert_sees!(house.ann().sees(), @"
        (#platform thread, changed) (Bob wrote below.)
        (#platform, changed) Ann asks:
        > how do I roll back a Postgres migration?
        (Bob is on it.)
        [Accept an answer] [Ask someone else] [Take it back]
        ");
        // His time would be over.
        house.passes(TimeDelta::hours(30)).await;
        house.bob().writes("Did that help?", Some(&root)).await;
        assert_sees!(house.ann().sees(), @"");
        house.ann().presses("Accept an answer").await;
        let form = house.ann().sees();
        assert!(form.contains("Who answered it?: bob"), "{form}");
        assert!(form.contains("Did that help?"), "{form}");
    })
    .await;
}

#[tokio::test]
async fn whoever_answers_late_has_it_and_the_next_is_released() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        let root = asked(house).await;
        house.passes(TimeDelta::hours(4)).await;
        house.cleo().presses("Snooze").await;
        house.ann().looks();
        house.bob().writes("Sorry, only now: run migrate down.", Some(&root)).await;
        assert_sees!(house.ann().sees(), @"
        (#platform thread, changed) (Bob wrote below.)
        (#platform thread, changed) (Not needed any more.)
        (#platform, changed) Ann asks:
        > how do I roll back a Postgres migration?
        (Bob is on it.)
        [Accept an answer] [Ask someone else] [Take it back]
        ");
        // Nobody reminds Cleo.
        house.passes(TimeDelta::hours(24)).await;
        assert_sees!(house.ann().sees(), @"");
    })
    .await;
}

#[tokio::test]
async fn what_was_written_before_they_were_asked_or_by_others_takes_nothing() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        let root = asked(house).await;
        house.dan().writes("Good question.", Some(&root)).await;
        house.ann().writes("It is about the orders table.", Some(&root)).await;
        let late = Message {
            id: MessageId::new("late"),
            author: Some(crate::chat::AccountId::new("test:acme:bob")),
            text: "Who broke the build?".into(),
            thread: Some(root.clone()),
            sent: house.now() - TimeDelta::hours(1),
            edited: None,
        };
        house.bob().does(crate::chat::What::Overheard(late), None).await;
        assert_sees!(house.ann().sees(), @"");
        house.bob().presses("Not me").await;
        house.bob().fills_in(&[("reason", "busy")]).await;
        house.ann().looks();
        house.bob().writes("Cleo knows that better.", Some(&root)).await;
        assert_sees!(house.ann().sees(), @"");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn where_nothing_is_read_nobody_is_named_as_not_having_answered() {
    on_each_engine(async |house: &mut House| {
        house.topic("Postgres", &["dan"]).await;
        asked(house).await;
        let mut all = String::new();
        for _ in 0..20 {
            house.passes(TimeDelta::hours(4)).await;
            all.push_str(&house.cleo().sees());
            all.push('\n');
        }
        assert!(all.contains("I am asking a champion of Postgres. @Dan, can you help?"), "{all}");
        assert!(all.contains("Still looking for somebody, so this is open to everybody here."), "{all}");
        for words in ["did not", "No answer", "get to it", "could answer"] {
            assert!(!all.contains(words), "{words}: {all}");
        }
        for line in all.lines().filter(|line| line.starts_with("(#platform thread, changed)")) {
            assert_eq!(line, "(#platform thread, changed) (I looked for somebody else, too.)");
        }
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn of_two_questions_in_a_thread_the_open_one_counts() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        let root = asked(house).await;
        house.dan().looks();
        house
            .dan()
            .at(below(&root))
            .says("/ask-expert how do I roll back a Postgres migration by hand?")
            .await;
        house.dan().presses("Ask them").await;
        house.dan().presses("Take it back").await;
        house.ann().looks();
        let answer = house.bob().writes("Run migrate down.", Some(&root)).await;
        let seen = house.ann().sees();
        assert!(seen.contains("(Bob wrote below.)"), "{seen}");
        let message = Message {
            id: answer,
            author: Some(crate::chat::AccountId::new("test:acme:bob")),
            text: "Run migrate down.".into(),
            thread: Some(root),
            sent: house.now(),
            edited: None,
        };
        house.ann().chooses("experts.accept_message", Some(message)).await;
        let seen = house.ann().sees();
        assert!(seen.contains("✅ Answered by Bob") && seen.contains("> Run migrate down."), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn where_nothing_is_read_a_mention_in_the_thread_is_an_answer_too() {
    on_each_engine(async |house: &mut House| {
        let root = asked(house).await;
        let words = "Run migrate down, then restore the dump.".into();
        let message = Some(MessageId::new("by bob to the bot"));
        let what = crate::chat::What::Command { words, slash: false, message, groups: Vec::new() };
        house.bob().at(below(&root)).does(what.clone(), None).await;
        assert_sees!(house.bob().only_mine(), @"(only bob) You are asked here, so I take this as your answer and ask nobody else. For a question of your own, type /ask-expert.");
        let seen = house.ann().sees();
        assert!(seen.contains("(Bob wrote below.)") && seen.contains("(Bob is on it.)"), "{seen}");
        // Whoever is not asked there asks.
        house.dan().at(below(&root)).does(what, None).await;
        let seen = house.dan().only_mine();
        assert!(seen.contains("> Run migrate down, then restore the dump."), "{seen}");
        house.passes(TimeDelta::hours(30)).await;
        assert!(!house.ann().sees().contains("Still looking"));
    })
    .await;
}
