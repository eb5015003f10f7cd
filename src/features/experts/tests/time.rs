//! Nobody answers, somebody puts it off, it is night somewhere.

use chrono::TimeDelta;

use super::{ROLLBACK, passed_to_champions, some_history};
use crate::testing::{House, assert_sees, on_each_engine};

#[tokio::test]
async fn silence_goes_to_the_standby_the_champions_and_the_channel() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.topic("Postgres", &["dan"]).await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask them").await;
        house.ann().looks();
        // Asked on Monday at 11:00 in Berlin: four working hours are over at 15:00.
        house.passes(TimeDelta::minutes(239)).await;
        assert_sees!(house.ann().sees(), @"");
        house.passes(TimeDelta::minutes(1)).await;
        assert_sees!(house.ann().sees(), @"
        (#platform thread, changed) (I looked for somebody else, too.)
        (#platform, changed) Ann asks:
        > how do I roll back a Postgres migration?
        (Cleo is being asked.)
        [Accept an answer] [Ask someone else] [Take it back]
        (#platform thread) Still looking for somebody. @Cleo, can you help? You came to mind: an accepted answer on Postgres and migration, in August.
        [I'll take it] [Not me] [Ask someone else] [Snooze]
        ");
        // Two more hours that day, two the next morning: Tuesday at 11:00.
        house.passes(TimeDelta::hours(19)).await;
        assert_sees!(house.ann().sees(), @"");
        house.passes(TimeDelta::hours(1)).await;
        assert_sees!(house.ann().sees(), @"
        (#platform thread, changed) (I looked for somebody else, too.)
        (#platform, changed) Ann asks:
        > how do I roll back a Postgres migration?
        (The champions of this topic are being asked.)
        [Accept an answer] [Ask someone else] [Take it back]
        (#platform thread) Still looking for somebody. I am asking a champion of Postgres. @Dan, can you help?
        [I'll take it] [Not me] [Ask someone else] [Snooze]
        ");
        house.passes(TimeDelta::hours(4)).await;
        assert_sees!(house.ann().sees(), @"
        (#platform thread, changed) (I looked for somebody else, too.)
        (#platform, changed) Ann asks:
        > how do I roll back a Postgres migration?
        (Open to everybody here.)
        [I'll take it] [Accept an answer] [Take it back]
        (#platform thread) Still looking for somebody, so this is open to everybody here. Do you know?
        [I'll take it]
        ");
        house.dan().presses("I'll take it").await;
        house.ann().looks();
        house.passes(TimeDelta::hours(71)).await;
        assert_sees!(house.ann().sees(), @"");
        house.passes(TimeDelta::hours(2)).await;
        assert_sees!(house.ann().sees(), @"
        (to ann) You asked this on Mon 09:00. Was it solved?
        > how do I roll back a Postgres migration?
        [Accept an answer] [Ask someone else] [Take it back]
        (You get this once.)
        ");
    })
    .await;
}

#[tokio::test]
async fn a_champion_may_accept_after_three_silent_days() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.topic("Postgres", &["dan"]).await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask them").await;
        house.bob().presses("I'll take it").await;
        house.dan().looks();
        house.dan().presses("Accept an answer").await;
        assert_sees!(house.dan().sees(), @"(only dan) Only the person who asked can accept an answer. A champion of the topic can do it after three days of silence.");
        house.passes(TimeDelta::hours(72)).await;
        house.dan().presses("Accept an answer").await;
        house.dan().fills_in(&[("person", "@bob"), ("answer", "As in the runbook.")]).await;
        assert_sees!(house.dan().sees(), @"
        (#platform, changed) Ann asks:
        > how do I roll back a Postgres migration?
        ✅ Answered by Bob
        > As in the runbook.
        [Not solved after all]
        (#platform thread) Dan, as a champion of the topic, accepted the answer of Bob.
        ");
    })
    .await;
}

#[tokio::test]
async fn snoozing_moves_the_time_to_answer_once() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask them").await;
        house.bob().looks();
        house.bob().presses("Snooze").await;
        assert_sees!(house.bob().sees(), @"(#platform thread) Bob looks at it later: Mon 11:00.");
        house.bob().presses("Snooze").await;
        assert_sees!(house.bob().sees(), @r#"(only bob) You put this off once already. Take it, or pass it on with "Not me"."#);
        house.passes(TimeDelta::hours(2)).await;
        assert_sees!(house.bob().sees(), @"
        (#platform thread) @Bob, here is the question that you put off.
        [I'll take it] [Not me]
        ");
        house.passes(TimeDelta::hours(3)).await;
        assert_sees!(house.cleo().only_mine(), @"");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn night_is_waited_out_unless_it_is_urgent() {
    on_each_engine(async |house: &mut House| {
        // It is 19:00 in Sydney.
        house.answered("sue", "How can I undo a Postgres migration?", "Run migrate down.", 20).await;
        house.ann().says(ROLLBACK).await;
        assert_sees!(house.ann().sees(), @"
        (only ann) > how do I roll back a Postgres migration?
        ## This may already help
        How can I undo a Postgres migration?
        Run migrate down.
        Accepted answer by Sue in #platform, Tue 09:00 [This solved it]
        ## Who I would ask
        Sue knows this best – an accepted answer on Postgres and migrate, in August. Back at 09:00 in Sydney, in 14 hours.
        [Ask Sue at 09:00] [It is urgent] [Ask the channel] [Never mind]
        (Only you see this.)
        ");
        house.ann().presses("It is urgent").await;
        assert_sees!(house.someone("sue").sees(), @"
        (#platform) Ann asks, and it is urgent:
        > how do I roll back a Postgres migration?
        (Sue is being asked.)
        [Accept an answer] [Ask someone else] [Take it back]
        (#platform thread) @Sue, can you help? You came to mind: an accepted answer on Postgres and migrate, in August.
        [I'll take it] [Not me] [Ask someone else] [Snooze]
        ");
    })
    .await;
}

#[tokio::test]
async fn the_standby_who_sleeps_is_asked_in_the_morning() {
    on_each_engine(async |house: &mut House| {
        house.answered("bob", "How can I undo a Postgres migration?", "Run migrate down.", 20).await;
        house.answered("sue", "roll back a failed Postgres migration", "Use the down script.", 30).await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask").await;
        house.ann().looks();
        house.passes(TimeDelta::hours(4)).await;
        assert_sees!(house.ann().sees(), @"
        (#platform thread, changed) (I looked for somebody else, too.)
        (#platform, changed) Ann asks:
        > how do I roll back a Postgres migration?
        (Somebody is being looked for.)
        [Accept an answer] [Ask someone else] [Take it back]
        (#platform thread) The next colleague is off until 09:00 in Sydney. I ask them then: Mon 23:00 where you are.
        ");
        house.passes(TimeDelta::hours(10)).await;
        assert_sees!(house.ann().sees(), @"
        (#platform, changed) Ann asks:
        > how do I roll back a Postgres migration?
        (Sue is being asked.)
        [Accept an answer] [Ask someone else] [Take it back]
        (#platform thread) @Sue, can you help? You came to mind: an accepted answer on Postgres and migration, in August.
        [I'll take it] [Not me] [Ask someone else] [Snooze]
        ");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn a_full_week_is_full() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.bob().says("/lyceum me").await;
        house.bob().presses("Hours and limit").await;
        house.bob().fills_in(&[("cap", "1"), ("days", "0"), ("from", "9 o'clock"), ("until", "17:00")]).await;
        assert_sees!(house.bob().sees(), @r#"
        (only bob) ## You and Lyceum
        Asked at the most: 5 times a week
        Working hours: Mon to Fri, 09:00 to 17:00 (Europe/Berlin)
        Quiet hours: 19:00 to 08:00
        Glad to be asked about: nothing yet
        Can mentor on: nothing yet
        Want to learn: nothing yet
        [My topics] [Hours and limit] [Pause]
        ## What I believe about you
        (No topic yet. Press "My topics" to say what you are glad to be asked about.)
        (2 answers of yours belong to no topic, and can bring you questions like them.)
        ## Your data
        You can have a copy of all that I keep about you, or have it erased.
        [Export my data] [Erase my data]
        (Only you see this.)
        error in from: Write hours and minutes, such as 09:00.
        "#);
        house.bob().fills_in(&[("cap", "1"), ("days", "0"), ("from", "09:00"), ("until", "17:00")]).await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask them").await;
        house.dan().says(ROLLBACK).await;
        house.dan().presses("Ask").await;
        house.lea().says("/lyceum why").await;
        assert_sees!(house.lea().only_mine(), @"
        (only lea) ## Why these people?
        > how do I roll back a Postgres migration?
        Bob – left out: asked once this week already, which is their limit. Accepted answers on Postgres and migrate, last one in August
        Cleo – asked first; is being asked. An accepted answer on Postgres and migration, in August
        (Only leads see this.)
        ");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn champions_are_asked_together_and_one_who_declines_leaves_the_buttons_to_the_others() {
    on_each_engine(async |house: &mut House| {
        passed_to_champions(house).await;
        let seen = house.cleo().sees();
        assert!(
            seen.contains("I am asking the champions of Postgres. @Cleo, @Dan, can one of you help?"),
            "{seen}"
        );
        house.dan().presses("Not me").await;
        house.dan().fills_in(&[("reason", "busy")]).await;
        assert_sees!(house.cleo().sees(), @"
        (#platform thread, changed) @Cleo, can you help?
        (Dan passed it on.)
        [I'll take it] [Not me] [Ask someone else] [Snooze]
        ");
        house.cleo().presses("I'll take it").await;
        let seen = house.cleo().sees();
        assert!(seen.starts_with("(#platform thread, changed) (Cleo took it.)"), "{seen}");
    })
    .await;
}
