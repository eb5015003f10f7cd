//! Who meets what, cell by cell: every viewer, every kind of source, every surface that shows something to somebody. The
//! cells are generated. What is expected is written down here once more, in other words than the program's own.

mod handed;
mod story;

use std::sync::Mutex;

use super::{House, on_each_engine};
use crate::bot::{Registry, RegistryView};
use story::{begin, is_met, is_named, look};

/// Where something was said: a kind of place on a platform, and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Slack(OnSlack),
    Teams(OnTeams),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OnSlack {
    Public,
    Archived,
    /// With people from another company in it.
    Shared,
    Private,
    /// Private, and shared with another company.
    PrivateShared,
    GroupMessage,
    Direct,
    /// It was public when it was said.
    MadePrivate,
    /// Slack stated long ago that it is public, and has not done so again.
    Lapsed,
    /// Slack never stated what it is.
    NotStated,
    /// It came with an import, and nobody said that it is open.
    Imported,
    /// A lead has stopped the reading since.
    Stopped,
    Deleted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OnTeams {
    Standard,
    Private,
    Shared,
    GroupMessage,
    Direct,
    /// Of a type that nobody has heard of.
    NotStated,
    Stopped,
    Deleted,
}

const SOURCES: [Source; 21] = [
    Source::Slack(OnSlack::Public),
    Source::Slack(OnSlack::Archived),
    Source::Slack(OnSlack::Shared),
    Source::Slack(OnSlack::Private),
    Source::Slack(OnSlack::PrivateShared),
    Source::Slack(OnSlack::GroupMessage),
    Source::Slack(OnSlack::Direct),
    Source::Slack(OnSlack::MadePrivate),
    Source::Slack(OnSlack::Lapsed),
    Source::Slack(OnSlack::NotStated),
    Source::Slack(OnSlack::Imported),
    Source::Slack(OnSlack::Stopped),
    Source::Slack(OnSlack::Deleted),
    Source::Teams(OnTeams::Standard),
    Source::Teams(OnTeams::Private),
    Source::Teams(OnTeams::Shared),
    Source::Teams(OnTeams::GroupMessage),
    Source::Teams(OnTeams::Direct),
    Source::Teams(OnTeams::NotStated),
    Source::Teams(OnTeams::Stopped),
    Source::Teams(OnTeams::Deleted),
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
    /// All that is kept about oneself, as a file.
    OwnData,
    /// Quizzes that are asked, and their results.
    Quizzes,
}

const SURFACES: [Surface; 10] = [
    Surface::Earlier,
    Surface::People,
    Surface::Map,
    Surface::Board,
    Surface::Home,
    Surface::Why,
    Surface::Export,
    Surface::OwnPage,
    Surface::OwnData,
    Surface::Quizzes,
];

/// Every command and menu entry, with where it stands in the matrix, or why it shows nobody's words.
const WHERE: [(&str, &str); 30] = [
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
    ("lyceum me", "OwnPage, OwnData"),
    ("lyceum pause", "one's own hours"),
    ("lyceum topics", "Map"),
    ("lyceum why", "Why"),
    ("mentor", "one's own; programmes that one may join, which show nobody's words"),
    (
        "mentor find",
        "why a mentor fits, in words of the program's own; ranked by what all colleagues can read",
    ),
    ("mentor programme new, quiz new, quiz import", "forms"),
    (
        "mentorship.begin, mentorship.agenda, mentorship.meet, mentorship.nudge, mentorship.late, mentorship.ask_goal, \
         mentorship.ask_sentiment, mentorship.silent, mentorship.close, mentorship.end_pause, mentorship.request",
        "to the two of a pair, of themselves, with the goal that the mentee wrote for it; to a lead, who has not met",
    ),
    ("quiz", "Quizzes"),
    ("quiz.make", "the words of the message that it was chosen on, to whoever chose it there"),
    (
        "quiz.close, quiz.time, quiz.follow_up, quiz.remind, quiz.recall",
        "what came of a quiz where it was asked, and to whoever asked it; else to one person, of their own answers",
    ),
    (
        "experts.ask, experts.ask_message, experts.accept_message, kudos.thank, kudos.report",
        "forms: as their commands",
    ),
    (
        "experts.escalate, experts.remind, experts.follow_up, experts.ask_later",
        "the question where it was asked, to whoever is asked there: see `what_is_said_aloud`",
    ),
    ("kudos.roundup", "what was given there, said there"),
    (
        "kudos.awarded, kudos.reacted, kudos.soon, kudos.steps, bot.tell",
        "to one person, of their own thanks and badges",
    ),
    ("home.secret", "to a lead, a day"),
    ("home.erase_some", "to a lead, how many messages went; the channel's name if they can read it"),
    ("profile.erase, profile.erase_now", "to whoever wants to be erased"),
];

/// How many speak without a name of their own, and where that stands in the matrix or why it shows nobody's words.
const NAMELESS: [(&str, usize, &str); 12] = [
    (
        "home",
        6,
        "Home: questions, thanks, one's own, set-up, quizzes that one was asked, one's own mentorships",
    ),
    ("own_page", 2, "OwnPage: badges and quizzes of one's own"),
    (
        "hears",
        12,
        "to the asker, the giver, or whoever is asked: see `what_is_said_aloud`; the others say nothing",
    ),
    ("overhears", 1, "whoever answered is noted; what is said is the question's, in its own thread"),
    ("follows", 2, "cards that showed the words, where they stand"),
    ("reacts", 1, "to whoever reacted and whoever wrote: their own thanks"),
    ("erases", 4, "cards that named whoever is gone, where they stand; whoever was in a pair with them"),
    ("otherwise", 1, "as /ask-expert"),
    ("opens_home", 1, "Home"),
    ("redraws_home", 1, "Home"),
    ("asked", 1, "Map: what was asked aloud, by its topic and where"),
    ("arrives", 1, "names commands"),
];

const MEMBERS: [&str; 9] = ["ann", "bob", "cleo", "m1", "m2", "m3", "m4", "m5", "m6"];
const PLACE: &str = "test:source";

/// Whether a colleague who is not there may read it: as a person would say who knows the platforms.
fn is_open(source: Source) -> bool {
    matches!(source, Source::Slack(OnSlack::Public | OnSlack::Archived | OnSlack::Shared | OnSlack::Stopped))
}

/// Whether words of it are kept at all: what is said to a few is not read.
fn is_kept(source: Source) -> bool {
    !matches!(
        source,
        Source::Slack(OnSlack::GroupMessage | OnSlack::Direct)
            | Source::Teams(OnTeams::GroupMessage | OnTeams::Direct)
    )
}

/// Whether what was read there still speaks.
fn is_offered(source: Source) -> bool {
    let is_over = matches!(
        source,
        Source::Slack(OnSlack::Stopped | OnSlack::Deleted)
            | Source::Teams(OnTeams::Stopped | OnTeams::Deleted)
    );
    is_kept(source) && !is_over
}

/// A channel that the team reads, and nobody else.
fn is_of_a_team(source: Source) -> bool {
    matches!(source, Source::Teams(OnTeams::Standard | OnTeams::Stopped))
}

fn may_read(source: Source, viewer: Viewer) -> bool {
    match viewer {
        Viewer::Member => true,
        Viewer::Colleague | Viewer::Lead | Viewer::Manager => is_open(source),
        Viewer::Guest | Viewer::Unknown | Viewer::Outsider | Viewer::OtherCompany => false,
    }
}

fn expected(source: Source, viewer: Viewer, surface: Surface) -> bool {
    let may_read = may_read(source, viewer);
    match surface {
        Surface::Earlier | Surface::People | Surface::Map => is_offered(source) && may_read,
        // Boards count what more people could see than those who are there; what was announced to all stays so.
        Surface::Board => {
            let is_colleague =
                matches!(viewer, Viewer::Member | Viewer::Colleague | Viewer::Lead | Viewer::Manager);
            (is_announced(source) && is_colleague)
                || (may_read && (source == Source::Slack(OnSlack::Shared) || is_of_a_team(source)))
        }
        Surface::Home | Surface::Why => viewer == Viewer::Lead && is_open(source),
        // A quiz is asked where it was started, also where nothing is read any more.
        Surface::Quizzes => {
            let is_gone = matches!(source, Source::Slack(OnSlack::Deleted) | Source::Teams(OnTeams::Deleted));
            is_kept(source) && may_read && !is_gone
        }
        Surface::Export | Surface::OwnPage | Surface::OwnData => false,
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
                    let shown = look(house, viewer, surface).await;
                    if is_named(&shown) && !may_read(source, viewer) {
                        let cell = format!("{source:?} x {viewer:?} x {surface:?}: the place is named");
                        wrong.lock().unwrap().push(cell);
                    }
                    let seen = is_met(&shown, surface);
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
                is_open(source) && is_offered(source),
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
    is_relayed(source) && source != Source::Slack(OnSlack::Shared) && !matches!(source, Source::Teams(_))
}

/// The asker's own words went to a colleague who is in another workspace: it was no private place when it was asked.
fn is_relayed(source: Source) -> bool {
    let was_open = matches!(
        source,
        Source::Slack(OnSlack::MadePrivate | OnSlack::Lapsed | OnSlack::Deleted)
            | Source::Teams(OnTeams::Standard | OnTeams::Stopped | OnTeams::Deleted)
    );
    was_open || is_open(source)
}

#[test]
fn every_command_has_its_place_in_the_matrix() {
    let registry = Registry::of(crate::features::all()).unwrap();
    let known: Vec<&str> = WHERE.iter().flat_map(|(names, _)| names.split(", ")).collect();
    let commands = registry.commands().into_iter().map(|spec| spec.words.to_owned());
    let shortcuts = registry.shortcuts().into_iter().map(|spec| spec.name.to_owned());
    let nameless: Vec<_> = NAMELESS.iter().map(|(kind, count, _)| (*kind, *count)).collect();
    assert_eq!(registry.nameless().to_vec(), nameless, "say in `NAMELESS` what a new one shows to whom");
    let by_themselves = registry.by_themselves().into_iter().map(str::to_owned);
    let missing: Vec<String> = commands
        .chain(shortcuts)
        .chain(by_themselves)
        .filter(|name| !known.contains(&name.as_str()))
        .collect();
    assert!(
        missing.is_empty(),
        "say in `WHERE` what these show to whom, and give them a surface: {missing:?}"
    );
}
