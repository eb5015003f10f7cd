//! Tenants of Teams, and how their people and channels are reached.

use std::future::Future;

use chrono::{DateTime, Utc};

use crate::chat::{AccountId, OrgId, WorkspaceId};
use crate::people::ErasedStore;
use crate::platforms::teams::Reference;
use crate::store::{StoreError, Tx};
use crate::{sql, values};

#[derive(sqlx::FromRow)]
struct ReferenceRow {
    about: String,
    conversation: Option<String>,
    service_url: String,
    user_id: Option<String>,
    seen_in: Option<String>,
    name: Option<String>,
    time_zone: Option<String>,
    unreachable: bool,
}

impl From<ReferenceRow> for Reference {
    fn from(row: ReferenceRow) -> Self {
        Self {
            about: row.about,
            conversation: row.conversation,
            service_url: row.service_url,
            user: row.user_id,
            seen_in: row.seen_in,
            name: row.name,
            time_zone: row.time_zone,
            unreachable: row.unreachable,
        }
    }
}

/// What Teams keeps.
pub(in crate::app) trait TenantsStore {
    /// The company of a tenant where the app is installed.
    fn tenant(
        &mut self,
        workspace: &WorkspaceId,
    ) -> impl Future<Output = Result<Option<OrgId>, StoreError>> + Send;

    /// The app is installed in a tenant.
    fn keep_tenant(
        &mut self,
        workspace: &WorkspaceId,
        org: &OrgId,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// How a person or a place is reached.
    fn reference(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        about: &str,
    ) -> impl Future<Output = Result<Option<Reference>, StoreError>> + Send;

    /// The account of whoever the bot knows by this id.
    fn holder(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        user: &str,
    ) -> impl Future<Output = Result<Option<String>, StoreError>> + Send;

    /// Keeps a reference in place of an earlier one; none of somebody who was erased and has done nothing since.
    fn keep_reference(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        reference: &Reference,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Channels whose names hold these words.
    fn channels_named(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        words: &str,
        most: i64,
    ) -> impl Future<Output = Result<Vec<Reference>, StoreError>> + Send;
}

impl TenantsStore for Tx {
    async fn tenant(&mut self, workspace: &WorkspaceId) -> Result<Option<OrgId>, StoreError> {
        let query = sql!("SELECT org FROM teams_tenant WHERE workspace = $1");
        Ok(self.optional::<(OrgId,)>(query, values![workspace]).await?.map(|row| row.0))
    }

    async fn keep_tenant(
        &mut self,
        workspace: &WorkspaceId,
        org: &OrgId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO teams_tenant (workspace, org, installed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
        );
        self.execute(statement, values![workspace, org, now]).await?;
        Ok(())
    }

    async fn reference(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        about: &str,
    ) -> Result<Option<Reference>, StoreError> {
        let query = sql!(
            "SELECT about, conversation, service_url, user_id, seen_in, name, time_zone, unreachable FROM teams_reference
             WHERE org = $1 AND workspace = $2 AND about = $3"
        );
        let row = self.optional::<ReferenceRow>(query, values![org, workspace, about]).await?;
        Ok(row.map(Reference::from))
    }

    async fn holder(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        user: &str,
    ) -> Result<Option<String>, StoreError> {
        let query = sql!(
            "SELECT about FROM teams_reference WHERE org = $1 AND workspace = $2 AND user_id = $3 ORDER BY about LIMIT 1"
        );
        Ok(self.optional::<(String,)>(query, values![org, workspace, user]).await?.map(|(about,)| about))
    }

    async fn keep_reference(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        reference: &Reference,
    ) -> Result<(), StoreError> {
        if self.is_account_erased(org, &AccountId::new(&reference.about)).await? {
            return Ok(());
        }
        self.execute(
            sql!(
                "INSERT INTO teams_reference
                 (org, workspace, about, conversation, service_url, user_id, seen_in, name, time_zone, unreachable)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                 ON CONFLICT (workspace, about) DO UPDATE SET conversation = excluded.conversation,
                     service_url = excluded.service_url, user_id = excluded.user_id, seen_in = excluded.seen_in,
                     name = excluded.name, time_zone = excluded.time_zone, unreachable = excluded.unreachable"
            ),
            values![
                org,
                workspace,
                &reference.about,
                reference.conversation.as_ref(),
                &reference.service_url,
                reference.user.as_ref(),
                reference.seen_in.as_ref(),
                reference.name.as_ref(),
                reference.time_zone.as_ref(),
                reference.unreachable
            ],
        )
        .await?;
        Ok(())
    }

    async fn channels_named(
        &mut self,
        org: &OrgId,
        workspace: &WorkspaceId,
        words: &str,
        most: i64,
    ) -> Result<Vec<Reference>, StoreError> {
        let query = sql!(
            "SELECT about, conversation, service_url, user_id, seen_in, name, time_zone, unreachable FROM teams_reference
             WHERE org = $1 AND workspace = $2 AND name IS NOT NULL AND unreachable = $3
                 AND ($4 = '' OR lower(name) LIKE $5 ESCAPE '!')
             ORDER BY lower(name), about LIMIT $6"
        );
        let words = words.trim().to_lowercase();
        let escaped = words.replace('!', "!!").replace('%', "!%").replace('_', "!_");
        let like = format!("%{escaped}%");
        let rows =
            self.all::<ReferenceRow>(query, values![org, workspace, false, &words, &like, most]).await?;
        Ok(rows.into_iter().map(Reference::from).collect())
    }
}
