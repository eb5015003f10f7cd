//! What is outside of a question's scope is not there: the answer is that of an index made from the rest alone.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::{memory, names, noon, org, person};
use crate::chat::{MessageId, PersonId, PlaceId};
use crate::embeddings::{EmbeddingModel, WordVectors};
use crate::search::{Answers, Declared, Evidence, EvidenceLog, Found, Kind, Question, Scope, Search, Source};
use crate::store::Db;
use crate::testing::on_each_store;

const WORDS: &[&str] = &[
    "postgres",
    "kafka",
    "deploy",
    "rust",
    "C#",
    "helm",
    "k8s",
    "kubernetes",
    "severance",
    "backup",
    "migration",
];
/// What is asked may be mistyped, too.
const ASKED: &[&str] = &["postgers", "kafak", "severence", "migartion", "deplyo"];
const PLACES: u8 = 4;

#[derive(Clone, Debug)]
struct Said {
    place: u8,
    thread: u8,
    reply: u8,
    author: u8,
    words: Vec<u8>,
    accepted: bool,
    hours: u16,
    /// It was deleted later.
    gone: bool,
    /// It had other words first.
    edited: Option<Vec<u8>>,
}

#[derive(Clone, Debug)]
struct Says {
    person: u8,
    skill: u8,
    ask_me: bool,
}

#[derive(Clone, Debug)]
struct Asks {
    words: Vec<u8>,
    asker: u8,
    place: Option<u8>,
    mentioned: Vec<u8>,
}

#[derive(Clone, Copy, Debug)]
enum Reach {
    Hidden,
    Whole,
    /// Since so many hours before noon.
    Since(u16),
}

fn words(most: usize) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(0..u8::try_from(WORDS.len()).unwrap(), 1..6)
        .prop_map(move |words| words.into_iter().take(most).collect())
}

fn said() -> impl Strategy<Value = Said> {
    let at = (0..PLACES, 0..4_u8, 0..4_u8, 0..7_u8);
    let rest = (words(5), any::<bool>(), 1..1_500_u16, prop::bool::weighted(0.1));
    (at, rest, prop::option::weighted(0.1, words(5))).prop_map(
        |((place, thread, reply, author), (words, accepted, hours, gone), edited)| {
            let accepted = accepted && reply > 0;
            Said { place, thread, reply, author, words, accepted, hours, gone, edited }
        },
    )
}

fn says() -> impl Strategy<Value = Says> {
    (0..8_u8, 0..u8::try_from(WORDS.len()).unwrap(), any::<bool>()).prop_map(|(person, skill, ask_me)| Says {
        person,
        skill,
        ask_me,
    })
}

fn asks() -> impl Strategy<Value = Asks> {
    let all = u8::try_from(WORDS.len() + ASKED.len()).unwrap();
    let words = prop::collection::vec(0..all, 1..6);
    let mentioned = prop::collection::vec(0..9_u8, 0..2);
    (words, 0..8_u8, prop::option::of(0..=PLACES), mentioned)
        .prop_map(|(words, asker, place, mentioned)| Asks { words, asker, place, mentioned })
}

fn reach() -> impl Strategy<Value = Reach> {
    prop_oneof![
        3 => Just(Reach::Hidden),
        4 => Just(Reach::Whole),
        1 => (1..1_500_u16).prop_map(Reach::Since),
    ]
}

fn place(place: u8) -> PlaceId {
    PlaceId::new(format!("slack:T:C{place}"))
}

fn ago(hours: u16) -> DateTime<Utc> {
    noon() - TimeDelta::hours(i64::from(hours))
}

fn text(words: &[u8]) -> String {
    let all: Vec<&str> = WORDS.iter().chain(ASKED).copied().collect();
    words.iter().map(|at| all[usize::from(*at)]).collect::<Vec<_>>().join(" ")
}

fn evidence(said: &Said, number: usize) -> Evidence {
    let message = |reply: u8| MessageId::new(format!("{}.{reply}", said.thread));
    let kind = if said.reply == 0 { Kind::Question } else { Kind::Answer };
    // No two are of the same second.
    let sent = ago(said.hours) + TimeDelta::seconds(i64::try_from(number).unwrap());
    let author = person(&format!("p{}", said.author));
    let place = place(said.place);
    let mut evidence =
        Evidence::message(kind, &place, &message(said.reply), Some(&author), sent, text(&said.words));
    evidence.accepted = said.accepted;
    evidence.in_thread(&message(0))
}

