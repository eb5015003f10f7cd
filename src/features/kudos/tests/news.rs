//! What people are told unasked, and reactions on what they wrote.

use chrono::TimeDelta;

use super::{BOB, received, thanks};
use crate::testing::{House, assert_sees, on_each_engine};

#[tokio::test]
async fn nobody_is_told_more_often_than_the_budget_and_nothing_is_lost() {
    on_each_engine(async |house: &mut House| {
        for words in
            ["the first help today", "the second help today", "the third help today", "the fourth help today"]
        {
            house.ann().alone().says(&format!("kudos {BOB} for {words}")).await;
        }
        assert_eq!(received(house, "bob").await, 4);
        let told = house.bob().only_mine();
        assert!(
            told.contains("the first help")
                && told.contains("the second help")
                && !told.contains("the third"),
            "{told}"
        );
        // The last one is taken back before it was told.
        house.ann().presses("Take it back").await;
        house.dan().alone().says(&format!("kudos {BOB} for the fifth help today")).await;
        house.passes(TimeDelta::hours(23)).await;
        assert_sees!(house.bob().only_mine(), @"");
        house.passes(TimeDelta::hours(2)).await;
        assert_sees!(house.bob().only_mine(), @r"
        (to bob) 🙌 Ann thanks you.
        > the third help today
        (1 point)
        ---
        🙌 Dan thanks you.
        > the fifth help today
        (1 point)
        (I kept these together, so as not to disturb you one by one.)
        ");
        // At night it waits for the morning.
        house.passes(TimeDelta::hours(34)).await;
        house.ann().alone().says(&format!("kudos {BOB} for help in the evening")).await;
        assert_sees!(house.bob().only_mine(), @"");
        house.passes(TimeDelta::hours(14)).await;
        assert!(house.bob().only_mine().contains("help in the evening"));
    })
    .await;
}

#[tokio::test]
async fn whose_points_are_gone_is_told_once_and_not_with_every_emoji() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        house.lea().says("/lyceum").await;
        house.lea().presses("Change kudos settings").await;
        house.lea().fills_in(&[("day", "4"), ("month", "60"), ("emoji", "clap"), ("on", "authors")]).await;
        for number in 0..6 {
            house.ann().looks();
            let written = house.bob().writes(&format!("hint number {number}"), None).await;
            house.ann().reacts(&written, "clap", true).await;
            let told = house.ann().only_mine();
            match number {
                0 => assert!(told.contains("Your 👏 thanks Bob"), "{told}"),
                3 => assert_eq!(
                    told,
                    "(only ann) That was your last point of today. Until Mon 22:00 your 👏 is just an emoji."
                ),
                _ => assert_eq!(told, ""),
            }
        }
        assert_eq!(received(house, "bob").await, 4);
    })
    .await;
}

#[tokio::test]
async fn the_whole_record_is_a_file_for_its_person_alone_and_for_a_while() {
    on_each_engine(async |house: &mut House| {
        house.topic("Postgres", &[]).await;
        house.ann().says(&thanks(BOB, "2 for the \"restore\", again #postgres")).await;
        house.dan().says(&thanks(BOB, "=1+1 for all the help")).await;
        house.bob().says(&thanks("<@test:acme:ann>", "for thanking me so nicely")).await;
        house.bob().looks();
        house.bob().says("/kudos export").await;
        let seen = house.bob().only_mine();
        let token = seen.split("https://lyceum.example/files/").nth(1).unwrap();
        let token: String = token.chars().take_while(char::is_ascii_hexdigit).collect();
        let file = house.machine.file(&token).await.unwrap().unwrap();
        assert_eq!(
            (file.name.as_str(), file.media_type.as_str()),
            ("kudos-2026-09-14.csv", "text/csv; charset=utf-8")
        );
        let mut rows: Vec<&str> = file.body.lines().collect();
        rows.sort_unstable();
        assert_eq!(
            rows,
            [
                "2026-09-14T09:00:00Z,given,Bob,Ann,1,thanking me so nicely,,",
                "2026-09-14T09:00:00Z,received,Ann,Bob,2,\"the \"\"restore\"\", again #postgres\",Postgres,",
                "2026-09-14T09:00:00Z,received,Dan,Bob,1,'=1+1 for all the help,,",
                "date,direction,from,to,points,what_for,topic,company_value",
            ]
        );
        assert_eq!(house.machine.file("0123456789abcdef0123456789abcdef").await.unwrap(), None);
        house.passes(TimeDelta::minutes(15)).await;
        assert_eq!(house.machine.file(&token).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn the_emoji_on_a_message_thanks_its_author_where_the_lead_wants_that() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        let written = house.bob().writes("pg_restore -j 4 is what you want", None).await;
        house.ann().reacts(&written, "clap", true).await;
        house.ann().reacts(&written, "raised_hands", true).await;
        assert_eq!(received(house, "bob").await, 0);
        house.lea().says("/lyceum").await;
        house.lea().presses("Change kudos settings").await;
        house.lea().fills_in(&[("day", "5"), ("month", "60"), ("emoji", "clap"), ("on", "authors")]).await;
        house.ann().looks();
        house.bob().looks();
        house.ann().reacts(&written, "raised_hands", true).await;
        house.ann().reacts(&written, "clap::skin-tone-2", true).await;
        assert_sees!(house.ann().only_mine(), @r"
        (only ann) Your 👏 thanks Bob and gives them a point of yours. Take it off if you did not mean that.
        (I say this only once.)
        ");
        assert_sees!(house.bob().only_mine(), @r"
        (to bob) 👏 Ann thanks you for a message in #platform.
        (This is kudos: colleagues thank one another with a few points a day. They stay with you, and count for nothing unless you show them: /kudos mine)
        ");
        house.ann().reacts(&written, "clap", true).await;
        house.dan().reacts(&written, "clap", true).await;
        house.bob().reacts(&written, "clap", true).await;
        house.someone("gus").reacts(&written, "clap", true).await;
        assert_eq!(received(house, "bob").await, 2);
        house.bob().says("/kudos mine").await;
        let mine = house.bob().only_mine();
        assert!(mine.contains("Dan, 1 point for a message in #platform"), "{mine}");
        house.ann().reacts(&written, "clap", false).await;
        house.ann().reacts(&written, "clap", false).await;
        assert_eq!(received(house, "bob").await, 1);
        house.ann().reacts(&written, "clap", true).await;
        assert_sees!(house.ann().only_mine(), @"");
        assert_eq!(received(house, "bob").await, 2);
        // Where nobody opted in, nothing that was written there matters.
        let elsewhere = house.bob().in_channel("random").writes("lunch?", None).await;
        house.ann().in_channel("random").reacts(&elsewhere, "clap", true).await;
        assert_eq!(received(house, "bob").await, 2);
        // Also not of somebody who is not known yet: nothing is kept to be looked at later.
        let next = async |house: &House| house.db.read().await.unwrap().next_job().await.unwrap();
        let before = next(house).await;
        house.someone("zoe").in_channel("random").reacts(&elsewhere, "clap", true).await;
        assert_eq!(next(house).await, before);
    })
    .await;
}
