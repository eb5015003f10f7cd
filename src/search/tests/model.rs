//! Whatever happens, in whatever order, the index on disk finds what one made from the store afresh finds.

use std::sync::Arc;

use chrono::TimeDelta;
use proptest::prelude::*;

use super::{memory, noon, org, person};
use crate::chat::{MessageId, PlaceId};
use crate::embeddings::{EmbeddingModel, WordVectors};
use crate::search::{Evidence, EvidenceId, EvidenceLog, Found, Kind, Question, Scope, Search};
use crate::store::Db;

#[derive(Clone, Debug)]
enum Step {
    Record {
        thread: u8,
        reply: u8,
        author: u8,
        words: Vec<u8>,
        accepted: bool,
    },
    Edit {
        thread: u8,
        reply: u8,
        words: Vec<u8>,
    },
    Delete {
        thread: u8,
        reply: u8,
    },
    Accept {
        thread: u8,
        reply: u8,
        accepted: bool,
    },
    Forget {
        author: u8,
    },
    Maintain,
    Flush,
    Close,
    /// The process ends without a warning.
    Crash,
    Find {
        words: Vec<u8>,
        asker: u8,
    },
}

const WORDS: &[&str] =
    &["postgres", "kafka", "deploy", "rust", "C#", "R", "helm", "k8s", "kubernetes", "postgers"];

fn words() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(0..u8::try_from(WORDS.len()).unwrap(), 1..6)
}

fn step() -> impl Strategy<Value = Step> {
    let at = || (0..6_u8, 0..4_u8);
    prop_oneof![
        8 => (at(), 0..5_u8, words(), any::<bool>()).prop_map(|((thread, reply), author, words, accepted)| Step::Record { thread, reply, author, words, accepted }),
        2 => (at(), words()).prop_map(|((thread, reply), words)| Step::Edit { thread, reply, words }),
        2 => at().prop_map(|(thread, reply)| Step::Delete { thread, reply }),
        2 => (at(), any::<bool>()).prop_map(|((thread, reply), accepted)| Step::Accept { thread, reply, accepted }),
        1 => (0..5_u8).prop_map(|author| Step::Forget { author }),
        1 => Just(Step::Maintain),
        2 => Just(Step::Flush),
        1 => Just(Step::Close),
        1 => Just(Step::Crash),
        3 => (words(), 0..5_u8).prop_map(|(words, asker)| Step::Find { words, asker }),
    ]
}

fn text(words: &[u8]) -> String {
    words.iter().map(|at| WORDS[usize::from(*at)]).collect::<Vec<_>>().join(" ")
}

fn id(thread: u8, reply: u8) -> EvidenceId {
    EvidenceId::message(&PlaceId::new("slack:T:C"), &MessageId::new(format!("{thread}.{reply}")))
}

async fn write(db: &Db, step: &Step) {
    let org = org("o");
    let mut tx = db.begin().await.unwrap();
    match step {
        Step::Record { thread, reply, author, words, accepted } => {
            let kind = if *reply == 0 { Kind::Question } else { Kind::Answer };
            let sent = noon() - TimeDelta::days(i64::from(*thread) * 9) + TimeDelta::hours(i64::from(*reply));
            let (place, message) = (PlaceId::new("slack:T:C"), MessageId::new(format!("{thread}.{reply}")));
            let author = person(&format!("p{author}"));
            let mut evidence = Evidence::message(kind, &place, &message, Some(&author), sent, text(words));
            evidence.accepted = *accepted && *reply > 0;
            let evidence = evidence.in_thread(&MessageId::new(format!("{thread}.0")));
            tx.of::<EvidenceLog>(&org).record(&evidence).await.unwrap();
        }
        Step::Edit { thread, reply, words } => {
            tx.of::<EvidenceLog>(&org).edit(&id(*thread, *reply), &text(words).into(), noon()).await.unwrap();
        }
        Step::Delete { thread, reply } => {
            tx.of::<EvidenceLog>(&org).delete(&id(*thread, *reply)).await.unwrap();
        }
        Step::Accept { thread, reply, accepted } => {
            tx.of::<EvidenceLog>(&org).accept(&id(*thread, *reply), *accepted && *reply > 0).await.unwrap();
        }
        Step::Forget { author } => {
            tx.of::<EvidenceLog>(&org).forget_person(&person(&format!("p{author}"))).await.unwrap();
        }
        _ => {}
    }
    tx.commit().await.unwrap();
}

