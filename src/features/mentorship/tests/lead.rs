//! A lead makes a programme, looks at pairs, decides, and publishes once.

use super::{gives, is_open, is_published, learns};
use crate::testing::{House, assert_sees, on_each_engine};

#[tokio::test]
async fn a_programme_goes_from_a_form_to_pairs() {
    on_each_engine(async |house: &mut House| {
        house.lea().says("/mentor programme new Spring").await;
        house.lea().looks();
        house
            .lea()
            .fills_in(&[
                ("name", "Spring"),
                ("starts_on", "2026-09-21"),
                ("weeks", "12"),
                ("every", "14"),
                ("channel", "test:platform"),
                ("who", "all"),
                ("floor", "10"),
            ])
            .await;
        assert_sees!(house.lea().sees(), @"
        (to lea) ## Spring
        State: nobody knows of it yet
        First day: 2026-09-21
        Pairs meet: every 14 days for 12 weeks
        Who may join: every colleague
        Mentees: 0
        Mentors: 0, with 0 places
        Next: invite people. Nobody knows of it before.
        [Invite people] [Change it] [What counts] [End the programme]
        ");
        // Nobody knows of it before.
        house.bob().says("/mentor").await;
        assert!(house.bob().sees().contains("No programme is open for you"));
        house.lea().presses("Invite people").await;
        assert_sees!(house.bob().sees(), @"
        (#platform) ## Spring
        Mentors and mentees meet for 12 weeks. Who would like to take part?
        It begins on 2026-09-21.
        [Take part]
        ");
        gives(house, "ann", "Postgres, SQL tuning").await;
        learns(house, "bob", "Postgres").await;
        learns(house, "cleo", "Speaking in public").await;
        house.lea().looks();
        house.lea().says("/mentor").await;
        house.lea().presses("Look at it").await;
        house.lea().presses("Find pairs").await;
        let seen = house.lea().sees();
        assert_sees!(seen, @"
        (only lea, changed) ## Spring
        State: people join
        First day: 2026-09-21
        Pairs meet: every 14 days for 12 weeks
        Who may join: every colleague
        Mentees: 2
        Mentors: 1, with 1 place
        Next: once enough have joined, let me find pairs. Nobody is told of a pair before you publish.
        (There are more mentees than places. Ask for more mentors, or some are left over.)
        [Find pairs] [Change it] [What counts] [How it goes] [End the programme]
        (only lea) ## Spring: draft
        1 pair with 75 points of 100 on average, the lowest with 75.
        1 mentee is left over. They come first the next time.
        Bob with Ann: a strong fit (goals and skills fit, the mentor is some years ahead, and both work at the same time). [Decide]
        Cleo: left over, as the mentors who fit have no place left. [Decide]
        [Publish] [Run again]
        (Nobody but leads sees this, and nobody is told of anything before you publish.)
        ");
        for key in ["ann", "bob", "cleo"] {
            assert_eq!(house.someone(key).sees(), "", "nobody is told before it is published");
        }
        house.lea().presses("Publish").await;
        assert_sees!(house.lea().sees(), @"
        (only lea) Spring is published with 1 pair. Each hears from me when it begins. One mentee is left over, and told so.
        [How it goes]
        ");
        // It begins on its first day, at nine.
        assert_eq!(house.bob().sees(), "");
        assert!(house.someone("cleo").sees().contains("You come first the next time"));
        house.passes(chrono::TimeDelta::days(7)).await;
        assert_sees!(house.bob().sees(), @"
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
        assert!(house.ann().sees().contains("group:ann+bob"));
        assert_eq!(house.someone("cleo").sees(), "");
    })
    .await;
}

#[tokio::test]
async fn a_lead_decides_and_sees_what_changed() {
    on_each_engine(async |house: &mut House| {
        is_open(house, &[]).await;
        gives(house, "ann", "Postgres").await;
        gives(house, "dan", "Kubernetes").await;
        learns(house, "bob", "Postgres").await;
        learns(house, "cleo", "Kubernetes").await;
        house.lea().says("/mentor").await;
        house.lea().presses("Look at it").await;
        house.lea().presses("Find pairs").await;
        house.lea().looks();
        house.lea().presses("Decide").await;
        house.lea().fills_in(&[("what", "fix"), ("mentor", "@lea")]).await;
        assert!(house.lea().sees().contains("cannot be a pair by the rules"));
        house.lea().fills_in(&[("what", "fix"), ("mentor", "@dan")]).await;
        let seen = house.lea().sees();
        assert!(seen.contains("Run it again before you publish") && !seen.contains("[Publish]"), "{seen}");
        house.lea().presses("Run again").await;
        let seen = house.lea().sees();
        assert!(seen.contains("Bob with Dan") && seen.contains("Cleo with Ann"), "{seen}");
        house.lea().presses("Run again").await;
        assert!(house.lea().sees().contains("Nothing changed since the draft before"));
    })
    .await;
}

#[tokio::test]
async fn whom_somebody_does_not_want_is_told_to_nobody() {
    on_each_engine(async |house: &mut House| {
        is_open(house, &[]).await;
        gives(house, "ann", "Postgres").await;
        learns(house, "bob", "Postgres").await;
        house.bob().says("/mentor").await;
        house.bob().presses("Not with ...").await;
        house.bob().fills_in(&[("people", "@ann")]).await;
        house.lea().says("/mentor").await;
        house.lea().presses("Look at it").await;
        house.lea().presses("Find pairs").await;
        let seen = house.lea().sees();
        assert!(seen.contains("I found no pair.") && seen.contains("as nobody fits by the rules"), "{seen}");
        house.lea().presses("Decide").await;
        house.lea().fills_in(&[("what", "fix"), ("mentor", "@ann")]).await;
        assert!(house.lea().sees().contains("cannot be a pair by the rules"), "as any other hard rule");
        assert_eq!(house.ann().sees(), "");
    })
    .await;
}

#[tokio::test]
async fn two_leads_publish_once() {
    on_each_engine(async |house: &mut House| {
        is_open(house, &[]).await;
        gives(house, "ann", "Postgres").await;
        learns(house, "bob", "Postgres").await;
        house.lea().says("/mentor").await;
        house.lea().presses("Look at it").await;
        house.lea().presses("Find pairs").await;
        let both = [house.lea().would_press("Publish"), house.lea().would_press("Publish")];
        house.machine.receive_all(&both).await;
        house.machine.settle().await.unwrap();
        let seen = house.bob().sees();
        assert_eq!(
            seen.matches("mentorship begins").count() + seen.matches("is the mentor of").count(),
            1,
            "{seen}"
        );
        house.lea().presses("Publish").await;
        assert!(house.lea().sees().contains("Somebody changed this in the meantime"));
    })
    .await;
}

#[tokio::test]
async fn whoever_joins_in_between_is_not_published_past() {
    on_each_engine(async |house: &mut House| {
        is_open(house, &[]).await;
        gives(house, "ann", "Postgres").await;
        learns(house, "bob", "Postgres").await;
        house.lea().says("/mentor").await;
        house.lea().presses("Look at it").await;
        house.lea().presses("Find pairs").await;
        learns(house, "cleo", "Postgres").await;
        house.lea().looks();
        house.lea().presses("Publish").await;
        assert!(house.lea().sees().contains("Somebody changed this in the meantime"));
        assert_eq!(house.ann().sees(), "");
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_is_told_with_how_to_put_it_right() {
    on_each_engine(async |house: &mut House| {
        house.lea().says("/mentor programme new").await;
        house.lea().looks();
        house
            .lea()
            .fills_in(&[
                ("name", " - "),
                ("starts_on", "2026-09-13"),
                ("weeks", "0"),
                ("every", "14"),
                ("who", "channel"),
                ("floor", "101"),
            ])
            .await;
        assert_sees!(house.lea().sees(), @"
        error in name: Give it a name of a few words, 60 characters at the most.
        error in starts_on: That day is over. Choose today or a later one.
        error in weeks: Write a whole number from 1 to 52.
        error in floor: Write a whole number from 0 to 100.
        error in channel: Choose the channel whose members may join.
        ");
        house.bob().says("/mentor programme new").await;
        assert!(house.bob().sees().contains("Only a Lyceum lead can do that."));
        is_open(house, &[("departments", "Sales")]).await;
        house.bob().presses("Take part").await;
        assert!(
            house.bob().sees().contains("I have no such programme for you."),
            "his department is not known"
        );
        house.someone("gus").presses("Take part").await;
        assert!(house.someone("gus").sees().contains("Mentorship is for members of the company."));
        // An empty pool.
        house.lea().says("/mentor").await;
        house.lea().presses("Look at it").await;
        house.lea().presses("Find pairs").await;
        let seen = house.lea().sees();
        assert!(seen.contains("I found no pair.") && !seen.contains("[Publish]"), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn a_profile_that_is_empty_is_not_taken() {
    on_each_engine(async |house: &mut House| {
        is_open(house, &[]).await;
        house.bob().presses("Take part").await;
        house.bob().looks();
        house.bob().fills_in(&[("role", "both"), ("goal_score", "11"), ("places", "x")]).await;
        assert_sees!(house.bob().sees(), @"
        error in gives: Name something that you can mentor on.
        error in learns: Name something that you want to learn, or write what you want to reach.
        error in goal_score: Write a whole number from 0 to 10.
        error in places: Write a whole number from 1 to 8.
        ");
        // One person alone is told that there is nobody.
        house.bob().fills_in(&[("role", "both"), ("gives", "Rust"), ("learns", "Go")]).await;
        house.bob().looks();
        house.bob().says("/mentor find").await;
        assert!(house.bob().sees().contains("Nobody in Spring has a place and fits at the moment."));
        is_published_without_pairs(house).await;
    })
    .await;
}

async fn is_published_without_pairs(house: &mut House) {
    house.lea().says("/mentor").await;
    house.lea().presses("Look at it").await;
    house.lea().presses("Find pairs").await;
    let seen = house.lea().sees();
    assert!(seen.contains("left over, as there is no mentor"), "{seen}");
    assert!(!house.lea().can_press("Publish"));
}

#[tokio::test]
async fn the_end_of_a_programme_is_the_end_of_its_pairs() {
    on_each_engine(async |house: &mut House| {
        is_open(house, &[]).await;
        gives(house, "ann", "Postgres").await;
        learns(house, "bob", "Postgres").await;
        is_published(house).await;
        house.bob().looks();
        house.lea().says("/mentor").await;
        house.lea().presses("Look at it").await;
        house.lea().presses("End the programme").await;
        assert!(house.bob().sees().contains("is over. That happens, and says nothing about either of you."));
        house.bob().says("/mentor").await;
        assert!(house.bob().sees().contains("No programme is open for you"));
        house.passes(chrono::TimeDelta::days(60)).await;
        assert_eq!(house.bob().sees(), "", "nothing that was put off comes any more");
    })
    .await;
}
