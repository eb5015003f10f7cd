//! Who meets what, cell by cell: every viewer, every kind of source, every surface that shows something to somebody. The
//! cells are generated. What is expected is written down here once more, in other words than the program's own.

use std::sync::Mutex;

use chrono::TimeDelta;

use super::{House, on_each_engine};
use crate::bot::{Doors, Plates};
use crate::chat::{
    AccountId, ChannelStatement, Event, EventKey, OrgId, PersonId, Place, PlaceId, PlaceKind, Profile,
    Standing, TeamId, Visibility, What, WorkspaceId,
};
use crate::people::{AccountStore, ChannelStore, KnowledgeStore, PeopleStore, PersonData};
use crate::search::{Declared, EvidenceId, EvidenceStore, Source as Declaration};

/// Where something was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Public,
    Archived,
    /// With people from another company in it.
    Shared,
    Private,
    GroupMessage,
    Direct,
    TeamStandard,
    TeamPrivate,
    TeamShared,
    /// It was public when it was said.
    MadePrivate,
    /// The platform stated long ago that it is public, and has not done so again.
    Lapsed,
    /// Nobody ever stated what it is.
    NotStated,
    /// It came with an import.
    Imported,
}

const SOURCES: [Source; 13] = [
    Source::Public,
    Source::Archived,
    Source::Shared,
    Source::Private,
    Source::GroupMessage,
    Source::Direct,
    Source::TeamStandard,
    Source::TeamPrivate,
    Source::TeamShared,
    Source::MadePrivate,
    Source::Lapsed,
    Source::NotStated,
    Source::Imported,
];

/// Who looks. Only the member is where it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Viewer {
    Member,
    Colleague,
    Lead,
    /// Of the people who said it.
    Manager,
    Guest,
    /// An account that the platform has not described yet.
    Unknown,
    /// From another company, in a shared channel.
    Outsider,
    /// Of another company that uses the same installation.
    OtherCompany,
}

const VIEWERS: [Viewer; 8] = [
    Viewer::Member,
    Viewer::Colleague,
    Viewer::Lead,
    Viewer::Manager,
    Viewer::Guest,
    Viewer::Unknown,
    Viewer::Outsider,
    Viewer::OtherCompany,
];

/// What shows something to whoever looks, and the word by which it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Surface {
    /// Answers that were given earlier.
    Earlier,
    /// Who would be asked, and why.
    People,
    /// The map of topics.
    Map,
    /// Boards of thanks.
    Board,
    /// The page of the bot.
    Home,
    /// Why somebody was asked.
    Why,
    /// One's own record.
    Export,
    /// What the bot believes of oneself.
    OwnPage,
}

const SURFACES: [Surface; 8] = [
    Surface::Earlier,
    Surface::People,
    Surface::Map,
    Surface::Board,
    Surface::Home,
    Surface::Why,
    Surface::Export,
    Surface::OwnPage,
];

/// Every command and menu entry, with where it stands in the matrix, or why it shows nobody's words.
const WHERE: [(&str, &str); 17] = [
    ("ask-expert", "Earlier, People, and the thread below"),
    ("kudos", "announced: see `what_is_said_aloud`"),
    ("kudos badge", "gives a badge; the reason is the giver's own"),
    ("kudos badges", "names badges, and nobody"),
    ("kudos board", "Board"),
    ("kudos export", "Export"),
    ("kudos mine", "Export: the same record"),
    ("kudos rings", "Board: the same places"),
    ("kudos weekly", "said where it was given"),
    ("lyceum", "Home"),
    ("lyceum help", "names commands"),
    ("lyceum link", "a code of one's own"),
    ("lyceum me", "OwnPage"),
    ("lyceum pause", "one's own hours"),
    ("lyceum topics", "Map"),
    ("lyceum why", "Why"),
    (
        "experts.ask, experts.ask_message, experts.accept_message, kudos.thank, kudos.report",
        "forms: as their commands",
    ),
];

const MEMBERS: [&str; 9] = ["ann", "bob", "cleo", "m1", "m2", "m3", "m4", "m5", "m6"];
const PLACE: &str = "test:source";

/// Whether somebody who is not there may read it: as a person would say who knows the platforms.
fn is_open(source: Source) -> bool {
    matches!(source, Source::Public | Source::Archived | Source::Shared)
}

