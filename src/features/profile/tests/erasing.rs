//! Somebody has a copy of their data, and has it erased.

use chrono::TimeDelta;

use crate::chat::PersonId;
use crate::people::People;
use crate::testing::{House, assert_sees, on_each_engine};

async fn is_known(house: &House, key: &str) -> bool {
    let mut tx = house.db.read().await.unwrap();
    tx.of::<People>(&house.org).person(&PersonId::new(key)).await.unwrap().is_some()
}

#[tokio::test]
async fn a_copy_is_a_file_for_them_alone() {
    on_each_engine(async |house: &mut House| {
        house.bob().says("/lyceum me").await;
        house.bob().looks();
        house.bob().presses("Export my data").await;
        let seen = house.bob().only_mine();
        assert!(seen.contains("All that I keep about you, with what each field means: [your file](https://lyceum.example/files/"), "{seen}");
        let token = seen.split("/files/").nth(1).and_then(|rest| rest.split(')').next()).unwrap().to_owned();
        let file = house.machine.file(&token).await.unwrap().unwrap();
        assert_eq!((file.name.as_str(), file.media_type.as_str()), ("lyceum-2026-09-14.json", "application/json"));
        assert!(file.body.contains("bob@acme.example"), "{}", file.body);
        assert!(!file.body.contains("ann@acme.example"), "{}", file.body);
    })
    .await;
}

#[tokio::test]
async fn there_is_a_day_to_change_ones_mind() {
    on_each_engine(async |house: &mut House| {
        house.bob().says("/lyceum me").await;
        house.bob().looks();
        house.bob().presses("Erase my data").await;
        let seen = house.bob().only_mine();
        assert!(seen.contains("I erase what I keep about you Tue 09:00. Until then you can change your mind.\n[Keep my data]"), "{seen}");
        assert!(seen.contains("What I keep about you is erased Tue 09:00.\n[Keep my data] [Export my data]"), "{seen}");
        house.passes(TimeDelta::hours(20)).await;
        // Again, it is no later.
        house.bob().forces("profile.erase", "me").await;
        house.bob().looks();
        house.bob().presses("Keep my data").await;
        let seen = house.bob().only_mine();
        assert!(seen.contains("All right, nothing is erased."), "{seen}");
        house.bob().forces("profile.keep", "me").await;
        house.passes(TimeDelta::hours(40)).await;
        assert!(is_known(house, "bob").await);
    })
    .await;
}

#[tokio::test]
async fn after_a_day_they_are_told_and_then_they_are_nobody() {
    on_each_engine(async |house: &mut House| {
        house.bob().says("/lyceum me").await;
        house.bob().presses("Erase my data").await;
        house.passes(TimeDelta::hours(23)).await;
        house.bob().looks();
        assert!(is_known(house, "bob").await);
        house.passes(TimeDelta::minutes(62)).await;
        assert_sees!(house.bob().only_mine(), @"(to bob) I am erasing what I keep about you now. In a few minutes nothing is left, and I don't know you any more. If you want something of me later, you are somebody new to me.");
        assert!(is_known(house, "bob").await);
        house.passes(TimeDelta::minutes(5)).await;
        assert!(!is_known(house, "bob").await);
    })
    .await;
}

#[tokio::test]
async fn the_only_lead_makes_another_one_first() {
    on_each_engine(async |house: &mut House| {
        house.lea().forces("profile.erase", "me").await;
        let seen = house.lea().only_mine();
        assert!(seen.contains("You are the only Lyceum lead."), "{seen}");
        house
            .before(async |tx, org| tx.of::<People>(org).set_lead(&PersonId::new("ann"), true).await.unwrap())
            .await;
        house.lea().forces("profile.erase", "me").await;
        // By then they are alone again.
        house
            .before(async |tx, org| {
                tx.of::<People>(org).set_lead(&PersonId::new("ann"), false).await.unwrap();
            })
            .await;
        house.lea().looks();
        house.passes(TimeDelta::hours(25)).await;
        let seen = house.lea().only_mine();
        assert!(seen.contains("You are the only Lyceum lead.") && is_known(house, "lea").await, "{seen}");
    })
    .await;
}
