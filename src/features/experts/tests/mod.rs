//! The feature's stories, on both engines.

mod answering;
mod deleted;
mod ending;
mod erased;
mod following;
mod histories;
mod later;
mod lives;
mod outside;
mod passing;
mod presence;
mod privacy;
mod races;
mod relay;
mod reworded;
mod scope;
mod time;

use crate::chat::{MessageId, Place, PlaceId, PlaceKind};
use crate::testing::{House, assert_sees, on_each_engine};

pub(super) const ROLLBACK: &str = "/ask-expert how do I roll back a Postgres migration?";

/// In the thread of a message.
pub(super) fn below(message: &MessageId) -> Place {
    let thread = Some(message.clone());
    Place { id: PlaceId::new("test:platform"), kind: PlaceKind::Channel, thread, shared: false }
}

pub(super) async fn some_history(house: &House) {
    house
        .answered(
            "bob",
            "How can I undo a Postgres migration?",
            "Run migrate down, then restore the dump.",
            20,
        )
        .await;
    house
        .answered(
            "bob",
            "Postgres migration is stuck, how to roll it back",
            "Kill the lock, then roll back.",
            40,
        )
        .await;
    house.answered("cleo", "roll back a failed Postgres migration", "Use the down script.", 30).await;
}

/// Bob, who knows it, is asked and says that it is not for him; now Cleo and Dan are, the champions of the topic.
pub(super) async fn passed_to_champions(house: &mut House) {
    house.answered("bob", "How can I undo a Postgres migration?", "Run migrate down.", 20).await;
    house.topic("Postgres", &["cleo", "dan"]).await;
    house.ann().says(ROLLBACK).await;
    house.ann().presses("Ask").await;
    house.bob().presses("Not me").await;
    house.bob().fills_in(&[("reason", "busy")]).await;
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
        Bob – accepted answers on Postgres and migrate, last one in August
        Cleo – an accepted answer on Postgres and migration, in August
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
        (#platform thread) @Bob, can you help? You came to mind: accepted answers on Postgres and migrate, last one in August.
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
        how do I roll back a Postgres migration?
        Run `migrate down 1`.
        Accepted answer by Bob in #platform, Mon 09:50 [This solved it]
        Postgres migration is stuck, how to roll it back
        Kill the lock, then roll back.
        Accepted answer by Bob in #platform, Wed 09:00 [This solved it]
        roll back a failed Postgres migration
        Use the down script.
        Accepted answer by Cleo in #platform, Sat 09:00 [This solved it]
        ## Who I would ask
        Bob – accepted answers on Postgres and migrate, last one in September
        Cleo – an accepted answer on Postgres and migration, in August
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
        house.lea().says("/lyceum").await;
        let page = house.lea().sees();
        let section = &page[page.find("## Questions").unwrap()..page.find("## Kudos").unwrap()];
        assert_sees!(section, @"
        ## Questions
        Asked in the last 30 days: 0
        Answered: 0
        Solved by an earlier answer: 1
        Still open: 0
        (No question is waiting.)
        ## Topics without an expert
        (For every question of the last 90 days somebody was found.)
        ## How questions go
        Questions without a name: yes
        Time for a first reply: 4 working hours
        Give little-asked people a chance: no
        Personal matters go to: nobody named yet
        Questions typed to me alone go to: the asker chooses
        [Change question settings]
        ");
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
        (#platform thread) @Dan, Ann took the question back, so no answer is needed any more. Thank you all the same!
        ");
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_asked_is_said_plainly() {
    on_each_engine(async |house: &mut House| {
        house.ann().says("/ask-expert").await;
        assert_sees!(house.ann().sees(), @"(only ann) What would you like to know? Try this: /ask-expert how do I roll back a migration?");
        house.ann().says("/ask-expert <@test:acme:bob>").await;
        assert_sees!(house.ann().sees(), @"(only ann) There is a name but no question. Add what you would like to know after it.");
        house.ann().says(&format!("/ask-expert {}", "why ".repeat(1250))).await;
        assert_sees!(house.ann().sees(), @"(only ann) That is 4999 characters, and 3000 is the most I can ask. Put the details in a document or a snippet, link to it, and ask the heart of it here.");
        house.ann().says("/ask-expert <@test:acme:old> where is the plan?").await;
        assert_sees!(house.ann().sees(), @"(only ann) That person has left. Name somebody else.");
        house.ann().says("/ask-expert <@test:acme:ann> where is the plan?").await;
        assert_sees!(house.ann().sees(), @"(only ann) That is the person who asks. Name somebody else.");
        house.ann().says("/frobnicate").await;
        assert_sees!(house.ann().sees(), @"(only ann) I don't know that command. /lyceum help lists what I can do for you.");
    })
    .await;
}

#[tokio::test]
async fn an_accepted_answer_can_be_opened_again() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask them").await;
        house.bob().presses("I'll take it").await;
        house.ann().presses("Accept an answer").await;
        house.ann().fills_in(&[("person", "@bob")]).await;
        house.bob().looks();
        house.bob().presses("Not solved after all").await;
        assert_sees!(house.bob().sees(), @"(only bob) Only the person who asked can do that.");
        house.ann().looks();
        house.ann().presses("Not solved after all").await;
        assert_sees!(house.ann().sees(), @"
        (#platform thread) Ann opened this question again.
        (#platform, changed) Ann asks:
        > how do I roll back a Postgres migration?
        (Bob is being asked.)
        [Accept an answer] [Ask someone else] [Take it back]
        (#platform thread) This was not solved after all. @Bob, can you help? You came to mind: accepted answers on Postgres and migrate, last one in August.
        [I'll take it] [Not me] [Ask someone else] [Snooze]
        ");
        house.ann().presses("Accept an answer").await;
        house.ann().fills_in(&[("person", "@bob")]).await;
        house.passes(chrono::TimeDelta::days(15)).await;
        house.ann().looks();
        house.ann().presses("Not solved after all").await;
        assert_sees!(house.ann().sees(), @"(only ann) A question can be opened again within 14 days. Ask it anew with /ask-expert.");
    })
    .await;
}

#[tokio::test]
async fn with_no_history_a_declared_skill_is_enough() {
    on_each_engine(async |house: &mut House| {
        house.knows("cleo", "Kubernetes").await;
        house.ann().says("/ask-expert my k8s pods are evicted").await;
        let seen = house.ann().sees();
        assert!(seen.contains("Cleo – is glad to be asked about Kubernetes"), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn before_anybody_has_answered_anything_profiles_speak() {
    on_each_engine(async |house: &mut House| {
        house.works("bob", "Kubernetes administrator", &["Payments ledger"]).await;
        house.works("dan", "Accountant", &[]).await;
        // A trade's other name, and a typing error.
        house.ann().says("/ask-expert why does my pod in k8s restart?").await;
        let seen = house.ann().only_mine();
        assert!(seen.contains("Bob – works as Kubernetes administrator"), "{seen}");
        house.ann().says("/ask-expert who knows about the payments legder?").await;
        let seen = house.ann().only_mine();
        assert!(seen.contains("Bob – works on Payments ledger"), "{seen}");
        // A champion made in the settings counts more than a title.
        house.lea().says("/lyceum topics").await;
        house.lea().alone().says("/lyceum").await;
        house.lea().presses("Add a topic").await;
        house.lea().fills_in(&[("name", "Kubernetes"), ("champions", "@cleo")]).await;
        house.ann().says("/ask-expert why does my pod in k8s restart?").await;
        let seen = house.ann().only_mine();
        let (cleo, bob) = (seen.find("Cleo – is a champion of Kubernetes"), seen.find("Bob – works as"));
        assert!(cleo.is_some() && bob.is_some() && cleo < bob, "{seen}");
        // Nothing that only brushes a title is a guess worth making.
        house.ann().says("/ask-expert how do I book a meeting room?").await;
        let seen = house.ann().only_mine();
        assert!(seen.contains("I know nobody"), "{seen}");
    })
    .await;
}
