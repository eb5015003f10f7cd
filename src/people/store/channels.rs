//! The company itself: its workspaces, its channels, its settings.

use std::collections::HashSet;
use std::future::Future;

use chrono::{DateTime, TimeDelta, Utc};

use super::members::MemberStore;
use super::rows::{ChannelRow, words_of};
use crate::chat::{ChannelStatement, Circle, OrgId, PlaceId, Visibility, WorkspaceId};
use crate::people::{Channel, Settings};
use crate::store::{Busy, StoreError, Tx};
use crate::{sql, values};

/// How long asking about a channel may take before another copy of the program asks.
const LEASE: TimeDelta = TimeDelta::minutes(2);

/// Companies, channels, settings.
pub trait ChannelStore {
    /// Keeps a company; again changes nothing.
    fn ensure_org(&mut self, org: &OrgId, name: &str) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Keeps a workspace of a company; again changes its name.
    fn ensure_workspace(
        &mut self,
        workspace: &WorkspaceId,
        org: &OrgId,
        name: &str,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// All companies.
    fn orgs(&mut self) -> impl Future<Output = Result<Vec<OrgId>, StoreError>> + Send;

    /// The company of a workspace.
    fn org_of(
        &mut self,
        workspace: &WorkspaceId,
    ) -> impl Future<Output = Result<Option<OrgId>, StoreError>> + Send;

    /// The workspaces of a company.
    fn workspaces(
        &mut self,
        org: &OrgId,
    ) -> impl Future<Output = Result<Vec<WorkspaceId>, StoreError>> + Send;

    /// What the lead has decided.
    fn settings(&mut self, org: &OrgId) -> impl Future<Output = Result<Settings, StoreError>> + Send;

    /// What the lead decides now.
    fn set_settings(
        &mut self,
        org: &OrgId,
        settings: &Settings,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Keeps a channel that was not met before: private and shared until its platform states otherwise, which it is
    /// asked for at once. Nothing happens if it is known.
    fn meet_channel(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        place: &PlaceId,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Keeps what the platform states about a channel; what it does not state stays. A new one is not read. Whoever can
    /// read it only by being in it, or in its team, is asked for.
    fn state_channel(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        place: &PlaceId,
        statement: &ChannelStatement,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The whole list of channels that are open to a workspace, as its platform gave it: those are open, and every other
    /// channel of the workspace is private from now on.
    fn state_open_channels(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        open: &[(PlaceId, ChannelStatement)],
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Takes up to `most` channels that the platform is to be asked about.
    fn channels_due(
        &mut self,
        now: DateTime<Utc>,
        most: i64,
        busy: &Busy,
    ) -> impl Future<Output = Result<Vec<(OrgId, WorkspaceId, PlaceId)>, StoreError>> + Send;

    /// The platform is to be asked about a channel at `due`, or not at all.
    fn look_at_channel(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        due: Option<DateTime<Utc>>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Takes up to `most` workspaces whose open channels are to be listed; they come again at `next`.
    fn lists_due(
        &mut self,
        now: DateTime<Utc>,
        next: DateTime<Utc>,
        most: i64,
        busy: &Busy,
    ) -> impl Future<Output = Result<Vec<(OrgId, WorkspaceId)>, StoreError>> + Send;

    /// For each place, whether it is a channel that is known.
    fn are_channels_known<'a>(
        &mut self,
        places: impl Iterator<Item = (&'a OrgId, &'a PlaceId)> + Send,
    ) -> impl Future<Output = Result<Vec<bool>, StoreError>> + Send;

    /// A channel of this company.
    fn channel(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
    ) -> impl Future<Output = Result<Option<Channel>, StoreError>> + Send;

    /// All channels the bot knows of, by name.
    fn channels(&mut self, org: &OrgId) -> impl Future<Output = Result<Vec<Channel>, StoreError>> + Send;

    /// Lets the bot read a channel, or not any more from `now` on; false if it does not know it.
    fn opt_in(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        opted_in: bool,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Something that was said there is kept from now on, whether or not the bot may read it: deletions are heeded.
    fn holds(&mut self, org: &OrgId, place: &PlaceId) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The same, because an export is imported into it at `now`.
    fn imported(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Somebody who can tell says that a channel is open to its workspace and that no outsiders are in it. Believed until
    /// its platform states otherwise; nothing happens if it has stated anything before.
    fn open_unstated(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

impl ChannelStore for Tx {
    async fn ensure_org(&mut self, org: &OrgId, name: &str) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO organisation (id, name, settings) VALUES ($1, $2, '{}') ON CONFLICT DO NOTHING"
        );
        self.execute(statement, values![org, name]).await?;
        Ok(())
    }

    async fn ensure_workspace(
        &mut self,
        workspace: &WorkspaceId,
        org: &OrgId,
        name: &str,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO workspace (id, org, name) VALUES ($1, $2, $3)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE workspace.org = $2"
        );
        self.execute(statement, values![workspace, org, name]).await?;
        Ok(())
    }

    async fn orgs(&mut self) -> Result<Vec<OrgId>, StoreError> {
        let rows = self.all::<(OrgId,)>(sql!("SELECT id FROM organisation ORDER BY id"), values![]).await?;
        Ok(rows.into_iter().map(|row| row.0).collect())
    }

    async fn org_of(&mut self, workspace: &WorkspaceId) -> Result<Option<OrgId>, StoreError> {
        let query = sql!("SELECT org FROM workspace WHERE id = $1");
        Ok(self.optional::<(OrgId,)>(query, values![workspace]).await?.map(|row| row.0))
    }

    async fn workspaces(&mut self, org: &OrgId) -> Result<Vec<WorkspaceId>, StoreError> {
        let query = sql!("SELECT id FROM workspace WHERE org = $1 ORDER BY id");
        let rows = self.all::<(WorkspaceId,)>(query, values![org]).await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    async fn settings(&mut self, org: &OrgId) -> Result<Settings, StoreError> {
        let query = sql!("SELECT settings FROM organisation WHERE id = $1");
        let row = self.optional::<(String,)>(query, values![org]).await?;
        Ok(row.and_then(|(json,)| serde_json::from_str(&json).ok()).unwrap_or_default())
    }

    async fn set_settings(&mut self, org: &OrgId, settings: &Settings) -> Result<(), StoreError> {
        let json = serde_json::to_string(settings).unwrap_or_else(|_| "{}".to_owned());
        let statement = sql!("UPDATE organisation SET settings = $1 WHERE id = $2");
        self.execute(statement, values![json, org]).await?;
        Ok(())
    }

    async fn meet_channel(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        place: &PlaceId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO channel (org, place, workspace, name, shared, opted_in, gone, visibility, team, believed_until, look_due)
             VALUES ($1, $2, $3, NULL, TRUE, FALSE, FALSE, 'members', NULL, NULL, $4) ON CONFLICT (org, place) DO NOTHING"
        );
        if self.execute(statement, values![org, place, workspace, now]).await? == 1 {
            self.want_roster(org, workspace, &Circle::Place(place.clone()), now).await?;
        }
        Ok(())
    }

    async fn state_channel(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        place: &PlaceId,
        statement: &ChannelStatement,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let (visibility, team) = words_of(statement.visibility.as_ref());
        let is_told = visibility.is_some();
        let gone = statement.deleted.or(statement.gone);
        self.execute(
            sql!(
                "INSERT INTO channel (org, place, workspace, name, shared, opted_in, gone, visibility, team, believed_until, look_due,
                     stated, deleted_at)
                 VALUES ($1, $2, $3, $4, COALESCE($5, TRUE), FALSE, COALESCE($6, FALSE), COALESCE($7, 'members'), $8, $9,
                     CASE WHEN $10 THEN NULL ELSE CAST($11 AS BIGINT) END, $10,
                     CASE WHEN $12 THEN CAST($11 AS BIGINT) ELSE NULL END)
                 ON CONFLICT (org, place) DO UPDATE SET name = COALESCE($4, channel.name),
                     shared = COALESCE($5, channel.shared), gone = COALESCE($6, channel.gone),
                     visibility = COALESCE($7, channel.visibility),
                     team = CASE WHEN $10 THEN $8 ELSE channel.team END,
                     believed_until = CASE WHEN $10 THEN $9 ELSE channel.believed_until END,
                     look_due = CASE WHEN $10 THEN NULL ELSE channel.look_due END,
                     stated = (channel.stated OR $10),
                     deleted_at = CASE WHEN $12 THEN COALESCE(channel.deleted_at, $11)
                         WHEN $13 THEN NULL ELSE channel.deleted_at END"
            ),
            values![
                org,
                place,
                workspace,
                statement.name.as_ref(),
                statement.shared,
                gone,
                visibility,
                team,
                statement.believed_until,
                is_told,
                now,
                statement.deleted == Some(true),
                statement.deleted == Some(false)
            ],
        )
        .await?;
        let circle = match &statement.visibility {
            Some(Visibility::Team(team)) => Circle::Team(team.clone()),
            Some(Visibility::Members) => Circle::Place(place.clone()),
            _ => return Ok(()),
        };
        self.want_roster(org, workspace, &circle, now).await
    }

    async fn state_open_channels(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        open: &[(PlaceId, ChannelStatement)],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let query =
            sql!("SELECT place FROM channel WHERE org = $1 AND workspace = $2 AND visibility <> 'members'");
        let before: Vec<(PlaceId,)> = self.all(query, values![org, workspace]).await?;
        let listed: HashSet<&PlaceId> = open.iter().map(|(place, _)| place).collect();
        for (place, statement) in open {
            self.state_channel(org, workspace, place, statement, now).await?;
        }
        let private =
            ChannelStatement { visibility: Some(Visibility::Members), ..ChannelStatement::default() };
        for (place,) in before.iter().filter(|(place,)| !listed.contains(place)) {
            self.state_channel(org, workspace, place, &private, now).await?;
        }
        Ok(())
    }

    async fn channels_due(
        &mut self,
        now: DateTime<Utc>,
        most: i64,
        busy: &Busy,
    ) -> Result<Vec<(OrgId, WorkspaceId, PlaceId)>, StoreError> {
        let statement = sql!(
            "UPDATE channel SET look_due = $1 WHERE (org, place) IN (
                 SELECT org, place FROM channel WHERE look_due <= $2 AND REPLACE($3, '|' || workspace || '|', '') = $3
                 ORDER BY look_due LIMIT $4 /*skip locked*/) RETURNING org, workspace, place"
        );
        self.claim(statement, values![now + LEASE, now, busy, most]).await
    }

    async fn look_at_channel(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        due: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        let statement = sql!("UPDATE channel SET look_due = $1 WHERE org = $2 AND place = $3");
        self.execute(statement, values![due, org, place]).await?;
        Ok(())
    }

    async fn lists_due(
        &mut self,
        now: DateTime<Utc>,
        next: DateTime<Utc>,
        most: i64,
        busy: &Busy,
    ) -> Result<Vec<(OrgId, WorkspaceId)>, StoreError> {
        let statement = sql!(
            "UPDATE workspace SET list_due = $1 WHERE id IN (
                 SELECT id FROM workspace WHERE COALESCE(list_due, 0) <= $2
                 AND REPLACE($3, '|' || id || '|', '') = $3
                 ORDER BY COALESCE(list_due, 0), id LIMIT $4 /*skip locked*/) RETURNING org, id"
        );
        self.claim(statement, values![next, now, busy, most]).await
    }

    async fn channel(&mut self, org: &OrgId, place: &PlaceId) -> Result<Option<Channel>, StoreError> {
        let query = sql!("SELECT * FROM channel WHERE org = $1 AND place = $2");
        Ok(self.optional::<ChannelRow>(query, values![org, place]).await?.map(Channel::from))
    }

    async fn are_channels_known<'a>(
        &mut self,
        places: impl Iterator<Item = (&'a OrgId, &'a PlaceId)> + Send,
    ) -> Result<Vec<bool>, StoreError> {
        let query = sql!("SELECT place FROM channel WHERE org = $1 AND place = $2");
        let rows = places.map(|(org, place)| values![org, place]).collect();
        let found = self.optional_each::<(PlaceId,)>(query, rows).await?;
        Ok(found.iter().map(Option::is_some).collect())
    }

    async fn channels(&mut self, org: &OrgId) -> Result<Vec<Channel>, StoreError> {
        let query = sql!("SELECT * FROM channel WHERE org = $1 ORDER BY COALESCE(name, place), place");
        Ok(self.all::<ChannelRow>(query, values![org]).await?.into_iter().map(Channel::from).collect())
    }

    async fn opt_in(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        opted_in: bool,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let statement = sql!(
            "UPDATE channel SET
                 stopped_at = CASE WHEN $1 THEN NULL WHEN opted_in THEN CAST($2 AS BIGINT) ELSE stopped_at END,
                 holds = (holds OR $1), opted_in = $1
             WHERE org = $3 AND place = $4"
        );
        Ok(self.execute(statement, values![opted_in, now, org, place]).await? == 1)
    }

    async fn holds(&mut self, org: &OrgId, place: &PlaceId) -> Result<(), StoreError> {
        let statement = sql!("UPDATE channel SET holds = TRUE WHERE org = $1 AND place = $2 AND NOT holds");
        self.execute(statement, values![org, place]).await?;
        Ok(())
    }

    async fn imported(&mut self, org: &OrgId, place: &PlaceId, now: DateTime<Utc>) -> Result<(), StoreError> {
        let statement =
            sql!("UPDATE channel SET holds = TRUE, imported_at = $1 WHERE org = $2 AND place = $3");
        self.execute(statement, values![now, org, place]).await?;
        Ok(())
    }

    async fn open_unstated(&mut self, org: &OrgId, place: &PlaceId) -> Result<(), StoreError> {
        let statement = sql!(
            "UPDATE channel SET visibility = 'workspace', shared = FALSE, believed_until = NULL
             WHERE org = $1 AND place = $2 AND NOT stated"
        );
        self.execute(statement, values![org, place]).await?;
        Ok(())
    }
}
