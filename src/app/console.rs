//! What the program says to whoever started it.

use std::io::Write as _;

/// Writes to standard output.
pub(super) fn say(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Writes a line to standard error.
pub(super) fn say_error(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
