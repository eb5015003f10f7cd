//! Questions that reach people who are somewhere else.

use chrono::TimeDelta;

use super::ROLLBACK;
use crate::chat::{Message, MessageId, Reason, Undelivered};
use crate::testing::{House, assert_sees, on_each_engine};

/// Only somebody in the other workspace knows about it, and they are asked.
async fn asked(house: &mut House) {
    house.has_people_abroad(&["bob"]).await;
    house.answered("bob abroad", "How can I undo a Postgres migration?", "Run migrate down.", 20).await;
    house.answered("bob abroad", "Postgres migration is stuck, roll it back", "Kill the lock.", 40).await;
    house.ann().says(ROLLBACK).await;
    house.ann().presses("Ask").await;
}

/// What is new before Ann and has these words.
fn seen_by_ann(house: &mut House, words: &str) {
    let seen = house.ann().sees();
    assert!(seen.contains(words), "{seen}");
}

fn seen_by_bob(house: &mut House, words: &str) {
    let seen = house.bob().abroad().only_mine();
    assert!(seen.contains(words), "{seen}");
}

#[tokio::test]
async fn an_expert_elsewhere_is_asked_one_to_one_and_their_reply_comes_into_the_thread() {
    on_each_engine(async |house: &mut House| {
        asked(house).await;
        seen_by_ann(house, "I asked @bob abroad one to one on another workspace. What they reply comes here.");
        assert_sees!(house.bob().abroad().only_mine(), @"
        (to bob) Ann has a question on another workspace, where you are not. Can you help?
        > how do I roll back a Postgres migration?
        You came to mind: accepted answers on Postgres and migrate, last one in August.
        (What you reply goes into the thread there, under your name.)
        [I'll take it] [Reply] [Not me] [Ask someone else] [Snooze]
        ");
        house.bob().abroad().presses("Reply").await;
        house.bob().abroad().fills_in(&[("words", "Run `migrate down`, then restore the dump.")]).await;
        assert_sees!(house.ann().sees(), @"
        (#platform, changed) Ann asks:
        > how do I roll back a Postgres migration?
        (bob abroad is on it.)
        [Accept an answer] [Ask someone else] [Take it back]
        (#platform thread) bob abroad is on it, @Ann. The answer goes right here in the thread.
        (#platform thread) bob abroad replies, from another workspace:
        > Run `migrate down`, then restore the dump.
        [Reply to them] [Accept an answer]
        ");
        house.bob().abroad().looks();
        // The asker's reply comes back to them.
        house.ann().presses("Reply to them").await;
        house.ann().fills_in(&[("words", "Which dump?")]).await;
        seen_by_ann(house, "(#platform thread) Ann replies:\n> Which dump?");
        assert_sees!(house.bob().abroad().only_mine(), @"
        (to bob) Ann writes about “how do I roll back a Postgres migration?”:
        > Which dump?
        [Reply]
        ");
        // Words without a button are not sent anywhere before they say so.
        house.bob().abroad().tells("The nightly one.", None).await;
        assert_sees!(house.ann().sees(), @"");
        assert_sees!(house.bob().abroad().only_mine(), @"
        (to bob) Is this your reply to “how do I roll back a Postgres migration?”? Then I put it into the thread there.
        > The nightly one.
        [Yes, send it] [No, I have a question]
        ");
        house.bob().abroad().presses("Yes, send it").await;
        seen_by_ann(house, "bob abroad replies, from another workspace:\n> The nightly one.");
        seen_by_bob(house, "Sent. When you change your message or take it away, I do the same there.");
        // The accepted answer is theirs, and their words are there.
        house.ann().presses("Accept an answer").await;
        seen_by_ann(house, "The nightly one.");
        house.ann().fills_in(&[("person", "@abroad:bob"), ("answer", "The nightly one.")]).await;
        seen_by_ann(house, "Ann accepted the answer of bob abroad. Thank you!");
        seen_by_bob(house, "your answer to “how do I roll back a Postgres migration?” was accepted. Thank you!");
        house.cleo().says("/ask-expert which dump to roll back a Postgres migration?").await;
        let found = house.cleo().only_mine();
        assert!(found.contains("The nightly one.\nAccepted answer by bob abroad"), "{found}");
    })
    .await;
}

#[tokio::test]
async fn what_is_carried_follows_what_was_written() {
    on_each_engine(async |house: &mut House| {
        asked(house).await;
        house.bob().abroad().presses("I'll take it").await;
        let first = house.bob().abroad().tells("Run migrate down.", None).await;
        // Changed before it was sent: the newer words go.
        house.bob().abroad().alone().changes(&first, "Run migrate down twice.").await;
        house.bob().abroad().presses("Yes, send it").await;
        seen_by_ann(house, "> Run migrate down twice.");
        house.bob().abroad().alone().changes(&first, "Run migrate down once.").await;
        assert_sees!(house.ann().sees(), @"
        (#platform thread, changed) bob abroad replies, from another workspace:
        > Run migrate down once.
        [Reply to them] [Accept an answer]
        ");
        house.bob().abroad().alone().takes_away(&first).await;
        house.ann().presses("Accept an answer").await;
        let form = house.ann().sees();
        assert!(!form.contains("Run migrate down"), "what was taken away is offered: {form}");
        // Whatever else they write to the bot is not read when it changes.
        house.bob().abroad().looks();
        house.bob().abroad().alone().changes(&MessageId::new("made up"), "Something else").await;
        assert_sees!(house.ann().sees(), @"");
    })
    .await;
}

#[tokio::test]
async fn a_reply_below_the_tag_needs_no_question_back_and_a_question_stays_one() {
    on_each_engine(async |house: &mut House| {
        asked(house).await;
        house.ann().looks();
        let tag = house
            .street
            .shown
            .lock()
            .unwrap()
            .iter()
            .rev()
            .find(|it| it.button("Snooze").is_some())
            .unwrap()
            .id
            .clone();
        house.bob().abroad().tells("Run migrate down.", Some(&tag)).await;
        seen_by_ann(house, "bob abroad replies, from another workspace:\n> Run migrate down.");
        house.bob().abroad().looks();
        house.bob().abroad().tells("how do I book a meeting room?", None).await;
        house.bob().abroad().presses("No, I have a question").await;
        assert_sees!(house.ann().sees(), @"");
        seen_by_bob(house, "> how do I book a meeting room?");
        // Nobody else's words are sent by a guessed name.
        house.dan().forces("experts.carry", "nothing nothing").await;
        let told = house.dan().only_mine();
        assert!(told.contains("I don't have these words any more"), "{told}");
    })
    .await;
}

#[tokio::test]
async fn in_a_channel_that_is_read_the_asker_just_writes() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        asked(house).await;
        house.bob().abroad().presses("I'll take it").await;
        house.bob().abroad().looks();
        let root = house.newest_root();
        let wrote = house.ann().writes("It is the billing database.", Some(&root)).await;
        seen_by_bob(
            house,
            "Ann writes about “how do I roll back a Postgres migration?”:\n> It is the billing database.",
        );
        house.ann().changes(&wrote, "It is the ledger database.").await;
        seen_by_bob(house, "> It is the ledger database.");
        house.dan().writes("I have that, too.", Some(&root)).await;
        assert_sees!(house.bob().abroad().only_mine(), @"");
    })
    .await;
}

#[tokio::test]
async fn whoever_left_or_cannot_be_reached_is_said_so_and_it_goes_on() {
    on_each_engine(async |house: &mut House| {
        asked(house).await;
        house.bob().abroad().presses("I'll take it").await;
        house.ann().looks();
        house.bob().abroad().leaves().await;
        seen_by_ann(house, "Bob has left the company and cannot answer this.");
        house.ann().presses("Take it back").await;

        house.has_people_abroad(&["cleo"]).await;
        house.answered("cleo abroad", "How can I undo a Kafka rebalance?", "Pause the consumers.", 20).await;
        house.ann().says("/ask-expert how do I undo a Kafka rebalance?").await;
        house.next_sending_of_card_fails("Ann has a question on", Undelivered::Refused(Reason::Blocked));
        house.ann().presses("Ask").await;
        let seen = house.ann().sees();
        assert!(seen.contains("I cannot reach cleo abroad on another workspace any more."), "{seen}");
        assert!(seen.contains("this is open to everybody here"), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn names_stay_hidden_and_private_questions_stay_private() {
    on_each_engine(async |house: &mut House| {
        house.has_people_abroad(&["bob"]).await;
        house.answered("bob abroad", "How can I undo a Postgres migration?", "Run migrate down.", 20).await;
        house.answered("bob abroad", "Postgres migration is stuck, roll it back", "Kill the lock.", 40).await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask without my name").await;
        let tag = house.bob().abroad().only_mine();
        assert!(tag.starts_with("(to bob) A colleague has a question"), "{tag}");
        house.bob().abroad().presses("Reply").await;
        house.bob().abroad().fills_in(&[("words", "Run migrate down.")]).await;
        house.bob().abroad().looks();
        house.ann().presses("Reply to them").await;
        house.ann().fills_in(&[("words", "Thanks, it works.")]).await;
        let told = house.bob().abroad().only_mine();
        assert!(told.starts_with("(to bob) A colleague writes"), "{told}");
        assert!(!house.dan().sees().contains("Ann"), "nobody learns who asked");
        // In a private channel, whoever cannot be there is not asked.
        house.ann().in_private_channel("board").says(ROLLBACK).await;
        let suggested = house.ann().only_mine();
        assert!(!suggested.contains("bob abroad – "), "{suggested}");
    })
    .await;
}

#[tokio::test]
async fn somebody_on_both_sides_is_asked_where_they_are_active() {
    on_each_engine(async |house: &mut House| {
        house.has_people_abroad(&["bob"]).await;
        house.answered("bob", "How can I undo a Postgres migration?", "Run migrate down.", 20).await;
        house.bob().alone().says("link").await;
        let seen = house.bob().alone().sees();
        let at = seen.find("Your code is ").unwrap() + "Your code is ".len();
        let code: String = seen[at..].chars().filter(|sign| !"*_`".contains(*sign)).take(9).collect();
        house.bob().abroad().alone().says(&format!("link {code}")).await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask").await;
        seen_by_ann(house, "@Bob, can you help?");
        house.ann().presses("Take it back").await;
        // For three weeks they are seen on the other side only.
        house.passes(TimeDelta::days(21)).await;
        house.bob().abroad().alone().says("help").await;
        house.bob().abroad().looks();
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask").await;
        seen_by_ann(house, "I asked @Bob one to one on another workspace.");
        seen_by_bob(house, "Can you help?");
    })
    .await;
}

#[tokio::test]
async fn it_works_the_other_way_round() {
    on_each_engine(async |house: &mut House| {
        house.has_people_abroad(&["ann"]).await;
        house.answered("bob", "How can I undo a Postgres migration?", "Run migrate down.", 20).await;
        // What is open in one workspace is open in the others only where the lead says so.
        house.ann().abroad().in_channel("faraway").says(ROLLBACK).await;
        assert!(house.ann().abroad().only_mine().contains("I know nobody"));
        house.lea().says("/lyceum").await;
        house.lea().presses("Change settings").await;
        house.lea().fills_in(&[("on", "across"), ("unasked", "7")]).await;
        house.ann().abroad().in_channel("faraway").says(ROLLBACK).await;
        house.ann().abroad().presses("Ask").await;
        house.ann().looks();
        let asked = house.bob().only_mine();
        assert!(asked.contains("(to bob) ann abroad has a question on another workspace"), "{asked}");
        house.bob().tells("Run migrate down.", None).await;
        house.bob().presses("Yes, send it").await;
        let seen = house.ann().abroad().sees();
        assert!(
            seen.contains("(#faraway thread) Bob replies, from another workspace:\n> Run migrate down."),
            "{seen}"
        );
        house.ann().abroad().presses("Reply to them").await;
        house.ann().abroad().fills_in(&[("words", "That did it.")]).await;
        let told = house.bob().only_mine();
        assert!(
            told.contains("(to bob) ann abroad writes about") && told.contains("> That did it."),
            "{told}"
        );
    })
    .await;
}

#[tokio::test]
async fn the_carried_message_itself_can_be_accepted() {
    on_each_engine(async |house: &mut House| {
        asked(house).await;
        house.bob().abroad().presses("Reply").await;
        house.bob().abroad().fills_in(&[("words", "Run migrate down, then restore the dump.")]).await;
        house.ann().looks();
        let message = {
            let shown = house.street.shown.lock().unwrap();
            let carried = shown.iter().rev().find(|it| it.button("Reply to them").is_some()).unwrap();
            // The platform says that the bot wrote it.
            Message {
                id: carried.id.clone(),
                author: None,
                text: "bob abroad replies".into(),
                thread: carried.thread.clone(),
                sent: house.now(),
                edited: None,
            }
        };
        house.ann().chooses("experts.accept_message", Some(message)).await;
        let seen = house.ann().sees();
        assert!(seen.contains("Ann accepted the answer of bob abroad. Thank you!"), "{seen}");
        house.cleo().says(ROLLBACK).await;
        let found = house.cleo().only_mine();
        assert!(
            found.contains("Run migrate down, then restore the dump.\nAccepted answer by bob abroad"),
            "{found}"
        );
    })
    .await;
}
