//! Boards, rings and round-ups.

use chrono::TimeDelta;

use super::{BOB, CLEO, DAN, thanks};
use crate::chat::PersonId;
use crate::people::{Knowledge, People, PersonData, Topic};
use crate::testing::{House, assert_sees, on_each_engine};

async fn decides(house: &mut House, fields: &[(&str, &str)]) {
    house.lea().says("/lyceum").await;
    house.lea().presses("Change kudos settings").await;
    let usual = [("day", "5"), ("month", "60"), ("emoji", "raised_hands")];
    let all: Vec<(&str, &str)> = usual.iter().chain(fields).copied().collect();
    house.lea().fills_in(&all).await;
    let seen = house.lea().sees();
    assert!(seen.contains("[Change kudos settings]"), "the page as it is now: {seen}");
}

/// Everybody but Dan thanks everybody else, about Postgres.
async fn all_but_dan_thank_all(house: &mut House) {
    house.topic("Postgres", &[]).await;
    let everybody = ["ann", "bob", "cleo", "dan", "sue", "lea"];
    for giver in everybody.into_iter().filter(|giver| *giver != "dan") {
        let others = everybody.iter().filter(|other| **other != giver);
        let mentions: Vec<String> = others.map(|other| format!("<@test:acme:{other}>")).collect();
        house.someone(giver).says(&thanks(&mentions.join(" "), "for all the help with #postgres")).await;
    }
}

