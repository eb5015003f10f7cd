//! Reports, and what leads do about them.

use chrono::{DateTime, TimeDelta};

use super::{BOB, CLEO, received, thanks};
use crate::chat::{Message, MessageId, PersonId};
use crate::people::People;
use crate::testing::{House, assert_sees, on_each_engine};

async fn reported(house: &mut House, by: &'static str) -> MessageId {
    let announced = house.newest_root();
    let message = Message {
        id: announced.clone(),
        author: None,
        text: String::new().into(),
        thread: None,
        sent: DateTime::UNIX_EPOCH,
        edited: None,
    };
    house.someone(by).chooses("kudos.report", Some(message)).await;
    announced
}

async fn also_leads(house: &House, key: &'static str) {
    house
        .before(async |tx, org| tx.of::<People>(org).set_lead(&PersonId::new(key), true).await.unwrap())
        .await;
}

#[tokio::test]
async fn what_one_lead_decides_all_of_them_see() {
    on_each_engine(async |house: &mut House| {
        also_leads(house, "sue").await;
        house.ann().says(&thanks(BOB, "5 for being such a good loser")).await;
        reported(house, "cleo").await;
        house.someone("sue").looks();
        let forced = house.someone("sue").would_press("Leave it");
        house.lea().looks();
        house.lea().presses("Remove it").await;
        assert_eq!(received(house, "bob").await, 0);
        assert_sees!(house.lea().only_mine(), @r"
        (to lea, changed) Lea removed the thanks from Ann to Bob. They count for nobody, and both sides are told.
        [Keep Ann from giving]
        ");
        assert_sees!(house.someone("sue").only_mine(), @r"
        (to sue, changed) Lea removed the thanks from Ann to Bob. They count for nobody, and both sides are told.
        [Keep Ann from giving]
        ");
        // Pressed at the same moment, it does not say what is not so.
        house.happens("sue", forced).await;
        assert!(!house.someone("sue").only_mine().contains("Left"));
        // Who decides it about thanks to themselves is not told of it as well.
        house.someone("dan").says(&thanks("<@test:acme:lea> <@test:acme:sue>", "for being such good losers")).await;
        reported(house, "cleo").await;
        house.lea().looks();
        house.lea().presses("Remove it").await;
        assert!(!house.lea().only_mine().contains("A lead removed thanks"));
        assert!(house.someone("sue").only_mine().contains("Lea removed the thanks from Dan to Lea and Sue"));
        // What is left is left for all.
        house.ann().says(&thanks(CLEO, "5 for being such a good loser")).await;
        reported(house, "dan").await;
        house.lea().looks();
        house.someone("sue").presses("Leave it").await;
        assert_sees!(house.lea().only_mine(), @"(to lea, changed) Sue left the thanks from Ann to Cleo as they are.");
        assert_eq!(received(house, "cleo").await, 5);
    })
    .await;
}

#[tokio::test]
async fn nobody_is_woken_to_be_told_that_thanks_were_removed() {
    on_each_engine(async |house: &mut House| {
        house.ann().says(&thanks(BOB, "5 for being such a good loser")).await;
        reported(house, "cleo").await;
        house.passes(TimeDelta::hours(11)).await;
        house.ann().looks();
        house.bob().looks();
        house.lea().presses("Remove it").await;
        assert_sees!(house.ann().only_mine(), @"");
        assert_sees!(house.bob().only_mine(), @"");
        house.passes(TimeDelta::hours(12)).await;
        assert!(house.ann().only_mine().contains("A lead removed thanks of yours."));
        assert!(house.bob().only_mine().contains("A lead removed thanks that Ann gave you."));
    })
    .await;
}

#[tokio::test]
async fn whoever_is_kept_from_giving_stands_on_the_leads_page_until_they_may_again() {
    on_each_engine(async |house: &mut House| {
        house.ann().says(&thanks(BOB, "5 for being such a good loser")).await;
        reported(house, "cleo").await;
        house.lea().presses("Remove it").await;
        house.lea().presses("Keep Ann from giving").await;
        house.passes(TimeDelta::days(40)).await;
        house.lea().looks();
        house.lea().says("/lyceum").await;
        let seen = house.lea().only_mine();
        assert!(seen.contains("Ann cannot give kudos for now. [Let Ann give again]"), "{seen}");
        house.lea().presses("Let Ann give again").await;
        house.ann().says(&thanks(CLEO, "for all the help with the move")).await;
        assert_eq!(received(house, "cleo").await, 1);
        house.lea().looks();
        house.lea().says("/lyceum").await;
        assert!(!house.lea().only_mine().contains("cannot give kudos"));
    })
    .await;
}
