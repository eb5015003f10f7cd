//! Who was turned away by the adapters: counted for `/metrics`, and told in the log, each reason once a minute at the most, as
//! strangers can make us say it as often as they like.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use parking_lot::Mutex;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

use crate::clock::Clock;

/// How long the same reason is not told again.
const PAUSE: TimeDelta = TimeDelta::minutes(1);

type Labels = [(&'static str, &'static str); 2];

/// The counts, and when each was told.
#[derive(Debug)]
pub(super) struct TurnedAway {
    clock: Clock,
    counts: Family<Labels, Counter>,
    told: Mutex<HashMap<Labels, Told>>,
}

#[derive(Clone, Copy, Debug)]
struct Told {
    at: DateTime<Utc>,
    since: u64,
}

impl TurnedAway {
    /// Nobody yet.
    pub(super) fn new(clock: Clock) -> Self {
        Self { clock, counts: Family::default(), told: Mutex::default() }
    }

    /// One more, by the adapter of this platform.
    pub(super) fn one(&self, platform: &'static str, why: &'static str) {
        let Some(times) = self.count(platform, why) else { return };
        if let Some(mend) = mend(platform, why) {
            tracing::warn!(platform, why, times, "somebody was turned away: {mend}");
        } else {
            tracing::info!(platform, why, times, "somebody was turned away who is not the platform");
        }
    }

    /// Makes the counts known.
    pub(super) fn register(&self, registry: &mut Registry) {
        let help = "Requests that were refused for their signature or token";
        registry.register("lyceum_turned_away", help, self.counts.clone());
    }

    /// How many are to be told of now, this one among them; none if it is too early for that.
    fn count(&self, platform: &'static str, why: &'static str) -> Option<u64> {
        let labels = [("platform", platform), ("why", why)];
        self.counts.get_or_create(&labels).inc();
        let now = self.clock.now();
        let mut told = self.told.lock();
        let last = told.entry(labels).or_insert(Told { at: DateTime::<Utc>::MIN_UTC, since: 0 });
        last.since += 1;
        if now.signed_duration_since(last.at) < PAUSE {
            return None;
        }
        let times = last.since;
        *last = Told { at: now, since: 0 };
        Some(times)
    }
}

/// What may be wrong with our settings, where it may be that; any stranger can send nothing at all.
fn mend(platform: &str, why: &str) -> Option<&'static str> {
    Some(match (platform, why) {
        ("slack", "forged") => {
            "the signature is not of SLACK_SIGNING_SECRET. If commands fail in Slack, copy it again from your app's page, \
             Basic Information"
        }
        ("slack", "stale") => "the signature is of another time. See that this machine's clock is right",
        ("teams", "expired" | "early") => {
            "the token is of another time. See that this machine's clock is right"
        }
        ("teams", "other_audience") => {
            "the token is for another bot. See that TEAMS_APP_ID is that of the registration"
        }
        ("teams", "other_issuer") => "the token is of another cloud. See that TEAMS_CLOUD is right",
        ("teams", "no_keys") => {
            "there are no keys to check its token with. See that TEAMS_OPENID_URL can be reached"
        }
        ("teams", "unknown_key" | "forged" | "other_channel" | "other_service_url") => {
            "the token does not fit. If the bot is silent in Teams, `lyceum doctor` says more"
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use prometheus_client::encoding::text::encode;

    use super::*;

    #[test]
    fn each_is_counted_and_each_reason_is_told_once_a_minute() {
        let clock = Clock::standing(DateTime::from_timestamp(1_700_000_000, 0).unwrap());
        let turned_away = TurnedAway::new(clock.clone());
        assert_eq!(turned_away.count("slack", "forged"), Some(1));
        assert_eq!(turned_away.count("teams", "forged"), Some(1), "the other platform's is another one");
        clock.advance(TimeDelta::seconds(59));
        assert_eq!(turned_away.count("slack", "forged"), None);
        assert_eq!(turned_away.count("slack", "forged"), None);
        clock.advance(TimeDelta::seconds(1));
        assert_eq!(turned_away.count("slack", "forged"), Some(3), "with those that were not told");
        let (mut registry, mut text) = (Registry::default(), String::new());
        turned_away.register(&mut registry);
        encode(&mut text, &registry).unwrap();
        assert!(text.contains("lyceum_turned_away_total{platform=\"slack\",why=\"forged\"} 4"), "{text}");
    }
}
