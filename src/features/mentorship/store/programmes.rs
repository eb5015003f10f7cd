//! Programmes.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::words::{Kind, State};
use crate::chat::{PersonId, PlaceId};
use crate::features::mentorship::matching::Weights;
use crate::store::{Millis, StoreError};
use crate::{scoped, sql, values};

/// What a lead decided for a programme. What is missing has its default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProgrammeRules {
    /// Departments whose people may join; none for all.
    pub departments: Vec<String>,
    /// Locations whose people may join; none for all.
    pub locations: Vec<String>,
    /// The channel in which people are invited.
    pub channel: Option<PlaceId>,
    /// Only members of that channel may join.
    pub is_pilot: bool,
    /// How long pairs meet, in weeks.
    pub weeks: i64,
    /// Days from one meeting to the next.
    pub every_days: i64,
    /// What a pair is worth at the least, in per cent.
    pub floor: i64,
    /// What the parts of a score count.
    pub weights: Weights,
}

impl Default for ProgrammeRules {
    fn default() -> Self {
        Self {
            departments: Vec::new(),
            locations: Vec::new(),
            channel: None,
            is_pilot: false,
            weeks: 12,
            every_days: 14,
            floor: 30,
            weights: Weights::default(),
        }
    }
}

/// A programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programme {
    /// By which it is found.
    pub id: String,
    /// The lead who made it.
    pub owner: PersonId,
    /// What it is called.
    pub name: String,
    /// After which template it is run.
    pub kind: Kind,
    /// Where it is.
    pub state: State,
    /// What was decided for it.
    pub rules: ProgrammeRules,
    /// Its first day, `YYYY-MM-DD`.
    pub starts_on: String,
    /// When it was made.
    pub made_at: Millis,
    /// When it ended; none before.
    pub ended_at: Option<Millis>,
    /// Rises with every change of what a draft is made from.
    pub version: i64,
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    id: String,
    owner: PersonId,
    name: String,
    kind: Kind,
    state: State,
    rules: String,
    starts_on: String,
    made_at: Millis,
    ended_at: Option<Millis>,
    version: i64,
}

impl TryFrom<Row> for Programme {
    type Error = serde_json::Error;

    fn try_from(row: Row) -> Result<Self, Self::Error> {
        let Row { id, owner, name, kind, state, rules, starts_on, made_at, ended_at, version } = row;
        let rules = serde_json::from_str(&rules)?;
        Ok(Self { id, owner, name, kind, state, rules, starts_on, made_at, ended_at, version })
    }
}

/// What is kept and cannot be read is left out, with a line in the log: its defaults could let people in who may not be.
fn readable(row: Row) -> Option<Programme> {
    let id = row.id.clone();
    Programme::try_from(row)
        .inspect_err(|error| tracing::error!(programme = id, %error, "a programme's rules cannot be read"))
        .ok()
}

scoped! {
    /// Programmes, as the store keeps them.
    pub Programmes, programmes
}

impl Programmes<'_> {
    /// Keeps a new programme.
    pub async fn add(&mut self, programme: &Programme) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO mentorship_programme (org, id, owner, name, kind, state, rules, starts_on, made_at, ended_at,
                 version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        );
        let values = values![
            self.org,
            &programme.id,
            &programme.owner,
            &programme.name,
            programme.kind,
            programme.state,
            serde_json::to_string(&programme.rules).unwrap_or_default(),
            &programme.starts_on,
            programme.made_at,
            programme.ended_at,
            programme.version
        ];
        self.tx.execute(statement, values).await?;
        Ok(())
    }

    /// A programme.
    pub async fn programme(&mut self, id: &str) -> Result<Option<Programme>, StoreError> {
        let query = sql!(
            "SELECT id, owner, name, kind, state, rules, starts_on, made_at, ended_at, version
             FROM mentorship_programme WHERE org = $1 AND id = $2"
        );
        let row: Option<Row> = self.tx.optional(query, values![self.org, id]).await?;
        Ok(row.and_then(readable))
    }

    /// All programmes, the newest first, so many at the most.
    pub async fn newest(&mut self, most: i64) -> Result<Vec<Programme>, StoreError> {
        let query = sql!(
            "SELECT id, owner, name, kind, state, rules, starts_on, made_at, ended_at, version
             FROM mentorship_programme WHERE org = $1 ORDER BY made_at DESC, id DESC LIMIT $2"
        );
        let rows: Vec<Row> = self.tx.all(query, values![self.org, most]).await?;
        Ok(rows.into_iter().filter_map(readable).collect())
    }

    /// It goes from one state to another; false if it is in another one by now.
    pub async fn go(&mut self, id: &str, from: State, to: State) -> Result<bool, StoreError> {
        let statement = sql!(
            "UPDATE mentorship_programme SET state = $4, version = version + 1
             WHERE org = $1 AND id = $2 AND state = $3"
        );
        Ok(self.tx.execute(statement, values![self.org, id, from, to]).await? == 1)
    }

    /// It is over; false if it was already.
    pub async fn end(&mut self, id: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let statement = sql!(
            "UPDATE mentorship_programme SET state = 'ended', ended_at = $3, version = version + 1
             WHERE org = $1 AND id = $2 AND ended_at IS NULL"
        );
        Ok(self.tx.execute(statement, values![self.org, id, now]).await? == 1)
    }

    /// What was decided for it, if nobody has changed it since this version; false otherwise.
    pub async fn change(&mut self, programme: &Programme) -> Result<bool, StoreError> {
        let statement = sql!(
            "UPDATE mentorship_programme SET name = $4, rules = $5, starts_on = $6, version = version + 1
             WHERE org = $1 AND id = $2 AND version = $3"
        );
        let rules = serde_json::to_string(&programme.rules).unwrap_or_default();
        let values =
            values![self.org, &programme.id, programme.version, &programme.name, rules, &programme.starts_on];
        Ok(self.tx.execute(statement, values).await? == 1)
    }

    /// What a draft is made from changes: nobody publishes one that was drawn before.
    pub async fn touch(&mut self, id: &str) -> Result<(), StoreError> {
        let statement = sql!(
            "UPDATE mentorship_programme SET version = version + 1
             WHERE org = $1 AND id = $2 AND state = 'matching'"
        );
        self.tx.execute(statement, values![self.org, id]).await?;
        Ok(())
    }

    /// A draft of this version is published: true once, and only if nothing was changed since.
    pub async fn publish(&mut self, id: &str, version: i64) -> Result<bool, StoreError> {
        let statement = sql!(
            "UPDATE mentorship_programme SET state = 'running', version = version + 1
             WHERE org = $1 AND id = $2 AND version = $3 AND state = 'matching'"
        );
        Ok(self.tx.execute(statement, values![self.org, id, version]).await? == 1)
    }
}
