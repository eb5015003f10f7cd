//! A company's own questions teach its ranking: from what anybody could read, the same everywhere, and nothing else.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::{memory, noon, org, person};
use crate::chat::{MessageId, PersonId, PlaceId};
use crate::search::learning::Learned;
use crate::search::{Evidence, EvidenceId, EvidenceLog, Found, Kind, Question, Scope, Search};
use crate::store::Db;
use crate::testing::on_each_store;

const OPEN: &str = "slack:T:OPEN";
const BOARD: &str = "slack:T:BOARD";

/// Every day somebody asks, and of two who know it, whoever was silent longer answers: no other company is like that.
fn history(place: &str, kind: Kind) -> Vec<Evidence> {
    let (place, mut all) = (PlaceId::new(place), Vec::new());
    for day in 0..120_i64 {
        let at = noon() - TimeDelta::days(130 - day);
        let root = MessageId::new(format!("{day}"));
        let topic = ["backup of postgres", "kafka lag", "helm chart"][usize::try_from(day % 3).unwrap()];
        let asker = person(&format!("asker{}", day % 5));
        let (silent, loud) = if day % 2 == 0 { ("ann", "bob") } else { ("bob", "ann") };
        let of = |id: MessageId, kind, by: &PersonId, sent| {
            Evidence::message(kind, &place, &id, Some(by), sent, format!("about the {topic}"))
        };
        all.push(of(root.clone(), kind, &asker, at));
        let answer = MessageId::new(format!("{day}-a"));
        all.push(of(answer, Kind::Answer, &person(silent), at + TimeDelta::minutes(30)).in_thread(&root));
        // Whoever just wrote something else does not answer.
        for number in 0..3 {
            let other = MessageId::new(format!("{day}-{number}"));
            all.push(of(other, Kind::Message, &person(loud), at - TimeDelta::minutes(20 + number)));
        }
        for other in 0..4 {
            let who = person(&format!("p{other}"));
            let small = MessageId::new(format!("{day}-s{other}"));
            all.push(of(small, Kind::Answer, &who, at + TimeDelta::days(9)).in_thread(&root));
        }
    }
    all
}