/// Whether words of it are kept at all: what is said to a few is not read.
fn is_kept(source: Source) -> bool {
    !matches!(source, Source::GroupMessage | Source::Direct)
}

fn expected(source: Source, viewer: Viewer, surface: Surface) -> bool {
    let may_read = match viewer {
        Viewer::Member => true,
        Viewer::Colleague | Viewer::Lead | Viewer::Manager => is_open(source),
        Viewer::Guest | Viewer::Unknown | Viewer::Outsider | Viewer::OtherCompany => false,
    };
    match surface {
        Surface::Earlier | Surface::People | Surface::Map => is_kept(source) && may_read,
        // Boards count what more people could see than those who are there; what was announced to all stays so.
        Surface::Board => {
            let is_colleague =
                matches!(viewer, Viewer::Member | Viewer::Colleague | Viewer::Lead | Viewer::Manager);
            (is_announced(source) && is_colleague)
                || (may_read && matches!(source, Source::Shared | Source::TeamStandard))
        }
        Surface::Home | Surface::Why => viewer == Viewer::Lead && is_open(source),
        Surface::Export | Surface::OwnPage => false,
    }
}

#[tokio::test]
async fn nobody_meets_what_they_may_not_read() {
    let (wrong, seen_by) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    for source in SOURCES {
        on_each_engine(async |house: &mut House| {
            begin(house, source).await;
            for viewer in VIEWERS {
                for surface in SURFACES {
                    let seen = look(house, viewer, surface).await;
                    if seen {
                        seen_by.lock().unwrap().push(surface);
                    }
                    if seen != expected(source, viewer, surface) {
                        wrong
                            .lock()
                            .unwrap()
                            .push(format!("{source:?} x {viewer:?} x {surface:?}: seen is {seen}"));
                    }
                }
            }
            house.leaves_work();
        })
        .await;
    }
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{} cells:\n  {}", wrong.len(), wrong.join("\n  "));
    let seen_by = seen_by.into_inner().unwrap();
    let blind: Vec<_> = SURFACES.iter().filter(|it| expects(**it) && !seen_by.contains(it)).collect();
    assert!(blind.is_empty(), "these show nothing to anybody: {blind:?}");
}

/// Somebody somewhere is expected to see something by it.
fn expects(surface: Surface) -> bool {
    SOURCES.into_iter().any(|source| VIEWERS.into_iter().any(|viewer| expected(source, viewer, surface)))
}

#[tokio::test]
async fn what_is_said_aloud_is_for_all_who_hear_it() {
    for source in SOURCES {
        on_each_engine(async |house: &mut House| {
            begin(house, source).await;
            house
                .someone("cleo")
                .in_channel("hall")
                .says("/ask-expert how do I frobnicate the quuxifier?")
                .await;
            for label in ["Ask", "Ask the channel"] {
                if house.someone("cleo").can_press(label) {
                    house.someone("cleo").presses(label).await;
                    break;
                }
            }
            let shown = house.street.shown.lock().unwrap().clone();
            let said_in = |place: &str, words: &str| {
                shown.iter().any(|it| it.place.as_str() == place && it.draw().to_lowercase().contains(words))
            };
            // In the hall are all colleagues, and nobody else: a member asked there.
            assert!(said_in("test:hall", "how do i frobnicate"), "{source:?}: it was asked");
            assert_eq!(
                said_in("test:hall", "came to mind"),
                is_open(source),
                "{source:?}: the reason in the thread"
            );
            assert_eq!(said_in("test:news", "zibble"), is_announced(source), "{source:?}: the announcement");
            // Somebody who is only in another workspace was asked there, or not.
            let far = shown.iter().any(|it| {
                it.only.as_ref().is_some_and(|only| only.as_str().starts_with("test:abroad"))
                    && it.draw().contains("plinth")
            });
            assert_eq!(far, is_relayed(source), "{source:?}: the relay");
            house.leaves_work();
        })
        .await;
    }
}

/// Thanks given there were told in a channel that all colleagues read, when they were given.
fn is_announced(source: Source) -> bool {
    matches!(source, Source::Public | Source::Archived | Source::MadePrivate | Source::Lapsed)
}

