//! The story behind each cell: what was said where, by whom, what became of the place; and how somebody looks.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::{MEMBERS, OnSlack, OnTeams, PLACE, Source, Surface, Viewer, is_kept};
use crate::chat::{
    AccountId, ChannelStatement, Event, EventKey, OrgId, PersonId, Place, PlaceId, PlaceKind, Profile,
    Standing, Visibility, What, WorkspaceId,
};
use crate::people::{Accounts, Channels, Company, Knowledge, People, PersonData, Skill};
use crate::platforms::slack::tests as slack;
use crate::platforms::teams::tests as teams;
use crate::search::{Declared, EvidenceId, EvidenceLog, Source as Declaration};
use crate::testing::{House, Shown};

fn place(kind: PlaceKind, shared: bool) -> Place {
    Place { id: PlaceId::new(PLACE), kind, thread: None, shared }
}

/// Where that is, as events from there say.
pub(super) fn place_of(source: Source) -> Place {
    place(kind_of(source), is_shared(source))
}

fn kind_of(source: Source) -> PlaceKind {
    match source {
        Source::Slack(OnSlack::GroupMessage) | Source::Teams(OnTeams::GroupMessage) => PlaceKind::Group,
        Source::Slack(OnSlack::Direct) | Source::Teams(OnTeams::Direct) => PlaceKind::Direct,
        Source::Slack(OnSlack::Private | OnSlack::PrivateShared | OnSlack::NotStated | OnSlack::Imported)
        | Source::Teams(OnTeams::Private | OnTeams::Shared | OnTeams::NotStated) => PlaceKind::Private,
        _ => PlaceKind::Channel,
    }
}

fn is_shared(source: Source) -> bool {
    matches!(
        source,
        Source::Slack(OnSlack::Shared | OnSlack::PrivateShared)
            | Source::Teams(OnTeams::Shared | OnTeams::NotStated)
    )
}

/// What the platform's own words for such a channel state, as its adapter reads them.
fn stated(source: Source, now: DateTime<Utc>) -> Option<ChannelStatement> {
    let slack = |private: bool, shared: bool, archived: bool| {
        let described = json!({
            "id": "C1", "name": "source", "is_channel": true, "is_private": private, "is_ext_shared": shared,
            "is_archived": archived, "is_member": true,
        });
        Some(slack::stated(described, now))
    };
    match source {
        Source::Slack(of) => match of {
            OnSlack::Public
            | OnSlack::Lapsed
            | OnSlack::Stopped
            | OnSlack::Deleted
            | OnSlack::MadePrivate => slack(false, false, false),
            OnSlack::Archived => slack(false, false, true),
            OnSlack::Shared => slack(false, true, false),
            OnSlack::Private => slack(true, false, false),
            OnSlack::PrivateShared => slack(true, true, false),
            OnSlack::GroupMessage | OnSlack::Direct | OnSlack::NotStated | OnSlack::Imported => None,
        },
        Source::Teams(of) => match of {
            OnTeams::Standard | OnTeams::Stopped | OnTeams::Deleted => Some(teams::stated("standard")),
            OnTeams::Private => Some(teams::stated("private")),
            OnTeams::Shared => Some(teams::stated("Shared")),
            OnTeams::NotStated => Some(teams::stated("federated")),
            OnTeams::GroupMessage | OnTeams::Direct => None,
        },
    }
}

/// Whoever is there is in the team of the channel, too.
async fn members_come(house: &House, statement: Option<&ChannelStatement>) {
    house.has_in_channel("source", &MEMBERS).await;
    if let Some(Visibility::Team(team)) = statement.and_then(|statement| statement.visibility.as_ref()) {
        house.has_in_team(team, &MEMBERS).await;
    }
}

