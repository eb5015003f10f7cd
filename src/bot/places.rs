//! Where things stand: what channels are and who is in them, asked of the platforms beside everything else.
//!
//! Platforms tell of most changes by events. What they do not tell is asked for: a channel that was just met, who is in
//! a channel or team, and, where a platform does not tell when a channel is made private, which channels are open.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;

use super::Machine;
use crate::chat::{AccountId, ChannelStatement, OrgId, PlaceId, Platform, Undelivered, WorkspaceId};
use crate::people::{AccountStore, ChannelStore, DueRoster, MemberStore};
use crate::store::StoreError;

/// Look-ups at once, of each kind.
const BATCH: i64 = 8;
/// How long after a failure something is looked up again.
const RETRY: TimeDelta = TimeDelta::minutes(5);
/// How often open channels are listed: twice before a statement that is not repeated is no longer believed.
const LIST_EVERY: TimeDelta = TimeDelta::minutes(4);
/// People on a roster who were never met are asked for, unless there are more of them.
const STRANGERS: usize = 500;

impl Machine {
    /// Looks up channels, rosters and lists that are due, once; says how many that were.
    ///
    /// # Errors
    /// When the store fails. What was claimed comes back when its lease runs out.
    pub async fn step_places(&self) -> Result<usize, StoreError> {
        let now = self.setup.clock.now();
        let mut tx = self.setup.db.begin().await?;
        let channels = tx.channels_due(now, BATCH).await?;
        let rosters = tx.rosters_due(now, BATCH).await?;
        let lists = tx.lists_due(now, now + LIST_EVERY, BATCH).await?;
        tx.commit().await?;
        let count = channels.len() + rosters.len();
        let channels = join_all(channels.iter().map(|due| self.look_at_channel(due, now)));
        let rosters = join_all(rosters.iter().map(|due| self.read_roster(due, now)));
        let lists = join_all(lists.iter().map(|due| self.list_channels(due, now)));
        let (channels, rosters, lists) = tokio::join!(channels, rosters, lists);
        for done in channels.into_iter().chain(rosters).chain(lists) {
            done?;
        }
        Ok(count)
    }

    fn platform_of(&self, workspace: &WorkspaceId) -> Result<&dyn Platform, Undelivered> {
        let platform = self.setup.platforms.get(workspace.platform());
        let platform = platform.ok_or_else(|| Undelivered::Unreached("no such platform".to_owned()))?;
        Ok(platform.as_ref())
    }

    async fn look_at_channel(
        &self,
        (org, workspace, place): &(OrgId, WorkspaceId, PlaceId),
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let stated = match self.platform_of(workspace) {
            Ok(platform) => platform.channel(workspace, place).await,
            Err(error) => Err(error),
        };
        let mut tx = self.setup.db.begin().await?;
        match stated {
            Ok(statement) => tx.state_channel(org, workspace, place, &statement, now).await?,
            Err(error) => tx.look_at_channel(org, place, again(&error, now, place.as_str())).await?,
        }
        tx.commit().await
    }

    async fn read_roster(&self, due: &DueRoster, now: DateTime<Utc>) -> Result<(), StoreError> {
        let DueRoster { org, workspace, circle } = due;
        let read = match self.platform_of(workspace) {
            Ok(platform) => platform.members(workspace, circle).await,
            Err(error) => Err(error),
        };
        let mut tx = self.setup.db.begin().await?;
        match read {
            Ok(accounts) => {
                tx.keep_roster(org, circle, &accounts, now).await?;
                if accounts.len() <= STRANGERS {
                    self.meet(&mut tx, due, &accounts, now).await?;
                }
            }
            Err(error) => tx.roster_failed(org, circle, again(&error, now, circle.as_str())).await?,
        }
        tx.commit().await
    }

    /// Whoever was never met is looked up: it is not known otherwise whether they are colleagues.
    async fn meet(
        &self,
        tx: &mut crate::store::Tx,
        due: &DueRoster,
        accounts: &[AccountId],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        for account in accounts {
            let fresh = self.setup.ids.fresh(now);
            tx.meet(&due.org, &due.workspace, account, &fresh, now).await?;
        }
        Ok(())
    }

    async fn list_channels(
        &self,
        (org, workspace): &(OrgId, WorkspaceId),
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let Ok(platform) = self.platform_of(workspace) else { return Ok(()) };
        let open: Vec<(PlaceId, ChannelStatement)> = match platform.open_channels(workspace).await {
            Ok(Some(open)) => open,
            Ok(None) => return Ok(()),
            // What was stated before goes on until it is no longer believed.
            Err(error) => {
                tracing::warn!(%workspace, %error, "open channels could not be listed");
                return Ok(());
            }
        };
        let mut tx = self.setup.db.begin().await?;
        tx.state_open_channels(org, workspace, &open, now).await?;
        tx.commit().await
    }
}

/// When to ask again; none where the platform will not tell, now or later.
fn again(error: &Undelivered, now: DateTime<Utc>, about: &str) -> Option<DateTime<Utc>> {
    match error {
        Undelivered::Throttled(wait) => Some(now + TimeDelta::from_std(*wait).unwrap_or(RETRY)),
        Undelivered::Refused(_) => None,
        Undelivered::Unreached(_) | Undelivered::Unanswered(_) => {
            tracing::warn!(about, %error, "a channel or its members could not be looked up");
            Some(now + RETRY)
        }
    }
}
