//! Teams' port for installations, filled from the store.

use async_trait::async_trait;

use super::installations::{ONLY_COMPANY, name_leads};
use super::store::TenantsStore;
use crate::bot::Ids;
use crate::chat::{OrgId, Unavailable, WorkspaceId};
use crate::clock::Clock;
use crate::people::ChannelStore;
use crate::platforms::teams::{Installation, Reference, Tenants};
use crate::store::{Db, StoreError};

pub(super) struct StoredTenants {
    pub db: Db,
    pub clock: Clock,
    /// The tenant of the settings: it belongs to the one company, which it may share with a workspace of Slack.
    pub home: Option<WorkspaceId>,
}

impl StoredTenants {
    /// Takes the tenant of the settings in, with the leads that the settings name.
    pub(super) async fn take_home(
        &self,
        home: &WorkspaceId,
        leads: &[String],
        ids: &Ids,
    ) -> Result<(), StoreError> {
        let installed = self.keep(home).await?;
        let now = self.clock.now();
        name_leads(&self.db, &installed.org, home, leads, || ids.fresh(now), now).await
    }

    async fn keep(&self, workspace: &WorkspaceId) -> Result<Installation, StoreError> {
        let mut tx = self.db.begin().await?;
        let org = match tx.org_of(workspace).await? {
            Some(org) => org,
            None if self.home.as_ref() == Some(workspace) => OrgId::new(ONLY_COMPANY),
            None => OrgId::new(workspace.as_str()),
        };
        tx.ensure_org(&org, "Our company").await?;
        tx.ensure_workspace(workspace, &org, "Microsoft Teams").await?;
        tx.keep_tenant(workspace, &org, self.clock.now()).await?;
        tx.commit().await?;
        Ok(Installation { org, workspace: workspace.clone() })
    }

    async fn find(&self, workspace: &WorkspaceId) -> Result<Option<Installation>, StoreError> {
        let org = self.db.read().await?.tenant(workspace).await?;
        Ok(org.map(|org| Installation { org, workspace: workspace.clone() }))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
fn unavailable(error: StoreError) -> Unavailable {
    tracing::error!(%error, "what is kept for Teams could not be read or kept");
    Unavailable
}

#[async_trait]
impl Tenants for StoredTenants {
    async fn by_workspace(&self, workspace: &WorkspaceId) -> Result<Option<Installation>, Unavailable> {
        self.find(workspace).await.map_err(unavailable)
    }

    async fn install(&self, workspace: &WorkspaceId) -> Result<Installation, Unavailable> {
        self.keep(workspace).await.map_err(unavailable)
    }

    async fn reference(&self, through: &Installation, about: &str) -> Result<Option<Reference>, Unavailable> {
        let find = async { self.db.read().await?.reference(&through.org, &through.workspace, about).await };
        find.await.map_err(unavailable)
    }

    async fn holder(&self, through: &Installation, user: &str) -> Result<Option<String>, Unavailable> {
        let find = async { self.db.read().await?.holder(&through.org, &through.workspace, user).await };
        find.await.map_err(unavailable)
    }

    async fn keep_reference(&self, through: &Installation, reference: &Reference) -> Result<(), Unavailable> {
        let keep = async {
            let mut tx = self.db.begin().await?;
            tx.keep_reference(&through.org, &through.workspace, reference).await?;
            tx.commit().await
        };
        keep.await.map_err(unavailable)
    }

    async fn channels(
        &self,
        through: &Installation,
        words: &str,
        most: usize,
    ) -> Result<Vec<Reference>, Unavailable> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let find = async {
            self.db.read().await?.channels_named(&through.org, &through.workspace, words, most).await
        };
        find.await.map_err(unavailable)
    }
}
