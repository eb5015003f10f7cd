//! Whatever happens to questions, in whatever order: they go only where the table of their life lets them, and while one
//! is going on somebody or something is waited for.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::{below, some_history};
use crate::bot::{DomainEvent, Machine};
use crate::chat::{MessageId, OrgId, PersonId, Reason, Undelivered};
use crate::features::experts::life::{self, EVENTS, Event, Step};
use crate::features::experts::question::{CandidateState, Question, Stage, State};
use crate::features::experts::store::candidates::Candidates;
use crate::people::{Knowledge, Topic};
use crate::store::{Db, Sql};
use crate::testing::{House, on_each_store};

const PEOPLE: [&str; 6] = ["ann", "bob", "cleo", "dan", "sue", "lea"];
const TOPICS: [&str; 2] = ["Postgres", "PostgreSQL"];
/// What somebody may press, whether or not a card shows it to them.
const BUTTONS: [&str; 7] = [
    "experts.take",
    "experts.snooze",
    "experts.withdraw",
    "experts.reopen",
    "experts.not_me",
    "experts.else",
    "experts.accept",
];

#[derive(Clone, Copy, Debug)]
enum Act {
    Ask { who: usize, how: usize, in_thread: bool },
    Press { part: Part, who: usize, what: usize, question: usize, fills_in: Option<usize> },
    Write { who: usize, question: usize },
    Pass(i64),
    Leave(usize),
    Fail(usize),
    Rename,
    Restart,
}

/// Who presses.
#[derive(Clone, Copy, Debug)]
enum Part {
    Asker,
    Helper,
    Anybody,
}

fn part() -> impl Strategy<Value = Part> {
    prop_oneof![2 => Just(Part::Asker), 4 => Just(Part::Helper), 1 => Just(Part::Anybody)]
}

fn act() -> impl Strategy<Value = Act> {
    let one = || 0..PEOPLE.len();
    prop_oneof![
        4 => (one(), 0..9_usize, any::<bool>()).prop_map(|(who, how, in_thread)| Act::Ask { who, how, in_thread }),
        16 => (part(), one(), 0..BUTTONS.len(), 0..3_usize, prop::option::weighted(0.9, one())).prop_map(
            |(part, who, what, question, fills_in)| Act::Press { part, who, what, question, fills_in }
        ),
        4 => (one(), 0..4_usize).prop_map(|(who, question)| Act::Write { who, question }),
        6 => prop_oneof![Just(10), Just(130), Just(300), Just(900), Just(4500)].prop_map(Act::Pass),
        1 => one().prop_map(Act::Leave),
        1 => (0..4_usize).prop_map(Act::Fail),
        1 => Just(Act::Rename),
        1 => Just(Act::Restart),
    ]
}

/// The states that a question can come into from each, in any number of steps.
fn reachable() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let all = [
        State::Suggested,
        State::Later,
        State::Dropped,
        State::Deflected,
        State::Open,
        State::Taken,
        State::Accepted,
        State::Withdrawn,
    ];
    let mut from = BTreeMap::new();
    for start in all {
        let mut seen = vec![start];
        let mut at = 0;
        while let Some(state) = seen.get(at).copied() {
            at += 1;
            for event in EVENTS {
                if let Step::Becomes(next) = life::step(state, event)
                    && !seen.contains(&next)
                {
                    seen.push(next);
                }
            }
        }
        from.insert(start.name(), seen.into_iter().map(State::name).collect());
    }
    from
}

#[test]
fn what_is_over_stays_over_and_nothing_goes_back_to_before_it_was_asked() {
    let from = reachable();
    let only = |state: State| BTreeSet::from([state.name()]);
    for state in [State::Dropped, State::Deflected, State::Withdrawn] {
        assert_eq!(from[state.name()], only(state));
    }
    for state in [State::Open, State::Taken, State::Accepted] {
        let states = ["accepted", "open", "taken", "withdrawn"];
        assert_eq!(from[state.name()], BTreeSet::from(states));
    }
    // Whoever acts is told why not; what merely happens is not refused.
    assert!(from[State::Later.name()].contains("open") && !from[State::Later.name()].contains("suggested"));
    for state in [State::Suggested, State::Later, State::Open, State::Accepted, State::Withdrawn] {
        for event in [Event::TurnOver, Event::Silence, Event::HelperGone, Event::AskerGone, Event::Answered] {
            assert!(!matches!(life::step(state, event), Step::Refused(_)), "{state:?} {event:?}");
        }
    }
}

struct Walk {
    seed: u64,
    topic: usize,
    gone: BTreeSet<&'static str>,
    before: BTreeMap<String, State>,
}

