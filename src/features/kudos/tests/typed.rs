//! What people type, as their platforms hand it over.

use super::{BOB, CLEO, DAN, received, thanks};
use crate::testing::{House, assert_sees, on_each_engine};

#[tokio::test]
async fn a_hashtag_that_the_platform_took_for_a_channel_still_names_the_topic() {
    on_each_engine(async |house: &mut House| {
        house.topic("Platform", &[]).await;
        house.topic("Postgres", &[]).await;
        house.ann().says(&thanks(BOB, "for showing me how <#test:platform> deploys")).await;
        assert_sees!(house.cleo().sees(), @r"
        (#platform) 🙌 @Bob: Ann thanks you.
        > showing me how #platform deploys
        (1 point, about Platform)
        ");
        // The bot was never in that channel.
        house.ann().says(&thanks(BOB, "for showing me how to restore it (<#test:elsewhere|postgres>)")).await;
        assert_sees!(house.cleo().sees(), @r"
        (#platform) 🙌 @Bob: Ann thanks you.
        > showing me how to restore it (#postgres)
        (1 point, about Postgres)
        ");
        house.lea().says("/lyceum").await;
        house.lea().presses("Change kudos settings").await;
        house.lea().fills_in(&[("day", "5"), ("month", "60"), ("emoji", "clap"), ("on", "boards")]).await;
        house.ann().looks();
        house.ann().says("/kudos board <#test:platform>").await;
        let seen = house.ann().only_mine();
        assert!(seen.contains("## Kudos, July to September 2026, Platform"), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn the_number_may_come_first_and_whom_to_begin_with_is_told() {
    on_each_engine(async |house: &mut House| {
        house.ann().says(&format!("/kudos 2 {BOB} for all the help with the move")).await;
        assert_eq!(received(house, "bob").await, 2);
        house.ann().looks();
        house.ann().says(&format!("/kudos thanks to {BOB} for all the help with the move")).await;
        let seen = house.ann().only_mine();
        assert!(seen.contains("• Begin with whom you want to thank: /kudos @bob for ..."), "{seen}");
        assert_eq!(received(house, "bob").await, 2);
    })
    .await;
}

#[tokio::test]
async fn words_need_no_spaces_where_a_script_has_none() {
    on_each_engine(async |house: &mut House| {
        house.ann().says(&thanks(BOB, "復元を手伝ってくれてありがとう")).await;
        house.ann().says(&thanks(BOB, "感谢你帮我恢复数据库")).await;
        house.ann().says(&thanks(BOB, "ขอบคุณที่ช่วยกู้คืนฐานข้อมูล")).await;
        assert_eq!(received(house, "bob").await, 3);
        house.ann().looks();
        house.ann().says(&thanks(BOB, "谢谢")).await;
        assert!(house.ann().only_mine().contains("Say what for, in a few real words"));
    })
    .await;
}

#[tokio::test]
async fn what_no_waiting_helps_is_not_put_off() {
    on_each_engine(async |house: &mut House| {
        let all = format!("{BOB} {CLEO} {DAN}");
        house.ann().says(&thanks(&all, "2 for all the help with the move")).await;
        assert_sees!(house.ann().only_mine(), @"(only ann) This takes 6 points, and you can give 5 at once. Thank fewer people, or give each of them less.");
        house.lea().says("/lyceum").await;
        house.lea().presses("Change kudos settings").await;
        house.lea().fills_in(&[("day", "10"), ("month", "30"), ("emoji", "clap")]).await;
        house.ann().says(&thanks(BOB, "9 for all the help with the move")).await;
        let seen = house.ann().only_mine();
        assert!(seen.contains("• 9 points cannot be given to one person. Give 1 to 6, or leave the number out."), "{seen}");
        // A fifth of thirty is six.
        house.ann().says(&thanks(BOB, "5 for all the help with the move")).await;
        house.ann().looks();
        house.ann().says(&thanks(BOB, "2 for all the help with the move")).await;
        assert_sees!(house.ann().only_mine(), @"(only ann) You can give Bob 1 more point this month: a fifth of your 30 is the most for one person, so that many are seen. More from Wed 22:00.");
        assert_eq!(received(house, "bob").await, 5);
    })
    .await;
}

#[tokio::test]
async fn whoever_is_only_typed_like_a_mention_is_not_thanked() {
    on_each_engine(async |house: &mut House| {
        for typed in [BOB, "&lt;@test:acme:bob&gt;", "<at>Bob</at>", "<@U1>"] {
            house.ann().types(&thanks(typed, "for all the help with the move")).await;
            let seen = house.ann().only_mine();
            assert!(seen.contains("That did not work yet"), "{typed}: {seen}");
        }
        assert_eq!(received(house, "bob").await, 0);
        // Among the words of real thanks it is shown as it was typed, and nobody else is thanked.
        house.ann().says(&thanks(CLEO, "for showing me what <\\@test:acme:bob> does")).await;
        assert_sees!(house.bob().sees(), @r"
        (#platform) 🙌 @Cleo: Ann thanks you.
        > showing me what <@test:acme:bob> does
        (1 point)
        ");
        assert_eq!((received(house, "bob").await, received(house, "cleo").await), (0, 1));
        house.ann().says(&thanks(BOB, "for all the help with the move")).await;
        assert_eq!(received(house, "bob").await, 1);
    })
    .await;
}
