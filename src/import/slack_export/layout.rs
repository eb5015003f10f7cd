//! Where things stand in an export: as Slack packs it, as an organisation's of several workspaces, or as somebody packed
//! it again, one folder down, with other separators, or with what macOS and Windows leave behind.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use unicode_normalization::UnicodeNormalization as _;

/// The lists of an export, by name.
const LISTS: [&str; 6] =
    ["users.json", "org_users.json", "channels.json", "groups.json", "dms.json", "mpims.json"];
/// Of these, whichever tells that an export is here.
const PEOPLE: [&str; 2] = ["users.json", "org_users.json"];
/// Where an organisation's export keeps its workspaces.
const TEAMS: &str = "teams/";
/// What Slack packs beside the conversations, and what is in their folders beside days.
const OTHERS: [&str; 7] = [
    "canvases.json",
    "integration_logs.json",
    "huddle_transcripts.json",
    "lists.json",
    "file_conversations.json",
    "canvas_in_the_conversation.json",
    "content_flags.json",
];

/// A file of the archive, or a folder, whose name ends with `/` then.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    /// Its number in the archive.
    pub at: usize,
    /// Its name below the folder that holds the workspace, with `/` between.
    pub name: String,
    /// A sum of what is in it.
    pub checksum: u32,
    /// How large it is.
    pub bytes: u64,
    /// When it was put into the archive.
    pub zipped: Option<DateTime<Utc>>,
}

impl Entry {
    /// The folder it is in, and its own name.
    pub fn parts(&self) -> (&str, &str) {
        self.name.rsplit_once('/').unwrap_or(("", &self.name))
    }

    /// The day, if it is a day of a channel.
    pub fn day(&self) -> Option<NaiveDate> {
        day(self.parts().1)
    }
}

/// `2026-01-31.json`.
fn day(file: &str) -> Option<NaiveDate> {
    let day = file.strip_suffix(".json")?;
    day.parse().ok().filter(|_| day.len() == 10)
}

/// The files of one workspace.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// `teams/NAME/`, or nothing.
    pub folder: String,
    pub lists: BTreeMap<&'static str, Entry>,
    /// All but the lists.
    pub others: Vec<Entry>,
}

impl Files {
    /// The lists of its people.
    pub fn people(&self) -> impl Iterator<Item = &Entry> {
        PEOPLE.iter().filter_map(|name| self.lists.get(name))
    }
}

/// All workspaces of an export, and what was passed over and why.
///
/// # Errors
/// When it is none, in words.
pub(super) fn workspaces(entries: Vec<Entry>) -> Result<(Vec<Files>, Vec<String>), String> {
    let entries: Vec<Entry> = entries
        .into_iter()
        .map(|entry| Entry { name: plain(&entry.name), ..entry })
        .filter(|entry| !is_debris(&entry.name))
        .collect();
    let root = root(&entries)?;
    let mut outside = Vec::new();
    let mut all: BTreeMap<String, Files> = BTreeMap::new();
    for entry in entries {
        let Some(name) = entry.name.strip_prefix(&root) else {
            outside.extend(Some(entry.name).filter(|name| is_json(name)));
            continue;
        };
        let (folder, name) = split_team(name);
        let files = all.entry(folder.to_owned()).or_default();
        let list = LISTS.iter().find(|list| name.eq_ignore_ascii_case(list));
        let entry = Entry { name: name.to_owned(), ..entry };
        match list {
            Some(list) => drop(files.lists.insert(list, entry)),
            None if name.is_empty() => {}
            None => files.others.push(entry),
        }
    }
    let mut problems = Vec::new();
    if !outside.is_empty() {
        let (folder, which) = (root.trim_end_matches('/'), some(&outside));
        problems.push(format!(
            "the export is in the folder {folder}; outside of it is {which}, which is not read"
        ));
    }
    let people = all.get("").map(|files| files.lists.clone()).unwrap_or_default();
    let is_organisation = all.len() > 1;
    let mut found: Vec<Files> = Vec::new();
    for (folder, mut files) in all {
        files.others.sort_by(|a, b| a.name.cmp(&b.name));
        // A workspace without people of its own has the organisation's.
        if files.people().next().is_none() {
            files.lists.extend(
                people
                    .iter()
                    .filter(|(name, _)| PEOPLE.contains(name))
                    .map(|(name, entry)| (*name, entry.clone())),
            );
        }
        let has_days = files.others.iter().any(|entry| is_json(&entry.name));
        if !is_organisation || !folder.is_empty() || has_days {
            found.push(Files { folder, ..files });
        }
    }
    Ok((found, problems))
}