impl Walk {
    async fn act(&mut self, house: &mut House, act: Act) {
        let here = |key: &str| !self.gone.contains(key);
        match act {
            Act::Ask { who, how, in_thread } if here(PEOPLE[who]) => {
                let thread = in_thread.then(|| newest_root(house)).flatten();
                let words = "/ask-expert how do I roll back a Postgres migration?";
                match thread {
                    Some(thread) => house.someone(PEOPLE[who]).at(below(&thread)).says(words).await,
                    None => house.someone(PEOPLE[who]).says(words).await,
                }
                let labels = [
                    "Ask them",
                    "Ask Sue at 09:00",
                    "Ask",
                    "Ask without my name",
                    "Never mind",
                    "Ask Bob now",
                    "It is urgent",
                    "Ask somebody now instead",
                    "Ask the channel",
                ];
                let able = |house: &mut House, label| house.someone(PEOPLE[who]).can_press(label);
                if let Some(at) =
                    (0..labels.len()).map(|at| (at + how) % labels.len()).find(|at| able(house, labels[*at]))
                {
                    house.someone(PEOPLE[who]).presses(labels[at]).await;
                }
            }
            Act::Press { part, who, what, question, fills_in } => {
                let Some(q) = newest(&house.db, question).await else { return };
                let who = match part {
                    Part::Asker => known(q.asker.as_str()),
                    Part::Helper => asked(&house.db, &q).await.unwrap_or(PEOPLE[who]),
                    Part::Anybody => PEOPLE[who],
                };
                if self.gone.contains(who) {
                    return;
                }
                // Twice, now and then.
                for _ in 0..=usize::from(question == 1) {
                    house.someone(who).forces(BUTTONS[what], &q.id).await;
                }
                if house.open_form(who).is_some() {
                    let mut values = vec![("reason", "busy"), ("answer", "Use the script.")];
                    let whom = fills_in.map(|whom| format!("@{}", PEOPLE[whom]));
                    values.extend(whom.as_deref().map(|whom| ("person", whom)));
                    house.someone(who).fills_in(&values).await;
                }
            }
            Act::Write { who, question } if here(PEOPLE[who]) => {
                let thread = match newest(&house.db, question).await {
                    Some(q) => thread_of(&house.db, &q).await,
                    None => None,
                };
                if let Some(thread) = thread {
                    house
                        .someone(PEOPLE[who])
                        .writes("Try the down script.", Some(&MessageId::new(thread)))
                        .await;
                }
            }
            Act::Pass(minutes) => house.passes(TimeDelta::minutes(minutes)).await,
            Act::Leave(who) if self.gone.len() < 3 && here(PEOPLE[who]) => {
                self.gone.insert(PEOPLE[who]);
                house.someone(PEOPLE[who]).leaves().await;
            }
            Act::Fail(how) => {
                let reason =
                    if how % 2 == 0 { Reason::Archived } else { Reason::Other("restricted".to_owned()) };
                let words = ["Still looking", "@", "Ann asks", ""][how];
                house.next_sending_of_card_fails(words, Undelivered::Refused(reason));
            }
            Act::Rename => {
                let (from, to) = (TOPICS[self.topic], TOPICS[1 - self.topic]);
                self.topic = 1 - self.topic;
                house
                    .before(async |tx, org| {
                        let champions = tx.of::<Knowledge>(org).champions(from).await.unwrap();
                        tx.of::<Knowledge>(org).drop_topic(from).await.unwrap();
                        let topic = Topic { name: to.to_owned(), aliases: vec![from.to_owned()] };
                        tx.of::<Knowledge>(org).set_topic(&topic, &champions).await.unwrap();
                    })
                    .await;
                house.hears(DomainEvent::TopicRenamed { from: from.to_owned(), to: to.to_owned() }).await;
            }
            Act::Restart => {
                self.seed += 1;
                house.machine = Machine::new(house.copy(self.seed, Vec::new()));
            }
            _ => {}
        }
    }

