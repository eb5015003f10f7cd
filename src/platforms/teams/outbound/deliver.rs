//! Deliveries: each is one call of the Connector, or a few where Teams has no single one for it.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::cards::{self, CARD, Seen};
use super::links;
use super::reply_handle::Handle;
use super::ways::{lost, way};
use crate::chat::{
    AccountId, Card, ChannelStatement, Circle, Delivered, Delivery, DeliveryAction, Faces, MessageId,
    PlaceId, Platform, Profile, Reason, ReplyHandle, Roster, Span, Target, Undelivered, WorkspaceId,
};
use crate::platforms::teams::adapter::TeamsAdapter;
use crate::platforms::teams::api::error::ApiError;
use crate::platforms::teams::api::ids;
use crate::platforms::teams::install::installation::Installation;

#[async_trait]
impl Platform for TeamsAdapter {
    async fn deliver(&self, delivery: &Delivery) -> Result<Delivered, Undelivered> {
        let through = self.installed(&delivery.workspace).await?;
        let (workspace, faces) = (&through.workspace, &delivery.faces);
        let draw = |card: &Card, seen| cards::activity(card, faces, workspace, seen);
        let named = match delivery.act.card() {
            Some(card) => self.with_channels(&through, card).await?,
            None => Card::default(),
        };
        let card = &named;
        match &delivery.act {
            DeliveryAction::Post { to: Target::Place { place, thread }, .. } => {
                let activity = self.shared(&through, card, faces).await;
                self.post(&through, place, thread.as_ref(), &activity).await
            }
            DeliveryAction::Post { to: Target::Direct(account), .. } => {
                self.direct(&through, account, &draw(card, Seen::All)).await
            }
            // A bot of Teams cannot open a group chat, so none is asked for.
            DeliveryAction::Post { to: Target::Group(_), .. } => {
                Err(Undelivered::Refused(Reason::NoSuchChannel))
            }
            DeliveryAction::Post { to: Target::Only { account, place, thread, .. }, .. } => {
                self.only(&through, account, place.as_ref(), thread.as_ref(), card, faces).await
            }
            DeliveryAction::Edit { place, message, .. } => {
                let way = self.way_to(&through, place).await?;
                let activity = self.shared(&through, card, faces).await;
                self.take(&through, &way.conversation)?;
                let updated = self
                    .connector
                    .update(&way.service_url, &way.conversation, message.as_str(), &activity, false)
                    .await;
                updated.map_err(|trouble| self.undelivered(&through, &way.conversation, trouble, true))?;
                Ok(Delivered { place: Some(place.clone()), message: Some(message.clone()) })
            }
            DeliveryAction::Delete { place, message } => {
                let way = self.way_to(&through, place).await?;
                self.take(&through, &way.conversation)?;
                let deleted =
                    self.connector.delete(&way.service_url, &way.conversation, message.as_str(), false).await;
                match deleted.map_err(|trouble| self.undelivered(&through, &way.conversation, trouble, true))
                {
                    Ok(()) | Err(Undelivered::Refused(Reason::NoSuchMessage)) => Ok(Delivered::default()),
                    Err(undelivered) => Err(undelivered),
                }
            }
            DeliveryAction::Replace { handle, .. } => self.replace(&through, handle, card, faces).await,
            // A bot has no page of its own on Teams: features answer with the card itself, and change it where it was
            // pressed.
            DeliveryAction::Home { .. } => Ok(Delivered::default()),
        }
    }

    async fn profile(&self, workspace: &WorkspaceId, account: &AccountId) -> Result<Profile, Undelivered> {
        let through = self.installed(workspace).await?;
        self.look_up(&through, account).await
    }

    async fn channel(
        &self,
        workspace: &WorkspaceId,
        place: &PlaceId,
    ) -> Result<ChannelStatement, Undelivered> {
        let through = self.installed(workspace).await?;
        self.look_at_channel(&through, place).await
    }

