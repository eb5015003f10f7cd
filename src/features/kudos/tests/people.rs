//! Who gives and who is thanked: met for the first time, in a group, on two accounts.

use chrono::TimeDelta;

use super::{BOB, CLEO, received, thanks};
use crate::testing::{House, assert_sees, on_each_engine};

#[tokio::test]
async fn whoever_is_met_for_the_first_time_gives_and_is_thanked_as_soon_as_they_are_known() {
    on_each_engine(async |house: &mut House| {
        house.someone("zoe").says("/kudos <@test:acme:yan> 2 for all the help with the move").await;
        assert_sees!(house.someone("zoe").only_mine(), @"(only zoe) One moment: I am just getting to know some of you. I thank them as soon as I know who they are.");
        house.someone("zoe").has_the_title("Cook").await;
        house.passes(TimeDelta::seconds(8)).await;
        assert_sees!(house.ann().sees(), @"");
        house.someone("yan").has_the_title("Cook").await;
        house.passes(TimeDelta::seconds(30)).await;
        assert_sees!(house.ann().sees(), @r"
        (#platform) 🙌 @Yan: Zoe thanks you.
        > all the help with the move
        (2 points)
        ");
        let told = house.someone("zoe").only_mine();
        assert!(told.contains("(to zoe) Thank you for thanking Yan."), "{told}");
        // So is whoever joins in.
        let announced = house.newest_root();
        house.someone("eva").reacts(&announced, "raised_hands", true).await;
        house.someone("eva").has_the_title("Cook").await;
        house.passes(TimeDelta::seconds(10)).await;
        let seen = house.ann().sees();
        assert!(seen.contains("(🙌 Eva joins in.)"), "{seen}");
        // What is wrong is told at once all the same, and a guest is a guest also when that is known later.
        house.someone("xia").says("/kudos <@test:acme:yan> 2 thx").await;
        assert!(house.someone("xia").only_mine().contains("in a few real words"));
        house.someone("xia").says("/kudos <@test:acme:will> for all the help with the move").await;
        house.passes(TimeDelta::minutes(10)).await;
        let told = house.someone("xia").only_mine();
        assert!(told.contains("I could not find out who everybody is"), "{told}");
    })
    .await;
}

#[tokio::test]
async fn a_group_is_everybody_in_it() {
    on_each_engine(async |house: &mut House| {
        let words = format!("/kudos {CLEO} @ops for all the help with the move");
        let members = ["ann", "bob", "cleo", "gus", "old", "dan", "sue", "lea"];
        // Herself and whoever is no colleague are left out, and Cleo is thanked once.
        house.ann().says_to_group(&words, "@ops", Some(&members[..5])).await;
        let seen = house.ann().sees();
        assert!(seen.contains("🙌 @Cleo and @Bob: Ann thanks you all."), "{seen}");
        house.dan().says_to_group(&words, "@ops", None).await;
        let seen = house.dan().only_mine();
        assert!(seen.contains("I cannot tell who @ops is."), "{seen}");
        house.has_people_abroad(&["dan"]).await;
        let words = words.replace("@ops", "<@test:abroad:dan> @ops");
        house.dan().says_to_group(&words, "@ops", Some(&members)).await;
        let seen = house.dan().only_mine();
        assert!(seen.contains("Those are 6 people. Thank 5 at once at the most"), "{seen}");
        assert_eq!((received(house, "bob").await, received(house, "cleo").await), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn two_accounts_of_one_person_have_one_record() {
    on_each_engine(async |house: &mut House| {
        house.has_people_abroad(&["bob"]).await;
        house.ann().says(&thanks(BOB, "2 for all the help with the move")).await;
        house.ann().says(&thanks("<@test:abroad:bob>", "2 for the help with the other move")).await;
        // What the two gave one another turns out to be from oneself to oneself.
        house.bob().says(&thanks("<@test:abroad:bob>", "for the help with yet another move")).await;
        house.lea().forces("kudos.keep", "bob abroad").await;
        for words in ["the first", "the second", "the third"] {
            house
                .dan()
                .alone()
                .says(&format!("kudos <@test:abroad:bob> for {words} restore of the week"))
                .await;
        }
        house.bob().looks();
        house.bob().alone().says("link").await;
        let seen = house.bob().alone().sees();
        let at = seen.find("Your code is ").unwrap() + "Your code is ".len();
        let code: String = seen[at..].chars().filter(|sign| !"*_`".contains(*sign)).take(9).collect();
        house.bob().abroad().alone().says(&format!("link {code}")).await;
        house.bob().looks();
        house.bob().alone().says("kudos mine").await;
        let mine = house.bob().alone().sees();
        assert!(mine.contains("Given to you: 7 points, from 2 people"), "{mine}");
        assert!(mine.contains("Given by you: none yet"), "{mine}");
        // What was decided about the one goes for both, and what waited for the one is told.
        house.bob().says(&thanks(CLEO, "for all the help with the move")).await;
        assert!(house.bob().only_mine().contains("A lead has paused kudos from you."));
        house.passes(TimeDelta::hours(25)).await;
        let told = house.bob().abroad().alone().sees();
        assert!(told.contains("the second restore") && told.contains("the third restore"), "{told}");
    })
    .await;
}

#[tokio::test]
async fn whoever_is_not_known_yet_is_told_no_limit() {
    on_each_engine(async |house: &mut House| {
        house.someone("newbie").says("/kudos mine").await;
        let seen = house.someone("newbie").only_mine();
        assert!(seen.contains("## Your kudos") && !seen.contains("You can still give"), "{seen}");
        house.ann().says("/kudos mine").await;
        assert!(house.ann().only_mine().contains("You can still give 5 points today"));
    })
    .await;
}