/// The asker's own words went to a colleague who is in another workspace: it was no private place when it was asked.
fn is_relayed(source: Source) -> bool {
    is_announced(source) || matches!(source, Source::Shared | Source::TeamStandard)
}

#[test]
fn every_command_has_its_place_in_the_matrix() {
    let doors = Doors::of(crate::features::all()).unwrap();
    let known: Vec<&str> = WHERE.iter().flat_map(|(names, _)| names.split(", ")).collect();
    let commands = doors.commands().into_iter().map(|plate| plate.words.to_owned());
    let shortcuts = doors.shortcuts().into_iter().map(|plate| plate.name.to_owned());
    let missing: Vec<String> =
        commands.chain(shortcuts).filter(|name| !known.contains(&name.as_str())).collect();
    assert!(
        missing.is_empty(),
        "say in `WHERE` what these show to whom, and give them a surface: {missing:?}"
    );
}

fn place(kind: PlaceKind, shared: bool) -> Place {
    Place { id: PlaceId::new(PLACE), kind, thread: None, shared }
}

fn kind_of(source: Source) -> PlaceKind {
    match source {
        Source::GroupMessage => PlaceKind::Group,
        Source::Direct => PlaceKind::Direct,
        Source::Private | Source::TeamPrivate | Source::TeamShared | Source::NotStated | Source::Imported => {
            PlaceKind::Private
        }
        _ => PlaceKind::Channel,
    }
}

fn stated(source: Source) -> Option<ChannelStatement> {
    let visibility = match source {
        Source::Public | Source::Archived | Source::Shared | Source::MadePrivate | Source::Lapsed => {
            Visibility::Workspace
        }
        Source::TeamStandard => Visibility::Team(TeamId::new("test:team")),
        Source::Private | Source::TeamPrivate | Source::TeamShared => Visibility::Members,
        Source::GroupMessage | Source::Direct | Source::NotStated | Source::Imported => return None,
    };
    let shared = matches!(source, Source::Shared | Source::TeamShared);
    Some(ChannelStatement {
        visibility: Some(visibility),
        shared: Some(shared),
        ..ChannelStatement::default()
    })
}

/// Tells the story of a source: what was said there, by whom, and what became of it.
async fn begin(house: &mut House, source: Source) {
    people(house).await;
    let is_channel = is_kept(source);
    match stated(source) {
        Some(statement) => house.states("source", statement).await,
        None if is_channel => {
            let (workspace, now) = (house.workspace.clone(), house.now());
            let statement = ChannelStatement::default();
            house.street.knows_channel(&PlaceId::new(PLACE), &statement, std::iter::empty());
            house
                .before(async |tx, org| {
                    tx.meet_channel(org, &workspace, &PlaceId::new(PLACE), now).await.unwrap();
                    tx.look_at_channel(org, &PlaceId::new(PLACE), None).await.unwrap();
                })
                .await;
        }
        None => {}
    }
    if is_channel {
        house.has_in_channel("source", &MEMBERS).await;
        house.has_in_team(&TeamId::new("test:team"), &MEMBERS).await;
        house.opts_in("source").await;
    }
    let (kind, shared) = (kind_of(source), matches!(source, Source::Shared | Source::TeamShared));
    for round in ["", "again"] {
        let question = format!("How do I frobnicate the quuxifier {round}?");
        let root = house.someone("ann").at(place(kind, shared)).writes(&question, None).await;
        let answer =
            "Turn the zibble wheel twice, then reset the gate and wait for the green light to come on.";
        let reply = house.someone("bob").at(place(kind, shared)).writes(answer, Some(&root)).await;
        let id = EvidenceId::message(&PlaceId::new(PLACE), &reply);
        house.before(async |tx, org| tx.accept(org, &id, true).await.unwrap()).await;
        house.passes(TimeDelta::minutes(40)).await;
    }
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
    }
    match source {
        Source::Archived => {
            house
                .states("source", ChannelStatement { gone: Some(true), ..ChannelStatement::default() })
                .await;
        }
        Source::MadePrivate => {
            let private = Some(Visibility::Members);
            house
                .states("source", ChannelStatement { visibility: private, ..ChannelStatement::default() })
                .await;
        }
        Source::Lapsed => {
            let past = Some(house.now() - TimeDelta::minutes(1));
            let statement = ChannelStatement {
                visibility: Some(Visibility::Workspace),
                believed_until: past,
                ..ChannelStatement::default()
            };
            house.states("source", statement).await;
        }
        _ => {}
    }
    if is_channel {
        house.has_in_channel("source", &MEMBERS).await;
        house.has_in_team(&TeamId::new("test:team"), &MEMBERS).await;
    }
    for key in ["cleo", "dan", "lea", "sue", "gus", "newbie", "out"] {
        house.someone(key).looks();
    }
}

