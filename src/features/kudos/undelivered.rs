//! Thanks that could not be announced: whoever was thanked is told one to one, and whoever gave them why they stand nowhere.

use super::cards::{self, About};
use super::policy::Policy;
use super::store::Grant;
use crate::bot::{Answer, Ctx, DomainEvent};
use crate::chat::{Audience, PersonId, PostId, Reply};

/// Something did not arrive. A change of what is there that does not arrive takes nothing back.
pub async fn undelivered(ctx: &mut Ctx, domain_event: DomainEvent) -> Answer {
    let DomainEvent::Undelivered { post: Some(post), place, reason, .. } = domain_event else {
        return Ok(Reply::nothing());
    };
    if ctx.posts().post(&post).await?.is_some_and(|post| post.message.is_some()) {
        return Ok(Reply::nothing());
    }
    let grants = ctx.ledger().grants_told_by(&post).await?;
    let grants: Vec<Grant> = grants.into_iter().filter(|grant| grant.undone_at.is_none()).collect();
    let Some(first) = grants.first() else { return Ok(Reply::nothing()) };
    // Nobody saw them there: they are between those who gave and were given.
    ctx.ledger().stand_nowhere(&post).await?;
    let emoji = ctx.settings::<Policy>().await?.emoji;
    let mut reply = Reply::nothing();
    for grant in &grants {
        let told = PostId::new(&grant.id);
        if !ctx.is_told(&told).await? {
            let about = About::of(grant);
            let card =
                cards::you_were_thanked(&emoji, &grant.giver, grant.amount, &grant.reason, &about, false);
            reply = reply.notify(told, grant.receiver.clone(), card);
        }
    }
    let receivers: Vec<PersonId> = grants.iter().map(|grant| grant.receiver.clone()).collect();
    let card = cards::not_announced(&receivers, place.as_ref().or(first.place.as_ref()), &reason);
    Ok(reply.say(Audience::Person(first.giver.clone()), card))
}
