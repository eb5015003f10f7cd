//! Two at once, twice the same, a stop in the middle, something that does not arrive.

use chrono::TimeDelta;

use super::{ROLLBACK, some_history};
use crate::bot::Posts;
use crate::chat::{MessageId, PlaceId, Reason, Receipt, Undelivered, What};
use crate::features::experts::question::State;
use crate::features::experts::store::Questions;
use crate::features::experts::store::candidates::Candidates;
use crate::store::StoreError;
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

#[tokio::test]
async fn what_was_made_from_an_older_version_is_not_written() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask them").await;
        let (id, org, now) = (house.question_id().await, house.org.clone(), house.now());
        let mut tx = house.db.begin().await.unwrap();
        let mut first = tx.of::<Questions>(&org).question(&id).await.unwrap().unwrap();
        let mut second = first.clone();
        tx.of::<Questions>(&org).keep_asking(&mut first).await.unwrap();
        let candidates = tx.of::<Candidates>(&org).of_question(&id).await.unwrap();
        let late = [
            tx.of::<Questions>(&org).keep_asking(&mut second).await,
            tx.of::<Questions>(&org).move_question(&mut second, State::Withdrawn, now).await,
            tx.of::<Candidates>(&org).keep_candidates(&mut second, &candidates).await,
            tx.of::<Questions>(&org).reopen_question(&mut second, now).await,
            tx.of::<Questions>(&org).deflect_question(&mut second, "", now).await,
        ];
        assert!(late.iter().all(|it| matches!(it, Err(StoreError::Collision(_)))), "{late:?}");
        // Whoever was first goes on.
        tx.of::<Candidates>(&org).keep_candidates(&mut first, &candidates).await.unwrap();
        tx.of::<Questions>(&org).move_question(&mut first, State::Taken, now).await.unwrap();
        assert_eq!(tx.of::<Questions>(&org).question(&id).await.unwrap().unwrap().version, first.version);
    })
    .await;
}

#[tokio::test]
async fn one_takes_it_while_it_is_taken_back() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.ann().says(ROLLBACK).await;
        house.ann().presses("Ask them").await;
        let take = house.bob().would_press("I'll take it");
        let back = house.ann().would_press("Take it back");
        let (one, other) = tokio::join!(
            house.machine.receive_all(std::slice::from_ref(&take)),
            house.machine.receive_all(std::slice::from_ref(&back)),
        );
        assert_eq!((one[0].clone(), other[0].clone()), (Ok(Receipt::Done), Ok(Receipt::Done)));
        house.machine.settle().await.unwrap();
        let seen = house.bob().sees();
        assert!(seen.contains("(Taken back by the person who asked.)"), "{seen}");
        let is_told = seen.contains("This question is settled already.")
            || seen.contains("@Bob, Ann took the question back, so no answer is needed any more.");
        assert!(is_told, "{seen}");
    })
    .await;
}

#[tokio::test]
async fn until_a_question_is_there_nobodys_time_passes() {
    on_each_engine(async |house: &mut House| {
        some_history(house).await;
        house.ann().says(ROLLBACK).await;
        let press = house.ann().would_press("Ask them");
        house.nobody_can_look();
        house.next_sending_of_card_fails("Ann asks", Undelivered::Unanswered("time-out".to_owned()));
        house.happens("ann", press).await;
        house.next_sending_of_card_fails("Ann asks", Undelivered::Unanswered("time-out".to_owned()));
        house.passes(TimeDelta::hours(30)).await;
        let id = house.question_id().await;
        let states = async |house: &House| {
            let mut tx = house.db.read().await.unwrap();
            let all = tx.of::<Candidates>(&house.org).of_question(&id).await.unwrap();
            let states =
                all.into_iter().map(|candidate| format!("{} {}", candidate.person, candidate.state.name()));
            states.collect::<Vec<_>>().join(", ")
        };
        assert_eq!(states(house).await, "bob tagged, cleo waiting");
        // It was there after all: now Bob is tagged, and has all of his time.
        house
            .before(async |tx, org| {
                let root = tx.of::<Questions>(org).question(&id).await.unwrap().unwrap().root.unwrap();
                let (place, message) = (PlaceId::new("test:platform"), MessageId::new("late"));
                tx.of::<Posts>(org).post_arrived(&root, &place, &message).await.unwrap();
            })
            .await;
        house.ann().looks();
        house.passes(TimeDelta::hours(2)).await;
        assert_eq!(states(house).await, "bob tagged, cleo waiting");
        let seen = house.ann().sees();
        assert!(seen.contains("@Bob, can you help?"), "{seen}");
        house.passes(TimeDelta::hours(20)).await;
        assert_eq!(states(house).await, "bob silent, cleo tagged");
        house.leaves_work();
    })
    .await;
}
