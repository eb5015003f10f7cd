//! Where log lines go: standard error, as text or JSON. Never a body, a header or a token.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

use crate::config::Log;

/// Switches logging on. Twice is harmless.
pub(super) fn start(log: &Log) {
    let filter = EnvFilter::try_new(&log.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Where nobody looks, colours are only in the way of whoever searches.
    let lines = if std::io::stderr().is_terminal() { lines } else { lines.with_ansi(false) };
    let _ = if log.json { lines.json().try_init() } else { lines.with_target(false).try_init() };
}

/// For the playground, where nobody wants to read along.
pub(super) fn quiet() -> Log {
    Log { filter: "warn".to_owned(), json: false }
}
