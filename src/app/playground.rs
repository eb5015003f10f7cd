//! `lyceum playground`: the bot in a browser, with a made-up company or an empty one.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Datelike, Days, NaiveDate, Timelike, Utc};
use tokio::sync::watch;

use super::http::{self, Terms};
use super::inbox::CountingInbox;
use super::serve::{in_time, maintain, shutdown_signal};
use crate::bot::{Ids, Lanes, Machine, Registry, RegistryView, Setup, declare_championships};
use crate::chat::{OrgId, PersonId, Platform, Profile, WorkspaceId};
use crate::clock::{Clock, moment_of};
use crate::people::{Accounts, Channels, Knowledge, People, PersonData, Skill, Topic};
use crate::platforms::playground::{self as street, Company, Forgetful, Journal, Playground, Time};
use crate::search::{Declared, Evidence, EvidenceLog, Kind, Search, Source};
use crate::store::{Db, StoreError, Tx};

/// The one company of the playground.
const COMPANY: &str = "northwind";

/// Serves the playground until the program is told to stop.
///
/// # Errors
/// When the address is taken, or the store does not open.
pub(super) async fn open(listen: SocketAddr, database: Option<String>, empty: bool) -> anyhow::Result<()> {
    let listener = http::bind(listen)?;
    let address = database.as_deref().unwrap_or("sqlite::memory:");
    let db = Db::open(address).await?;
    db.migrate().await?;
    let clock = Clock::system();
    let ids = Ids::random();
    let org = OrgId::new(COMPANY);
    let (founded, seen) = begun(&db, opening(clock.now())).await?;
    // The clock never goes back behind what was seen in this store.
    clock.advance(opening(clock.now()).max(seen) - clock.now());
    let company = if empty { street::empty() } else { street::example(founded)? };
    settle_in(&db, &org, &company, founded).await?;
    let registry = Arc::new(Registry::of(crate::features::all()).map_err(anyhow::Error::msg)?);
    let journal: Arc<dyn Journal> = match &database {
        Some(_) => Arc::new(Kept(db.clone())),
        None => Arc::new(Forgetful),
    };
    let number = u64::try_from(clock.now().timestamp_millis()).unwrap_or_default();
    let playground = Playground::new(
        org,
        company,
        registry.commands(),
        registry.shortcuts(),
        clock.clone(),
        journal,
        number,
    )
    .await;
    let platforms: BTreeMap<&'static str, Arc<dyn Platform>> =
        BTreeMap::from([("playground", playground.clone() as Arc<dyn Platform>)]);
    let search = Search::in_memory();
    let machine = Machine::new(Setup {
        db: db.clone(),
        clock: clock.clone(),
        search: search.clone(),
        registry,
        platforms,
        ids,
        address: Some(Arc::from(format!("http://{listen}"))),
    });
    let inbox = Arc::new(CountingInbox::new(Lanes::open(&machine), clock.clone()));
    let time = Arc::new(Steps { machine: machine.clone(), db: db.clone() });
    let routes = http::common(machine.clone(), db.clone(), inbox.clone())
        .merge(street::router(playground, inbox, time));
    let (stopper, stop) = watch::channel(false);
    let work = tokio::spawn({
        let stop = stop.clone();
        async move { machine.run(stop).await }
    });
    let index = tokio::spawn(maintain(search, db.clone(), clock, stop.clone()));
    tokio::spawn(async move {
        shutdown_signal().await;
        let _ = stopper.send(true);
    });
    if !listen.ip().is_loopback() {
        tracing::warn!("whoever reaches this address can be anybody of the company");
    }
    let local = listener.local_addr()?;
    writeln!(std::io::stdout().lock(), "Open http://{local} in your browser. Ctrl-C ends it.")?;
    let late = stop.clone();
    let all = async {
        http::serve(listener, routes, Terms::of_the_house(), stop).await;
        let _ = tokio::join!(work, index);
        db.close().await;
    };
    in_time(all, late).await;
    Ok(())
}

/// A moment at which most of the company is at work: now, or else the next weekday at 13:00 in Berlin. Whoever tries
/// the playground at night would find everybody asleep.
fn opening(now: DateTime<Utc>) -> DateTime<Utc> {
    let berlin = chrono_tz::Europe::Berlin;
    let local = now.with_timezone(&berlin);
    let is_weekday = |day: NaiveDate| day.weekday().num_days_from_monday() < 5;
    if is_weekday(local.date_naive()) && (9..16).contains(&local.hour()) {
        return now;
    }
    let today = u64::from(local.hour() >= 9);
    (today..8)
        .filter_map(|ahead| local.date_naive().checked_add_days(Days::new(ahead)))
        .filter(|day| is_weekday(*day))
        .find_map(|day| Some(moment_of(day.and_hms_opt(13, 0, 0)?, berlin)))
        .unwrap_or(now)
}

/// When the company of this store began, from where its history is told; and the last moment that was seen in it.
async fn begun(db: &Db, now: DateTime<Utc>) -> Result<(DateTime<Utc>, DateTime<Utc>), StoreError> {
    let mut tx = db.begin().await?;
    let founded = tx.founded(now).await?;
    let seen = tx.seen_up_to(founded).await?;
    tx.commit().await?;
    Ok((founded, seen))
}

