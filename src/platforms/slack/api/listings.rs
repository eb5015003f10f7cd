//! Lists of open channels on their way: what Slack's limits cut off is gone on with.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use parking_lot::Mutex;

use crate::chat::{ChannelStatement, PlaceId, WorkspaceId};

/// A list of open channels that is being read. What Slack's limits cut off is gone on with the next time.
#[derive(Clone)]
pub(in crate::platforms::slack) struct Listing {
    pub begun: DateTime<Utc>,
    /// The workspaces of an organisation that are still to be listed, the last one first; none in it stands for an
    /// installation that has only one.
    pub teams: Vec<Option<String>>,
    pub cursor: Option<String>,
    pub open: Vec<(PlaceId, ChannelStatement)>,
}

/// Listings that are not at their end, one for each workspace.
#[derive(Default)]
pub(in crate::platforms::slack) struct Listings(Mutex<HashMap<WorkspaceId, Listing>>);

impl Listings {
    /// The one that was begun after a moment.
    pub fn take(&self, workspace: &WorkspaceId, after: DateTime<Utc>) -> Option<Listing> {
        let mut kept = self.0.lock();
        kept.remove(workspace).filter(|listing| listing.begun > after)
    }

    pub fn keep(&self, workspace: &WorkspaceId, listing: Listing) {
        let mut kept = self.0.lock();
        kept.insert(workspace.clone(), listing);
    }
}
