//! How a question ends, and what does not end it: people leave, take it back, put it off; something cannot be posted.

use chrono::TimeDelta;

use super::{ROLLBACK, below, passed_to_champions, some_history};
use crate::chat::{Reason, Undelivered};
use crate::testing::{House, assert_sees, on_each_engine};

async fn asked(house: &mut House) {
    some_history(house).await;
    house.ann().says(ROLLBACK).await;
    house.ann().presses("Ask them").await;
    house.ann().looks();
}

#[tokio::test]
async fn a_change_that_fails_takes_nothing_back() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.opts_in("platform").await;
        // The question stands below a message of somebody else's.
        let message = house.dan().writes("The migration is broken again.", None).await;
        house.ann().at(below(&message)).says(ROLLBACK).await;
        house.ann().presses("Ask them").await;
        let press = house.bob().would_press("I'll take it");
        house.next_sending_of_card_fails(
            "Ann asks",
            Undelivered::Refused(Reason::Other("edit_window_closed".to_owned())),
        );
        house.ann().looks();
        house.happens("bob", press).await;
        assert_sees!(house.ann().sees(), @"
        (#platform thread, changed) (Bob took it.)
        (#platform thread) Bob is on it, @Ann. The answer goes right here in the thread.
        ");
        house.ann().presses("Accept an answer").await;
        house.ann().fills_in(&[("person", "@bob"), ("answer", "Run migrate down.")]).await;
        let seen = house.ann().sees();
        assert!(seen.contains("✅ Answered by Bob"), "{seen}");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn whoever_asked_leaves_and_their_question_is_closed() {
    on_each_engine(async |house: &mut House| {
        asked(house).await;
        house.dan().looks();
        house.ann().leaves().await;
        assert_sees!(house.dan().sees(), @"
        (#platform thread, changed) (Not needed any more.)
        (#platform, changed) Ann asks:
        > how do I roll back a Postgres migration?
        (Closed: whoever asked this has left.)
        (#platform thread) Ann has left the company, so this question is closed. Nobody needs to answer it any more. Thank you for looking at it!
        ");
        house.passes(TimeDelta::days(10)).await;
        assert_sees!(house.dan().sees(), @"");
        house.bob().forces_again("experts.take").await;
        assert_sees!(house.bob().only_mine(), @"(only bob) This question is settled already.");
    })
    .await;
}

#[tokio::test]
async fn whoever_has_it_is_told_when_its_asker_leaves_and_a_hidden_asker_is_not_given_away() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask without my name").await;
        house.bob().presses("I'll take it").await;
        house.dan().looks();
        house.ann().leaves().await;
        assert_sees!(house.dan().sees(), @"
        (#platform, changed) A colleague asks:
        > how do I roll back a Postgres migration?
        (Closed. No answer is needed any more.)
        (#platform thread) @Bob, this question is closed. Nobody needs to answer it any more. Thank you for looking at it!
        ");
    })
    .await;
}

#[tokio::test]
async fn whoever_has_it_is_told_when_it_is_taken_back_or_given_to_another() {
    on_each_engine(async |house: &mut House| {
        asked(house).await;
        house.bob().presses("I'll take it").await;
        house.ann().looks();
        house.ann().presses("Ask someone else").await;
        house.ann().fills_in(&[("person", "@dan")]).await;
        assert_sees!(house.ann().sees(), @"
        (#platform thread, changed) (I looked for somebody else, too.)
        (#platform, changed) Ann asks:
        > how do I roll back a Postgres migration?
        (Dan is being asked.)
        [Accept an answer] [Ask someone else] [Take it back]
        (#platform thread) @Dan, Ann thinks that you can help here.
        [I'll take it] [Not me] [Ask someone else] [Snooze]
        (#platform thread) @Bob, Ann has somebody else asked, so you need not answer any more. Thank you all the same!
        ");
        house.dan().presses("I'll take it").await;
        // Bob had it once. That he leaves takes nothing from Dan.
        house.ann().looks();
        house.bob().leaves().await;
        assert_sees!(house.ann().sees(), @"");
        house.ann().presses("Take it back").await;
        assert_sees!(house.ann().sees(), @"
        (#platform, changed) Ann asks:
        > how do I roll back a Postgres migration?
        (Taken back by the person who asked.)
        (#platform thread) @Dan, Ann took the question back, so no answer is needed any more. Thank you all the same!
        ");
    })
    .await;
}

#[tokio::test]
async fn where_nothing_can_be_posted_any_more_the_asker_is_told() {
    on_each_engine(async |house: &mut House| {
        asked(house).await;
        house.next_sending_of_card_fails("Still looking", Undelivered::Refused(Reason::Archived));
        house.passes(TimeDelta::hours(4)).await;
        assert_sees!(house.ann().only_mine(), @"
        (to ann) I cannot ask anybody else about your question in #platform: that channel is archived by now. Ask again in another channel.
        > how do I roll back a Postgres migration?
        ");
        house.passes(TimeDelta::days(10)).await;
        assert_sees!(house.ann().sees(), @"");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn who_could_not_be_tagged_is_passed_over() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.ann().says(ROLLBACK).await;
        let press = house.ann().would_press("Ask them");
        house.next_sending_of_card_fails(
            "@Bob",
            Undelivered::Refused(Reason::Other("restricted_action".to_owned())),
        );
        house.happens("ann", press).await;
        let seen = house.cleo().sees();
        assert!(seen.contains("@Cleo, can you help?"), "{seen}");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn two_put_it_off_and_each_is_reminded_once() {
    on_each_engine(async |house: &mut House| {
        passed_to_champions(house).await;
        house.cleo().presses("Snooze").await;
        house.passes(TimeDelta::minutes(30)).await;
        house.dan().presses("Snooze").await;
        house.ann().looks();
        house.passes(TimeDelta::minutes(90)).await;
        assert_sees!(house.ann().sees(), @"
        (#platform thread) @Cleo, here is the question that you put off.
        [I'll take it] [Not me]
        ");
        house.passes(TimeDelta::minutes(30)).await;
        assert_sees!(house.ann().sees(), @"
        (#platform thread) @Dan, here is the question that you put off.
        [I'll take it] [Not me]
        ");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn nobody_is_reminded_once_their_turn_is_over() {
    on_each_engine(async |house: &mut House| {
        passed_to_champions(house).await;
        house.passes(TimeDelta::minutes(180)).await;
        house.cleo().presses("Snooze").await;
        house.passes(TimeDelta::minutes(60)).await;
        house.ann().looks();
        house.passes(TimeDelta::hours(30)).await;
        assert_sees!(house.ann().sees(), @"");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn whether_it_was_solved_is_not_asked_at_night_and_goes_once_it_is() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        // Nine in the evening in Berlin.
        house.passes(TimeDelta::hours(10)).await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask the channel").await;
        house.ann().looks();
        house.passes(TimeDelta::hours(72 + 10)).await;
        assert_sees!(house.ann().sees(), @"");
        house.passes(TimeDelta::hours(1)).await;
        assert_sees!(house.ann().sees(), @"
        (to ann) You asked this on Mon 19:00. Was it solved?
        > how do I roll back a Postgres migration?
        [Accept an answer] [Ask someone else] [Take it back]
        (You get this once.)
        ");
        house.bob().presses("I'll take it").await;
        house.ann().looks();
        house.passes(TimeDelta::days(10)).await;
        assert_sees!(house.ann().sees(), @"");
        house.ann().presses("Take it back").await;
        let seen = house.ann().sees();
        assert!(seen.contains("(to ann, gone)") || !seen.contains("(to ann"), "{seen}");
        assert!(!house.ann().can_press("Take it back"), "nothing is left to press on");
    })
    .await;
}

#[tokio::test]
async fn champions_who_sleep_are_asked_in_the_morning_where_they_are() {
    on_each_engine(async |house: &mut House| {
        house.answered("bob", "How can I undo a Postgres migration?", "Run migrate down.", 20).await;
        house.topic("Postgres", &["sue"]).await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask").await;
        house.bob().presses("Not me").await;
        house.bob().fills_in(&[("reason", "busy")]).await;
        let seen = house.ann().sees();
        assert!(
            seen.contains(
                "The next colleague is off until 09:00 in Sydney. I ask them then: Mon 23:00 where you are."
            ),
            "{seen}"
        );
        house.passes(TimeDelta::hours(14)).await;
        let seen = house.ann().sees();
        assert!(seen.contains("I am asking a champion of Postgres. @Sue, can you help?"), "{seen}");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn a_topic_that_is_called_otherwise_keeps_its_questions_and_champions() {
    on_each_engine(async |house: &mut House| {
        house.answered("bob", "How can I undo a Postgres migration?", "Run migrate down.", 20).await;
        house.topic("Postgres", &["dan"]).await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask").await;
        house.lea().says("/lyceum").await;
        house.lea().presses("Change").await;
        house.lea().fills_in(&[("name", "PostgreSQL"), ("aliases", "Postgres"), ("champions", "@dan")]).await;
        house.ann().looks();
        house.bob().presses("Not me").await;
        house.bob().fills_in(&[("reason", "busy")]).await;
        let seen = house.ann().sees();
        assert!(seen.contains("I am asking a champion of PostgreSQL. @Dan, can you help?"), "{seen}");
        house.leaves_work();
    })
    .await;
}
