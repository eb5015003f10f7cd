//! A real Slack export: people, channels, threads, accepted answers, into the store.
//!
//! Read entry by entry and message by message, so that memory does not grow with the file. Each entry that is in is
//! remembered with its checksum: a stopped import goes on, a repeated one does nothing, a newer export adds what is new.
//! Imported channels are not read from then on: that is for the lead to switch on.
//!
//! The newest version of a message stays, whether an event or an export said so. What a newer export does not have any
//! more of the time that it covers is taken back ([`cover`]), and an older one does not bring it back.
//!
//! A message below another is an answer to it; the first message of a thread with replies is a question. Messages in no
//! thread are kept as such. A reply counts as accepted when whoever began the thread put a check mark on it.

mod archive;
mod channels;
mod cover;
mod layout;
mod message;
mod people;
mod reading;
mod records;
mod report;
mod shape;
mod taking_back;

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use tokio::sync::mpsc;

use super::ImportError;
use super::store::{Cover, Imports};
use crate::chat::{MessageId, OrgId, PersonId, Place, PlaceId, WorkspaceId};
use crate::people::{Company, Erased, Erasures, is_nobody};
use crate::search::{Conversations, EvidenceId};
use crate::store::Db;
use archive::{Archive, Overview, Piece};
use cover::{Names, Span, number_of};
use layout::Entry;
pub use reading::{ExportedMessage, public_messages};
pub use report::{LeftOut, PassedOver, Report};
use shape::MessageShape;

/// Pieces that wait between reading and writing.
const AHEAD: usize = 2_000;
/// Pieces of one transaction.
const BATCH: usize = 1_000;

/// What to import, and as what.
#[derive(Clone, Debug)]
pub struct Options {
    /// Only these channels, by name; all if there are none.
    pub channels: Vec<String>,
    /// Reads all, writes nothing.
    pub dry_run: bool,
    /// Private channels as well; direct messages never.
    pub private: bool,
    /// The workspace's id at Slack, such as `T0123`. If none is given, the one most people in the export have.
    pub team: Option<String>,
    /// The company it belongs to, if the workspace is not known yet.
    pub org: OrgId,
    /// Whoever imports it says that the channels in `channels.json` are open to everybody in the workspace. Believed until
    /// Slack states otherwise; channels that it has stated anything about stay as they are.
    pub open_channels: bool,
    /// The last day that the export is limited to, if it is.
    pub until: Option<NaiveDate>,
}

/// Imports an export. `fresh` names new people; `progress` hears how many bytes of how many are done, and which entry
/// is being read. Of an organisation's export all workspaces are imported, or the one that `team` names.
///
/// # Errors
/// When the file is no Slack export, or the store fails. What is in by then stays.
pub async fn run(
    db: &Db,
    file: &Path,
    options: &Options,
    mut fresh: impl FnMut() -> String,
    now: DateTime<Utc>,
    mut progress: impl FnMut(u64, u64, &str),
) -> Result<Report, ImportError> {
    let archive = Arc::new(Archive::open(file)?);
    let overviews = wanted(archive.overviews()?, options)?;
    let mut report = Report::default();
    let mut teams: Vec<String> = Vec::new();
    for mut overview in overviews {
        let team = options.team.clone().or(overview.team.clone()).ok_or_else(|| {
            ImportError::File(
                "the export does not say which workspace it is of; give it with --team T0123".to_owned(),
            )
        })?;
        report.problems.append(&mut overview.problems);
        for (why, count) in &overview.passed_over {
            *report.passed_over.entry(*why).or_default() += count;
        }
        if let (Some(given), Some(most)) = (&options.team, &overview.team)
            && given != most
        {
            report.problems.push(format!(
                "most people in the export are of the workspace {most}, not of {given}: they count as people of another company"
            ));
        }
        if !teams.contains(&team) {
            teams.push(team.clone());
        }
        let days = overview.days.values().flatten();
        let mut import = Import {
            db,
            archive: Arc::clone(&archive),
            workspace: WorkspaceId::new(format!("slack:{team}")),
            org: options.org.clone(),
            team,
            options,
            authors: HashMap::new(),
            erased: Erased::default(),
            report,
            now,
            span: Span::of(file, &archive, days, overview.zipped, options.until, now),
            exported: Vec::new(),
            edited: Vec::new(),
            covers: Vec::new(),
            unsure: HashSet::new(),
        };
        import.workspace(&overview, &mut fresh, &mut progress).await?;
        report = import.report;
    }
    report.team = teams.join(", ");
    if brought_nothing(&report) {
        report.problems.push(format!(
            "not one of {} messages was imported; look at what is left out and why, and at --channel and --team",
            report.found
        ));
    }
    Ok(report)
}