async fn people(house: &mut House) {
    let (workspace, now) = (house.workspace.clone(), house.now());
    house
        .before(async |tx, org| {
            for key in &MEMBERS[3..] {
                let profile = profile(&format!("test:acme:{key}"), &key.to_uppercase());
                tx.learn_profile(org, &workspace, &profile, key, now).await.unwrap();
            }
            for key in ["ann", "bob"] {
                let person = PersonId::new(key);
                let known = tx.person(org, &person).await.unwrap().unwrap();
                let data = PersonData { manager: Some(PersonId::new("sue")), ..known.data };
                tx.keep_person(org, &person, &data, None, None).await.unwrap();
            }
            let topic =
                crate::people::Topic { name: "Quuxifier".to_owned(), aliases: vec!["frobnicate".to_owned()] };
            tx.set_topic(org, &topic, &[]).await.unwrap();
            let (other, abroad) = (OrgId::new("globex"), WorkspaceId::new("test:globex"));
            tx.ensure_org(&other, "Globex").await.unwrap();
            tx.ensure_workspace(&abroad, &other, "Globex").await.unwrap();
            let gina = profile("test:globex:gina", "Gina");
            tx.learn_profile(&other, &abroad, &gina, "gina", now).await.unwrap();
            tx.set_lead(&other, &PersonId::new("gina"), true).await.unwrap();
        })
        .await;
    house.has_people_abroad(&["eve"]).await;
    house
        .before(async |tx, org| {
            let declared = Declared { skill: "plinth defrag".to_owned(), aliases: vec![], ask_me: true };
            let eve = PersonId::new("eve abroad");
            tx.declare(org, &eve, Declaration::Skill, &[declared], now).await.unwrap();
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

/// Somebody looks by a surface; whether they meet what was said.
async fn look(house: &mut House, viewer: Viewer, surface: Surface) -> bool {
    let key = match viewer {
        Viewer::Member => "cleo",
        Viewer::Colleague => "dan",
        Viewer::Lead => "lea",
        Viewer::Manager => "sue",
        Viewer::Guest => "gus",
        Viewer::Unknown => "newbie",
        Viewer::Outsider => "out",
        Viewer::OtherCompany => "gina",
    };
    let words = match surface {
        Surface::Earlier | Surface::People => "/ask-expert how do I frobnicate the quuxifier?",
        Surface::Map => "/lyceum topics",
        Surface::Board => "/kudos board",
        Surface::Home => "/lyceum",
        Surface::Why => "/lyceum why",
        Surface::Export => "/kudos export",
        Surface::OwnPage => "/lyceum me",
    };
    let marks: &[&str] = match surface {
        Surface::Earlier => &["zibble"],
        Surface::People => &["Bob –"],
        Surface::Map => &["only Bob", "Known here: Quuxifier"],
        Surface::Board => &["M1"],
        Surface::Home | Surface::Why => &["plinth"],
        Surface::Export | Surface::OwnPage => &["zibble", "quuxifier?", "plinth", "M1"],
    };
    let seen = if viewer == Viewer::OtherCompany {
        in_another_company(house, words).await
    } else {
        let before = house.files().await;
        house.someone(key).in_channel("lobby").says(words).await;
        format!("{}\n{}", house.someone(key).only_mine(), house.files().await.replace(&before, ""))
    };
    marks.iter().any(|mark| seen.contains(mark))
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
    let shown = house.street.shown.lock().unwrap();
    let new = shown.iter().filter(|it| it.changed > before);
    let hers = new.filter(|it| it.only.as_ref() == Some(&gina) || it.place.as_str() == "test:globex hall");
    hers.map(|it| it.draw()).collect::<Vec<_>>().join("\n")
}
