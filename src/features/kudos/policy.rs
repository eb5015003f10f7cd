//! What a company's lead decided about thanks. Pure: kept as JSON, and what is missing has its default.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::emoji::Emoji;
use crate::chat::PlaceId;
use crate::people::Settings;

/// The most points a day that a lead can allow.
pub const MOST_A_DAY: i64 = 50;
/// The most points a month that a lead can allow.
pub const MOST_A_MONTH: i64 = 1000;
/// Lines of a field with several.
pub const MOST_LINES: usize = 30;
/// The longest name of a value or a group, in characters.
pub const LONGEST_NAME: usize = 60;

/// Points that somebody may give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// On their own day, 1 to [`MOST_A_DAY`].
    pub a_day: i64,
    /// In their own month, 5 to [`MOST_A_MONTH`].
    pub a_month: i64,
}

impl Default for Allowance {
    fn default() -> Self {
        Self { a_day: 5, a_month: 60 }
    }
}

impl Allowance {
    /// Points of a month that one person may be given by one other: a fifth of the month's.
    pub fn pair(self) -> i64 {
        (self.a_month / 5).max(1)
    }

    /// Points that can be given at once, to all together.
    pub fn at_once(self) -> i64 {
        self.a_day.min(self.a_month)
    }

    /// Points that can be given at once to one person.
    pub fn to_one(self) -> i64 {
        self.a_day.min(self.pair())
    }

    fn is_possible(self) -> bool {
        (1..=MOST_A_DAY).contains(&self.a_day) && (5..=MOST_A_MONTH).contains(&self.a_month)
    }

    fn or_more(self, other: Self) -> Self {
        Self { a_day: self.a_day.max(other.a_day), a_month: self.a_month.max(other.a_month) }
    }
}

/// Some people of a company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Those who set the bot up.
    Leads,
    /// Champions of a topic, whichever.
    Champions,
    /// Whoever somebody reports to.
    Managers,
    /// Who belongs there, as the company writes it.
    Department(String),
    /// Who is there, as the company writes it.
    Country(String),
    /// Who is called so, as the company writes it.
    Title(String),
}

impl Group {
    /// As a lead writes it: `managers`, `department Sales`.
    fn read(words: &str) -> Option<Self> {
        let (kind, name) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
        let name = name.trim();
        let short = !name.is_empty() && name.chars().count() <= LONGEST_NAME;
        match (kind.to_lowercase().as_str(), name) {
            ("leads", "") => Some(Self::Leads),
            ("champions", "") => Some(Self::Champions),
            ("managers", "") => Some(Self::Managers),
            ("department", _) if short => Some(Self::Department(name.to_owned())),
            ("country", _) if short => Some(Self::Country(name.to_owned())),
            ("title", _) if short => Some(Self::Title(name.to_owned())),
            _ => None,
        }
    }

    /// Somebody with these roles is one of them.
    pub fn has(&self, roles: &Roles) -> bool {
        let same = |theirs: &Option<String>, name: &str| {
            theirs.as_deref().is_some_and(|theirs| theirs.trim().to_lowercase() == name.trim().to_lowercase())
        };
        match self {
            Self::Leads => roles.lead,
            Self::Champions => roles.champion,
            Self::Managers => roles.manager,
            Self::Department(name) => same(&roles.department, name),
            Self::Country(name) => same(&roles.country, name),
            Self::Title(name) => same(&roles.title, name),
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leads => f.write_str("leads"),
            Self::Champions => f.write_str("champions"),
            Self::Managers => f.write_str("managers"),
            Self::Department(name) => write!(f, "department {name}"),
            Self::Country(name) => write!(f, "country {name}"),
            Self::Title(name) => write!(f, "title {name}"),
        }
    }
}

/// What somebody is in their company, as far as decisions about thanks go by it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// They set the bot up.
    pub lead: bool,
    /// They are champion of a topic.
    pub champion: bool,
    /// Somebody reports to them.
    pub manager: bool,
    /// Where they belong.
    pub department: Option<String>,
    /// Where they are.
    pub country: Option<String>,
    /// What they do.
    pub title: Option<String>,
}

/// A group with an allowance of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// The group of people it holds for.
    pub group: Group,
    /// What they may give.
    pub allowance: Allowance,
}

/// All that a lead decided about thanks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// What everybody may give.
    pub allowance: Allowance,
    /// Who may give more or less: the most of what applies to somebody counts instead.
    pub exceptions: Vec<Exception>,
    /// What the company holds dear: a hashtag names it.
    pub values: Vec<String>,
    /// The emoji that thanks.
    pub emoji: Emoji,
    /// The emoji on a message thanks its author, in channels that are read.
    pub emoji_thanks_authors: bool,
    /// Where thanks are announced that were given in a public channel; none: where they were given.
    pub announcements: Option<PlaceId>,
    /// There are boards.
    pub boards: bool,
    /// Whoever is one of these is on no board, and sees none.
    pub no_boards_for: Vec<Group>,
}

impl Settings for Policy {
    const FEATURE: &'static str = "kudos";
}

impl Policy {
    /// What somebody may give.
    pub fn allowance_of(&self, roles: &Roles) -> Allowance {
        let own = self.exceptions.iter().filter(|exception| exception.group.has(roles));
        own.map(|exception| exception.allowance).reduce(Allowance::or_more).unwrap_or(self.allowance)
    }

