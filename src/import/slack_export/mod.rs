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
mod cover;
mod message;
mod people;
mod reading;
mod shape;
mod taking_back;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
use tokio::sync::mpsc;

use super::ImportError;
use super::store::{Cover, Imports};
use crate::chat::{ChannelStatement, MessageId, OrgId, PersonId, Place, PlaceId, PlaceKind, WorkspaceId};
use crate::people::{Channels, Company, Erased, Erasures, is_nobody};
use crate::search::{Conversations, EvidenceId};
use crate::store::Db;
use archive::{Entry, Overview, Piece};
use cover::{Names, Span, number_of};
pub use reading::{ExportedMessage, public_messages};
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

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The workspace the export is of.
    pub team: String,
    /// People met.
    pub people: u64,
    /// Channels met.
    pub channels: u64,
    /// Messages written, or that would be.
    pub messages: u64,
    /// Messages left out: of programs, joins, topics, without words, of people who were erased, or that a newer export has
    /// not any more.
    pub left_out: u64,
    /// Messages taken back, or that would be: the store held them, and their authors had deleted them by then.
    pub taken_back: u64,
    /// Entries that were in already.
    pub entries_before: u64,
    /// Entries that could not be read, and why; the rest was imported.
    pub problems: Vec<String>,
}

/// Imports an export. `fresh` names new people; `progress` hears how many bytes of how many are done, and which entry
/// is being read.
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
    let mut overview = archive::overview(file)?;
    let team = options.team.clone().or(overview.team.clone()).ok_or_else(|| {
        ImportError::File(
            "the export does not say which workspace it is of; give it with --team T0123".to_owned(),
        )
    })?;
    let mut import = Import {
        db,
        workspace: WorkspaceId::new(format!("slack:{team}")),
        org: options.org.clone(),
        team,
        options,
        authors: HashMap::new(),
        erased: Erased::default(),
        report: Report::default(),
        now,
        span: Span::of(file, &overview.entries, overview.zipped, options.until, now),
        exported: Vec::new(),
        edited: Vec::new(),
        covers: Vec::new(),
        unsure: HashSet::new(),
    };
    import.report.team.clone_from(&import.team);
    if let (Some(given), Some(most)) = (&options.team, &overview.team)
        && given != most
    {
        import.report.problems.push(format!(
            "most people in the export are of the workspace {most}, not of {given}: they count as people of another company"
        ));
    }
    import.begin().await?;
    let channels = import.channels(&overview).await?;
    let (people, days): (Vec<Entry>, Vec<Entry>) =
        std::mem::take(&mut overview.entries).into_iter().partition(|entry| entry.is_people);
    let mut of_channels: BTreeMap<&str, Vec<Entry>> =
        channels.keys().map(|name| (name.as_str(), Vec::new())).collect();
    for entry in days {
        if let Some(of) = entry.channel.as_deref().and_then(|name| of_channels.get_mut(name)) {
            of.push(entry.clone());
        }
    }
    let all = || people.iter().chain(of_channels.values().flatten());
    let total: u64 = all().map(|entry| entry.bytes).sum();
    let mut done = 0;
    let mut is_next = |entry: &Entry| {
        progress(done, total, &entry.name);
        done += entry.bytes;
    };
    for entry in &people {
        is_next(entry);
        let key = format!("{} {}", import.team, entry.name);
        if import.is_in(&key, entry).await? {
            // They are needed even so: their names stand for the authors.
            import.report.entries_before += 1;
        } else {
            import.entry(file.to_owned(), entry, None, &key, &mut Names::default(), &mut fresh).await?;
        }
    }
    for (name, entries) in &of_channels {
        let place = &channels[*name];
        let marker = import.begin_channel(entries, place).await?;
        let mut names = Names::of(overview.folders.contains(*name));
        let mut is_whole = names.has_folder() || overview.knows_its_folders();
        for entry in entries {
            is_next(entry);
            if !import.is_in(&entry.name, entry).await? {
                let read =
                    import.entry(file.to_owned(), entry, Some(place), &entry.name, &mut names, &mut fresh);
                is_whole &= read.await?;
                continue;
            }
            import.report.entries_before += 1;
            if marker.is_some() {
                match import.names(file.to_owned(), entry).await {
                    Ok(all) => all.iter().for_each(|name| names.add(name)),
                    Err(problem) => {
                        is_whole = false;
                        import.report.problems.push(problem);
                    }
                }
            }
        }
        if let Some(marker) = marker {
            import.end_channel(place, &names, is_whole, &marker).await?;
        }
    }
    progress(total, total, "");
    Ok(import.report)
}

