//! "Ask an expert" from a menu: on a message, or from anywhere.

use serde::{Deserialize, Serialize};

use super::ask::{Asking, suggest};
use super::cards;
use crate::bot::{Answer, Call, Ctx};
use crate::chat::{Message, MessageId, MessageText, Place, PlaceId, PlaceKind, Reply, Submission};
use crate::people::{ChannelStore, AccountStore};

/// What the form carries along: where it was opened.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Opened {
    place: Option<PlaceId>,
    thread: Option<MessageId>,
}

/// Opens the form; a message's words are filled in already, and the answer will go below it.
pub async fn open(ctx: &mut Ctx, call: Call<Option<Message>>) -> Answer {
    let org = ctx.org.clone();
    let settings = ctx.tx.settings(&org).await?;
    let (opened, words) = match &call.what {
        Some(message) if can_be_asked_in(&call.at) => {
            let thread = message.thread.clone().unwrap_or_else(|| message.id.clone());
            let opened = Opened {
                place: Some(call.at.id.clone()),
                thread: Some(thread),
            };
            (opened, ctx.readable(&message.text).await?)
        }
        Some(message) => (Opened::default(), ctx.readable(&message.text).await?),
        None => (Opened::default(), String::new()),
    };
    let context = serde_json::to_string(&opened)?;
    let usual = settings.questions_channel.as_ref();
    let needs_place = opened.place.is_none();
    Ok(Reply::open(cards::ask(&context, &words, usual, needs_place, settings.anonymous_questions)))
}

/// The form came back: the same as if it had been typed.
pub async fn submitted(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let opened: Opened = serde_json::from_str(&call.what.context).unwrap_or_default();
    let body = MessageText::from(call.what.value("question").unwrap_or_default());
    if let Err(why) = super::rules::askable(body.clone()) {
        return Ok(Reply::error("question", cards::unaskable(why)));
    }
    let options = call.what.values("options");
    let has = |option: &str| options.iter().any(|each| each == option);
    let mut asking = Asking {
        body,
        named: call.what.account("person"),
        urgent: has("urgent"),
        anonymous: has("hidden"),
        here: opened.place.clone(),
        place: opened.place,
        thread: opened.thread,
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

fn can_be_asked_in(at: &Place) -> bool {
    matches!(at.kind, PlaceKind::Channel | PlaceKind::Private)
}
