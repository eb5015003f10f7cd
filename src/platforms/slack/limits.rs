//! How fast Slack lets us speak: one message a second in a channel, and each method's tier in each workspace. Whoever comes
//! too early is told how long to wait, and nothing is sent.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::chat::WorkspaceId;
use crate::clock::Clock;

/// Messages a second in one channel, and how many may come at once.
const CHANNEL: (u32, u32) = (1, 3);
/// Messages a minute in one workspace: Slack says "several hundred".
const WORKSPACE: u32 = 300;
/// Calls a minute of one method in one workspace.
const TIER2: u32 = 20;
const TIER3: u32 = 50;
const TIER4: u32 = 100;
/// How long a method rests at the most before it is tried again.
const LONGEST_REST: TimeDelta = TimeDelta::hours(1);
/// Names remembered before those at rest are let go.
const MOST: usize = 10_000;

/// The methods that are held back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Method {
    PostMessage,
    PostEphemeral,
    Update,
    Delete,
    Permalink,
    Replies,
    Open,
    History,
    Info,
    Members,
    List,
    Teams,
    UserInfo,
    GroupUsers,
    ViewsOpen,
    ViewsPush,
    ViewsPublish,
}

impl Method {
    /// Its name in the Web API.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::PostMessage => "chat.postMessage",
            Self::PostEphemeral => "chat.postEphemeral",
            Self::Update => "chat.update",
            Self::Delete => "chat.delete",
            Self::Permalink => "chat.getPermalink",
            Self::Open => "conversations.open",
            Self::History => "conversations.history",
            Self::Replies => "conversations.replies",
            Self::Info => "conversations.info",
            Self::Members => "conversations.members",
            Self::List => "conversations.list",
            Self::Teams => "auth.teams.list",
            Self::UserInfo => "users.info",
            Self::GroupUsers => "usergroups.users.list",
            Self::ViewsOpen => "views.open",
            Self::ViewsPush => "views.push",
            Self::ViewsPublish => "views.publish",
        }
    }

    const fn a_minute(self) -> u32 {
        match self {
            // Slack gives the latter a tier of its own and tells no number.
            Self::PostMessage | Self::Permalink => WORKSPACE,
            Self::GroupUsers | Self::List | Self::Teams => TIER2,
            Self::Update | Self::Delete | Self::Open | Self::Info | Self::History | Self::Replies => TIER3,
            Self::PostEphemeral
            | Self::Members
            | Self::UserInfo
            | Self::ViewsOpen
            | Self::ViewsPush
            | Self::ViewsPublish => TIER4,
        }
    }
}

type Key = (String, Method);

/// What may be sent now.
pub(super) struct Limits {
    channels: DefaultKeyedRateLimiter<String>,
    tiers: HashMap<u32, DefaultKeyedRateLimiter<Key>>,
    /// What Slack itself asked us to leave alone, until when.
    resting: Mutex<HashMap<Key, DateTime<Utc>>>,
    clock: Clock,
}

impl Limits {
    pub(super) fn new(clock: Clock) -> Self {
        let tiers = [WORKSPACE, TIER2, TIER3, TIER4];
        let tiers = tiers.map(|rate| (rate, RateLimiter::keyed(Quota::per_minute(count(rate)))));
        let channel = Quota::per_second(count(CHANNEL.0)).allow_burst(count(CHANNEL.1));
        Self {
            channels: RateLimiter::keyed(channel),
            tiers: tiers.into_iter().collect(),
            resting: Mutex::default(),
            clock,
        }
    }

    /// Takes a place in the queue, or says how long to wait. The channel counts only for `chat.postMessage`.
    pub(super) fn take(
        &self,
        workspace: &WorkspaceId,
        method: Method,
        channel: Option<&str>,
    ) -> Result<(), Duration> {
        let key = (workspace.as_str().to_owned(), method);
        self.rested(&key)?;
        let now = DefaultClock::default().now();
        if let Some(channel) = channel.filter(|_| method == Method::PostMessage) {
            let name = format!("{workspace}:{channel}");
            self.channels.check_key(&name).map_err(|early| early.wait_time_from(now))?;
            if self.channels.len() > MOST {
                self.channels.retain_recent();
            }
        }
        if let Some(tier) = self.tiers.get(&method.a_minute()) {
            tier.check_key(&key).map_err(|early| early.wait_time_from(now))?;
            if tier.len() > MOST {
                tier.retain_recent();
            }
        }
        Ok(())
    }

    /// Slack asked for a pause.
    pub(super) fn rest(&self, workspace: &WorkspaceId, method: Method, wait: Duration) {
        let wait = TimeDelta::from_std(wait).unwrap_or(TimeDelta::seconds(30)).min(LONGEST_REST);
        let until = self.clock.now() + wait;
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        resting.insert((workspace.as_str().to_owned(), method), until);
    }

    fn rested(&self, key: &Key) -> Result<(), Duration> {
        let now = self.clock.now();
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        match resting.get(key) {
            // A clock that was set back says nothing about how long Slack wants to rest.
            Some(until) if *until > now && *until - now <= LONGEST_REST => {
                Err((*until - now).to_std().unwrap_or_default())
            }
            Some(_) => {
                resting.remove(key);
                Ok(())
            }
            None => Ok(()),
        }
    }
}

fn count(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN)
}
