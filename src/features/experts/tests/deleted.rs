//! What its author deletes is gone from everywhere, and what they change reads so everywhere.

use chrono::TimeDelta;

use super::{ROLLBACK, some_history};
use crate::chat::{AccountId, ChannelStatement, Message, MessageId, What};
use crate::testing::{House, assert_sees, on_each_engine};

const SECRET: &str = "The root password is hunter2, then migrate down.";

fn by_bob(house: &House, id: &str, text: &str, thread: Option<MessageId>) -> Message {
    Message {
        id: MessageId::new(id),
        author: Some(AccountId::new("test:acme:bob")),
        text: text.into(),
        thread,
        sent: house.now(),
        edited: None,
    }
}

/// Ann has asked, and Bob took it; the thread.
async fn taken(house: &mut House) -> MessageId {
    some_history(house).await;
    house.ann().says(ROLLBACK).await;
    house.ann().presses("Ask them").await;
    house.bob().presses("I'll take it").await;
    house.newest_root()
}

async fn offered(house: &mut House, question: &str) -> String {
    house.dan().looks();
    house.dan().says(question).await;
    house.dan().only_mine()
}

#[tokio::test]
async fn an_accepted_message_is_followed_where_the_channel_is_not_read() {
    on_each_engine(async |house: &mut House| {
        let thread = taken(house).await;
        let message = by_bob(house, "reply", SECRET, Some(thread));
        house.ann().chooses("experts.accept_message", Some(message.clone())).await;
        assert!(offered(house, ROLLBACK).await.contains("hunter2"));
        house.passes(TimeDelta::minutes(1)).await;
        house.bob().changes(&message.id, "Ask me, then migrate down.").await;
        house.forgot("hunter2").await;
        assert!(offered(house, ROLLBACK).await.contains("Ask me, then migrate down."));
        house.ann().looks();
        house.bob().takes_away(&message.id).await;
        assert_sees!(house.ann().sees(), @"
        (#platform, changed) Ann asks:
        > how do I roll back a Postgres migration?
        ✅ Answered by Bob
        (The answer was deleted.)
        [Not solved after all]
        ");
        house.forgot("Ask me, then").await;
        assert!(!offered(house, ROLLBACK).await.contains("Ask me, then"));
    })
    .await;
}

#[tokio::test]
async fn an_accepted_message_is_followed_where_the_channel_is_read() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        let thread = taken(house).await;
        let id = house.bob().writes(SECRET, Some(&thread)).await;
        let message = by_bob(house, id.as_str(), SECRET, Some(thread));
        house.ann().chooses("experts.accept_message", Some(message)).await;
        house.bob().takes_away(&id).await;
        house.forgot("hunter2").await;
        // Whatever comes again or late changes nothing.
        let late = by_bob(house, id.as_str(), SECRET, Some(house.newest_root()));
        house.bob().does(What::Overheard(late.clone()), None).await;
        house.bob().does(What::Edited(late), None).await;
        house.forgot("hunter2").await;
    })
    .await;
}

#[tokio::test]
async fn words_that_the_asker_made_of_a_message_go_with_it() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        let thread = taken(house).await;
        let id = house.bob().writes(SECRET, Some(&thread)).await;
        house.ann().presses("Accept an answer").await;
        let words = "Password hunter2, then down.";
        house.ann().fills_in(&[("person", "@bob"), ("answer", words), ("saved", "15")]).await;
        // Bob corrects himself: what the asker made of it is theirs.
        house.bob().changes(&id, "Run migrate down.").await;
        assert!(offered(house, ROLLBACK).await.contains(words));
        house.bob().takes_away(&id).await;
        house.forgot("hunter2").await;
    })
    .await;
}

