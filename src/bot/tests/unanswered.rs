//! A message goes out and no answer comes back: it is found, sent again, or shown, and what belongs below it waits.

use chrono::TimeDelta;

use crate::bot::store::Waiting;
use crate::bot::{Answer, Call, Command, Ctx, Feature, Machine, Outbox};
use crate::chat::{Audience, Card, OrgId, PostId, Reason, Reply, Undelivered, WorkspaceId};
use crate::store::{Busy, Tx};
use crate::testing::{House, on_each_engine, on_each_store};

const QUESTION: &str = "/ask-expert how do I roll back a Postgres migration?";

/// Two know it, and Ann asks; what becomes of the question's own message the story says.
async fn asks(house: &mut House) {
    are_known(house).await;
    house.ann().says(QUESTION).await;
    house.ann().presses("Ask them").await;
    house.ann().looks();
}

async fn are_known(house: &House) {
    for key in ["bob", "cleo"] {
        house.answered(key, "How can I undo a Postgres migration?", "Run migrate down.", 20).await;
    }
}

fn roots(house: &House) -> usize {
    let shown = house.street.shown.lock().unwrap();
    shown.iter().filter(|shown| shown.only.is_none() && shown.thread.is_none()).count()
}

fn tags(house: &House) -> usize {
    let shown = house.street.shown.lock().unwrap();
    shown.iter().filter(|shown| shown.thread.is_some() && shown.draw().contains("can you help?")).count()
}

