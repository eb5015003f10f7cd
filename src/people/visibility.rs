//! Who may meet what was said where: the one decision, asked by everything that shows something to somebody.

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, Utc};

use super::Channel;
use crate::chat::{PlaceId, TeamId, Visibility, WorkspaceId};

/// Somebody who is about to be shown something; or everybody who can read a place, as one.
///
/// Guests, accounts that the platform has not described yet and people from other companies meet what was said where
/// they are, and nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Viewer {
    /// Where they are: an event of theirs came from there, or it is the place itself. Never a place that was only
    /// chosen.
    pub here: Option<PlaceId>,
    /// They are members of the company; of a place: all who can read it are.
    pub is_colleague: bool,
    /// The workspaces they are members of, not guests.
    pub workspaces: BTreeSet<WorkspaceId>,
    /// The channels and teams they are known to be in.
    pub circles: HashSet<String>,
    /// The lead decided that channels which are open in one workspace are open to members of all.
    pub across_workspaces: bool,
}

impl Viewer {
    /// Somebody who is known to be nobody here: they meet what was said in this place.
    pub fn outsider(here: Option<PlaceId>) -> Self {
        Self { here, ..Self::default() }
    }

    /// They can read this channel, as far as it was stated and is known at this moment. What is not known is private, and
    /// what is deleted is read by nobody.
    pub fn may_meet(&self, channel: &Channel, now: DateTime<Utc>) -> bool {
        if self.here.as_ref() == Some(&channel.place) {
            return true;
        }
        if !self.is_colleague || channel.deleted_at.is_some() {
            return false;
        }
        match channel.visibility(now) {
            Visibility::Organisation => true,
            Visibility::Workspace => {
                self.workspaces.contains(&channel.workspace)
                    || (self.across_workspaces && !self.workspaces.is_empty())
            }
            Visibility::Team(team) => self.circles.contains(team.as_str()),
            Visibility::Members => self.circles.contains(channel.place.as_str()),
        }
    }

    /// They are known to be in this team.
    pub fn is_in_team(&self, team: &TeamId) -> bool {
        self.circles.contains(team.as_str())
    }

    /// They are known to be in this channel, or an event of theirs came from there.
    pub fn is_in(&self, place: &PlaceId) -> bool {
        self.here.as_ref() == Some(place) || self.circles.contains(place.as_str())
    }
}
