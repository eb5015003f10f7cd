//! Thanks that stand in a message follow what its author does with it.

use chrono::TimeDelta;

use super::{BOB, CLEO, received};
use crate::chat::{Message, MessageId, MessageText, What};
use crate::testing::{House, Shown, assert_sees, on_each_engine};

/// Ann thanks in a message to the bot that everybody there can read.
async fn thanks_in_a_message(house: &mut House, words: &str) -> MessageId {
    let id = MessageId::new(format!("by ann {}", house.now().timestamp_millis()));
    let (words, message) = (MessageText::decode(words), Some(id.clone()));
    house.ann().does(What::Command { words, slash: false, message, groups: Vec::new() }, None).await;
    id
}

/// All that anybody sees now, and what the store keeps of these words.
async fn is_nowhere(house: &House, words: &str) {
    let shown: Vec<String> = house.street.shown.lock().unwrap().iter().map(Shown::draw).collect();
    let shown = shown.join("\n");
    assert!(!shown.contains(words), "{shown}");
    assert_eq!(house.keeps(words).await, Vec::<String>::new());
}

async fn reported_by_cleo(house: &mut House) {
    let id = house.newest_root();
    let sent = house.now();
    let message = Message { id, author: None, text: "x".into(), thread: None, sent, edited: None };
    house.cleo().chooses("kudos.report", Some(message)).await;
}