#[tokio::test]
async fn a_form_does_not_bring_back_what_was_deleted_while_it_was_open() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        let thread = taken(house).await;
        let id = house.bob().writes(SECRET, Some(&thread)).await;
        house.ann().presses("Accept an answer").await;
        house.bob().takes_away(&id).await;
        house.ann().looks();
        house.ann().fills_in(&[("person", "@bob"), ("answer", SECRET), ("saved", "15")]).await;
        let seen = house.ann().sees();
        assert!(seen.contains("error in answer: The message with these words was deleted"), "{seen}");
        let message = by_bob(house, id.as_str(), SECRET, Some(thread));
        house.ann().chooses("experts.accept_message", Some(message)).await;
        assert_sees!(house.ann().only_mine(), @"(only ann) That message was deleted by whoever wrote it.");
        house.forgot("hunter2").await;
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn every_reply_that_was_seen_follows_and_not_only_the_last() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        let thread = taken(house).await;
        let first = house.bob().writes(SECRET, Some(&thread)).await;
        house.bob().writes("Then migrate down.", Some(&thread)).await;
        house.bob().changes(&first, "Ask me for the password.").await;
        house.forgot("hunter2").await;
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn what_was_carried_from_afar_and_accepted_follows_its_message() {
    on_each_engine(async |house: &mut House| {
        house.has_people_abroad(&["bob"]).await;
        house.answered("bob abroad", "How can I undo a Postgres migration?", "Run migrate down.", 20).await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask").await;
        house.bob().abroad().presses("I'll take it").await;
        let message = house.bob().abroad().tells("Run migrate down with hunter2.", None).await;
        house.bob().abroad().presses("Yes, send it").await;
        house.ann().presses("Accept an answer").await;
        house
            .ann()
            .fills_in(&[
                ("person", "@abroad:bob"),
                ("answer", "Run migrate down with hunter2."),
                ("saved", "15"),
            ])
            .await;
        house.passes(TimeDelta::minutes(1)).await;
        house.bob().abroad().alone().changes(&message, "Run migrate down with care.").await;
        house.forgot("hunter2").await;
        assert!(offered(house, ROLLBACK).await.contains("with care"));
        house.bob().abroad().alone().takes_away(&message).await;
        house.forgot("with care").await;
        assert!(!offered(house, ROLLBACK).await.contains("with care"));
    })
    .await;
}

#[tokio::test]
async fn what_comes_after_its_deletion_is_not_there_again() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        let root = house.ann().writes("how much severance do we pay in the March layoffs?", None).await;
        let words = "Three months of severance in the March layoffs, board approved, announced on Friday.";
        let message = by_bob(house, "late", words, Some(root));
        // The platform's first try failed; it is repeated after the deletion.
        house.bob().takes_away(&message.id).await;
        house.bob().does(What::Overheard(message), None).await;
        let seen = offered(house, "/ask-expert how much severance do we pay in the March layoffs?").await;
        assert!(!seen.contains("board approved"), "{seen}");
        house.forgot("board approved").await;
    })
    .await;
}

#[tokio::test]
async fn an_edit_that_comes_before_its_message_or_before_an_older_one_stays() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        let message = by_bob(house, "ooo", "The first words about Postgres.", None);
        let edited = |text: &str, after: i64| Message {
            text: text.into(),
            edited: Some(message.sent + TimeDelta::seconds(after)),
            ..message.clone()
        };
        house.bob().does(What::Edited(edited("The third words about Postgres.", 20)), None).await;
        house.bob().does(What::Edited(edited("The second words about Postgres.", 10)), None).await;
        house.bob().does(What::Overheard(message.clone()), None).await;
        assert_eq!(house.keeps("third words").await, ["evidence.body"]);
        house.forgot("second words").await;
        house.forgot("first words").await;
    })
    .await;
}