    /// They are on boards, and see them.
    pub fn has_boards_for(&self, roles: &Roles) -> bool {
        self.boards && !self.no_boards_for.iter().any(|group| group.has(roles))
    }

    /// The company value that a hashtag names: in capitals or not, spaces written as dashes or not at all.
    pub fn value_called(&self, hashtag: &str) -> Option<&String> {
        let plain = |name: &str| -> String {
            name.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let wanted = plain(hashtag);
        self.values.iter().find(|value| !wanted.is_empty() && plain(value) == wanted)
    }
}

/// Reads lines such as `managers 10 120`; else the first line that is none.
///
/// # Errors
/// With that line.
pub fn exceptions(lines: &str) -> Result<Vec<Exception>, String> {
    each_line(lines, |line| {
        let (rest, a_month) = line.rsplit_once(char::is_whitespace)?;
        let (group, a_day) = rest.trim_end().rsplit_once(char::is_whitespace)?;
        let allowance = Allowance { a_day: a_day.parse().ok()?, a_month: a_month.parse().ok()? };
        Some(Exception { group: Group::read(group.trim())?, allowance }).filter(|_| allowance.is_possible())
    })
}

/// Reads lines such as `department Works council`; else the first line that is none.
///
/// # Errors
/// With that line.
pub fn groups(lines: &str) -> Result<Vec<Group>, String> {
    each_line(lines, Group::read)
}

/// Reads names with commas or line feeds between them, each once.
///
/// # Errors
/// With the first name that cannot be a hashtag, or is too long.
pub fn values(words: &str) -> Result<Vec<String>, String> {
    let mut values: Vec<String> = Vec::new();
    for name in words.split([',', '\n']).map(|name| name.trim().trim_start_matches('#')) {
        if name.is_empty() || values.iter().any(|value| value.to_lowercase() == name.to_lowercase()) {
            continue;
        }
        if name.chars().count() > LONGEST_NAME
            || !name.chars().any(char::is_alphanumeric)
            || values.len() >= MOST_LINES
        {
            return Err(name.to_owned());
        }
        values.push(name.to_owned());
    }
    Ok(values)
}

fn each_line<T>(lines: &str, read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, String> {
    let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .enumerate()
        .map(|(at, line)| read(line).filter(|_| at < MOST_LINES).ok_or_else(|| line.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_are_read_as_a_lead_writes_them() {
        let read = exceptions("managers 10 120\n\n  department Customer care  6  70 \nTitle Team lead 8 80")
            .unwrap();
        let groups: Vec<String> = read.iter().map(|exception| exception.group.to_string()).collect();
        assert_eq!(groups, ["managers", "department Customer care", "title Team lead"]);
        assert_eq!(read[1].allowance, Allowance { a_day: 6, a_month: 70 });
        for wrong in [
            "managers 10",
            "managers",
            "department 5 50",
            "cooks 5 50",
            "managers 0 60",
            "managers 5 4",
            "managers 51 60",
            "managers 5 1001",
            "leads of all 5 60",
            "managers -5 60",
            "managers 99999999999999999999 60",
        ] {
            assert_eq!(exceptions(&format!("leads 9 90\n{wrong}")), Err(wrong.to_owned()));
        }
        let many = "leads 9 90\n".repeat(MOST_LINES + 1);
        assert!(exceptions(&many).is_err());
    }

    #[test]
    fn the_most_of_what_applies_counts_and_may_be_less_than_everybodys() {
        let exceptions = exceptions("managers 10 40\nchampions 3 120\ncountry Germany 2 20").unwrap();
        let policy = Policy { exceptions, ..Policy::default() };
        let roles = Roles { champion: true, manager: true, ..Roles::default() };
        assert_eq!(policy.allowance_of(&roles), Allowance { a_day: 10, a_month: 120 });
        assert_eq!(policy.allowance_of(&Roles::default()), Allowance::default());
        let roles = Roles { country: Some("germany ".to_owned()), ..Roles::default() };
        assert_eq!(policy.allowance_of(&roles), Allowance { a_day: 2, a_month: 20 });
        assert_eq!(policy.allowance_of(&roles).pair(), 4);
    }

    #[test]
    fn a_hashtag_names_a_value_however_it_is_written() {
        let values = values("Customer first, #Courage\nowner-ship, courage").unwrap();
        assert_eq!(values, ["Customer first", "Courage", "owner-ship"]);
        let policy = Policy { values, ..Policy::default() };
        for (hashtag, value) in [
            ("customer-first", "Customer first"),
            ("CustomerFirst", "Customer first"),
            ("courage", "Courage"),
            ("ownership", "owner-ship"),
        ] {
            assert_eq!(policy.value_called(hashtag).map(String::as_str), Some(value), "{hashtag}");
        }
        assert_eq!((policy.value_called("customer"), policy.value_called("---")), (None, None));
        assert_eq!(super::values("fine, !!!"), Err("!!!".to_owned()));
    }

    #[test]
    fn what_was_kept_before_a_setting_existed_has_its_default() {
        let policy: Policy = serde_json::from_str(r#"{"boards":true}"#).unwrap();
        assert_eq!(policy, Policy { boards: true, ..Policy::default() });
        let whole = Policy { no_boards_for: groups("country Germany\nmanagers").unwrap(), ..policy };
        assert_eq!(serde_json::from_str::<Policy>(&serde_json::to_string(&whole).unwrap()).unwrap(), whole);
    }
}
