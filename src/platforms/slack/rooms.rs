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

type Known<T> = Mutex<HashMap<(String, String), T>>;

/// Places and direct conversations, as seen lately.
pub(super) struct Rooms {
    places: Known<(Option<Room>, DateTime<Utc>)>,
    direct: Known<String>,
    clock: Clock,
}

impl Rooms {
    pub(super) fn new(clock: Clock) -> Self {
        Self { places: Mutex::default(), direct: Mutex::default(), clock }
    }

    /// What is known: `None` if nothing is and Slack should be asked, `Some(None)` if it was asked in vain.
    pub(super) fn place(&self, workspace: &WorkspaceId, channel: &str) -> Option<Option<Room>> {
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let (room, until) = places.get(&key(workspace, channel))?;
        (*until > self.clock.now()).then_some(*room)
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
