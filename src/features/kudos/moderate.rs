//! "Report kudos", and what a lead does about it: nobody else decides.

use super::cards;
use super::rings::{WITHIN, rings, together};
use super::roundup;
use super::store::{Grant, KudosStore, ModerationStore};
use super::terms::{colleagues_only, leads_only};
use crate::bot::{Answer, Call, Command, Ctx, Failure, PostStore};
use crate::chat::{Audience, Card, Message, PersonId, PostId, Press, Reply};
use crate::people::PeopleStore;

/// "Report kudos": the leads are told, once; who reported it is not.
pub async fn report(ctx: &mut Ctx, call: Call<Option<Message>>) -> Answer {
    colleagues_only(&call.by)?;
    let (org, now) = (ctx.org.clone(), ctx.now);
    let message = call.what.ok_or_else(|| Failure::Refused(cards::no_kudos_here()))?;
    let post = ctx.tx.post_at(&org, &call.at.id, &message.id).await?;
    let post = post.ok_or_else(|| Failure::Refused(cards::no_kudos_here()))?;
    let standing = standing(ctx, &post.id).await?;
    let Some(one) = standing.first() else { return Err(Failure::Refused(cards::no_kudos_here())) };
    let mut reply = Reply::only_you(cards::thanks_for_telling());
    if ctx.tx.report_kudos(&org, &post.id, &call.by.person, now).await? {
        for lead in ctx.tx.leads(&org).await? {
            let receivers: Vec<PersonId> = receivers(&standing);
            let card = cards::reported(&one.giver, &receivers, &one.reason, post.id.as_str());
            reply = reply.post(told(&post.id, &lead), Audience::Person(lead), card);
        }
    }
    Ok(reply)
}

/// "Remove it": it counts for nobody, its announcement goes, and whoever gave and received it are told.
pub async fn remove(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    leads_only(&call.by)?;
    let (org, now) = (ctx.org.clone(), ctx.now);
    let post = PostId::new(&call.what.value);
    let Some(giver) = standing(ctx, &post).await?.first().map(|one| one.giver.clone()) else {
        return Ok(Reply::nothing().replace(cards::gone_already()));
    };
    // Whoever joins in at this very moment is waited for.
    ctx.tx.take_turn(&org, &giver).await?;
    let standing = standing(ctx, &post).await?;
    let Some(one) = standing.first() else { return Ok(Reply::nothing().replace(cards::gone_already())) };
    let name = name(ctx, &giver).await?;
    let card = cards::removed(&call.by.person, &giver, &receivers(&standing), &name);
    let mut reply = decided(ctx, &call, &post, &card).await?.delete(post);
    for grant in &standing {
        ctx.tx.undo_grants(&org, &grant.source, now).await?;
        reply = reply.delete(PostId::new(&grant.id));
    }
    // A lead who is one of them knows already.
    let me = &call.by.person;
    if giver != *me {
        reply = reply.unasked(ctx.fresh_post(), giver.clone(), cards::yours_was_removed(&one.reason));
    }
    for receiver in receivers(&standing).into_iter().filter(|receiver| receiver != me) {
        reply = reply.unasked(ctx.fresh_post(), receiver, cards::removed_for_you(&giver, &one.reason));
    }
    Ok(reply.with(roundup::without(ctx, &standing).await?))
}

/// "Leave it".
pub async fn leave(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    leads_only(&call.by)?;
    let post = PostId::new(&call.what.value);
    let standing = standing(ctx, &post).await?;
    let Some(one) = standing.first() else { return Ok(Reply::nothing().replace(cards::gone_already())) };
    let card = cards::left_standing(&call.by.person, &one.giver, &receivers(&standing));
    decided(ctx, &call, &post, &card).await
}

/// What one lead decided stands before all who were told.
async fn decided(ctx: &mut Ctx, call: &Call<Press>, post: &PostId, card: &Card) -> Answer {
    let org = ctx.org.clone();
    let others = ctx.tx.leads(&org).await?.into_iter().filter(|lead| *lead != call.by.person);
    let reply = Reply::nothing().replace(card.clone());
    Ok(others.fold(reply, |reply, lead| reply.edit(told(post, &lead), card.clone())))
}

/// The message by which a lead was told of a report.
pub(super) fn told(post: &PostId, lead: &PersonId) -> PostId {
    PostId::new(format!("{post} {lead}"))
}

async fn name(ctx: &mut Ctx, person: &PersonId) -> Result<String, Failure> {
    let org = ctx.org.clone();
    let known = ctx.tx.person(&org, person).await?;
    Ok(known.map_or_else(|| "them".to_owned(), |person| person.data.name))
}

/// "Keep them from giving".
pub async fn keep_from_giving(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    leads_only(&call.by)?;
    let (org, now, person) = (ctx.org.clone(), ctx.now, PersonId::new(&call.what.value));
    let Some(known) = ctx.tx.person(&org, &person).await? else {
        return Err(Failure::Refused(cards::no_kudos_here()));
    };
    ctx.tx.keep_from_giving(&org, &person, now).await?;
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
    leads_only(&call.by)?;
    let (org, person) = (ctx.org.clone(), PersonId::new(&call.what.value));
    ctx.tx.let_give(&org, &person).await?;
    Ok(cards::may_give_again(&person))
}

/// `/kudos rings`: leads alone come here.
pub async fn show_rings(ctx: &mut Ctx, call: Call<Command>) -> Answer {
    let (org, since) = (ctx.org.clone(), ctx.now - WITHIN);
    let viewer = ctx.viewer(&call.by, &call.at).await?;
    let places = ctx.readable_places(&viewer).await?;
    let flows = ctx.tx.flows(&org, since).await?;
    let flows = together(flows.into_iter().filter(|(place, _)| places.contains(place)).map(|(_, flow)| flow));
    Ok(Reply::only_you(cards::rings(&rings(&flows))))
}

/// What an announcement tells of and was not taken back; the first is the one it began with.
async fn standing(ctx: &mut Ctx, post: &PostId) -> Result<Vec<Grant>, Failure> {
    let org = ctx.org.clone();
    let mut told = ctx.tx.grants_told_by(&org, post).await?;
    told.retain(|grant| grant.undone_at.is_none());
    told.sort_by_key(|grant| grant.source.starts_with("joined "));
    Ok(told)
}

fn receivers(standing: &[Grant]) -> Vec<PersonId> {
    let first = standing.first().map(|one| one.source.clone());
    let of_first = standing.iter().filter(|grant| Some(&grant.source) == first.as_ref());
    of_first.map(|grant| grant.receiver.clone()).collect()
}
