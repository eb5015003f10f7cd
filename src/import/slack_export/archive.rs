//! The ZIP file: what is in it, and its entries read piece by piece. Its directory is read once.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, Utc};
use serde::de::DeserializeOwned;
use tokio::sync::mpsc::Sender;
use zip::ZipArchive;

use super::layout::{self, Conversation, Entry, FileKind, Files, Owner, Owners};
use super::records;
use super::report::PassedOver;
use super::shape::{ChannelShape, MessageShape, NameShape, UserShape};
use crate::chat::WithoutHalfPairs;
use crate::import::ImportError;

/// No day of a channel is larger; what is, is no export.
const LARGEST_ENTRY: u64 = 2 << 30;

/// What the archive holds of one workspace.
#[derive(Debug, Default)]
pub(super) struct Overview {
    /// The workspace most people are of.
    pub team: Option<String>,
    /// All that the lists name.
    pub conversations: Vec<Conversation>,
    /// The lists of people.
    pub people: Vec<Entry>,
    /// The days of each channel, in order.
    pub days: BTreeMap<usize, Vec<Entry>>,
    /// Which have a folder, be there anything in it or not.
    pub folders: HashSet<usize>,
    /// Of which it is not sure what the export has: their names stand for two, or days have other names.
    pub unsure: HashSet<usize>,
    /// It is known of every folder which conversation it is: so a channel without one has nothing in it.
    pub knows_its_folders: bool,
    /// When the newest of its entries was put into it.
    pub zipped: Option<DateTime<Utc>>,
    /// What is wrong with its lists and its folders.
    pub problems: Vec<String>,
    /// Files that are not read, and why that is as it should be.
    pub passed_over: BTreeMap<PassedOver, u64>,
}

/// A piece of an entry.
#[derive(Debug)]
pub(super) enum Piece {
    Person(Box<UserShape>),
    /// With the line on which it begins.
    Message(u64, Box<MessageShape>),
    /// A record that cannot be read, and why.
    Unreadable(String),
}

/// An opened export.
#[derive(Debug)]
pub(super) struct Archive(Mutex<ZipArchive<BufReader<File>>>);

impl Archive {
    /// Opens a file.
    ///
    /// # Errors
    /// When it is no ZIP file.
    pub fn open(file: &Path) -> Result<Self, ImportError> {
        let opened =
            File::open(file).map_err(|error| ImportError::File(format!("{}: {error}", file.display())))?;
        let archive = ZipArchive::new(BufReader::new(opened)).map_err(|error| {
            ImportError::File(format!("{} is no ZIP file, or a damaged one: {error}", file.display()))
        })?;
        Ok(Self(Mutex::new(archive)))
    }

    /// Looks through the archive without reading the conversations; one overview for each workspace.
    ///
    /// # Errors
    /// When it is no Slack export.
    pub fn overviews(&self) -> Result<Vec<Overview>, ImportError> {
        let (entries, unnamed) = self.entries()?;
        let (workspaces, mut problems) = layout::workspaces(entries).map_err(ImportError::File)?;
        if unnamed > 0 {
            problems.push(format!("{unnamed} entries have names that cannot be read; they are left out"));
        }
        let mut all: Vec<Overview> =
            workspaces.into_iter().map(|files| self.overview(files, unnamed == 0)).collect();
        if let Some(first) = all.first_mut() {
            first.problems.splice(0..0, problems);
        }
        Ok(all)
    }

