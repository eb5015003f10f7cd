//! "Thank" on a message: the same as the command, with a form.

use serde::{Deserialize, Serialize};

use super::cards::{self, Trouble};
use super::give::{hand_out, receivers};
use super::rules::{self, Thanks};
use crate::bot::{Answer, Call, Ctx, Failure};
use crate::chat::{AccountId, Audience, Message, MessageId, PlaceId, PlaceKind, Reply, Standing, Submission};
use crate::people::AccountStore;

/// What the form carries along: the message, where everybody can see the thanks below it.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Opened {
    place: Option<PlaceId>,
    thread: Option<MessageId>,
}

/// Opens the form.
pub async fn open(ctx: &mut Ctx, call: Call<Option<Message>>) -> Answer {
    if call.by.standing != Standing::Member {
        return Err(Failure::Refused(cards::only_colleagues()));
    }
    let org = ctx.org.clone();
    let public = matches!(call.at.kind, PlaceKind::Channel | PlaceKind::Private);
    let message = call.what.as_ref().filter(|_| public);
    let opened = Opened {
        place: message.map(|_| call.at.id.clone()),
        thread: message.map(|message| message.thread.clone().unwrap_or_else(|| message.id.clone())),
    };
    let author = call.what.and_then(|message| message.author);
    let author = match author {
        Some(author) => ctx.tx.person_of(&org, &author).await?.filter(|person| *person != call.by.person),
        None => None,
    };
    Ok(Reply::open(cards::thank(&serde_json::to_string(&opened)?, author.as_ref())))
}

/// The form came back.
pub async fn submitted(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    if call.by.standing != Standing::Member {
        return Err(Failure::Refused(cards::only_colleagues()));
    }
    let opened: Opened = serde_json::from_str(&call.what.context).unwrap_or_default();
    let reason = call.what.value("reason").unwrap_or_default();
    let thanks = Thanks {
        accounts: call.what.values("people").iter().map(AccountId::new).collect(),
        amount: call.what.value("points").map(str::to_owned),
        ..rules::read(&format!("for {reason}"))
    };
    let (about_people, about_reason): (Vec<_>, Vec<_>) =
        rules::wrong(&thanks).into_iter().partition(|wrong| matches!(wrong, rules::Wrong::Nobody | rules::Wrong::TooMany(_)));
    let mut troubles: Vec<Trouble> = about_people.into_iter().map(Trouble::Wrong).collect();
    let receivers = receivers(ctx, &call.by, &thanks.accounts, &mut troubles).await?;
    let mut reply = Reply::nothing();
    if !troubles.is_empty() {
        reply = reply.with(Reply::error("people", cards::in_form(&troubles)));
    }
    if !about_reason.is_empty() {
        let troubles: Vec<Trouble> = about_reason.into_iter().map(Trouble::Wrong).collect();
        reply = reply.with(Reply::error("reason", cards::in_form(&troubles)));
    }
    if !reply.errors.is_empty() {
        return Ok(reply);
    }
    let place = opened.place.zip(opened.thread).map(|(place, thread)| Audience::Below(place, thread));
    hand_out(ctx, &call.by, &receivers, &thanks, place).await
}
