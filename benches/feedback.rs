//! Does load collapse onto a few? A company of forty, whose people know three of eight topics each, equally well, puts 2,000
//! questions by the bot: whoever stands first is tagged, and answers four times in five; else somebody else who knows does.
//! Four questions a day are asked without the bot and answered by anybody who knows. `cargo bench --bench feedback` prints
//! how unevenly people were tagged (Gini), where answers below the bot's questions say nothing of who is active and teach
//! nothing, as it is, and where they count like any other; each by relevance, and with the order made fair.

#![expect(clippy::print_stdout, clippy::expect_used, reason = "a bench measures and prints")]
#![expect(clippy::cast_precision_loss, reason = "figures")]

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};
use lyceum::chat::{MessageId, OrgId, PersonId, PlaceId};
use lyceum::search::{Evidence, EvidenceLog, Kind, Load, Question, Scope, Search, fair};
use lyceum::store::Db;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

const PEOPLE: usize = 40;
const TOPICS: [&str; 8] = [
    "postgres backup restore",
    "kafka consumer lag",
    "helm chart values",
    "travel expense report",
    "figma component library",
    "invoice dunning letter",
    "pytest fixture scope",
    "wifi office printer",
];
const QUESTIONS: usize = 2_000;
const A_DAY: usize = 10;
const UNASKED_A_DAY: usize = 4;
const ANSWERS: f64 = 0.8;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.expect("a runtime");
    for (what, kind) in [("taken out", Kind::Asked), ("left in", Kind::Question)] {
        for (order, is_fair) in [("by relevance", false), ("made fair", true)] {
            let tagged = runtime.block_on(company(kind, is_fair));
            let most = tagged.iter().copied().max().unwrap_or_default();
            println!(
                "feedback {what}, {order}: Gini {:.3}; the five most asked have {:.0} in 100, the most asked {most}",
                gini(&tagged),
                share_of_five(&tagged) * 100.0
            );
        }
    }
}

async fn company(kind: Kind, is_fair: bool) -> Vec<u32> {
    let db = Db::open("sqlite::memory:").await.expect("a store");
    db.migrate().await.expect("a schema");
    let (search, org, mut chance) = (Search::in_memory(), OrgId::new("o"), ChaCha8Rng::seed_from_u64(1));
    let mut tagged = vec![0; PEOPLE];
    let mut lately: VecDeque<(DateTime<Utc>, usize)> = VecDeque::new();
    for number in 0..QUESTIONS {
        let day = number / A_DAY;
        let now = monday()
            + TimeDelta::days(i64::try_from(day).unwrap_or(0))
            + TimeDelta::minutes(i64::try_from(number % A_DAY * 45).unwrap_or(0));
        if number.is_multiple_of(A_DAY) {
            for at in 0..UNASKED_A_DAY {
                let topic = chance.random_range(0..TOPICS.len());
                let answerer = anybody(topic, None, &mut chance);
                let asker = chance.random_range(0..PEOPLE);
                let thread = Thread { name: format!("u{day}-{at}"), topic, asker, answerer };
                record(&db, &org, &thread, Kind::Question, now - TimeDelta::hours(2)).await;
            }
            search.maintain(&db, now).await.expect("an index");
        }
        let topic = chance.random_range(0..TOPICS.len());
        let asker = chance.random_range(0..PEOPLE);
        let question = Question {
            asker: Some(person(asker)),
            place: Some(PlaceId::new("slack:T:C1")),
            ..Question::new(TOPICS[topic], Scope::everything(), now)
        };
        let found = search.find(&mut db.read().await.expect("a store"), &org, &question).await;
        let found = found.expect("an answer");
        while lately.pop_front_if(|(when, _)| *when < now - TimeDelta::days(30)).is_some() {}
        let mut loads: BTreeMap<usize, u32> = BTreeMap::new();
        for (_, person) in &lately {
            *loads.entry(*person).or_default() += 1;
        }
        let cost = |person: usize| Load {
            asked_this_month: loads.get(&person).copied().unwrap_or_default(),
            works_now: true,
            overlap: 1.0,
        };
        let of = |name: &PersonId| name.as_str().trim_start_matches('p').parse::<usize>().unwrap_or_default();
        let first = found
            .people
            .iter()
            .map(|one| (of(&one.person), one.score))
            .map(|(person, score)| (person, if is_fair { fair(score, cost(person)) } else { score }))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        let first = first.map(|(person, _)| person);
        if let Some(first) = first {
            tagged[first] += 1;
            lately.push_back((now, first));
        }
        let answers = first.filter(|_| chance.random_bool(ANSWERS));
        let answerer = answers.unwrap_or_else(|| anybody(topic, first, &mut chance));
        let thread = Thread { name: format!("b{number}"), topic, asker, answerer };
        record(&db, &org, &thread, kind, now).await;
    }
    tagged
}

struct Thread {
    name: String,
    topic: usize,
    asker: usize,
    answerer: usize,
}

/// Each knows three topics: so fifteen know each.
fn knows(person: usize, topic: usize) -> bool {
    (0..3).any(|at| (person + at * 3) % TOPICS.len() == topic)
}

fn anybody(topic: usize, but: Option<usize>, chance: &mut ChaCha8Rng) -> usize {
    let known: Vec<usize> =
        (0..PEOPLE).filter(|person| knows(*person, topic) && Some(*person) != but).collect();
    known[chance.random_range(0..known.len())]
}

async fn record(db: &Db, org: &OrgId, thread: &Thread, kind: Kind, at: DateTime<Utc>) {
    let (place, root) = (PlaceId::new("slack:T:C1"), MessageId::new(thread.name.as_str()));
    let words = TOPICS[thread.topic];
    let asked = Evidence::message(kind, &place, &root, Some(&person(thread.asker)), at, words);
    let reply = MessageId::new(format!("{}-a", thread.name));
    let sent = at + TimeDelta::minutes(20);
    let answer = Evidence::message(Kind::Answer, &place, &reply, Some(&person(thread.answerer)), sent, words);
    let mut tx = db.begin().await.expect("a transaction");
    for evidence in [asked, answer.in_thread(&root)] {
        tx.of::<EvidenceLog>(org).record(&evidence).await.expect("a message");
    }
    tx.commit().await.expect("a commit");
}

fn person(number: usize) -> PersonId {
    PersonId::new(format!("p{number}"))
}

fn monday() -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_603_600, 0).unwrap_or_default()
}

/// 0 if all have as much, towards 1 if one has everything.
fn gini(counts: &[u32]) -> f64 {
    let mut sorted: Vec<f64> = counts.iter().copied().map(f64::from).collect();
    sorted.sort_by(f64::total_cmp);
    let (count, all) = (sorted.len() as f64, sorted.iter().sum::<f64>());
    let ranked: f64 = sorted.iter().enumerate().map(|(at, value)| (at as f64 + 1.0) * value).sum();
    2.0 * ranked / (count * all) - (count + 1.0) / count
}

fn share_of_five(counts: &[u32]) -> f64 {
    let mut sorted = counts.to_vec();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    f64::from(sorted.iter().take(5).sum::<u32>()) / f64::from(counts.iter().sum::<u32>())
}
