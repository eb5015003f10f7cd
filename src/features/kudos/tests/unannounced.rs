//! Thanks that could not be announced.

use chrono::TimeDelta;

use super::{BOB, DAN, received, thanks};
use crate::chat::{Reason, Undelivered};
use crate::testing::{House, assert_sees, on_each_engine};

#[tokio::test]
async fn whoever_was_thanked_is_told_and_the_giver_why_it_stands_nowhere() {
    on_each_engine(async |house: &mut House| {
        house.dan().says(&thanks(BOB, "for fixing the build this morning")).await;
        house.passes(TimeDelta::days(1)).await;
        house.bob().looks();
        house.ann().looks();
        house.next_sending_of_card_fails("🙌 @Bob", Undelivered::Refused(Reason::NotInChannel));
        house.ann().says(&thanks(BOB, "for showing me how to restore a backup")).await;
        assert_sees!(house.bob().only_mine(), @"
        (to bob) 🙌 Ann thanks you.
        > showing me how to restore a backup
        (1 point)
        ");
        assert_sees!(house.ann().only_mine(), @"
        (only ann) Thank you for thanking Bob. 1 point given.
        (Left: 4 today, 59 this month.)
        [Take it back]
        (You can take it back within a minute.)
        (to ann) I could not announce your thanks to Bob in #platform: I am not in that channel. Invite me there, and the next ones are seen.
        I tell Bob one to one instead. The points count.
        ");
        assert_eq!(received(house, "bob").await, 2);
        // What he was told goes with it.
        house.ann().presses("Take it back").await;
        house.bob().says("/kudos mine").await;
        let seen = house.bob().only_mine();
        assert!(!seen.contains("restore a backup"), "{seen}");
        assert_eq!(received(house, "bob").await, 1);
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn whoever_is_told_for_the_first_time_is_not_told_twice() {
    on_each_engine(async |house: &mut House| {
        house.dan().says(&thanks(BOB, "for fixing the build this morning")).await;
        house.passes(TimeDelta::days(1)).await;
        house.bob().looks();
        house.next_sending_of_card_fails("🙌 @Dan", Undelivered::Refused(Reason::Archived));
        house.ann().says(&thanks(&format!("{DAN} {BOB}"), "for showing me how to restore a backup")).await;
        let (dan, bob) = (house.dan().only_mine(), house.bob().only_mine());
        assert_eq!(dan.matches("Ann thanks you.").count(), 1, "{dan}");
        assert_eq!(bob.matches("Ann thanks you.").count(), 1, "{bob}");
        let told = house.ann().only_mine();
        assert!(told.contains("that channel is archived.\nI tell them one to one instead."), "{told}");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn a_change_of_what_stands_there_that_fails_takes_nothing_back() {
    on_each_engine(async |house: &mut House| {
        house.ann().says(&thanks(BOB, "for showing me how to restore a backup")).await;
        let announced = house.newest_root();
        house.ann().looks();
        house.bob().looks();
        house.next_sending_of_card_fails("🙌 @Bob", Undelivered::Refused(Reason::Archived));
        house.dan().reacts(&announced, "raised_hands", true).await;
        assert_sees!(house.ann().only_mine(), @"");
        assert_sees!(house.bob().only_mine(), @"");
        assert_eq!(received(house, "bob").await, 2);
        house.leaves_work();
    })
    .await;
}
