//! "Report kudos", and what a lead does about it: nobody else decides.

use super::cards;
use super::rings::{WITHIN, rings, together};
use super::roundup;
use super::store::Grant;
use crate::bot::{Answer, Call, Command, Ctx, Failure};
use crate::chat::{Audience, Card, Message, PersonId, PlaceId, PostId, Press, Reply};

/// "Report kudos": the leads are told, once; who reported it is not.
pub async fn report(ctx: &mut Ctx, call: Call<Option<Message>>) -> Answer {
    let now = ctx.now;
    let message = call.what.ok_or_else(|| Failure::Refused(cards::no_kudos_here()))?;
    let post = ctx.posts().post_at(&call.at.id, &message.id).await?;
    let post = post.ok_or_else(|| Failure::Refused(cards::no_kudos_here()))?;
    let standing = standing(ctx, &post.id).await?;
    let Some(one) = standing.first() else { return Err(Failure::Refused(cards::no_kudos_here())) };
    let mut reply = Reply::only_you(cards::thanks_for_telling());
    if ctx.moderation().report_kudos(&post.id, &call.by.person, now).await? {
        for lead in ctx.people().leads().await? {
            let card = reported_to(ctx, &lead, one, &standing, &post.id).await?;
            reply = reply.post(told(&post.id, &lead), Audience::Person(lead), card);
        }
    }
    Ok(reply)
}

/// "Remove it": it counts for nobody, its announcement goes, and whoever gave and received it are told.
pub async fn remove(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let now = ctx.now;
    let post = PostId::new(&call.what.value);
    let Some(giver) = standing(ctx, &post).await?.first().map(|one| one.giver.clone()) else {
        return Ok(Reply::nothing().replace(cards::gone_already()));
    };
    // Whoever joins in at this very moment is waited for.
    ctx.turns().take_turn(&giver).await?;
    let standing = standing(ctx, &post).await?;
    let Some(one) = standing.first() else { return Ok(Reply::nothing().replace(cards::gone_already())) };
    let name = name(ctx, &giver).await?;
    let card = |receivers: &[PersonId]| cards::removed(&call.by.person, &giver, receivers, &name);
    let mut reply = decided(ctx, &call, &post, &standing, card).await?.delete(post.clone());
    for grant in &standing {
        ctx.ledger().undo_grants(&grant.source, now).await?;
        reply = reply.delete(PostId::new(&grant.id));
    }
    // A lead who is one of them knows already.
    let me = &call.by.person;
    if giver != *me {
        reply = reply.notify(gone(&post, &giver), giver.clone(), cards::yours_was_removed(&one.reason));
    }
    for receiver in receivers(&standing).into_iter().filter(|receiver| receiver != me) {
        let card = cards::removed_for_you(&giver, &one.reason);
        reply = reply.notify(gone(&post, &receiver), receiver, card);
    }
    Ok(reply.with(roundup::without(ctx, &standing).await?))
}

/// "Leave it".
pub async fn leave(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (now, post) = (ctx.now, PostId::new(&call.what.value));
    let standing = standing(ctx, &post).await?;
    let Some(one) = standing.first() else { return Ok(Reply::nothing().replace(cards::gone_already())) };
    ctx.moderation().leave_kudos(&post, now).await?;
    let card = |receivers: &[PersonId]| cards::left_standing(&call.by.person, &one.giver, receivers);
    decided(ctx, &call, &post, &standing, card).await
}

/// What one lead decided stands before all who were told; whoever may not read the thanks is not told for whom.
async fn decided(
    ctx: &mut Ctx,
    call: &Call<Press>,
    post: &PostId,
    standing: &[Grant],
    card: impl Fn(&[PersonId]) -> Card,
) -> Answer {
    let receivers = receivers(standing);
    let place = standing.first().and_then(|one| one.place.as_ref());
    let mut reply = Reply::nothing();
    for lead in ctx.people().leads().await? {
        let sees = may_read(ctx, &lead, place).await?;
        let card = card(if sees { &receivers } else { &[] });
        reply =
            if lead == call.by.person { reply.replace(card) } else { reply.edit(told(post, &lead), card) };
    }
    Ok(reply)
}

/// What a lead is told of a report: all of it where they may read the thanks, else only by whom they are.
async fn reported_to(
    ctx: &mut Ctx,
    lead: &PersonId,
    one: &Grant,
    standing: &[Grant],
    post: &PostId,
) -> Result<Card, Failure> {
    Ok(if may_read(ctx, lead, one.place.as_ref()).await? {
        cards::reported(&one.giver, &receivers(standing), &one.reason, post.as_str())
    } else {
        cards::reported_elsewhere(&one.giver, post.as_str())
    })
}