    async fn members(&self, workspace: &WorkspaceId, circle: &Circle) -> Result<Roster, Undelivered> {
        let through = self.installed(workspace).await?;
        self.roster(&through, circle).await
    }

    /// What Teams' own "copy link" makes of the first message of a conversation, without the names that it adds. Nothing is
    /// asked for it.
    async fn permalink(
        &self,
        workspace: &WorkspaceId,
        place: &PlaceId,
        message: &MessageId,
    ) -> Option<String> {
        links::to(workspace, place, message)
    }

    /// A channel's type never changes, so that there is nothing to be listed.
    async fn open_channels(
        &self,
        _workspace: &WorkspaceId,
    ) -> Result<Option<Vec<(PlaceId, ChannelStatement)>>, Undelivered> {
        Ok(None)
    }
}

impl TeamsAdapter {
    /// Teams tags no channels: they are called by the names that are known.
    async fn with_channels(&self, through: &Installation, card: &Card) -> Result<Card, Undelivered> {
        let mut card = card.clone();
        for text in card.texts_mut() {
            for span in &mut text.0 {
                if let Span::Channel(place) = span
                    && let Some(known) =
                        self.directory.reference(through, place.as_str()).await.map_err(lost)?
                    && let Some(name) = known.name
                {
                    *span = Span::Strong(name);
                }
            }
        }
        Ok(card)
    }

    async fn installed(&self, workspace: &WorkspaceId) -> Result<Installation, Undelivered> {
        match self.directory.find(workspace).await {
            Ok(Some(installation)) => Ok(installation),
            Ok(None) => Err(Undelivered::Refused(Reason::Revoked)),
            Err(unavailable) => Err(lost(unavailable)),
        }
    }

    /// Into a channel or a chat: as a thread of its own, or below a message where there are threads.
    async fn post(
        &self,
        through: &Installation,
        place: &PlaceId,
        thread: Option<&MessageId>,
        activity: &Value,
    ) -> Result<Delivered, Undelivered> {
        let reference = self.place(through, place).await?;
        let way = way(through, &reference, place)?;
        // Only what belongs to a team has threads.
        let has_threads = reference.seen_in.is_some();
        self.take(through, &way.conversation)?;
        let failed = |trouble: ApiError| self.undelivered(through, &way.conversation, trouble, false);
        let message = match thread.filter(|_| has_threads) {
            Some(root) => {
                let conversation = ids::thread(&way.conversation, root.as_str());
                self.connector.send(&way.service_url, &conversation, activity, false).await
            }
            None if has_threads => {
                let tenant = through.tenant();
                let begun =
                    self.connector.begin_thread(&way.service_url, &way.conversation, tenant, activity).await;
                begun.map(|(_, root)| Some(root))
            }
            None => self.connector.send(&way.service_url, &way.conversation, activity, false).await,
        };
        match message.map_err(failed) {
            Ok(message) => Ok(Delivered { place: Some(place.clone()), message: message.map(MessageId::new) }),
            Err(undelivered) => {
                self.learn(through, place.as_str(), &undelivered).await;
                Err(undelivered)
            }
        }
    }

    /// Into a person's own conversation with the bot, which is opened where it was not yet.
    async fn direct(
        &self,
        through: &Installation,
        account: &AccountId,
        activity: &Value,
    ) -> Result<Delivered, Undelivered> {
        let way = self.way_to_person(through, account).await?;
        self.take(through, &way.conversation)?;
        let sent = self.connector.send(&way.service_url, &way.conversation, activity, false).await;
        match sent.map_err(|trouble| self.undelivered(through, &way.conversation, trouble, false)) {
            Ok(message) => Ok(Delivered {
                place: Some(ids::place(through.tenant(), &way.conversation)),
                message: message.map(MessageId::new),
            }),
            Err(undelivered) => {
                self.learn(through, account.as_str(), &undelivered).await;
                Err(undelivered)
            }
        }
    }

