//! "Ask an expert" from a menu: on a message, or from anywhere.

use super::ask::{Asking, suggest};
use super::cards;
use crate::bot::{Answer, Call, Ctx};
use crate::chat::{Message, MessageText, Place, PlaceKind, Reply, Submission};
use crate::people::{ChannelStore, AccountStore};

/// What the form is about, where the question goes below the message that it was opened on.
const BELOW: &str = "below";

/// Opens the form; a message's words are filled in already, and the answer will go below it.
pub async fn open(ctx: &mut Ctx, call: Call<Option<Message>>) -> Answer {
    let org = ctx.org.clone();
    let settings = ctx.tx.settings(&org).await?;
    let is_below = call.what.is_some() && can_be_asked_in(&call.at);
    let words = match &call.what {
        Some(message) => ctx.readable(&message.text).await?,
        None => String::new(),
    };
    let context = if is_below { BELOW } else { "" };
    let usual = settings.questions_channel.as_ref();
    Ok(Reply::open(cards::ask(context, &words, usual, !is_below, settings.anonymous_questions)))
}

/// The form came back: the same as if it had been typed.
pub async fn submitted(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let opened = call.opened_at.filter(|_| call.what.context == BELOW);
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

fn can_be_asked_in(at: &Place) -> bool {
    matches!(at.kind, PlaceKind::Channel | PlaceKind::Private)
}