async fn declare(db: &Db, all: &[Says]) {
    let mut by_person: BTreeMap<u8, Vec<Declared>> = BTreeMap::new();
    for one in all {
        let skill = WORDS[usize::from(one.skill)].to_owned();
        let declared = by_person.entry(one.person).or_default();
        if !declared.iter().any(|other| other.skill == skill) {
            declared.push(Declared { skill, aliases: Vec::new(), ask_me: one.ask_me });
        }
    }
    let mut tx = db.begin().await.unwrap();
    for (who, declared) in by_person {
        let who = person(&format!("p{who}"));
        tx.of::<EvidenceLog>(&org("o")).declare(&who, Source::Skill, &declared, noon()).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn record(db: &Db, all: impl Iterator<Item = &Evidence>) {
    let mut tx = db.begin().await.unwrap();
    for one in all {
        tx.of::<EvidenceLog>(&org("o")).record(one).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn ask(db: &Db, search: &Search, asks: &Asks, scope: &Scope) -> Found {
    let who = |at: u8| person(&format!("p{at}"));
    let question = Question {
        asker: Some(who(asks.asker)),
        place: asks.place.map(place),
        mentioned: asks.mentioned.iter().copied().map(who).collect(),
        least: 0.0,
        least_fit: Some(0.05),
        ..Question::new(text(&asks.words), scope.clone(), noon())
    };
    search.find(&mut db.read().await.unwrap(), &org("o"), &question).await.unwrap()
}

fn assert_same(found: &Found, alone: &Found) {
    let near = |a: f32, b: f32| (a - b).abs() < 1e-4;
    assert_eq!(found.earlier.len(), alone.earlier.len(), "{found:#?}\n{alone:#?}");
    for (one, other) in found.earlier.iter().zip(&alone.earlier) {
        assert!(near(one.fit, other.fit), "{one:#?}\n{other:#?}");
        let fit = other.fit;
        assert_eq!(crate::search::Earlier { fit, ..one.clone() }, *other);
    }
    assert_eq!(found.people.len(), alone.people.len(), "{found:#?}\n{alone:#?}");
    let others: HashMap<&PersonId, _> = alone.people.iter().map(|one| (&one.person, one)).collect();
    for one in &found.people {
        let other = others.get(&one.person).unwrap_or_else(|| panic!("{one:#?}\n{alone:#?}"));
        let figures = one.figures.iter().zip(other.figures).all(|(a, b)| near(*a, b));
        let same = figures && near(one.score, other.score) && near(one.semantic, other.semantic);
        assert!(same && one.why == other.why, "{one:#?}\n{other:#?}");
    }
    assert!(found.people.is_sorted_by(|a, b| a.score >= b.score - 1e-4), "{found:#?}");
}

fn embeddings(of: bool) -> Option<Arc<dyn EmbeddingModel>> {
    let line = |(at, word): (usize, &&str)| {
        let turn = f64::from(u32::try_from(at).unwrap()) * 0.5;
        format!("{} {} {}\n", word.to_lowercase(), turn.sin(), turn.cos())
    };
    let lines: String = WORDS.iter().enumerate().map(line).collect();
    of.then(|| Arc::new(WordVectors::read(lines.as_bytes()).unwrap()) as Arc<dyn EmbeddingModel>)
}

async fn run(
    said: Vec<Said>,
    says: Vec<Says>,
    reach: Vec<Reach>,
    declarations: bool,
    has_embeddings: bool,
    asks: Vec<Asks>,
) {
    let mut known: BTreeMap<(u8, u8, u8), (Said, Evidence)> = BTreeMap::new();
    for (number, said) in said.into_iter().enumerate() {
        let evidence = evidence(&said, number);
        known.entry((said.place, said.thread, said.reply)).or_insert((said, evidence));
    }
    let known: Vec<(Said, Evidence)> = known.into_values().collect();
    let places = (0..).zip(&reach).filter_map(|(at, reach)| match reach {
        Reach::Hidden => None,
        Reach::Whole => Some((place(at), None)),
        Reach::Since(hours) => Some((place(at), Some(ago(*hours)))),
    });
    let scope = Scope::only(places);
    let scope = if declarations { scope.with_declarations() } else { scope };

    // One index of everything, which was read before some of it was edited and deleted; folder and all.
    let (all, folder) = (memory().await, tempfile::tempdir().unwrap());
    let search = Search::kept(Some(folder.path().to_owned()), embeddings(has_embeddings));
    declare(&all, &says).await;
    let first: Vec<Evidence> = known
        .iter()
        .map(|(said, evidence)| Evidence {
            text: said.edited.as_ref().map_or_else(|| evidence.text.clone(), |words| text(words).into()),
            ..evidence.clone()
        })
        .collect();
    record(&all, first.iter().take(first.len() / 2)).await;
    search.maintain(&all, noon()).await.unwrap();
    search.close().await;
    record(&all, first.iter().skip(first.len() / 2)).await;
    search.maintain(&all, noon()).await.unwrap();
    let mut tx = all.begin().await.unwrap();
    for (said, evidence) in &known {
        if said.edited.is_some() {
            tx.of::<EvidenceLog>(&org("o")).edit(&evidence.id, &evidence.text, noon()).await.unwrap();
        }
        if said.gone {
            tx.of::<EvidenceLog>(&org("o")).delete(&evidence.id).await.unwrap();
        }
    }
    tx.commit().await.unwrap();
    search.maintain(&all, noon()).await.unwrap();

    // And one of what may speak alone.
    let some = memory().await;
    let alone = Search::kept(None, embeddings(has_embeddings));
    declare(&some, if declarations { &says } else { &[] }).await;
    let may_speak = |(said, evidence): &&(Said, Evidence)| {
        !said.gone && scope.has(evidence.place.as_ref().unwrap(), evidence.sent)
    };
    record(&some, known.iter().filter(may_speak).map(|(_, evidence)| evidence)).await;
    alone.maintain(&some, noon()).await.unwrap();

    let full = Scope::only((0..PLACES).map(|at| (place(at), None))).with_declarations();
    let is_cut = reach.iter().any(|reach| matches!(reach, Reach::Since(_)));
    for asks in &asks {
        let (everything, found) = (Scope::everything(), ask(&all, &search, asks, &full).await);
        assert_eq!(found.people, ask(&all, &search, asks, &everything).await.people, "to the last digit");
        let found = ask(&all, &search, asks, &scope).await;
        assert_same(&found, &ask(&some, &alone, asks, &scope).await);
        if !is_cut {
            assert_same(&found, &ask(&some, &alone, asks, &everything).await);
        }
    }
    // And when what may be read has taught.
    let taught = scope.clone().taught_by((0..PLACES).map(place));
    for (db, search) in [(&all, &search), (&some, &alone)] {
        ask(db, search, &asks[0], &taught).await;
        while search.maintain(db, noon()).await.unwrap() {}
    }
    for asks in &asks {
        assert_same(&ask(&all, &search, asks, &taught).await, &ask(&some, &alone, asks, &taught).await);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_outside_is_not_there(
        said in prop::collection::vec(said(), 1..60),
        says in prop::collection::vec(says(), 0..6),
        reach in prop::collection::vec(reach(), usize::from(PLACES)),
        declarations: bool,
        has_embeddings: bool,
        asks in prop::collection::vec(asks(), 4),
    ) {
        let run = run(said, says, reach, declarations, has_embeddings, asks);
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap().block_on(run);
    }
}

/// So many threads that have the words of the question exactly, all written lately, are looked at no further.
#[tokio::test]
async fn what_is_hidden_pushes_nobody_out() {
    let (db, search) = (memory().await, Search::kept(None, embeddings(true)));
    let said = |place: &PlaceId, number: u16, author: &str, words: &str, hours| {
        let (root, answer) = (MessageId::new(format!("{number}")), MessageId::new(format!("{number}.1")));
        let who = person(author);
        let of = |message, kind| Evidence::message(kind, place, message, Some(&who), ago(hours), words);
        let asked = Evidence { author: Some(person("asker")), ..of(&root, Kind::Question) };
        [asked, of(&answer, Kind::Answer).in_thread(&root)]
    };
    let (board, open) = (place(0), place(1));
    let mut all: Vec<Evidence> =
        said(&open, 0, "bob", "the postgres backup and a good deal more beside it", 9_000).into();
    for number in 1..1_600 {
        all.extend(said(&board, number, &format!("h{number}"), "postgres backup", 1));
    }
    record(&db, all.iter()).await;
    search.maintain(&db, noon()).await.unwrap();
    let ask = async |scope: Scope| {
        let question = Question::new("postgres backup", scope, noon());
        search.find(&mut db.read().await.unwrap(), &org("o"), &question).await.unwrap()
    };
    assert!(!names(&ask(Scope::everything()).await).contains(&"bob"), "there is too much else");
    let found = ask(Scope::only([(open, None)])).await;
    assert_eq!(names(&found), ["bob"]);
    assert!((found.people[0].semantic - 1.0).abs() < 1e-6, "{found:#?}");
}

/// In each of sixty places somebody answers, an hour after those of the place before.
#[tokio::test]
async fn the_newest_answers_are_of_what_may_speak() {
    on_each_store(async |db| {
        let mut all = Vec::new();
        for at in 0..60_u8 {
            let (root, answer) = (MessageId::new("1"), MessageId::new("2"));
            let (asker, who, hours) =
                (person("asker"), person(&format!("p{at:02}")), 200 - 2 * u16::from(at));
            let of = |message, kind, by, hours| {
                Evidence::message(kind, &place(at), message, Some(by), ago(hours), format!("number {at}"))
            };
            all.push(of(&root, Kind::Question, &asker, hours));
            all.push(Evidence {
                accepted: true,
                ..of(&answer, Kind::Answer, &who, hours - 1).in_thread(&root)
            });
            all.push(of(&MessageId::new("3"), Kind::Answer, &who, hours - 2).in_thread(&root));
        }
        record(db, all.iter()).await;
        let given = async |scope: &Scope, most: usize| {
            let given =
                db.read().await.unwrap().of::<Answers>(&org("o")).given(scope, ago(190), most).await.unwrap();
            given
                .into_iter()
                .map(|one| (one.person.to_string(), one.question.trim().to_owned(), one.accepted))
                .collect::<Vec<_>>()
        };
        let said = |at: u8| (format!("p{at:02}"), format!("number {at}"), true);
        assert_eq!(given(&Scope::everything(), 2).await, [said(59), said(58)]);
        let but_newest = Scope::only((0..57).map(|at| (place(at), None)));
        assert_eq!(
            given(&but_newest, 3).await,
            [said(56), said(55), said(54)],
            "what is hidden takes nobody's place"
        );
        assert_eq!(given(&but_newest, 1_000).await.len(), 53 - 1, "and only of the time that was asked for");
        assert_eq!(given(&Scope::only([]), 3).await, []);
        // Both began to speak between an answer and the next.
        let cut = Scope::only([50, 3].map(|at| (place(at), Some(ago(200 - 2 * u16::from(at) - 2)))));
        let half = |at: u8| (format!("p{at:02}"), String::new(), false);
        assert_eq!(given(&cut, 3).await, [half(50)]);
    })
    .await;
}

/// Found by the property above: a name stays known when all that was theirs is deleted.
#[tokio::test]
async fn who_has_nothing_left_is_nobody_when_mentioned() {
    let (db, search) = (memory().await, Search::kept(None, None));
    let id = MessageId::new("1.0");
    let said = Evidence::message(Kind::Question, &place(0), &id, Some(&person("p4")), ago(1), text(&[0]));
    record(&db, std::iter::once(&said)).await;
    search.maintain(&db, noon()).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    tx.of::<EvidenceLog>(&org("o")).delete(&said.id).await.unwrap();
    tx.commit().await.unwrap();
    search.maintain(&db, noon()).await.unwrap();
    let asks = Asks { words: vec![0], asker: 0, place: None, mentioned: vec![4] };
    for scope in [Scope::everything(), Scope::only([])] {
        assert!(ask(&db, &search, &asks, &scope).await.people.is_empty());
    }
}
