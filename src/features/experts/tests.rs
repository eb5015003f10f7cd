//! The room's stories, on both engines.

use crate::testing::{House, assert_sees, on_each_engine};

const ROLLBACK: &str = "/ask-expert how do I roll back a Postgres migration?";

async fn some_history(house: &House) {
    house.answered("bob", "How can I undo a Postgres migration?", "Run migrate down, then restore the dump.", 20).await;
    house.answered("bob", "Postgres migration is stuck, how to roll it back", "Kill the lock, then roll back.", 40).await;
    house.answered("cleo", "roll back a failed Postgres migration", "Use the down script.", 30).await;
}

#[tokio::test]
async fn a_question_from_end_to_end() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.ann().says(ROLLBACK).await;
        assert_sees!(house.ann().sees(), @"
        (only ann) > how do I roll back a Postgres migration?
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
        Bob – accepted answers on Postgres and migration, last one this month
        Cleo – an accepted answer on Postgres and roll, this month
        [Ask them] [Ask without my name] [Never mind]
        (Only you see this. The first is asked in the channel; the second only if there is no answer.)
        ");
        assert_sees!(house.bob().sees(), @"");
        house.ann().presses("Ask them").await;
        assert_sees!(house.ann().sees(), @"
        (only ann, changed) Asked in #platform. I will tell you in the thread what happens.
        (#platform) Ann asks:
        > how do I roll back a Postgres migration?
        (Bob is being asked.)
        [Accept an answer] [Ask someone else] [Take it back]
        (#platform thread) @Bob, can you help? You came to mind: accepted answers on Postgres and migration, last one this month.
        [I'll take it] [Not me] [Ask someone else] [Snooze]
        ");
        house.bob().looks();
        house.bob().presses("I'll take it").await;
        assert_sees!(house.bob().sees(), @"
        (#platform thread, changed) (Bob took it.)
        (#platform, changed) Ann asks:
        > how do I roll back a Postgres migration?
        (Bob is on it.)
        [Accept an answer] [Ask someone else] [Take it back]
        (#platform thread) Bob is on it, @Ann. The answer goes right here in the thread.
        ");
        house.passes(chrono::TimeDelta::minutes(50)).await;
        house.ann().looks();
        house.ann().presses("Accept an answer").await;
        assert_sees!(house.ann().sees(), @"
        form: Accept an answer
          Who answered it?: bob
          The answer, in a few words: 
          How much time did it save you?:
        ");
        house.ann().fills_in(&[("person", "@bob"), ("answer", "Run `migrate down 1`.")]).await;
        assert_sees!(house.ann().sees(), @"
        (#platform, changed) Ann asks:
        > how do I roll back a Postgres migration?
        ✅ Answered by Bob
        > Run `migrate down 1`.
        [Not solved after all]
        (to ann) How much time did this answer save you? It is only counted together with others.
        [Nothing] [15 minutes] [An hour] [Half a day] [A day or more]
        (#platform thread) Ann accepted the answer of Bob. Thank you!
        ");
        house.ann().presses("An hour").await;
        assert_sees!(house.ann().sees(), @"(to ann, changed) Thank you, that helps to see what this is good for.");
        house.dan().says("/ask-expert roll back a Postgres migration").await;
        assert_sees!(house.dan().sees(), @"
        (#platform thread, changed) (Bob took it.)
        (#platform thread) Bob is on it, @Ann. The answer goes right here in the thread.
        (#platform, changed) Ann asks:
        > how do I roll back a Postgres migration?
        ✅ Answered by Bob
        > Run `migrate down 1`.
        [Not solved after all]
        (#platform thread) Ann accepted the answer of Bob. Thank you!
        (only dan) > roll back a Postgres migration
        ## This may already help
        Postgres migration is stuck, how to roll it back
        Kill the lock, then roll back.
        Accepted answer by Bob in #platform, Wed 09:00 [This solved it]
        how do I roll back a Postgres migration?
        Run `migrate down 1`.
        Accepted answer by Bob in #platform, Mon 09:50 [This solved it]
        roll back a failed Postgres migration
        Use the down script.
        Accepted answer by Cleo in #platform, Sat 09:00 [This solved it]
        ## Who I would ask
        Bob – accepted answers on Postgres and roll, last one just now
        Cleo – an accepted answer on Postgres and roll, this month
        [Ask them] [Ask without my name] [Never mind]
        (Only you see this. The first is asked in the channel; the second only if there is no answer.)
        ");
    })
    .await;
}

#[tokio::test]
async fn an_earlier_answer_ends_it() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.ann().says(ROLLBACK).await;
        house.ann().looks();
        house.ann().presses("This solved it").await;
        assert_sees!(house.ann().sees(), @"(only ann, changed) Good to hear that this helped. Nobody had to be asked.");
        house.ann().presses("This solved it").await;
        house.lea().says("/lyceum").await;
        assert_sees!(house.lea().sees(), @"");
    })
    .await;
}

#[tokio::test]
async fn nobody_is_guessed() {
    on_each_engine(async |house: &mut House| {
        house.ann().says(ROLLBACK).await;
        assert_sees!(house.ann().sees(), @"
        (only ann) > how do I roll back a Postgres migration?
        I know nobody who has shown that they know about this, and I would rather not guess. Shall I ask everybody in the channel?
        [Ask the channel] [Never mind]
        (Only you see this.)
        ");
        house.ann().presses("Ask the channel").await;
        assert_sees!(house.dan().sees(), @"
        (#platform) Ann asks:
        > how do I roll back a Postgres migration?
        (Open to everybody here.)
        [I'll take it] [Accept an answer] [Take it back]
        ");
        house.dan().presses("I'll take it").await;
        assert_sees!(house.dan().sees(), @"
        (#platform, changed) Ann asks:
        > how do I roll back a Postgres migration?
        (Dan is on it.)
        [Accept an answer] [Ask someone else] [Take it back]
        (#platform thread) Dan is on it, @Ann. The answer goes right here in the thread.
        ");
        house.ann().presses("Take it back").await;
        assert_sees!(house.ann().sees(), @"
        (only ann, changed) Asked in #platform. I will tell you in the thread what happens.
        (#platform thread) Dan is on it, @Ann. The answer goes right here in the thread.
        (#platform, changed) Ann asks:
        > how do I roll back a Postgres migration?
        (Taken back by the person who asked.)
        ");
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_asked_is_said_plainly() {
    on_each_engine(async |house: &mut House| {
        house.ann().says("/ask-expert").await;
        assert_sees!(house.ann().sees(), @"(only ann) What would you like to know? Try `/ask-expert how do I roll back a migration?`");
        house.ann().says("/ask-expert <@test:acme:bob>").await;
        assert_sees!(house.ann().sees(), @"(only ann) There is a name but no question. Add what you would like to know after it.");
        house.ann().says(&format!("/ask-expert {}", "why ".repeat(1250))).await;
        assert_sees!(house.ann().sees(), @"(only ann) That is 4999 characters, and 3000 is the most I can ask. Put the details in a document or a snippet, link to it, and ask the heart of it here.");
        house.ann().says("/ask-expert <@test:acme:old> where is the plan?").await;
        assert_sees!(house.ann().sees(), @"(only ann) That person has left. Name somebody else.");
        house.ann().says("/ask-expert <@test:acme:ann> where is the plan?").await;
        assert_sees!(house.ann().sees(), @"(only ann) That is the person who asks. Name somebody else.");
        house.ann().says("/frobnicate").await;
        assert_sees!(house.ann().sees(), @"(only ann) I don't know that command. `/lyceum help` lists what I can do for you.");
    })
    .await;
}