/// Tells the story of a source: what was said there, by whom, and what became of it.
pub(super) async fn begin(house: &mut House, source: Source) {
    people(house).await;
    let is_channel = is_kept(source);
    let at_first = match source {
        Source::Slack(OnSlack::Archived) => Source::Slack(OnSlack::Public),
        source => source,
    };
    let statement = stated(at_first, house.now());
    match &statement {
        Some(statement) => house.states("source", statement.clone()).await,
        None if is_channel => {
            let (workspace, now) = (house.workspace.clone(), house.now());
            let statement = ChannelStatement::default();
            house.street.knows_channel(&PlaceId::new(PLACE), &statement, std::iter::empty());
            house
                .before(async |tx, org| {
                    tx.of::<Channels>(org).meet_channel(&workspace, &PlaceId::new(PLACE), now).await.unwrap();
                    tx.of::<Channels>(org).look_at_channel(&PlaceId::new(PLACE), None).await.unwrap();
                })
                .await;
        }
        None => {}
    }
    if is_channel {
        members_come(house, statement.as_ref()).await;
        house.opts_in("source").await;
    }
    let (kind, shared) = (kind_of(source), is_shared(source));
    for round in ["", "again"] {
        let question = format!("How do I frobnicate the quuxifier {round}?");
        let root = house.someone("ann").at(place(kind, shared)).writes(&question, None).await;
        let answer =
            "Turn the zibble wheel twice, then reset the gate and wait for the green light to come on.";
        let reply = house.someone("bob").at(place(kind, shared)).writes(answer, Some(&root)).await;
        let id = EvidenceId::message(&PlaceId::new(PLACE), &reply);
        house.before(async |tx, org| tx.of::<EvidenceLog>(org).accept(&id, true).await.unwrap()).await;
        house.passes(TimeDelta::minutes(40)).await;
    }
    again(house, at_first).await;
    for giver in &MEMBERS[3..] {
        let others: Vec<String> =
            MEMBERS[3..].iter().filter(|it| it != &giver).map(|it| format!("<@test:acme:{it}>")).collect();
        let thanks = format!("/kudos {} for turning the zibble wheel with me", others.join(" "));
        house.someone(giver).at(place(kind, shared)).says(&thanks).await;
    }
    if is_channel {
        house.someone("ann").at(place(kind, shared)).says("/ask-expert how do we defrag the plinth?").await;
        for label in ["Ask", "Ask the channel"] {
            if house.someone("ann").can_press(label) {
                house.someone("ann").presses(label).await;
                break;
            }
        }
        quiz(house, place(kind, shared)).await;
    }
    becomes(house, source).await;
    if is_channel {
        members_come(house, stated(source, house.now()).as_ref()).await;
    }
    for key in ["cleo", "dan", "lea", "sue", "gus", "newbie", "out"] {
        house.someone(key).looks();
    }
}

/// A quiz is asked there, on a topic that everybody wants to learn.
async fn quiz(house: &mut House, at: Place) {
    house
        .before(async |tx, org| {
            let wanted = Skill {
                name: "Quuxifier".to_owned(),
                ask_me: false,
                can_mentor: false,
                wants_to_learn: true,
            };
            for key in ["cleo", "dan", "lea", "sue"] {
                let (person, skills) = (PersonId::new(key), std::slice::from_ref(&wanted));
                tx.of::<Knowledge>(org).set_skills(&person, skills).await.unwrap();
            }
        })
        .await;
    house.someone("bob").at(at.clone()).says("/quiz new").await;
    let written = [
        ("title", "The zibble quiz"),
        ("topic", "Quuxifier"),
        ("question", "Is it the plinth?"),
        ("answers", "= true"),
    ];
    house.someone("bob").at(at.clone()).fills_in(&written).await;
    house.someone("bob").at(at.clone()).presses("Start it").await;
    house.someone("bob").at(at).fills_in(&[("channel", PLACE), ("hours", "336")]).await;
}

/// The platform states it again, as it is asked before something of it is shown.
async fn again(house: &House, source: Source) {
    if let Some(statement) = stated(source, house.now()) {
        house.states("source", statement).await;
    }
}

/// What became of the place since.
async fn becomes(house: &House, source: Source) {
    match source {
        Source::Slack(OnSlack::MadePrivate) => again(house, Source::Slack(OnSlack::Private)).await,
        Source::Slack(OnSlack::Lapsed) => {
            let statement = stated(source, house.now() - TimeDelta::hours(1)).unwrap();
            house.states("source", statement).await;
        }
        Source::Slack(OnSlack::Deleted) | Source::Teams(OnTeams::Deleted) => {
            let deleted = Some(true);
            house
                .states("source", ChannelStatement { gone: deleted, deleted, ..ChannelStatement::default() })
                .await;
        }
        Source::Slack(OnSlack::Stopped) | Source::Teams(OnTeams::Stopped) => {
            let now = house.now();
            house
                .before(async |tx, org| {
                    assert!(tx.of::<Channels>(org).opt_in(&PlaceId::new(PLACE), false, now).await.unwrap());
                })
                .await;
        }
        source => again(house, source).await,
    }
}

async fn people(house: &mut House) {
    let (workspace, now) = (house.workspace.clone(), house.now());
    house
        .before(async |tx, org| {
            for key in &MEMBERS[3..] {
                let profile = profile(&format!("test:acme:{key}"), &key.to_uppercase());
                tx.of::<Accounts>(org).learn_profile(&workspace, &profile, key, now).await.unwrap();
            }
            for key in ["ann", "bob"] {
                let person = PersonId::new(key);
                let known = tx.of::<People>(org).person(&person).await.unwrap().unwrap();
                let data = PersonData { manager: Some(PersonId::new("sue")), ..known.data };
                tx.of::<People>(org).keep_person(&person, &data, None, None).await.unwrap();
            }
            let topic =
                crate::people::Topic { name: "Quuxifier".to_owned(), aliases: vec!["frobnicate".to_owned()] };
            tx.of::<Knowledge>(org).set_topic(&topic, &[]).await.unwrap();
            let (other, abroad) = (OrgId::new("globex"), WorkspaceId::new("test:globex"));
            tx.of::<Company>(&other).ensure("Globex").await.unwrap();
            tx.ensure_workspace(&abroad, &other, "Globex").await.unwrap();
            let gina = profile("test:globex:gina", "Gina");
            tx.of::<Accounts>(&other).learn_profile(&abroad, &gina, "gina", now).await.unwrap();
            tx.of::<People>(&other).set_lead(&PersonId::new("gina"), true).await.unwrap();
        })
        .await;
    house.has_people_abroad(&["eve"]).await;
    house
        .before(async |tx, org| {
            let declared = Declared { skill: "plinth defrag".to_owned(), aliases: vec![], ask_me: true };
            let eve = PersonId::new("eve abroad");
            tx.of::<EvidenceLog>(org).declare(&eve, Declaration::Skill, &[declared], now).await.unwrap();
        })
        .await;
    let colleagues: Vec<&str> =
        ["ann", "bob", "cleo", "dan", "sue", "lea"].into_iter().chain(MEMBERS[3..].iter().copied()).collect();
    for name in ["hall", "news", "lobby"] {
        house.has_channel(name, Visibility::Workspace, false).await;
        house.has_in_channel(name, &colleagues).await;
    }
    house.lea().says("/lyceum").await;
    house.lea().presses("Change kudos settings").await;
    let decided =
        [("day", "5"), ("month", "60"), ("emoji", "raised_hands"), ("on", "boards"), ("place", "test:news")];
    house.lea().fills_in(&decided).await;
}

