//! Rows as they are stored, and the values they stand for.

use chrono_tz::Tz;

use crate::chat::{AccountId, PersonId, PlaceId, Standing, TeamId, Visibility, WorkspaceId};
use crate::people::{Availability, Caller, Channel, Person, PersonData};
use crate::store::Millis;

#[derive(sqlx_macros::FromRow)]
pub(super) struct PersonRow {
    pub id: PersonId,
    pub name: String,
    pub email: Option<String>,
    pub title: Option<String>,
    pub department: Option<String>,
    pub location: Option<String>,
    pub country: Option<String>,
    pub time_zone: String,
    pub manager: Option<PersonId>,
    pub start_date: Option<String>,
    pub projects: Option<String>,
    pub standing: String,
    pub lead: bool,
    pub weekly_cap: i64,
    pub work_days: i64,
    pub work_from: i64,
    pub work_until: i64,
    pub quiet_from: i64,
    pub quiet_until: i64,
    pub off_duty: bool,
    pub paused_until: Option<Millis>,
}

impl From<PersonRow> for Person {
    fn from(row: PersonRow) -> Self {
        Self {
            id: row.id,
            data: PersonData {
                name: row.name,
                email: row.email,
                title: row.title,
                department: row.department,
                location: row.location,
                country: row.country,
                manager: row.manager,
                start_date: row.start_date,
                projects: lines(row.projects.as_deref()),
            },
            time_zone: zone(&row.time_zone),
            standing: standing(&row.standing),
            lead: row.lead,
            availability: Availability {
                weekly_cap: row.weekly_cap,
                work_days: row.work_days,
                work_from: row.work_from,
                work_until: row.work_until,
                quiet_from: row.quiet_from,
                quiet_until: row.quiet_until,
                off_duty: row.off_duty,
                paused_until: row.paused_until.map(Millis::utc),
            },
        }
    }
}

#[derive(sqlx_macros::FromRow)]
pub(super) struct CallerRow {
    pub person: PersonId,
    pub name: String,
    pub standing: String,
    pub lead: bool,
    pub time_zone: String,
    pub active_at: Millis,
}

impl CallerRow {
    pub(super) fn caller(self, account: &AccountId) -> Caller {
        Caller {
            person: self.person,
            account: account.clone(),
            name: self.name,
            standing: standing(&self.standing),
            lead: self.lead,
            time_zone: zone(&self.time_zone),
        }
    }
}

#[derive(sqlx_macros::FromRow)]
pub(super) struct ChannelRow {
    pub place: PlaceId,
    pub workspace: WorkspaceId,
    pub name: Option<String>,
    pub shared: bool,
    pub opted_in: bool,
    pub gone: bool,
    pub visibility: String,
    pub team: Option<TeamId>,
    pub believed_until: Option<Millis>,
    pub stopped_at: Option<Millis>,
    pub deleted_at: Option<Millis>,
    pub imported_at: Option<Millis>,
}

impl From<ChannelRow> for Channel {
    fn from(row: ChannelRow) -> Self {
        Self {
            stated: visibility(&row.visibility, row.team.as_ref()),
            place: row.place,
            workspace: row.workspace,
            name: row.name,
            team: row.team,
            stated_shared: row.shared,
            believed_until: row.believed_until.map(Millis::utc),
            opted_in: row.opted_in,
            gone: row.gone,
            stopped_at: row.stopped_at.map(Millis::utc),
            deleted_at: row.deleted_at.map(Millis::utc),
            imported_at: row.imported_at.map(Millis::utc),
        }
    }
}

/// As it is stored: the word, and the team.
pub(super) fn words_of(visibility: Option<&Visibility>) -> (Option<&'static str>, Option<&TeamId>) {
    match visibility {
        Some(Visibility::Organisation) => (Some("organisation"), None),
        Some(Visibility::Workspace) => (Some("workspace"), None),
        Some(Visibility::Team(team)) => (Some("team"), Some(team)),
        Some(Visibility::Members) => (Some("members"), None),
        None => (None, None),
    }
}

fn visibility(word: &str, team: Option<&TeamId>) -> Visibility {
    match (word, team) {
        ("organisation", _) => Visibility::Organisation,
        ("workspace", _) => Visibility::Workspace,
        ("team", Some(team)) => Visibility::Team(team.clone()),
        _ => Visibility::Members,
    }
}

/// As it is stored.
pub(super) fn word(standing: Standing) -> &'static str {
    standing.into()
}

/// Of what is stored. A word that is none is nobody's.
pub(super) fn standing(word: &str) -> Standing {
    word.parse().unwrap_or(Standing::Unknown)
}

/// Of several accounts the one that is most to the company counts.
pub(super) fn weight(standing: Standing) -> u8 {
    match standing {
        Standing::Member => 5,
        Standing::Guest => 4,
        Standing::Stranger => 3,
        Standing::Bot => 2,
        Standing::Unknown => 1,
        Standing::Gone => 0,
    }
}

pub(super) fn zone(name: &str) -> Tz {
    name.parse().unwrap_or(Tz::UTC)
}

/// Several texts in one column: one a line.
pub(super) fn lines(joined: Option<&str>) -> Vec<String> {
    joined.unwrap_or_default().lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// The other way; a line feed within a text becomes a blank.
pub(super) fn joined(texts: &[String]) -> String {
    texts.iter().map(|text| text.replace(['\n', '\r'], " ")).collect::<Vec<_>>().join("\n")
}

/// At most so many characters, without white space around and control characters within.
pub(super) fn bounded(text: &str, most: usize) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(most).collect::<String>().trim().to_owned()
}
