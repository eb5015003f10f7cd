//! Somebody is erased: announcements, round-ups and what others were told read without their name and their words.

use super::cards::{self, About};
use super::emoji::Emoji;
use super::moderate;
use super::react::redrawn;
use super::roundup;
use super::store::{Grant, KudosStore, PolicyStore};
use crate::bot::{Answer, Ctx, Erasure, Failure, PostStore};
use crate::chat::{PersonId, PostId, Reply};
use crate::people::PeopleStore;

/// By now all that is theirs is under an id that is nobody's. Points stay.
pub async fn erased(ctx: &mut Ctx, erasure: Erasure) -> Answer {
    let (org, nobody) = (ctx.org.clone(), erasure.stand_in);
    let emoji = ctx.tx.kudos_policy(&org).await?.emoji;
    let grants = ctx.tx.record_of(&org, &nobody).await?;
    let mut posts: Vec<&PostId> = grants.iter().filter_map(|grant| grant.post.as_ref()).collect();
    posts.sort();
    posts.dedup();
    let mut reply = Reply::nothing();
    for post in posts {
        reply = reply.with(redrawn(ctx, &emoji, post).await?);
    }
    for grant in grants.iter().filter(|grant| grant.giver == nobody) {
        reply = reply.with(told(ctx, &emoji, grant, &nobody).await?);
        for lead in ctx.tx.leads(&org).await? {
            let Some(report) = grant.post.as_ref().map(|post| moderate::told(post, &lead)) else { continue };
            if ctx.tx.post(&org, &report).await?.is_some() {
                reply = reply.edit(report, cards::giver_is_gone());
            }
        }
    }
    Ok(reply.with(roundup::without(ctx, &grants).await?))
}

/// What the receiver was told of it.
async fn told(ctx: &mut Ctx, emoji: &Emoji, grant: &Grant, nobody: &PersonId) -> Result<Reply, Failure> {
    let (org, post) = (ctx.org.clone(), PostId::new(&grant.id));
    if ctx.tx.post(&org, &post).await?.is_none() {
        return Ok(Reply::nothing());
    }
    let card = match &grant.place {
        Some(place) if grant.source.starts_with("reacted ") => {
            cards::thanked_for_a_message(emoji, nobody, place, false)
        }
        _ => cards::you_were_thanked(emoji, nobody, grant.amount, &grant.reason, &About::of(grant), false),
    };
    Ok(Reply::nothing().edit(post, card))
}
