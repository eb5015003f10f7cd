//! Where things stand: what channels are and who is in them, asked of the platforms beside everything else.
//!
//! Platforms tell of most changes by events. What they do not tell is asked for: a channel that was just met, who is in
//! a channel or team, and, where a platform does not tell when a channel is made private, which channels are open.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;

use super::Machine;
use super::crew::{Piece, Seats, retried};
use crate::chat::{AccountId, ChannelStatement, OrgId, PlaceId, Platform, Roster, Undelivered, WorkspaceId};
use crate::people::{Accounts, Channels, DueRoster, Members};
use crate::search::Withdrawals;
use crate::store::StoreError;

/// Look-ups at once, for whoever waits for all of them.
const BATCH: usize = 8;
/// How long after a failure something is looked up again.
const RETRY: TimeDelta = TimeDelta::minutes(5);
/// How often open channels are listed: twice before a statement that is not repeated is no longer believed.
const LIST_EVERY: TimeDelta = TimeDelta::minutes(4);
/// People on a roster who were never met are asked for, unless there are more of them.
const STRANGERS: usize = 500;

/// Something that a platform is asked.
#[derive(Debug)]
pub(super) enum Lookup {
    /// What a channel is.
    Channel(OrgId, WorkspaceId, PlaceId),
    /// Who is in a channel or a team.
    Roster(DueRoster),
    /// Which channels are open.
    List(OrgId, WorkspaceId),
}

impl Piece for Lookup {
    fn whose(&self) -> &str {
        match self {
            Self::Channel(_, workspace, _) | Self::List(_, workspace) => workspace.as_str(),
            Self::Roster(due) => due.workspace.as_str(),
        }
    }
}

impl Machine {
    /// Looks up channels, rosters and lists that are due, once; says how many that were, lists not counted.
    ///
    /// # Errors
    /// When the store fails. What was claimed comes back when its lease runs out.
    pub async fn step_places(&self) -> Result<usize, StoreError> {
        let due = self.due_places(&Seats::new(BATCH, BATCH)).await?;
        let looked = join_all(due.iter().map(|lookup| self.look_at_place(lookup))).await;
        looked.into_iter().collect::<Result<Vec<()>, _>>()?;
        Ok(due.iter().filter(|lookup| !matches!(lookup, Lookup::List(..))).count())
    }

    /// What is to be looked up, for as many as have a seat.
    pub(super) async fn due_places(&self, seats: &Seats) -> Result<Vec<Lookup>, StoreError> {
        let now = self.setup.clock.now();
        let busy = seats.busy();
        let left = |due: &Vec<Lookup>| seats.most() - i64::try_from(due.len()).unwrap_or(i64::MAX);
        let mut tx = self.setup.db.begin().await?;
        let mut due: Vec<Lookup> = Vec::new();
        for (org, workspace, place) in tx.channels_due(now, left(&due), &busy).await? {
            due.push(Lookup::Channel(org, workspace, place));
        }
        due.extend(tx.rosters_due(now, left(&due), &busy).await?.into_iter().map(Lookup::Roster));
        for (org, workspace) in tx.lists_due(now, now + LIST_EVERY, left(&due), &busy).await? {
            due.push(Lookup::List(org, workspace));
        }
        tx.commit().await?;
        Ok(due)
    }

    /// Looks one of them up.
    ///
    /// # Errors
    /// When the store fails. It comes again when its lease runs out.
    pub(super) async fn look_at_place(&self, lookup: &Lookup) -> Result<(), StoreError> {
        let now = self.setup.clock.now();
        match lookup {
            Lookup::Channel(org, workspace, place) => self.look_at_channel(org, workspace, place, now).await,
            Lookup::Roster(due) => self.read_roster(due, now).await,
            Lookup::List(org, workspace) => self.list_channels(org, workspace, now).await,
        }
    }

    fn platform_of(&self, workspace: &WorkspaceId) -> Result<&dyn Platform, Undelivered> {
        let platform = self.setup.platforms.get(workspace.platform());
        let platform = platform.ok_or_else(|| Undelivered::Unreached("no such platform".to_owned()))?;
        Ok(platform.as_ref())
    }

    async fn look_at_channel(
        &self,
        org: &OrgId,
        workspace: &WorkspaceId,
        place: &PlaceId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let stated = match self.platform_of(workspace) {
            Ok(platform) => platform.channel(workspace, place).await,
            Err(error) => Err(error),
        };
        let stated = stated.map_err(|error| again(&error, now, place.as_str()));
        retried(|| async {
            let mut tx = self.setup.db.begin().await?;
            match &stated {
                Ok(statement) => {
                    if tx.of::<Channels>(org).state_channel(workspace, place, statement, now).await? {
                        tx.of::<Withdrawals>(org).withdraw().await?;
                    }
                }
                Err(due) => tx.of::<Channels>(org).look_at_channel(place, *due).await?,
            }
            tx.commit().await
        })
        .await
    }

    async fn read_roster(&self, due: &DueRoster, now: DateTime<Utc>) -> Result<(), StoreError> {
        let DueRoster { org, workspace, circle } = due;
        let read = match self.platform_of(workspace) {
            Ok(platform) => platform.members(workspace, circle).await,
            Err(error) => Err(error),
        };
        let read = read.map_err(|error| again(&error, now, circle.as_str()));
        for profile in read.iter().flat_map(|roster| &roster.returned) {
            retried(|| self.keep_description(org, workspace, profile)).await?;
        }
        // Whoever is in it may be doing something at this moment, and what they do notes that they are in it.
        retried(|| async {
            let mut tx = self.setup.db.begin().await?;
            match &read {
                Ok(Roster { accounts, .. }) => {
                    if tx.of::<Members>(org).keep_roster(circle, accounts, now).await? {
                        tx.of::<Withdrawals>(org).withdraw().await?;
                    }
                    if accounts.len() <= STRANGERS {
                        self.meet(&mut tx, due, accounts, now).await?;
                    }
                }
                Err(due) => tx.of::<Members>(org).roster_failed(circle, *due).await?,
            }
            tx.commit().await
        })
        .await
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
            let fresh = self.setup.ids.new_id(now);
            tx.of::<Accounts>(&due.org).meet(&due.workspace, account, &fresh, now).await?;
        }
        Ok(())
    }

    async fn list_channels(
        &self,
        org: &OrgId,
        workspace: &WorkspaceId,
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
        retried(|| async {
            let mut tx = self.setup.db.begin().await?;
            if tx.of::<Channels>(org).state_open_channels(workspace, &open, now).await? {
                tx.of::<Withdrawals>(org).withdraw().await?;
            }
            tx.commit().await
        })
        .await
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
