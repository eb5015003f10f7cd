//! What is read, who is shown, and who is not.

use chrono::TimeDelta;

use super::{ROLLBACK, some_history};
use crate::chat::{Message, MessageId, Visibility, What};
use crate::testing::{House, assert_sees, on_each_engine};
use crate::{sql, values};

#[tokio::test]
async fn only_channels_that_opted_in_are_read() {
    on_each_engine(async |house: &mut House| {
        house.ann().writes("How do I roll back a Postgres migration?", None).await;
        let root = house.ann().writes("How do I roll back a Postgres migration?", None).await;
        house.bob().writes("Run the Postgres down migration, then roll back the build.", Some(&root)).await;
        house.dan().says(ROLLBACK).await;
        assert!(house.dan().sees().contains("I know nobody"), "nothing was read before");
        house.lea().says("/lyceum").await;
        house.lea().presses("Let a channel opt in").await;
        house.lea().fills_in(&[("place", "test:platform")]).await;
        assert!(house.dan().sees().contains("From now on I read what is written here"));
        let root = house.ann().writes("How do I roll back a Postgres migration?", None).await;
        let reply = house.bob().writes("Run the Postgres down migration, then roll back.", Some(&root)).await;
        house.dan().says(ROLLBACK).await;
        assert!(house.dan().only_mine().contains("Bob"));
        house.bob().does(What::Deleted(reply), None).await;
        house.dan().says(ROLLBACK).await;
        assert!(!house.dan().only_mine().contains("Bob"), "what is deleted is forgotten at once");
    })
    .await;
}

#[tokio::test]
async fn who_replies_below_is_found_where_nobody_uses_threads() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        for _ in 0..21 {
            house.cleo().writes("Lunch at the usual place?", None).await;
            house.passes(TimeDelta::days(1)).await;
        }
        house.ann().writes("How do I roll back a Postgres migration?", None).await;
        house.passes(TimeDelta::minutes(5)).await;
        house.bob().writes("Run it down, that works since March.", None).await;
        house.dan().says(ROLLBACK).await;
        let shown = house.dan().only_mine();
        assert!(shown.contains("Bob"), "{shown}");
    })
    .await;
}

#[tokio::test]
async fn a_reply_that_was_seen_is_the_answer_begun() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.opts_in("platform").await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask them").await;
        house.bob().presses("I'll take it").await;
        let thread = house.newest_root();
        house.bob().writes("Use migrate down, it works since March.", Some(&thread)).await;
        house.ann().looks();
        house.ann().presses("Accept an answer").await;
        assert_sees!(house.ann().sees(), @"
        form: Accept an answer
          Who answered it?: bob
          The answer, in a few words: Use migrate down, it works since March.
          How much time did it save you?:
        ");
        let message = Message {
            id: crate::chat::MessageId::new("reply"),
            author: Some(crate::chat::AccountId::new("test:acme:bob")),
            text: "Use migrate down.".into(),
            thread: Some(thread),
            sent: house.now(),
            edited: None,
        };
        house.ann().chooses("experts.accept_message", Some(message)).await;
        assert_sees!(house.ann().sees(), @"
        (#platform, changed) Ann asks:
        > how do I roll back a Postgres migration?
        ✅ Answered by Bob
        > Use migrate down.
        [Not solved after all]
        (only ann) Accepted. The next person with this question will find the answer.
        (#platform thread) Ann accepted the answer of Bob. Thank you!
        (only ann) How much time did this answer save you? It is only counted together with others.
        [Nothing] [15 minutes] [An hour] [Half a day] [A day or more]
        ");
    })
    .await;
}

#[tokio::test]
async fn outsiders_never_see_who_knows() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.ann().in_shared_channel("partners").says(ROLLBACK).await;
        assert_sees!(house.ann().only_mine(), @"
        (only ann) > how do I roll back a Postgres migration?
        ## Who I would ask
        I know 2 colleagues who can help.
        [Ask them] [Ask without my name] [Never mind]
        (Only you see this.)
        ");
        house.someone("out").in_shared_channel("partners").says(ROLLBACK).await;
        assert_sees!(house.someone("out").only_mine(), @"
        (only out) > how do I roll back a Postgres migration?
        I know nobody who has shown that they know about this, and I would rather not guess. Shall I ask everybody in the channel?
        [Ask the channel] [Never mind]
        (Only you see this.)
        ");
    })
    .await;
}

