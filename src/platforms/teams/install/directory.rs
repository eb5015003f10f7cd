//! The tenants and references asked for lately, so that not every activity costs a query.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::TimeDelta;
use parking_lot::Mutex;

use super::channels::ChannelType;
use super::installation::{Installation, Reference, Tenants, Wanted};
use crate::chat::{AccountId, ChannelStatement, PlaceId, Unavailable, WorkspaceId};
use crate::clock::Clock;
use crate::platforms::cache::Expiring;
use crate::platforms::teams::api::ids;

/// A tenant is believed to be as it was for so long: another copy of the program may have learnt better.
const BELIEVED: TimeDelta = TimeDelta::seconds(30);
/// The same for what kind of channel one is, where that was not stated yet: it is about to be.
const UNSTATED: TimeDelta = TimeDelta::seconds(2);
/// More are not remembered at once.
const MOST: usize = 20_000;

/// Something in a tenant, by its name there.
type Named = (WorkspaceId, String);

/// What was new about somebody or somewhere that was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::platforms::teams) struct Sight {
    /// Their time zone is another one now.
    pub moved: bool,
    /// They were gone, and are back.
    pub is_back: bool,
}

/// Tenants and references, and those asked for lately.
pub(in crate::platforms::teams) struct Directory {
    kept: Arc<dyn Tenants>,
    tenants: Expiring<WorkspaceId, Installation>,
    references: Expiring<Named, Reference>,
    holders: Expiring<Named, String>,
    statements: Expiring<PlaceId, Option<ChannelStatement>>,
    turned_away: Mutex<HashSet<String>>,
}

impl Directory {
    pub(in crate::platforms::teams) fn new(kept: Arc<dyn Tenants>, clock: Clock) -> Self {
        Self {
            kept,
            tenants: Expiring::new(MOST, clock.clone()),
            references: Expiring::new(MOST, clock.clone()),
            holders: Expiring::new(MOST, clock.clone()),
            statements: Expiring::new(MOST, clock),
            turned_away: Mutex::default(),
        }
    }

    /// The installation of a tenant, if there is one.
    pub(in crate::platforms::teams) async fn find(
        &self,
        workspace: &WorkspaceId,
    ) -> Result<Option<Installation>, Unavailable> {
        if let Some(found) = self.tenants.get(workspace) {
            return Ok(Some(found));
        }
        let found = self.kept.by_workspace(workspace).await?;
        if let Some(found) = &found {
            self.remember(found);
        }
        Ok(found)
    }

    /// The app was installed in a tenant.
    pub(in crate::platforms::teams) async fn install(
        &self,
        workspace: &WorkspaceId,
    ) -> Result<Installation, Unavailable> {
        let installed = self.kept.install(workspace).await?;
        self.remember(&installed);
        Ok(installed)
    }

    fn remember(&self, installed: &Installation) {
        self.tenants.insert(installed.workspace.clone(), installed.clone(), BELIEVED);
    }

    /// True the first time that this tenant is turned away.
    pub(in crate::platforms::teams) fn is_first_refusal(&self, tenant: &str) -> bool {
        let mut turned_away = self.turned_away.lock();
        if turned_away.len() >= MOST {
            turned_away.clear();
        }
        turned_away.insert(tenant.to_owned())
    }

    /// How a person or a place is reached.
    pub(in crate::platforms::teams) async fn reference(
        &self,
        through: &Installation,
        about: &str,
    ) -> Result<Option<Reference>, Unavailable> {
        let key = (through.workspace.clone(), about.to_owned());
        if let Some(found) = self.references.get(&key) {
            return Ok(Some(found));
        }
        let found = self.kept.reference(through, about).await?;
        if let Some(found) = &found {
            self.references.insert(key, found.clone(), BELIEVED);
        }
        Ok(found)
    }

    /// The account of whoever the bot knows by this `29:` id.
    pub(in crate::platforms::teams) async fn holder(
        &self,
        through: &Installation,
        user: &str,
    ) -> Result<Option<String>, Unavailable> {
        let key = (through.workspace.clone(), user.to_owned());
        if let Some(found) = self.holders.get(&key) {
            return Ok(Some(found));
        }
        let found = self.kept.holder(through, user).await?;
        if let Some(found) = &found {
            self.holders.insert(key, found.clone(), BELIEVED);
        }
        Ok(found)
    }

