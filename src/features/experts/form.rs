//! "Ask an expert" from a menu: on a message, or from anywhere.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::ask::{Asking, suggest};
use super::cards;
use super::question::Source;
use crate::bot::{Answer, Call, Ctx};
use crate::chat::{Message, MessageId, Place, PlaceId, PlaceKind, Reply, Submission};
use crate::people::{ChannelStore, AccountStore};

/// What the form carries along: where it was opened.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Opened {
    place: Option<PlaceId>,
    thread: Option<MessageId>,
    /// The message that it was opened on.
    on: Option<On>,
}

/// A message, and a digest of its words.
#[derive(Debug, Serialize, Deserialize)]
struct On {
    place: PlaceId,
    message: MessageId,
    version: DateTime<Utc>,
    words: String,
}

/// Opens the form; a message's words are filled in already, and the answer will go below it.
pub async fn open(ctx: &mut Ctx, call: Call<Option<Message>>) -> Answer {
    let org = ctx.org.clone();
    let settings = ctx.tx.settings(&org).await?;
    let (mut opened, words) = match &call.what {
        Some(message) if can_be_asked_in(&call.at) => {
            let thread = message.thread.clone().unwrap_or_else(|| message.id.clone());
            let opened = Opened {
                place: Some(call.at.id.clone()),
                thread: Some(thread),
                on: None,
            };
            (opened, message.text.as_str())
        }
        Some(message) => (Opened::default(), message.text.as_str()),
        None => (Opened::default(), ""),
    };
    opened.on = call.what.as_ref().map(|message| On {
        place: call.at.id.clone(),
        message: message.id.clone(),
        version: message.version(),
        words: digest(&cards::as_question(&message.text)),
    });
    let context = serde_json::to_string(&opened)?;
    let usual = settings.questions_channel.as_ref();
    let needs_place = opened.place.is_none();
    Ok(Reply::open(cards::ask(&context, words, usual, needs_place, settings.anonymous_questions)))
}

/// The form came back: the same as if it had been typed.
pub async fn submitted(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let opened: Opened = serde_json::from_str(&call.what.context).unwrap_or_default();
    let body = call.what.value("question").unwrap_or_default().to_owned();
    if let Err(why) = super::rules::askable(&body) {
        return Ok(Reply::error("question", cards::unaskable(why)));
    }
    let options = call.what.values("options");
    let has = |option: &str| options.iter().any(|each| each == option);
    let source = opened.on.map(|on| Source {
        follows: on.words == digest(&body),
        place: on.place,
        message: on.message,
        version: Some(on.version),
    });
    let mut asking = Asking {
        source,
        body,
        named: call.what.account("person"),
        urgent: has("urgent"),
        anonymous: has("hidden"),
        here: opened.place.clone(),
        place: opened.place,
        thread: opened.thread,
    };
    if let Some(place) = call.what.place("place") {
        let org = ctx.org.clone();
        if let Some(channel) = ctx.tx.channel(&org, &place).await? {
            if channel.gone {
                return Ok(Reply::error("place", "That channel is archived or gone. Choose another."));
            }
        }
        asking.place = Some(place);
    }
    if let Some(account) = &asking.named {
        let org = ctx.org.clone();
        if ctx.tx.person_of(&org, account).await? == Some(call.by.person.clone()) {
            return Ok(Reply::error("person", "That is you. Name somebody else, or leave it empty."));
        }
    }
    suggest(ctx, &call.by, asking).await
}

fn digest(words: &str) -> String {
    hex::encode(&Sha256::digest(words.trim())[..16])
}

fn can_be_asked_in(at: &Place) -> bool {
    matches!(at.kind, PlaceKind::Channel | PlaceKind::Private)
}