async fn may_read(ctx: &mut Ctx, lead: &PersonId, place: Option<&PlaceId>) -> Result<bool, Failure> {
    let now = ctx.now;
    let Some(place) = place else { return Ok(false) };
    let viewer = ctx.viewers().viewer(lead, None, now).await?;
    Ok(ctx.may_meet(&viewer, place).await?)
}

/// The words of thanks changed, or went: so they did for the leads who look at them, and for both sides of what was
/// removed.
pub(super) async fn reworded(ctx: &mut Ctx, post: &PostId, grants: &[Grant]) -> Answer {
    let mut reply = Reply::nothing();
    let standing = standing(ctx, post).await?;
    if let Some(one) = standing.first() {
        if ctx.moderation().is_reported(post).await? {
            for lead in ctx.people().leads().await? {
                let card = reported_to(ctx, &lead, one, &standing, post).await?;
                reply = reply.edit(told(post, &lead), card);
            }
        }
        return Ok(reply);
    }
    for grant in grants.iter().filter(|grant| !grant.is_joined()) {
        reply = reply.edit(gone(post, &grant.giver), cards::yours_was_removed(&grant.reason));
        let card = cards::removed_for_you(&grant.giver, &grant.reason);
        reply = reply.edit(gone(post, &grant.receiver), card);
    }
    Ok(reply)
}

/// Whoever gave them took them back: the leads who were told of them have nothing to decide any more.
pub(super) async fn taken_back(ctx: &mut Ctx, post: &PostId) -> Answer {
    let leads = ctx.people().leads().await?.into_iter();
    Ok(leads.fold(Reply::nothing(), |reply, lead| reply.edit(told(post, &lead), cards::gone_already())))
}

/// The message by which a lead was told of a report.
pub(super) fn told(post: &PostId, lead: &PersonId) -> PostId {
    PostId::new(format!("{post} {lead}"))
}

/// The message by which somebody was told that thanks of theirs, or to them, were removed.
fn gone(post: &PostId, person: &PersonId) -> PostId {
    PostId::new(format!("{post} gone {person}"))
}

async fn name(ctx: &mut Ctx, person: &PersonId) -> Result<String, Failure> {
    let known = ctx.people().person(person).await?;
    Ok(known.map_or_else(|| "them".to_owned(), |person| person.data.name))
}

/// "Keep them from giving".
pub async fn keep_from_giving(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (now, person) = (ctx.now, PersonId::new(&call.what.value));
    let Some(known) = ctx.people().person(&person).await? else {
        return Err(Failure::Refused(cards::no_kudos_here()));
    };
    ctx.moderation().keep_from_giving(&person, now).await?;
    Ok(Reply::nothing().replace(cards::kept(&person, &known.data.name)))
}

/// "Let them give again", where they were kept from it.
pub async fn let_give(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    Ok(Reply::nothing().replace(may_give_again(ctx, call).await?))
}

/// "Let them give again", on the lead's page, which stays.
pub async fn let_give_on_page(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    Ok(Reply::only_you(may_give_again(ctx, call).await?))
}

async fn may_give_again(ctx: &mut Ctx, call: Call<Press>) -> Result<Card, Failure> {
    let person = PersonId::new(&call.what.value);
    ctx.moderation().let_give(&person).await?;
    Ok(cards::may_give_again(&person))
}

/// `/kudos rings`: leads alone come here.
pub async fn show_rings(ctx: &mut Ctx, call: Call<Command>) -> Answer {
    let since = ctx.now - WITHIN;
    let viewer = ctx.viewer(&call.by, &call.at).await?;
    let places = ctx.readable_places(&viewer).await?;
    let flows = ctx.ledger().flows(since).await?;
    let flows = together(flows.into_iter().filter(|(place, _)| places.contains(place)).map(|(_, flow)| flow));
    Ok(Reply::only_you(cards::rings(&rings(&flows))))
}

/// What an announcement tells of and was not taken back; the first is the one it began with.
async fn standing(ctx: &mut Ctx, post: &PostId) -> Result<Vec<Grant>, Failure> {
    let mut told = ctx.ledger().grants_told_by(post).await?;
    told.retain(|grant| grant.undone_at.is_none());
    told.sort_by_key(Grant::is_joined);
    Ok(told)
}

fn receivers(standing: &[Grant]) -> Vec<PersonId> {
    let first = standing.first().map(|one| one.source.clone());
    let of_first = standing.iter().filter(|grant| Some(&grant.source) == first.as_ref());
    of_first.map(|grant| grant.receiver.clone()).collect()
}
