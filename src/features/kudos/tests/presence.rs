//! Who is tagged and told, and what a lead meets of thanks in places that are not theirs.

use chrono::{DateTime, TimeDelta};

use super::{BOB, CLEO, DAN, received, thanks};
use crate::chat::{Message, PlaceId, TeamId, Visibility};
use crate::features::experts::QuestionSettings;
use crate::people::{Channels, Company};
use crate::testing::{House, assert_sees, on_each_engine};

async fn board(house: &House, members: &[&str]) {
    house.has_channel("board", Visibility::Members, false).await;
    house.has_in_channel("board", members).await;
}

#[tokio::test]
async fn whoever_is_not_in_a_private_channel_is_told_and_not_tagged() {
    on_each_engine(async |house: &mut House| {
        house.ann().says(&thanks(DAN, "for showing me the ropes of the build")).await;
        house.passes(TimeDelta::days(1)).await;
        board(house, &["ann", "bob", "cleo"]).await;
        house.dan().looks();
        house.bob().looks();
        let words = thanks(&format!("{DAN} {BOB}"), "for keeping quiet about the merger");
        house.ann().in_private_channel("board").says(&words).await;
        let announced = house.newest_root();
        let seen = house.bob().in_private_channel("board").sees();
        assert!(seen.contains("🙌 Dan and @Bob: Ann thanks you all."), "{seen}");
        assert_sees!(house.dan().only_mine(), @r"
        (to dan) 🙌 Ann thanks you.
        > keeping quiet about the merger
        (1 point)
        ");
        // Drawn again, it tags nobody else.
        house.cleo().in_private_channel("board").reacts(&announced, "raised_hands", true).await;
        let seen = house.bob().in_private_channel("board").sees();
        assert!(seen.contains("🙌 Dan and @Bob: Ann thanks you all."), "{seen}");
        assert_eq!(received(house, "dan").await, 3);
    })
    .await;
}

#[tokio::test]
async fn whoever_is_not_in_an_open_channel_is_told_each_time() {
    on_each_engine(async |house: &mut House| {
        house.ann().says(&thanks(&format!("{DAN} {BOB}"), "for showing me the ropes of the build")).await;
        house.passes(TimeDelta::days(1)).await;
        house.has_in_channel("platform", &["ann", "bob"]).await;
        house.dan().looks();
        house.bob().looks();
        house.ann().says(&thanks(&format!("{DAN} {BOB}"), "for the help with the move")).await;
        let told = house.dan().only_mine();
        assert!(told.contains("(to dan) 🙌 Ann thanks you.\n> the help with the move"), "{told}");
        assert_sees!(house.bob().only_mine(), @"");
    })
    .await;
}

#[tokio::test]
async fn a_lead_outside_decides_about_thanks_without_their_words() {
    on_each_engine(async |house: &mut House| {
        board(house, &["ann", "bob", "cleo"]).await;
        let words = thanks(BOB, "for keeping quiet about the merger plan");
        house.ann().in_private_channel("board").says(&words).await;
        let (id, sent) = (house.newest_root(), DateTime::UNIX_EPOCH);
        house.lea().looks();
        let message = Message { id, author: None, text: "x".into(), thread: None, sent, edited: None };
        house.cleo().in_private_channel("board").chooses("kudos.report", Some(message)).await;
        assert_sees!(house.lea().only_mine(), @r"
        (to lea) Somebody reported thanks from Ann. They were given where you are not, so I do not show you their words. You can still remove them.
        [Remove it] [Leave it]
        (You get this because you are a lead. If it is removed, both sides are told.)
        ");
        house.lea().presses("Remove it").await;
        assert_sees!(house.lea().only_mine(), @r"
        (to lea, changed) Lea removed thanks from Ann. They count for nobody, and both sides are told.
        [Keep Ann from giving]
        ");
        assert_eq!(received(house, "bob").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_channel_of_a_team_is_not_named_outside() {
    on_each_engine(async |house: &mut House| {
        house.has_channel("nightfall", Visibility::Team(TeamId::new("test:red")), false).await;
        house.ann().says(&thanks(CLEO, "for all that help in <#test:nightfall> today")).await;
        let seen = house.ann().sees();
        assert!(seen.contains("> all that help in a channel today"), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn a_lead_who_cannot_read_a_channel_neither_sees_nor_loses_it() {
    on_each_engine(async |house: &mut House| {
        board(house, &["ann", "lea"]).await;
        let private = PlaceId::new("test:board");
        let fields = [("day", "5"), ("month", "60"), ("emoji", "raised_hands")];
        house.lea().in_private_channel("board").says("/kudos weekly").await;
        house.lea().says("/lyceum").await;
        house.lea().presses("Change kudos settings").await;
        house.lea().fills_in(&[&fields[..], &[("place", "test:board")]].concat()).await;
        house.lea().presses("Change question settings").await;
        house.lea().fills_in(&[("hours", "4"), ("place", "test:board")]).await;
        house.lea().looks();
        house.lea().says("/lyceum").await;
        let page = house.lea().only_mine();
        assert_eq!(page.matches("#board").count(), 6, "{page}");
        // Then she is put out of it.
        house.has_in_channel("board", &["ann"]).await;
        house.passes(TimeDelta::minutes(11)).await;
        house.has_in_channel("board", &["ann"]).await;
        house.lea().says("/lyceum").await;
        let page = house.lea().only_mine();
        assert!(
            !page.contains("#board") && page.matches("a channel that you are not in").count() >= 3,
            "{page}"
        );
        house.lea().presses("Change kudos settings").await;
        let form = house.lea().sees();
        assert!(!form.contains("test:board") && !form.contains("#board"), "{form}");
        house.lea().fills_in(&fields).await;
        house.lea().presses("Change question settings").await;
        let form = house.lea().sees();
        assert!(!form.contains("test:board") && !form.contains("#board"), "{form}");
        house.lea().fills_in(&[("hours", "4")]).await;
        let kept = house.rows().await;
        assert!(kept["feature_settings"].matches("test:board").count() >= 2, "{}", kept["feature_settings"]);
        house
            .before(async |tx, org| {
                let settings: QuestionSettings = tx.of::<Company>(org).settings().await.unwrap();
                assert_eq!(settings.questions_channel.as_ref(), Some(&private));
            })
            .await;
        // Another channel in its place is what she wants, and nothing where she sees what stands there.
        house.lea().presses("Change question settings").await;
        house.lea().fills_in(&[("hours", "4"), ("place", "test:random")]).await;
        house.lea().presses("Change question settings").await;
        house.lea().fills_in(&[("hours", "4")]).await;
        house
            .before(async |tx, org| {
                let settings: QuestionSettings = tx.of::<Company>(org).settings().await.unwrap();
                assert_eq!(settings.questions_channel, None);
            })
            .await;
    })
    .await;
}

#[tokio::test]
async fn a_made_up_channel_is_refused_like_any_that_is_not_theirs() {
    on_each_engine(async |house: &mut House| {
        board(house, &["ann"]).await;
        let mut refused = Vec::new();
        for place in ["test:board", "test:made-up"] {
            house.lea().says("/lyceum").await;
            house.lea().presses("Change question settings").await;
            house.lea().looks();
            house.lea().fills_in(&[("hours", "4"), ("place", place)]).await;
            refused.push(house.lea().sees());
        }
        // The same where a channel is to be read.
        for place in ["test:board", "test:made-up"] {
            house.lea().presses("Let a channel opt in").await;
            house.lea().looks();
            house.lea().fills_in(&[("place", place)]).await;
            refused.push(house.lea().sees());
        }
        assert!(refused[0].contains("error in place"), "{}", refused[0]);
        assert!(refused.iter().all(|words| *words == refused[0]), "{refused:?}");
        house
            .before(async |tx, org| {
                assert!(
                    tx.of::<Channels>(org).channel(&PlaceId::new("test:made-up")).await.unwrap().is_none()
                );
            })
            .await;
    })
    .await;
}

#[tokio::test]
async fn the_channel_of_announcements_is_named_to_whoever_may_know_it() {
    on_each_engine(async |house: &mut House| {
        board(house, &["lea", "bob"]).await;
        house.lea().says("/lyceum").await;
        house.lea().presses("Change kudos settings").await;
        house
            .lea()
            .fills_in(&[("day", "5"), ("month", "60"), ("emoji", "raised_hands"), ("place", "test:board")])
            .await;
        house.ann().looks();
        house.ann().says(&thanks(BOB, "for all the help with the move")).await;
        let seen = house.ann().only_mine();
        assert!(seen.contains("It is announced in a channel that you are not in."), "{seen}");
        house.has_in_channel("board", &["ann", "lea", "bob"]).await;
        house.ann().says(&thanks(BOB, "for all the help with the move")).await;
        let seen = house.ann().only_mine();
        assert!(seen.contains("It is announced in #board."), "{seen}");
    })
    .await;
}
