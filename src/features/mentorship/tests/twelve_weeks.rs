//! Twelve weeks of a pair, across the clock change of autumn, and what a lead sees of it.

use chrono::TimeDelta;

use super::are_a_pair;
use crate::testing::{House, assert_sees, on_each_engine};

#[tokio::test]
async fn twelve_weeks_from_the_first_meeting_to_a_story() {
    on_each_engine(async |house: &mut House| {
        are_a_pair(house).await;
        house.ann().presses("I agree").await;
        house.bob().presses("I agree").await;
        house.ann().looks();
        house.bob().looks();
        // Six days later, an agenda; eight days later, the question.
        house.passes(TimeDelta::days(6)).await;
        assert_sees!(house.bob().sees(), @"
        (to bob) Your next meeting with Ann is expected around Mon 09:00.
        For the agenda: Who are you, what do you hope for, and what comes first?
        [For my calendar] [Pause]
        ");
        house.passes(TimeDelta::days(2)).await;
        assert_sees!(house.bob().sees(), @"
        (to bob) Did you meet Ann lately?
        [We met] [Not yet] [Pause]
        (One of you saying yes is enough.)
        ");
        house.bob().presses("We met").await;
        assert!(house.bob().sees().contains("I ask again after the next one."));
        house.ann().looks();
        // Nobody is nudged who has met.
        house.passes(TimeDelta::days(10)).await;
        assert!(!house.ann().sees().contains("not met yet"));
        assert!(!house.lea().sees().contains("not met yet"));
        // How it goes, after thirty days.
        house.passes(TimeDelta::days(13)).await;
        let seen = house.bob().sees();
        assert!(seen.contains("How does it go with Ann?"), "{seen}");
        house.bob().presses("Say how it goes").await;
        house.bob().looks();
        house.bob().fills_in(&[("value", "2")]).await;
        assert!(house.bob().sees().contains("shown to nobody"));
        // Half of the time, on 26 October: the clocks went back on the 25th.
        house.passes(TimeDelta::days(12)).await;
        let seen = house.bob().sees();
        assert!(seen.contains("Half of the time is over."), "{seen}");
        house.bob().presses("Say how far").await;
        house.bob().looks();
        house.bob().fills_in(&[("value", "12")]).await;
        assert!(house.bob().sees().contains("Choose a number from 0 to 10."));
        house.bob().fills_in(&[("value", "6")]).await;
        house.bob().looks();
        house.ann().looks();
        house.passes(TimeDelta::days(45)).await;
        let seen = house.bob().sees();
        assert!(seen.contains("Your time with Ann in Spring is complete."), "{seen}");
        house.bob().presses("Say how it was").await;
        house.bob().looks();
        house.bob().fills_in(&[("value", "5")]).await;
        assert!(house.bob().sees().contains("Would you tell others what it brought you?"));
        house.bob().presses("Tell it").await;
        house.bob().looks();
        house.bob().fills_in(&[("words", "I run them alone now."), ("consent", "nameless")]).await;
        house.bob().looks();
        // The mentor's badge.
        house.ann().says("/lyceum me").await;
        assert!(house.ann().sees().contains("mentorship given"));
        house.lea().looks();
        house.lea().says("/mentor").await;
        house.lea().presses("Look at it").await;
        house.lea().presses("How it goes").await;
        assert_sees!(house.lea().sees(), @"
        (only lea, changed) ## Spring
        State: pairs meet
        First day: 2026-09-14
        Pairs meet: every 14 days for 12 weeks
        Who may join: every colleague
        Mentees: 1
        Mentors: 1, with 1 place
        Whoever joins now can look for a mentor alone, or waits for the next round: Find pairs.
        [How it goes] [Find pairs] [What counts] [End the programme]
        (only lea) ## Spring: how it goes
        Mentees with a mentor: too few to tell: fewer than 5
        Pairs that met within 14 days: too few to tell: fewer than 5
        Meetings that were held: 16 per cent of 6
        Pairs that completed it: too few to tell: fewer than 5
        Goals gained, on 0 to 10: once the programme has ended
        How it went, 1 to 5: once the programme has ended
        (Health is made of what both know. What one of them answers alone is shown to nobody.)
        ");
    })
    .await;
}

#[tokio::test]
async fn who_has_not_met_is_reminded_and_the_lead_hears_of_it() {
    on_each_engine(async |house: &mut House| {
        are_a_pair(house).await;
        house.ann().looks();
        house.bob().looks();
        house.passes(TimeDelta::days(11)).await;
        let seen = house.bob().sees();
        assert!(seen.contains("You and Ann have not met yet, as far as I know."), "{seen}");
        assert!(!house.lea().sees().contains("have not met yet"));
        house.passes(TimeDelta::days(7)).await;
        let seen = house.lea().sees();
        assert!(seen.contains("Spring: Ann and Bob have not met yet."), "{seen}");
        house.lea().presses("How it goes").await;
        assert!(house.lea().sees().contains("have not met yet. A word from you may help."));
    })
    .await;
}

#[tokio::test]
async fn whoever_is_silent_is_asked_and_then_the_other_is_offered_somebody_else() {
    on_each_engine(async |house: &mut House| {
        are_a_pair(house).await;
        for _ in 0..2 {
            house.passes(TimeDelta::days(14)).await;
            house.ann().presses("Not yet").await;
        }
        house.ann().looks();
        house.bob().looks();
        house.passes(TimeDelta::days(9)).await;
        let seen = house.bob().sees();
        assert!(seen.contains("Are you still there?"), "{seen}");
        assert!(!house.ann().sees().contains("somebody else"));
        house.passes(TimeDelta::days(8)).await;
        let seen = house.ann().sees();
        assert!(
            seen.contains("It seems that you and Bob find no time at the moment. That is nobody's fault."),
            "{seen}"
        );
    })
    .await;
}

#[tokio::test]
async fn whoever_answers_that_they_are_there_is_left_in_peace() {
    on_each_engine(async |house: &mut House| {
        are_a_pair(house).await;
        for _ in 0..2 {
            house.passes(TimeDelta::days(14)).await;
            house.ann().presses("Not yet").await;
        }
        house.passes(TimeDelta::days(9)).await;
        house.bob().presses("I am here").await;
        house.ann().looks();
        house.passes(TimeDelta::days(8)).await;
        assert!(!house.ann().sees().contains("nobody's fault"));
    })
    .await;
}
