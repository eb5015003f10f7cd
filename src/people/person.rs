//! A person, as the company knows them.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::chat::{AccountId, Circle, OrgId, PersonId, PlaceId, Standing, TeamId, Visibility, WorkspaceId};

/// Monday to Friday: bit 0 is Monday.
pub const WORK_DAYS: i64 = 0b1_1111;

/// Whoever does something, as far as a handler needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The person behind the account.
    pub person: PersonId,
    /// By which account.
    pub account: AccountId,
    /// The name people know them by.
    pub name: String,
    /// What this account is to the company.
    pub standing: Standing,
    /// They set the bot up for the company.
    pub lead: bool,
    /// Their time zone; UTC until it is known.
    pub time_zone: Tz,
}

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The person's id, of our making.
    pub id: PersonId,
    /// What the company knows of them.
    pub data: PersonData,
    /// Their time zone; UTC until it is known.
    pub time_zone: Tz,
    /// The best of what their accounts are to the company.
    pub standing: Standing,
    /// They set the bot up for the company.
    pub lead: bool,
    /// When they can be asked.
    pub availability: Availability,
}

/// What a company tells about a person. All but the name may be unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonData {
    /// The name people know them by.
    pub name: String,
    /// In lower case.
    pub email: Option<String>,
    /// What they do.
    pub title: Option<String>,
    /// Where they belong.
    pub department: Option<String>,
    /// Where they are.
    pub location: Option<String>,
    /// The country whose holidays they keep, as the company writes it.
    pub country: Option<String>,
    /// Who they report to.
    pub manager: Option<PersonId>,
    /// Their first day, `YYYY-MM-DD`.
    pub start_date: Option<String>,
    /// What they work on.
    pub projects: Vec<String>,
}

/// When somebody can be asked, and how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Availability {
    /// Questions a week at the most.
    pub weekly_cap: i64,
    /// Bit 0 is Monday.
    pub work_days: i64,
    /// Minutes after midnight, local; 1440 is midnight at the end of the day.
    pub work_from: i64,
    /// Minutes after midnight, local. Before `work_from`: on the next day.
    pub work_until: i64,
    /// From when on nothing is sent that can wait; minutes after midnight, local.
    pub quiet_from: i64,
    /// Until when.
    pub quiet_until: i64,
    /// They are not to be asked at all.
    pub off_duty: bool,
    /// They paused everything until then.
    pub paused_until: Option<DateTime<Utc>>,
}

impl Default for Availability {
    /// Five a week, Monday to Friday 09:00 to 17:00, quiet from 19:00 to 08:00.
    fn default() -> Self {
        Self {
            weekly_cap: 5,
            work_days: WORK_DAYS,
            work_from: 9 * 60,
            work_until: 17 * 60,
            quiet_from: 19 * 60,
            quiet_until: 8 * 60,
            off_duty: false,
            paused_until: None,
        }
    }
}

/// Something a person says they know or want to know.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Skill {
    /// In their words.
    pub name: String,
    /// They are glad to be asked about it.
    pub ask_me: bool,
    /// They would teach it.
    pub can_mentor: bool,
    /// They want to learn it.
    pub wants_to_learn: bool,
}

impl Skill {
    /// They know it: whatever was declared or imported and is not only something that they want to learn.
    fn is_known(&self) -> bool {
        self.ask_me || self.can_mentor || !self.wants_to_learn
    }

    /// The names of those that are known, and whether they are glad to be asked. What somebody only wants to learn is no
    /// evidence that they know it.
    pub fn known(skills: &[Self]) -> impl Iterator<Item = (&str, bool)> {
        skills.iter().filter(|skill| skill.is_known()).map(|skill| (skill.name.as_str(), skill.ask_me))
    }
}

/// A topic the company named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// The topic's name, as a lead wrote it.
    pub name: String,
    /// Other words for it.
    pub aliases: Vec<String>,
}

/// What a topic is called today: the old name stands among the other words for the new one, or it is its own.
pub fn name_today(name: &str, topics: &[Topic]) -> String {
    let wanted = name.to_lowercase();
    let is_it = |topic: &&Topic| {
        std::iter::once(&topic.name).chain(&topic.aliases).any(|other| other.to_lowercase() == wanted)
    };
    topics.iter().find(is_it).map_or_else(|| name.to_owned(), |topic| topic.name.clone())
}

