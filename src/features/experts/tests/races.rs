//! Two at once, twice the same, a stop in the middle, something that does not arrive.

use chrono::TimeDelta;

use super::{ROLLBACK, some_history};
use crate::chat::{Reason, Receipt, Undelivered, What};
use crate::testing::{House, assert_sees, on_each_engine};

#[tokio::test]
async fn two_take_it_and_one_has_it() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask them").await;
        let first = house.bob().would_press("I'll take it");
        let second = house.dan().would_press("I'll take it");
        let (one, other) = tokio::join!(
            house.machine.receive_all(std::slice::from_ref(&first)),
            house.machine.receive_all(std::slice::from_ref(&second)),
        );
        assert_eq!((one[0].clone(), other[0].clone()), (Ok(Receipt::Done), Ok(Receipt::Done)));
        house.machine.settle().await.unwrap();
        let (bob, dan) = (house.bob().only_mine(), house.dan().only_mine());
        let told = [bob.contains("took this question already"), dan.contains("took this question already")];
        assert_eq!(told.iter().filter(|told| **told).count(), 1, "bob: {bob}\ndan: {dan}");
        let thread = house.ann().sees();
        assert_eq!(thread.matches("is on it, @Ann").count(), 1, "{thread}");
    })
    .await;
}

#[tokio::test]
async fn the_same_event_and_the_same_press_again_change_nothing() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        let asked = house.ann().would_say(ROLLBACK);
        house.happens("ann", asked.clone()).await;
        let once = house.ann().sees();
        house.happens("ann", asked.clone()).await;
        assert_eq!(house.ann().sees(), "");
        // Both in one commit.
        let again = house.ann().would_say(ROLLBACK);
        let receipts = house.machine.receive_all(&[again.clone(), again]).await;
        assert_eq!(receipts, [Ok(Receipt::Done), Ok(Receipt::Done)]);
        house.machine.settle().await.unwrap();
        assert_eq!(house.ann().sees(), once);
        house.ann().presses("Ask them").await;
        house.ann().looks();
        house.bob().presses("I'll take it").await;
        house.ann().looks();
        house.bob().forces_again("experts.take").await;
        assert_sees!(house.bob().only_mine(), @"(only bob) It is yours. Write your answer in the thread.");
        assert_sees!(house.ann().sees(), @"");
    })
    .await;
}

#[tokio::test]
async fn a_question_that_cannot_be_posted_is_told_to_the_asker_and_the_lead() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.ann().says(ROLLBACK).await;
        house.ann().looks();
        let press = house.ann().would_press("Ask them");
        house.next_sending_of_card_fails("Ann asks", Undelivered::Refused(Reason::NotInChannel));
        house.happens("ann", press).await;
        assert_sees!(house.ann().sees(), @"
        (only ann, changed) Asked in #platform. I will tell you in the thread what happens.
        (to ann) I could not ask your question in #platform: I am not in that channel. Invite me there and ask again, or ask in another channel.
        > how do I roll back a Postgres migration?
        ");
        house.lea().says("/lyceum").await;
        assert!(house.lea().sees().contains("Lyceum is not in that channel"));
        house.passes(TimeDelta::days(2)).await;
        assert_sees!(house.ann().sees(), @"");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn throttling_and_outages_only_delay() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        let wait = std::time::Duration::from_secs(30);
        house.next_sending_fails(Undelivered::Throttled(wait));
        house.next_sending_fails(Undelivered::Unreached("no route".to_owned()));
        house.ann().says(ROLLBACK).await;
        assert_sees!(house.ann().sees(), @"");
        house.passes(TimeDelta::seconds(29)).await;
        assert_sees!(house.ann().sees(), @"");
        house.passes(TimeDelta::minutes(1)).await;
        assert!(house.ann().sees().contains("Who I would ask"));
    })
    .await;
}

#[tokio::test]
async fn what_nobody_knows_is_passed_over() {
    on_each_engine(async |house: &mut House| {
        house.ann().forces("experts.nonsense", "x").await;
        house.ann().forces("experts.go", "another company's").await;
        assert_sees!(house.ann().only_mine(), @"(only ann) I don't find that question any more.");
        house.ann().does(What::Shortcut { name: "old".to_owned(), message: None }, None).await;
        assert_sees!(house.ann().only_mine(), @"");
    })
    .await;
}
