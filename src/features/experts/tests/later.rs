//! Whoever knows best is asleep: the asker is told, and chooses whether to wait.

use chrono::TimeDelta;

use super::ROLLBACK;
use crate::bot::Machine;
use crate::chat::PersonId;
use crate::people::{Availability, People};
use crate::testing::{House, assert_sees, on_each_engine};

/// Sue has answered this, and it is 19:00 where she is; Bob knows something of it.
async fn sue_knows_best(house: &House) {
    house.answered("sue", "How do I roll back a Postgres migration?", "Run migrate down.", 5).await;
    house.answered("sue", "roll back a failed Postgres migration", "Use the down script.", 9).await;
    house.answered("bob", "How long does a Postgres migration take?", "An hour or so.", 40).await;
}

#[tokio::test]
async fn whoever_knows_best_is_asked_when_their_day_begins() {
    on_each_engine(async |house: &mut House| {
        sue_knows_best(house).await;
        house.ann().says(ROLLBACK).await;
        assert_sees!(house.ann().sees(), @"
        (only ann) > how do I roll back a Postgres migration?
        ## This may already help
        How do I roll back a Postgres migration?
        Run migrate down.
        Accepted answer by Sue in #platform, Wed 09:00 [This solved it]
        roll back a failed Postgres migration
        Use the down script.
        Accepted answer by Sue in #platform, Sat 09:00 [This solved it]
        How long does a Postgres migration take?
        An hour or so.
        Accepted answer by Bob in #platform, Wed 09:00 [This solved it]
        ## Who I would ask
        Sue knows this best – accepted answers on Postgres and migrate, last one in September. Back at 09:00 in Sydney, in 14 hours.
        Bob – an accepted answer on Postgres and migration, in August
        [Ask Sue at 09:00] [Ask Bob now] [It is urgent] [Ask without my name] [Never mind]
        (Only you see this.)
        ");
        house.ann().presses("Ask Sue at 09:00").await;
        assert_sees!(house.ann().sees(), @"
        (only ann, changed) It is kept until then. I wrote to you alone about it: there you can have it asked now, or not at all.
        (to ann) I ask Sue at 09:00 in Sydney: Mon 23:00 where you are.
        > how do I roll back a Postgres migration?
        [Ask somebody now instead] [Never mind]
        (Until then nobody else sees it.)
        ");
        house.someone("sue").looks();
        house.passes(TimeDelta::hours(13)).await;
        assert_sees!(house.someone("sue").sees(), @"");
        // The program is started anew meanwhile.
        house.machine = Machine::new(house.copy(1, Vec::new()));
        house.passes(TimeDelta::hours(1)).await;
        assert_sees!(house.someone("sue").sees(), @"
        (#platform) Ann asks:
        > how do I roll back a Postgres migration?
        (Sue is being asked.)
        [Accept an answer] [Ask someone else] [Take it back]
        (#platform thread) @Sue, can you help? You came to mind: accepted answers on Postgres and migrate, last one in September.
        [I'll take it] [Not me] [Ask someone else] [Snooze]
        (to sue) Ann asks in a channel that you are not in, #platform:
        > how do I roll back a Postgres migration?
        [Open the thread](https://test/platform/m4) to answer there.
        [I'll take it] [Not me]
        ");
        assert_sees!(house.ann().sees(), @"
        (#platform) Ann asks:
        > how do I roll back a Postgres migration?
        (Sue is being asked.)
        [Accept an answer] [Ask someone else] [Take it back]
        (to ann, changed) Your question was asked in #platform. I tell you in the thread what happens.
        (#platform thread) @Sue, can you help? You came to mind: accepted answers on Postgres and migrate, last one in September.
        [I'll take it] [Not me] [Ask someone else] [Snooze]
        ");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn a_question_that_waits_can_be_asked_now_after_all_or_not_at_all() {
    on_each_engine(async |house: &mut House| {
        sue_knows_best(house).await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask Sue at 09:00").await;
        house.ann().looks();
        house.ann().presses("Ask somebody now instead").await;
        assert_sees!(house.ann().sees(), @"
        (#platform) Ann asks:
        > how do I roll back a Postgres migration?
        (Bob is being asked.)
        [Accept an answer] [Ask someone else] [Take it back]
        (to ann, changed) Your question was asked in #platform. I tell you in the thread what happens.
        (#platform thread) @Bob, can you help? You came to mind: an accepted answer on Postgres and migration, in August.
        [I'll take it] [Not me] [Ask someone else] [Snooze]
        ");
        house.dan().says(ROLLBACK).await;
        house.dan().presses("Ask Sue at 09:00").await;
        house.dan().looks();
        house.dan().presses("Never mind").await;
        assert_sees!(house.dan().sees(), @"(to dan, changed) All right, I asked nobody.");
        house.lea().says(ROLLBACK).await;
        house.lea().presses("Ask Bob now").await;
        assert_sees!(house.lea().sees(), @"
        (#platform) Ann asks:
        > how do I roll back a Postgres migration?
        (Bob is being asked.)
        [Accept an answer] [Ask someone else] [Take it back]
        (#platform thread) @Bob, can you help? You came to mind: an accepted answer on Postgres and migration, in August.
        [I'll take it] [Not me] [Ask someone else] [Snooze]
        (only lea, changed) Asked in #platform. I will tell you in the thread what happens.
        (#platform) Lea asks:
        > how do I roll back a Postgres migration?
        (Bob is being asked.)
        [Accept an answer] [Ask someone else] [Take it back]
        (#platform thread) @Bob, can you help? You came to mind: an accepted answer on Postgres and migration, in August.
        [I'll take it] [Not me] [Ask someone else] [Snooze]
        ");
        house.cleo().says(ROLLBACK).await;
        house.cleo().presses("It is urgent").await;
        let seen = house.someone("sue").sees();
        assert!(seen.contains("Cleo asks, and it is urgent:") && seen.contains("@Sue, can you help?"), "{seen}");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn whoever_is_away_by_the_morning_is_not_waited_for() {
    on_each_engine(async |house: &mut House| {
        sue_knows_best(house).await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask Sue at 09:00").await;
        house.dan().says(ROLLBACK).await;
        house.dan().presses("Ask Sue at 09:00").await;
        house.ann().looks();
        house.dan().looks();
        let until = house.now() + TimeDelta::days(3);
        house
            .before(async |tx, org| {
                let sue = PersonId::new("sue");
                let away = Availability { paused_until: Some(until), ..Availability::default() };
                tx.of::<People>(org).set_availability(&sue, &away).await.unwrap();
            })
            .await;
        house.dan().leaves().await;
        house.passes(TimeDelta::hours(14)).await;
        assert_sees!(house.ann().sees(), @"
        (#platform) Ann asks:
        > how do I roll back a Postgres migration?
        (Somebody is being looked for.)
        [Accept an answer] [Ask someone else] [Take it back]
        (to ann, changed) Your question was asked in #platform. I tell you in the thread what happens. Sue could not be asked, so somebody else is.
        (#platform thread) The next colleague is off at the moment. I ask them when their day begins: Tue 07:00.
        ");
        assert_eq!(house.dan().only_mine(), "");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn whoever_has_left_is_not_waited_for() {
    on_each_engine(async |house: &mut House| {
        sue_knows_best(house).await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask Sue at 09:00").await;
        house.ann().looks();
        house.someone("sue").leaves().await;
        let seen = house.ann().sees();
        assert!(seen.contains("Sue could not be asked, so somebody else is."), "{seen}");
        assert!(seen.contains("@Bob, can you help?"), "{seen}");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn nine_is_nine_also_after_the_clocks_were_changed() {
    on_each_engine(async |house: &mut House| {
        sue_knows_best(house).await;
        // Friday, 2 October, 11:00 in Berlin; Sydney changes its clocks on Sunday.
        house.passes(TimeDelta::days(18)).await;
        house.ann().says(ROLLBACK).await;
        let seen = house.ann().sees();
        assert!(seen.contains("Back on Mon, 09:00 in Sydney, in 3 days."), "{seen}");
        house.ann().presses("Ask Sue on Mon, 09:00").await;
        house.someone("sue").looks();
        // Sunday, 21:59 by the clocks of Greenwich, which is 08:59 in Sydney.
        house.passes(TimeDelta::hours(60) + TimeDelta::minutes(59)).await;
        assert_eq!(house.someone("sue").sees(), "");
        house.passes(TimeDelta::minutes(1)).await;
        let seen = house.someone("sue").sees();
        assert!(seen.contains("@Sue, can you help?"), "{seen}");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn what_is_deleted_while_it_waits_is_not_asked() {
    on_each_engine(async |house: &mut House| {
        sue_knows_best(house).await;
        let message = house.ann().tells("ask-expert how do I roll back a Postgres migration?", None).await;
        house.ann().alone().presses("Ask Sue at 09:00").await;
        house.ann().fills_in(&[("place", "test:platform")]).await;
        house.ann().alone().changes(&message, "ask-expert how do I roll back a MySQL migration?").await;
        let seen = house.ann().sees();
        assert!(
            seen.contains("> how do I roll back a MySQL migration?") && seen.contains("I ask Sue"),
            "{seen}"
        );
        house.ann().alone().takes_away(&message).await;
        let seen = house.ann().sees();
        assert!(seen.contains("This question is not asked any more."), "{seen}");
        house.someone("sue").looks();
        house.passes(TimeDelta::hours(15)).await;
        assert_eq!(house.someone("sue").sees(), "");
    })
    .await;
}