/// The workspaces to import.
fn wanted(overviews: Vec<Overview>, options: &Options) -> Result<Vec<Overview>, ImportError> {
    let Some(team) = options.team.as_ref().filter(|_| overviews.len() > 1) else { return Ok(overviews) };
    let of: Vec<String> = overviews.iter().filter_map(|overview| overview.team.clone()).collect();
    let wanted: Vec<Overview> =
        overviews.into_iter().filter(|overview| overview.team.as_ref() == Some(team)).collect();
    if wanted.is_empty() {
        return Err(ImportError::File(format!(
            "it is an organisation's export of the workspaces {}; {team} is none of them",
            layout::some(&of)
        )));
    }
    Ok(wanted)
}

/// There were messages, none came in, and nobody wanted them gone.
fn brought_nothing(report: &Report) -> bool {
    let wanted_gone = report.left_out.keys().any(|why| matches!(why, LeftOut::Gone | LeftOut::Erased));
    report.found > 0 && report.messages == 0 && report.entries_before == 0 && !wanted_gone
}

struct Import<'a> {
    db: &'a Db,
    archive: Arc<Archive>,
    org: OrgId,
    workspace: WorkspaceId,
    team: String,
    options: &'a Options,
    /// People by Slack's id, as far as they were met.
    authors: HashMap<String, Option<PersonId>>,
    /// Whoever was erased: nothing of theirs comes in again.
    erased: Erased,
    report: Report,
    now: DateTime<Utc>,
    /// What the export covers.
    span: Option<Span>,
    /// Messages of the batch, and whether they have their asker's check mark.
    exported: Vec<(EvidenceId, bool)>,
    /// Messages of the batch that their authors have changed, and where.
    edited: Vec<(PlaceId, MessageId)>,
    /// What newer exports cover of the channel at hand.
    covers: Vec<Cover>,
    /// Channels of which it is not sure what the export has: their names stand for two, or days have other names.
    unsure: HashSet<PlaceId>,
}

