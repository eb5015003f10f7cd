//! Who shares a transaction with something that fails loses nothing by it.

use std::time::Duration;

use crate::bot::{Answer, Call, Command, Ctx, Feature, Machine};
use crate::chat::{Event, EventKey, Reply};
use crate::testing::{House, on_each_engine, on_each_store};
use crate::{sql, values};

/// A read that Postgres refuses, before anything was written. SQLite finds nothing wrong with it.
async fn reads(ctx: &mut Ctx, _: Call<Command>) -> Answer {
    let query = sql!("SELECT 1 / (CAST($1 AS BIGINT) - 1)");
    ctx.tx.all::<(Option<i64>,)>(query, values![1_i64]).await?;
    Ok(Reply::nothing())
}

/// The same, by a handler that does not care.
async fn does_not_care(ctx: &mut Ctx, _: Call<Command>) -> Answer {
    let query = sql!("SELECT 1 / (CAST($1 AS BIGINT) - 1)");
    let _ = ctx.tx.all::<(Option<i64>,)>(query, values![1_i64]).await;
    Ok(Reply::nothing())
}

/// A write that both refuse.
async fn writes(ctx: &mut Ctx, _: Call<Command>) -> Answer {
    ctx.tx.execute(sql!("INSERT INTO topic (org) VALUES (NULL)"), Vec::new()).await?;
    Ok(Reply::nothing())
}

/// The house's machine with features that fail.
fn with_poison(house: &House) -> Machine {
    let poison = Feature::named("poison")
        .command("poison reads", "", "Fails", reads)
        .command("poison shrugs", "", "Fails, and says it went well", does_not_care)
        .command("poison writes", "", "Fails", writes);
    Machine::new(house.copy(1, vec![poison]))
}

fn thanks(house: &mut House, number: usize) -> Event {
    let event = house.ann().would_say(&format!("/kudos <@test:acme:bob> 1 for help number {number} with it"));
    Event { key: EventKey::new(format!("thanks {number}")), ..event }
}

/// Who shares a commit with it, what they did is there; and so often as it was acknowledged.
async fn innocents(house: &mut House, poison: &str) -> (usize, usize) {
    let machine = with_poison(house);
    let mut events = vec![thanks(house, 1), thanks(house, 2)];
    events.push(house.cleo().would_say(poison));
    events.push(thanks(house, 3));
    let receipts = machine.receive_all(&events).await;
    let acknowledged = receipts.iter().filter(|receipt| receipt.is_ok()).count();
    let kept = house.rows().await["kudos_grant"].matches("help number").count();
    house.leaves_work();
    (acknowledged, kept)
}

#[tokio::test]
async fn a_read_that_fails_takes_nobody_along() {
    on_each_engine(async |house| assert_eq!(innocents(house, "/poison reads").await, (4, 3))).await;
}

#[tokio::test]
async fn a_failure_that_its_handler_hides_takes_nobody_along() {
    on_each_engine(async |house| assert_eq!(innocents(house, "/poison shrugs").await, (4, 3))).await;
}

#[tokio::test]
async fn a_write_that_fails_takes_nobody_along() {
    on_each_engine(async |house| assert_eq!(innocents(house, "/poison writes").await, (4, 3))).await;
}

/// A NUL, as nobody types it.
#[tokio::test]
async fn a_sign_that_one_engine_refuses_is_none_on_both() {
    on_each_engine(async |house| {
        assert_eq!(innocents(house, "/kudos <@test:acme:b\0ob> 1 for \0 that").await, (4, 3));
        let machine = house.machine.clone();
        let event = house.cleo().would_say("/ask-expert how do I type a \0 in the terminal?");
        assert!(machine.receive_all(&[event]).await[0].is_ok());
        assert!(house.rows().await["question"].contains("how do I type a \u{FFFD} in the terminal?"));
    })
    .await;
}

/// Whoever asks may go away in the middle of anything.
#[tokio::test]
async fn whoever_goes_away_leaves_no_transaction_open() {
    on_each_store(async |db| {
        for _ in 0..20 {
            let _ = tokio::time::timeout(Duration::ZERO, db.begin()).await;
            let _ = tokio::time::timeout(Duration::ZERO, db.read()).await;
            let _ = tokio::time::timeout(Duration::ZERO, db.is_ready()).await;
        }
        db.is_ready().await.unwrap();
        let mut tx = db.read().await.unwrap();
        let query = sql!("SELECT COUNT(*) FROM readiness WHERE looks > 0");
        assert_eq!(tx.one::<(i64,)>(query, Vec::new()).await.unwrap().0, 1);
    })
    .await;
}
