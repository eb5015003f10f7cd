//! What of people counts, and what becomes of them: private words, erasure, two who are one, other workspaces, holidays and the
//! clock change of spring.

use chrono::{NaiveDate, TimeDelta};

use super::{are_a_pair, gives, is_open, is_published, learns};
use crate::chat::{Place, PlaceId, PlaceKind, Visibility};
use crate::people::{Holiday, Knowledge};
use crate::testing::{House, on_each_engine};

/// Ann answers a question of Cleo's in a channel that only its members can read, or that everybody can.
async fn is_answered(house: &mut House, is_open: bool) {
    let (kind, visibility) = if is_open {
        (PlaceKind::Channel, Visibility::Workspace)
    } else {
        (PlaceKind::Private, Visibility::Members)
    };
    house.has_channel("workshop", visibility, false).await;
    house.has_in_channel("workshop", &["ann", "cleo", "bob", "lea"]).await;
    house.opts_in("workshop").await;
    let place = Place { id: PlaceId::new("test:workshop"), kind, thread: None, shared: false };
    for round in ["", "again"] {
        let question = format!("How do I frobnicate the quuxifier {round}?");
        let root = house.someone("cleo").at(place.clone()).writes(&question, None).await;
        let answer = "Turn the wheel of the quuxifier twice, and frobnicate it gently from the left.";
        house.someone("ann").at(place.clone()).writes(answer, Some(&root)).await;
    }
}

#[tokio::test]
async fn what_only_some_can_read_speaks_for_no_mentor() {
    for is_open_to_all in [true, false] {
        on_each_engine(async |house: &mut House| {
            is_answered(house, is_open_to_all).await;
            is_open(house, &[]).await;
            gives(house, "ann", "Cooking").await;
            learns(house, "bob", "How to frobnicate a quuxifier").await;
            house.bob().says("/mentor find").await;
            let seen = house.bob().sees();
            assert_eq!(seen.contains("Ann: goals and skills fit"), is_open_to_all, "{seen}");
            house.lea().says("/mentor").await;
            house.lea().presses("Look at it").await;
            house.lea().presses("Find pairs").await;
            let seen = house.lea().sees();
            assert!(seen.contains("Bob with Ann"), "{seen}");
            assert_eq!(seen.contains("goals and skills fit"), is_open_to_all, "{seen}");
        })
        .await;
    }
}

#[tokio::test]
async fn whoever_is_erased_is_in_no_table() {
    on_each_engine(async |house: &mut House| {
        are_a_pair(house).await;
        house.bob().says("/mentor").await;
        house.bob().presses("Not with ...").await;
        house.bob().fills_in(&[("people", "@dan")]).await;
        house.bob().says("/lyceum me").await;
        house.bob().presses("Erase my data").await;
        house.ann().looks();
        house.passes(TimeDelta::hours(26)).await;
        for (table, rows) in house.rows().await {
            let is_there = rows.split(|sign: char| !sign.is_alphanumeric()).any(|word| word == "bob");
            assert!(!table.starts_with("mentorship") || !is_there, "{table}: {rows}");
        }
        let seen = house.ann().sees();
        assert!(seen.contains("is over. That happens") && !seen.contains("Bob"), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn a_pair_that_turns_out_to_be_one_person_is_none() {
    on_each_engine(async |house: &mut House| {
        house.has_people_abroad(&["bob"]).await;
        is_open(house, &[]).await;
        gives(house, "ann", "Postgres").await;
        learns(house, "bob", "Postgres").await;
        house.bob().abroad().presses("Take part").await;
        house.bob().abroad().fills_in(&[("role", "mentor"), ("gives", "Postgres"), ("years", "9")]).await;
        is_published(house).await;
        house.bob().alone().looks();
        house.bob().abroad().alone().says("link").await;
        let seen = house.bob().abroad().alone().sees();
        let at = seen.find("Your code is ").unwrap() + "Your code is ".len();
        let code: String = seen[at..].chars().filter(|c| !"*_`".contains(*c)).take(9).collect();
        house.bob().alone().says(&format!("link {code}")).await;
        house.bob().looks();
        house.bob().says("/mentor").await;
        let seen = house.bob().sees();
        assert!(!seen.contains("Your mentor Bob") && !seen.contains("the mentor of Bob"), "{seen}");
        house.passes(TimeDelta::days(20)).await;
    })
    .await;
}

#[tokio::test]
async fn two_who_have_no_workspace_in_common_are_told_alone() {
    on_each_engine(async |house: &mut House| {
        house.has_people_abroad(&["zoe"]).await;
        is_open(house, &[]).await;
        gives(house, "ann", "Postgres").await;
        house.someone("zoe").abroad().presses("Take part").await;
        house.someone("zoe").abroad().fills_in(&[("role", "mentee"), ("learns", "Postgres")]).await;
        is_published(house).await;
        house.passes(TimeDelta::days(1)).await;
        let seen = house.ann().sees();
        assert!(seen.contains("(to ann)") && seen.contains("zoe abroad"), "{seen}");
        let seen = house.someone("zoe").abroad().sees();
        assert!(seen.contains("Ann") && seen.contains("is the mentor of"), "{seen}");
        house.someone("zoe").abroad().presses("I agree").await;
        assert!(house.someone("zoe").abroad().sees().contains("I wait for the other of you."));
    })
    .await;
}

#[tokio::test]
async fn nothing_is_asked_on_a_holiday() {
    on_each_engine(async |house: &mut House| {
        // The day on which they are to be asked, and the one after it.
        let days = [22, 23].map(|day| NaiveDate::from_ymd_opt(2026, 9, day).unwrap());
        house
            .before(async |tx, org| {
                let holidays = days.map(|day| Holiday { day, country: None });
                tx.of::<Knowledge>(org).set_holidays(&holidays).await.unwrap();
            })
            .await;
        are_a_pair(house).await;
        house.ann().looks();
        house.passes(TimeDelta::days(9)).await;
        assert!(!house.ann().sees().contains("Did you meet"), "a holiday");
        house.passes(TimeDelta::days(1)).await;
        assert!(house.ann().sees().contains("Did you meet Bob lately?"));
    })
    .await;
}

#[tokio::test]
async fn meetings_keep_their_hour_when_the_clocks_go_forward() {
    on_each_engine(async |house: &mut House| {
        house.passes(TimeDelta::days(175)).await;
        // Monday, 8 March 2027; the clocks go forward on the 28th.
        is_open(house, &[("starts_on", "2027-03-08"), ("every", "7")]).await;
        gives(house, "ann", "Postgres").await;
        learns(house, "bob", "Postgres").await;
        is_published(house).await;
        let expected = |seen: &str| {
            let at = seen.find("expected around ").unwrap() + "expected around ".len();
            seen[at..].chars().take("Mon 08:00".len()).collect::<String>()
        };
        house.passes(TimeDelta::days(1)).await;
        house.bob().looks();
        house.bob().says("/mentor").await;
        let before = expected(&house.bob().sees());
        house.passes(TimeDelta::days(22)).await;
        house.bob().looks();
        house.bob().says("/mentor").await;
        let after = expected(&house.bob().sees());
        // Shown here in UTC: an hour earlier, and so the same hour in Berlin.
        let hour = |shown: &str| shown[4..6].parse::<i64>().unwrap();
        assert_eq!(&before[..3], &after[..3]);
        assert_eq!(hour(&before) - 1, hour(&after), "{before} and {after}");
    })
    .await;
}