#[tokio::test]
async fn not_solved_after_all_takes_the_answer_out_until_it_is_accepted_again() {
    on_each_engine(async |house: &mut House| {
        house.knows("bob", "Postgres").await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask").await;
        house.bob().presses("I'll take it").await;
        let thread = house.newest_root();
        let words = "Drop the Postgres production database first, then restart the cluster twice.";
        let message = by_bob(house, "wrong", words, Some(thread));
        house.ann().chooses("experts.accept_message", Some(message.clone())).await;
        assert!(offered(house, ROLLBACK).await.contains("Drop the Postgres production"));
        house.ann().presses("Not solved after all").await;
        assert!(!offered(house, ROLLBACK).await.contains("Drop the Postgres production"));
        house.ann().chooses("experts.accept_message", Some(message)).await;
        assert!(offered(house, ROLLBACK).await.contains("Drop the Postgres production"));
        // The same in the asker's words.
        house.ann().presses("Not solved after all").await;
        house.ann().presses("Accept an answer").await;
        house
            .ann()
            .fills_in(&[
                ("person", "@bob"),
                ("answer", "Restart the whole cluster twice, it helps."),
                ("saved", "15"),
            ])
            .await;
        assert!(offered(house, ROLLBACK).await.contains("Restart the whole cluster"));
        house.ann().presses("Not solved after all").await;
        house.ann().presses("Take it back").await;
        let seen = offered(house, ROLLBACK).await;
        assert!(!seen.contains("Restart the whole cluster") && !seen.contains("Drop the"), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn a_question_goes_with_the_message_it_was_asked_on() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        let words = "how do I roll back the hunter2 Postgres migration?";
        let message = by_bob(house, "asked on", words, None);
        house.ann().chooses("experts.ask_message", Some(message.clone())).await;
        house.ann().fills_in(&[("question", words)]).await;
        house.ann().presses("Ask them").await;
        house.cleo().presses("I'll take it").await;
        house.passes(TimeDelta::minutes(1)).await;
        house.bob().changes(&message.id, "how do I roll back the hunter3 Postgres migration?").await;
        house.forgot("hunter2").await;
        assert_eq!(house.keeps("hunter3").await, ["question.body"]);
        house.ann().looks();
        house.bob().takes_away(&message.id).await;
        assert_sees!(house.ann().sees(), @"
        (#platform thread) @Cleo: the question was deleted by whoever wrote it, so nothing is left to answer. Thank you all the same!
        (#platform thread, changed) Ann asks:
        > (deleted)
        (The question was deleted by whoever wrote it.)
        ");
        house.forgot("hunter3").await;
    })
    .await;
}

#[tokio::test]
async fn a_mention_that_asked_takes_its_question_along_before_and_after_it_is_asked() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        let mention = |id: &str, words: &str| What::Command {
            words: format!("ask-expert {words}").into(),
            slash: false,
            message: Some(MessageId::new(id)),
            groups: Vec::new(),
        };
        let words = "how do I undo the hunter2 Postgres migration?";
        house.ann().does(mention("draft", words), None).await;
        house.ann().takes_away(&MessageId::new("draft")).await;
        house.forgot("hunter2").await;
        house.ann().does(mention("asked", words), None).await;
        house.ann().presses("Ask them").await;
        house
            .ann()
            .changes(&MessageId::new("asked"), "ask-expert how do I undo the hunter3 Postgres migration?")
            .await;
        house.forgot("hunter2").await;
        assert_eq!(house.keeps("hunter3").await, ["question.body"]);
        house.ann().takes_away(&MessageId::new("asked")).await;
        house.forgot("hunter3").await;
        let told = house.bob().sees();
        assert!(told.contains("@Bob: the question was deleted by whoever wrote it"), "{told}");
        // Nobody is asked any more.
        house.ann().looks();
        house.passes(TimeDelta::days(4)).await;
        assert_sees!(house.ann().only_mine(), @"");
    })
    .await;
}

#[tokio::test]
async fn nobody_is_met_and_nothing_is_kept_by_changes_of_what_is_not_kept() {
    on_each_engine(async |house: &mut House| {
        let mut message = by_bob(house, "m", "hunter2 about Postgres", None);
        message.author = Some(AccountId::new("test:acme:nobody-yet"));
        house.someone("nobody-yet").does(What::Edited(message), None).await;
        house.someone("nobody-yet").takes_away(&MessageId::new("m")).await;
        house.forgot("hunter2").await;
        house.forgot("nobody-yet").await;
    })
    .await;
}

#[tokio::test]
async fn what_was_read_is_not_offered_once_reading_stops_and_can_be_erased() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        let question = "/ask-expert what is the salary band of a zeppelin engineer?";
        let root = house.ann().writes("what is the salary band of a zeppelin engineer?", None).await;
        let words = "The salary band of a zeppelin engineer is hunter2 a year, paid in gold coins.";
        let reply = house.bob().writes(words, Some(&root)).await;
        house.passes(TimeDelta::minutes(1)).await;
        assert!(offered(house, question).await.contains("hunter2"));
        house.lea().says("/lyceum").await;
        house.lea().presses("Stop reading").await;
        assert!(!offered(house, question).await.contains("hunter2"));
        // It goes on following.
        house
            .bob()
            .changes(&reply, "The salary band of a zeppelin engineer is hunter3 a year, paid in gold coins.")
            .await;
        assert_eq!(house.keeps("hunter3").await, ["evidence.body"]);
        house.bob().writes("nothing new is read: hunter4", Some(&root)).await;
        house.forgot("hunter4").await;
        // Opted in again, what was read before is offered again.
        house.opts_in("platform").await;
        assert!(offered(house, question).await.contains("hunter3"));
        let deleted = ChannelStatement { deleted: Some(true), ..ChannelStatement::default() };
        house.states("platform", deleted.clone()).await;
        assert!(!offered(house, question).await.contains("hunter3"));
        house.states("platform", ChannelStatement { deleted: Some(false), ..deleted }).await;
        assert!(offered(house, question).await.contains("hunter3"));
        house.lea().says("/lyceum").await;
        house.lea().presses("Stop reading").await;
        house.lea().looks();
        house.lea().presses("Erase what was read").await;
        assert_sees!(house.lea().only_mine(), @"
        (only lea) I am erasing what was read in #platform. I tell you when it is done.
        (to lea) What was read in #platform is erased: 2 messages.
        ");
        house.forgot("hunter3").await;
        house.forgot("zeppelin engineer is").await;
        let again = by_bob(house, reply.as_str(), words, Some(root));
        house.bob().does(What::Overheard(again), None).await;
        house.forgot("hunter2").await;
        house.leaves_work();
    })
    .await;
}
