//! A company's own badges.

use chrono::TimeDelta;

use super::page;
use crate::chat::PersonId;
use crate::features::badges::rules::MOST_BADGES;
use crate::features::badges::store::badges::Badges;
use crate::people::{Knowledge, Topic};
use crate::testing::{House, assert_sees, on_each_engine};

const ABOUT: &str = "Keeps calm when production burns";
const REASON: &str = "For the restore at *three* in the <!channel> morning";

/// Lea adds a badge.
async fn added(house: &mut House, name: &str, topic: &str) {
    house.lea().forces("kudos.badge_add", "new").await;
    house.lea().fills_in(&[("name", name), ("sign", "🔥"), ("about", ABOUT), ("topic", topic)]).await;
}

/// The badge that was added last.
async fn badge(house: &House) -> String {
    let mut tx = house.db.read().await.unwrap();
    let badges = tx.of::<Badges>(&house.org).badges().await.unwrap();
    badges.into_iter().map(|badge| badge.id).max().expect("a badge")
}

#[tokio::test]
async fn a_lead_adds_a_badge_and_a_champion_awards_it() {
    on_each_engine(async |house: &mut House| {
        house.topic("Postgres", &["cleo"]).await;
        house.topic("Kafka", &["dan"]).await;
        house.lea().says("/kudos badges").await;
        assert!(house.lea().only_mine().contains("None yet. Add the first one.\n[Add a badge] [Awarded so far]"));
        house.lea().presses("Add a badge").await;
        assert_sees!(house.lea().sees(), @r"
        form: Add a badge
          What is it called?: 
          Its sign: 🏆
          What is it for?: 
          For one topic only?:
        ");
        house.lea().fills_in(&[("name", " Fire\n fighter"), ("sign", "🔥"), ("about", ABOUT), ("topic", "Postgres")]).await;
        assert!(house.lea().only_mine().contains("🔥 Fire fighter – Keeps calm when production burns (Postgres) [Change]"));
        house.cleo().says("/kudos badges").await;
        assert_sees!(house.cleo().only_mine(), @r"
        (only cleo) ## Badges
        By what you do, with steps at 1, 5, 25 and 100:
        💡 accepted answers, also on each topic · 🙌 people thanked · 🧩 quizzes taken · 🌳 mentorships given
        🌱 for your first contribution of any kind
        (Nobody but you is shown yours: /lyceum me)
        ## Awarded by champions
        🔥 Fire fighter – Keeps calm when production burns (Postgres)
        [Award a badge] [Awarded so far]
        ");
        house.cleo().presses("Award a badge").await;
        house.cleo().looks();
        let id = badge(house).await;
        house.cleo().fills_in(&[("badge", &id), ("person", "@bob"), ("reason", REASON)]).await;
        assert_sees!(house.cleo().only_mine(), @r"
        (to cleo) Bob has the badge 🔥 Fire fighter now, and is told in their own time.
        [Take it back]
        ");
        assert_sees!(house.bob().only_mine(), @r"
        (to bob) 🔥 Cleo awards you the badge Fire fighter:
        > For the restore at *three* in the <!channel> morning
        ");
        assert_sees!(page(house, "bob").await, @r"
        ## Your badges
        🔥 Fire fighter, from Cleo: For the restore at *three* in the <!channel> morning
        ");
        // Once is enough, whoever finds so.
        house.cleo().fills_in(&[("badge", &id), ("person", "@bob"), ("reason", REASON)]).await;
        assert_sees!(house.cleo().sees(), @"error in person: Bob has this badge already.");
        // A champion of something else has no say, and nobody else sees who has it.
        house.dan().says("/kudos badges").await;
        let list = house.dan().only_mine();
        assert!(!list.contains("Award a badge") && !list.contains("Bob"), "{list}");
        house.dan().forces("kudos.award", "new").await;
        assert!(house.dan().only_mine().contains("There is none that you could award."));
        house.dan().forces("kudos.award_back", &format!("{id} bob")).await;
        assert_sees!(house.dan().only_mine(), @"(only dan) Only whoever awarded it, or a lead, can take it back.");
        house.dan().forces("kudos.awards", "newest").await;
        assert!(house.dan().only_mine().contains("Nothing yet."), "he sees his own");
        // A badge without a topic is for every champion.
        added(house, "Good host", "").await;
        house.dan().says("/kudos badges").await;
        assert!(house.dan().only_mine().contains("[Award a badge]"));
        house.ann().forces("kudos.award", "new").await;
        assert!(house.ann().only_mine().contains("Champions award badges"));
        // A topic that is called differently now keeps its badge.
        house
            .before(async |tx, org| {
                tx.of::<Knowledge>(org).drop_topic("Postgres").await.unwrap();
                let topic = Topic { name: "Databases".to_owned(), aliases: vec!["postgres".to_owned()] };
                tx.of::<Knowledge>(org).set_topic(&topic, &[PersonId::new("sue")]).await.unwrap();
            })
            .await;
        house.someone("sue").says("/kudos badges").await;
        let list = house.someone("sue").only_mine();
        assert!(list.contains("production burns (Databases)\n") && list.contains("[Award a badge]"), "{list}");
    })
    .await;
}

#[tokio::test]
async fn what_was_awarded_is_taken_back_by_whoever_did_or_by_a_lead() {
    on_each_engine(async |house: &mut House| {
        house.topic("Postgres", &["cleo"]).await;
        added(house, "Fire fighter", "").await;
        let id = badge(house).await;
        let award = async |house: &mut House, who: &str| {
            house.cleo().forces("kudos.award", "new").await;
            house.cleo().fills_in(&[("badge", &id), ("person", who), ("reason", REASON)]).await;
        };
        award(house, "@bob").await;
        house.bob().looks();
        house.cleo().presses("Take it back").await;
        assert!(house.cleo().only_mine().contains("Taken back. It can be awarded again."));
        assert_sees!(house.bob().only_mine(), @"(to bob) The badge 🔥 Fire fighter that you were awarded was taken back.");
        assert_eq!(page(house, "bob").await, "");
        house.cleo().forces("kudos.award_back", &format!("{id} bob")).await;
        // It is evening in Sydney: she is told in the morning, or not at all.
        award(house, "@sue").await;
        house.cleo().presses("Take it back").await;
        house.passes(TimeDelta::hours(24)).await;
        assert_sees!(house.someone("sue").only_mine(), @"");
        award(house, "@sue").await;
        assert_sees!(house.someone("sue").only_mine(), @"");
        house.passes(TimeDelta::hours(15)).await;
        assert!(house.someone("sue").only_mine().contains("Cleo awards you the badge Fire fighter"));
        // A lead sees all, and whoever awarded it is told.
        award(house, "@bob").await;
        house.cleo().looks();
        house.lea().looks();
        house.lea().forces("kudos.awards", "newest").await;
        assert_sees!(house.lea().only_mine(), @r"
        (only lea) ## Awarded so far
        🔥 Fire fighter to Bob, from Cleo: For the restore at *three* in the <!channel> morning [Take it back]
        🔥 Fire fighter to Sue, from Cleo: For the restore at *three* in the <!channel> morning [Take it back]
        (You see all of them because you are a lead.)
        ");
        house.lea().presses("Take it back").await;
        // It is two in the morning where she is.
        assert_sees!(house.cleo().only_mine(), @"");
        house.passes(TimeDelta::hours(7)).await;
        assert_sees!(house.cleo().only_mine(), @"(to cleo) A lead took back the badge 🔥 Fire fighter that you awarded to Bob.");
        assert_eq!(page(house, "bob").await, "");
        // Who left is gone from the list.
        house.someone("sue").leaves().await;
        house.lea().looks();
        house.lea().forces("kudos.awards", "newest").await;
        assert!(house.lea().only_mine().contains("Nothing yet."));
    })
    .await;
}

#[tokio::test]
async fn a_badge_is_renamed_and_retired_and_whoever_has_it_keeps_it() {
    on_each_engine(async |house: &mut House| {
        house.topic("Postgres", &["cleo"]).await;
        added(house, "Fire fighter", "").await;
        let id = badge(house).await;
        house.cleo().forces("kudos.award", "new").await;
        house.cleo().fills_in(&[("badge", &id), ("person", "@bob"), ("reason", REASON)]).await;
        added(house, "Good host", "").await;
        house.lea().looks();
        let form = [("name", "GOOD host"), ("sign", "🚀"), ("about", ABOUT)];
        house.lea().forces("kudos.badge_change", &id).await;
        house.lea().fills_in(&form).await;
        assert!(house.lea().sees().contains("error in name: There is a badge of this name already."));
        house.lea().fills_in(&[("name", "fire FIGHTER"), ("sign", "🚀"), ("about", ABOUT)]).await;
        assert!(page(house, "bob").await.contains("🚀 fire FIGHTER, from Cleo"));
        house.lea().fills_in(&[("name", "fire FIGHTER"), ("retire", "retire")]).await;
        let list = house.lea().only_mine();
        let list = &list[list.rfind("## Awarded by").unwrap()..];
        assert!(list.contains("Good host") && !list.contains("FIGHTER"), "{list}");
        assert!(page(house, "bob").await.contains("🚀 fire FIGHTER, from Cleo"));
        house.cleo().fills_in(&[("badge", &id), ("person", "@dan"), ("reason", REASON)]).await;
        assert!(house.cleo().sees().contains("error in badge: Choose one from the list."));
        house.lea().forces("kudos.badge_change", &id).await;
        assert!(house.lea().only_mine().contains("This badge is not there any more."));
        // Its name is free again.
        added(house, "Fire Fighter", "").await;
        house.cleo().says("/kudos badges").await;
        assert!(house.cleo().only_mine().contains("Fire Fighter"));
    })
    .await;
}

#[tokio::test]
async fn all_that_is_wrong_with_a_badge_or_an_award_is_told_at_once() {
    on_each_engine(async |house: &mut House| {
        house.topic("Postgres", &["cleo"]).await;
        for key in ["ann", "gus", "cleo"] {
            house.someone(key).forces("kudos.badge_add", "new").await;
            assert!(house.someone(key).only_mine().contains("Only a lead can do that."), "{key}");
        }
        house.lea().forces("kudos.badge_add", "new").await;
        house.lea().looks();
        house
            .lea()
            .fills_in(&[
                ("name", "🔥"),
                ("sign", ":fire:"),
                ("about", "🎉 🎉 🎉 🎉 🎉"),
                ("topic", "Cooking"),
            ])
            .await;
        assert_sees!(house.lea().sees(), @r"
        error in name: Give it a name with letters in it.
        error in sign: Choose one from the list.
        error in about: Say what it is for, in a few real words.
        error in topic: There is no such topic any more. Choose one from the list, or none.
        ");
        let long = "help ".repeat(2_000);
        house.lea().fills_in(&[("name", &long), ("sign", "🔥"), ("about", &long)]).await;
        assert_sees!(house.lea().sees(), @r"
        error in name: This has 9999 characters. Please keep it to 40.
        error in about: This has 9999 characters. Please keep it to 200.
        ");
        added(house, "Fire fighter", "").await;
        added(house, "fire  fighter", "").await;
        assert!(house.lea().sees().contains("error in name: There is a badge of this name already."));
        let id = badge(house).await;
        house.cleo().forces("kudos.award", "new").await;
        house.cleo().looks();
        house.cleo().fills_in(&[]).await;
        assert_sees!(house.cleo().sees(), @r"
        error in badge: Choose one from the list.
        error in person: Choose whom to award it to.
        error in reason: Say what for, in a few real words: that is what they will remember.
        ");
        for (who, reason, told) in [
            ("@cleo", REASON, "That is you."),
            ("@gus", REASON, "Gus is a guest here. Badges are for colleagues."),
            ("@old", REASON, "Otto has left."),
            ("@out", REASON, "Olga is from another company."),
            ("@never seen", REASON, "I don't know this person yet."),
            ("@bob", "🔥 🔥 🔥 🔥 🔥 🔥 🔥", "Say what for, in a few real words"),
            ("@bob", long.as_str(), "The reason has 9999 characters."),
        ] {
            house.cleo().fills_in(&[("badge", &id), ("person", who), ("reason", reason)]).await;
            let seen = house.cleo().sees();
            assert!(seen.contains(told) && seen.starts_with("error in"), "{who}: {seen}");
        }
        house.lea().forces("kudos.awards", "9999999999999999999999").await;
        assert!(house.lea().sees().contains("Nothing yet."));
        house.lea().forces("kudos.award_back", "nonsense").await;
        house.lea().forces("kudos.award_back", "").await;
    })
    .await;
}

#[tokio::test]
async fn nobody_needs_two_hundred_badges() {
    on_each_engine(async |house: &mut House| {
        for number in 0..200 {
            let name = format!("Badge {number}");
            house.lea().forces("kudos.badge_add", "new").await;
            if number <= MOST_BADGES {
                house.lea().fills_in(&[("name", &name), ("sign", "🔥"), ("about", ABOUT)]).await;
            }
        }
        assert!(
            house
                .lea()
                .only_mine()
                .contains("There are 30 badges already; with more, none of them means much.")
        );
        house.lea().says("/kudos badges").await;
        let list = house.lea().only_mine();
        assert_eq!(list.matches("[Change]").count(), MOST_BADGES);
        assert!(!list.contains("Add a badge"));
    })
    .await;
}

#[tokio::test]
async fn two_accounts_of_one_person_have_each_badge_once() {
    on_each_engine(async |house: &mut House| {
        house.has_people_abroad(&["bob"]).await;
        house.topic("Postgres", &["cleo", "bob abroad"]).await;
        added(house, "Fire fighter", "").await;
        let id = badge(house).await;
        house.cleo().forces("kudos.award", "new").await;
        for who in ["@bob", "@abroad:bob"] {
            house.cleo().fills_in(&[("badge", &id), ("person", who), ("reason", REASON)]).await;
        }
        added(house, "Good host", "").await;
        let other = badge(house).await;
        house.bob().abroad().forces("kudos.award", "new").await;
        house.bob().abroad().fills_in(&[("badge", &other), ("person", "@bob"), ("reason", REASON)]).await;
        assert!(page(house, "bob").await.contains("Good host"));
        house.machine.merge_people(&house.org, &PersonId::new("bob abroad"), &PersonId::new("bob")).await;
        // What one gave oneself goes.
        assert_sees!(page(house, "bob").await, @r"
        ## Your badges
        🔥 Fire fighter, from Cleo: For the restore at *three* in the <!channel> morning
        ");
    })
    .await;
}

#[tokio::test]
async fn a_companys_own_badges_are_for_colleagues() {
    on_each_engine(async |house: &mut House| {
        house.topic("Project Nightfall", &["cleo"]).await;
        added(house, "Nightwatch", "Project Nightfall").await;
        house.bob().says("/kudos badges").await;
        assert!(house.bob().only_mine().contains("Nightwatch"));
        for key in ["out", "gus", "newbie"] {
            house.someone(key).in_shared_channel("partners").says("/kudos badges").await;
            let seen = house.someone(key).only_mine();
            assert!(seen.contains("## Badges\nBy what you do") && !seen.contains("Night"), "{seen}");
            assert!(!seen.contains("Awarded by champions"), "{seen}");
        }
    })
    .await;
}
