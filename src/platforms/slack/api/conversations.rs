//! What is known about places: what kind they are, whether strangers read there, what of it the machine was told, and where
//! a person's direct conversation is. Commands and buttons do not say, so Slack is asked once in a while.
//!
//! Nothing is guessed here: a place is known as Slack stated it, for as long as that is believed, or it is not known.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use parking_lot::{Mutex, MutexGuard};

use crate::chat::{ChannelStatement, PlaceKind, Visibility, WorkspaceId};
use crate::clock::Clock;

/// How long a statement of Slack's is believed, where Slack does not tell of every change.
pub(in crate::platforms::slack) const BELIEVED: TimeDelta = TimeDelta::minutes(10);
/// The machine is told again that a channel is open when this is over, if it is stated again.
const OPEN_AGAIN: TimeDelta = TimeDelta::minutes(5);
/// And that it is private: that is believed for good, so this is only for a store that was put back.
const PRIVATE_AGAIN: TimeDelta = TimeDelta::hours(6);
/// How long we do not ask again where Slack gave no answer.
const DISAPPOINTED: TimeDelta = TimeDelta::minutes(1);
/// More places than this are not remembered at once.
const MOST: usize = 20_000;

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::platforms::slack) struct Conversation {
    pub kind: PlaceKind,
    pub shared: bool,
}

/// What is known of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::platforms::slack) enum Known {
    /// Slack should be asked.
    Nothing,
    /// Slack was asked a moment ago, and did not say.
    AskedInVain,
    /// This.
    Conversation(Conversation),
}

/// What is remembered of a place while something that happened there is translated.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::platforms::slack) struct Glance {
    /// What it is, as Slack stated it lately.
    pub conversation: Option<Conversation>,
    /// It was stated to be private then.
    pub closed: Option<DateTime<Utc>>,
}

/// All that is remembered of one place.
#[derive(Default)]
struct Seen {
    /// What it is, and until when that is believed; with no conversation, Slack was asked in vain.
    conversation: Option<(Option<Conversation>, DateTime<Utc>)>,
    /// What the machine was told last, and when.
    told: Option<(ChannelStatement, DateTime<Utc>)>,
    /// It was stated to be private then: nothing from before that makes it open again.
    closed: Option<DateTime<Utc>>,
}

type ById<T> = Mutex<HashMap<(String, String), T>>;

/// Places and direct conversations, as seen lately.
pub(in crate::platforms::slack) struct ConversationCache {
    places: ById<Seen>,
    direct: ById<String>,
    clock: Clock,
}

impl Glance {
    /// Something that was true at a moment may be taken for "it is open": it was not stated to be private since.
    pub(in crate::platforms::slack) fn may_open(self, at: DateTime<Utc>) -> bool {
        self.closed.is_none_or(|closed| at > closed)
    }
}

impl ConversationCache {
    pub(in crate::platforms::slack) fn new(clock: Clock) -> Self {
        Self { places: Mutex::default(), direct: Mutex::default(), clock }
    }

