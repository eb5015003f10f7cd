//! `GET /metrics`: Prometheus text.

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use super::turned_away::TurnedAway;
use crate::bot::Machine;

/// The machine's counters, those of the adapters, and what waits in the store, as Prometheus reads them. What the store does not tell now is left
/// out.
pub(super) async fn text(machine: &Machine, turned_away: &TurnedAway) -> String {
    let mut registry = Registry::default();
    machine.counts().register(&mut registry);
    turned_away.register(&mut registry);
    match machine.backlog().await {
        Ok((outbox, jobs)) => {
            for (name, help, count) in [
                ("lyceum_outbox_waiting", "Messages to be sent", outbox.waiting),
                ("lyceum_outbox_unanswered", "Messages whose fate is being looked up", outbox.unanswered),
                ("lyceum_outbox_unknown", "Messages that may have arrived or not", outbox.unknown),
                ("lyceum_outbox_failed", "Messages that could not be delivered", outbox.failed),
                ("lyceum_jobs_given_up", "Jobs that failed for good", jobs),
            ] {
                let gauge = Gauge::<i64>::default();
                gauge.set(i64::try_from(count).unwrap_or(i64::MAX));
                registry.register(name, help, gauge);
            }
        }
        Err(error) => tracing::warn!(%error, "the store does not say what waits"),
    }
    let mut text = String::new();
    // Writing into a string cannot fail.
    let _ = encode(&mut text, &registry);
    text
}
