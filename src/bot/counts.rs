//! How much the machine has done, for whoever watches it.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::registry::Registry;

use crate::store::held;

/// Counters since the start of this copy of the program.
#[derive(Debug, Default)]
pub struct Counts {
    /// Events handled.
    pub events: Counter,
    /// Events that had been handled before.
    pub repeated: Counter,
    /// Handlers that were run before their event's turn, on a connection that only reads.
    pub ahead: Counter,
    /// Those of them that were run again in their turn, as something was not so any more.
    pub again: Counter,
    /// Handlers that failed by our fault.
    pub failures: Counter,
    /// Things delivered.
    pub delivered: Counter,
    /// Things given up.
    pub undelivered: Counter,
    /// Things of which nobody can tell whether they arrived.
    pub unknown: Counter,
    /// Jobs done.
    pub jobs: Counter,
    /// Jobs that failed, each attempt counted.
    pub failed_jobs: Counter,
}

impl Counts {
    /// Makes them known under their names.
    pub fn register(&self, registry: &mut Registry) {
        let all = [
            ("lyceum_events", "Events handled", &self.events),
            ("lyceum_events_repeated", "Events that had been handled before", &self.repeated),
            ("lyceum_handlers_ahead", "Handlers run before their turn, without writing", &self.ahead),
            ("lyceum_handlers_again", "Of these, those that were run again in their turn", &self.again),
            ("lyceum_failures", "Handlers that failed", &self.failures),
            ("lyceum_delivered", "Messages delivered", &self.delivered),
            ("lyceum_undelivered", "Messages given up", &self.undelivered),
            ("lyceum_unknown", "Messages of which nobody can tell whether they arrived", &self.unknown),
            ("lyceum_jobs", "Jobs done", &self.jobs),
            ("lyceum_jobs_failed", "Failed attempts at jobs", &self.failed_jobs),
        ];
        for (name, help, counter) in all {
            registry.register(name, help, counter.clone());
        }
        registry.register("lyceum_writer_held_seconds", "How long transactions that write are open", held());
    }
}