    async fn is_in_order(&mut self, db: &Db) {
        let (mut tx, from) = (db.read().await.unwrap(), reachable());
        let org = OrgId::new("acme");
        let questions: Vec<Question> =
            tx.all(Sql::new("SELECT * FROM question ORDER BY id"), vec![]).await.unwrap();
        let jobs: Vec<(String, String)> = tx
            .all(
                Sql::new("SELECT kind, about FROM job WHERE state = 'waiting' AND kind LIKE 'experts.%'"),
                vec![],
            )
            .await
            .unwrap();
        for q in questions {
            if let Some(before) = self.before.insert(q.id.clone(), q.state) {
                assert!(from[before.name()].contains(q.state.name()), "{before:?} to {:?}", q.state);
            }
            let waits = |kind: &str| jobs.iter().any(|(its, about)| its == kind && about.starts_with(&q.id));
            let candidates = tx.of::<Candidates>(&org).of_question(&q.id).await.unwrap();
            let are = |state: CandidateState| -> Vec<&str> {
                let those = candidates.iter().filter(|candidate| candidate.state == state);
                those.map(|candidate| candidate.person.as_str()).collect()
            };
            let (tagged, took) = (are(CandidateState::Tagged), are(CandidateState::Took));
            match q.state {
                State::Open => {
                    assert!(
                        q.stage == Stage::Everybody || waits("experts.escalate"),
                        "nobody is next: {q:?}"
                    );
                    assert!(q.stage != Stage::Everybody || tagged.is_empty(), "{tagged:?} are asked: {q:?}");
                    assert!(took.is_empty(), "{took:?} have it: {q:?}");
                }
                State::Taken => {
                    let holder = q.holder.as_ref().map(PersonId::as_str);
                    assert_eq!(took, holder.into_iter().collect::<Vec<_>>(), "{q:?}");
                    assert!(tagged.is_empty() && !waits("experts.escalate"), "{tagged:?}: {q:?}");
                }
                State::Later => {
                    assert!(waits("experts.ask_later") && q.holder.is_some(), "no morning comes: {q:?}");
                    assert!(tagged.is_empty() && took.is_empty() && q.root.is_none(), "{q:?}");
                    assert!(!self.gone.contains(q.asker.as_str()), "whoever asked has left: {q:?}");
                }
                _ => {
                    assert!(tagged.is_empty(), "{tagged:?} are still asked: {q:?}");
                    assert!(!jobs.iter().any(|(_, about)| about.starts_with(&q.id)), "{jobs:?} {q:?}");
                }
            }
            if q.is_going_on() {
                assert!(q.followed_up || waits("experts.follow_up"), "it dies in silence: {q:?}");
                assert!(!self.gone.contains(q.asker.as_str()), "whoever asked has left: {q:?}");
                assert!(!tagged.iter().chain(&took).any(|person| self.gone.contains(person)), "{q:?}");
            }
            assert!(q.topic.is_none_or(|topic| topic == TOPICS[self.topic]), "an old topic");
        }
        let failed: (i64,) =
            tx.one(Sql::new("SELECT COUNT(*) FROM job WHERE attempts > 1"), vec![]).await.unwrap();
        assert_eq!(failed.0, 0, "a job failed");
    }
}

/// Questions that were asked, the last first.
async fn newest(db: &Db, at: usize) -> Option<Question> {
    let asked = Sql::new("SELECT * FROM question WHERE opened_at IS NOT NULL ORDER BY id DESC");
    let mut questions: Vec<Question> = db.read().await.unwrap().all(asked, vec![]).await.unwrap();
    (at < questions.len()).then(|| questions.swap_remove(at))
}

fn known(key: &str) -> &'static str {
    PEOPLE.into_iter().find(|person| *person == key).unwrap()
}

/// Somebody who is asked or has it.
async fn asked(db: &Db, q: &Question) -> Option<&'static str> {
    let candidates = db.read().await.unwrap().of::<Candidates>(&q.org).of_question(&q.id).await.unwrap();
    let asked = |state| matches!(state, CandidateState::Tagged | CandidateState::Took);
    let helps = candidates.iter().find(|candidate| asked(candidate.state))?;
    Some(known(helps.person.as_str()))
}

async fn thread_of(db: &Db, q: &Question) -> Option<String> {
    if let Some(thread) = &q.thread {
        return Some(thread.to_string());
    }
    let place = Sql::new("SELECT message FROM post WHERE id = $1 AND message IS NOT NULL");
    let root = q.root.as_ref()?;
    let mut tx = db.read().await.unwrap();
    tx.optional::<(String,)>(place, crate::values![root]).await.unwrap().map(|(message,)| message)
}

fn newest_root(house: &House) -> Option<MessageId> {
    let shown = house.street.shown.lock().unwrap();
    let root = shown.iter().rev().find(|shown| shown.thread.is_none() && shown.only.is_none());
    root.map(|root| root.id.clone())
}

async fn walk(db: &Db, acts: &[Act]) {
    let mut house = House::build(db.clone()).await;
    some_history(&house).await;
    house.answered("sue", "how do I roll back a Postgres migration?", "Run the down script.", 2).await;
    house.opts_in("platform").await;
    house.topic(TOPICS[0], &["dan", "sue"]).await;
    let mut walk = Walk { seed: 70, topic: 0, gone: BTreeSet::new(), before: BTreeMap::new() };
    for act in acts {
        walk.act(&mut house, *act).await;
        walk.is_in_order(db).await;
    }
    let shown = house.street.shown.lock().unwrap();
    for words in ["did not get", "No answer from"] {
        assert!(!shown.iter().any(|shown| shown.draw().contains(words)), "{words}");
    }
}

fn in_a_runtime(task: impl Future<Output = ()>) {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(1).enable_all().build().unwrap().block_on(task);
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    prop::collection::vec(act(), 1..50)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_question_goes_where_its_life_lets_it_and_never_dies_in_silence(acts in acts()) {
        in_a_runtime(async {
            let db = Db::open("sqlite::memory:").await.unwrap();
            db.migrate().await.unwrap();
            walk(&db, &acts).await;
        });
    }
}

/// The same on both engines, for a few of them.
#[test]
fn a_question_goes_where_its_life_lets_it_on_each_engine() {
    let mut runner = TestRunner::deterministic();
    let some: Vec<Vec<Act>> = (0..2).map(|_| acts().new_tree(&mut runner).unwrap().current()).collect();
    in_a_runtime(async {
        for acts in &some {
            on_each_store(async |db| walk(db, acts).await).await;
        }
    });
}