    /// Keeps a reference as it is now.
    pub(in crate::platforms::teams) async fn keep(
        &self,
        through: &Installation,
        reference: Reference,
    ) -> Result<(), Unavailable> {
        self.kept.keep_reference(through, &reference).await?;
        let key = (through.workspace.clone(), reference.about.clone());
        self.references.insert(key, reference, BELIEVED);
        Ok(())
    }

    /// What was seen of a person or a place; written only if it tells something new.
    pub(in crate::platforms::teams) async fn see(
        &self,
        through: &Installation,
        seen: Reference,
    ) -> Result<Sight, Unavailable> {
        let before = self.reference(through, &seen.about).await?;
        let after = match before.clone() {
            Some(before) => before.seen(seen),
            None => seen,
        };
        let sight = Sight {
            moved: after.time_zone.is_some()
                && before.as_ref().is_some_and(|before| before.time_zone != after.time_zone),
            is_back: before.as_ref().is_some_and(Reference::is_gone),
        };
        if before.as_ref() != Some(&after) {
            self.keep(through, after).await?;
        }
        Ok(sight)
    }

    /// People are on a roster. Returns those who were gone, and are back.
    pub(in crate::platforms::teams) async fn meet(
        &self,
        through: &Installation,
        people: Vec<Reference>,
    ) -> Result<Vec<String>, Unavailable> {
        let back = self.kept.meet(through, &people).await?;
        for about in &back {
            self.references.remove(&(through.workspace.clone(), about.clone()));
        }
        Ok(back)
    }

    /// A person is nowhere any more.
    pub(in crate::platforms::teams) async fn leave(
        &self,
        through: &Installation,
        about: &str,
    ) -> Result<(), Unavailable> {
        match self.reference(through, about).await? {
            Some(reference) => {
                self.keep(through, Reference { unreachable: true, seen_in: None, ..reference }).await
            }
            None => Ok(()),
        }
    }

    /// A channel of a team, by the team's own id.
    pub(in crate::platforms::teams) async fn channel_of(
        &self,
        through: &Installation,
        team: &str,
    ) -> Result<Option<Reference>, Unavailable> {
        self.kept.channel_of(through, team).await
    }

    /// The conversations that an account was known to be in.
    pub(in crate::platforms::teams) async fn places_of(
        &self,
        through: &Installation,
        account: &AccountId,
    ) -> Result<Vec<String>, Unavailable> {
        let circles = self.kept.circles_of(through, account).await?;
        let native = circles.iter().filter_map(|circle| ids::native(&through.workspace, circle));
        Ok(native.map(str::to_owned).collect())
    }

    /// What was stated of a channel; none if it was not met yet.
    pub(in crate::platforms::teams) async fn statement(
        &self,
        through: &Installation,
        place: &PlaceId,
    ) -> Result<Option<ChannelStatement>, Unavailable> {
        if let Some(found) = self.statements.get(place) {
            return Ok(found);
        }
        let found = self.kept.statement(through, place).await?;
        let is_stated = found.as_ref().is_some_and(|found| ChannelType::of(found).is_some());
        let lasts = if is_stated { BELIEVED } else { UNSTATED };
        self.statements.insert(place.clone(), found.clone(), lasts);
        Ok(found)
    }

    /// Something new was stated of a channel.
    pub(in crate::platforms::teams) fn forget_statement(&self, place: &PlaceId) {
        self.statements.remove(place);
    }

    /// Nothing can be sent there until they are heard of again.
    pub(in crate::platforms::teams) async fn lose(
        &self,
        through: &Installation,
        about: &str,
    ) -> Result<(), Unavailable> {
        match self.reference(through, about).await? {
            Some(reference) if !reference.unreachable => {
                self.keep(through, Reference { unreachable: true, ..reference }).await
            }
            _ => Ok(()),
        }
    }

    /// Channels that somebody may choose from.
    pub(in crate::platforms::teams) async fn channels(
        &self,
        through: &Installation,
        wanted: &Wanted<'_>,
    ) -> Result<Vec<Reference>, Unavailable> {
        self.kept.channels(through, wanted).await
    }
}
