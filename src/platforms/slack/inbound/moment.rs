//! Moments in the names of messages.

use chrono::DateTime;

/// When a message was written, from its name.
pub(in crate::platforms::slack) fn sent(ts: &str) -> Option<chrono::DateTime<chrono::Utc>> {
    let (seconds, fraction) = ts.split_once('.').unwrap_or((ts, "0"));
    if !ts.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') || fraction.len() > 6 {
        return None;
    }
    let micros: u32 = format!("{fraction:0<6}").parse().ok()?;
    DateTime::from_timestamp(seconds.parse().ok()?, micros * 1000)
}
