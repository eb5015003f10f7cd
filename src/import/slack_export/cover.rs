//! What an export covers, and what the store holds of that time that the export does not have: its authors deleted it.
//!
//! An export is made channel by channel while people write, and may be limited to some days. So what was only heard live
//! is compared up to the last message of its channel in the export, and what an earlier export had up to the moment when
//! this one was made, or to the end of its days where that is known.

use std::collections::HashSet;
use std::path::Path;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use super::archive::{self, Entry};
use super::message::moment;
use crate::chat::{MessageId, OrgId, PlaceId};
use crate::search::{DeletionStore, Kept};
use crate::store::{Db, StoreError};

/// Messages of the store looked at in one go.
const PAGE: i64 = 1_000;
/// The last day of an export ends at midnight somewhere: in the first zone where it does.
const FIRST_ZONE: TimeDelta = TimeDelta::hours(14);

/// From when to when an export has messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// Its oldest message.
    pub first: DateTime<Utc>,
    /// Up to where it has all that was there when it was made.
    pub until: DateTime<Utc>,
    /// When it was made.
    pub made: DateTime<Utc>,
}

impl Span {
    /// Reads the first and the last day of an export; none if it has no message. `last_day` is the last day it is limited
    /// to, if somebody said so; its file's own name may say it as well.
    pub(super) fn of(
        file: &Path,
        entries: &[Entry],
        zipped: Option<DateTime<Utc>>,
        last_day: Option<NaiveDate>,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        let days = || entries.iter().filter_map(|entry| entry.day());
        let (earliest, latest) = (days().min()?, days().max()?);
        let mut moments = Vec::new();
        for entry in
            entries.iter().filter(|entry| entry.day() == Some(earliest) || entry.day() == Some(latest))
        {
            // One that cannot be read only makes it cover less.
            let Ok(names) = archive::names(file, &entry.name) else { continue };
            moments.extend(names.iter().filter_map(|name| moment(name)));
        }
        let (first, newest) = (*moments.iter().min()?, *moments.iter().max()?);
        let made = zipped.map_or(newest, |zipped| newest.max(zipped.min(now)));
        let last_day = last_day.or_else(|| named_last_day(file));
        let until = last_day.and_then(ends).map_or(made, |end| end.min(made).max(newest));
        Some(Self { first, until, made })
    }
}

/// When a day ends where it ends first.
fn ends(day: NaiveDate) -> Option<DateTime<Utc>> {
    let next = day.checked_add_days(Days::new(1))?.and_hms_opt(0, 0, 0)?;
    Some(next.and_utc() - FIRST_ZONE)
}

/// `Acme Slack export Jan 1 2026 - Jan 31 2026.zip`, as Slack calls them.
fn named_last_day(file: &Path) -> Option<NaiveDate> {
    let name = file.file_stem()?.to_str()?;
    let (_, end) = name.rsplit_once(" - ")?;
    let words: Vec<&str> = end.split_whitespace().take(3).collect();
    NaiveDate::parse_from_str(&words.join(" "), "%b %d %Y").ok()
}

/// The names of all messages that an export has of a channel, also of those that are not imported.
#[derive(Debug, Default)]
pub(super) struct Names {
    has: HashSet<u64>,
    newest: Option<DateTime<Utc>>,
}

impl Names {
    pub(super) fn add(&mut self, name: &str) {
        self.newest = self.newest.max(moment(name));
        self.has.extend(number(name));
    }

    /// What the store holds of the channel in the time that the export covers, and the export has not.
    pub(super) async fn missing(
        &self,
        db: &Db,
        org: &OrgId,
        place: &PlaceId,
        span: Span,
    ) -> Result<Vec<MessageId>, StoreError> {
        let Some(newest) = self.newest else { return Ok(Vec::new()) };
        let made = span.made.timestamp_millis();
        let is_missing = |kept: &Kept| {
            let (Some(number), Some(at)) = (number(kept.message.as_str()), moment(kept.message.as_str()))
            else {
                return false;
            };
            let until = if kept.exported_at == 0 { newest } else { span.until };
            kept.exported_at <= made && span.first <= at && at <= until && !self.has.contains(&number)
        };
        let mut tx = db.read().await?;
        let (mut missing, mut after) = (Vec::new(), None);
        loop {
            let page = tx.messages_in(org, place, after.as_ref(), PAGE).await?;
            missing.extend(page.iter().filter(|kept| is_missing(kept)).map(|kept| kept.message.clone()));
            after = page.into_iter().last();
            if after.is_none() {
                return Ok(missing);
            }
        }
    }
}

/// `1355517523.000008` as one number.
fn number(name: &str) -> Option<u64> {
    let (seconds, rest) = name.split_once('.')?;
    let is_moment = rest.len() == 6 && rest.bytes().all(|digit| digit.is_ascii_digit());
    let seconds: u64 = seconds.parse().ok().filter(|_| is_moment)?;
    seconds.checked_mul(1_000_000)?.checked_add(rest.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_file_may_tell_its_last_day() {
        let day = |name: &str| named_last_day(Path::new(name)).map(|day| day.to_string());
        let named = day("/tmp/Acme Slack export Jan 1 2026 - Jan 31 2026.zip");
        assert_eq!(named.as_deref(), Some("2026-01-31"));
        assert_eq!(day("Acme Slack export Aug 3 2020 - Sep 2 2020 (1).zip").as_deref(), Some("2020-09-02"));
        assert_eq!(day("export - final.zip"), None);
        assert_eq!(day("export.zip"), None);
    }
}