    /// A targeted message, else their own conversation.
    async fn only(
        &self,
        through: &Installation,
        account: &AccountId,
        place: Option<&PlaceId>,
        thread: Option<&MessageId>,
        card: &Card,
        faces: &Faces,
    ) -> Result<Delivered, Undelivered> {
        let targeted = cards::activity(card, faces, &through.workspace, Seen::One);
        if let Some(place) = place {
            match self.target(through, account, place, thread, targeted).await {
                Ok(delivered) => return Ok(delivered),
                Err(Undelivered::Refused(reason)) if reason != Reason::Revoked => {}
                Err(undelivered) => return Err(undelivered),
            }
        }
        let own = cards::activity(card, faces, &through.workspace, Seen::All);
        self.direct(through, account, &own).await
    }

    /// Teams has targeted messages where there are others; refused in a person's own conversation.
    async fn target(
        &self,
        through: &Installation,
        account: &AccountId,
        place: &PlaceId,
        thread: Option<&MessageId>,
        mut activity: Value,
    ) -> Result<Delivered, Undelivered> {
        let refused = || Undelivered::Refused(Reason::NoSuchChannel);
        let reference = self.place(through, place).await?;
        let person = self.directory.reference(through, account.as_str()).await.map_err(lost)?;
        let person = person.ok_or_else(refused)?;
        let way = way(through, &reference, place)?;
        if person.conversation.as_ref() == Some(&way.conversation) {
            return Err(refused());
        }
        let user = person.user.ok_or_else(refused)?;
        let conversation = match thread.filter(|_| reference.seen_in.is_some()) {
            Some(root) => ids::thread(&way.conversation, root.as_str()),
            None => way.conversation.clone(),
        };
        activity["recipient"] = json!({ "id": user, "isTargeted": true });
        self.take(through, &way.conversation)?;
        let sent = self.connector.send(&way.service_url, &conversation, &activity, true).await;
        sent.map_err(|trouble| self.undelivered(through, &way.conversation, trouble, false))?;
        Ok(Delivered::default())
    }

    /// A small card of our own to one person.
    pub(in crate::platforms::teams) async fn alone(
        &self,
        through: &Installation,
        to: &Target,
        card: &Value,
        summary: &str,
    ) -> Result<Delivered, Undelivered> {
        let Target::Only { account, place, thread, .. } = to else {
            return Err(Undelivered::Refused(Reason::PersonGone));
        };
        let activity = json!({
            "type": "message",
            "summary": summary,
            "attachments": [{ "contentType": CARD, "content": card }],
        });
        if let Some(place) = place {
            match self.target(through, account, place, thread.as_ref(), activity.clone()).await {
                Err(Undelivered::Refused(_)) => {}
                delivered => return delivered,
            }
        }
        self.direct(through, account, &activity).await
    }

    async fn replace(
        &self,
        through: &Installation,
        handle: &ReplyHandle,
        card: &Card,
        faces: &Faces,
    ) -> Result<Delivered, Undelivered> {
        let expired = || Undelivered::Refused(Reason::HandleExpired);
        let handle = Handle::read(handle).ok_or_else(expired)?;
        let (seen, only) = if handle.only { (Seen::One, true) } else { (Seen::All, false) };
        let place = ids::place(through.tenant(), &handle.conversation);
        let way = match self.way_to(through, &place).await {
            Ok(way) => way,
            Err(Undelivered::Refused(_)) => return Err(expired()),
            Err(undelivered) => return Err(undelivered),
        };
        let activity = cards::activity(card, faces, &through.workspace, seen);
        self.take(through, &way.conversation)?;
        let updated = self
            .connector
            .update(&way.service_url, &handle.conversation, &handle.message, &activity, only)
            .await;
        updated.map_err(|trouble| self.undelivered(through, &way.conversation, trouble, true))?;
        Ok(Delivered::default())
    }
}
