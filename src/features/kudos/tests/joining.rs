//! Joining in with a reaction, and what comes between.

use chrono::TimeDelta;

use super::{BOB, CLEO, received, thanks};
use crate::chat::ChannelStatement;
use crate::testing::{House, assert_sees, on_each_engine};

#[tokio::test]
async fn whoever_has_left_is_not_thanked_any_more() {
    on_each_engine(async |house: &mut House| {
        house.ann().says(&thanks(&format!("{BOB} {CLEO}"), "for all the help with the move")).await;
        let announced = house.newest_root();
        house.bob().leaves().await;
        house.ann().looks();
        house.dan().reacts(&announced, "raised_hands", true).await;
        assert_eq!((received(house, "bob").await, received(house, "cleo").await), (1, 2));
        house.cleo().leaves().await;
        house.someone("sue").reacts(&announced, "raised_hands", true).await;
        assert_eq!((received(house, "bob").await, received(house, "cleo").await), (1, 2));
        let seen = house.ann().sees();
        assert!(seen.contains("Dan joins in.") && !seen.contains("Sue"), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn of_many_who_join_in_the_first_ones_are_named() {
    on_each_engine(async |house: &mut House| {
        house.ann().says(&thanks(BOB, "for all the help with the move")).await;
        let announced = house.newest_root();
        for key in ["pia", "quin", "rosa", "sam", "tom", "una", "vic", "wim", "xia", "yan", "zoe", "kim"] {
            house.someone(key).has_the_title("Cook").await;
            house.someone(key).reacts(&announced, "raised_hands", true).await;
        }
        let seen = house.ann().sees();
        assert!(
            seen.contains("(🙌 Pia, Quin, Rosa, Sam, Tom, Una, Vic, Wim, Xia, Yan and 2 more join in.)"),
            "{seen}"
        );
    })
    .await;
}

/// On Postgres these run side by side.
#[tokio::test]
async fn what_is_joined_while_it_is_taken_back_is_gone_as_well() {
    on_each_engine(async |house: &mut House| {
        for _ in 0..12 {
            house.ann().says(&thanks(BOB, "for all the help with the move")).await;
            let announced = house.newest_root();
            let events = [
                house.ann().would_press("Take it back"),
                house.dan().would_react(&announced, "raised_hands"),
                house.cleo().would_react(&announced, "raised_hands"),
            ];
            let machine = house.machine.clone();
            let all = events.iter().map(|event| machine.receive_all(std::slice::from_ref(event)));
            for receipts in futures_util::future::join_all(all).await {
                assert!(receipts[0].is_ok());
            }
            machine.settle().await.unwrap();
            assert_eq!(received(house, "bob").await, 0);
        }
    })
    .await;
}

#[tokio::test]
async fn thanks_are_announced_where_they_are_given_when_the_chosen_channel_is_gone_or_no_longer_ours() {
    on_each_engine(async |house: &mut House| {
        house.lea().says("/lyceum").await;
        house.lea().presses("Change kudos settings").await;
        house
            .lea()
            .fills_in(&[("day", "5"), ("month", "60"), ("emoji", "raised_hands"), ("place", "test:random")])
            .await;
        for (shared, gone, seen_in) in
            [(false, false, "#random"), (true, false, "#platform"), (false, true, "#platform")]
        {
            let stated =
                ChannelStatement { gone: Some(gone), shared: Some(shared), ..ChannelStatement::default() };
            house.states("random", stated).await;
            house.dan().looks();
            house.ann().says(&thanks(BOB, "for all the help with the move")).await;
            let seen = house.dan().sees();
            assert!(seen.starts_with(&format!("({seen_in}) 🙌 @Bob")), "{seen}");
            house.passes(TimeDelta::days(1)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_message_that_many_thanked_for_is_one_line_of_the_round_up() {
    on_each_engine(async |house: &mut House| {
        house.leaves_work();
        house.opts_in("platform").await;
        house.lea().says("/lyceum").await;
        house.lea().presses("Change kudos settings").await;
        house.lea().fills_in(&[("day", "5"), ("month", "60"), ("emoji", "clap"), ("on", "authors")]).await;
        house.lea().says("/kudos weekly").await;
        let written = house.bob().writes("pg_restore -j 4 is what you want", None).await;
        for key in ["ann", "dan", "cleo"] {
            house.someone(key).reacts(&written, "clap", true).await;
        }
        house.someone("gus").looks();
        house.passes(TimeDelta::days(5)).await;
        assert_sees!(house.someone("gus").sees(), @r"
        (#platform) ## Thanks of this week
        • Bob, for a message – Ann, Dan and Cleo
        (Whom would you like to thank? /kudos @who for what)
        ");
        // A channel that was archived is told nothing, and no lead is bothered with it.
        house.ann().says(&thanks(BOB, "for all the help with the move")).await;
        house.states("platform", ChannelStatement { gone: Some(true), ..ChannelStatement::default() }).await;
        house.someone("gus").looks();
        house.passes(TimeDelta::days(7)).await;
        assert_sees!(house.someone("gus").sees(), @"");
    })
    .await;
}
