//! How fast Slack lets us speak: one message a second in a channel, and each method's tier in each workspace. Whoever comes
//! too early is told how long to wait, and nothing is sent.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::time::Duration;

use chrono::TimeDelta;
use governor::clock::Clock as _;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::chat::WorkspaceId;
use crate::clock::Clock;
use crate::platforms::cache::Expiring;

/// Messages a second in one channel, and how many may come at once.
const CHANNEL: (u32, u32) = (1, 3);
/// What the tiers are counted in.
const WINDOW: Duration = Duration::from_mins(1);
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

    const fn tier(self) -> Tier {
        match self {
            // Slack gives the latter a tier of its own and tells no number.
            Self::PostMessage | Self::Permalink => Tier::Workspace,
            Self::GroupUsers | Self::List | Self::Teams => Tier::Two,
            Self::Update | Self::Delete | Self::Open | Self::Info | Self::History | Self::Replies => {
                Tier::Three
            }
            Self::PostEphemeral
            | Self::Members
            | Self::UserInfo
            | Self::ViewsOpen
            | Self::ViewsPush
            | Self::ViewsPublish => Tier::Four,
        }
    }
}

/// Slack's tiers: how often a method may be called in one workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tier {
    Two,
    Three,
    Four,
    /// Messages of all channels together.
    Workspace,
}

impl Tier {
    /// Calls a minute.
    const fn rate(self) -> u32 {
        match self {
            Self::Two => 20,
            Self::Three => 50,
            Self::Four => 100,
            // Slack says "several hundred".
            Self::Workspace => 300,
        }
    }
}

/// The project's clock, as the limiters want one: how long it is since 1970.
#[derive(Clone)]
struct SinceEpoch(Clock);

impl governor::clock::Clock for SinceEpoch {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.now().timestamp_millis()).unwrap_or_default())
    }
}

type Limiter<K> = RateLimiter<K, DashMapStateStore<K>, SinceEpoch, NoOpMiddleware<Duration>>;

/// One limiter for each tier.
struct Tiers {
    two: Limiter<Key>,
    three: Limiter<Key>,
    four: Limiter<Key>,
    workspace: Limiter<Key>,
}

impl Tiers {
    fn new(clock: &SinceEpoch) -> Self {
        let limiter = |tier: Tier| limiter(Quota::per_minute(count(tier.rate())), clock);
        Self {
            two: limiter(Tier::Two),
            three: limiter(Tier::Three),
            four: limiter(Tier::Four),
            workspace: limiter(Tier::Workspace),
        }
    }

    fn of(&self, tier: Tier) -> &Limiter<Key> {
        match tier {
            Tier::Two => &self.two,
            Tier::Three => &self.three,
            Tier::Four => &self.four,
            Tier::Workspace => &self.workspace,
        }
    }
}

type Key = (String, Method);

/// What may be sent now.
pub(super) struct Limits {
    channels: Limiter<String>,
    tiers: Tiers,
    /// What Slack itself asked us to leave alone.
    resting: Expiring<Key, ()>,
}

impl Limits {
    pub(super) fn new(clock: Clock) -> Self {
        let since_epoch = SinceEpoch(clock.clone());
        let channel = Quota::per_second(count(CHANNEL.0)).allow_burst(count(CHANNEL.1));
        Self {
            channels: limiter(channel, &since_epoch),
            tiers: Tiers::new(&since_epoch),
            resting: Expiring::new(MOST, clock),
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
        // A clock that was set back says nothing about how long Slack wants to rest.
        if let Some(wait) = self.resting.left(&key).filter(|wait| *wait <= LONGEST_REST) {
            return Err(wait.to_std().unwrap_or_default());
        }
        if let Some(channel) = channel.filter(|_| method == Method::PostMessage) {
            check(&self.channels, &format!("{workspace}:{channel}"))?;
        }
        check(self.tiers.of(method.tier()), &key)
    }

    /// Slack asked for a pause.
    pub(super) fn rest(&self, workspace: &WorkspaceId, method: Method, wait: Duration) {
        let wait = TimeDelta::from_std(wait).unwrap_or(TimeDelta::seconds(30)).min(LONGEST_REST);
        self.resting.insert((workspace.as_str().to_owned(), method), (), wait);
    }
}

fn limiter<K: Clone + Eq + Hash>(quota: Quota, clock: &SinceEpoch) -> Limiter<K> {
    RateLimiter::new(quota, DashMapStateStore::default(), clock.clone())
}

/// Counts one more, or says how long to wait; then it is not counted.
fn check<K: Clone + Eq + Hash>(limiter: &Limiter<K>, key: &K) -> Result<(), Duration> {
    let checked = limiter.check_key(key);
    if limiter.len() > MOST {
        limiter.retain_recent();
    }
    let Err(early) = checked else { return Ok(()) };
    let wait = early.wait_time_from(limiter.clock().now());
    // Nobody has to wait for longer than the longest window, unless the clock was set back. That must not silence us.
    if wait > WINDOW { Ok(()) } else { Err(wait) }
}

fn count(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN)
}