async fn record(db: &Db, all: impl Iterator<Item = &Evidence>) {
    let mut tx = db.begin().await.unwrap();
    for one in all {
        tx.of::<EvidenceLog>(&org("o")).record(one).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn ask(db: &Db, search: &Search, scope: Scope, now: DateTime<Utc>) -> Found {
    let question = Question {
        place: Some(PlaceId::new(OPEN)),
        asker: Some(person("asker1")),
        least: 0.0,
        ..Question::new("a backup of postgres", scope, now)
    };
    search.find(&mut db.read().await.unwrap(), &org("o"), &question).await.unwrap()
}

/// Somebody asks, and everything teaches that can.
async fn taught(db: &Db, search: &Search, scope: &Scope, now: DateTime<Utc>) -> Option<Learned> {
    ask(db, search, scope.clone(), now).await;
    while search.maintain(db, now).await.unwrap() {}
    search.indexes.slot_of(&org("o")).lock().await.learned().cloned()
}

fn open() -> Scope {
    let places = [OPEN, BOARD].map(|place| (PlaceId::new(place), None));
    Scope::only(places).taught_by([PlaceId::new(OPEN)])
}

fn scores(found: &Found) -> Vec<(&str, f32)> {
    found.people.iter().map(|one| (one.person.as_str(), one.score)).collect()
}

#[tokio::test]
async fn a_company_teaches_the_same_wherever_and_in_whatever_order_it_is_kept() {
    let mut all: BTreeSet<String> = BTreeSet::new();
    on_each_store(async |db| {
        record(db, history(OPEN, Kind::Question).iter()).await;
        let search = Search::in_memory();
        search.maintain(db, noon()).await.unwrap();
        let untaught = ask(db, &search, open(), noon()).await;
        let learned = taught(db, &search, &open(), noon()).await.unwrap();
        assert_eq!(
            learned.questions, 118,
            "all but the first that each of the two answered: nobody knew them"
        );
        let found = ask(db, &search, open(), noon()).await;
        assert_ne!(scores(&found), scores(&untaught));
        search.rebuild(db, &org("o"), |_, _| {}).await.unwrap();
        assert_eq!(scores(&ask(db, &search, open(), noon()).await), scores(&untaught), "a rebuild forgets");
        assert_eq!(taught(db, &search, &open(), noon()).await.unwrap(), learned, "and comes to the same");
    })
    .await;
    for back in [false, true] {
        let db = memory().await;
        let mut history = history(OPEN, Kind::Question);
        if back {
            history.reverse();
        }
        record(&db, history.iter()).await;
        all.insert(format!("{:?}", taught(&db, &Search::in_memory(), &open(), noon()).await));
    }
    assert_eq!(all.len(), 1, "{all:?}");
}

/// As time goes by, a little is taught each day; it is what is taught at once.
#[tokio::test]
async fn what_is_taught_day_by_day_is_what_is_taught_at_once() {
    let db = memory().await;
    let search = Search::in_memory();
    let history = history(OPEN, Kind::Question);
    let mut last = None;
    for part in 0..13 {
        let until = noon() - TimeDelta::days(130) + TimeDelta::days(10 * (part + 1));
        let from = until - TimeDelta::days(10);
        record(&db, history.iter().filter(|one| (from..until).contains(&one.sent))).await;
        last = taught(&db, &search, &open(), until).await;
    }
    let afresh = taught(&db, &Search::in_memory(), &open(), noon()).await;
    assert!(last.is_some());
    assert_eq!(last, afresh);
}

#[tokio::test]
async fn what_only_some_may_read_teaches_nothing() {
    let (db, alone) = (memory().await, memory().await);
    record(&db, history(OPEN, Kind::Question).iter().chain(&history(BOARD, Kind::Question))).await;
    record(&alone, history(OPEN, Kind::Question).iter()).await;
    let (search, of_open) = (Search::in_memory(), Search::in_memory());
    let learned = taught(&db, &search, &open(), noon()).await;
    assert!(learned.is_some());
    assert_eq!(learned, taught(&alone, &of_open, &open(), noon()).await);
    // Whoever may not read what taught is told what the model says.
    let guest = Scope::only([(PlaceId::new(BOARD), None)]);
    let untaught = Search::in_memory();
    untaught.maintain(&db, noon()).await.unwrap();
    let found = ask(&db, &search, guest.clone(), noon()).await;
    assert_eq!(scores(&found), scores(&ask(&db, &untaught, guest, noon()).await));
    let part = Scope::only([(PlaceId::new(OPEN), Some(noon() - TimeDelta::days(60)))])
        .taught_by([PlaceId::new(OPEN)]);
    let found = ask(&db, &search, part.clone(), noon()).await;
    assert_eq!(scores(&found), scores(&ask(&db, &untaught, part, noon()).await));
}

#[tokio::test]
async fn what_the_bot_asked_teaches_nothing() {
    let db = memory().await;
    record(&db, history(OPEN, Kind::Asked).iter()).await;
    let learned = taught(&db, &Search::in_memory(), &open(), noon()).await;
    assert_eq!(learned.map(|learned| learned.questions), Some(0));
}

/// What an author deletes has taught, and is forgotten with the next beginning.
#[tokio::test]
async fn what_is_deleted_is_forgotten_a_day_later() {
    let (db, without) = (memory().await, memory().await);
    let history = history(OPEN, Kind::Question);
    let is_gone = |one: &Evidence| one.message.as_ref().unwrap().as_str().starts_with('7');
    record(&db, history.iter()).await;
    record(&without, history.iter().filter(|one| !is_gone(one))).await;
    let search = Search::in_memory();
    let before = taught(&db, &search, &open(), noon()).await;
    let mut tx = db.begin().await.unwrap();
    for one in history.iter().filter(|one| is_gone(one)) {
        let id = EvidenceId::message(&PlaceId::new(OPEN), one.message.as_ref().unwrap());
        tx.of::<EvidenceLog>(&org("o")).delete(&id).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(taught(&db, &search, &open(), noon()).await, before, "not at once");
    let later = noon() + TimeDelta::days(1);
    let after = taught(&db, &search, &open(), later).await;
    assert_ne!(after, before);
    assert_eq!(after, taught(&without, &Search::in_memory(), &open(), later).await);
}
