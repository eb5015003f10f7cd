//! Somebody is erased: announcements, round-ups and what others were told read without their name and their words.

use super::cards;
use super::follow::told;
use super::moderate;
use super::policy::Policy;
use super::react::redrawn;
use super::roundup;
use crate::bot::{Answer, Ctx, Erasure};
use crate::chat::{PostId, Reply};

/// By now all that is theirs is under an id that is nobody's. Points stay.
pub async fn erased(ctx: &mut Ctx, erasure: Erasure) -> Answer {
    let nobody = erasure.stand_in;
    let emoji = ctx.settings::<Policy>().await?.emoji;
    let grants = ctx.ledger().record_of(&nobody).await?;
    let mut posts: Vec<&PostId> = grants.iter().filter_map(|grant| grant.post.as_ref()).collect();
    posts.sort();
    posts.dedup();
    let mut reply = Reply::nothing();
    for post in posts {
        reply = reply.with(redrawn(ctx, &emoji, post).await?);
    }
    for grant in grants.iter().filter(|grant| grant.giver == nobody) {
        reply = reply.with(told(&emoji, grant));
        for lead in ctx.people().leads().await? {
            let Some(report) = grant.post.as_ref().map(|post| moderate::told(post, &lead)) else { continue };
            if ctx.posts().post(&report).await?.is_some() {
                reply = reply.edit(report, cards::giver_is_gone());
            }
        }
    }
    Ok(reply.with(roundup::without(ctx, &grants).await?))
}
