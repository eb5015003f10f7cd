//! Whether a message arrived to whose sending no answer came back: every message of ours carries the name of its delivery as
//! metadata, which anybody in the workspace can read and which says nothing, and is found by it where the bot may read.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::Value;
use slack_morphism::{SlackMessageContent, SlackMessageMetadata};

use crate::chat::lenient::{List, Object, Words};
use crate::chat::{
    Delivered, Delivery, DeliveryAction, DeliveryId, Fate, MessageId, Reason, Target, Undelivered,
};
use crate::platforms::slack::adapter::SlackAdapter;
use crate::platforms::slack::install::installation::{Installation, native};
use crate::platforms::slack::limits::Method;

/// What our metadata are called.
const KIND: &str = "lyceum_delivery";
/// How much earlier than we sent it Slack's clock may say that it came.
const SKEW: TimeDelta = TimeDelta::minutes(5);
/// Messages that are asked for at once. Slack gives no more to some apps.
const PAGE: &str = "15";
/// How many pages are read.
const PAGES: usize = 10;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Recent {
    messages: Option<List<Object<Said>>>,
    response_metadata: Object<Cursor>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Cursor {
    next_cursor: Words,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Said {
    ts: Words,
    metadata: Value,
}

/// The message says which delivery it is of.
pub(in crate::platforms::slack) fn named(
    content: SlackMessageContent,
    id: &DeliveryId,
) -> SlackMessageContent {
    let payload = std::collections::HashMap::from([("id".to_owned(), id.as_str().to_owned())]);
    content.with_metadata(SlackMessageMetadata::new(KIND.to_owned()).with_event_payload(payload))
}

impl Said {
    fn is_of(&self, id: &DeliveryId) -> bool {
        self.metadata["event_type"] == KIND && self.metadata["event_payload"]["id"] == id.as_str()
    }
}

impl SlackAdapter {
    /// Looks for a message among those that came to its place since it was sent.
    pub(in crate::platforms::slack) async fn look_for(
        &self,
        delivery: &Delivery,
        sent: DateTime<Utc>,
    ) -> Result<Fate, Undelivered> {
        let DeliveryAction::Post { to, .. } = &delivery.act else { return Ok(Fate::Unknowable) };
        let through = self.installed(&delivery.workspace).await?;
        let found = match to {
            Target::Place { place, thread } => {
                let Some(channel) = native(place.as_str()) else { return Ok(Fate::Unknowable) };
                self.search(&through, channel, thread.as_ref(), &delivery.id, sent).await
            }
            Target::Direct(account) => {
                let Some(user) = native(account.as_str()) else { return Ok(Fate::Unknowable) };
                match self.conversation(&through, user).await {
                    Ok(channel) => self.search(&through, &channel, None, &delivery.id, sent).await,
                    Err(error) => Err(error),
                }
            }
            Target::Group(accounts) => match self.group(&through, accounts).await {
                Ok(channel) => self.search(&through, &channel, None, &delivery.id, sent).await,
                Err(error) => Err(error),
            },
            // What only one person sees is kept nowhere.
            Target::Only { .. } => return Ok(Fate::Unknowable),
        };
        match found {
            // Not installed any more, or the message would be where nobody is.
            Err(Undelivered::Refused(Reason::Revoked)) => Err(Undelivered::Refused(Reason::Revoked)),
            // Whoever may not read there cannot tell.
            Err(Undelivered::Refused(_)) => Ok(Fate::Unknowable),
            other => other,
        }
    }

    async fn search(
        &self,
        through: &Installation,
        channel: &str,
        thread: Option<&MessageId>,
        id: &DeliveryId,
        sent: DateTime<Utc>,
    ) -> Result<Fate, Undelivered> {
        let oldest = format!("{}.000000", (sent - SKEW).timestamp());
        let mut cursor: Option<String> = None;
        for _ in 0..PAGES {
            let mut params = vec![
                ("channel", channel),
                ("oldest", &oldest),
                ("limit", PAGE),
                ("include_all_metadata", "true"),
            ];
            params.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
            let method = match thread {
                Some(root) => {
                    params.push(("ts", root.as_str()));
                    Method::Replies
                }
                None => Method::History,
            };
            let page: Recent = self.ask(through, method, &params).await?;
            let messages = page.messages.ok_or_else(|| super::channels::garbled(method))?.0;
            let said = messages.iter().filter_map(Object::get).find(|said| said.is_of(id));
            if let Some(ts) = said.and_then(|said| said.ts.get()) {
                let place = Some(through.place(channel));
                return Ok(Fate::Arrived(Delivered { place, message: Some(MessageId::new(ts)) }));
            }
            cursor = page.response_metadata.get().and_then(|cursor| cursor.next_cursor.owned());
            if cursor.is_none() {
                return Ok(Fate::Lost);
            }
        }
        // More was said since then than we read.
        Ok(Fate::Unknowable)
    }
}
