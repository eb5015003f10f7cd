//! How long the one who writes is held by what people do, in a company of some years: 50,000 questions, a million posts,
//! 100,000 grants and 20,000 people. `cargo bench --bench writer [-- SHARE]`, where 10 makes a tenth of that; on Postgres as
//! well with `LYCEUM_LOAD_POSTGRES=postgres://...` (an empty database).

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::cast_precision_loss,
    reason = "a bench measures and prints"
)]

mod filled;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use filled::{Sizes, fill};
use lyceum::bot::{Ids, Lanes, Machine, Registry, Setup};
use lyceum::chat::{
    AccountId, ChannelStatement, Circle, Delivered, Delivery, Event, EventKey, Inbox, Message, MessageId,
    MessageText, OrgId, Place, PlaceId, PlaceKind, Platform, Profile, Reason, Roster, Undelivered, What,
    WorkspaceId,
};
use lyceum::clock::Clock;
use lyceum::search::Search;
use lyceum::store::{Db, held};
use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry as Metrics;

/// The moment up to which the company's years go, in milliseconds.
const NOW: i64 = 1_790_000_000_000;

static NEXT: AtomicU64 = AtomicU64::new(0);

/// A street on which everything arrives at once.
struct Street;

#[async_trait]
impl Platform for Street {
    async fn deliver(&self, _: &Delivery) -> Result<Delivered, Undelivered> {
        Ok(Delivered { place: None, message: None })
    }

    async fn profile(&self, _: &WorkspaceId, account: &AccountId) -> Result<Profile, Undelivered> {
        Err(Undelivered::Unreached(account.to_string()))
    }

    async fn channel(&self, _: &WorkspaceId, _: &PlaceId) -> Result<ChannelStatement, Undelivered> {
        Err(Undelivered::Refused(Reason::NoSuchChannel))
    }

    async fn members(&self, _: &WorkspaceId, _: &Circle) -> Result<Roster, Undelivered> {
        Err(Undelivered::Refused(Reason::NoSuchChannel))
    }

    async fn open_channels(
        &self,
        _: &WorkspaceId,
    ) -> Result<Option<Vec<(PlaceId, ChannelStatement)>>, Undelivered> {
        Ok(None)
    }
}

fn main() {
    let share: u64 = std::env::args().find_map(|word| word.parse().ok()).unwrap_or(1).max(1);
    let sizes = Sizes::one_of(share);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(all(sizes));
}

async fn all(sizes: Sizes) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stores = vec![("SQLite", format!("sqlite://{}", folder.path().join("bench.db").display()))];
    if let Ok(postgres) = std::env::var("LYCEUM_LOAD_POSTGRES") {
        stores.push(("Postgres", postgres));
    }
    for (name, address) in stores {
        println!("-- {name}: {} questions, {} posts", sizes.questions, sizes.posts);
        let db = Db::open(&address).await.expect("a store");
        db.migrate().await.expect("a schema");
        println!("   filled in {:.0} s", fill(&address, sizes, NOW).await);
        let search = Search::open(folder.path().join(name));
        let begun = Instant::now();
        search.maintain(&db, now()).await.expect("an index");
        println!("   indexed in {:.0} s", begun.elapsed().as_secs_f64());
        let machine = Machine::new(Setup {
            db: db.clone(),
            clock: Clock::standing(now()),
            search,
            registry: Arc::new(Registry::of(lyceum::features::all()).expect("doors")),
            platforms: BTreeMap::from([("slack", Arc::new(Street) as Arc<dyn Platform>)]),
            ids: Ids::seeded(7),
            address: None,
        });
        days(&Lanes::open(&machine), &sizes).await;
        db.close().await;
    }
}

