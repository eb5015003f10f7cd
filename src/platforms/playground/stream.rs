//! What happens, as server-sent events: each reader gets what their person may see, drawn for them.
//!
//! A reader that was away gets what it missed, as far back as the backlog goes; else, and when it reads too
//! slowly, it gets `reset` and loads everything anew.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;

use axum::response::sse::Event as Sent;
use chrono::{DateTime, Utc};
use futures_util::stream::{self, Stream, StreamExt};
use serde_json::{Value, json};
use tokio::sync::broadcast;
use tokio_stream::wrappers::{BroadcastStream, errors::BroadcastStreamRecvError};

use super::Playground;
use super::draw::Pen;
use super::world::{Change, World};
use crate::chat::{MessageId, PlaceId};

/// How many notices are kept for readers that come back, and how many a slow one may be behind.
const BACKLOG: usize = 512;

/// Something to tell the readers. What they are told is drawn when it reaches them.
#[derive(Clone, Debug)]
pub(super) enum Notice {
    /// New or changed.
    Message(MessageId),
    Gone {
        place: PlaceId,
        id: MessageId,
        only: Option<String>,
    },
    Home {
        of: String,
    },
    Clock(DateTime<Utc>),
    Unread {
        of: String,
        place: PlaceId,
    },
}

impl Notice {
    /// What a change that is about to be made will have to tell.
    pub(super) fn of(change: &Change, before: &World) -> Option<Self> {
        Some(match change {
            Change::Said(said) => Self::Message(said.id.clone()),
            Change::Reworded { id, .. } | Change::Reacted { id, .. } => Self::Message(id.clone()),
            Change::Gone { id } => {
                let said = before.message(id)?;
                Self::Gone { place: said.place.clone(), id: id.clone(), only: said.only.clone() }
            }
            Change::Read { by, place, .. } => Self::Unread { of: by.clone(), place: place.clone() },
            Change::Home { of, .. } => Self::Home { of: of.clone() },
            Change::Form { .. } => return None,
        })
    }
}

/// The notices, numbered, and who is told.
pub(super) struct Feed {
    run: u64,
    told: u64,
    backlog: VecDeque<(u64, Notice)>,
    readers: broadcast::Sender<(u64, Notice)>,
}

impl Feed {
    /// Nothing told yet.
    pub(super) fn new(run: u64) -> Self {
        Self { run, told: 0, backlog: VecDeque::new(), readers: broadcast::channel(BACKLOG).0 }
    }

    /// Tells everybody.
    pub(super) fn tell(&mut self, notice: Notice) {
        self.told += 1;
        if self.backlog.len() == BACKLOG {
            self.backlog.pop_front();
        }
        self.backlog.push_back((self.told, notice.clone()));
        let _ = self.readers.send((self.told, notice));
    }

    /// What a reader missed since it saw `last`; none if that cannot be said.
    fn missed(&self, last: &str) -> Option<Vec<(u64, Notice)>> {
        let (run, number) = last.split_once('-')?;
        let number: u64 = number.parse().ok()?;
        let kept_from = self.told - self.backlog.len() as u64;
        if run != format!("{:016x}", self.run) || number > self.told || number < kept_from {
            return None;
        }
        Some(self.backlog.iter().filter(|(told, _)| *told > number).cloned().collect())
    }
}

impl Playground {
    /// All that the person is told from now on, after what they missed since `last`.
    pub(super) fn listen(
        self: &Arc<Self>,
        who: String,
        last: Option<&str>,
    ) -> impl Stream<Item = Result<Sent, Infallible>> + use<> {
        let (first, missed, run, live) = {
            let state = self.state();
            let feed = &state.feed;
            let missed = last.map_or(Some(Vec::new()), |last| feed.missed(last));
            let first =
                if missed.is_some() { Sent::default() } else { Sent::default().event("reset").data("{}") };
            (first.id(id(feed.run, feed.told)), missed, feed.run, feed.readers.subscribe())
        };
        let is_lost = missed.is_none();
        let missed = missed.unwrap_or_default();
        // An id without words lets a reader that heard nothing yet come back to this very moment.
        let hello = (is_lost || missed.is_empty()).then_some(first);
        let playground = Arc::clone(self);
        let notices = stream::iter(missed.into_iter().map(Ok)).chain(BroadcastStream::new(live));
        let told = notices.flat_map(move |notice| {
            stream::iter(match notice {
                Ok((number, notice)) => playground.tellings(&who, number, run, &notice),
                Err(BroadcastStreamRecvError::Lagged(_)) => vec![Sent::default().event("reset").data("{}")],
            })
        });
        stream::iter(hello).chain(told).map(Ok)
    }

    /// Tells every reader what time it is now.
    pub(super) fn strike(&self) -> DateTime<Utc> {
        let now = self.clock.now();
        self.state().feed.tell(Notice::Clock(now));
        now
    }

    fn tellings(&self, who: &str, number: u64, run: u64, notice: &Notice) -> Vec<Sent> {
        let told = told(&self.state().world, who, notice);
        let sent = told
            .into_iter()
            .map(|(event, data)| Sent::default().event(event).id(id(run, number)).data(data.to_string()));
        sent.collect()
    }
}

fn id(run: u64, number: u64) -> String {
    format!("{run:016x}-{number}")
}

/// What one person is told: nothing of what they may not see.
fn told(world: &World, who: &str, notice: &Notice) -> Vec<(&'static str, Value)> {
    let Some(person) = world.person(who) else { return Vec::new() };
    let unread = |place| ("unread", json!({ "place": place, "unread": world.unread(person, place) }));
    match notice {
        Notice::Message(id) => {
            let Some(said) = world.seen(person, id) else { return Vec::new() };
            let root = said.thread.as_ref().and_then(|root| world.seen(person, root));
            let pen = Pen { world, viewer: who };
            let message = |said| ("message", json!({ "message": pen.message(said) }));
            let mut told: Vec<_> = std::iter::once(said).chain(root).map(message).collect();
            told.extend((said.by.as_deref() != Some(who)).then(|| unread(&said.place)));
            told
        }
        Notice::Gone { place, id, only } => {
            let meant = only.as_ref().is_none_or(|only| only == who) && world.enters(person, place);
            if meant {
                vec![("gone", json!({ "place": place, "id": id })), unread(place)]
            } else {
                Vec::new()
            }
        }
        Notice::Home { of } if of == who => vec![("home", json!({}))],
        Notice::Unread { of, place } if of == who => vec![unread(place)],
        Notice::Home { .. } | Notice::Unread { .. } => Vec::new(),
        Notice::Clock(now) => vec![("clock", json!({ "now": now.timestamp_millis() }))],
    }
}