#[tokio::test]
async fn what_arrived_without_an_answer_is_found_and_the_tag_follows() {
    on_each_engine(async |house: &mut House| {
        house.next_sending_of_card_is_not_answered("Ann asks");
        asks(house).await;
        assert_eq!((roots(house), tags(house)), (1, 0));
        house.passes(TimeDelta::seconds(6)).await;
        assert_eq!((roots(house), tags(house)), (1, 1));
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn what_did_not_arrive_is_sent_again_once_that_is_sure() {
    on_each_engine(async |house: &mut House| {
        house.next_sending_of_card_fails("Ann asks", Undelivered::Unanswered("status 500".to_owned()));
        asks(house).await;
        house.passes(TimeDelta::seconds(10)).await;
        assert_eq!((roots(house), tags(house)), (0, 0), "it may still be on its way");
        house.passes(TimeDelta::seconds(30)).await;
        assert_eq!((roots(house), tags(house)), (1, 1));
        assert!(!house.ann().sees().contains("see this twice"));
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn where_nobody_can_look_it_is_sent_once_more_and_says_so() {
    on_each_engine(async |house: &mut House| {
        house.nobody_can_look();
        house.next_sending_of_card_is_not_answered("Ann asks");
        asks(house).await;
        house.passes(TimeDelta::seconds(30)).await;
        assert_eq!((roots(house), tags(house)), (2, 1));
        let again = house.ann().sees();
        assert!(
            again.contains("If you see this twice: I could not tell whether the first one had arrived."),
            "{again}"
        );
        house.leaves_work();
    })
    .await;
}

/// Two times no answer: now somebody has to look.
async fn twice_in_vain(house: &mut House) {
    house.nobody_can_look();
    house.next_sending_of_card_is_not_answered("Ann asks");
    asks(house).await;
    house.passes(TimeDelta::seconds(10)).await;
    house.next_sending_of_card_is_not_answered("Ann asks");
    house.passes(TimeDelta::minutes(1)).await;
    assert_eq!((roots(house), tags(house)), (2, 0));
    house.ann().looks();
}

#[tokio::test]
async fn what_is_unknown_after_all_waits_for_a_lead_and_what_is_below_it_waits_too() {
    on_each_engine(async |house: &mut House| {
        twice_in_vain(house).await;
        house.lea().says("/lyceum").await;
        let page = house.lea().sees();
        assert!(page.contains("No answer came back, so it may have arrived."), "{page}");
        house.lea().presses("Send again").await;
        house.passes(TimeDelta::minutes(1)).await;
        assert_eq!((roots(house), tags(house)), (3, 1));
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn whoever_asked_may_send_it_again_and_nobodys_time_runs_before_it_is_there() {
    on_each_engine(async |house: &mut House| {
        house.nobody_can_look();
        house.next_sending_of_card_is_not_answered("Ann asks");
        asks(house).await;
        house.passes(TimeDelta::seconds(10)).await;
        house.next_sending_of_card_is_not_answered("Ann asks");
        house.passes(TimeDelta::hours(8)).await;
        let told = house.ann().sees();
        let words = "I could not find out whether your question arrived in #platform. Have a look: if it is not there, send it again.";
        assert!(told.contains(words), "{told}");
        assert!(!told.contains("can you help?"), "{told}");
        house.ann().presses("Send it again").await;
        assert_eq!((roots(house), tags(house)), (3, 1));
        // Whoever is asked has all of their time.
        house.passes(TimeDelta::hours(2)).await;
        assert_eq!(tags(house), 1);
        let question = house.last_question().await;
        house.ann().forces("experts.resend", &question).await;
        assert!(house.ann().only_mine().contains("does not wait to be sent any more"));
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn what_is_unknown_and_let_be_counts_as_not_arrived() {
    on_each_engine(async |house: &mut House| {
        twice_in_vain(house).await;
        house.lea().says("/lyceum").await;
        house.lea().presses("Let it be").await;
        house.passes(TimeDelta::minutes(1)).await;
        let told = house.ann().sees();
        assert!(told.contains("I could not ask your question in #platform"), "{told}");
        assert_eq!(tags(house), 0);
        house.leaves_work();
    })
    .await;
}

/// What always fails is shown, and holds up nobody.
#[tokio::test]
async fn what_always_fails_steps_aside_and_is_shown() {
    on_each_engine(async |house: &mut House| {
        asks(house).await;
        house.cards_are_never_taken("Ann asks", Undelivered::Unreached("status 500".to_owned()));
        house.bob().presses("I'll take it").await;
        house.ann().looks();
        house.passes(TimeDelta::minutes(5)).await;
        house.lea().says("/lyceum").await;
        let page = house.lea().sees();
        assert!(page.contains("It has failed each time so far. I go on trying for a day."), "{page}");
        // What comes after it in the channel is there.
        let thread = house.ann().sees();
        assert!(thread.contains("Bob is on it, @Ann"), "{thread}");
        house.leaves_work();
    })
    .await;
}

/// Also a message that is new, of which it is found out each time that it is not there.
#[tokio::test]
async fn what_is_never_answered_and_never_there_steps_aside_too() {
    on_each_engine(async |house: &mut House| {
        house.cards_are_never_taken("Ann asks", Undelivered::Unanswered("internal_error".to_owned()));
        asks(house).await;
        house.passes(TimeDelta::minutes(15)).await;
        house.lea().says("/lyceum").await;
        let page = house.lea().sees();
        assert!(page.contains("It has failed each time so far. I go on trying for a day."), "{page}");
        // It is given up for good, and whoever asked is told.
        house.ann().looks();
        house.passes(TimeDelta::days(2)).await;
        let told = house.ann().sees();
        assert!(told.contains("I could not ask your question in #platform"), "{told}");
        assert_eq!((roots(house), tags(house)), (0, 0));
        house.leaves_work();
    })
    .await;
}

async fn posts(_: &mut Ctx, _: Call<Command>) -> Answer {
    Ok(Reply::nothing().post(PostId::new("p"), Audience::Here, Card::line("Words of a feature")))
}

async fn deletes(_: &mut Ctx, _: Call<Command>) -> Answer {
    Ok(Reply::nothing().delete(PostId::new("p")))
}

/// A post that never arrived is taken away: what does so is done, and waits not for itself.
#[tokio::test]
async fn what_takes_a_post_away_waits_not_for_itself() {
    on_each_engine(async |house: &mut House| {
        let feature = Feature::named("feature").command("feature posts", "", "Posts", posts);
        let feature = feature.command("feature deletes", "", "Deletes", deletes);
        house.machine = Machine::new(house.copy(1, vec![feature]));
        house.next_sending_of_card_fails("Words of a feature", Undelivered::Refused(Reason::Archived));
        house.ann().says("/feature posts").await;
        house.ann().says("/feature deletes").await;
        let (outbox, _) = house.machine.backlog().await.unwrap();
        assert_eq!((outbox.waiting, outbox.failed), (0, 1));
    })
    .await;
}

/// A direct message has no place before it arrives: changes of it keep their order all the same.
#[tokio::test]
async fn two_changes_of_one_post_keep_their_order_in_whatever_line() {
    on_each_store(async |db| {
        let (org, workspace, post) = (OrgId::new("acme"), WorkspaceId::new("test:acme"), PostId::new("p"));
        let now = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let row = |id, line| Waiting {
            id,
            workspace: &workspace,
            line,
            post: Some(&post),
            is_edit: true,
            below: None,
            errand: "\"Delete\"",
        };
        let claim = async |tx: &mut Tx| {
            let rows = tx.claim_outbox(now, now, 9, &Busy::default()).await.unwrap();
            rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
        };
        let mut tx = db.begin().await.unwrap();
        tx.of::<Outbox>(&org).queue(&row("1", "post p"), now).await.unwrap();
        assert_eq!(claim(&mut tx).await, ["1"]);
        tx.of::<Outbox>(&org).queue(&row("2", "place d"), now).await.unwrap();
        assert_eq!(claim(&mut tx).await, Vec::<String>::new());
        tx.commit().await.unwrap();
    })
    .await;
}

/// Ann asks, and the first copy stops in the middle of sending it.
async fn is_cut_off_while_sending(house: &mut House) {
    are_known(house).await;
    house.ann().says(QUESTION).await;
    let press = house.ann().would_press("Ask them");
    house.machine.receive_all(&[press]).await[0].clone().unwrap();
    let held = house.machine.claim_rows(&crate::bot::crew::Seats::default()).await.unwrap();
    assert!(!held.is_empty());
}

#[tokio::test]
async fn whoever_lost_the_lease_says_nothing_over_whoever_has_it() {
    on_each_engine(async |house: &mut House| {
        // For longer than its lease.
        is_cut_off_while_sending(house).await;
        house.clock.advance(TimeDelta::seconds(30));
        let other = Machine::new(house.copy(1, Vec::new()));
        for _ in 0..4 {
            other.settle().await.unwrap();
            house.clock.advance(TimeDelta::seconds(20));
        }
        assert_eq!((roots(house), tags(house)), (1, 1));
        let mut tx = house.db.read().await.unwrap();
        let left = tx.all_outbox_counts().await.unwrap();
        assert_eq!(left.unanswered + left.unknown + left.failed, 0, "{left:?}");
        drop(tx);
        house.leaves_work();
    })
    .await;
}

/// Where only one copy can be at work, a start after a power cut waits for nobody's lease.
#[tokio::test]
async fn what_was_cut_off_is_taken_over_where_nobody_else_can_have_it() {
    on_each_engine(async |house: &mut House| {
        is_cut_off_while_sending(house).await;
        house.clock.advance(TimeDelta::seconds(1));
        let after = Machine::new(house.copy(1, Vec::new()));
        after.settle().await.unwrap();
        assert_eq!(roots(house), 0, "somebody may be sending it");
        if !house.db.is_shared() {
            after.take_over().await.unwrap();
            house.machine = after;
            house.passes(TimeDelta::seconds(30)).await;
            assert_eq!((roots(house), tags(house)), (1, 1));
        }
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn a_lease_that_is_renewed_is_nobody_elses() {
    on_each_engine(async |house: &mut House| {
        house.ann().says("/lyceum help").await;
        let say = house.ann().would_say("/lyceum me");
        house.machine.receive_all(&[say]).await[0].clone().unwrap();
        let mut tx = house.db.begin().await.unwrap();
        let until = house.now() + TimeDelta::seconds(20);
        let rows = tx.claim_outbox(house.now(), until, 9, &Busy::default()).await.unwrap();
        let row = &rows[0];
        house.clock.advance(TimeDelta::seconds(15));
        assert!(tx.renew_lease(row, house.now() + TimeDelta::seconds(20)).await.unwrap());
        house.clock.advance(TimeDelta::seconds(15));
        assert!(tx.abandoned(house.now()).await.unwrap().is_empty());
        house.clock.advance(TimeDelta::seconds(15));
        assert_eq!(tx.abandoned(house.now()).await.unwrap().len(), rows.len());
        tx.commit().await.unwrap();
        house.leaves_work();
    })
    .await;
}

/// The clock was a day ahead while the platform wanted a rest, and is right again.
#[tokio::test]
async fn a_clock_that_was_ahead_holds_nothing_up() {
    on_each_engine(async |house: &mut House| {
        let right = house.now();
        house.clock.advance(TimeDelta::days(1));
        house.next_sending_fails(Undelivered::Throttled(std::time::Duration::from_secs(30)));
        house.ann().says("/lyceum help").await;
        assert_eq!(house.ann().sees(), "");
        // As whoever tidies up sees it then.
        house.machine.tidy(right).await.unwrap();
        house.machine.settle().await.unwrap();
        assert!(house.ann().sees().contains("What I can do for you"));
    })
    .await;
}