/// One of a person's accounts.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Account {
    /// The account's id, as the platform gave it.
    pub id: AccountId,
    /// The workspace it is in.
    pub workspace: WorkspaceId,
}

/// How a person can be reached from one workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// They have an account in it.
    pub here: bool,
    /// They are to be met in another workspace: they have no account here, or were not seen here for two weeks while
    /// they were active there.
    pub elsewhere: Option<WorkspaceId>,
}

/// What came of a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learned {
    /// Whose it is.
    pub person: PersonId,
    /// Somebody who was imported, turned out to be this person, and is no more.
    pub absorbed: Option<PersonId>,
    /// Their last living account was switched off.
    pub left: bool,
}

/// An account whose profile is to be looked up.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct DueAccount {
    /// The account's id, as the platform gave it.
    pub id: AccountId,
    /// The company.
    pub org: OrgId,
    /// The workspace it was seen in.
    pub workspace: WorkspaceId,
}

/// A channel the bot knows of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// The channel, by the platform's id.
    pub place: PlaceId,
    /// The workspace it is in.
    pub workspace: WorkspaceId,
    /// Its name, if told.
    pub name: Option<String>,
    /// Who can read it, as the platform stated it last; see [`Channel::visibility`].
    pub stated: Visibility,
    /// The team it is in, where it is in one.
    pub team: Option<TeamId>,
    /// People from other companies can read it, as the platform stated it last; see [`Channel::is_shared`].
    pub stated_shared: bool,
    /// Until when the platform's statement is believed; none until it states otherwise.
    pub believed_until: Option<DateTime<Utc>>,
    /// The bot may read it.
    pub opted_in: bool,
    /// Nothing can be posted there any more.
    pub gone: bool,
    /// Since then the bot may not read it any more, though it did before.
    pub stopped_at: Option<DateTime<Utc>>,
    /// Since then it is deleted.
    pub deleted_at: Option<DateTime<Utc>>,
    /// When an export was last imported into it.
    pub imported_at: Option<DateTime<Utc>>,
}

impl Channel {
    /// Who can read it: what the platform stated, while that is believed, and its members after that.
    pub fn visibility(&self, now: DateTime<Utc>) -> Visibility {
        if self.is_believed(now) { self.stated.clone() } else { Visibility::Members }
    }

    /// Only its members can read it, or nobody has stated lately that others can.
    pub fn is_private(&self, now: DateTime<Utc>) -> bool {
        self.visibility(now) == Visibility::Members
    }

    /// People from other companies can read it, or nobody has stated lately that they cannot.
    pub fn is_shared(&self, now: DateTime<Utc>) -> bool {
        self.stated_shared || !self.is_believed(now)
    }

    /// Only what was said there from this moment on is offered and speaks for people; all of it, if there is none.
    pub fn speaks_since(&self) -> Option<DateTime<Utc>> {
        self.stopped_at.max(self.deleted_at)
    }

    /// All that decides who may meet what was said there: who can read it, outsiders too, and what of it speaks.
    pub fn readers(&self, now: DateTime<Utc>) -> (Visibility, bool, Option<DateTime<Utc>>) {
        (self.visibility(now), self.is_shared(now), self.speaks_since())
    }

    fn is_believed(&self, now: DateTime<Utc>) -> bool {
        self.believed_until.is_none_or(|until| now < until)
    }
}

/// A roster that is to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueRoster {
    /// The company.
    pub org: OrgId,
    /// Through which installation.
    pub workspace: WorkspaceId,
    /// Whose roster.
    pub circle: Circle,
}

/// A colleague, and what they are in the company.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Colleague {
    /// The person's id, of our making.
    pub id: PersonId,
    /// Where they belong.
    pub department: Option<String>,
    /// Where they are.
    pub country: Option<String>,
    /// What they do.
    pub title: Option<String>,
    /// They set the bot up.
    pub lead: bool,
    /// They are champion of a topic.
    pub champion: bool,
    /// Somebody reports to them.
    pub manager: bool,
}
