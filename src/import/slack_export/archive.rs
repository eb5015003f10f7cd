//! The ZIP file: what is in it, and its entries read piece by piece.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use serde::de::{DeserializeOwned, DeserializeSeed, SeqAccess, Visitor};
use tokio::sync::mpsc::Sender;
use zip::ZipArchive;

use super::shape::{ChannelShape, MessageShape, NameShape, UserShape};
use crate::chat::WithoutHalfPairs;
use crate::import::ImportError;

/// No day of a channel is larger; what is, is no export.
const LARGEST_ENTRY: u64 = 2 << 30;

/// What the archive holds.
#[derive(Debug, Default)]
pub(super) struct Overview {
    /// The workspace most people are of.
    pub team: Option<String>,
    pub channels: Vec<ChannelShape>,
    /// People first, then the days of each channel in order.
    pub entries: Vec<Entry>,
    /// All folders. An entry whose name cannot be read is in one without a name.
    pub folders: HashSet<String>,
    /// Folders with something that may be a day, and is not called as days are.
    pub odd: HashSet<String>,
    /// When the newest of its entries was put into it.
    pub zipped: Option<DateTime<Utc>>,
}

/// An entry that is to be read.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub name: String,
    /// The folder it is in, if it is a day of a channel.
    pub channel: Option<String>,
    pub is_people: bool,
    pub checksum: u32,
    pub bytes: u64,
}

impl Entry {
    /// The day, if it is a day of a channel.
    pub fn day(&self) -> Option<NaiveDate> {
        let (_, day) = self.name.rsplit_once('/').filter(|_| !self.is_people)?;
        day.strip_suffix(".json")?.parse().ok()
    }
}

impl Overview {
    /// It is known of every folder which conversation it is: so a channel without one has nothing in it.
    pub fn knows_its_folders(&self) -> bool {
        let names: HashSet<&str> =
            self.channels.iter().filter_map(|channel| channel.name.as_deref()).collect();
        // Direct messages of two and of several, and what is written about canvases.
        let is_other = |folder: &str| {
            let is_two = folder.starts_with('D') && folder.bytes().all(|byte| byte.is_ascii_alphanumeric());
            is_two || folder.starts_with("mpdm-") || folder.starts_with("FC:")
        };
        self.folders.iter().all(|folder| names.contains(folder.as_str()) || is_other(folder))
    }
}

/// A piece of an entry.
#[derive(Debug)]
pub(super) enum Piece {
    Person(Box<UserShape>),
    Message(Box<MessageShape>),
}

/// Looks through the archive without reading the conversations.
///
/// # Errors
/// When it is no ZIP file, or no Slack export.
pub(super) fn overview(file: &Path) -> Result<Overview, ImportError> {
    let mut archive = open(file).map_err(ImportError::File)?;
    let mut overview = Overview::default();
    let mut teams: HashMap<String, u64> = HashMap::new();
    let mut has_users = false;
    for at in 0..archive.len() {
        let entry = archive.by_index_raw(at).map_err(|error| ImportError::File(error.to_string()))?;
        let Ok(name) = entry.name().map(std::borrow::Cow::into_owned) else {
            overview.folders.insert(String::new());
            continue;
        };
        let inside = name.split_once('/');
        overview.folders.extend(inside.map(|(folder, _)| folder.to_owned()));
        let (checksum, bytes) = (entry.crc32(), entry.size());
        overview.zipped = overview.zipped.max(entry.last_modified().and_then(when));
        drop(entry);
        has_users |= name == "users.json";
        if let Some((channel, is_people)) = belongs(&name) {
            overview.entries.push(Entry { name, channel, is_people, checksum, bytes });
        } else if let Some((folder, file)) = inside
            && file.starts_with(|first: char| first.is_ascii_digit())
        {
            overview.odd.insert(folder.to_owned());
        }
    }
    if !has_users {
        return Err(ImportError::File(
            "there is no users.json in it; a Slack export is the ZIP file that Slack sends, as it came"
                .to_owned(),
        ));
    }
    each(&mut archive, "users.json", |user: UserShape| {
        if let Some(team) = user.team_id {
            *teams.entry(team).or_default() += 1;
        }
        true
    })
    .map_err(ImportError::File)?;
    for (name, private) in [("channels.json", false), ("groups.json", true)] {
        if archive.index_for_name(name).is_some() {
            each(&mut archive, name, |channel: ChannelShape| {
                overview.channels.push(ChannelShape { private, ..channel });
                true
            })
            .map_err(ImportError::File)?;
        }
    }
    overview.team = teams.into_iter().max_by(|a, b| (a.1, &b.0).cmp(&(b.1, &a.0))).map(|(team, _)| team);
    overview.entries.sort_by(|a, b| (!a.is_people, &a.name).cmp(&(!b.is_people, &b.name)));
    Ok(overview)
}

