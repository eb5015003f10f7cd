//! Whatever happens, in whatever order, the index on disk finds what one made from the store afresh finds.

use chrono::TimeDelta;
use proptest::prelude::*;

use super::{memory, noon, org, person};
use crate::chat::{MessageId, PlaceId};
use crate::search::{Evidence, EvidenceId, EvidenceStore, Found, Kind, Question, Search};
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
            tx.record(&org, &evidence).await.unwrap();
        }
        Step::Edit { thread, reply, words } => {
            tx.edit(&org, &id(*thread, *reply), &text(words)).await.unwrap();
        }
        Step::Delete { thread, reply } => tx.delete(&org, &id(*thread, *reply)).await.unwrap(),
        Step::Accept { thread, reply, accepted } => {
            tx.accept(&org, &id(*thread, *reply), *accepted && *reply > 0).await.unwrap();
        }
        Step::Forget { author } => tx.forget_person(&org, &person(&format!("p{author}"))).await.unwrap(),
        _ => {}
    }
    tx.commit().await.unwrap();
}

async fn ask(db: &Db, search: &Search, words: &[u8], asker: u8) -> Found {
    let mut question = Question::new(text(words), noon());
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
        assert_eq!(one.why, other.why);
    }
}

async fn run(steps: Vec<Step>) {
    let folder = tempfile::tempdir().unwrap();
    let db = memory().await;
    let mut search = Search::open(folder.path().to_owned());
    for step in &steps {
        match step {
            Step::Maintain => search.maintain(&db, noon()).await.unwrap(),
            Step::Flush => {
                let slot = search.shelves.shelf(&org("o"));
                let mut slot = slot.lock().await;
                let company = slot.company(&org("o"), noon());
                company.flush().unwrap();
                company.list("o").unwrap();
            }
            Step::Close => search.close().await,
            Step::Crash => search = Search::open(folder.path().to_owned()),
            Step::Find { words, asker } => {
                let found = ask(&db, &search, words, *asker).await;
                assert_same(&found, &ask(&db, &Search::in_memory(), words, *asker).await);
            }
            other => write(&db, other).await,
        }
    }
    for word in 0..u8::try_from(WORDS.len()).unwrap() {
        let found = ask(&db, &search, &[word], 9).await;
        assert_same(&found, &ask(&db, &Search::in_memory(), &[word], 9).await);
    }
    search.rebuild(&db, &org("o"), |_, _| {}).await.unwrap();
    assert_same(&ask(&db, &search, &[0, 3], 9).await, &ask(&db, &Search::in_memory(), &[0, 3], 9).await);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_index_is_what_the_store_says(steps in prop::collection::vec(step(), 1..60)) {
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap().block_on(run(steps));
    }
}
