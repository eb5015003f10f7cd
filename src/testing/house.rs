//! The house: a machine, a clock that stands still, a street, and a small company.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};

use super::person::Someone;
use super::street::Street;
use crate::bot::{DomainEvent, Feature, Ids, Machine, Registry, Setup};
use crate::chat::{
    AccountId, Card, ChannelStatement, Circle, EventKey, Form, MessageId, MessageText, OrgId, PersonId,
    Place, PlaceId, PlaceKind, Platform, Profile, Receipt, Standing, TeamId, Visibility, WorkspaceId,
};
use crate::clock::Clock;
use crate::features::experts::QuestionSettings;
use crate::people::{Accounts, Channels, Company, Knowledge, Members, People, PersonData, Topic};
use crate::search::{Declared, Evidence, EvidenceLog, Kind, Search, Source};
use crate::store::{Db, Tx};

/// A company with a machine.
pub(crate) struct House {
    pub machine: Machine,
    pub street: Arc<Street>,
    pub clock: Clock,
    pub org: OrgId,
    pub workspace: WorkspaceId,
    pub db: Db,
    pub(super) seen: HashMap<String, usize>,
    pub(super) open_forms: HashMap<String, Form>,
    pub(super) last: Option<Receipt>,
    events: u32,
    expect_work: bool,
}

/// What the names of the first copy of the program come from.
const SEED: u64 = 7;

/// Everybody: key, name, time zone, standing.
const PEOPLE: [(&str, &str, &str, Standing); 9] = [
    ("ann", "Ann", "Europe/Berlin", Standing::Member),
    ("bob", "Bob", "Europe/Berlin", Standing::Member),
    ("cleo", "Cleo", "Europe/Berlin", Standing::Member),
    ("dan", "Dan", "Europe/Berlin", Standing::Member),
    ("sue", "Sue", "Australia/Sydney", Standing::Member),
    ("lea", "Lea", "Europe/Berlin", Standing::Member),
    ("gus", "Gus", "Europe/Berlin", Standing::Guest),
    ("out", "Olga", "Europe/Berlin", Standing::Stranger),
    ("old", "Otto", "Europe/Berlin", Standing::Gone),
];

impl House {
    pub async fn build(db: Db) -> Self {
        // A Monday, 11:00 in Berlin.
        let start = Utc.with_ymd_and_hms(2026, 9, 14, 9, 0, 0).unwrap();
        let clock = Clock::standing(start);
        let street = Street::new();
        let (org, workspace) = (OrgId::new("acme"), WorkspaceId::new("test:acme"));
        let platforms: BTreeMap<&'static str, Arc<dyn Platform>> =
            BTreeMap::from([("test", Arc::clone(&street) as Arc<dyn Platform>)]);
        let machine = Machine::new(Setup {
            db: db.clone(),
            clock: clock.clone(),
            search: Search::in_memory(),
            registry: Arc::new(Registry::of(crate::features::all()).unwrap()),
            platforms,
            ids: Ids::seeded(SEED),
            address: Some(Arc::from("https://lyceum.example")),
        });
        let house = Self {
            machine,
            street,
            clock,
            org,
            workspace,
            db,
            seen: HashMap::new(),
            open_forms: HashMap::new(),
            last: None,
            events: 0,
            expect_work: false,
        };
        house.furnish().await;
        house
    }

    /// Another copy of the program on the same store and street, or the same after a restart: with these features, too. Its
    /// names are its own, one for each `seed`.
    pub fn copy(&self, seed: u64, features: Vec<Feature>) -> Setup {
        let features = crate::features::all().into_iter().chain(features).collect();
        Setup {
            db: self.db.clone(),
            clock: self.clock.clone(),
            search: Search::in_memory(),
            registry: Arc::new(Registry::of(features).unwrap()),
            platforms: BTreeMap::from([("test", Arc::clone(&self.street) as Arc<dyn Platform>)]),
            ids: Ids::seeded(SEED + seed),
            address: None,
        }
    }

    async fn furnish(&self) {
        let mut tx = self.db.begin().await.unwrap();
        tx.of::<Company>(&self.org).ensure("Acme").await.unwrap();
        tx.ensure_workspace(&self.workspace, &self.org, "Acme").await.unwrap();
        for (key, name, zone, standing) in PEOPLE {
            let profile = Profile {
                account: account(key),
                name: name.to_owned(),
                title: None,
                email: Some(format!("{key}@acme.example")),
                time_zone: Some(zone.to_owned()),
                standing,
                teams: None,
            };
            tx.of::<Accounts>(&self.org)
                .learn_profile(&self.workspace, &profile, key, self.clock.now())
                .await
                .unwrap();
        }
        tx.of::<People>(&self.org).set_lead(&PersonId::new("lea"), true).await.unwrap();
        // Chance has its own test.
        let settings = QuestionSettings { rising_star: false, ..QuestionSettings::default() };
        tx.of::<Company>(&self.org).set_settings(&settings).await.unwrap();
        tx.commit().await.unwrap();
        for name in ["platform", "random"] {
            self.has_channel(name, Visibility::Workspace, false).await;
        }
    }

