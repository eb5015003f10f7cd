//! How fast kudos are: boards, rings and a person's record on a ledger of 100,000 grants among 5,000 people, and a grant
//! from the command to its commit. `cargo bench --bench kudos [-- GRANTS]`; on Postgres as well with
//! `LYCEUM_LOAD_POSTGRES=postgres://...` (an empty database).

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::cast_precision_loss,
    reason = "a bench measures and prints"
)]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use lyceum::bot::{Ids, Lanes, Machine, Registry, Setup};
use lyceum::chat::{
    AccountId, ChannelStatement, Circle, Delivered, Delivery, Event, EventKey, Inbox, MessageText, OrgId,
    PersonId, Place, PlaceId, PlaceKind, Platform, Profile, Reason, Receipt, Roster, Standing, Undelivered,
    What, WorkspaceId,
};
use lyceum::clock::Clock;
use lyceum::people::{Accounts, People};
use lyceum::search::Search;
use lyceum::store::Db;
use lyceum::{sql, values};

const PEOPLE: u64 = 5_000;
/// Times each command is typed.
const TIMES: u64 = 200;

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

    async fn channel(
        &self,
        _workspace: &WorkspaceId,
        _place: &PlaceId,
    ) -> Result<ChannelStatement, Undelivered> {
        Err(Undelivered::Refused(Reason::NoSuchChannel))
    }

    async fn members(&self, _workspace: &WorkspaceId, _circle: &Circle) -> Result<Roster, Undelivered> {
        Err(Undelivered::Refused(Reason::NoSuchChannel))
    }

    async fn open_channels(
        &self,
        _workspace: &WorkspaceId,
    ) -> Result<Option<Vec<(PlaceId, ChannelStatement)>>, Undelivered> {
        Ok(None)
    }
}

struct Company {
    lanes: Lanes,
    org: OrgId,
    workspace: WorkspaceId,
}

fn main() {
    let grants = std::env::args().find_map(|word| word.parse().ok()).unwrap_or(100_000);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(all(grants));
}

async fn all(grants: u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stores = vec![("SQLite", format!("sqlite://{}", folder.path().join("bench.db").display()))];
    if let Ok(postgres) = std::env::var("LYCEUM_LOAD_POSTGRES") {
        stores.push(("Postgres", postgres));
    }
    for (name, address) in stores {
        println!("-- {name}: {grants} grants, {PEOPLE} people");
        let db = Db::open(&address).await.expect("a store");
        db.migrate().await.expect("a schema");
        let company = furnish(&db, grants).await;
        for words in ["kudos board", "kudos board #topic-3", "kudos rings", "kudos mine", "lyceum me"] {
            let times = typed(&company, |_| words.to_owned()).await;
            tell(words, times);
        }
        // Everybody gives for the first time today.
        let times = typed(&company, |number| {
            format!("kudos <@{}> for all the help with the move", account((number * 7 + 1) % PEOPLE))
        });
        tell("kudos @who, one after the other", times.await);
        together(&company).await;
        db.close().await;
    }
}

fn account(number: u64) -> AccountId {
    AccountId::new(format!("bench:acme:p{number}"))
}

fn person(number: u64) -> PersonId {
    PersonId::new(format!("p{number}"))
}

fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_789_380_000, 0).expect("a Monday")
}

