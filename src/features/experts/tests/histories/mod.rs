//! Whatever happens, in whatever order, with whatever repetitions: deleted words are nowhere, the newest are there, and
//! nobody is shown what was said in a channel while it is not open to them.

mod exports;

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::chat::{
    AccountId, ChannelStatement, Message, MessageId, Place, PlaceId, PlaceKind, Visibility, What, WorkspaceId,
};
use crate::people::Channels;
use crate::search::{Found, Question, Scope, Search};
use crate::store::Db;
use crate::testing::{House, on_each_store};
use exports::Export;

/// Who writes what, below which message. The first is a mention that asks.
const MESSAGES: [(&str, Option<usize>, &str); 6] = [
    ("ann", None, "ask-expert how do I roll back a Postgres migration"),
    ("bob", Some(0), "Run the down script of the Postgres migration, then look at the tables"),
    ("bob", Some(0), "Restore the Postgres dump of that night, and migrate it again from there"),
    ("cleo", Some(0), "Ask the database team to roll back the Postgres migration, they know how"),
    ("cleo", None, "Does somebody know how to undo a Postgres migration in staging"),
    ("bob", Some(4), "Undo the Postgres migration in staging with the down script, it works there"),
];

#[derive(Clone, Copy, Debug)]
enum Step {
    Write(usize),
    Edit(usize),
    Delete(usize),
    Deliver(usize),
    Repeat(usize),
    Export,
    Import(usize),
    Stop,
    Read,
    Accept(usize),
    NotSolved,
    Close,
    Open,
    Look,
}

fn step() -> impl Strategy<Value = Step> {
    let one = || 0..MESSAGES.len();
    prop_oneof![
        6 => one().prop_map(Step::Write),
        4 => one().prop_map(Step::Edit),
        2 => one().prop_map(Step::Delete),
        8 => (0..50_usize).prop_map(Step::Deliver),
        3 => (0..50_usize).prop_map(Step::Repeat),
        2 => Just(Step::Export),
        2 => (0..50_usize).prop_map(Step::Import),
        1 => Just(Step::Stop),
        2 => Just(Step::Read),
        3 => (1..4_usize).prop_map(Step::Accept),
        1 => Just(Step::NotSolved),
        2 => Just(Step::Close),
        2 => Just(Step::Open),
        3 => Just(Step::Look),
    ]
}

/// A message as it is where people write, and what the bot must know of it.
#[derive(Clone, Debug, Default)]
struct Written {
    sent: Option<DateTime<Utc>>,
    edited: Option<DateTime<Utc>>,
    version: usize,
    is_deleted: bool,
    known: Option<usize>,
}

#[derive(Clone, Debug)]
struct Event {
    of: usize,
    version: usize,
    what: What,
}

struct History {
    written: Vec<Written>,
    waiting: Vec<Event>,
    delivered: Vec<Event>,
    exports: Vec<Export>,
    is_read: bool,
    /// Everybody in the company can read the channel.
    is_open: bool,
    through: WorkspaceId,
    question: String,
    search: Search,
    fresh: usize,
}

fn marker(of: usize, version: usize) -> String {
    format!("zq{of}v{version}x")
}

fn text(of: usize, version: usize) -> String {
    format!("{} {}.", MESSAGES[of].2, marker(of, version))
}

fn name(at: DateTime<Utc>) -> String {
    format!("{}.{:06}", at.timestamp(), at.timestamp_subsec_micros())
}

fn place() -> PlaceId {
    PlaceId::new("slack:T1:C1")
}

impl History {
    fn message(&self, of: usize) -> Option<Message> {
        let it = &self.written[of];
        let thread =
            MESSAGES[of].1.and_then(|root| self.written[root].sent).map(|root| MessageId::new(name(root)));
        Some(Message {
            id: MessageId::new(name(it.sent?)),
            author: Some(AccountId::new(format!("test:acme:{}", MESSAGES[of].0))),
            text: text(of, it.version).into(),
            thread,
            sent: it.sent?,
            edited: it.edited,
        })
    }

    fn is_alive(&self, of: usize) -> bool {
        self.written[of].sent.is_some() && !self.written[of].is_deleted
    }

    fn knows(&mut self, of: usize, version: usize) {
        let known = &mut self.written[of].known;
        *known = (*known).max(Some(version));
    }

