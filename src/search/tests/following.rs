//! Changes of the store are seen by the next question, and not before they are committed.

use super::{asked_and_answered, find, names, noon, org, person};
use crate::chat::{MessageId, PlaceId};
use crate::search::{Declared, EvidenceId, EvidenceLog, Found, Question, Scope, Search, Source, Why};
use crate::testing::on_each_store;

#[tokio::test]
async fn the_one_who_answered_is_found_and_told_why() {
    on_each_store(async |db| {
        let (search, org) = (Search::in_memory(), org("o"));
        let mut tx = db.begin().await.unwrap();
        asked_and_answered(
            &mut tx,
            &org,
            "1",
            "How do I roll back a migration in Postgres?",
            "ann",
            "Run sqlx migrate revert, it undoes the last one",
            3,
        )
        .await;
        asked_and_answered(
            &mut tx,
            &org,
            "2",
            "Where is the coffee?",
            "bob",
            "Second floor, next to the printer",
            1,
        )
        .await;
        tx.of::<EvidenceLog>(&org)
            .accept(&EvidenceId::message(&PlaceId::new("slack:T:C1"), &MessageId::new("1-a")), true)
            .await
            .unwrap();
        tx.commit().await.unwrap();

        let mut tx = db.read().await.unwrap();
        let found = find(&search, &mut tx, &org, "rolling back migrations on pg").await;
        assert_eq!(names(&found), ["ann"]);
        let Why::AcceptedAnswers { about, count, .. } = &found.people[0].why[0] else { panic!("{found:?}") };
        assert_eq!((about.len(), *count), (3, 1), "{about:?}");
        assert_eq!(found.earlier[0].answer, "Run sqlx migrate revert, it undoes the last one");
        assert_eq!(names(&find(&search, &mut tx, &org, "postrges").await), ["ann"], "mistyped");
        assert!(names(&find(&search, &mut tx, &org, "quarterly holiday balance").await).is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_asker_is_never_suggested() {
    on_each_store(async |db| {
        let (search, org) = (Search::in_memory(), org("o"));
        let mut tx = db.begin().await.unwrap();
        asked_and_answered(&mut tx, &org, "1", "How do I deploy to kubernetes?", "ann", "With helm", 3).await;
        asked_and_answered(&mut tx, &org, "2", "kubernetes again", "asker", "solved it myself", 3).await;
        tx.commit().await.unwrap();
        let mut question = Question::new("k8s deploy", Scope::everything(), noon());
        question.asker = Some(person("ann"));
        let found = search.find(&mut db.read().await.unwrap(), &org, &question).await.unwrap();
        assert!(names(&found).is_empty(), "{found:?}");
    })
    .await;
}

#[tokio::test]
async fn a_transaction_does_not_find_what_it_wrote_itself() {
    on_each_store(async |db| {
        let (search, org) = (Search::in_memory(), org("o"));
        let mut tx = db.begin().await.unwrap();
        asked_and_answered(&mut tx, &org, "1", "terraform state lock", "ann", "force-unlock", 3).await;
        assert!(names(&find(&search, &mut tx, &org, "terraform").await).is_empty());
        drop(tx);
        let mut tx = db.begin().await.unwrap();
        assert!(names(&find(&search, &mut tx, &org, "terraform").await).is_empty());
        asked_and_answered(&mut tx, &org, "1", "terraform state lock", "ann", "force-unlock", 3).await;
        tx.commit().await.unwrap();
        assert_eq!(names(&find(&search, &mut db.read().await.unwrap(), &org, "terraform").await), ["ann"]);
    })
    .await;
}

#[tokio::test]
async fn a_row_that_this_transaction_changed_is_not_lost_when_it_is_taken_back() {
    on_each_store(async |db| {
        let (search, org) = (Search::in_memory(), org("o"));
        let mut tx = db.begin().await.unwrap();
        asked_and_answered(&mut tx, &org, "1", "terraform state lock", "ann", "force-unlock", 3).await;
        tx.commit().await.unwrap();
        let answer = EvidenceId::message(&PlaceId::new("slack:T:C1"), &MessageId::new("1-a"));
        let mut tx = db.begin().await.unwrap();
        tx.begin_savepoint();
        tx.of::<EvidenceLog>(&org).delete(&answer).await.unwrap();
        find(&search, &mut tx, &org, "terraform").await;
        tx.rollback().await.unwrap();
        assert_eq!(names(&find(&search, &mut tx, &org, "terraform").await), ["ann"]);
        tx.of::<EvidenceLog>(&org).edit(&answer, &"use the web page".into(), noon()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(names(&find(&search, &mut db.read().await.unwrap(), &org, "web page").await), ["ann"]);
    })
    .await;
}

#[tokio::test]
async fn deletions_and_forgotten_people_are_gone_at_once() {
    on_each_store(async |db| {
        let (search, org) = (Search::in_memory(), org("o"));
        let mut tx = db.begin().await.unwrap();
        asked_and_answered(&mut tx, &org, "1", "terraform state lock", "ann", "force-unlock", 3).await;
        asked_and_answered(&mut tx, &org, "2", "terraform plan drift", "bob", "refresh-only", 2).await;
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        assert_eq!(names(&find(&search, &mut tx, &org, "terraform").await).len(), 2);
        tx.of::<EvidenceLog>(&org).forget_person(&person("bob")).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(names(&find(&search, &mut db.read().await.unwrap(), &org, "terraform").await), ["ann"]);
        let mut tx = db.begin().await.unwrap();
        tx.of::<EvidenceLog>(&org)
            .delete(&EvidenceId::message(&PlaceId::new("slack:T:C1"), &MessageId::new("1-a")))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert!(names(&find(&search, &mut db.read().await.unwrap(), &org, "terraform").await).is_empty());
    })
    .await;
}

#[tokio::test]
async fn declared_skills_carry_a_cold_start() {
    on_each_store(async |db| {
        let (search, org) = (Search::in_memory(), org("o"));
        let skill = |skill: &str, ask_me| Declared { skill: skill.to_owned(), aliases: Vec::new(), ask_me };
        let mut tx = db.begin().await.unwrap();
        tx.of::<EvidenceLog>(&org)
            .declare(&person("ann"), Source::Skill, &[skill("Rust", false), skill("C#", true)], noon())
            .await
            .unwrap();
        tx.of::<EvidenceLog>(&org)
            .declare(&person("bob"), Source::Skill, &[skill("Rust", true)], noon())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let found = find(&search, &mut db.read().await.unwrap(), &org, "who knows rust?").await;
        assert_eq!(names(&found), ["bob", "ann"]);
        assert_eq!(
            found.people[0].why,
            [Why::Declared { name: "Rust".to_owned(), source: Source::Skill, ask_me: true }]
        );
        assert_eq!(names(&find(&search, &mut db.read().await.unwrap(), &org, "C# help").await), ["ann"]);
        let mut tx = db.begin().await.unwrap();
        tx.of::<EvidenceLog>(&org).declare(&person("bob"), Source::Skill, &[], noon()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(names(&find(&search, &mut db.read().await.unwrap(), &org, "rust").await), ["ann"]);
    })
    .await;
}

#[tokio::test]
async fn nothing_crosses_from_one_company_to_another() {
    on_each_store(async |db| {
        let search = Search::in_memory();
        let mut tx = db.begin().await.unwrap();
        asked_and_answered(&mut tx, &org("one"), "1", "terraform state lock", "ann", "force-unlock", 3).await;
        asked_and_answered(&mut tx, &org("two"), "1", "terraform state lock", "bob", "force-unlock", 3).await;
        tx.commit().await.unwrap();
        let mut tx = db.read().await.unwrap();
        assert_eq!(names(&find(&search, &mut tx, &org("one"), "terraform").await), ["ann"]);
        assert_eq!(names(&find(&search, &mut tx, &org("two"), "terraform").await), ["bob"]);
        assert!(names(&find(&search, &mut tx, &org("three"), "terraform").await).is_empty());
    })
    .await;
}

#[tokio::test]
async fn whatever_another_company_writes_moves_no_figure() {
    on_each_store(async |db| {
        let search = Search::in_memory();
        let mut tx = db.begin().await.unwrap();
        for (thread, who, days) in [("1", "ann", 3), ("2", "bob", 9), ("3", "ann", 40)] {
            asked_and_answered(
                &mut tx,
                &org("one"),
                thread,
                "terraform state lock",
                who,
                "force-unlock it",
                days,
            )
            .await;
        }
        tx.commit().await.unwrap();
        let question = "how do I unlock the terraform state?";
        let before = find(&search, &mut db.read().await.unwrap(), &org("one"), question).await;
        assert_eq!(before.people.len(), 2);
        // The same people, places, threads and words, and many more of them.
        let mut tx = db.begin().await.unwrap();
        for thread in 0..60 {
            let (name, who) = (thread.to_string(), ["ann", "bob", "eve"][thread % 3]);
            asked_and_answered(&mut tx, &org("two"), &name, "unlock the terraform state", who, "state", 1)
                .await;
        }
        let skill = Declared { skill: "Terraform".to_owned(), aliases: Vec::new(), ask_me: true };
        tx.of::<EvidenceLog>(&org("two"))
            .declare(&person("bob"), Source::Skill, &[skill], noon())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let mut tx = db.read().await.unwrap();
        let after = find(&search, &mut tx, &org("one"), question).await;
        assert_eq!(after.people, before.people, "scores, figures and reasons");
        let words = |found: &Found| found.earlier.iter().map(|it| it.answer.clone()).collect::<Vec<_>>();
        assert_eq!(words(&after), words(&before));
        let theirs = find(&search, &mut tx, &org("two"), question).await;
        assert!(names(&theirs).contains(&"eve"));
    })
    .await;
}
