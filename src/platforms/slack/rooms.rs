//! What is known about places: what kind they are, whether strangers read there, and where a person's direct conversation
//! is. Commands and buttons do not say, so Slack is asked once in a while.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use crate::chat::{PlaceKind, WorkspaceId};
use crate::clock::Clock;

/// How long an answer of Slack's is believed.
const BELIEVED: TimeDelta = TimeDelta::minutes(10);
/// How long we do not ask again where Slack gave no answer.
const DISAPPOINTED: TimeDelta = TimeDelta::minutes(1);
/// More places than this are not remembered at once.
const MOST: usize = 20_000;

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Room {
    pub kind: PlaceKind,
    pub shared: bool,
}

/// What is known of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// Slack should be asked.
    Nothing,
    /// Slack was asked a moment ago, and did not say.
    AskedInVain,
    /// This.
    Room(Room),
}

type Seen<T> = Mutex<HashMap<(String, String), T>>;

/// Places and direct conversations, as seen lately.
pub(super) struct Rooms {
    places: Seen<(Option<Room>, DateTime<Utc>)>,
    direct: Seen<String>,
    clock: Clock,
}

impl Rooms {
    pub(super) fn new(clock: Clock) -> Self {
        Self { places: Mutex::default(), direct: Mutex::default(), clock }
    }

    /// What is known of a place.
    pub(super) fn place(&self, workspace: &WorkspaceId, channel: &str) -> Known {
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        match places.get(&key(workspace, channel)) {
            Some((Some(room), until)) if *until > self.clock.now() => Known::Room(*room),
            Some((None, until)) if *until > self.clock.now() => Known::AskedInVain,
            _ => Known::Nothing,
        }
    }

    /// Remembers what Slack said, or that it said nothing.
    pub(super) fn learn(&self, workspace: &WorkspaceId, channel: &str, room: Option<Room>) {
        let until = self.clock.now() + if room.is_some() { BELIEVED } else { DISAPPOINTED };
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if places.len() >= MOST {
            places.clear();
        }
        places.insert(key(workspace, channel), (room, until));
    }

    /// Something about a place changed: Slack is to be asked again.
    pub(super) fn forget(&self, workspace: &WorkspaceId, channel: &str) {
        self.places.lock().unwrap_or_else(PoisonError::into_inner).remove(&key(workspace, channel));
    }

    /// A person's direct conversation with the bot, if it was opened before.
    pub(super) fn direct(&self, workspace: &WorkspaceId, user: &str) -> Option<String> {
        self.direct.lock().unwrap_or_else(PoisonError::into_inner).get(&key(workspace, user)).cloned()
    }

    /// Remembers a person's direct conversation.
    pub(super) fn opened(&self, workspace: &WorkspaceId, user: &str, channel: &str) {
        let mut direct = self.direct.lock().unwrap_or_else(PoisonError::into_inner);
        if direct.len() >= MOST {
            direct.clear();
        }
        direct.insert(key(workspace, user), channel.to_owned());
        drop(direct);
        self.learn(workspace, channel, Some(Room { kind: PlaceKind::Direct, shared: false }));
    }

    /// Forgets a direct conversation that turned out not to be there.
    pub(super) fn closed(&self, workspace: &WorkspaceId, user: &str) {
        self.direct.lock().unwrap_or_else(PoisonError::into_inner).remove(&key(workspace, user));
    }
}

fn key(workspace: &WorkspaceId, id: &str) -> (String, String) {
    (workspace.as_str().to_owned(), id.to_owned())
}