/// What people do, one after the other, and how long the writer may be held by each.
async fn days(lanes: &Lanes, sizes: &Sizes) {
    let asks =
        |number: u64| format!("ask-expert how does the postgres invoice of number{} behave", number % 5_000);
    measured(lanes, "/ask-expert", 20.0, 200, |number| Some((number % sizes.people, command(&asks(number)))))
        .await;
    measured(lanes, "an overheard reply below a question", 2.0, 1_000, |number| {
        let thread = MessageId::new(format!("1500000000.{}", number * 3 % sizes.questions));
        let text = format!("run the postgres script number{number}");
        Some((
            number % sizes.people,
            What::Overheard(message(&format!("1800000000.{number}"), &text, Some(thread))),
        ))
    })
    .await;
    measured(lanes, "a deletion", 2.0, 1_000, |number| {
        Some((
            number % sizes.people,
            What::Deleted(MessageId::new(format!("1600000000.{}", number * 2_000 + 4))),
        ))
    })
    .await;
    measured(lanes, "a board", 30.0, 50, |number| Some((number % sizes.people, command("kudos board"))))
        .await;
    measured(lanes, "home, of anybody", 30.0, 100, |number| Some((number % sizes.people, What::Home))).await;
    measured(lanes, "home, of a lead", 30.0, 50, |_| Some((0, What::Home))).await;
    measured(lanes, "topics", 100.0, 20, |number| Some((number % sizes.people, command("lyceum topics"))))
        .await;
    measured(lanes, "rings", 100.0, 20, |_| Some((0, command("kudos rings")))).await;
}

async fn measured(
    lanes: &Lanes,
    what: &str,
    aim: f64,
    times: u64,
    does: impl Fn(u64) -> Option<(u64, What)>,
) {
    let (before, mut took) = (spans(), Vec::new());
    for number in 0..times {
        let Some((from, what)) = does(number) else { continue };
        let event = event(from, number, what);
        let begun = Instant::now();
        lanes.receive(event).await.expect("a receipt");
        took.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    took.sort_by(f64::total_cmp);
    let at = |share: usize| took[(took.len() * share / 100).min(took.len() - 1)];
    let held: Vec<(f64, u64)> =
        spans().iter().zip(&before).map(|(after, before)| (after.0, after.1 - before.1)).collect();
    let (p50, p99) = (percentile(&held, 0.5), percentile(&held, 0.99));
    println!(
        "   {what}: the writer is held p50 {p50:.2} ms, p99 {p99:.2} ms (aim {aim} ms); answered p50 {:.1} ms, p99 {:.1} ms",
        at(50),
        at(99)
    );
}

/// How many transactions were open for so long at the most, in milliseconds, and not for less.
fn spans() -> Vec<(f64, u64)> {
    let mut registry = Metrics::default();
    registry.register("held", "held", held());
    let mut text = String::new();
    encode(&mut text, &registry).expect("text");
    let mut sum = 0;
    text.lines()
        .filter_map(|line| {
            let (most, count) = line.strip_prefix("held_bucket{le=\"")?.split_once("\"} ")?;
            let count: u64 = count.parse().ok()?;
            let own = count - sum;
            sum = count;
            Some((most.parse::<f64>().unwrap_or(f64::INFINITY) * 1e3, own))
        })
        .collect()
}

fn percentile(spans: &[(f64, u64)], share: f64) -> f64 {
    let all: u64 = spans.iter().map(|(_, count)| count).sum();
    let mut seen = 0;
    for (most, count) in spans {
        seen += count;
        if seen as f64 >= all as f64 * share {
            return *most;
        }
    }
    f64::INFINITY
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(NOW).expect("a moment")
}

fn message(id: &str, text: &str, thread: Option<MessageId>) -> Message {
    Message {
        id: MessageId::new(id),
        author: None,
        text: MessageText::decode(text),
        thread,
        sent: now() - TimeDelta::seconds(1),
        edited: None,
    }
}

fn command(words: &str) -> What {
    What::Command { words: MessageText::decode(words), slash: true, message: None, groups: Vec::new() }
}

/// It happens where the question of this number was asked, or the message of this number stands.
fn event(from: u64, number: u64, what: What) -> Event {
    let channel = match &what {
        What::Overheard(_) => number * 3 % 500,
        What::Deleted(_) => (number * 2_000 + 4) / 4 % 500,
        _ => number % 500,
    };
    Event {
        key: EventKey::new(format!("bench {}", NEXT.fetch_add(1, Ordering::Relaxed))),
        org: OrgId::new("company"),
        workspace: WorkspaceId::new("slack:T1"),
        from: AccountId::new(format!("slack:T1:U{from}")),
        at: Place {
            id: PlaceId::new(format!("slack:T1:C{channel}")),
            kind: PlaceKind::Channel,
            thread: match &what {
                What::Overheard(message) => message.thread.clone(),
                _ => None,
            },
            shared: false,
        },
        handle: None,
        answers_inline: true,
        what,
    }
}
