//! "Thank" on a message: the same as the command, with a form.

use super::cards::{self, CannotThank};
use super::give::{Attempt, hand_out, receivers, stage, wait};
use super::rules::{self, Thanks};
use super::terms::terms;
use crate::bot::{Answer, Call, Ctx, Failure};
use crate::chat::{AccountId, Audience, Message, Place, PlaceKind, Reply, Standing, Submission};

/// What the form is about, where everybody can see the thanks below the message that it was opened on.
const BELOW: &str = "below";

/// Opens the form.
pub async fn open(ctx: &mut Ctx, call: Call<Option<Message>>) -> Answer {
    let public = matches!(call.at.kind, PlaceKind::Channel | PlaceKind::Private);
    let context = if public && call.what.is_some() { BELOW } else { "" };
    let author = call.what.and_then(|message| message.author);
    let author = match author {
        Some(author) => ctx.accounts().person_of(&author).await?.filter(|person| *person != call.by.person),
        None => None,
    };
    let allowance = terms(ctx, &call.by.person).await?.allowance;
    Ok(Reply::open(cards::thank(context, author.as_ref(), allowance)))
}

/// The form came back.
pub async fn submitted(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let opened = call.opened_at.filter(|_| call.what.context == BELOW);
    let reason = call.what.value("reason").unwrap_or_default();
    let thanks = Thanks {
        accounts: call.what.values("people").iter().map(AccountId::new).collect(),
        amount: call.what.value("points").map(str::to_owned),
        ..rules::read(format!("for {reason}"))
    };
    let terms = terms(ctx, &call.by.person).await?;
    let (about_people, about_reason): (Vec<_>, Vec<_>) = rules::wrong(&thanks, terms.allowance)
        .into_iter()
        .partition(|wrong| matches!(wrong, rules::InvalidThanks::Nobody | rules::InvalidThanks::TooMany(_)));
    let mut troubles: Vec<CannotThank> = about_people.into_iter().map(CannotThank::Invalid).collect();
    let receivers = receivers(ctx, &call.by, &thanks, terms.allowance, &mut troubles).await?;
    let place = opened_in(ctx, opened).await?;
    let unknown = call.by.standing == Standing::Unknown || !troubles.is_empty();
    if unknown && about_reason.is_empty() && troubles.iter().all(CannotThank::passes) {
        let at = place.unwrap_or(Place { kind: PlaceKind::Nowhere, thread: None, ..call.at });
        return wait(ctx, Attempt { by: call.by.account, at, thanks, message: None, tried: 0 }).await;
    }
    let mut reply = Reply::nothing();
    if !troubles.is_empty() {
        reply = reply.with(Reply::error("people", cards::in_form(&troubles, terms.allowance)));
    }
    if !about_reason.is_empty() {
        let troubles: Vec<CannotThank> = about_reason.into_iter().map(CannotThank::Invalid).collect();
        reply = reply.with(Reply::error("reason", cards::in_form(&troubles, terms.allowance)));
    }
    if !reply.errors.is_empty() {
        return Ok(reply);
    }
    let stage = match place.as_ref().and_then(|at| Some((at, at.thread.clone()?))) {
        Some((at, thread)) => stage(ctx, &terms.policy, at, Audience::Below(at.id.clone(), thread)).await?,
        None => None,
    };
    hand_out(ctx, &call.by, &terms, &receivers, &thanks, stage, None).await
}

/// Where the form was opened, if that is still a channel, and who can read it now.
async fn opened_in(ctx: &mut Ctx, opened: Option<Place>) -> Result<Option<Place>, Failure> {
    let now = ctx.now;
    let Some(at) = opened else { return Ok(None) };
    let channel = ctx.channels().channel(&at.id).await?.filter(|channel| !channel.gone);
    Ok(channel.map(|channel| {
        let kind = if channel.is_private(now) { PlaceKind::Private } else { PlaceKind::Channel };
        Place { kind, shared: channel.is_shared(now), ..at }
    }))
}
