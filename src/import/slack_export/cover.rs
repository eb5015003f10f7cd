//! What an export covers, and what the store holds of that time that the export does not have: its authors deleted it.
//!
//! An export is made channel by channel while people write, and may be limited to some days. So what was only heard live
//! is compared up to the last message of its channel in the export, or up to a week before it was made; and what an
//! earlier export had up to the moment when this one was made, or to the end of its days where that is known.
//!
//! Days are of a zone that no export tells. What an earlier export had is compared by the day under which it had it, and
//! the rest by the moment from which on it is that day everywhere.

use std::collections::HashSet;
use std::path::Path;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};

use super::archive::Archive;
use super::layout::Entry;
use super::message::moment;
use super::shape::NameShape;
use crate::chat::{MessageId, OrgId, PlaceId};
use crate::search::{HandedMessages, Kept, Messages};
use crate::store::{Db, StoreError};

/// Messages of the store looked at in one go.
const PAGE: i64 = 1_000;
/// A day ends at midnight somewhere: in the first zone where it does.
const FIRST_ZONE: TimeDelta = TimeDelta::hours(14);
/// And it has begun everywhere once it has in the last zone.
const LAST_ZONE: TimeDelta = TimeDelta::hours(12);
/// Making an export takes no longer than this.
const LONGEST: TimeDelta = TimeDelta::days(7);

/// From when to when an export has messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// Its first day.
    pub first_day: NaiveDate,
    /// Its oldest message, or the moment from which on it is that day everywhere.
    pub first: DateTime<Utc>,
    /// Up to where it has all that was there when it was made.
    pub until: DateTime<Utc>,
    /// The last day that it is limited to, if it is.
    pub last_day: Option<NaiveDate>,
    /// When it was made.
    pub made: DateTime<Utc>,
}

/// A day as a number.
pub(super) fn number_of(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce())
}

impl Span {
    /// Reads the first and the last day of an export; none if it tells of none. `last_day` is the last day it is limited
    /// to, if somebody said so; its file's own name may say it as well.
    pub(super) fn of<'e>(
        file: &Path,
        archive: &Archive,
        entries: impl Iterator<Item = &'e Entry>,
        zipped: Option<DateTime<Utc>>,
        last_day: Option<NaiveDate>,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        let entries: Vec<&Entry> = entries.collect();
        let days = || entries.iter().filter_map(|entry| entry.day());
        let (earliest, latest) = (days().min(), days().max());
        let mut moments = Vec::new();
        for entry in entries.iter().filter(|entry| {
            let day = entry.day();
            day.is_some() && (day == earliest || day == latest)
        }) {
            // One that cannot be read only makes it cover less.
            let Ok(names) = archive.names(entry) else { continue };
            moments.extend(names.iter().filter_map(|name| moment(name.ts.get()?)));
        }
        let newest = moments.iter().max().copied();
        let made = newest.max(zipped.map(|zipped| zipped.min(now)))?;
        let named = named_days(file);
        let named_first = named.map(|(first, _)| first);
        let first_day = named_first.into_iter().chain(earliest).min()?;
        let everywhere = first_day.and_hms_opt(0, 0, 0)?.and_utc() + LAST_ZONE;
        let oldest = moments.iter().min().copied().filter(|_| earliest == Some(first_day));
        let last_day = last_day.or(named.map(|(_, last)| last));
        let until = last_day
            .and_then(ends)
            .map_or(made, |end| newest.map_or(end.min(made), |it| it.max(end.min(made))));
        let first = oldest.map_or(everywhere, |oldest| oldest.min(everywhere));
        Some(Self { first_day, first, until, last_day, made })
    }

    /// Something of that moment would be in it, if it were still there; `day` is the day under which exports have it, if
    /// one had it. `until` is up to where that is known of what none had.
    fn covers(&self, at: DateTime<Utc>, day: Option<i64>, until: DateTime<Utc>) -> bool {
        let begins = self.first <= at || day.is_some_and(|day| number_of(self.first_day) <= day);
        let by_day = |day: i64| self.last_day.is_some_and(|last| day <= number_of(last)) && at <= self.made;
        begins && (at <= until || day.is_some_and(by_day))
    }
}