    /// There is such a channel, and the platform has said what it is. All members of the company are in an open one.
    pub async fn has_channel(&self, name: &str, visibility: Visibility, shared: bool) {
        let statement = ChannelStatement {
            name: Some(name.to_owned()),
            visibility: Some(visibility),
            shared: Some(shared),
            ..ChannelStatement::default()
        };
        self.states(name, statement).await;
    }

    /// The platform states something about a channel.
    pub async fn states(&self, name: &str, statement: ChannelStatement) {
        let place = channel(name).id;
        self.street.knows_channel(
            &place,
            &statement,
            PEOPLE.iter().filter(|it| it.3 == Standing::Member).map(|it| account(it.0)),
        );
        let (workspace, now) = (self.workspace.clone(), self.now());
        self.before(async |tx, org| {
            tx.of::<Channels>(org).state_channel(&workspace, &place, &statement, now).await.unwrap();
            let circle = Circle::Place(place.clone());
            let members = self.street.roster(&circle);
            tx.of::<Members>(org).want_roster(&workspace, &circle, now).await.unwrap();
            tx.of::<Members>(org).keep_roster(&circle, &members, now).await.unwrap();
        })
        .await;
    }

    /// These people are in a team, and nobody else.
    pub async fn has_in_team(&self, team: &TeamId, keys: &[&str]) {
        self.has_roster(Circle::Team(team.clone()), keys).await;
    }

    /// These people are in a channel, and nobody else.
    pub async fn has_in_channel(&self, name: &str, keys: &[&str]) {
        self.has_roster(Circle::Place(channel(name).id), keys).await;
    }

    async fn has_roster(&self, circle: Circle, keys: &[&str]) {
        let accounts = keys.iter().map(|key| account(key)).collect();
        self.street.rosters.lock().unwrap().insert(circle.clone(), accounts);
        let (workspace, now) = (self.workspace.clone(), self.now());
        self.before(async |tx, org| {
            tx.of::<Members>(org).want_roster(&workspace, &circle, now).await.unwrap();
            tx.of::<Members>(org).keep_roster(&circle, &self.street.roster(&circle), now).await.unwrap();
        })
        .await;
    }

