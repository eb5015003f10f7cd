//! How fast Teams lets us speak: so many messages in each conversation, and so many requests in each tenant. Whoever comes
//! too early is told how long to wait, and nothing is sent.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use parking_lot::Mutex;

use crate::chat::WorkspaceId;
use crate::clock::Clock;

/// Messages in one conversation: how many, in how many milliseconds. In the order of their counts.
const CONVERSATION: [(usize, i64); 3] = [(7, 1_000), (8, 2_000), (60, 30_000)];
/// The same for an hour, where every moment would be too much to remember: minutes are.
const AN_HOUR: u32 = 1_800;
const HOUR: i64 = 3_600_000;
const MINUTE: i64 = 60_000;
/// Requests in one tenant.
const TENANT: [(usize, i64); 1] = [(50, 1_000)];
/// Names remembered before those at rest are let go.
const MOST: usize = 10_000;
/// Whoever was silent so long is at rest.
const REST: i64 = 30_000;

/// What may be sent now.
pub(super) struct Limits {
    clock: Clock,
    paces: Mutex<Paces>,
}

#[derive(Default)]
struct Paces {
    tenants: HashMap<String, Pace>,
    conversations: HashMap<String, Pace>,
}

/// What was sent lately, in milliseconds.
#[derive(Default)]
struct Pace {
    recent: VecDeque<i64>,
    /// Minutes, and how much was sent in each.
    minutes: VecDeque<(i64, u32)>,
    /// Teams itself asked for silence until then.
    silent: i64,
}

impl Limits {
    pub(super) fn new(clock: Clock) -> Self {
        Self { clock, paces: Mutex::default() }
    }

    /// Takes a place in the queue, or says how long to wait; then nothing was taken.
    pub(super) fn take(&self, workspace: &WorkspaceId, conversation: &str) -> Result<(), Duration> {
        let now = self.clock.now().timestamp_millis();
        let mut paces = self.paces.lock();
        let Paces { tenants, conversations } = &mut *paces;
        make_room(tenants, now);
        make_room(conversations, now);
        let tenant = tenants.entry(workspace.as_str().to_owned()).or_default();
        let conversation = conversations.entry(key(workspace, conversation)).or_default();
        let wait = tenant.wait(&TENANT, now).max(conversation.wait(&CONVERSATION, now));
        let wait = wait.max(conversation.wait_for_the_hour(now));
        if wait > 0 {
            return Err(Duration::from_millis(wait.unsigned_abs()));
        }
        tenant.note(&TENANT, now);
        conversation.note(&CONVERSATION, now);
        conversation.note_minute(now);
        Ok(())
    }

    /// Teams asked for a pause in a conversation.
    pub(super) fn rest(&self, workspace: &WorkspaceId, conversation: &str, wait: Duration) {
        let now = self.clock.now().timestamp_millis();
        let mut paces = self.paces.lock();
        make_room(&mut paces.conversations, now);
        let pace = paces.conversations.entry(key(workspace, conversation)).or_default();
        let wait = i64::try_from(wait.as_millis()).unwrap_or(HOUR).min(HOUR);
        pace.silent = pace.silent.max(now + wait);
    }

    /// How many names are remembered.
    #[cfg(test)]
    pub(super) fn remembered(&self) -> usize {
        let paces = self.paces.lock();
        paces.tenants.len() + paces.conversations.len()
    }
}

fn key(workspace: &WorkspaceId, conversation: &str) -> String {
    format!("{workspace}:{conversation}")
}

/// Forgets those at rest, and all if nobody is: to be throttled once is better than to grow without end.
fn make_room(paces: &mut HashMap<String, Pace>, now: i64) {
    if paces.len() >= MOST {
        paces.retain(|_, pace| pace.last() + REST > now);
        if paces.len() >= MOST {
            paces.clear();
        }
    }
}

impl Pace {
    fn last(&self) -> i64 {
        self.recent.back().copied().unwrap_or_default().max(self.silent)
    }

    /// Milliseconds until one more fits into every window.
    fn wait(&mut self, windows: &[(usize, i64)], now: i64) -> i64 {
        // A clock that was set back must not silence us.
        self.recent.retain(|sent| *sent <= now);
        let waits = windows.iter().map(|(count, window)| {
            let at = self.recent.len().checked_sub(*count);
            at.and_then(|at| self.recent.get(at)).map_or(0, |sent| sent + window - now)
        });
        waits.max().unwrap_or_default().max((self.silent - now).min(HOUR)).max(0)
    }

    /// The same for the hour. A minute counts until its last moment is an hour ago.
    fn wait_for_the_hour(&mut self, now: i64) -> i64 {
        self.minutes.retain(|(minute, _)| *minute <= now && minute + MINUTE + HOUR > now);
        let sent: u32 = self.minutes.iter().map(|(_, count)| count).sum();
        match self.minutes.front() {
            Some((minute, _)) if sent >= AN_HOUR => minute + MINUTE + HOUR - now,
            _ => 0,
        }
    }

    fn note(&mut self, windows: &[(usize, i64)], now: i64) {
        self.recent.push_back(now);
        let most = windows.last().map_or(0, |(count, _)| *count);
        while self.recent.len() > most {
            self.recent.pop_front();
        }
    }

    fn note_minute(&mut self, now: i64) {
        let minute = now - now.rem_euclid(MINUTE);
        match self.minutes.back_mut() {
            Some((last, count)) if *last == minute => *count += 1,
            _ => self.minutes.push_back((minute, 1)),
        }
    }
}
