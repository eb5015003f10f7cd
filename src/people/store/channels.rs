//! The company itself: its workspaces, its channels, its settings.

use std::future::Future;

use crate::chat::{OrgId, Place, PlaceId, PlaceKind, WorkspaceId};
use crate::people::{Channel, Settings};
use crate::store::{StoreError, Tx};
use crate::{sql, values};

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

    /// What the lead has decided.
    fn settings(&mut self, org: &OrgId) -> impl Future<Output = Result<Settings, StoreError>> + Send;

    /// What the lead decides now.
    fn set_settings(
        &mut self,
        org: &OrgId,
        settings: &Settings,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Keeps what is known of a channel; what is not told stays. A new one is not read. Direct conversations and
    /// events from nowhere are no channels: nothing happens.
    fn know_channel(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        place: &Place,
        name: Option<&str>,
        gone: Option<bool>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

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

    /// Lets the bot read a channel, or not any more; false if it does not know it.
    fn opt_in(
        &mut self,
        org: &OrgId,
        place: &PlaceId,
        opted_in: bool,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;
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

    async fn know_channel(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        place: &Place,
        name: Option<&str>,
        gone: Option<bool>,
    ) -> Result<(), StoreError> {
        if !matches!(place.kind, PlaceKind::Channel | PlaceKind::Private) {
            return Ok(());
        }
        self.execute(
            sql!(
                "INSERT INTO channel (org, place, workspace, name, private, shared, opted_in, gone)
                 VALUES ($1, $2, $3, $4, $5, $6, FALSE, COALESCE($7, FALSE))
                 ON CONFLICT (org, place) DO UPDATE SET name = COALESCE(excluded.name, channel.name),
                     private = excluded.private, shared = excluded.shared, gone = COALESCE($7, channel.gone)"
            ),
            values![org, &place.id, workspace, name, place.kind == PlaceKind::Private, place.shared, gone],
        )
        .await?;
        Ok(())
    }

    async fn channel(&mut self, org: &OrgId, place: &PlaceId) -> Result<Option<Channel>, StoreError> {
        let query = sql!("SELECT * FROM channel WHERE org = $1 AND place = $2");
        self.optional(query, values![org, place]).await
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
        self.all(query, values![org]).await
    }

    async fn opt_in(&mut self, org: &OrgId, place: &PlaceId, opted_in: bool) -> Result<bool, StoreError> {
        let statement = sql!("UPDATE channel SET opted_in = $1 WHERE org = $2 AND place = $3");
        Ok(self.execute(statement, values![opted_in, org, place]).await? == 1)
    }
}