fn profile(account: &str, name: &str) -> Profile {
    Profile {
        account: AccountId::new(account),
        name: name.to_owned(),
        title: None,
        email: None,
        time_zone: Some("Europe/Berlin".to_owned()),
        standing: Standing::Member,
        teams: None,
    }
}

/// By this key a viewer is known in the house.
pub(super) fn key_of(viewer: Viewer) -> &'static str {
    match viewer {
        Viewer::Member => "cleo",
        Viewer::Colleague => "dan",
        Viewer::Lead => "lea",
        Viewer::Manager => "sue",
        Viewer::Guest => "gus",
        Viewer::Unknown => "newbie",
        Viewer::Outsider => "out",
        Viewer::OtherCompany => "gina",
    }
}

/// Somebody looks by a surface; all that they see.
pub(super) async fn look(house: &mut House, viewer: Viewer, surface: Surface) -> String {
    let key = key_of(viewer);
    let words = match surface {
        Surface::Earlier | Surface::People => "/ask-expert how do I frobnicate the quuxifier?",
        Surface::Map => "/lyceum topics",
        Surface::Board => "/kudos board",
        Surface::Home => "/lyceum",
        Surface::Why => "/lyceum why",
        Surface::Export => "/kudos export",
        Surface::OwnPage | Surface::OwnData => "/lyceum me",
        Surface::Quizzes => "/quiz",
    };
    if viewer == Viewer::OtherCompany {
        return in_another_company(house, words).await;
    }
    let before = house.files().await;
    house.someone(key).in_channel("lobby").says(words).await;
    if surface == Surface::OwnData && house.someone(key).in_channel("lobby").can_press("Export my data") {
        house.someone(key).in_channel("lobby").presses("Export my data").await;
    }
    format!("{}\n{}", house.someone(key).only_mine(), house.files().await.replace(&before, ""))
}

/// What was said there is met.
pub(super) fn is_met(seen: &str, surface: Surface) -> bool {
    let marks: &[&str] = match surface {
        Surface::Earlier | Surface::Quizzes => &["zibble"],
        Surface::People => &["Bob –"],
        Surface::Map => &["only Bob", "Known here: Quuxifier"],
        Surface::Board => &["M1"],
        Surface::Home | Surface::Why => &["plinth"],
        Surface::Export | Surface::OwnPage | Surface::OwnData => &["zibble", "plinth", "M1"],
    };
    marks.iter().any(|mark| seen.contains(mark))
}

/// The place is called by its name.
pub(super) fn is_named(seen: &str) -> bool {
    seen.contains("#source")
}

async fn in_another_company(house: &mut House, words: &str) -> String {
    let event = Event {
        key: EventKey::new(format!("globex {words} {}", house.now())),
        org: OrgId::new("globex"),
        workspace: WorkspaceId::new("test:globex"),
        from: AccountId::new("test:globex:gina"),
        at: Place {
            id: PlaceId::new("test:globex hall"),
            kind: PlaceKind::Channel,
            thread: None,
            shared: false,
        },
        handle: None,
        answers_inline: false,
        what: What::Command {
            words: words.trim_start_matches('/').into(),
            slash: true,
            message: None,
            groups: Vec::new(),
        },
    };
    let before = house.street.shown.lock().unwrap().iter().map(|it| it.changed).max().unwrap_or_default();
    house.happens("gina", event).await;
    let gina = AccountId::new("test:globex:gina");
    let mut shown = house.street.shown.lock().unwrap();
    let new = shown.iter().filter(|it| it.changed > before);
    let hers = new.filter(|it| it.only.as_ref() == Some(&gina) || it.place.as_str() == "test:globex hall");
    let seen = hers.map(Shown::draw).collect::<Vec<_>>().join("\n");
    // What another company is shown is signed with that company's key, and none of this house's.
    shown.retain(|it| it.changed <= before);
    seen
}
