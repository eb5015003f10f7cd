//! Deliveries: each is one call of the Web API, or a few where Slack has no single one for it.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use slack_morphism::api::{
    SlackApiChatDeleteRequest, SlackApiChatPostEphemeralRequest, SlackApiChatPostMessageRequest,
    SlackApiChatUpdateRequest, SlackApiConversationsOpenRequest, SlackApiViewsPublishRequest,
};
use slack_morphism::blocks::{SlackHomeView, SlackView};
use slack_morphism::{SlackMessageContent, SlackUserId};

use super::cards;
use super::fate;
use super::people;
use super::reply_url;
use crate::chat::lenient::{IdOr, Object, Words};
use crate::chat::{
    AccountId, ChannelStatement, Circle, Delivered, Delivery, DeliveryAction, Fate, MessageId, PlaceId,
    Platform, Profile, Reason, ReplyHandle, Roster, Target, Undelivered, WorkspaceId,
};
use crate::platforms::slack::adapter::SlackAdapter;
use crate::platforms::slack::api::error::ApiError;
use crate::platforms::slack::api::payload::{Channel, User};
use crate::platforms::slack::install::installation::{Installation, native};
use crate::platforms::slack::limits::Method;

/// A message that was posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Posted {
    channel: IdOr<Channel>,
    ts: Words,
}

/// A conversation that was opened.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Opened {
    channel: IdOr<Channel>,
}

/// An account that was looked up.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Found {
    user: Object<User>,
}

/// The address of a message.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Linked {
    permalink: Words,
}

/// An answer of which only matters that it came.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::platforms::slack) struct Done {}

#[async_trait]
impl Platform for SlackAdapter {
    async fn deliver(&self, delivery: &Delivery) -> Result<Delivered, Undelivered> {
        let through = self.installed(&delivery.workspace).await?;
        let content = match delivery.act.card() {
            Some(card) => cards::message(card, &delivery.faces),
            None => SlackMessageContent::new(),
        };
        let content = match &delivery.act {
            DeliveryAction::Post {
                to: Target::Place { .. } | Target::Direct(_) | Target::Group(_), ..
            } => fate::named(content, &delivery.id),
            _ => content,
        };
        match &delivery.act {
            DeliveryAction::Post { to: Target::Place { place, thread }, .. } => {
                self.post(&through, channel(place)?, thread.as_ref(), content).await
            }
            DeliveryAction::Post { to: Target::Direct(account), .. } => {
                self.direct(&through, user(account)?, content).await
            }
            DeliveryAction::Post { to: Target::Group(accounts), .. } => {
                let channel = self.group(&through, accounts).await?;
                self.post(&through, &channel, None, content).await
            }
            DeliveryAction::Post { to: Target::Only { account, place, thread, handle }, .. } => {
                self.only(&through, account, place.as_ref(), thread.as_ref(), handle.as_ref(), content).await
            }
            DeliveryAction::Edit { place, message, .. } => {
                let request =
                    SlackApiChatUpdateRequest::new(channel(place)?.into(), content, message.as_str().into());
                self.call::<_, Done>(&through, Method::Update, None, true, &request).await?;
                Ok(Delivered { place: Some(place.clone()), message: Some(message.clone()) })
            }
            DeliveryAction::Delete { place, message } => {
                let request = SlackApiChatDeleteRequest::new(channel(place)?.into(), message.as_str().into());
                match self.call::<_, Done>(&through, Method::Delete, None, true, &request).await {
                    Ok(_) | Err(Undelivered::Refused(Reason::NoSuchMessage)) => Ok(Delivered::default()),
                    Err(undelivered) => Err(undelivered),
                }
            }
            DeliveryAction::Replace { handle, .. } => {
                let replaced = reply_url::replace(&self.web, handle, &content).await;
                replaced.map_err(|trouble| trouble.undelivered("response_url", true))?;
                Ok(Delivered::default())
            }
            DeliveryAction::Home { account, card } => {
                let view = SlackHomeView::new(cards::page(card, &delivery.faces));
                let request = SlackApiViewsPublishRequest::new(user(account)?.into(), SlackView::Home(view));
                self.call::<_, Done>(&through, Method::ViewsPublish, None, true, &request).await?;
                Ok(Delivered::default())
            }
        }
    }

    async fn fate(&self, delivery: &Delivery, sent: DateTime<Utc>) -> Result<Fate, Undelivered> {
        self.look_for(delivery, sent).await
    }

