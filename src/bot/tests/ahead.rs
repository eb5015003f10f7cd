//! Whoever looks around for long holds up nobody: what is run before its turn, and what is not.

use crate::bot::{Answer, Call, Command, Ctx, Failure, Feature, Machine};
use crate::chat::{
    AccountId, Circle, Event, EventKey, Membership, MessageId, PlaceId, Reply, Visibility, What,
};
use crate::testing::{House, on_each_engine};
use crate::{sql, values};

#[tokio::test]
async fn whatever_looks_around_for_long_writes_nothing_meanwhile() {
    on_each_engine(async |house| {
        house.knows("bob", "Postgres").await;
        house
            .before(async |tx, org| {
                let boards = sql!("INSERT INTO kudos_policy (org, data) VALUES ($1, '{\"boards\":true}')");
                tx.execute(boards, values![org]).await.unwrap();
            })
            .await;
        house.ann().says("/kudos <@test:acme:bob> 1 for all the help with Postgres").await;
        house.lea().says("/lyceum help").await;
        for (who, words) in [
            ("ann", "/ask-expert how do I roll back a Postgres migration?"),
            ("ann", "/ask-expert <@test:acme:bob> how do I roll back a Postgres migration?"),
            ("ann", "/kudos board"),
            ("ann", "/kudos mine"),
            ("ann", "/kudos export"),
            ("ann", "/lyceum topics"),
            ("ann", "/lyceum"),
            ("lea", "/lyceum"),
            ("lea", "/kudos rings"),
        ] {
            let before = house.machine.counts().ahead.get();
            house.someone(who).says(words).await;
            assert_eq!(
                house.machine.counts().ahead.get(),
                before + 1,
                "{words} writes while it looks around"
            );
            assert!(!house.someone(who).sees().is_empty(), "{words}");
        }
        // It is as if it had been done in its turn.
        let rows = house.rows().await;
        assert_eq!(rows["question"].matches("how do I roll back").count(), 2, "{}", rows["question"]);
        assert!(rows["candidate"].contains("bob"), "{}", rows["candidate"]);
        assert!(rows["file"].contains("Postgres"), "{}", rows["file"]);
        house.ann().says("/ask-expert who can restore a Postgres snapshot?").await;
        house.ann().presses("Ask").await;
        assert!(house.bob().sees().contains("who can restore a Postgres snapshot?"));
        let before = house.machine.counts().ahead.get();
        house.lea().says("/lyceum why").await;
        assert_eq!(house.machine.counts().ahead.get(), before + 1);
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn a_question_of_a_message_that_was_deleted_meanwhile_is_not_kept() {
    on_each_engine(async |house| {
        house.knows("bob", "Postgres").await;
        house.opts_in("platform").await;
        house.ann().tells("how do I roll back a Postgres migration?", None).await;
        house.ann().tells("how do I tune a Postgres database?", None).await;
        assert!(house.machine.counts().ahead.get() > 0, "a mention is looked up ahead, too");
        let id = MessageId::new("by ann at last");
        let mut event = house.ann().would_say("how do I restore a Postgres snapshot?");
        let What::Command { slash, message, .. } = &mut event.what else { panic!("a command") };
        (*slash, *message) = (false, Some(id.clone()));
        let ahead = house.machine.ahead(&event).await.unwrap();
        assert!(ahead.is_some());
        // What the look relied on is not so any more when the question has its turn.
        house.ann().takes_away(&id).await;
        let receipts = house.machine.receive_prepared(&[event], vec![ahead]).await.unwrap();
        assert!(receipts[0].is_ok());
        let questions = house.rows().await["question"].clone();
        assert!(
            questions.contains("how do I tune") && !questions.contains("how do I restore"),
            "{questions}"
        );
        house.leaves_work();
    })
    .await;
}

/// Somebody leaves a private channel between the look and the turn.
#[tokio::test]
async fn what_was_closed_to_somebody_since_the_look_is_not_shown() {
    on_each_engine(async |house| {
        house.has_channel("board", Visibility::Members, false).await;
        house.has_in_channel("board", &["ann", "bob", "dan"]).await;
        house.opts_in("board").await;
        let asked = "How do we restore Postgres snapshots?";
        let root = house.dan().in_private_channel("board").writes(asked, None).await;
        let answer = "Run the quokka script on the Postgres snapshots, then restore them one after another.";
        house.bob().in_private_channel("board").writes(answer, Some(&root)).await;
        house.ann().looks();
        let event = house.ann().would_say("/ask-expert how do I restore Postgres snapshots?");
        let ahead = house.machine.ahead(&event).await.unwrap();
        assert!(format!("{ahead:?}").contains("quokka"), "she could read it");
        let left = Membership {
            circle: Circle::Place(PlaceId::new("test:board")),
            account: AccountId::new("test:acme:ann"),
            is_member: false,
        };
        let leaves = house.ann().would_say("/lyceum");
        let leaves = Event { key: EventKey::new("leaves"), what: What::Membership(left), ..leaves };
        let receipts = house.machine.receive_prepared(&[leaves, event], vec![None, ahead]).await.unwrap();
        assert!(receipts.iter().all(Result::is_ok));
        house.machine.settle().await.unwrap();
        let seen = house.ann().sees();
        assert!(!seen.is_empty() && !seen.contains("quokka"), "{seen}");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn what_was_run_ahead_happens_once() {
    on_each_engine(async |house| {
        house.knows("bob", "Postgres").await;
        house.ann().says("/lyceum help").await;
        let event = house.ann().would_say("/ask-expert how do I roll back a Postgres migration?");
        let before = house.machine.counts().ahead.get();
        let receipts = house.machine.receive_all(&[event.clone(), event]).await;
        assert_eq!(house.machine.counts().ahead.get(), before + 2, "both were run");
        assert!(receipts.iter().all(Result::is_ok));
        assert_eq!(house.rows().await["question"].matches("how do I roll back").count(), 1);
        house.leaves_work();
    })
    .await;
}

/// Writes, and then counts what it wrote.
async fn counts(ctx: &mut Ctx, _: Call<Command>) -> Answer {
    let org = ctx.org.clone();
    let statement = sql!("INSERT INTO topic (org, name, aliases) VALUES ($1, 'counted', '')");
    ctx.tx.in_time(statement, values![&org]).await?;
    let query = sql!("SELECT COUNT(*) FROM topic WHERE org = $1 AND name = 'counted'");
    let (count,) = ctx.tx.one::<(i64,)>(query, values![&org]).await?;
    if count == 1 { Ok(Reply::nothing()) } else { Err(Failure::Broken(anyhow::anyhow!("it is not there"))) }
}

/// Writes what cannot wait.
async fn writes(ctx: &mut Ctx, _: Call<Command>) -> Answer {
    let org = ctx.org.clone();
    let statement = sql!("INSERT INTO topic (org, name, aliases) VALUES ($1, 'written', '')");
    ctx.tx.execute(statement, values![&org]).await?;
    Ok(Reply::nothing())
}

/// Writes, and fails.
async fn fails(ctx: &mut Ctx, _: Call<Command>) -> Answer {
    let org = ctx.org.clone();
    let statement = sql!("INSERT INTO topic (org, name, aliases) VALUES ($1, 'failed', '')");
    ctx.tx.in_time(statement, values![&org]).await?;
    Err(Failure::Broken(anyhow::anyhow!("it fails")))
}

fn with_writers(house: &House) -> Machine {
    let writers = Feature::named("writers")
        .command("writer counts", "", "Writes and reads", counts)
        .command("writer writes", "", "Writes", writes)
        .command("writer fails", "", "Writes and fails", fails)
        .looks_around(&["writer counts", "writer writes", "writer fails"]);
    Machine::new(house.copy(1, vec![writers]))
}

#[tokio::test]
async fn whoever_needs_to_write_at_once_does_so_in_their_turn() {
    on_each_engine(async |house| {
        house.ann().says("/lyceum help").await;
        let machine = with_writers(house);
        for words in ["/writer counts", "/writer writes", "/writer fails"] {
            let event = house.ann().would_say(words);
            assert!(machine.receive_all(&[event]).await[0].is_ok(), "{words}");
        }
        assert_eq!(machine.counts().ahead.get(), 0);
        assert_eq!(machine.counts().failures.get(), 1, "only the one that fails");
        let topics = house.rows().await["topic"].clone();
        assert!(topics.contains("counted") && topics.contains("written"), "{topics}");
        assert!(!topics.contains("failed"), "{topics}");
        house.leaves_work();
    })
    .await;
}