async fn furnish(db: &Db, grants: u64) -> Company {
    let (org, workspace) = (OrgId::new("acme"), WorkspaceId::new("bench:acme"));
    let now = noon();
    let mut tx = db.begin().await.expect("a transaction");
    tx.of::<lyceum::people::Company>(&org).ensure("Acme").await.expect("a company");
    tx.ensure_workspace(&workspace, &org, "Acme").await.expect("a workspace");
    for number in 0..PEOPLE {
        let profile = Profile {
            account: account(number),
            name: format!("Person {number}"),
            title: None,
            email: None,
            time_zone: Some("Europe/Berlin".to_owned()),
            standing: Standing::Member,
            teams: None,
        };
        let id = format!("p{number}");
        tx.of::<Accounts>(&org).learn_profile(&workspace, &profile, &id, now).await.expect("a person");
    }
    tx.of::<People>(&org).set_lead(&person(0), true).await.expect("a lead");
    let policy = sql!(
        "INSERT INTO feature_settings (org, feature, data) VALUES ($1, 'kudos', '{\"boards\":true,\"values\":[\"Topic 3\"]}')"
    );
    tx.execute(policy, values![&org]).await.expect("a policy");
    tx.commit().await.expect("a commit");
    let start = Instant::now();
    let mut tx = db.begin().await.expect("a transaction");
    let mut state = 7_u64;
    let mut chance = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for number in 0..grants {
        // A year, and some people are thanked more than others.
        let at =
            now - TimeDelta::minutes(i64::try_from(number * 525_600 / grants.max(1)).unwrap_or_default());
        let (giver, receiver) = (chance(PEOPLE), chance(PEOPLE).min(chance(PEOPLE)));
        if giver == receiver {
            continue;
        }
        let value = format!("Topic {}", chance(20));
        let statement = sql!(
            "INSERT INTO kudos_grant (org, id, kind, source, giver, receiver, amount, reason, company_value, given_at,
                 local_day, local_month, place)
             VALUES ($1, $2, 'given', $2, $3, $4, 1, 'for all the help with it', $5, $6, $7, $8, 'bench:general')"
        );
        let values = values![
            &org,
            format!("g{number}"),
            &person(giver),
            &person(receiver),
            value,
            at,
            at.format("%Y-%m-%d").to_string(),
            at.format("%Y-%m").to_string()
        ];
        tx.execute(statement, values).await.expect("a grant");
    }
    tx.commit().await.expect("a commit");
    println!("   written in {:.1} s", start.elapsed().as_secs_f64());
    let machine = Machine::new(Setup {
        db: db.clone(),
        clock: Clock::standing(now),
        search: Search::in_memory(),
        registry: Arc::new(Registry::of(lyceum::features::all()).expect("doors")),
        platforms: BTreeMap::from([("bench", Arc::new(Street) as Arc<dyn Platform>)]),
        ids: Ids::seeded(7),
        address: None,
    });
    Company { lanes: Lanes::open(&machine), org, workspace }
}

fn event(company: &Company, from: u64, words: &str) -> Event {
    Event {
        key: EventKey::new(format!("{from} {words}")),
        org: company.org.clone(),
        workspace: company.workspace.clone(),
        from: account(from),
        at: Place {
            id: PlaceId::new("bench:general"),
            kind: PlaceKind::Channel,
            thread: None,
            shared: false,
        },
        handle: None,
        answers_inline: true,
        what: What::Command {
            words: MessageText::decode(words),
            slash: true,
            message: None,
            groups: Vec::new(),
        },
    }
}

/// Milliseconds from each command to its answer, which comes after the commit.
async fn typed(company: &Company, words: impl Fn(u64) -> String) -> Vec<f64> {
    let mut times = Vec::new();
    for number in 0..TIMES {
        // The lead sees everything.
        let words = words(number);
        let from = if words.contains('@') { 1_000 + number } else { 0 };
        let mut event = event(company, from, &words);
        event.key = EventKey::new(format!("{} {number}", event.key));
        let start = Instant::now();
        let receipt = company.lanes.receive(event).await.expect("a receipt");
        times.push(start.elapsed().as_secs_f64() * 1_000.0);
        assert!(matches!(receipt, Receipt::Show(..)), "{receipt:?}");
    }
    times
}

/// Sixty-four people thank at once, again and again.
async fn together(company: &Company) {
    const EACH: u64 = 64;
    const ROUNDS: u64 = 20;
    let start = Instant::now();
    for round in 0..ROUNDS {
        let giving = (0..EACH).map(|number| {
            let giver = 2_000 + round * EACH + number;
            let words =
                format!("kudos <@{}> for all the help with the move", account((giver * 3 + 1) % PEOPLE));
            company.lanes.receive(event(company, giver, &words))
        });
        for receipt in futures_util::future::join_all(giving).await {
            assert!(matches!(receipt, Ok(Receipt::Show(..))));
        }
    }
    let rate = (EACH * ROUNDS) as f64 / start.elapsed().as_secs_f64();
    println!("   kudos @who, {EACH} at once: {rate:.0} a second");
}

fn tell(what: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    println!("   {what}: p50 {:.1} ms, p99 {:.1} ms", at(50), at(99));
}