struct Import<'a> {
    db: &'a Db,
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

    /// The channels to import, by the name of their folder.
    async fn channels(&mut self, overview: &Overview) -> Result<HashMap<String, Place>, ImportError> {
        let found = &overview.channels;
        let wanted: HashSet<&str> =
            self.options.channels.iter().map(|name| name.trim_start_matches('#')).collect();
        let mut channels = HashMap::new();
        let mut tx = self.db.begin().await?;
        for channel in found {
            let (Some(id), Some(name)) = (&channel.id, &channel.name) else { continue };
            let left_out = !wanted.is_empty() && !wanted.contains(name.as_str());
            if left_out || (channel.private && !self.options.private) {
                continue;
            }
            let place = Place {
                id: PlaceId::new(format!("slack:{}:{id}", self.team)),
                kind: if channel.private { PlaceKind::Private } else { PlaceKind::Channel },
                thread: None,
                shared: false,
            };
            if !self.options.dry_run {
                // What an export says is as old as the export: the platform is asked.
                tx.of::<Channels>(&self.org).meet_channel(&self.workspace, &place.id, self.now).await?;
                let named = ChannelStatement {
                    name: Some(name.clone()),
                    gone: Some(channel.is_archived),
                    ..ChannelStatement::default()
                };
                tx.of::<Channels>(&self.org)
                    .state_channel(&self.workspace, &place.id, &named, self.now)
                    .await?;
                tx.of::<Channels>(&self.org).imported(&place.id, self.now).await?;
                if self.options.open_channels && !channel.private {
                    tx.of::<Channels>(&self.org).open_unstated(&place.id).await?;
                }
            }
            let has_namesake = found.iter().filter(|other| other.name == channel.name).count() > 1;
            if has_namesake || overview.odd.contains(name) {
                self.unsure.insert(place.id.clone());
            }
            channels.insert(name.clone(), place);
            self.report.channels += 1;
        }
        if !self.options.dry_run {
            tx.commit().await?;
        }
        for name in wanted {
            if !channels.contains_key(name) {
                self.report.problems.push(format!("there is no channel called {name} in the export"));
            }
        }
        Ok(channels)
    }

    /// One entry: read by a thread of its own, written here in batches; remembered with the last of them.
    async fn entry(
        &mut self,
        file: PathBuf,
        entry: &archive::Entry,
        channel: Option<&Place>,
        key: &str,
        names: &mut Names,
        fresh: &mut impl FnMut() -> String,
    ) -> Result<bool, ImportError> {
        let (sender, mut pieces) = mpsc::channel(AHEAD);
        let (name, is_people) = (entry.name.clone(), entry.is_people);
        let reader = tokio::task::spawn_blocking(move || archive::read(&file, &name, is_people, &sender));
        let mut batch = Vec::with_capacity(BATCH);
        let day = entry.day().map(number_of);
        let mut last = false;
        while !last {
            last = pieces.recv_many(&mut batch, BATCH).await == 0;
            let mut tx = self.db.begin().await?;
            for piece in batch.drain(..) {
                match piece {
                    Piece::Person(person) => self.person(&mut tx, &person, fresh).await?,
                    Piece::Message(message) => {
                        names.add(&message.name());
                        if let Some(place) = channel {
                            self.message(&mut tx, place, day, &message, fresh).await?;
                        }
                    }
                }
            }
            if !self.options.dry_run {
                self.end_batch(&mut tx, day).await?;
                tx.commit().await?;
            }
        }
        match reader.await {
            Ok(Ok(())) if !self.options.dry_run => {
                let mut tx = self.db.begin().await?;
                tx.of::<Imports>(&self.org).now_in(key, entry.checksum).await?;
                tx.commit().await?;
            }
            Ok(Ok(())) => {}
            Ok(Err(problem)) => {
                self.report.problems.push(problem);
                return Ok(false);
            }
            Err(_) => {
                self.report.problems.push(format!("{}: could not be read", entry.name));
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn message(
        &mut self,
        tx: &mut crate::store::Tx,
        place: &Place,
        day: Option<i64>,
        message: &MessageShape,
        fresh: &mut impl FnMut() -> String,
    ) -> Result<(), ImportError> {
        let Some(read) = message::read(message, &self.team) else {
            self.report.left_out += 1;
            return Ok(());
        };
        if self.is_taken_back(tx, place, &read, day).await? {
            self.report.left_out += 1;
            return Ok(());
        }
        let author = self.author(tx, message, &read.user, fresh).await?;
        if author.as_ref().is_some_and(is_nobody) {
            self.report.left_out += 1;
            return Ok(());
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
        self.report.messages += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