    async fn deliver(&mut self, house: &mut House, event: Event) {
        match event.what {
            What::Overheard(_) if self.is_read => self.knows(event.of, event.version),
            What::Edited(_) if self.is_read || self.written[event.of].known.is_some() => {
                self.knows(event.of, event.version);
            }
            _ => {}
        }
        let thread = MESSAGES[event.of].1.and_then(|root| self.written[root].sent);
        let thread = thread.map(|root| MessageId::new(name(root)));
        let at = Place { id: place(), kind: PlaceKind::Channel, thread, shared: false };
        house.someone(MESSAGES[event.of].0).at(at).does(event.what.clone(), None).await;
        self.delivered.push(event);
    }

    async fn step(&mut self, house: &mut House, step: Step) {
        let now = house.now();
        match step {
            // Nobody replies to what is not there.
            Step::Write(of)
                if self.written[of].sent.is_none()
                    && MESSAGES[of].1.is_none_or(|root| self.written[root].sent.is_some()) =>
            {
                self.written[of].sent = Some(now);
                let what = What::Overheard(self.message(of).unwrap());
                self.waiting.push(Event { of, version: 0, what });
            }
            Step::Edit(of) if self.is_alive(of) => {
                self.written[of].edited = Some(now);
                self.written[of].version += 1;
                let what = What::Edited(self.message(of).unwrap());
                self.waiting.push(Event { of, version: self.written[of].version, what });
            }
            Step::Delete(of) if self.is_alive(of) => {
                self.written[of].is_deleted = true;
                let id = self.message(of).unwrap().id;
                self.waiting.push(Event { of, version: 0, what: What::Deleted(id) });
            }
            Step::Deliver(at) if !self.waiting.is_empty() => {
                let event = self.waiting.remove(at % self.waiting.len());
                self.deliver(house, event).await;
            }
            Step::Repeat(at) if !self.delivered.is_empty() => {
                let event = self.delivered[at % self.delivered.len()].clone();
                self.deliver(house, event).await;
            }
            Step::Export => self.exports.push(self.export(now)),
            Step::Import(at) if !self.exports.is_empty() => {
                let at = at % self.exports.len();
                self.import(house, at).await;
            }
            Step::Stop | Step::Read => {
                self.is_read = matches!(step, Step::Read);
                let read = self.is_read;
                house
                    .before(async |tx, org| {
                        tx.of::<Channels>(org).opt_in(&place(), read, now).await.unwrap();
                    })
                    .await;
            }
            Step::Accept(of) if self.is_alive(of) => {
                let message = self.message(of).unwrap();
                let at = Place {
                    id: place(),
                    kind: PlaceKind::Channel,
                    thread: message.thread.clone(),
                    shared: false,
                };
                house.ann().at(at).chooses("experts.accept_message", Some(message.clone())).await;
                if house.keeps_answer(&message.id).await {
                    self.knows(of, self.written[of].version);
                }
            }
            Step::NotSolved => house.ann().forces("experts.reopen", &self.question).await,
            Step::Close | Step::Open => {
                self.is_open = matches!(step, Step::Open);
                states(house, &self.through, self.is_open).await;
            }
            Step::Look => {
                let shown = looks(house).await;
                assert!(self.is_open || !is_told(&shown), "shown to somebody who may not read it: {shown}");
            }
            _ => {}
        }
        house.passes(TimeDelta::seconds(10)).await;
        found(&house.db, &self.search).await;
    }

    fn export(&self, now: DateTime<Utc>) -> Export {
        let alive = (0..MESSAGES.len()).filter(|of| self.is_alive(*of));
        exports::export(
            alive.map(|of| (of, self.written[of].version, self.message(of).unwrap())).collect(),
            now,
        )
    }

    async fn import(&mut self, house: &mut House, at: usize) {
        for (of, version) in self.exports[at].has.clone() {
            self.knows(of, version);
        }
        self.exports[at].import(house, &mut self.fresh).await;
    }
}

/// Somebody who is not in the channel asks elsewhere; what they are shown.
async fn looks(house: &mut House) -> String {
    house.dan().looks();
    house.dan().in_channel("hall").says("/ask-expert how do I roll back a Postgres migration?").await;
    house.dan().only_mine()
}

/// Something that was said in the channel, or that somebody answered there.
fn is_told(shown: &str) -> bool {
    shown.contains("zq") || ["Ann –", "Bob –", "Cleo –"].iter().any(|reason| shown.contains(reason))
}

/// The platform states who can read the channel.
async fn states(house: &House, through: &WorkspaceId, is_open: bool) {
    let visibility = if is_open { Visibility::Organisation } else { Visibility::Members };
    let statement =
        ChannelStatement { visibility: Some(visibility), shared: Some(false), ..ChannelStatement::default() };
    house.street.channels.lock().unwrap().insert(place(), statement.clone());
    let now = house.now();
    house
        .before(async |tx, org| {
            tx.of::<Channels>(org).state_channel(through, &place(), &statement, now).await.unwrap();
        })
        .await;
}