/// The folder of a workspace in an organisation's export, and the name below it.
fn split_team(name: &str) -> (&str, &str) {
    let team = name.strip_prefix(TEAMS).and_then(|rest| rest.split_once('/'));
    let is_team = |(_, file): &(&str, &str)| !file.is_empty();
    match team.filter(is_team) {
        Some((_, file)) => (&name[..name.len() - file.len()], file),
        None => ("", name),
    }
}

/// The folder that holds the export: where the list of people is.
fn root(entries: &[Entry]) -> Result<String, String> {
    let mut roots: BTreeSet<&str> = BTreeSet::new();
    for entry in entries {
        let file = entry.parts().1;
        if PEOPLE.iter().any(|people| file.eq_ignore_ascii_case(people)) {
            let folder = &entry.name[..entry.name.len() - file.len()];
            let is_team = folder.trim_end_matches('/').rsplit_once('/').map_or("", |(above, _)| above);
            let above =
                is_team.strip_suffix("teams").filter(|above| above.is_empty() || above.ends_with('/'));
            roots.insert(above.unwrap_or(folder));
        }
    }
    let depth = |root: &&&str| root.matches('/').count();
    let Some(least) = roots.iter().map(|root| depth(&root)).min() else {
        let found: Vec<String> = entries.iter().map(|entry| entry.name.clone()).take(4).collect();
        return Err(format!(
            "there is no users.json or org_users.json in it, only {}; a Slack export is the ZIP file that Slack sends",
            some(&found)
        ));
    };
    let outermost: Vec<&&str> = roots.iter().filter(|root| depth(root) == least).collect();
    match outermost.as_slice() {
        [only] => Ok((**only).to_owned()),
        several => {
            let names: Vec<String> = several.iter().map(|root| (**root).to_owned()).collect();
            Err(format!("it holds several exports: {}; import each as a ZIP file of its own", some(&names)))
        }
    }
}

fn plain(name: &str) -> String {
    let name = name.replace('\\', "/");
    name.trim_start_matches("./").trim_start_matches('/').to_owned()
}

/// What macOS and Windows put beside the files.
fn is_debris(name: &str) -> bool {
    name.split('/').any(|part| {
        part.starts_with("._")
            || ["__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"]
                .iter()
                .any(|debris| part.eq_ignore_ascii_case(debris))
    })
}

/// A file that may hold records.
pub(super) fn is_json(file: &str) -> bool {
    Path::new(file).extension().is_some_and(|ending| ending == "json")
}

/// The first few of them, for a sentence.
pub(super) fn some(names: &[String]) -> String {
    const FEW: usize = 4;
    let mut told = names.iter().take(FEW).cloned().collect::<Vec<_>>().join(", ");
    if told.is_empty() {
        "nothing".clone_into(&mut told);
    }
    if names.len() > FEW {
        return format!("{told} and {} more", names.len() - FEW);
    }
    told
}

/// A conversation of the lists.
#[derive(Clone, Debug, Default)]
pub(super) struct Conversation {
    pub id: String,
    /// None in any list but those of channels may be without; then its id stands for it.
    pub name: String,
    pub private: bool,
    pub is_archived: bool,
    /// Direct messages, of two or of several.
    pub direct: bool,
}

/// Whose a folder is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// The conversation with this number in the list.
    One(usize),
    /// Either of several of one name.
    Several(Vec<usize>),
    /// No list names it, and it is a direct message or a canvas by its name.
    Direct,
    /// No list names it.
    Nobody,
}

/// Finds the conversation of a folder: by its name as it stands, by its name however it is spelt, by its id.
#[derive(Debug, Default)]
pub(super) struct Owners {
    names: HashMap<String, Vec<usize>>,
    spellings: HashMap<String, Vec<usize>>,
    ids: HashMap<String, Vec<usize>>,
}

impl Owners {
    pub fn new(all: &[Conversation]) -> Self {
        let mut owners = Self::default();
        for (number, one) in all.iter().enumerate() {
            owners.names.entry(one.name.clone()).or_default().push(number);
            owners.spellings.entry(spelling(&one.name)).or_default().push(number);
            owners.ids.entry(one.id.clone()).or_default().push(number);
        }
        owners
    }

    /// Conversations that share their name with another.
    pub fn namesakes(&self) -> impl Iterator<Item = usize> {
        self.names.values().filter(|all| all.len() > 1).flatten().copied()
    }

