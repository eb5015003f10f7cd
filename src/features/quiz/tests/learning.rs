//! Whether people learned: the same asked again weeks later, and what was wrong coming back.

use chrono::TimeDelta;

use super::{is_started, takes};
use crate::testing::{House, assert_sees, on_each_engine};

const PEOPLE: [&str; 5] = ["bob", "cleo", "dan", "lea", "sue"];

#[tokio::test]
async fn the_same_people_are_asked_again_and_what_changed_is_told() {
    on_each_engine(async |house: &mut House| {
        is_started(house, &[("again", "yes")]).await;
        for key in PEOPLE {
            takes(house, key, "0", if key == "bob" { "16" } else { "8" }).await;
        }
        // The same is asked again, so what is right is not told before.
        let seen = house.bob().only_mine();
        assert!(seen.contains("Handed in. You can see the right answers from"), "{seen}");
        assert!(!seen.contains("sixteenfold"), "{seen}");
        house.ann().looks();
        house.passes(TimeDelta::days(3)).await;
        assert_sees!(house.ann().sees(), @r#"
        (#platform, changed) ## Quick quiz: Migrations
        This quiz has ended. The results come once the same people have been asked again.
        [My result]
        ("My result" shows only you what you scored and which answers are right.)
        (to ann) ## Migrations: results
        The same people are asked again from Thu 09:00. Then I tell you what changed. Until then there are no results, so that nobody's answers can be worked out.
        "#);
        house.passes(TimeDelta::days(29)).await;
        for key in PEOPLE {
            let seen = house.someone(key).only_mine();
            assert!(seen.contains("A few weeks ago you took a quiz on Migrations."), "{key}: {seen}");
            if key != "sue" {
                takes(house, key, "1", "16").await;
            }
        }
        assert_sees!(house.bob().only_mine(), @"
        (to bob, changed) ## Migrations: your result
        You have 2 of 2 points (100 per cent).
        ✅ How many bytes has a UUID?
        As sixteenfold says.
        ✅ Which command takes a migration back?
        Only undowngrade knows why.
        (Only you see this.)
        ");
        // Sue is reminded on the third and the fifth day, and takes it then.
        house.someone("sue").looks();
        house.passes(TimeDelta::days(3)).await;
        assert_sees!(house.someone("sue").only_mine(), @"
        (to sue) The quiz Migrations is open until Thu 09:00, and you have not handed in yet.
        [Answer] [One at a time]
        ");
        house.passes(TimeDelta::days(2)).await;
        assert!(house.someone("sue").only_mine().contains("you have not handed in yet"));
        takes(house, "sue", "1", "8").await;
        house.ann().looks();
        house.passes(TimeDelta::days(7)).await;
        assert_sees!(house.ann().only_mine(), @"
        (to ann) ## Migrations: results
        5 people took it both times. They went from 10 per cent to 90 per cent of the points on average: 80 per cent of the points more (95 per cent confidence interval 46 to 114).
        The share of them who reached 80 per cent of the points went from 0 per cent to 80 per cent.
        before ██ 10 %
        after  ██████████████████ 90 %
        Of what there was to gain, they gained 89 per cent (Hake's normalised gain).
        Effect size: d_av = 3.58.
        Wilcoxon's signed rank test: p = 0.062.
        McNemar's exact test of who reached the share: p = 0.125.
        (p says how often chance alone would change so much. People who wanted to learn may differ from those who were not asked.)
        [As a table]
        ");
        house.ann().says("/quiz").await;
        house.ann().presses("Results").await;
        house.ann().presses("As a table").await;
        assert_sees!(house.files().await, @r#"
        what,about,people,figure
        mean share before,,5,0.1000
        mean share after,,5,0.9000
        mean gain,,5,0.8000
        "gain, 95 per cent from",,5,0.4600
        "gain, 95 per cent to",,5,1.1400
        normalised gain,,5,0.8889
        d_av,,5,3.5777
        signed rank p,,5,0.0625
        McNemar p,,5,0.1250
        "#);
    })
    .await;
}

#[tokio::test]
async fn fewer_than_five_pairs_tell_nothing() {
    on_each_engine(async |house: &mut House| {
        is_started(house, &[("again", "yes"), ("weeks", "2")]).await;
        for key in PEOPLE {
            takes(house, key, "0", "8").await;
        }
        house.passes(TimeDelta::days(18)).await;
        for key in &PEOPLE[..4] {
            takes(house, key, "1", "16").await;
        }
        house.ann().looks();
        house.passes(TimeDelta::days(10)).await;
        assert_sees!(house.ann().only_mine(), @"
        (to ann) ## Migrations: results
        Fewer than 5 people took it both times, so there is nothing to compare.
        ");
    })
    .await;
}

#[tokio::test]
async fn what_was_wrong_comes_back_until_it_is_known_or_ended() {
    on_each_engine(async |house: &mut House| {
        is_started(house, &[]).await;
        takes(house, "bob", "0", "16").await;
        house.bob().looks();
        house.passes(TimeDelta::days(1)).await;
        assert_sees!(house.bob().only_mine(), @"
        (to bob) From the quiz Migrations: do you still know?
        Which command takes a migration back?
        migrate down [Choose]
        migrate up [Choose]
        [Stop asking me]
        (You got this wrong before. It comes back less and less often until you know it.)
        ");
        house.bob().presses("Choose").await;
        house.bob().looks();
        // Whoever does not answer is not written to again.
        house.passes(TimeDelta::days(30)).await;
        let seen = house.bob().only_mine();
        assert_eq!(seen.matches("do you still know?").count(), 1, "{seen}");
        house.bob().presses("Stop asking me").await;
        assert_sees!(house.bob().only_mine(), @"
        (to bob) Nothing comes back to you any more.
        [Ask me again]
        ");
        house.passes(TimeDelta::days(60)).await;
        assert_sees!(house.bob().only_mine(), @"");
    })
    .await;
}

#[tokio::test]
async fn who_turns_out_to_be_two_is_asked_again_once() {
    on_each_engine(async |house: &mut House| {
        house.has_people_abroad(&["bob"]).await;
        is_started(house, &[("again", "yes"), ("weeks", "2")]).await;
        takes(house, "bob", "0", "16").await;
        house.bob().alone().looks();
        house.bob().abroad().alone().says("link").await;
        let seen = house.bob().abroad().alone().sees();
        let at = seen.find("Your code is ").unwrap() + "Your code is ".len();
        let code: String = seen[at..].chars().filter(|c| !"*_`".contains(*c)).take(9).collect();
        house.bob().alone().says(&format!("link {code}")).await;
        house.bob().looks();
        house.bob().abroad().alone().looks();
        house.passes(TimeDelta::days(18)).await;
        let seen = [house.bob().only_mine(), house.bob().abroad().alone().sees()].join("\n");
        assert_eq!(seen.matches("A few weeks ago you took a quiz").count(), 1, "{seen}");
    })
    .await;
}