async fn found(db: &Db, search: &Search) -> Found {
    let mut question = Question::new(
        "roll back a Postgres migration",
        Scope::everything(),
        "2026-09-15T12:00:00Z".parse().unwrap(),
    );
    question.least = 0.0;
    question.least_fit = Some(0.0);
    search.find(&mut db.read().await.unwrap(), &crate::chat::OrgId::new("acme"), &question).await.unwrap()
}

fn names(found: &Found) -> (Vec<String>, Vec<String>) {
    let people = found.people.iter().map(|ranked| ranked.person.to_string()).collect();
    (
        people,
        found.earlier.iter().map(|earlier| format!("{:?} {}", earlier.answer, earlier.accepted)).collect(),
    )
}

/// `arrives`: what the bot says is delivered; otherwise it waits, and its words must not.
async fn run(db: &Db, steps: &[Step], arrives: bool) {
    let mut house = House::build(db.clone()).await;
    let (slack, now) = (WorkspaceId::new("slack:T1"), house.now());
    let through = if arrives { WorkspaceId::new("test:acme") } else { slack.clone() };
    house.before(async |tx, org| tx.ensure_workspace(&slack, org, "T1").await.unwrap()).await;
    states(&house, &through, true).await;
    house
        .before(async |tx, org| assert!(tx.of::<Channels>(org).opt_in(&place(), true, now).await.unwrap()))
        .await;
    house.has_channel("hall", Visibility::Organisation, false).await;
    let mut history = History {
        written: vec![Written::default(); MESSAGES.len()],
        waiting: Vec::new(),
        delivered: Vec::new(),
        exports: Vec::new(),
        is_read: true,
        is_open: true,
        through,
        question: String::new(),
        search: Search::in_memory(),
        fresh: 0,
    };
    history.written[0] = Written { sent: Some(now), known: Some(0), ..Written::default() };
    let mention = history.message(0).unwrap();
    let at = Place { id: place(), kind: PlaceKind::Channel, thread: None, shared: false };
    let asks =
        What::Command { words: mention.text, slash: false, message: Some(mention.id), groups: Vec::new() };
    house.ann().at(at).does(asks, None).await;
    house.ann().presses("Ask the channel").await;
    history.question = house.question_id().await;
    house.passes(TimeDelta::seconds(10)).await;
    for step in steps {
        history.step(&mut house, *step).await;
    }
    while !history.waiting.is_empty() {
        history.step(&mut house, Step::Deliver(0)).await;
    }
    let mut gone = BTreeSet::new();
    for (of, it) in history.written.iter().enumerate() {
        let newest = it.known.filter(|_| !it.is_deleted);
        gone.extend(
            (0..=it.version).filter(|version| newest != Some(*version)).map(|version| marker(of, version)),
        );
        if let Some(newest) = newest {
            assert!(!house.keeps(&marker(of, newest)).await.is_empty(), "{} is lost", marker(of, newest));
        }
    }
    for words in &gone {
        house.forgot(words).await;
    }
    let shown = looks(&mut house).await;
    let old: Vec<&String> = gone.iter().filter(|words| shown.contains(*words)).collect();
    assert!(old.is_empty(), "{old:?} are shown: {shown}");
    assert!(history.is_open || !is_told(&shown), "shown to somebody who may not read it: {shown}");
    let (followed, afresh) =
        (found(&house.db, &history.search).await, found(&house.db, &Search::in_memory()).await);
    assert_eq!(names(&followed), names(&afresh), "the index is what the store says");
}

fn in_a_runtime(task: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
        .block_on(task);
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 1..70)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn deleted_words_are_nowhere_and_the_newest_are_there(steps in steps(), arrives in any::<bool>()) {
        in_a_runtime(async {
            let db = Db::open("sqlite::memory:").await.unwrap();
            db.migrate().await.unwrap();
            run(&db, &steps, arrives).await;
        });
    }
}

/// The same on both engines, for a few of them.
#[test]
fn deleted_words_are_nowhere_on_each_engine() {
    let mut runner = TestRunner::deterministic();
    let some: Vec<Vec<Step>> = (0..3).map(|_| steps().new_tree(&mut runner).unwrap().current()).collect();
    in_a_runtime(async {
        for steps in &some {
            on_each_store(async |db| run(db, steps, true).await).await;
        }
    });
}
