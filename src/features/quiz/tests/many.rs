//! Many people at the same moment.

use futures_util::future::join_all;

use super::is_started;
use crate::bot::Lanes;
use crate::chat::{
    AccountId, Event, EventKey, Inbox, PersonId, Place, PlaceId, PlaceKind, Press, Profile, Standing, What,
};
use crate::features::quiz::actions;
use crate::features::quiz::items::Given;
use crate::features::quiz::store::attempts::Attempts;
use crate::people::Accounts;
use crate::store::Sql;
use crate::testing::{House, assert_sees, on_each_engine};

const PEOPLE: usize = 500;

fn account(number: usize) -> AccountId {
    AccountId::new(format!("test:acme:many{number}"))
}

/// So many people more have answered all: three of four of them rightly.
async fn have_answered(house: &House) -> Vec<String> {
    let (workspace, now) = (house.workspace.clone(), house.now());
    let mut run = String::new();
    let mut attempts = Vec::new();
    house
        .before(async |tx, org| {
            let (id,): (String,) = tx.one(Sql::new("SELECT MAX(id) FROM quiz_run"), vec![]).await.unwrap();
            run = id;
            for number in 0..PEOPLE {
                let profile = Profile {
                    account: account(number),
                    name: format!("Many {number}"),
                    title: None,
                    email: None,
                    time_zone: None,
                    standing: Standing::Member,
                    teams: None,
                };
                let id = format!("many{number}");
                tx.of::<Accounts>(org).learn_profile(&workspace, &profile, &id, now).await.unwrap();
                let attempt = format!("attempt{number:03}");
                let mut store = tx.of::<Attempts>(org);
                store.begin(&attempt, &run, &PersonId::new(&id), now).await.unwrap();
                let chosen = Given::Chosen([usize::from(number % 4 > 0)].into());
                let answers = [(1, chosen), (2, Given::Typed("16".to_owned()))];
                store.keep_answers(&attempt, &answers, now).await.unwrap();
                attempts.push(attempt);
            }
        })
        .await;
    attempts
}

#[tokio::test]
async fn five_hundred_people_hand_in_within_the_same_minute_and_each_counts_once() {
    on_each_engine(async |house: &mut House| {
        is_started(house, &[]).await;
        let attempts = have_answered(house).await;
        let mut events = Vec::new();
        // Everybody presses twice.
        for (number, attempt) in (0..PEOPLE).chain(0..PEOPLE).map(|number| (number, &attempts[number])) {
            let value = house.signs(actions::HAND_IN, attempt).await;
            let press = Press { action: actions::HAND_IN.to_owned(), value, message: None };
            events.push(Event {
                key: EventKey::new(format!("many {}", events.len())),
                org: house.org.clone(),
                workspace: house.workspace.clone(),
                from: account(number),
                at: Place {
                    id: PlaceId::new(format!("test:dm:{number}")),
                    kind: PlaceKind::Direct,
                    thread: None,
                    shared: false,
                },
                handle: None,
                answers_inline: false,
                what: What::Press(press),
            });
        }
        let lanes = Lanes::open(&house.machine);
        let receipts = join_all(events.into_iter().map(|event| lanes.receive(event))).await;
        assert!(receipts.iter().all(Result::is_ok));
        house.machine.settle().await.unwrap();
        house.ann().looks();
        house.ann().presses("Close it now").await;
        assert_sees!(house.ann().only_mine(), @"
        (to ann) ## Migrations: results
        500 people handed in and scored 88 per cent on average. 75 per cent of them reached 80 per cent.
          0–20  %  0
         20–40  %  0
         40–60  % ███████ 125
         60–80  %  0
         80–100 % ████████████████████ 375
        ## Questions
        1. 75 per cent  Which command takes a migration back?
        2. 100 per cent  How many bytes has a UUID?
        (Percentages are shares of the points. No figure is about fewer than 5 people, and nobody sees a single person's.)
        [As a table]
        ");
        let taken = "SELECT COUNT(*) FROM kudos_contribution WHERE kind = 'quiz'";
        let mut tx = house.db.read().await.unwrap();
        let (taken,): (i64,) = tx.one(Sql::new(taken), vec![]).await.unwrap();
        assert_eq!(taken, 500);
    })
    .await;
}