impl Import<'_> {
    /// Imports one workspace: its people first, for the authors, and then channel by channel.
    async fn workspace(
        &mut self,
        overview: &Overview,
        fresh: &mut impl FnMut() -> String,
        progress: &mut impl FnMut(u64, u64, &str),
    ) -> Result<(), ImportError> {
        self.begin().await?;
        let channels = self.channels(overview).await?;
        let none = Vec::new();
        let days = |number: &usize| overview.days.get(number).unwrap_or(&none);
        let all = || overview.people.iter().chain(channels.keys().flat_map(days));
        let total: u64 = all().map(|entry| entry.bytes).sum();
        let mut done = 0;
        let mut is_next = |entry: &Entry| {
            progress(done, total, &entry.name);
            done += entry.bytes;
        };
        for entry in &overview.people {
            is_next(entry);
            let key = format!("{} {}", self.team, entry.name);
            if self.is_in(&key, entry).await? {
                // They are needed even so: their names stand for the authors.
                self.report.entries_before += 1;
            } else {
                self.entry(entry, None, &key, &mut Names::default(), fresh).await?;
            }
        }
        for (number, place) in &channels {
            let entries = days(number);
            let marker = self.begin_channel(entries, place).await?;
            let mut names = Names::of(overview.folders.contains(number));
            let mut is_whole = names.has_folder() || overview.knows_its_folders;
            for entry in entries {
                is_next(entry);
                // In is what this very channel has, and not another workspace's of that name.
                let key = format!("{} {}", place.id, entry.parts().1);
                if !self.is_in(&key, entry).await? {
                    is_whole &= self.entry(entry, Some(place), &key, &mut names, fresh).await?;
                    continue;
                }
                self.report.entries_before += 1;
                if marker.is_some() {
                    match self.names(entry).await {
                        Ok(all) => all.iter().for_each(|name| names.add(name)),
                        Err(problem) => {
                            is_whole = false;
                            self.report.tell(&entry.name, vec![problem]);
                        }
                    }
                }
            }
            if let Some(marker) = marker {
                self.end_channel(place, &names, is_whole, &marker).await?;
            }
        }
        progress(total, total, "");
        Ok(())
    }

    async fn begin(&mut self) -> Result<(), ImportError> {
        let mut tx = self.db.begin().await?;
        if let Some(org) = tx.org_of(&self.workspace).await? {
            self.org = org;
        }
        self.erased = tx.of::<Erasures>(&self.org).erased().await?;
        if !self.options.dry_run {
            tx.of::<Company>(&self.org).ensure("Our company").await?;
            tx.ensure_workspace(&self.workspace, &self.org, &self.team).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// The entry, as it is, is in already.
    async fn is_in(&self, key: &str, entry: &Entry) -> Result<bool, ImportError> {
        let is_dry = self.options.dry_run;
        Ok(!is_dry && self.db.read().await?.of::<Imports>(&self.org).is_in(key, entry.checksum).await?)
    }

    /// One entry: read by a thread of its own, written here in batches; remembered with the last of them, unless there
    /// was anything wrong with it.
    async fn entry(
        &mut self,
        entry: &Entry,
        channel: Option<&Place>,
        key: &str,
        names: &mut Names,
        fresh: &mut impl FnMut() -> String,
    ) -> Result<bool, ImportError> {
        let (sender, mut pieces) = mpsc::channel(AHEAD);
        let (archive, from, is_people) = (Arc::clone(&self.archive), entry.clone(), channel.is_none());
        let reader = tokio::task::spawn_blocking(move || archive.read(&from, is_people, &sender));
        let mut batch = Vec::with_capacity(BATCH);
        let mut odd = Vec::new();
        let day = entry.day().map(number_of);
        let mut last = false;
        while !last {
            last = pieces.recv_many(&mut batch, BATCH).await == 0;
            let mut tx = self.db.begin().await?;
            for piece in batch.drain(..) {
                let problem = match (piece, channel) {
                    (Piece::Person(person), _) => self.person(&mut tx, &person, fresh).await?,
                    (Piece::Message(line, message), Some(place)) => {
                        names.add(&message.name());
                        self.message(&mut tx, place, day, (line, &message), fresh).await?
                    }
                    (Piece::Message(..), None) => None,
                    (Piece::Unreadable(words), _) => {
                        if channel.is_some() {
                            self.report.leaves_out(LeftOut::Unreadable);
                        }
                        Some(words)
                    }
                };
                odd.extend(problem);
            }
            if !self.options.dry_run {
                self.end_batch(&mut tx, day).await?;
                tx.commit().await?;
            }
        }
        let read = reader.await.unwrap_or_else(|_| Err("could not be read".to_owned()));
        let is_whole = odd.is_empty() && read.is_ok();
        self.report.tell(&entry.name, odd);
        if let Err(words) = read {
            self.report.problems.push(format!("{}: {words}", entry.name));
        }
        if is_whole && !self.options.dry_run {
            let mut tx = self.db.begin().await?;
            tx.of::<Imports>(&self.org).now_in(key, entry.checksum).await?;
            tx.commit().await?;
        }
        Ok(is_whole)
    }

    /// A message; a problem if it cannot be read.
    async fn message(
        &mut self,
        tx: &mut crate::store::Tx,
        place: &Place,
        day: Option<i64>,
        (line, message): (u64, &MessageShape),
        fresh: &mut impl FnMut() -> String,
    ) -> Result<Option<String>, ImportError> {
        let read = match message::read(message, &self.team) {
            Ok(read) => read,
            Err(why) => {
                self.report.leaves_out(why);
                let words = "has no time (ts) that can be read; it is left out";
                return Ok((why == LeftOut::Unreadable).then(|| format!("line {line}: {words}")));
            }
        };
        if self.is_taken_back(tx, place, &read, day).await? {
            self.report.leaves_out(LeftOut::Gone);
            return Ok(None);
        }
        let author = self.author(tx, message, &read.user, fresh).await?;
        if author.as_ref().is_some_and(is_nobody) {
            self.report.leaves_out(LeftOut::Erased);
            return Ok(None);
        }
        if !self.options.dry_run {
            let mut evidence = read.evidence(place, author.as_ref());
            if let Some(text) = self.erased.unmentioned(&evidence.text) {
                evidence.text = text;
            }
            self.exported.push((evidence.id.clone(), read.checked));
            if read.is_edited {
                self.edited.push((place.id.clone(), read.id.clone()));
            }
            tx.of::<Conversations>(&self.org).hear(evidence).await?;
        }
        self.report.found += 1;
        self.report.messages += 1;
        Ok(None)
    }
}

#[cfg(test)]
mod tests;
