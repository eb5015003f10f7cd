//! "Ask an expert" from a menu: on a message, or from anywhere.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::ask::{Asking, suggest};
use super::cards;
use super::question::Source;
use crate::bot::{Answer, Call, Ctx};
use crate::chat::{Message, MessageId, MessageText, Place, PlaceKind, Reply, Submission};
use crate::people::{AccountStore, ChannelStore};

/// The message that the form was opened on.
#[derive(Debug, Serialize, Deserialize)]
struct On {
    message: MessageId,
    version: DateTime<Utc>,
    /// A digest of its words, as the form showed them.
    words: String,
    /// The question goes below it.
    below: bool,
}

/// Opens the form; a message's words are filled in already, and the answer will go below it.
pub async fn open(ctx: &mut Ctx, call: Call<Option<Message>>) -> Answer {
    let org = ctx.org.clone();
    let settings = ctx.tx.settings(&org).await?;
    let is_below = call.what.is_some() && can_be_asked_in(&call.at);
    let (words, context) = match &call.what {
        Some(message) => {
            let words = cards::as_question(&ctx.readable(&message.text).await?);
            let on = On {
                message: message.id.clone(),
                version: message.version(),
                words: digest(&words),
                below: is_below,
            };
            (words, serde_json::to_string(&on)?)
        }
        None => (String::new(), String::new()),
    };
    let usual = settings.questions_channel.as_ref();
    Ok(Reply::open(cards::ask(&context, &words, usual, !is_below, settings.anonymous_questions)))
}

/// The form came back: the same as if it had been typed.
pub async fn submitted(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let on: Option<On> = match call.what.context.as_str() {
        "" => None,
        context => Some(serde_json::from_str(context)?),
    };
    let body = MessageText::from(call.what.value("question").unwrap_or_default());
    if let Err(why) = super::rules::askable(body.clone()) {
        return Ok(Reply::error("question", cards::unaskable(why)));
    }
    let options = call.what.values("options");
    let has = |option: &str| options.iter().any(|each| each == option);
    let source = on.as_ref().zip(call.opened_at.as_ref()).map(|(on, at)| Source {
        follows: on.words == digest(body.words().as_ref()),
        place: at.id.clone(),
        message: on.message.clone(),
        version: Some(on.version),
    });
    let opened = call.opened_at.filter(|_| on.is_some_and(|on| on.below));
    let mut asking = Asking {
        source,
        body,
        named: call.what.account("person"),
        urgent: has("urgent"),
        anonymous: has("hidden"),
        here: opened.as_ref().map(|at| at.id.clone()),
        place: opened.as_ref().map(|at| at.id.clone()),
        thread: opened.and_then(|at| at.thread),
    };
    if let Some(place) = call.what.place("place") {
        if let Err(wrong) = ctx.chosen(&call.by, &place).await? {
            return Ok(Reply::error("place", wrong));
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
