//! Channels, and what their platform states of them.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::members::Members;
use super::rows::{ChannelRow, words_of};
use crate::chat::{ChannelStatement, Circle, OrgId, PlaceId, Visibility, WorkspaceId};
use crate::people::Channel;
use crate::store::{Busy, StoreError, Tx};
use crate::{company_store, sql, values};

/// How long asking about a channel may take before another copy of the program asks.
const LEASE: TimeDelta = TimeDelta::minutes(2);

company_store! {
    /// Channels, and what is known of them.
    pub Channels
}

impl Channels<'_> {
    /// Keeps a channel that was not met before: private and shared until its platform states otherwise, which it is
    /// asked for at once. Nothing happens if it is known.
    pub async fn meet_channel(
        &mut self,
        workspace: &WorkspaceId,
        place: &PlaceId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO channel (org, place, workspace, name, shared, opted_in, gone, visibility, team, believed_until, look_due)
             VALUES ($1, $2, $3, NULL, TRUE, FALSE, FALSE, 'members', NULL, NULL, $4) ON CONFLICT (org, place) DO NOTHING"
        );
        if self.tx.execute(statement, values![self.org, place, workspace, now]).await? == 1 {
            self.tx
                .of::<Members>(self.org)
                .want_roster(workspace, &Circle::Place(place.clone()), now)
                .await?;
        }
        Ok(())
    }

    /// Keeps what the platform states about a channel; what it does not state stays. A new one is not read. Whoever can
    /// read it only by being in it, or in its team, is asked for. Says whether others can read it now than before.
    pub async fn state_channel(
        &mut self,
        workspace: &WorkspaceId,
        place: &PlaceId,
        statement: &ChannelStatement,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let before = self.channel(place).await?;
        let (visibility, team) = words_of(statement.visibility.as_ref());
        let is_told = visibility.is_some();
        let gone = statement.deleted.or(statement.gone);
        self.tx.execute(
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
                self.org,
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
            Some(Visibility::Team(team)) => Some(Circle::Team(team.clone())),
            Some(Visibility::Members) => Some(Circle::Place(place.clone())),
            _ => None,
        };
        if let Some(circle) = circle {
            self.tx.of::<Members>(self.org).want_roster(workspace, &circle, now).await?;
        }
        let Some(before) = before else { return Ok(false) };
        let after = self.channel(place).await?;
        Ok(after.is_none_or(|after| after.readers(now) != before.readers(now)))
    }

    /// The whole list of channels that are open to a workspace, as its platform gave it: those are open, and every other
    /// channel of the workspace is private from now on. Says whether others can read any of them now than before.
    pub async fn state_open_channels(
        &mut self,
        workspace: &WorkspaceId,
        open: &[(PlaceId, ChannelStatement)],
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let query =
            sql!("SELECT place FROM channel WHERE org = $1 AND workspace = $2 AND visibility <> 'members'");
        let before: Vec<(PlaceId,)> = self.tx.all(query, values![self.org, workspace]).await?;
        let listed: HashSet<&PlaceId> = open.iter().map(|(place, _)| place).collect();
        let mut differs = false;
        for (place, statement) in open {
            differs |= self.state_channel(workspace, place, statement, now).await?;
        }
        let private =
            ChannelStatement { visibility: Some(Visibility::Members), ..ChannelStatement::default() };
        for (place,) in before.iter().filter(|(place,)| !listed.contains(place)) {
            differs |= self.state_channel(workspace, place, &private, now).await?;
        }
        Ok(differs)
    }

    /// The platform is to be asked about a channel at `due`, or not at all.
    pub async fn look_at_channel(
        &mut self,
        place: &PlaceId,
        due: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        let statement = sql!("UPDATE channel SET look_due = $1 WHERE org = $2 AND place = $3");
        self.tx.execute(statement, values![due, self.org, place]).await?;
        Ok(())
    }

    /// A channel of this company.
    pub async fn channel(&mut self, place: &PlaceId) -> Result<Option<Channel>, StoreError> {
        let query = sql!("SELECT * FROM channel WHERE org = $1 AND place = $2");
        Ok(self.tx.optional::<ChannelRow>(query, values![self.org, place]).await?.map(Channel::from))
    }

    /// All channels the bot knows of, by name.
    pub async fn channels(&mut self) -> Result<Vec<Channel>, StoreError> {
        let query = sql!("SELECT * FROM channel WHERE org = $1 ORDER BY COALESCE(name, place), place");
        Ok(self
            .tx
            .all::<ChannelRow>(query, values![self.org])
            .await?
            .into_iter()
            .map(Channel::from)
            .collect())
    }

    /// Lets the bot read a channel, or not any more from `now` on; false if it does not know it.
    pub async fn opt_in(
        &mut self,
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
        Ok(self.tx.execute(statement, values![opted_in, now, self.org, place]).await? == 1)
    }

    /// Something that was said there is kept from now on, whether or not the bot may read it: deletions are heeded.
    pub async fn holds(&mut self, place: &PlaceId) -> Result<(), StoreError> {
        let statement = sql!("UPDATE channel SET holds = TRUE WHERE org = $1 AND place = $2 AND NOT holds");
        self.tx.execute(statement, values![self.org, place]).await?;
        Ok(())
    }

    /// The same, because an export is imported into it at `now`.
    pub async fn imported(&mut self, place: &PlaceId, now: DateTime<Utc>) -> Result<(), StoreError> {
        let statement =
            sql!("UPDATE channel SET holds = TRUE, imported_at = $1 WHERE org = $2 AND place = $3");
        self.tx.execute(statement, values![now, self.org, place]).await?;
        Ok(())
    }

    /// Somebody who can tell says that a channel is open to its workspace and that no outsiders are in it. Believed until
    /// its platform states otherwise; nothing happens if it has stated anything before.
    pub async fn open_unstated(&mut self, place: &PlaceId) -> Result<(), StoreError> {
        let statement = sql!(
            "UPDATE channel SET visibility = 'workspace', shared = FALSE, believed_until = NULL
             WHERE org = $1 AND place = $2 AND NOT stated"
        );
        self.tx.execute(statement, values![self.org, place]).await?;
        Ok(())
    }
}

impl Tx {
    /// Takes up to `most` channels that the platform is to be asked about.
    pub async fn channels_due(
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

    /// Takes up to `most` workspaces whose open channels are to be listed; they come again at `next`.
    pub async fn lists_due(
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

    /// For each place, whether it is a channel that is known.
    pub async fn are_channels_known<'a>(
        &mut self,
        places: impl Iterator<Item = (&'a OrgId, &'a PlaceId)> + Send,
    ) -> Result<Vec<bool>, StoreError> {
        let query = sql!("SELECT place FROM channel WHERE org = $1 AND place = $2");
        let rows = places.map(|(org, place)| values![org, place]).collect();
        let found = self.optional_each::<(PlaceId,)>(query, rows).await?;
        Ok(found.iter().map(Option::is_some).collect())
    }
}