    /// All entries, and how many have a name that cannot be read.
    fn entries(&self) -> Result<(Vec<Entry>, u64), ImportError> {
        let mut archive = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut entries, mut unnamed) = (Vec::new(), 0);
        for at in 0..archive.len() {
            let entry = archive.by_index_raw(at).map_err(|error| ImportError::File(error.to_string()))?;
            let Ok(name) = entry.name().map(std::borrow::Cow::into_owned) else {
                unnamed += 1;
                continue;
            };
            let zipped = entry.last_modified().and_then(when);
            entries.push(Entry { at, name, checksum: entry.crc32(), bytes: entry.size(), zipped });
        }
        Ok((entries, unnamed))
    }

    fn overview(&self, files: Files, all_named: bool) -> Overview {
        let mut overview = Overview { knows_its_folders: all_named, ..Overview::default() };
        let all = files.lists.values().chain(&files.others);
        overview.zipped = all.filter_map(|entry| entry.zipped).max();
        overview.people = files.people().cloned().collect();
        let mut teams: HashMap<String, u64> = HashMap::new();
        for people in &overview.people {
            // What is wrong with it is told when the people are imported.
            let _ = self.each(people, |_, user: Result<UserShape, String>| {
                if let Some(team) = user.ok().and_then(|user| user.team_id.owned()) {
                    *teams.entry(team).or_default() += 1;
                }
                true
            });
        }
        overview.team = teams.into_iter().max_by(|a, b| (a.1, &b.0).cmp(&(b.1, &a.0))).map(|(team, _)| team);
        for (list, private, direct) in [
            ("channels.json", false, false),
            ("groups.json", true, false),
            ("dms.json", true, true),
            ("mpims.json", true, true),
        ] {
            let Some(entry) = files.lists.get(list) else { continue };
            let named = |words: String| format!("{}{}, {words}", files.folder, entry.name);
            let (mut found, mut odd) = (Vec::new(), Vec::new());
            let read = self.each(entry, |line, channel: Result<ChannelShape, String>| {
                let channel = channel.and_then(|channel| conversation(&channel, line, private, direct));
                match channel {
                    Ok(channel) => found.push(channel),
                    Err(words) => odd.push(named(words)),
                }
                true
            });
            overview.conversations.extend(found);
            overview.problems.extend(odd);
            overview
                .problems
                .extend(read.err().map(|words| format!("{}{}: {words}", files.folder, entry.name)));
        }
        overview.arrange(files);
        overview
    }

    /// Reads an entry, piece by piece. Stops early when nobody takes the pieces any more.
    ///
    /// # Errors
    /// What is wrong with it as a whole; the pieces before that were handed over.
    pub fn read(&self, entry: &Entry, is_people: bool, sender: &Sender<Piece>) -> Result<(), String> {
        if is_people {
            self.each(entry, |_, user: Result<UserShape, String>| {
                let piece = user.map_or_else(Piece::Unreadable, |user| Piece::Person(Box::new(user)));
                sender.blocking_send(piece).is_ok()
            })
        } else {
            self.messages(entry, |line, message| {
                let message =
                    message.map_or_else(Piece::Unreadable, |message| Piece::Message(line, Box::new(message)));
                sender.blocking_send(message).is_ok()
            })
        }
    }

    /// The names of all messages of an entry, also of those that were deleted.
    ///
    /// # Errors
    /// What is wrong with it and where, in words.
    pub fn names(&self, entry: &Entry) -> Result<Vec<NameShape>, String> {
        let (mut names, mut odd) = (Vec::new(), None);
        self.each(entry, |_, name: Result<NameShape, String>| {
            match name {
                Ok(name) => names.push(name),
                Err(words) => odd = Some(words),
            }
            odd.is_none()
        })?;
        odd.map_or(Ok(names), Err)
    }

    /// Hands over all messages of an entry with their lines, or what is wrong with one.
    ///
    /// # Errors
    /// What is wrong with it as a whole; the messages before that were handed over.
    pub fn messages(
        &self,
        entry: &Entry,
        take: impl FnMut(u64, Result<MessageShape, String>) -> bool,
    ) -> Result<(), String> {
        self.each(entry, take)
    }

    fn each<T: DeserializeOwned>(
        &self,
        entry: &Entry,
        mut take: impl FnMut(u64, Result<T, String>) -> bool,
    ) -> Result<(), String> {
        let mut archive = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = archive.by_index(entry.at).map_err(|error| format!("cannot be unpacked: {error}"))?;
        if entry.size() > LARGEST_ENTRY {
            return Err("is larger than any day of a channel can be".to_owned());
        }
        // The size an entry claims can be wrong.
        let bounded = BufReader::new(WithoutHalfPairs::new(entry.take(LARGEST_ENTRY)));
        records::records(bounded, |line, record| take(line, records::read(line, record)))
    }
}

