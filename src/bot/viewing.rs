//! Who may meet what, for handlers: the decision of [`Viewer`], with what the store knows.

use std::collections::HashSet;

use super::{Ctx, cards};
use crate::chat::{Circle, Place, PlaceId, PlaceKind, Visibility};
use crate::people::{Caller, Channel, Viewer};
use crate::search::Scope;
use crate::store::StoreError;

impl Ctx {
    /// Whoever acts, as a viewer. `at` is where the event came from.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn viewer(&mut self, by: &Caller, at: &Place) -> Result<Viewer, StoreError> {
        let now = self.now;
        let here = Some(&at.id).filter(|_| at.kind != PlaceKind::Nowhere);
        self.viewers().viewer(&by.person, here, now).await
    }

    /// Everybody who can read a place, as one viewer: what may be said there aloud.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn readers(&mut self, place: &PlaceId) -> Result<Viewer, StoreError> {
        let now = self.now;
        self.viewers().readers(place, now).await
    }

    /// What may speak for people and answer questions before this viewer, and the channels that teach the ranking: those
    /// that are open to everybody in their workspace.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn scope(&mut self, viewer: &Viewer) -> Result<Scope, StoreError> {
        let now = self.now;
        let channels = self.channels().channels().await?;
        let readable: Vec<Channel> =
            channels.into_iter().filter(|channel| viewer.may_meet(channel, now)).collect();
        let open = readable.iter().filter(|channel| {
            viewer.is_colleague
                && matches!(channel.visibility(now), Visibility::Organisation | Visibility::Workspace)
        });
        let open: Vec<PlaceId> = open.map(|channel| channel.place.clone()).collect();
        let scope = Scope::only(readable.into_iter().map(|channel| {
            let since = channel.speaks_since();
            (channel.place, since)
        }));
        let scope = if viewer.is_colleague { scope.taught_by(open) } else { scope };
        Ok(if viewer.is_colleague { scope.with_declarations() } else { scope })
    }

    /// All channels whose words this viewer may meet.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn readable_places(&mut self, viewer: &Viewer) -> Result<HashSet<PlaceId>, StoreError> {
        let now = self.now;
        let channels = self.channels().channels().await?;
        let readable = channels.into_iter().filter(|channel| viewer.may_meet(channel, now));
        Ok(readable.map(|channel| channel.place).collect())
    }

    /// Those of them that are open: to more than those who are in them.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn open_places(&mut self, viewer: &Viewer) -> Result<HashSet<PlaceId>, StoreError> {
        let now = self.now;
        let channels = self.channels().channels().await?;
        let open = channels.into_iter().filter(|it| !it.is_private(now) && viewer.may_meet(it, now));
        Ok(open.map(|channel| channel.place).collect())
    }

    /// This viewer may meet what was said there. A place that is not known is private.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn may_meet(&mut self, viewer: &Viewer, place: &PlaceId) -> Result<bool, StoreError> {
        let now = self.now;
        if viewer.here.as_ref() == Some(place) {
            return Ok(true);
        }
        let channel = self.channels().channel(place).await?;
        Ok(channel.is_some_and(|channel| viewer.may_meet(&channel, now)))
    }

    /// A channel that somebody chose, if they can write there: they are in it, or it is open to them. What is refused
    /// does not say whether there is such a channel, and of one that they are not known to be in nothing is kept.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn chosen(
        &mut self,
        by: &Caller,
        place: &PlaceId,
    ) -> Result<Result<Channel, &'static str>, StoreError> {
        let (workspace, now) = (self.workspace.clone(), self.now);
        let circle = Circle::Place(place.clone());
        let is_in = self.members().among_members(&circle, std::slice::from_ref(&by.person), now).await?;
        let Some(channel) = self.channels().channel(place).await? else {
            if !is_in.is_empty() {
                self.channels().meet_channel(&workspace, place, now).await?;
            }
            return Ok(Err(cards::CHANNEL_NOT_YOURS));
        };
        let viewer = self.viewers().viewer(&by.person, None, now).await?;
        Ok(if is_in.is_empty() && !viewer.may_meet(&channel, now) {
            self.members().want_roster(&channel.workspace, &circle, now).await?;
            Err(cards::CHANNEL_NOT_YOURS)
        } else if channel.gone {
            Err(cards::CHANNEL_GONE)
        } else {
            Ok(channel)
        })
    }

    /// A channel that a setting names, for whoever looks at the setting: none where they may not know which it is.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn seen_by(
        &mut self,
        by: &Caller,
        place: Option<&PlaceId>,
    ) -> Result<Option<PlaceId>, StoreError> {
        let now = self.now;
        let Some(place) = place else { return Ok(None) };
        let viewer = self.viewers().viewer(&by.person, None, now).await?;
        Ok(self.may_meet(&viewer, place).await?.then(|| place.clone()))
    }

    /// Only the members of this place can read it, as far as is known at this moment.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_private(&mut self, place: &PlaceId) -> Result<bool, StoreError> {
        let now = self.now;
        let channel = self.channels().channel(place).await?;
        Ok(channel.is_none_or(|channel| channel.is_private(now)))
    }

    /// People from other companies can read this place, or it is not known at this moment that they cannot.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_shared(&mut self, place: &PlaceId) -> Result<bool, StoreError> {
        let now = self.now;
        let channel = self.channels().channel(place).await?;
        Ok(channel.is_none_or(|channel| channel.is_shared(now)))
    }
}
