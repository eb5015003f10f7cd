//! The stories of mentorship, on both engines.

mod lead;
mod pairs;
mod people;
mod requests;
mod twelve_weeks;

use crate::testing::House;

/// Lea makes a programme that begins today, invites people in #platform, and looks away.
async fn is_open(house: &mut House, how: &[(&str, &str)]) {
    house.lea().says("/mentor programme new").await;
    let mut values = vec![
        ("name", "Spring"),
        ("kind", "mentorship"),
        ("starts_on", "2026-09-14"),
        ("weeks", "12"),
        ("every", "14"),
        ("channel", "test:platform"),
        ("who", "all"),
        ("floor", "10"),
    ];
    values.retain(|(field, _)| !how.iter().any(|(other, _)| other == field));
    values.extend(how);
    house.lea().fills_in(&values).await;
    house.lea().presses("Invite people").await;
    house.lea().looks();
}

/// Somebody joins as a mentor for this.
async fn gives(house: &mut House, key: &'static str, what: &str) {
    house.someone(key).presses("Take part").await;
    house
        .someone(key)
        .fills_in(&[("role", "mentor"), ("gives", what), ("years", "10"), ("places", "1"), ("group", "1")])
        .await;
    house.someone(key).looks();
}

/// Somebody joins as a mentee for this.
async fn learns(house: &mut House, key: &'static str, what: &str) {
    house.someone(key).presses("Take part").await;
    house
        .someone(key)
        .fills_in(&[
            ("role", "mentee"),
            ("learns", what),
            ("goal", "Run our databases alone"),
            ("goal_score", "3"),
            ("years", "4"),
        ])
        .await;
    house.someone(key).looks();
}

/// Lea finds pairs and publishes them.
async fn is_published(house: &mut House) {
    house.lea().says("/mentor").await;
    house.lea().presses("Look at it").await;
    house.lea().presses("Find pairs").await;
    house.lea().presses("Publish").await;
    house.lea().looks();
}

/// Ann mentors Bob on Postgres, and they were introduced.
async fn are_a_pair(house: &mut House) {
    is_open(house, &[]).await;
    gives(house, "ann", "Postgres").await;
    learns(house, "bob", "Postgres").await;
    is_published(house).await;
}