    pub fn of(&self, folder: &str) -> Owner {
        let found = [self.names.get(folder), self.spellings.get(&spelling(folder)), self.ids.get(folder)];
        match found.into_iter().flatten().next().map(Vec::as_slice) {
            Some([only]) => Owner::One(*only),
            Some(several) => Owner::Several(several.to_vec()),
            None => {
                let is_two = folder.starts_with('D')
                    && folder.len() >= 5
                    && folder.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
                let is_other = is_two || folder.starts_with("mpdm-") || folder.starts_with("FC:");
                if is_other { Owner::Direct } else { Owner::Nobody }
            }
        }
    }
}

/// A name however it is composed, wide or written large.
pub(super) fn spelling(name: &str) -> String {
    name.nfkc().collect::<String>().to_lowercase()
}

/// What a file in the folder of a channel is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    Messages,
    /// Known, and none of the channel's messages.
    Other,
    /// It may be messages, and is not called as they are.
    Odd,
}

/// Tells by its name what a file in the folder of a conversation is.
pub(super) fn kind(file: &str, of: &Conversation) -> FileKind {
    let Some(stem) = file.strip_suffix(".json") else { return FileKind::Other };
    if day(file).is_some() || stem == "messages" || spelling(stem) == spelling(&of.name) || stem == of.id {
        FileKind::Messages
    } else if is_other(file) {
        FileKind::Other
    } else {
        FileKind::Odd
    }
}

/// Slack's own lists of something else than messages.
pub(super) fn is_other(file: &str) -> bool {
    OTHERS.contains(&file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arranged(names: &[&str]) -> Result<Vec<String>, String> {
        let entries =
            names.iter().map(|name| Entry { name: (*name).to_owned(), ..Entry::default() }).collect();
        let (all, problems) = workspaces(entries)?;
        let told = all.iter().map(|files| {
            let lists: Vec<&str> = files.lists.keys().copied().collect();
            let others: Vec<&str> = files.others.iter().map(|entry| entry.name.as_str()).collect();
            format!("{}: {}; {}", files.folder, lists.join(" "), others.join(" "))
        });
        Ok(told.chain(problems).collect())
    }

    #[test]
    fn an_export_is_found_however_it_is_packed() {
        let flat = "users.json; a/2026-01-05.json";
        for names in [
            ["users.json", "a/2026-01-05.json", "__MACOSX/._users.json"],
            ["Our export/", "Our export/users.json", "Our export/a/2026-01-05.json"],
            ["x\\Users.json", "x\\a\\2026-01-05.json", ".DS_Store"],
            ["./users.json", "./a/2026-01-05.json", "a/._2026-01-05.json"],
        ] {
            assert_eq!(arranged(&names).unwrap(), [format!(": {flat}")], "{names:?}");
        }
        let of_two = [
            "org_users.json",
            "channels.json",
            "teams/n/users.json",
            "teams/n/a/2026-01-05.json",
            "teams/s/a/2026-01-05.json",
        ];
        assert_eq!(
            arranged(&of_two).unwrap(),
            [format!("teams/n/: {flat}"), "teams/s/: org_users.json; a/2026-01-05.json".to_owned()]
        );
        assert_eq!(
            arranged(&["teams/n/users.json", "teams/n/a/2026-01-05.json"]).unwrap(),
            [format!("teams/n/: {flat}")]
        );
        assert_eq!(
            arranged(&["users.json", "teams/2026-01-05.json"]).unwrap(),
            [": users.json; teams/2026-01-05.json"]
        );
        let told = arranged(&["x/users.json", "other.json"]).unwrap();
        assert_eq!(told[1], "the export is in the folder x; outside of it is other.json, which is not read");
        assert!(arranged(&["x/users.json", "y/users.json"]).unwrap_err().contains("x/, y/"));
        assert!(arranged(&["x/y.json"]).unwrap_err().contains("only x/y.json"));
    }

    #[test]
    fn a_folder_is_the_channels_that_is_surely_meant() {
        let channel =
            |id: &str, name: &str| Conversation { id: id.into(), name: name.into(), ..Default::default() };
        let all = [
            channel("C1", "b\u{fc}ro"),
            channel("C2", "Ops"),
            channel("C3", "ops"),
            channel("C4", "\u{ff76}\u{ff9e}"),
        ];
        let owners = Owners::new(&all);
        for (folder, owner) in [
            ("bu\u{308}ro", Owner::One(0)),
            ("B\u{dc}RO", Owner::One(0)),
            ("ops", Owner::One(2)),
            ("OPS", Owner::Several(vec![1, 2])),
            ("C1", Owner::One(0)),
            ("\u{30ac}", Owner::One(3)),
            ("D0123", Owner::Direct),
            ("mpdm-a--b-1", Owner::Direct),
            ("lost", Owner::Nobody),
        ] {
            assert_eq!(owners.of(folder), owner, "{folder}");
        }
    }
}
