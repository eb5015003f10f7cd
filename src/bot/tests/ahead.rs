//! Whoever looks around for long holds up nobody: what is run before its turn, and what is not.

use chrono::TimeDelta;

use super::roster_is_read;
use crate::bot::{Answer, Call, Command, Ctx, Failure, Feature, Machine};
use crate::chat::{
    AccountId, ChannelStatement, Circle, Event, EventKey, Membership, MessageId, PlaceId, Reply, Visibility,
    What,
};
use crate::testing::{House, on_each_engine};
use crate::{sql, values};

#[tokio::test]
async fn whatever_looks_around_for_long_writes_nothing_meanwhile() {
    on_each_engine(async |house| {
        house.knows("bob", "Postgres").await;
        house
            .before(async |tx, org| {
                let boards = sql!("INSERT INTO feature_settings (org, feature, data) VALUES ($1, 'kudos', '{\"boards\":true}')");
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

/// Bob answered in a private channel in which Ann is, and Ann asks.
async fn looks_at_an_answer(house: &mut House) -> (Event, Option<crate::bot::ahead::Ahead>, MessageId) {
    house.has_channel("board", Visibility::Members, false).await;
    house.has_in_channel("board", &["ann", "bob", "dan", "lea"]).await;
    house.opts_in("board").await;
    let asked = "How do we restore Postgres snapshots?";
    let root = house.dan().in_private_channel("board").writes(asked, None).await;
    let answer = "Run the quokka script on the Postgres snapshots, then restore them one after another.";
    let answer = house.bob().in_private_channel("board").writes(answer, Some(&root)).await;
    house.passes(TimeDelta::minutes(1)).await;
    house.lea().says("/lyceum").await;
    house.ann().looks();
    let event = house.ann().would_say("/ask-expert how do I restore Postgres snapshots?");
    let ahead = house.machine.ahead(&event).await.unwrap();
    assert!(format!("{ahead:?}").contains("quokka"), "she could read it");
    (event, ahead, answer)
}

/// Somebody leaves a private channel between the look and the turn, in the same batch.
#[tokio::test]
async fn what_was_closed_to_somebody_since_the_look_is_not_shown() {
    on_each_engine(async |house| {
        let (event, ahead, _) = looks_at_an_answer(house).await;
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

/// Whoever leaves the boards is on none that was looked at before; and a lead may switch them off.
#[tokio::test]
async fn a_board_is_looked_at_again_once_somebody_has_left_it() {
    on_each_engine(async |house| {
        house
            .before(async |tx, org| {
                let boards = sql!("INSERT INTO feature_settings (org, feature, data) VALUES ($1, 'kudos', '{\"boards\":true}')");
                tx.execute(boards, values![org]).await.unwrap();
            })
            .await;
        house.ann().says("/kudos <@test:acme:bob> 1 for all the help with Postgres").await;
        house.bob().says("/kudos board").await;
        let event = house.ann().would_say("/kudos board");
        let ahead = house.machine.ahead(&event).await.unwrap();
        assert!(ahead.is_some());
        house.bob().presses("Leave the boards").await;
        let before = house.machine.counts().again.get();
        house.machine.receive_prepared(&[event], vec![ahead]).await.unwrap().remove(0).unwrap();
        assert_eq!(house.machine.counts().again.get(), before + 1);
        house.leaves_work();
    })
    .await;
}

/// What happens between the look and the turn.
#[derive(Clone, Copy, Debug)]
enum Meanwhile {
    OthersWrite,
    TheRosterIsReadAgain,
    TheChannelIsStatedAgain,
    ItIsEdited,
    ItIsDeleted,
    NobodyReadsTheChannelAnyMore,
    TheRosterIsWithoutHer,
}

impl Meanwhile {
    async fn happens(self, house: &mut House, answer: &MessageId) {
        let stated = ChannelStatement {
            name: Some("board".to_owned()),
            visibility: Some(Visibility::Members),
            shared: Some(false),
            ..ChannelStatement::default()
        };
        match self {
            Self::OthersWrite => {
                house.dan().in_private_channel("board").writes("Lunch is at twelve today.", None).await;
            }
            Self::ItIsEdited => {
                let words = "Run the wombat script on the Postgres snapshots, then restore them in order.";
                house.bob().in_private_channel("board").changes(answer, words).await;
            }
            Self::ItIsDeleted => house.bob().in_private_channel("board").takes_away(answer).await,
            Self::NobodyReadsTheChannelAnyMore => house.lea().presses("Stop reading").await,
            Self::TheChannelIsStatedAgain => {
                let event = house.dan().in_private_channel("board").would_say("/lyceum");
                house.happens("dan", Event { what: What::Channel(stated), ..event }).await;
            }
            Self::TheRosterIsReadAgain | Self::TheRosterIsWithoutHer => {
                let circle = Circle::Place(PlaceId::new("test:board"));
                let accounts =
                    ["ann", "bob", "dan", "lea"].map(|key| AccountId::new(format!("test:acme:{key}")));
                let is_there = matches!(self, Self::TheRosterIsReadAgain);
                let accounts = accounts[usize::from(!is_there)..].to_vec();
                house.street.rosters.lock().unwrap().insert(circle.clone(), accounts);
                roster_is_read(house, &circle).await;
            }
        }
    }

    /// Something is not so any more.
    fn withdraws(self) -> bool {
        !matches!(self, Self::OthersWrite | Self::TheRosterIsReadAgain | Self::TheChannelIsStatedAgain)
    }
}

/// What was withdrawn is looked for again, in the transaction that writes; what was only added is not, or a busy company
/// would be looked through in there all the time.
#[tokio::test]
async fn only_what_was_withdrawn_since_the_look_makes_it_look_again() {
    for meanwhile in [
        Meanwhile::OthersWrite,
        Meanwhile::TheRosterIsReadAgain,
        Meanwhile::TheChannelIsStatedAgain,
        Meanwhile::ItIsEdited,
        Meanwhile::ItIsDeleted,
        Meanwhile::NobodyReadsTheChannelAnyMore,
        Meanwhile::TheRosterIsWithoutHer,
    ] {
        on_each_engine(async |house: &mut House| {
            let (event, ahead, answer) = looks_at_an_answer(house).await;
            meanwhile.happens(house, &answer).await;
            house.ann().looks();
            let before = house.machine.counts().again.get();
            let receipts = house.machine.receive_prepared(&[event], vec![ahead]).await.unwrap();
            assert!(receipts.iter().all(Result::is_ok));
            house.machine.settle().await.unwrap();
            let seen = house.ann().sees();
            assert!(!seen.is_empty(), "{meanwhile:?}");
            assert_eq!(seen.contains("quokka"), !meanwhile.withdraws(), "{meanwhile:?}: {seen}");
            let again = house.machine.counts().again.get() - before;
            assert_eq!(again, u64::from(meanwhile.withdraws()), "{meanwhile:?}");
            house.leaves_work();
        })
        .await;
    }
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
    ctx.tx.defer(statement, values![&org]).await?;
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
    ctx.tx.defer(statement, values![&org]).await?;
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
