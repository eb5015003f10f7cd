//! Which installation a request belongs to, remembered for a moment so that not every event asks the store.

use std::sync::Arc;

use chrono::TimeDelta;

use super::actor::Whose;
use super::installation::{Installation, Installations, workspace};
use crate::chat::{Unavailable, WorkspaceId};
use crate::clock::Clock;
use crate::platforms::cache::Expiring;

/// How long an installation is believed without asking again. Another copy of the program may have revoked it; then
/// its token does not work any more either.
const BELIEVED: TimeDelta = TimeDelta::seconds(30);
/// More are not remembered at once.
const MOST: usize = 10_000;

/// The installations, and those asked for lately.
pub(in crate::platforms::slack) struct Directory {
    kept: Arc<dyn Installations>,
    lately: Expiring<Whose, Arc<Installation>>,
}

impl Directory {
    pub(in crate::platforms::slack) fn new(kept: Arc<dyn Installations>, clock: Clock) -> Self {
        Self { kept, lately: Expiring::new(MOST, clock) }
    }

    /// The port behind it.
    pub(in crate::platforms::slack) fn kept(&self) -> &dyn Installations {
        self.kept.as_ref()
    }

    /// The workspace's own installation, else its organisation's.
    pub(in crate::platforms::slack) async fn find(
        &self,
        whose: &Whose,
    ) -> Result<Option<Arc<Installation>>, Unavailable> {
        if let Some(found) = self.lately.get(whose) {
            return Ok(Some(found));
        }
        for tenant in [&whose.team, &whose.enterprise].into_iter().flatten() {
            if let Some(found) = self.kept.by_workspace(&workspace(tenant)).await? {
                let found = Arc::new(found);
                self.lately.insert(whose.clone(), Arc::clone(&found), BELIEVED);
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The installation a delivery goes through.
    pub(in crate::platforms::slack) async fn of(
        &self,
        workspace: &WorkspaceId,
    ) -> Result<Option<Arc<Installation>>, Unavailable> {
        let tenant = super::installation::tenant(workspace).to_owned();
        self.find(&Whose { team: Some(tenant), enterprise: None }).await
    }

    /// The workspace took the app out.
    pub(in crate::platforms::slack) async fn revoke(
        &self,
        workspace: &WorkspaceId,
    ) -> Result<(), Unavailable> {
        self.kept.revoke(workspace).await?;
        self.forget();
        Ok(())
    }

    /// Believes nothing any more.
    pub(in crate::platforms::slack) fn forget(&self) {
        self.lately.clear();
    }
}