#[tokio::test]
async fn thanks_lose_their_words_with_the_message_that_gave_them() {
    on_each_engine(async |house: &mut House| {
        let given =
            thanks_in_a_message(house, &format!("kudos {BOB} for telling me that the password is hunter2"))
                .await;
        let announced = house.newest_root();
        house.dan().reacts(&announced, "raised_hands", true).await;
        reported_by_cleo(house).await;
        house.ann().looks();
        house.lea().looks();
        house.ann().takes_away(&given).await;
        assert_sees!(house.ann().sees(), @r"
        (#platform, changed) 🙌 @Bob: Ann thanks you.
        (1 point)
        (🙌 Dan joins in.)
        ");
        assert_sees!(house.lea().only_mine(), @r"
        (to lea, changed) Somebody reported these thanks, from Ann to Bob. Their words are gone.
        [Remove it] [Leave it]
        (You get this because you are a lead. If it is removed, both sides are told.)
        ");
        is_nowhere(house, "hunter2").await;
        // They were given all the same, and are no thanks for a message.
        assert_eq!(received(house, "bob").await, 2);
        house.bob().says("/kudos mine").await;
        let mine = house.bob().only_mine();
        assert!(mine.contains("Ann, 1 point") && !mine.contains("for a message"), "{mine}");
        // An edit that comes late brings nothing back, and neither does whoever joins in now.
        house
            .ann()
            .changes(&given, &format!("kudos {BOB} for telling me that the password is hunter2"))
            .await;
        let announced = house.newest_root();
        house.someone("sue").reacts(&announced, "raised_hands", true).await;
        is_nowhere(house, "hunter2").await;
    })
    .await;
}

#[tokio::test]
async fn thanks_read_as_their_message_reads_now() {
    on_each_engine(async |house: &mut House| {
        house.topic("Postgres", &[]).await;
        let given = thanks_in_a_message(
            house,
            &format!("kudos {BOB} {CLEO} 2 for all the hunter2 help with #postgres"),
        )
        .await;
        reported_by_cleo(house).await;
        house.ann().looks();
        house.bob().looks();
        house.lea().looks();
        house.ann().changes(&given, &format!("kudos {BOB} {CLEO} 2 for all the help with the move")).await;
        assert_sees!(house.ann().sees(), @r"
        (#platform, changed) 🙌 @Bob and @Cleo: Ann thanks you all.
        > all the help with the move
        (2 points each)
        ");
        assert_sees!(house.bob().only_mine(), @r"
        (to bob, changed) 🙌 Ann thanks you.
        > all the help with the move
        (2 points)
        ");
        let told = house.lea().only_mine();
        assert!(told.contains("> all the help with the move") && told.contains("[Remove it]"), "{told}");
        is_nowhere(house, "hunter2").await;
        // What a lead left as it is stays left, and what is no thanks any more has no words.
        house.lea().presses("Leave it").await;
        house.lea().looks();
        house.ann().changes(&given, "never mind about that hunter2").await;
        assert_sees!(house.lea().only_mine(), @"");
        is_nowhere(house, "hunter2").await;
        is_nowhere(house, "the help with the move").await;
        assert_eq!((received(house, "bob").await, received(house, "cleo").await), (2, 2));
    })
    .await;
}

#[tokio::test]
async fn thanks_between_two_people_and_those_of_the_week_follow_too() {
    on_each_engine(async |house: &mut House| {
        let given = house.ann().tells(&format!("kudos {BOB} for telling me about hunter2"), None).await;
        assert!(house.bob().only_mine().contains("> telling me about hunter2"));
        house.ann().alone().takes_away(&given).await;
        is_nowhere(house, "hunter2").await;
        house.lea().says("/kudos weekly").await;
        house.cleo().says(&format!("/kudos {BOB} for all the help with the move")).await;
        let given =
            thanks_in_a_message(house, &format!("kudos {BOB} for the other hunter2 of last week")).await;
        house.ann().looks();
        for _ in 0..5 {
            house.passes(TimeDelta::days(1)).await;
        }
        let seen = house.ann().sees();
        assert!(seen.contains("Thanks of this week") && seen.contains("• Bob: the other hunter2"), "{seen}");
        house.ann().takes_away(&given).await;
        let seen = house.ann().sees();
        assert!(seen.contains("• Bob – Ann"), "{seen}");
        is_nowhere(house, "hunter2").await;
    })
    .await;
}

#[tokio::test]
async fn what_waits_to_be_told_or_to_be_given_follows_too() {
    on_each_engine(async |house: &mut House| {
        // At night Bob is told later.
        house.leaves_work();
        let given = house.ann().tells(&format!("kudos {BOB} for telling me about hunter2"), None).await;
        house.bob().looks();
        house.ann().alone().changes(&given, &format!("kudos {BOB} for telling me about the lock")).await;
        is_nowhere(house, "hunter2").await;
        house.passes(TimeDelta::days(1)).await;
        let told = house.bob().only_mine();
        assert!(told.contains("> telling me about the lock"), "{told}");
        // Nobody knows Yan yet.
        let waits =
            thanks_in_a_message(house, "kudos <@test:acme:yan> 2 for all the help with hunter2").await;
        house.passes(TimeDelta::seconds(8)).await;
        house.ann().changes(&waits, "kudos <@test:acme:yan> 2 for all the help with the move").await;
        is_nowhere(house, "hunter2").await;
        house.ann().looks();
        house.someone("yan").has_the_title("Cook").await;
        house.passes(TimeDelta::seconds(30)).await;
        assert!(house.ann().sees().contains("@Yan: Ann thanks you.\n> all the help with the move"));
        // What is gone before it was given is not given.
        let waits = thanks_in_a_message(house, "kudos <@test:acme:will> for all the help with hunter2").await;
        house.ann().takes_away(&waits).await;
        is_nowhere(house, "hunter2").await;
        house.someone("will").has_the_title("Cook").await;
        house.passes(TimeDelta::minutes(10)).await;
        assert_eq!(received(house, "will").await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_was_taken_back_or_removed_leaves_no_words_with_others() {
    on_each_engine(async |house: &mut House| {
        house.ann().says(&format!("/kudos {BOB} for keeping quiet about the merger plan")).await;
        reported_by_cleo(house).await;
        house.lea().looks();
        house.ann().presses("Take it back").await;
        assert_sees!(house.lea().only_mine(), @"(to lea, changed) It is gone already.");
        let shown: Vec<String> = house.street.shown.lock().unwrap().iter().map(Shown::draw).collect();
        assert!(!shown.join("\n").contains("merger"));
        house.passes(TimeDelta::days(1)).await;
        // Removed by a lead: both sides are told what it was about, as long as its author lets it stand.
        let given = thanks_in_a_message(house, &format!("kudos {BOB} for telling me about hunter2")).await;
        reported_by_cleo(house).await;
        house.lea().presses("Remove it").await;
        assert!(house.bob().only_mine().contains("> telling me about hunter2"));
        house.lea().looks();
        house.ann().takes_away(&given).await;
        is_nowhere(house, "hunter2").await;
        assert_sees!(house.lea().only_mine(), @"");
    })
    .await;
}
