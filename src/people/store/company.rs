//! The company itself: its workspaces, and what its leads decided.

use crate::chat::{OrgId, WorkspaceId};
use crate::people::Settings;
use crate::store::{StoreError, Tx};
use crate::{company_store, sql, values};

company_store! {
    /// The company, its workspaces and what its leads decided.
    pub Company
}

impl Company<'_> {
    /// Keeps the company; again changes nothing.
    pub async fn ensure(&mut self, name: &str) -> Result<(), StoreError> {
        let statement = sql!("INSERT INTO organisation (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING");
        self.tx.execute(statement, values![self.org, name]).await?;
        Ok(())
    }

    /// Its workspaces.
    pub async fn workspaces(&mut self) -> Result<Vec<WorkspaceId>, StoreError> {
        let query = sql!("SELECT id FROM workspace WHERE org = $1 ORDER BY id");
        self.tx.column(query, values![self.org]).await
    }

    /// What the lead has decided for a feature, or for the company; the defaults if they decided nothing.
    ///
    /// # Errors
    /// When the store fails, or what is kept cannot be read: then nothing is assumed, as what is private may depend on it.
    pub async fn settings<T: Settings>(&mut self) -> Result<T, StoreError> {
        let query = sql!("SELECT data FROM feature_settings WHERE org = $1 AND feature = $2");
        let row = self.tx.optional::<(String,)>(query, values![self.org, T::FEATURE]).await?;
        row.map_or_else(
            || Ok(T::default()),
            |(json,)| serde_json::from_str(&json).map_err(StoreError::unreadable),
        )
    }

    /// What the lead decides now.
    pub async fn set_settings<T: Settings>(&mut self, settings: &T) -> Result<(), StoreError> {
        let json = serde_json::to_string(settings).map_err(StoreError::unreadable)?;
        let statement = sql!(
            "INSERT INTO feature_settings (org, feature, data) VALUES ($1, $2, $3)
             ON CONFLICT (org, feature) DO UPDATE SET data = excluded.data"
        );
        self.tx.execute(statement, values![self.org, T::FEATURE, json]).await?;
        Ok(())
    }
}

impl Tx {
    /// Keeps a workspace of a company; again changes its name.
    pub async fn ensure_workspace(
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

    /// All companies.
    pub async fn orgs(&mut self) -> Result<Vec<OrgId>, StoreError> {
        self.column(sql!("SELECT id FROM organisation ORDER BY id"), values![]).await
    }

    /// The company of a workspace.
    pub async fn org_of(&mut self, workspace: &WorkspaceId) -> Result<Option<OrgId>, StoreError> {
        let query = sql!("SELECT org FROM workspace WHERE id = $1");
        Ok(self.optional::<(OrgId,)>(query, values![workspace]).await?.map(|row| row.0))
    }
}
