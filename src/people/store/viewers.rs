//! Viewers: what is known of somebody, or of everybody in a place, that decides what they may meet.

use chrono::{DateTime, Utc};

use super::channels::Channels;
use super::members::{BELIEVED, FRESH, Members};
use crate::chat::{AccountId, Circle, OrgId, PersonId, PlaceId, Visibility, WorkspaceId};
use crate::people::{Channel, Company, CompanySettings, Viewer};
use crate::store::{StoreError, Tx};
use crate::{company_store, sql, values};

company_store! {
    /// Viewers, as the store knows them.
    pub Viewers
}

impl Viewers<'_> {
    /// Somebody as a viewer. `here` is where an event of theirs came from, never a place that they chose.
    pub async fn viewer(
        &mut self,
        person: &PersonId,
        here: Option<&PlaceId>,
        now: DateTime<Utc>,
    ) -> Result<Viewer, StoreError> {
        let query =
            sql!("SELECT workspace FROM account WHERE org = $1 AND person = $2 AND standing = 'member'");
        let workspaces: Vec<(WorkspaceId,)> = self.tx.all(query, values![self.org, person]).await?;
        if workspaces.is_empty() {
            return Ok(Viewer::outsider(here.cloned()));
        }
        let query = sql!(
            "SELECT m.circle FROM account AS a
             JOIN member AS m ON m.org = a.org AND m.account = a.id
             LEFT JOIN roster AS r ON r.org = m.org AND r.circle = m.circle
             WHERE a.org = $1 AND a.person = $2 AND a.standing <> 'gone'
                 AND (m.until > $3 OR (m.until IS NULL AND r.read_at > $4))"
        );
        let circles: Vec<(String,)> =
            self.tx.all(query, values![self.org, person, now, now - BELIEVED]).await?;
        // What they could meet is read again before it is too old to be believed.
        let statement = sql!(
            "UPDATE roster SET due = $1 WHERE org = $2 AND due IS NULL AND COALESCE(read_at, 0) < $3 AND circle IN (
                 SELECT m.circle FROM account AS a JOIN member AS m ON m.org = a.org AND m.account = a.id
                 WHERE a.org = $2 AND a.person = $4)"
        );
        self.tx.by_the_way(statement, values![now, self.org, now - FRESH, person]).await?;
        let across_workspaces =
            self.tx.of::<Company>(self.org).settings::<CompanySettings>().await?.open_across_workspaces;
        Ok(Viewer {
            here: here.cloned(),
            is_colleague: true,
            workspaces: workspaces.into_iter().map(|(workspace,)| workspace).collect(),
            circles: circles.into_iter().map(|(circle,)| circle).collect(),
            across_workspaces,
        })
    }

    /// Everybody who can read a place, as one viewer: what may be said there aloud. Where guests or people from other
    /// companies are, or it is not known that none are, it is only what was said there itself.
    pub async fn readers(&mut self, place: &PlaceId, now: DateTime<Utc>) -> Result<Viewer, StoreError> {
        let nobody_else = Viewer::outsider(Some(place.clone()));
        let Some(channel) = self.tx.of::<Channels>(self.org).channel(place).await? else {
            return Ok(nobody_else);
        };
        let circle = Circle::Place(place.clone());
        if channel.is_shared(now) || !has_only_colleagues(self.tx, self.org, &channel, &circle, now).await? {
            return Ok(nobody_else);
        }
        let across_workspaces =
            self.tx.of::<Company>(self.org).settings::<CompanySettings>().await?.open_across_workspaces;
        let team = match channel.visibility(now) {
            Visibility::Team(team) => Some(team.as_str().to_owned()),
            _ => None,
        };
        Ok(Viewer {
            is_colleague: true,
            workspaces: [channel.workspace].into(),
            circles: team.into_iter().collect(),
            across_workspaces,
            ..nobody_else
        })
    }
}

/// Everybody who is in the channel, or in its team, is a member of the company; not if that is not known.
async fn has_only_colleagues(
    tx: &mut Tx,
    org: &OrgId,
    channel: &Channel,
    circle: &Circle,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let circle = match channel.visibility(now) {
        Visibility::Team(team) => Circle::Team(team),
        _ => circle.clone(),
    };
    if !tx.of::<Members>(org).has_roster(&circle, now).await? {
        return Ok(false);
    }
    let query = sql!(
        "SELECT m.account, a.standing FROM member AS m
         LEFT JOIN account AS a ON a.org = m.org AND a.id = m.account
         WHERE m.org = $1 AND m.circle = $2 AND (a.standing IS NULL OR a.standing NOT IN ('member', 'bot', 'gone'))
         LIMIT 1"
    );
    let other: Option<(AccountId, Option<String>)> =
        tx.optional(query, values![org, circle.as_str()]).await?;
    Ok(other.is_none())
}
