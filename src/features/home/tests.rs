//! What a lead has erased, and what is kept of channels that are not read: on both engines.

use chrono::TimeDelta;

use crate::chat::{AccountId, ChannelStatement, Message, MessageId, PlaceId, What};
use crate::people::Channels;
use crate::search::{Evidence, EvidenceId, EvidenceLog, Kind};
use crate::testing::{House, on_each_engine};

fn platform() -> PlaceId {
    PlaceId::new("test:platform")
}

/// Something was said in #platform, and came to the store somehow.
async fn is_kept(house: &House, count: i64) {
    let now = house.now();
    house
        .before(async |tx, org| {
            for at in 1..=count {
                let id = MessageId::new(format!("old-{at:04}"));
                let sent = now - TimeDelta::days(90) + TimeDelta::seconds(at);
                let said = Evidence::message(Kind::Message, &platform(), &id, None, sent, "hunter2");
                tx.of::<EvidenceLog>(org).record(&said).await.unwrap();
            }
            let id = EvidenceId::named("question 1");
            let answer = Evidence {
                id,
                message: None,
                ..Evidence::message(
                    Kind::Answer,
                    &platform(),
                    &MessageId::new("none"),
                    None,
                    now,
                    "hunter2 it is",
                )
            };
            tx.of::<EvidenceLog>(org).record(&answer).await.unwrap();
            tx.of::<Channels>(org).holds(&platform()).await.unwrap();
        })
        .await;
}

async fn erases(house: &mut House) {
    house.lea().says("/lyceum").await;
    house.lea().presses("Erase what was read").await;
    house.passes(TimeDelta::minutes(1)).await;
    house.forgot("hunter2").await;
}

#[tokio::test]
async fn what_was_kept_of_a_deleted_channel_can_be_erased() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        is_kept(house, 3).await;
        let deleted = ChannelStatement { deleted: Some(true), ..ChannelStatement::default() };
        house.states("platform", deleted).await;
        erases(house).await;
    })
    .await;
}

#[tokio::test]
async fn what_was_only_imported_can_be_erased() {
    on_each_engine(async |house: &mut House| {
        is_kept(house, 3).await;
        house.lea().says("/lyceum").await;
        assert!(!house.lea().can_press("Erase what was read"), "nothing was read there");
        let now = house.now();
        house.before(async |tx, org| tx.of::<Channels>(org).imported(&platform(), now).await.unwrap()).await;
        house.lea().says("/lyceum").await;
        let seen = house.lea().sees();
        assert!(seen.contains("#platform – not read. What was imported is kept."), "{seen}");
        erases(house).await;
        // Another export, made earlier, may still have it.
        house.dan().takes_away(&MessageId::new("in-an-older-one")).await;
        house.passes(TimeDelta::days(31)).await;
        house.dan().takes_away(&MessageId::new("in-none")).await;
        assert!(!house.keeps("in-an-older-one").await.is_empty());
        assert_eq!(house.keeps("in-none").await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn erasing_goes_through_all_that_is_kept_also_what_stands_in_no_message() {
    on_each_engine(async |house: &mut House| {
        house.opts_in("platform").await;
        is_kept(house, 1_100).await;
        house.lea().says("/lyceum").await;
        house.lea().presses("Stop reading").await;
        erases(house).await;
    })
    .await;
}

#[tokio::test]
async fn a_deletion_leaves_nothing_where_nothing_could_bring_the_message_back() {
    on_each_engine(async |house: &mut House| {
        is_kept(house, 1).await;
        house.dan().takes_away(&MessageId::new("quite-unrelated")).await;
        assert_eq!(house.keeps("quite-unrelated").await, Vec::<String>::new());
        house.dan().takes_away(&MessageId::new("old-0001")).await;
        house.dan().changes(&MessageId::new("old-0001"), "hunter3").await;
        assert_eq!(house.keeps("hunter3").await, Vec::<String>::new());
        // Where the channel is read it may come after its deletion; also for some time after that was stopped.
        house.opts_in("platform").await;
        house.dan().takes_away(&MessageId::new("early-1")).await;
        house.lea().says("/lyceum").await;
        house.lea().presses("Stop reading").await;
        house.dan().takes_away(&MessageId::new("early-2")).await;
        house.passes(TimeDelta::days(31)).await;
        house.dan().takes_away(&MessageId::new("late-3")).await;
        assert!(!house.keeps("early-1").await.is_empty() && !house.keeps("early-2").await.is_empty());
        assert_eq!(house.keeps("late-3").await, Vec::<String>::new());
        house.opts_in("platform").await;
        for id in ["early-1", "early-2"] {
            let late = Message {
                id: MessageId::new(id),
                author: Some(AccountId::new("test:acme:dan")),
                text: "hunter4".into(),
                thread: None,
                sent: house.now(),
                edited: None,
            };
            house.dan().does(What::Overheard(late), None).await;
        }
        assert_eq!(house.keeps("hunter4").await, Vec::<String>::new());
    })
    .await;
}
