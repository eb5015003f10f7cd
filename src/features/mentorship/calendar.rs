//! A meeting as a file for a calendar (RFC 5545).

use chrono::{DateTime, Utc};
use icalendar::{Calendar, Component, Event, EventLike};

use crate::bot::File;

/// A file with one meeting. The same meeting has the same name, so that a calendar replaces it.
pub fn meeting(
    name: &str,
    title: &str,
    about: &str,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
    now: DateTime<Utc>,
) -> File {
    let event = Event::new()
        .uid(name)
        .summary(title)
        .description(about)
        .timestamp(now)
        .starts(from)
        .ends(until)
        .done();
    let body = Calendar::new().push(event).done().to_string();
    File { name: "meeting.ics".to_owned(), media_type: "text/calendar; charset=utf-8".to_owned(), body }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meeting_can_be_read_by_a_calendar() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let time = (at("2026-09-18T14:00:00Z"), at("2026-09-18T14:45:00Z"));
        let file = meeting("m 1", "Ann, Bob", "Line one\nand; two", time, at("2026-09-14T09:00:00Z"));
        for line in [
            "BEGIN:VEVENT",
            "DTSTAMP:20260914T090000Z",
            "DTSTART:20260918T140000Z",
            "DTEND:20260918T144500Z",
            "UID:m 1",
            "SUMMARY:Ann\\, Bob",
            "DESCRIPTION:Line one\\nand\\; two",
        ] {
            assert!(file.body.lines().any(|it| it.trim_end() == line), "{line} in {}", file.body);
        }
    }
}
