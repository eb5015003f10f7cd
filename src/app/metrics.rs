//! `GET /metrics`: Prometheus text.

use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry;

use crate::bot::Machine;

/// The machine's counters as Prometheus reads them.
pub(super) fn text(machine: &Machine) -> String {
    let mut registry = Registry::default();
    machine.counts().register(&mut registry);
    let mut text = String::new();
    // Writing into a string cannot fail.
    let _ = encode(&mut text, &registry);
    text
}