    pub fn ann(&mut self) -> Someone<'_> {
        self.someone("ann")
    }

    pub fn bob(&mut self) -> Someone<'_> {
        self.someone("bob")
    }

    pub fn cleo(&mut self) -> Someone<'_> {
        self.someone("cleo")
    }

    pub fn dan(&mut self) -> Someone<'_> {
        self.someone("dan")
    }

    pub fn lea(&mut self) -> Someone<'_> {
        self.someone("lea")
    }

    pub fn someone(&mut self, key: &'static str) -> Someone<'_> {
        Someone { house: self, key, at: channel("platform"), abroad: false }
    }

    /// The company has another workspace, in which these people have accounts: nobody knows yet that it is them.
    pub async fn has_people_abroad(&self, keys: &[&'static str]) {
        let (now, abroad) = (self.clock.now(), WorkspaceId::new(ABROAD));
        self.before(async |tx, org| {
            tx.ensure_workspace(&abroad, org, "Acme abroad").await.unwrap();
            for key in keys {
                let profile = Profile {
                    account: account_abroad(key),
                    name: format!("{key} abroad"),
                    title: None,
                    email: None,
                    time_zone: None,
                    standing: Standing::Member,
                    teams: None,
                };
                tx.of::<Accounts>(org)
                    .learn_profile(&abroad, &profile, &format!("{key} abroad"), now)
                    .await
                    .unwrap();
            }
        })
        .await;
    }

    /// Something in the store, as it came about before the story.
    pub async fn before(&self, story: impl AsyncFnOnce(&mut Tx, &OrgId)) {
        let mut tx = self.db.begin().await.unwrap();
        story(&mut tx, &self.org).await;
        tx.commit().await.unwrap();
    }

    /// What somebody does, as their profile and the company's list say.
    pub async fn works(&mut self, key: &'static str, title: &'static str, projects: &[&'static str]) {
        let projects = projects.iter().map(|name| (*name).to_owned()).collect();
        self.before(async |tx, org| {
            let person = PersonId::new(key);
            let known = tx.of::<People>(org).person(&person).await.unwrap().unwrap();
            let data = PersonData { projects, ..known.data };
            tx.of::<People>(org).keep_person(&person, &data, None, None).await.unwrap();
        })
        .await;
        self.someone(key).has_the_title(title).await;
    }

    /// Somebody declared that they are glad to be asked.
    pub async fn knows(&self, key: &'static str, skill: &'static str) {
        let now = self.clock.now();
        self.before(async |tx, org| {
            let declared = Declared { skill: skill.to_owned(), aliases: vec![], ask_me: true };
            tx.of::<EvidenceLog>(org)
                .declare(&PersonId::new(key), Source::Skill, &[declared], now)
                .await
                .unwrap();
        })
        .await;
    }

    /// Somebody gave an accepted answer so many days ago. Mentions are as in [`Someone::says`].
    pub async fn answered(&self, key: &'static str, question: &'static str, answer: &'static str, days: i64) {
        let at = self.clock.now() - TimeDelta::days(days);
        self.before(async |tx, org| {
            let place = PlaceId::new("test:platform");
            let root = MessageId::new(format!("old {question}"));
            let asked =
                Evidence::message(Kind::Question, &place, &root, None, at, MessageText::decode(question));
            tx.of::<EvidenceLog>(org).record(&asked).await.unwrap();
            let id = MessageId::new(format!("old {question} {key}"));
            let mut reply = Evidence::message(
                Kind::Answer,
                &place,
                &id,
                Some(&PersonId::new(key)),
                at,
                MessageText::decode(answer),
            )
            .in_thread(&root);
            reply.accepted = true;
            tx.of::<EvidenceLog>(org).record(&reply).await.unwrap();
        })
        .await;
    }

    /// A topic with champions.
    pub async fn topic(&self, name: &'static str, champions: &[&'static str]) {
        let champions: Vec<PersonId> = champions.iter().map(|key| PersonId::new(*key)).collect();
        self.before(async |tx, org| {
            let topic = Topic { name: name.to_owned(), aliases: vec![] };
            tx.of::<Knowledge>(org).set_topic(&topic, &champions).await.unwrap();
        })
        .await;
    }

    /// A channel lets the bot read it.
    pub async fn opts_in(&self, name: &'static str) {
        self.before(async |tx, org| {
            assert!(tx.of::<Channels>(org).opt_in(&channel(name).id, true, self.clock.now()).await.unwrap());
        })
        .await;
    }

    /// What stands in files that somebody was given a link to.
    pub async fn files(&self) -> String {
        let mut tx = self.db.read().await.unwrap();
        let query = crate::store::Sql::new("SELECT body FROM file ORDER BY expires, digest");
        let bodies: Vec<(String,)> = tx.all(query, vec![]).await.unwrap();
        bodies.into_iter().map(|(body,)| body).collect::<Vec<_>>().join("\n")
    }

    /// The first message of the newest question.
    pub fn newest_root(&self) -> MessageId {
        let shown = self.street.shown.lock().unwrap();
        let root = shown.iter().rev().find(|shown| shown.thread.is_none() && shown.only.is_none());
        root.expect("a question in a channel").id.clone()
    }

    pub async fn last_question(&self) -> String {
        let mut tx = self.db.read().await.unwrap();
        let (id,) = tx
            .one::<(String,)>(crate::store::Sql::new("SELECT MAX(id) FROM question"), vec![])
            .await
            .unwrap();
        id
    }

    /// Another feature tells that this happened, and what follows at once is done.
    pub async fn hears(&self, domain_event: DomainEvent) {
        self.machine.tell(&self.org, &self.workspace, domain_event).await;
        self.machine.settle().await.unwrap();
    }

    /// Time passes; what is due is done at its moment.
    pub async fn passes(&mut self, time: TimeDelta) {
        Box::pin(self.machine.pass(self.clock.now() + time)).await.unwrap();
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The story ends with work that is still waiting, on purpose.
    pub fn leaves_work(&mut self) {
        self.expect_work = true;
    }

    /// The value of a button as it would stand on a card of this company.
    pub async fn signs(&self, action: &str, value: &str) -> String {
        self.machine.signs(&self.org, action, value).await
    }

    /// The form that somebody opened last.
    pub fn open_form(&self, key: &str) -> Option<Form> {
        self.open_forms.get(key).cloned()
    }

    /// What stands in every table, as text, but for the names of events: those are kept whatever comes.
    pub async fn rows(&self) -> BTreeMap<String, String> {
        super::rows::all(&self.db).await
    }

    pub(super) async fn is_left_in_order(&self) {
        let mut shown: Vec<Card> =
            self.street.shown.lock().unwrap().iter().map(|it| it.card.clone()).collect();
        for button in shown.iter_mut().flat_map(Card::buttons_mut) {
            let is_signed = self.machine.has_signed(&self.org, &button.action, &button.value).await;
            assert!(is_signed, "[{}] left without a signature", button.label);
        }
        let mut tx = self.db.read().await.unwrap();
        let waiting = tx.next_sending().await.unwrap();
        assert!(self.expect_work || waiting.is_none(), "something is still to be sent");
        let failed = tx.failed_jobs().await.unwrap();
        assert!(self.expect_work || failed == 0, "{failed} jobs failed");
    }

    pub(super) fn event_key(&mut self) -> EventKey {
        self.events += 1;
        EventKey::new(format!("event {}", self.events))
    }
}

pub(super) fn account(key: &str) -> AccountId {
    AccountId::new(format!("test:acme:{key}"))
}

/// The company's other workspace.
pub(super) const ABROAD: &str = "test:abroad";

pub(super) fn account_abroad(key: &str) -> AccountId {
    AccountId::new(format!("{ABROAD}:{key}"))
}

pub(super) fn channel(name: &str) -> Place {
    let id = PlaceId::new(format!("test:{name}"));
    Place { id, kind: PlaceKind::Channel, thread: None, shared: false }
}
