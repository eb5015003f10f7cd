//! What the two of a pair do with it, and who learns of it.

use chrono::TimeDelta;

use super::{are_a_pair, gives, is_open, is_published, learns};
use crate::bot::Machine;
use crate::testing::{House, assert_sees, on_each_engine};

#[tokio::test]
async fn both_are_introduced_in_a_place_of_their_own() {
    on_each_engine(async |house: &mut House| {
        are_a_pair(house).await;
        assert_sees!(house.ann().sees(), @"
        (#group:ann+bob) ## Spring
        @Ann is the mentor of @Bob: goals and skills fit, the mentor is some years ahead, and both work at the same time.
        What it is about:
        > Run our databases alone
        For your first meeting: who you are, what you hope for, how you want to work together, and what comes first.
        You both work at these times:
        Tue 08:00 [Take this]
        Wed 08:00 [Take this]
        Thu 08:00 [Take this]
        The agreement: you meet every 14 days until the end, you keep to yourselves what you hear, and either of you can pause or end it without saying why.
        [I agree]
        (I do not read what you write to each other. I ask each of you alone how it goes.)
        ");
        house.ann().presses("Take this").await;
        assert!(house.bob().sees().contains("Ann proposes to meet on"));
        house.ann().presses("I agree").await;
        assert!(house.ann().sees().contains("I wait for the other of you."));
        house.bob().presses("I agree").await;
        assert!(house.bob().sees().contains("You both agreed."));
        house.bob().presses("For my calendar").await;
        let file = house.files().await;
        assert!(file.contains("SUMMARY:Ann\\, Bob") && file.contains("DTSTART:2026"), "{file}");
        // Nobody else may.
        let pair = house.bob().would_press("I agree");
        let crate::chat::What::Press(press) = pair.what else { panic!("a press") };
        house.cleo().forges("mentorship.agree", &press.value).await;
        assert!(house.cleo().sees().contains("That is over, or it is not yours."));
    })
    .await;
}

#[tokio::test]
async fn where_there_are_no_groups_each_is_told_alone() {
    on_each_engine(async |house: &mut House| {
        *house.street.has_no_groups.lock().unwrap() = true;
        house.machine = Machine::new(house.copy(1, vec![]));
        are_a_pair(house).await;
        for key in ["ann", "bob"] {
            let seen = house.someone(key).sees();
            assert!(seen.contains(&format!("(to {key})")) && seen.contains("is the mentor of"), "{seen}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_restart_after_publishing_loses_nobody() {
    on_each_engine(async |house: &mut House| {
        is_open(house, &[("starts_on", "2026-09-21")]).await;
        gives(house, "ann", "Postgres").await;
        learns(house, "bob", "Postgres").await;
        is_published(house).await;
        house.machine = Machine::new(house.copy(1, vec![]));
        house.passes(TimeDelta::days(8)).await;
        assert!(house.bob().sees().contains("is the mentor of"));
        house.machine = Machine::new(house.copy(2, vec![]));
        house.passes(TimeDelta::days(1)).await;
        assert!(!house.bob().sees().contains("is the mentor of"), "and not twice");
    })
    .await;
}

#[tokio::test]
async fn what_they_say_to_each_other_is_not_read() {
    on_each_engine(async |house: &mut House| {
        are_a_pair(house).await;
        let place = crate::chat::Place {
            id: crate::chat::PlaceId::new("test:group:ann+bob"),
            kind: crate::chat::PlaceKind::Group,
            thread: None,
            shared: false,
        };
        house.ann().at(place.clone()).writes("The zibblefrotz of our team is a secret", None).await;
        let kept = house.rows().await;
        assert!(!kept.values().any(|rows| rows.contains("zibblefrotz")));
    })
    .await;
}

#[tokio::test]
async fn a_pause_holds_everything_and_goes_on() {
    on_each_engine(async |house: &mut House| {
        are_a_pair(house).await;
        house.bob().looks();
        house.bob().says("/mentor").await;
        house.bob().presses("Pause").await;
        house.bob().looks();
        house.bob().fills_in(&[("until", "2026-09-14")]).await;
        assert!(house.bob().sees().contains("Choose a day from tomorrow on"));
        house.bob().fills_in(&[("until", "2026-10-12")]).await;
        assert!(house.bob().sees().contains("It pauses until"));
        assert!(house.ann().sees().contains("pauses until"));
        house.passes(TimeDelta::days(27)).await;
        assert_eq!(house.ann().sees(), "", "nothing is asked while it pauses");
        house.passes(TimeDelta::days(2)).await;
        assert!(house.ann().sees().contains("goes on, until"));
        house.passes(TimeDelta::days(8)).await;
        assert!(house.ann().sees().contains("Did you meet Bob lately?"));
    })
    .await;
}

#[tokio::test]
async fn an_end_says_nothing_of_whose_wish_it_was() {
    on_each_engine(async |house: &mut House| {
        are_a_pair(house).await;
        gives(house, "dan", "Postgres").await;
        house.ann().looks();
        house.bob().says("/mentor").await;
        house.bob().presses("End it").await;
        house.bob().looks();
        house.bob().fills_in(&[("why", "rematch")]).await;
        let seen = house.bob().sees();
        assert!(seen.contains("You come first in the next round of Spring"), "{seen}");
        assert_sees!(house.ann().sees(), @"(to ann) Your time with Bob in Spring is over. That happens, and says nothing about either of you.");
        house.bob().presses("Find a mentor").await;
        let seen = house.bob().sees();
        assert!(seen.contains("Dan") && seen.contains("Ann"), "{seen}");
        house.lea().says("/mentor").await;
        house.lea().presses("Look at it").await;
        house.lea().presses("How it goes").await;
        let seen = house.lea().sees();
        assert!(!seen.contains("Bob"), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn whoever_leaves_the_company_leaves_nobody_waiting() {
    on_each_engine(async |house: &mut House| {
        are_a_pair(house).await;
        house.bob().looks();
        house.ann().leaves().await;
        let seen = house.bob().sees();
        assert!(seen.contains("is over. That happens"), "{seen}");
        assert!(house.bob().can_press("Find a mentor"));
        house.passes(TimeDelta::days(40)).await;
        assert_eq!(house.bob().sees(), "");
    })
    .await;
}