    async fn profile(&self, workspace: &WorkspaceId, account: &AccountId) -> Result<Profile, Undelivered> {
        let through = self.installed(workspace).await?;
        self.limits.take(workspace, Method::UserInfo, None).map_err(Undelivered::Throttled)?;
        let params = [("user", user(account)?)];
        let found: Result<Found, ApiError> =
            self.web.get(&through.bot_token, Method::UserInfo.name(), &params).await;
        let found = found.map_err(|trouble| self.undelivered(&through, Method::UserInfo, trouble, true))?;
        let described = found.user.get().and_then(|user| people::profile(&through, user));
        // Asked for under the name the caller has, so answered under it too.
        described
            .map(|profile| Profile { account: account.clone(), ..profile })
            .ok_or_else(|| ApiError::Garbled.undelivered(Method::UserInfo.name(), true))
    }

    async fn permalink(
        &self,
        workspace: &WorkspaceId,
        place: &PlaceId,
        message: &MessageId,
    ) -> Option<String> {
        let through = self.installed(workspace).await.ok()?;
        self.limits.take(workspace, Method::Permalink, None).ok()?;
        let params = [("channel", channel(place).ok()?), ("message_ts", message.as_str())];
        let found: Result<Linked, ApiError> =
            self.web.get(&through.bot_token, Method::Permalink.name(), &params).await;
        match found {
            Ok(linked) => linked.permalink.get().filter(|url| url.starts_with("https://")).map(str::to_owned),
            Err(trouble) => {
                let undelivered = self.undelivered(&through, Method::Permalink, trouble, true);
                tracing::warn!(%workspace, %place, ?undelivered, "Slack gave no link to a message");
                None
            }
        }
    }

    async fn channel(
        &self,
        workspace: &WorkspaceId,
        place: &PlaceId,
    ) -> Result<ChannelStatement, Undelivered> {
        let through = self.installed(workspace).await?;
        let (_, statement) = self.describe(&through, channel(place)?).await?;
        Ok(statement)
    }

    async fn members(&self, workspace: &WorkspaceId, circle: &Circle) -> Result<Roster, Undelivered> {
        let through = self.installed(workspace).await?;
        self.roster(&through, circle).await.map(Roster::of)
    }

    fn opens_groups(&self) -> bool {
        true
    }

    async fn open_channels(
        &self,
        workspace: &WorkspaceId,
    ) -> Result<Option<Vec<(PlaceId, ChannelStatement)>>, Undelivered> {
        let through = self.installed(workspace).await?;
        self.list_open(&through).await.map(Some)
    }
}

impl SlackAdapter {
    /// The installation a delivery goes through.
    pub(in crate::platforms::slack) async fn installed(
        &self,
        workspace: &WorkspaceId,
    ) -> Result<std::sync::Arc<Installation>, Undelivered> {
        match self.directory.of(workspace).await {
            Ok(Some(installation)) => Ok(installation),
            Ok(None) => Err(Undelivered::Refused(Reason::Revoked)),
            Err(unavailable) => Err(Undelivered::Unreached(unavailable.to_string())),
        }
    }

    async fn post(
        &self,
        through: &Installation,
        channel: &str,
        thread: Option<&MessageId>,
        content: SlackMessageContent,
    ) -> Result<Delivered, Undelivered> {
        let request = SlackApiChatPostMessageRequest::new(channel.into(), content)
            .with_unfurl_links(false)
            .with_unfurl_media(false)
            .opt_thread_ts(thread.map(|thread| thread.as_str().into()));
        let posted: Posted = self.call(through, Method::PostMessage, Some(channel), false, &request).await?;
        Ok(Delivered {
            place: Some(through.place(posted.channel.id().unwrap_or(channel))),
            message: posted.ts.get().map(MessageId::new),
        })
    }

    /// Into a person's own conversation with the bot, which is opened where it was not yet.
    async fn direct(
        &self,
        through: &Installation,
        user: &str,
        content: SlackMessageContent,
    ) -> Result<Delivered, Undelivered> {
        let known = self.conversations.direct(&through.workspace, user);
        let channel = self.conversation(through, user).await?;
        let posted = self.post(through, &channel, None, content).await;
        if let Err(Undelivered::Refused(Reason::NoSuchChannel)) = posted
            && known.is_some()
        {
            self.conversations.closed(&through.workspace, user);
            return Err(Undelivered::Unreached("their conversation was not where it used to be".to_owned()));
        }
        posted
    }

