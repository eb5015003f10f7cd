//! A mentor without a round.

use chrono::TimeDelta;

use super::{gives, is_open, learns};
use crate::testing::{House, assert_sees, on_each_engine};

#[tokio::test]
async fn one_is_asked_after_the_other_and_nobody_is_named() {
    on_each_engine(async |house: &mut House| {
        is_open(house, &[]).await;
        gives(house, "ann", "Postgres").await;
        gives(house, "dan", "Kubernetes").await;
        gives(house, "cleo", "Speaking").await;
        learns(house, "bob", "Postgres").await;
        house.bob().says("/mentor find").await;
        assert_sees!(house.bob().sees(), @"
        (only bob) ## Spring: mentors for you
        Ann: goals and skills fit, the mentor is some years ahead, and both work at the same time. [Ask]
        Cleo: the mentor is some years ahead, and both work at the same time. [Ask]
        Dan: the mentor is some years ahead, and both work at the same time. [Ask]
        [Rank several]
        (Whoever you ask has three of their working days. If they say nothing, I ask the next, and nobody is named as having said no.)
        ");
        house.bob().presses("Rank several").await;
        house.bob().fills_in(&[("first", "ann"), ("second", "ann")]).await;
        assert!(house.bob().sees().contains("You named that person already."));
        house.bob().fills_in(&[("first", "ann"), ("second", "dan"), ("third", "cleo")]).await;
        assert_sees!(house.bob().sees(), @"(to bob) I ask Ann first, and then the others. You hear from me as soon as somebody has time.");
        assert_sees!(house.ann().sees(), @"
        (to ann) Bob would like you as a mentor in Spring: goals and skills fit, the mentor is some years ahead, and both work at the same time.
        > Run our databases alone
        [Yes, gladly] [Not now]
        (If you say nothing for three working days, I ask somebody else. Nobody is told that you passed.)
        ");
        assert_eq!(house.dan().sees(), "");
        house.ann().presses("Not now").await;
        assert!(house.ann().sees().contains("nobody is told that you passed"));
        assert!(house.dan().sees().contains("would like you as a mentor"));
        assert_eq!(house.bob().sees(), "", "nothing of it");
        // Dan says nothing for three working days.
        house.passes(TimeDelta::days(2)).await;
        assert_eq!(house.cleo().sees(), "");
        house.passes(TimeDelta::days(1)).await;
        assert!(house.cleo().sees().contains("would like you as a mentor"));
        house.dan().presses("Yes, gladly").await;
        assert!(house.dan().sees().contains("That is settled already."));
        house.cleo().presses("Yes, gladly").await;
        let seen = house.bob().sees();
        assert!(seen.contains("group:bob+cleo") && seen.contains("is the mentor of"), "{seen}");
        house.bob().says("/mentor find").await;
        assert!(house.bob().sees().contains("You look for no mentor"));
    })
    .await;
}

#[tokio::test]
async fn whoever_sleeps_is_asked_in_the_morning() {
    on_each_engine(async |house: &mut House| {
        is_open(house, &[]).await;
        // Working hours in Sydney and Berlin share an hour in the northern summer only with late hours.
        gives(house, "ann", "Postgres").await;
        learns(house, "bob", "Postgres").await;
        // Eleven at night.
        house.passes(TimeDelta::hours(12)).await;
        house.bob().says("/mentor find").await;
        house.bob().presses("Ask").await;
        assert_eq!(house.ann().sees(), "");
        house.passes(TimeDelta::hours(9)).await;
        assert!(house.ann().sees().contains("would like you as a mentor"));
        // A press of somebody else, and one for nothing.
        house.bob().looks();
        house.cleo().forces("mentorship.accept", "x bob").await;
        assert!(house.cleo().sees().contains("That is settled already."));
        house.bob().says("/mentor").await;
        house.bob().presses("Ask nobody").await;
        house.ann().presses("Yes, gladly").await;
        assert!(house.ann().sees().contains("That is settled already."));
    })
    .await;
}

#[tokio::test]
async fn when_all_pass_the_mentee_is_told_once() {
    on_each_engine(async |house: &mut House| {
        is_open(house, &[]).await;
        gives(house, "ann", "Postgres").await;
        learns(house, "bob", "Postgres").await;
        house.bob().says("/mentor find").await;
        house.bob().presses("Ask").await;
        house.bob().looks();
        house.ann().presses("Not now").await;
        let seen = house.bob().sees();
        assert!(seen.contains("Nobody of those you named in Spring has time at the moment."), "{seen}");
        assert!(!seen.contains("Ann"), "{seen}");
        house.passes(TimeDelta::days(10)).await;
        assert_eq!(house.bob().sees(), "");
    })
    .await;
}