#[tokio::test]
async fn boards_are_off_until_a_lead_switches_them_on_and_count_people_not_points() {
    on_each_engine(async |house: &mut House| {
        all_but_dan_thank_all(house).await;
        house.ann().looks();
        house.ann().says("/kudos board").await;
        assert_sees!(house.ann().only_mine(), @"(only ann) There are no boards here: thanks are not a race. /kudos mine shows your own.");
        decides(house, &[("on", "boards")]).await;
        house.ann().says("/kudos board").await;
        assert_sees!(house.ann().only_mine(), @r#"
        (only ann) ## Kudos, July to September 2026
        Who thanks many people
        1. Ann, Bob, Cleo, Lea and Sue: thanked 5 people
        Who is thanked by many people
        1. Dan: thanked by 5 people
        Also Ann, Bob, Cleo, Lea and Sue: fewer than 5 each
        New this month
        Welcome: Ann, Bob, Cleo, Dan, Lea and Sue
        (What counts is how many different people, not how many points; only thanks that everybody could see. Numbers below 5 are not shown.)
        [Leave the boards]
        "#);
        // What is between two people is on no board, and neither is what was taken back.
        house.dan().alone().says(&format!("kudos {BOB} for all the help with the move")).await;
        house.ann().says("/kudos board #postgres").await;
        let seen = house.ann().only_mine();
        assert!(seen.contains("## Kudos, July to September 2026, Postgres") && seen.contains("1. Dan: thanked by 5"), "{seen}");
        assert!(!seen.contains("New this month"), "{seen}");
        house.ann().says("/kudos board last").await;
        let seen = house.ann().only_mine();
        assert!(seen.contains("April to June 2026") && seen.contains("Fewer than 5 people"), "{seen}");
        house.ann().says("/kudos board #cooking").await;
        assert!(house.ann().only_mine().contains("I know no topic or company value called \"cooking\""));
        house.someone("gus").says("/kudos board").await;
        assert!(house.someone("gus").only_mine().contains("Only colleagues"));
    })
    .await;
}

#[tokio::test]
async fn whoever_leaves_a_board_or_the_company_is_on_none() {
    on_each_engine(async |house: &mut House| {
        all_but_dan_thank_all(house).await;
        decides(house, &[("on", "boards")]).await;
        house.dan().says("/kudos board").await;
        house.dan().presses("Leave the boards").await;
        assert!(house.dan().only_mine().contains("You are on no board any more."));
        house.ann().looks();
        house.ann().says("/kudos board").await;
        let seen = house.ann().only_mine();
        assert!(
            !seen.contains("Dan") && seen.contains("Ann, Bob, Cleo, Lea and Sue: fewer than 5 each"),
            "{seen}"
        );
        house.dan().says("/kudos board").await;
        assert!(house.dan().only_mine().contains("You left the boards: nobody sees you on them."));
        house.dan().presses("Join the boards again").await;
        house.someone("sue").leaves().await;
        house.ann().says("/kudos board").await;
        let seen = house.ann().only_mine();
        // Sue's thanks still count for those who were given them.
        assert!(!seen.contains("Sue") && seen.contains("1. Dan: thanked by 5 people"), "{seen}");
        // Off in a country: they see none and are on none. Then too few are left.
        house
            .before(async |tx, org| {
                let person = PersonId::new("dan");
                let known = tx.of::<People>(org).person(&person).await.unwrap().unwrap();
                let data = crate::people::PersonData { country: Some("Germany".to_owned()), ..known.data };
                tx.of::<People>(org).keep_person(&person, &data, None, None).await.unwrap();
            })
            .await;
        decides(house, &[("on", "boards"), ("no_boards_for", "country germany")]).await;
        house.dan().looks();
        house.dan().says("/kudos board").await;
        assert!(house.dan().only_mine().contains("There are no boards where you are"));
        house.ann().says("/kudos board").await;
        let seen = house.ann().only_mine();
        assert!(!seen.contains("Dan") && seen.contains("Fewer than 5 people"), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn a_lead_sees_who_thanks_almost_only_one_another() {
    on_each_engine(async |house: &mut House| {
        for _ in 0..4 {
            house.ann().says(&thanks(BOB, "3 for all the help with the move")).await;
            house.bob().says(&thanks("<@test:acme:ann>", "3 for all the help with the move")).await;
            house.passes(TimeDelta::days(1)).await;
        }
        house.ann().says(&thanks(DAN, "for all the help with the move")).await;
        house.ann().looks();
        house.ann().says("/kudos rings").await;
        let seen = house.ann().only_mine();
        assert!(seen.contains("Only a Lyceum lead can do that."), "{seen}");
        house.lea().looks();
        house.lea().says("/kudos rings").await;
        assert_sees!(house.lea().only_mine(), @r"
        (only lea) ## Who thanks almost only one another
        Ann and Bob: 24 of the 25 points they gave stayed among them, and none came from others.
        (Counted over 90 days, only thanks that others could see. A small team that works closely looks just like this, so ask before you conclude anything. They are not told, and nothing follows by itself.)
        ");
    })
    .await;
}

#[tokio::test]
async fn a_channel_that_wants_it_gets_the_weeks_thanks_on_friday() {
    on_each_engine(async |house: &mut House| {
        house.leaves_work();
        house.ann().says("/kudos weekly").await;
        assert!(house.ann().only_mine().contains("Only a Lyceum lead can do that."));
        house.lea().alone().says("kudos weekly").await;
        assert!(house.lea().alone().sees().contains("Type /kudos weekly in the channel"));
        house.lea().says("/kudos weekly").await;
        assert_sees!(house.lea().only_mine(), @"(only lea) I tell the week's thanks here every Friday, the next time Fri 13:00, if there are any. /kudos weekly again ends it.");
        house.ann().says(&thanks(BOB, "for staying late with the restore")).await;
        let first = house.newest_root();
        house.dan().says(&thanks(&format!("{BOB} {CLEO}"), "for the cake")).await;
        house.dan().says(&thanks(&format!("{BOB} {CLEO}"), "for baking us a cake")).await;
        house.cleo().reacts(&first, "raised_hands", true).await;
        house.ann().in_channel("random").says(&thanks(BOB, "for something in another place")).await;
        house.ann().looks();
        house.passes(TimeDelta::days(5)).await;
        assert_sees!(house.ann().sees(), @r"
        (#platform) ## Thanks of this week
        • Bob: staying late with the restore – Ann and Cleo
        • Bob and Cleo: baking us a cake – Dan
        (Whom would you like to thank? /kudos @who for what)
        ");
        // Nothing given, nothing sent. What is taken away is gone there, too.
        house.passes(TimeDelta::days(7)).await;
        assert_sees!(house.ann().sees(), @"");
        house.cleo().reacts(&first, "raised_hands", false).await;
        let seen = house.ann().sees();
        assert!(seen.contains("• Bob: staying late with the restore – Ann\n"), "{seen}");
        house.ann().says(&thanks(BOB, "for helping once more with it")).await;
        house.lea().says("/kudos weekly").await;
        house.passes(TimeDelta::days(7)).await;
        assert!(!house.ann().sees().contains("Thanks of this week"));
    })
    .await;
}

#[tokio::test]
async fn what_not_everybody_could_see_is_on_no_board() {
    on_each_engine(async |house: &mut House| {
        house.topic("Postgres", &[]).await;
        decides(house, &[("on", "boards")]).await;
        let everybody = ["ann", "bob", "cleo", "dan", "sue", "lea"];
        for giver in everybody {
            let others = everybody.iter().filter(|other| **other != giver);
            let mentions: Vec<String> = others.map(|other| format!("<@test:acme:{other}>")).collect();
            let words = thanks(&mentions.join(" "), "for all the help with #postgres");
            house.someone(giver).in_private_channel("merger").says(&words).await;
        }
        house.ann().looks();
        house.ann().says("/kudos board").await;
        assert_sees!(house.ann().only_mine(), @r"
        (only ann) ## Kudos, July to September 2026
        Who thanks many people
        (Fewer than 5 people, so there is nothing to show.)
        Who is thanked by many people
        (Fewer than 5 people, so there is nothing to show.)
        (What counts is how many different people, not how many points; only thanks that everybody could see. Numbers below 5 are not shown.)
        [Leave the boards]
        ");
    })
    .await;
}

#[tokio::test]
async fn whoever_thanked_as_many_people_shares_a_place_whatever_the_points() {
    on_each_engine(async |house: &mut House| {
        all_but_dan_thank_all(house).await;
        decides(house, &[("on", "boards")]).await;
        house.passes(TimeDelta::days(1)).await;
        house.ann().says(&thanks(BOB, "5 for all the help with the move")).await;
        house.ann().looks();
        house.ann().says("/kudos board").await;
        let seen = house.ann().only_mine();
        assert!(seen.contains("1. Ann, Bob, Cleo, Lea and Sue: thanked 5 people"), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn a_board_knows_a_topic_by_all_its_names_and_no_department_that_is_not_there() {
    on_each_engine(async |house: &mut House| {
        all_but_dan_thank_all(house).await;
        house
            .before(async |tx, org| {
                tx.of::<Knowledge>(org).drop_topic("Postgres").await.unwrap();
                let topic = Topic { name: "PostgreSQL".to_owned(), aliases: vec!["postgres".to_owned()] };
                tx.of::<Knowledge>(org).set_topic(&topic, &[]).await.unwrap();
                let person = PersonId::new("dan");
                let known = tx.of::<People>(org).person(&person).await.unwrap().unwrap();
                let data = PersonData { department: Some("Einkauf & Ärger".to_owned()), ..known.data };
                tx.of::<People>(org).keep_person(&person, &data, None, None).await.unwrap();
            })
            .await;
        decides(house, &[("on", "boards")]).await;
        house.ann().looks();
        house.ann().says("/kudos board #postgres").await;
        let seen = house.ann().only_mine();
        assert!(
            seen.contains("September 2026, PostgreSQL") && seen.contains("1. Dan: thanked by 5"),
            "{seen}"
        );
        house.ann().says("/kudos board Department EINKAUF & ÄRGER Last").await;
        let seen = house.ann().only_mine();
        assert!(seen.contains("April to June 2026, Einkauf & Ärger"), "{seen}");
        house.ann().says("/kudos board department Sails").await;
        assert_sees!(house.ann().only_mine(), @r#"(only ann) I know no department called "Sails"."#);
    })
    .await;
}

#[tokio::test]
async fn who_is_new_on_a_board_says_nothing_of_channels_its_reader_cannot_read() {
    on_each_engine(async |house: &mut House| {
        use crate::chat::{TeamId, Visibility};
        decides(house, &[("on", "boards")]).await;
        house.has_channel("red", Visibility::Team(TeamId::new("test:red")), false).await;
        let everybody = ["ann", "bob", "cleo", "dan", "sue", "lea"];
        for month in ["red", "platform"] {
            for giver in everybody {
                let others = everybody.iter().filter(|other| **other != giver);
                let mentions: Vec<String> = others.map(|other| format!("<@test:acme:{other}>")).collect();
                let words = thanks(&mentions.join(" "), "for all the help with the move");
                house.someone(giver).in_channel(month).says(&words).await;
            }
            if month == "red" {
                house.passes(TimeDelta::days(30)).await;
            }
        }
        house.ann().looks();
        house.ann().says("/kudos board").await;
        let seen = house.ann().only_mine();
        assert!(seen.contains("New this month\nWelcome: Ann, Bob, Cleo, Dan, Lea and Sue"), "{seen}");
    })
    .await;
}