#[tokio::test]
async fn a_name_can_be_kept_back() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask without my name").await;
        house.bob().presses("I'll take it").await;
        house.ann().presses("Accept an answer").await;
        house.ann().fills_in(&[("person", "@bob"), ("answer", "migrate down")]).await;
        assert_sees!(house.dan().sees(), @"
        (#platform thread, changed) (Bob took it.)
        (#platform thread) Bob is on it. The answer goes right here in the thread.
        (#platform, changed) A colleague asks:
        > how do I roll back a Postgres migration?
        ✅ Answered by Bob
        > migrate down
        [Not solved after all]
        (#platform thread) A colleague accepted the answer of Bob. Thank you!
        ");
        house.lea().says("/lyceum").await;
        house.lea().presses("Change question settings").await;
        house.lea().fills_in(&[("on", "rising"), ("hours", "4")]).await;
        house.ann().looks();
        house.ann().says(ROLLBACK).await;
        assert!(!house.ann().sees().contains("without my name"));
    })
    .await;
}

#[tokio::test]
async fn typed_to_the_bot_alone_it_asks_where() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.ann().alone().says("how do I roll back a Postgres migration?").await;
        house.ann().presses("Ask them").await;
        assert_sees!(house.ann().sees(), @"
        (to ann) > how do I roll back a Postgres migration?
        ## This may already help
        Postgres migration is stuck, how to roll it back
        Kill the lock, then roll back.
        Accepted answer by Bob in #platform, Wed 09:00 [This solved it]
        roll back a failed Postgres migration
        Use the down script.
        Accepted answer by Cleo in #platform, Sat 09:00 [This solved it]
        How can I undo a Postgres migration?
        Run migrate down, then restore the dump.
        Accepted answer by Bob in #platform, Tue 09:00 [This solved it]
        ## Who I would ask
        Bob – accepted answers on Postgres and migrate, last one in August
        Cleo – an accepted answer on Postgres and migration, in August
        [Ask them] [Ask without my name] [Never mind]
        (Only you see this. The first is asked in the channel; the second only if there is no answer.)
        form: Where shall I ask?
          Channel:
        ");
        house.ann().fills_in(&[("place", "test:random")]).await;
        assert_sees!(house.bob().sees(), @"
        (#random) Ann asks:
        > how do I roll back a Postgres migration?
        (Bob is being asked.)
        [Accept an answer] [Ask someone else] [Take it back]
        (#random thread) @Bob, can you help? You came to mind: accepted answers on Postgres and migrate, last one in August.
        [I'll take it] [Not me] [Ask someone else] [Snooze]
        ");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn guests_strangers_and_people_who_left_are_never_asked() {
    on_each_engine(async |house: &mut House| {
        for key in ["gus", "out", "old", "bob"] {
            house.answered(key, "How can I undo a Postgres migration?", "Run migrate down.", 20).await;
        }
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask").await;
        house.lea().says("/lyceum why").await;
        assert_sees!(house.lea().only_mine(), @"
        (only lea) ## Why these people?
        > how do I roll back a Postgres migration?
        Bob – asked first; is being asked. An accepted answer on Postgres and migrate, in August
        Gus – left out: a guest. An accepted answer on Postgres and migrate, in August
        Otto – left out: has left. An accepted answer on Postgres and migrate, in August
        Olga – left out: from another company. An accepted answer on Postgres and migrate, in August
        (Only leads see this.)
        ");
    })
    .await;
}

/// A place in a context that somebody made up.
const MADE_UP: [&str; 3] = [
    r#"{"place":"test:board","thread":null,"private":false,"shared":false}"#,
    r#"{"place":"test:platform","thread":null,"private":false,"shared":false}"#,
    r#"{"id":"test:board","kind":"Channel","thread":null,"shared":false}"#,
];

#[tokio::test]
async fn a_place_that_somebody_made_up_opens_no_private_channel() {
    on_each_engine(async |house: &mut House| {
        house.has_channel("board", Visibility::Members, false).await;
        house.has_in_channel("board", &["ann", "bob"]).await;
        house.opts_in("board").await;
        let asked = "How much severance do we pay in the March layoffs?";
        let root = house.ann().in_private_channel("board").writes(asked, None).await;
        let answer = "Severance is three monthly salaries in the March layoffs, the board approved on Friday.";
        house.bob().in_private_channel("board").writes(answer, Some(&root)).await;
        house.dan().looks();
        // One that is his own, opened nowhere, says nothing of a place either.
        house.dan().alone().chooses("experts.ask", None).await;
        let form = house.open_form("dan").unwrap();
        house.dan().looks();
        for context in MADE_UP.into_iter().chain([""]) {
            house.dan().alone().forges_form(&form.name, context, &[("question", asked)]).await;
            assert_sees!(house.dan().sees(), @"error in : This form is too old, or you did not open it yourself. Copy what you typed, and open it again.");
        }
        assert!(!house.rows().await["question"].contains("severance"), "no question came of it");
    })
    .await;
}

#[tokio::test]
async fn a_guest_cannot_say_where_they_are() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        let question = [("question", "how do I roll back a Postgres migration?")];
        for context in MADE_UP {
            house.someone("gus").alone().forges_form("experts.ask_form", context, &question).await;
            let seen = house.someone("gus").sees();
            assert!(seen.contains("you did not open it yourself") && !seen.contains("Bob"), "{seen}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_question_goes_below_the_message_the_form_was_opened_on() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        let sent = house.now();
        let message = Message {
            id: MessageId::new("by ann 1"),
            author: None,
            text: "how do I roll back a Postgres migration?".into(),
            thread: None,
            sent,
            edited: None,
        };
        house.ann().in_channel("random").chooses("experts.ask", Some(message)).await;
        house.ann().fills_in(&[("question", "how do I roll back a Postgres migration?")]).await;
        house.ann().presses("Ask them").await;
        let shown = house.street.shown.lock().unwrap();
        let asked = shown.iter().rev().find(|it| it.only.is_none()).unwrap();
        assert_eq!(asked.place.as_str(), "test:random");
        assert_eq!(asked.thread.as_ref().map(MessageId::as_str), Some("by ann 1"));
    })
    .await;
}

#[tokio::test]
async fn settings_that_cannot_be_read_are_not_taken_for_others() {
    on_each_engine(async |house: &mut House| {
        house.answered("bob", "How can I undo a Postgres migration?", "Run migrate down.", 20).await;
        house
            .before(async |tx, _| {
                let broken = sql!("UPDATE feature_settings SET data = '{\"anonymous_questions\":3}'");
                tx.execute(broken, values![]).await.unwrap();
            })
            .await;
        house.ann().looks();
        house.ann().says(ROLLBACK).await;
        let seen = house.ann().sees();
        assert!(seen.contains("went wrong on our side") && !seen.contains("Bob"), "{seen}");
    })
    .await;
}