/// When a day ends where it ends first.
fn ends(day: NaiveDate) -> Option<DateTime<Utc>> {
    let next = day.checked_add_days(Days::new(1))?.and_hms_opt(0, 0, 0)?;
    Some(next.and_utc() - FIRST_ZONE)
}

/// `Acme Slack export Jan 1 2026 - Jan 31 2026.zip`, as Slack calls them.
fn named_days(file: &Path) -> Option<(NaiveDate, NaiveDate)> {
    let name = file.file_stem()?.to_str()?;
    let (begin, end) = name.rsplit_once(" - ")?;
    let day = |words: &[&str]| NaiveDate::parse_from_str(&words.join(" "), "%b %d %Y").ok();
    let begin: Vec<&str> = begin.split_whitespace().collect();
    let end: Vec<&str> = end.split_whitespace().take(3).collect();
    Some((day(&begin[begin.len().checked_sub(3)?..])?, day(&end)?))
}

/// The names of all messages that an export has of a channel, also of those that are not imported.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// It has a folder for the channel, be there anything in it or not.
    has_folder: bool,
    has: HashSet<u64>,
    newest: Option<DateTime<Utc>>,
}

impl Names {
    /// None yet; the export has a folder for the channel or not.
    pub(super) fn of(has_folder: bool) -> Self {
        Self { has_folder, ..Self::default() }
    }

    pub(super) fn has_folder(&self) -> bool {
        self.has_folder
    }

    pub(super) fn add(&mut self, name: &NameShape) {
        let Some(ts) = name.ts.get() else { return };
        self.newest = self.newest.max(moment(ts));
        if !name.is_deleted() {
            self.has.extend(number(ts));
        }
    }

    /// What the store holds of the channel in the time that the export covers, and the export has not.
    pub(super) async fn missing(
        &self,
        db: &Db,
        org: &OrgId,
        place: &PlaceId,
        span: Span,
    ) -> Result<Vec<MessageId>, StoreError> {
        let made = span.made.timestamp_millis();
        // Without a folder it is only known that exports have the channel if one had something of it.
        let live = self.has_folder.then(|| span.until.min(span.made - LONGEST)).max(self.newest);
        let is_missing = |message: &MessageId, exported: Option<&Kept>| {
            let (Some(number), Some(at)) = (number(message.as_str()), moment(message.as_str())) else {
                return false;
            };
            let is_covered = match exported {
                Some(kept) => kept.exported_at <= made && span.covers(at, kept.exported_day, span.until),
                None => live.is_some_and(|live| span.covers(at, None, live)),
            };
            is_covered && !self.has.contains(&number)
        };
        let mut tx = db.read().await?;
        let (mut missing, mut after) = (Vec::new(), None);
        loop {
            let page = tx.of::<Messages>(org).messages_in(place, after.as_ref(), PAGE).await?;
            let exported =
                |kept: &Kept| is_missing(&kept.message, Some(kept).filter(|it| it.exported_at > 0));
            missing.extend(page.iter().filter(|kept| exported(kept)).map(|kept| kept.message.clone()));
            after = page.into_iter().last();
            if after.is_none() {
                break;
            }
        }
        // What somebody asked or answered with, though the channel is not read.
        let mut handed = tx.of::<HandedMessages>(org).in_place(place).await?;
        handed.retain(|message| is_missing(message, None));
        missing.extend(handed);
        Ok(missing)
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
    fn the_name_of_the_file_may_tell_its_days() {
        let days = |name: &str| {
            named_days(Path::new(name)).map(|(first, last)| format!("{first} {last}")).unwrap_or_default()
        };
        assert_eq!(days("/tmp/Acme Slack export Jan 1 2026 - Jan 31 2026.zip"), "2026-01-01 2026-01-31");
        assert_eq!(days("Acme Slack export Aug 3 2020 - Sep 2 2020 (1).zip"), "2020-08-03 2020-09-02");
        assert_eq!(days("export - final.zip"), "");
        assert_eq!(days("Acme Slack export - Sep 2 2020.zip"), "");
        assert_eq!(days("export.zip"), "");
    }
}