/// Reads an entry, piece by piece. Stops early when nobody takes the pieces any more.
///
/// # Errors
/// What is wrong with it and where, in words; the pieces before that were handed over.
pub(super) fn read(file: &Path, name: &str, is_people: bool, sender: &Sender<Piece>) -> Result<(), String> {
    let mut archive = open(file)?;
    if is_people {
        each(&mut archive, name, |user| sender.blocking_send(Piece::Person(Box::new(user))).is_ok())
    } else {
        each(&mut archive, name, |message| sender.blocking_send(Piece::Message(Box::new(message))).is_ok())
    }
}

/// The names of all messages of an entry, also of those that were deleted.
///
/// # Errors
/// What is wrong with it and where, in words.
pub(super) fn names(file: &Path, name: &str) -> Result<Vec<NameShape>, String> {
    let mut archive = open(file)?;
    let mut names = Vec::new();
    each(&mut archive, name, |message: NameShape| {
        names.push(message);
        true
    })?;
    Ok(names)
}

/// When an entry was put into the archive. No zone is told: Slack's are in UTC.
fn when(at: zip::DateTime) -> Option<DateTime<Utc>> {
    let day = NaiveDate::from_ymd_opt(at.year().into(), at.month().into(), at.day().into())?;
    let time = day.and_hms_opt(at.hour().into(), at.minute().into(), at.second().into())?;
    Some(time.and_utc())
}

fn open(file: &Path) -> Result<ZipArchive<BufReader<File>>, String> {
    let opened = File::open(file).map_err(|error| format!("{}: {error}", file.display()))?;
    ZipArchive::new(BufReader::new(opened))
        .map_err(|error| format!("{} is no ZIP file, or a damaged one: {error}", file.display()))
}

/// Hands over all messages of an entry.
///
/// # Errors
/// What is wrong with it and where, in words; the messages before that were handed over.
pub(super) fn messages(file: &Path, name: &str, mut take: impl FnMut(MessageShape)) -> Result<(), String> {
    each(&mut open(file)?, name, |message| {
        take(message);
        true
    })
}

/// `users.json`, or `channel/2026-01-31.json`. Nothing is written by these names, so a trick in them leads nowhere.
fn belongs(name: &str) -> Option<(Option<String>, bool)> {
    if name == "users.json" {
        return Some((None, true));
    }
    let (channel, day) = name.split_once('/')?;
    let day = day.strip_suffix(".json")?;
    let is_day = day.len() == 10 && day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    is_day.then(|| (Some(channel.to_owned()), false))
}

/// Hands over the elements of an array one by one; `take` says whether to go on.
fn each<T: DeserializeOwned>(
    archive: &mut ZipArchive<BufReader<File>>,
    name: &str,
    take: impl FnMut(T) -> bool,
) -> Result<(), String> {
    let entry = archive.by_name(name).map_err(|error| format!("{name}: {error}"))?;
    if entry.size() > LARGEST_ENTRY {
        return Err(format!("{name}: is larger than any day of a channel can be"));
    }
    // The size an entry claims can be wrong.
    let bounded = BufReader::new(WithoutHalfPairs::new(entry.take(LARGEST_ENTRY)));
    let mut reader = serde_json::Deserializer::from_reader(bounded);
    Elements(take, std::marker::PhantomData)
        .deserialize(&mut reader)
        .map_err(|error| format!("{name}: {error}"))
}

struct Elements<T, F>(F, std::marker::PhantomData<T>);

impl<'de, T: DeserializeOwned, F: FnMut(T) -> bool> DeserializeSeed<'de> for Elements<T, F> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: DeserializeOwned, F: FnMut(T) -> bool> Visitor<'de> for Elements<T, F> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        while let Some(element) = list.next_element()? {
            if !(self.0)(element) {
                break;
            }
        }
        Ok(())
    }
}