async fn ask(db: &Db, search: &Search, words: &[u8], asker: u8) -> Found {
    let mut question = Question::new(text(words), Scope::everything().untaught(), noon());
    question.asker = Some(person(&format!("p{asker}")));
    question.least = 0.0;
    search.find(&mut db.read().await.unwrap(), &org("o"), &question).await.unwrap()
}

fn assert_same(found: &Found, afresh: &Found) {
    let shown = |found: &Found| -> Vec<String> {
        found.earlier.iter().map(|earlier| format!("{:?} {:?}", earlier.thread, earlier.accepted)).collect()
    };
    assert_eq!(shown(found), shown(afresh));
    assert_eq!(found.people.len(), afresh.people.len(), "{found:#?}\n{afresh:#?}");
    for one in &found.people {
        let other = afresh.people.iter().find(|other| other.person == one.person).unwrap();
        assert!((one.score - other.score).abs() < 1e-4, "{one:#?}\n{other:#?}");
        assert!((one.semantic - other.semantic).abs() < 1e-4, "{one:#?}\n{other:#?}");
        assert_eq!(one.why, other.why);
    }
}

/// Vectors for the words of this test, or none.
fn embeddings(of: bool) -> Option<Arc<dyn EmbeddingModel>> {
    let line = |(at, word): (usize, &&str)| {
        let turn = f64::from(u32::try_from(at).unwrap()) * 0.7;
        format!("{} {} {}\n", word.to_lowercase(), turn.sin(), turn.cos())
    };
    let lines: String = WORDS.iter().enumerate().map(line).collect();
    of.then(|| Arc::new(WordVectors::read(lines.as_bytes()).unwrap()) as Arc<dyn EmbeddingModel>)
}

/// What an index made anew answers, and what this one does, each with all its vectors.
async fn both(db: &Db, search: &Search, has_embeddings: bool, words: &[u8], asker: u8) -> (Found, Found) {
    let afresh = Search::kept(None, embeddings(has_embeddings));
    if has_embeddings {
        search.maintain(db, noon()).await.unwrap();
        afresh.maintain(db, noon()).await.unwrap();
    }
    (ask(db, search, words, asker).await, ask(db, &afresh, words, asker).await)
}

async fn run(steps: Vec<Step>, has_embeddings: bool) {
    let folder = tempfile::tempdir().unwrap();
    let db = memory().await;
    let open = || Search::kept(Some(folder.path().to_owned()), embeddings(has_embeddings));
    let mut search = open();
    for step in &steps {
        match step {
            Step::Maintain => {
                search.maintain(&db, noon()).await.unwrap();
            }
            Step::Flush => {
                let slot = search.indexes.slot_of(&org("o"));
                let mut slot = slot.lock().await;
                let company = slot.company(&org("o"), noon());
                company.flush().unwrap();
                company.list("o").unwrap();
            }
            Step::Close => search.close().await,
            Step::Crash => search = open(),
            Step::Find { words, asker } => {
                let (found, afresh) = both(&db, &search, has_embeddings, words, *asker).await;
                assert_same(&found, &afresh);
            }
            other => write(&db, other).await,
        }
    }
    for word in 0..u8::try_from(WORDS.len()).unwrap() {
        let (found, afresh) = both(&db, &search, has_embeddings, &[word], 9).await;
        assert_same(&found, &afresh);
    }
    search.rebuild(&db, &org("o"), |_, _| {}).await.unwrap();
    let (found, afresh) = both(&db, &search, has_embeddings, &[0, 3], 9).await;
    assert_same(&found, &afresh);
}

/// A question is changed and a merge lists it as removed; then the process ends, and the question is deleted before the
/// next one has read the change: its vector must not stay for good.
#[tokio::test]
async fn a_question_deleted_after_a_crash_loses_its_vector() {
    let record =
        |thread, reply, author| Step::Record { thread, reply, author, words: vec![0], accepted: false };
    let touch = |thread, reply| Step::Accept { thread, reply, accepted: false };
    let before = [record(2, 0, 3), record(4, 3, 0), record(2, 1, 0), Step::Maintain, Step::Flush];
    let changed = [touch(2, 0), Step::Maintain, touch(4, 3), Step::Maintain, Step::Crash];
    run([&before[..], &changed, &[Step::Delete { thread: 2, reply: 0 }]].concat(), true).await;
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_index_is_what_the_store_says(steps in prop::collection::vec(step(), 1..60), has_embeddings in any::<bool>()) {
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap().block_on(run(steps, has_embeddings));
    }
}