/// The company's people, topics, channels and history, as they would be after an import. Again changes nothing.
async fn settle_in(
    db: &Db,
    org: &OrgId,
    company: &Company,
    founded: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut tx = db.begin().await?;
    let workspace = street::workspace(org);
    if tx.org_of(&workspace).await?.is_some() {
        return Ok(());
    }
    tx.of::<crate::people::Company>(org).ensure(&company.name).await?;
    tx.ensure_workspace(&workspace, org, &company.name).await?;
    people(&mut tx, org, &workspace, company, founded).await?;
    for topic in &company.topics {
        let champions: Vec<PersonId> = topic.champions.iter().map(PersonId::new).collect();
        let topic = Topic { name: topic.name.clone(), aliases: topic.aliases.clone() };
        tx.of::<Knowledge>(org).set_topic(&topic, &champions).await?;
    }
    for champion in company.topics.iter().flat_map(|topic| &topic.champions) {
        declare_championships(&mut tx, org, &PersonId::new(champion), founded).await?;
    }
    for channel in &company.channels {
        let statement = street::statement(&channel.name, channel.private, channel.shared);
        tx.of::<Channels>(org)
            .state_channel(&workspace, &street::channel(&channel.name), &statement, founded)
            .await?;
    }
    for thread in &company.threads {
        let author = PersonId::new(&thread.by);
        let question = Evidence::message(
            Kind::Question,
            &thread.place,
            &thread.id,
            Some(&author),
            thread.sent,
            thread.text.clone(),
        );
        tx.of::<EvidenceLog>(org).record(&question).await?;
        for reply in &thread.replies {
            let author = PersonId::new(&reply.by);
            let words = reply.text.clone();
            let mut answer =
                Evidence::message(Kind::Answer, &thread.place, &reply.id, Some(&author), reply.sent, words)
                    .in_thread(&thread.id);
            answer.accepted = reply.accepted;
            tx.of::<EvidenceLog>(org).record(&answer).await?;
        }
    }
    tx.commit().await
}

async fn people(
    tx: &mut Tx,
    org: &OrgId,
    workspace: &WorkspaceId,
    company: &Company,
    founded: DateTime<Utc>,
) -> Result<(), StoreError> {
    for person in &company.people {
        let id = PersonId::new(&person.key);
        let profile = Profile {
            account: street::account(org.as_str(), &person.key),
            name: person.name.clone(),
            title: Some(person.title.clone()),
            email: Some(format!("{}@{COMPANY}.example", person.key)),
            time_zone: Some(person.time_zone.name().to_owned()),
            standing: person.standing,
            teams: None,
        };
        tx.of::<Accounts>(org).learn_profile(workspace, &profile, &person.key, founded).await?;
        let data = PersonData {
            name: person.name.clone(),
            department: Some(person.department.clone()),
            location: Some(person.location.clone()),
            country: Some(person.country.clone()),
            manager: person.manager.as_ref().map(PersonId::new),
            ..PersonData::default()
        };
        tx.of::<People>(org).keep_person(&id, &data, None, None).await?;
        tx.of::<People>(org).set_lead(&id, person.lead).await?;
        let skills: Vec<Skill> = person
            .skills
            .iter()
            .map(|skill| Skill {
                name: skill.name.clone(),
                ask_me: skill.ask_me,
                can_mentor: skill.can_mentor,
                wants_to_learn: skill.wants_to_learn,
            })
            .collect();
        tx.of::<Knowledge>(org).set_skills(&id, &skills).await?;
        let declared = Declared::skills(Skill::known(&skills));
        tx.of::<EvidenceLog>(org).declare(&id, Source::Skill, &declared, founded).await?;
    }
    Ok(())
}

/// Time passes as in the tests: the clock stops wherever something is due.
struct Steps {
    machine: Machine,
    db: Db,
}

#[async_trait]
impl Time for Steps {
    async fn pass(&self, until: DateTime<Utc>) {
        if let Err(error) = self.machine.pass(until).await {
            tracing::error!(%error, "time could not pass");
        }
        let keep = async {
            let mut tx = self.db.begin().await?;
            tx.seen_up_to(until).await?;
            tx.commit().await
        };
        if let Err(error) = keep.await {
            tracing::error!(%error, "the playground's time could not be kept");
        }
    }
}

/// The playground's journal, in the store.
struct Kept(Db);

#[async_trait]
impl Journal for Kept {
    async fn append(&self, entry: String) {
        let append = async {
            let mut tx = self.0.begin().await?;
            tx.append_journal(&entry).await?;
            tx.commit().await
        };
        if let Err(error) = append.await {
            tracing::error!(%error, "the playground's journal could not be kept");
        }
    }

    async fn load(&self) -> Vec<String> {
        let load = async { self.0.read().await?.journal().await };
        load.await.unwrap_or_else(|error: StoreError| {
            tracing::error!(%error, "the playground's journal could not be read");
            Vec::new()
        })
    }
}

#[cfg(test)]
mod tests;