/// What a list says of a conversation.
fn conversation(
    channel: &ChannelShape,
    line: u64,
    private: bool,
    direct: bool,
) -> Result<Conversation, String> {
    let Some(id) = channel.id.owned() else {
        let name = channel.name.get().unwrap_or("a channel without a name");
        return Err(format!("line {line}: {name} has no id; it is left out"));
    };
    let name = channel.name.owned().unwrap_or_else(|| id.clone());
    let direct = direct || channel.is_mpim.is_set() || channel.is_im.is_set() || name.starts_with("mpdm-");
    Ok(Conversation {
        id,
        name,
        private: private || direct,
        is_archived: channel.is_archived.is_set(),
        direct,
    })
}

impl Overview {
    /// Gives every file to the conversation that it is of, and tells of those that are nobody's.
    fn arrange(&mut self, files: Files) {
        let owners = Owners::new(&self.conversations);
        self.unsure.extend(owners.namesakes());
        let mut lost: BTreeMap<String, (Owner, u64)> = BTreeMap::new();
        let mut odd: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for entry in files.others {
            let (folder, file) = entry.name.split_once('/').unwrap_or(("", &entry.name));
            let is_list = layout::is_json(file);
            if folder.is_empty() {
                let owner = owners.of(file.strip_suffix(".json").unwrap_or_default());
                match owner {
                    // One file for each channel.
                    Owner::One(number) if is_list => self.give(number, entry),
                    _ if is_list && !layout::is_other(file) => {
                        self.problems.push(format!(
                            "{}{file} is no list that an export has, and no channel is called so; it is not read",
                            files.folder
                        ));
                    }
                    _ => {}
                }
                continue;
            }
            let Owner::One(number) = owners.of(folder) else {
                let (_, count) = lost.entry(folder.to_owned()).or_insert_with(|| (owners.of(folder), 0));
                *count += u64::from(is_list);
                continue;
            };
            self.folders.insert(number);
            match layout::kind(file, &self.conversations[number]) {
                FileKind::Messages => self.give(number, entry),
                FileKind::Other => {}
                FileKind::Odd if file.contains('/') => {}
                FileKind::Odd => odd.entry(number).or_default().push(entry.name),
            }
        }
        for (number, names) in odd {
            self.unsure.insert(number);
            self.problems.push(format!(
                "{}{}: not called as a day is, such as 2026-01-31.json; left out",
                files.folder,
                layout::some(&names)
            ));
        }
        for (folder, (owner, count)) in lost {
            self.lost(&format!("{}{folder}", files.folder), &owner, count);
        }
    }

    fn give(&mut self, number: usize, entry: Entry) {
        self.folders.insert(number);
        self.days.entry(number).or_default().push(entry);
    }

    fn lost(&mut self, folder: &str, owner: &Owner, count: u64) {
        match owner {
            Owner::Direct => *self.passed_over.entry(PassedOver::Direct).or_default() += count,
            Owner::Several(several) => {
                let ids: Vec<String> =
                    several.iter().map(|number| self.conversations[*number].id.clone()).collect();
                self.unsure.extend(several);
                self.problems.push(format!(
                    "{folder}: the lists give this name to {}; whose it is cannot be told, so {} left out",
                    ids.join(" and "),
                    files(count)
                ));
            }
            Owner::Nobody | Owner::One(_) => {
                self.knows_its_folders = false;
                self.problems.push(format!(
                    "{folder}: no channel of channels.json or groups.json is called so; {} left out",
                    files(count)
                ));
            }
        }
    }
}

fn files(count: u64) -> String {
    match count {
        1 => "its one file is".to_owned(),
        count => format!("its {count} files are"),
    }
}

/// When an entry was put into the archive. No zone is told: Slack's are in UTC.
fn when(at: zip::DateTime) -> Option<DateTime<Utc>> {
    let day = NaiveDate::from_ymd_opt(at.year().into(), at.month().into(), at.day().into())?;
    let time = day.and_hms_opt(at.hour().into(), at.minute().into(), at.second().into())?;
    Some(time.and_utc())
}
