//! The ranking with a model of what questions mean: it moves people a little, follows what changes, and is never needed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use async_trait::async_trait;
use chrono::TimeDelta;

use super::{asked_and_answered, find, memory, names, noon, org, person};
use crate::chat::{MessageId, OrgId, PlaceId};
use crate::embeddings::{EmbeddingError, EmbeddingModel, WordVectors};
use crate::search::index::vectors::Vectors;
use crate::search::{EvidenceId, EvidenceLog, Found, Question, Scope, Search};
use crate::store::Db;

/// Knows that clusters and Kubernetes are the same thing.
fn words() -> Arc<dyn EmbeddingModel> {
    let lines = "kubernetes 1 0 0.1\ncluster 1 0 0\nlunch 0 1 0\nslow 0 0 1\n";
    Arc::new(WordVectors::read(lines.as_bytes()).unwrap())
}

/// Does what it is told, and counts how often it is asked.
#[derive(Debug, Default)]
struct Told {
    fails: AtomicBool,
    hangs: AtomicBool,
    asked: AtomicUsize,
}

#[async_trait]
impl EmbeddingModel for Told {
    fn name(&self) -> &'static str {
        "told"
    }

    async fn vectors(&self, texts: &[String]) -> Result<Vec<Option<Vec<f32>>>, EmbeddingError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if self.hangs.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        if self.fails.load(Ordering::SeqCst) {
            return Err(EmbeddingError::Refused(503));
        }
        words().vectors(texts).await
    }
}

/// Two people whose threads match the words of the question alike; Bob's means the same, Ann's does not.
async fn two_experts() -> (Db, OrgId) {
    let (db, org) = (memory().await, org("o"));
    let mut tx = db.begin().await.unwrap();
    for (thread, question, who) in
        [("1", "is lunch served slow or broken", "ann"), ("2", "is kubernetes served slow or broken", "bob")]
    {
        asked_and_answered(&mut tx, &org, thread, question, who, "turn it off and on again", 3).await;
    }
    tx.commit().await.unwrap();
    (db, org)
}

async fn asked(search: &Search, db: &Db, org: &OrgId) -> Found {
    find(search, &mut db.read().await.unwrap(), org, "the cluster is slow or broken").await
}

#[tokio::test]
async fn whoever_answered_what_means_the_same_stands_higher() {
    let (db, org) = two_experts().await;
    let without = Search::in_memory();
    assert_eq!(names(&asked(&without, &db, &org).await), ["ann", "bob"], "alike, so in the order of names");
    let search = Search::kept(None, Some(words()));
    let early = asked(&search, &db, &org).await;
    assert_eq!(names(&early), ["ann", "bob"], "the vectors are made when nobody waits");
    search.maintain(&db, noon()).await.unwrap();
    let found = asked(&search, &db, &org).await;
    assert_eq!(names(&found), ["bob", "ann"]);
    assert!((found.people[0].semantic - 1.0).abs() < 1e-6 && found.people[1].semantic < 0.9, "{found:#?}");
    let other = find(&search, &mut db.read().await.unwrap(), &org, "lunch is served in a cluster").await;
    assert_eq!(names(&other), ["ann"], "nobody comes into question by meaning alone");
}

#[tokio::test]
async fn what_is_edited_or_deleted_means_nothing_any_more() {
    let (db, org) = two_experts().await;
    let search = Search::kept(None, Some(words()));
    search.maintain(&db, noon()).await.unwrap();
    let root = EvidenceId::message(&PlaceId::new("slack:T:C1"), &MessageId::new("2"));
    let mut tx = db.begin().await.unwrap();
    tx.of::<EvidenceLog>(&org).edit(&root, &"is lunch served slow or broken".into(), noon()).await.unwrap();
    tx.commit().await.unwrap();
    assert!(
        asked(&search, &db, &org)
            .await
            .people
            .iter()
            .all(|one| one.person != person("bob") || one.semantic < 1e-6)
    );
    search.maintain(&db, noon()).await.unwrap();
    assert_eq!(names(&asked(&search, &db, &org).await), ["ann", "bob"], "by its new words");
    let mut tx = db.begin().await.unwrap();
    tx.of::<EvidenceLog>(&org).delete(&root).await.unwrap();
    tx.commit().await.unwrap();
    asked(&search, &db, &org).await;
    search.maintain(&db, noon()).await.unwrap();
    let slot = search.indexes.slot_of(&org);
    let mut slot = slot.lock().await;
    assert_eq!(slot.company(&org, noon()).vectors.as_ref().map(Vectors::count), Some(1));
}

#[tokio::test]
async fn a_model_that_knows_nothing_changes_no_figure() {
    let (db, org) = two_experts().await;
    let nothing = Arc::new(WordVectors::read("zebra 1 1\n".as_bytes()).unwrap());
    let search = Search::kept(None, Some(nothing));
    search.maintain(&db, noon()).await.unwrap();
    let (with, without) = (asked(&search, &db, &org).await, asked(&Search::in_memory(), &db, &org).await);
    assert_eq!(with.people, without.people);
    assert!(!with.people.is_empty());
    let bits = |found: &Found| found.people.iter().map(|one| one.score.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&with), bits(&without), "to the last digit");
}

#[tokio::test]
async fn a_model_that_fails_or_hangs_is_left_alone_for_a_minute() {
    let (db, org) = two_experts().await;
    let model = Arc::new(Told::default());
    let search = Search::kept(None, Some(model.clone()));
    let count = || model.asked.load(Ordering::SeqCst);
    model.fails.store(true, Ordering::SeqCst);
    search.maintain(&db, noon()).await.unwrap();
    assert_eq!(count(), 1);
    assert_eq!(names(&asked(&search, &db, &org).await), ["ann", "bob"], "the ranking goes on without");
    search.maintain(&db, noon() + TimeDelta::seconds(59)).await.unwrap();
    assert_eq!(count(), 1, "left alone");
    model.fails.store(false, Ordering::SeqCst);
    let later = noon() + TimeDelta::seconds(60);
    search.maintain(&db, later).await.unwrap();
    assert_eq!(count(), 2, "what failed is made up for");
    let ask = async |now| {
        let question = Question::new("the cluster is slow or broken", Scope::everything(), now);
        search.find(&mut db.read().await.unwrap(), &org, &question).await.unwrap()
    };
    assert_eq!(names(&ask(later).await), ["bob", "ann"]);
    model.hangs.store(true, Ordering::SeqCst);
    assert_eq!(names(&ask(later).await), ["ann", "bob"], "nobody waits for it longer than a moment");
    assert_eq!(count(), 4);
    ask(later).await;
    assert_eq!(count(), 4, "left alone again");
}

#[tokio::test]
async fn a_restart_asks_for_no_vector_again() {
    let folder = tempfile::tempdir().unwrap();
    let (db, org) = two_experts().await;
    let model = Arc::new(Told::default());
    let open = || Search::kept(Some(folder.path().to_owned()), Some(model.clone()));
    let search = open();
    search.maintain(&db, noon()).await.unwrap();
    search.close().await;
    let search = open();
    search.maintain(&db, noon()).await.unwrap();
    assert_eq!(model.asked.load(Ordering::SeqCst), 1);
    assert_eq!(names(&asked(&search, &db, &org).await), ["bob", "ann"]);
    drop(search);
    let other = Search::kept(Some(folder.path().to_owned()), Some(words()));
    assert_eq!(names(&asked(&other, &db, &org).await), ["ann", "bob"], "another model's are not believed");
    other.maintain(&db, noon()).await.unwrap();
    assert_eq!(names(&asked(&other, &db, &org).await), ["bob", "ann"]);
}
