//! `GET /metrics`: Prometheus text.

use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry;

use super::turned_away::TurnedAway;
use crate::bot::Machine;

/// The machine's counters, and those of the doors, as Prometheus reads them.
pub(super) fn text(machine: &Machine, turned_away: &TurnedAway) -> String {
    let mut registry = Registry::default();
    machine.counts().register(&mut registry);
    turned_away.register(&mut registry);
    let mut text = String::new();
    // Writing into a string cannot fail.
    let _ = encode(&mut text, &registry);
    text
}
