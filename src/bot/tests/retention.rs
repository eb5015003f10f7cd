//! What is not kept for ever: what goes when its time is over, and what stays.

use chrono::TimeDelta;

use crate::bot::{Registry, retention};
use crate::store::Sql;
use crate::testing::{House, on_each_engine};
use crate::values;

/// Something in the store that took long to come about.
async fn is_so(house: &House, statement: &'static str) {
    house.before(async |tx, _| assert!(tx.execute(Sql::new(statement), values![]).await.unwrap() > 0)).await;
}

async fn count(house: &House, query: &'static str) -> i64 {
    let mut tx = house.db.read().await.unwrap();
    tx.one::<(i64,)>(Sql::new(query), values![]).await.unwrap().0
}

async fn tidies_after(house: &House, days: i64) {
    house.clock.advance(TimeDelta::days(days));
    house.machine.tidy(house.now()).await.unwrap();
}

#[tokio::test]
async fn drafts_and_whoever_was_only_considered_go_and_questions_stay() {
    on_each_engine(async |house| {
        house.knows("bob", "Postgres").await;
        house.knows("cleo", "Postgres").await;
        house.knows("sue", "Postgres").await;
        house.ann().says("/ask-expert how do I restore a Postgres snapshot?").await;
        let draft = house.last_question().await;
        house.ann().says("/ask-expert how do I roll back a Postgres migration?").await;
        house.ann().presses("Ask them").await;
        is_so(house, "UPDATE question SET state = 'accepted', answer = 'Run it.' WHERE state = 'open'").await;
        is_so(
            house,
            "INSERT INTO question_reply (org, question, message, person, body, sent)
                      SELECT org, id, 'm', 'bob', 'Run it.', 1 FROM question WHERE state = 'accepted'",
        )
        .await;
        house.dan().says("/ask-expert how do I tune Postgres?").await;
        house.dan().presses("Ask them").await;
        let candidates = "SELECT COUNT(*) FROM candidate";
        let (all, tagged) =
            (count(house, candidates).await, "SELECT COUNT(*) FROM candidate WHERE tagged_at IS NOT NULL");
        let tagged_before = count(house, tagged).await;
        assert!(all > tagged_before && tagged_before >= 2);
        tidies_after(house, 99).await;
        assert_eq!(count(house, candidates).await, all, "all of it is kept for a while");
        tidies_after(house, 2).await;
        let rows = house.rows().await;
        assert!(
            !rows["question"].contains("restore a Postgres snapshot") && !rows["candidate"].contains(&draft)
        );
        assert_eq!(count(house, "SELECT COUNT(*) FROM question").await, 2);
        assert_eq!(count(house, tagged).await, tagged_before, "whoever was asked is known");
        let of_settled = "SELECT COUNT(*) FROM candidate AS c JOIN question AS q ON q.id = c.question
                          WHERE c.tagged_at IS NULL AND q.state = 'accepted'";
        let of_open = "SELECT COUNT(*) FROM candidate AS c JOIN question AS q ON q.id = c.question
                       WHERE c.tagged_at IS NULL AND q.state = 'open'";
        assert_eq!(count(house, of_settled).await, 0);
        assert!(count(house, of_open).await > 0, "they may still be asked");
        assert_eq!(count(house, "SELECT COUNT(*) FROM question_reply").await, 0);
        assert!(rows["question"].contains("Run it."), "the answer that was accepted stays");
        tidies_after(house, 0).await;
        assert_eq!(house.rows().await, rows, "again, it changes nothing");
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn whoever_was_met_once_is_forgotten_unless_they_did_something() {
    on_each_engine(async |house| {
        house.someone("zoe").says("/lyceum help").await;
        house.someone("xen").says("/kudos <@test:acme:bob> 1 for all the help with it").await;
        house.someone("yan").says("/lyceum help").await;
        let zoe = "SELECT COUNT(*) FROM account WHERE id = 'test:acme:zoe'";
        assert_eq!(count(house, zoe).await, 1);
        tidies_after(house, 89).await;
        assert_eq!(count(house, zoe).await, 1);
        house.someone("yan").says("/lyceum help").await;
        tidies_after(house, 2).await;
        let rows = house.rows().await;
        for (table, rows) in &rows {
            assert!(!rows.contains("test:acme:zoe"), "{table}: {rows}");
        }
        assert!(rows["account"].contains("test:acme:xen"), "who gave something stays");
        assert!(rows["account"].contains("test:acme:yan"), "who was there lately stays");
        assert!(rows["account"].contains("test:acme:ann"));
        // They are met again as anybody new.
        house.someone("zoe").says("/lyceum help").await;
        assert_eq!(count(house, zoe).await, 1);
        house.leaves_work();
    })
    .await;
}

#[tokio::test]
async fn what_piled_up_goes_a_few_rows_at_a_time() {
    on_each_engine(async |house| {
        house.ann().says("/lyceum help").await;
        is_so(house, "WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
                      INSERT INTO inbox (workspace, event_key, received) SELECT 'test:acme', 'old ' || i, i FROM n").await;
        is_so(house, "WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < 120)
                      INSERT INTO outbox (id, org, workspace, line, post, is_edit, errand, state, attempts, due, created)
                      SELECT 'old ' || i, 'acme', 'test:acme', 'l', NULL, FALSE, '{}',
                          CASE WHEN i < 110 THEN 'failed' ELSE 'waiting' END, 9, 9000000000000, 0 FROM n").await;
        is_so(house, "INSERT INTO job (id, org, workspace, kind, about, payload, state, attempts, due)
                      VALUES ('old', 'acme', 'test:acme', 'k', 'a', '{}', 'failed', 9, 0)").await;
        is_so(house, "INSERT INTO post (id, org, workspace, created) VALUES ('lost', 'acme', 'test:acme', 0)").await;
        is_so(house, "INSERT INTO post (id, org, workspace, place, message, created)
                      VALUES ('stands', 'acme', 'test:acme', 'p', 'm', 0)").await;
        is_so(house, "INSERT INTO unasked (org, id, person, at) VALUES ('acme', 'old', 'ann', 0)").await;
        let mut tx = house.db.begin().await.unwrap();
        assert_eq!(tx.forget_events(house.now() - retention::KEEP_EVENTS, 500).await.unwrap(), 500, "no more at once");
        drop(tx);
        tidies_after(house, 0).await;
        let rows = house.rows().await;
        assert_eq!(count(house, "SELECT COUNT(*) FROM inbox WHERE received < 2000").await, 0);
        assert!(count(house, "SELECT COUNT(*) FROM inbox").await > 0, "what came in lately is known");
        assert_eq!(count(house, "SELECT COUNT(*) FROM outbox WHERE state = 'failed'").await, 0);
        assert_eq!(count(house, "SELECT COUNT(*) FROM outbox WHERE state = 'waiting'").await, 11, "it will be sent");
        assert!(!rows["job"].contains("old") && !rows["unasked"].contains("old"));
        assert!(!rows["post"].contains("lost") && rows["post"].contains("stands"));
        house.leaves_work();
    })
    .await;
}

/// Whoever answers for privacy reads the same as the program does.
#[test]
fn the_documents_tell_of_all_of_it() {
    let told = include_str!("../../../docs/privacy.md");
    let registry = Registry::of(crate::features::all()).unwrap();
    for kept in registry.retention() {
        let line = format!("| {} | {} days |", kept.what, kept.days);
        assert!(told.contains(&line), "docs/privacy.md does not say {line}");
    }
    let days = retention::KEEP_NEWCOMERS.num_days();
    assert!(told.contains(&format!("and did nothing else | {days} days |")));
    assert!(
        told.contains("the names of events that were handled, so that none is handled twice | eight days |")
    );
}