    /// A person's own conversation with the bot, opened where it was not yet.
    pub(in crate::platforms::slack) async fn conversation(
        &self,
        through: &Installation,
        user: &str,
    ) -> Result<String, Undelivered> {
        match self.conversations.direct(&through.workspace, user) {
            Some(channel) => Ok(channel),
            None => self.open_direct(through, user).await,
        }
    }

    async fn open_direct(&self, through: &Installation, user: &str) -> Result<String, Undelivered> {
        let channel = self.open_with(through, vec![user.into()]).await?;
        self.conversations.opened(&through.workspace, user, &channel);
        Ok(channel)
    }

    /// The conversation of these people with the bot: Slack gives the same one for the same people.
    pub(in crate::platforms::slack) async fn group(
        &self,
        through: &Installation,
        accounts: &[AccountId],
    ) -> Result<String, Undelivered> {
        let users = accounts.iter().map(|account| user(account).map(Into::into)).collect::<Result<_, _>>()?;
        self.open_with(through, users).await
    }

    async fn open_with(
        &self,
        through: &Installation,
        users: Vec<SlackUserId>,
    ) -> Result<String, Undelivered> {
        let request = SlackApiConversationsOpenRequest::new().with_users(users);
        let opened: Opened = self.call(through, Method::Open, None, true, &request).await?;
        let garbled = || ApiError::Garbled.undelivered(Method::Open.name(), true);
        opened.channel.id().map(str::to_owned).ok_or_else(garbled)
    }

    /// The handle while it works, else ephemeral, else their direct conversation. Whether something arrived is only
    /// unknown where the next way would say it twice.
    async fn only(
        &self,
        through: &Installation,
        account: &AccountId,
        place: Option<&PlaceId>,
        thread: Option<&MessageId>,
        handle: Option<&ReplyHandle>,
        content: SlackMessageContent,
    ) -> Result<Delivered, Undelivered> {
        if let Some(handle) = handle {
            let thread = thread.map(MessageId::as_str);
            match reply_url::whisper(&self.web, handle, thread, &content).await {
                Ok(()) => return Ok(Delivered::default()),
                Err(trouble) => match trouble.undelivered("response_url", false) {
                    Undelivered::Refused(_) => {}
                    undelivered => return Err(undelivered),
                },
            }
        }
        let user = user(account)?;
        if let Some(place) = place {
            let request =
                SlackApiChatPostEphemeralRequest::new(channel(place)?.into(), user.into(), content.clone())
                    .opt_thread_ts(thread.map(|thread| thread.as_str().into()));
            match self.call::<_, Done>(through, Method::PostEphemeral, None, false, &request).await {
                Ok(_) => return Ok(Delivered::default()),
                Err(Undelivered::Refused(reason)) if reason != Reason::Revoked => {}
                Err(undelivered) => return Err(undelivered),
            }
        }
        self.direct(through, user, content).await
    }

    /// One call within the limits.
    pub(in crate::platforms::slack) async fn call<RQ, RS>(
        &self,
        through: &Installation,
        method: Method,
        channel: Option<&str>,
        repeatable: bool,
        request: &RQ,
    ) -> Result<RS, Undelivered>
    where
        RQ: Serialize + Send + Sync,
        RS: for<'de> Deserialize<'de> + Send,
    {
        self.limits.take(&through.workspace, method, channel).map_err(Undelivered::Throttled)?;
        let answer = self.web.post(&through.bot_token, method.name(), request).await;
        answer.map_err(|trouble| self.undelivered(through, method, trouble, repeatable))
    }

    pub(in crate::platforms::slack) fn undelivered(
        &self,
        through: &Installation,
        method: Method,
        trouble: ApiError,
        repeatable: bool,
    ) -> Undelivered {
        if let ApiError::Throttled(wait) = trouble {
            self.limits.rest(&through.workspace, method, wait);
        }
        trouble.undelivered(method.name(), repeatable)
    }
}

fn channel(place: &PlaceId) -> Result<&str, Undelivered> {
    native(place.as_str()).ok_or(Undelivered::Refused(Reason::NoSuchChannel))
}

fn user(account: &AccountId) -> Result<&str, Undelivered> {
    native(account.as_str()).ok_or(Undelivered::Refused(Reason::PersonGone))
}