    fn places(&self) -> MutexGuard<'_, HashMap<(String, String), Seen>> {
        self.places.lock()
    }

    /// Changes what is remembered of a place.
    fn at<T>(&self, workspace: &WorkspaceId, channel: &str, change: impl FnOnce(&mut Seen) -> T) -> T {
        let mut places = self.places();
        let key = key(workspace, channel);
        if places.len() >= MOST && !places.contains_key(&key) {
            places.clear();
        }
        change(places.entry(key).or_default())
    }

    /// What is known of a place.
    pub(in crate::platforms::slack) fn place(&self, workspace: &WorkspaceId, channel: &str) -> Known {
        let now = self.clock.now();
        match self.places().get(&key(workspace, channel)).and_then(|seen| seen.conversation) {
            Some((Some(conversation), until)) if until > now => Known::Conversation(conversation),
            Some((None, until)) if until > now => Known::AskedInVain,
            _ => Known::Nothing,
        }
    }

    /// Remembers what a place is.
    pub(in crate::platforms::slack) fn learn(
        &self,
        workspace: &WorkspaceId,
        channel: &str,
        conversation: Conversation,
    ) {
        let until = self.clock.now() + BELIEVED;
        self.at(workspace, channel, |seen| seen.conversation = Some((Some(conversation), until)));
    }

    /// Slack was asked, and did not say: it is not asked again at once. What others state meanwhile counts.
    pub(in crate::platforms::slack) fn asked_in_vain(&self, workspace: &WorkspaceId, channel: &str) {
        let until = self.clock.now() + DISAPPOINTED;
        self.at(workspace, channel, |seen| seen.conversation = Some((None, until)));
    }

    /// Something about a place changed: Slack is to be asked again.
    pub(in crate::platforms::slack) fn forget(&self, workspace: &WorkspaceId, channel: &str) {
        if let Some(seen) = self.places().get_mut(&key(workspace, channel)) {
            seen.conversation = None;
        }
    }

    /// What is remembered of a place.
    pub(in crate::platforms::slack) fn glance(&self, workspace: &WorkspaceId, channel: &str) -> Glance {
        let now = self.clock.now();
        let places = self.places();
        let Some(seen) = places.get(&key(workspace, channel)) else { return Glance::default() };
        let conversation =
            seen.conversation.filter(|(_, until)| *until > now).and_then(|(conversation, _)| conversation);
        Glance { conversation, closed: seen.closed }
    }

    /// The channels that are open to a workspace were listed: none but these is remembered as open.
    pub(in crate::platforms::slack) fn listed(&self, workspace: &WorkspaceId, open: &HashSet<&str>) {
        for ((at, channel), seen) in self.places().iter_mut() {
            let is_open =
                matches!(seen.conversation, Some((Some(Conversation { kind: PlaceKind::Channel, .. }), _)));
            if is_open && at == workspace.as_str() && !open.contains(channel.as_str()) {
                (seen.conversation, seen.told) = (None, None);
            }
        }
    }

    /// Slack stated this, and it was so at a moment. Says whether the machine is to be told: it is not what it was told
    /// last, or that is a while ago. Whoever asks tells it; others who ask meanwhile need not.
    pub(in crate::platforms::slack) fn is_news(
        &self,
        workspace: &WorkspaceId,
        channel: &str,
        statement: &ChannelStatement,
        at: DateTime<Utc>,
    ) -> bool {
        let now = self.clock.now();
        self.at(workspace, channel, |seen| {
            if statement.visibility == Some(Visibility::Members) {
                seen.closed = seen.closed.max(Some(at));
            }
            let old = seen.told.as_ref().is_none_or(|(told, when)| {
                let private = told.visibility == Some(Visibility::Members);
                now - *when >= if private { PRIVATE_AGAIN } else { OPEN_AGAIN } || adds(told, statement)
            });
            if old {
                let told = seen.told.take().map(|(told, _)| told).unwrap_or_default();
                seen.told = Some((merged(told, statement), now));
                seen.conversation = is_now(seen.conversation, statement, now);
            }
            old
        })
    }

    /// The machine could not be told.
    pub(in crate::platforms::slack) fn untold(&self, workspace: &WorkspaceId, channel: &str) {
        if let Some(seen) = self.places().get_mut(&key(workspace, channel)) {
            (seen.conversation, seen.told) = (None, None);
        }
    }

    /// A person's direct conversation with the bot, if it was opened before.
    pub(in crate::platforms::slack) fn direct(&self, workspace: &WorkspaceId, user: &str) -> Option<String> {
        self.direct.lock().get(&key(workspace, user)).cloned()
    }

    /// Remembers a person's direct conversation.
    pub(in crate::platforms::slack) fn opened(&self, workspace: &WorkspaceId, user: &str, channel: &str) {
        let mut direct = self.direct.lock();
        if direct.len() >= MOST {
            direct.clear();
        }
        direct.insert(key(workspace, user), channel.to_owned());
        drop(direct);
        self.learn(workspace, channel, Conversation { kind: PlaceKind::Direct, shared: false });
    }

    /// Forgets a direct conversation that turned out not to be there.
    pub(in crate::platforms::slack) fn closed(&self, workspace: &WorkspaceId, user: &str) {
        self.direct.lock().remove(&key(workspace, user));
    }
}

/// What a place is after a statement. As long as nobody said whether strangers read there, it is not known.
fn is_now(
    before: Option<(Option<Conversation>, DateTime<Utc>)>,
    statement: &ChannelStatement,
    now: DateTime<Utc>,
) -> Option<(Option<Conversation>, DateTime<Utc>)> {
    let known = before
        .filter(|(_, until)| *until > now)
        .and_then(|(conversation, until)| Some((conversation?, until)));
    let shared = statement.shared.or(known.map(|(conversation, _)| conversation.shared));
    let stated = statement.visibility.as_ref().map(|visibility| match visibility {
        Visibility::Members => PlaceKind::Private,
        _ => PlaceKind::Channel,
    });
    match (stated, known, shared) {
        (Some(kind), _, Some(shared)) => Some((Some(Conversation { kind, shared }), now + BELIEVED)),
        (Some(_), _, None) => None,
        (None, Some((conversation, until)), Some(shared)) => {
            Some((Some(Conversation { shared, ..conversation }), until))
        }
        (None, _, _) => before,
    }
}

/// A statement says something that another did not.
fn adds(told: &ChannelStatement, new: &ChannelStatement) -> bool {
    fn differs<T: PartialEq>(told: Option<&T>, new: Option<&T>) -> bool {
        new.is_some() && told != new
    }
    differs(told.name.as_ref(), new.name.as_ref())
        || differs(told.visibility.as_ref(), new.visibility.as_ref())
        || differs(told.shared.as_ref(), new.shared.as_ref())
        || differs(told.gone.as_ref(), new.gone.as_ref())
        || differs(told.deleted.as_ref(), new.deleted.as_ref())
}

fn merged(told: ChannelStatement, new: &ChannelStatement) -> ChannelStatement {
    ChannelStatement {
        name: new.name.clone().or(told.name),
        visibility: new.visibility.clone().or(told.visibility),
        believed_until: new.believed_until.or(told.believed_until),
        shared: new.shared.or(told.shared),
        gone: new.gone.or(told.gone),
        deleted: new.deleted.or(told.deleted),
    }
}

fn key(workspace: &WorkspaceId, id: &str) -> (String, String) {
    (workspace.as_str().to_owned(), id.to_owned())
}
