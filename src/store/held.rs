//! How long transactions that write are open: on SQLite everybody else who writes waits so long.

use std::sync::LazyLock;

use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};

static HELD: LazyLock<Histogram> = LazyLock::new(|| Histogram::new(exponential_buckets(0.000_1, 1.25, 52)));

/// The seconds for which transactions that write were open, from their beginning to the end of their commit, since the
/// start of this copy of the program.
pub fn held() -> Histogram {
    HELD.clone()
}
