//! The message that gave thanks was changed or deleted by its author: whatever shows its words follows, and the thanks
//! stay. What waits to be given follows as well; without its message it is not given.

use super::cards::{self, About};
use super::emoji::Emoji;
use super::give::{Attempt, BACKOFF, SOON, about, key};
use super::moderate;
use super::policy::Policy;
use super::react::redrawn;
use super::roundup;
use super::rules::{self, LONGEST, Thanks};
use super::store::Grant;
use crate::bot::{Answer, Change, Changed, Ctx, Failure, Words};
use crate::chat::{MessageId, MessageText, PlaceId, PostId, Reply};
use crate::search::Edit;

/// Follows what an author did with a message.
pub async fn follow(ctx: &mut Ctx, changed: Changed) -> Answer {
    let place = changed.at.id;
    let (message, thanks) = match changed.what {
        Change::Edited(message) => {
            let version = message.version();
            if ctx.handed_messages().edited(&place, &message.id, version).await? != Edit::Made {
                return Ok(Reply::nothing());
            }
            (message.id, thanks_in(message.text))
        }
        Change::Deleted(message) => {
            ctx.handed_messages().deleted(&place, &message).await?;
            (message, None)
        }
    };
    waiting(ctx, &place, &message, thanks.as_ref()).await?;
    let mut grants = ctx.held_reasons().grants_said_by(&place, &message).await?;
    if grants.is_empty() {
        return Ok(Reply::nothing());
    }
    let policy: Policy = ctx.settings().await?;
    let reason = match thanks {
        Some(thanks) => ctx.readable(&thanks.reason).await?.chars().take(LONGEST).collect(),
        None => String::new(),
    };
    let now_about = about(ctx, &policy, &rules::hashes(&reason)).await?;
    for grant in &mut grants {
        grant.reason.clone_from(&reason);
        if !reason.is_empty() {
            let About { topic, value } = now_about.clone();
            (grant.topic, grant.company_value) = (topic, value);
        }
        ctx.held_reasons().reword_grant(grant).await?;
    }
    shown(ctx, &policy.emoji, &grants).await
}

/// The thanks in a message to the bot, as they would be if they were given now; none if it gives none any more.
fn thanks_in(text: MessageText) -> Option<Thanks> {
    let mut words = Words::new(text);
    let gives = words.take("/kudos") || words.take("kudos");
    let thanks = rules::read(words.rest().clone());
    Some(thanks).filter(|thanks| gives && !(thanks.accounts.is_empty() && thanks.unread.is_empty()))
}

/// Thanks that wait until everybody is known read as the message does now, and go with it.
async fn waiting(
    ctx: &mut Ctx,
    place: &PlaceId,
    message: &MessageId,
    thanks: Option<&Thanks>,
) -> Result<(), Failure> {
    for tried in 1..BACKOFF.attempts() {
        let key = key(place, message, tried);
        let Some((due, payload)) = ctx.jobs().waiting_job(SOON, &key).await? else { continue };
        let Some(thanks) = thanks else {
            ctx.cancel(SOON, &key).await?;
            continue;
        };
        let mut attempt: Attempt = serde_json::from_str(&payload)?;
        attempt.thanks.reason = thanks.reason.clone();
        ctx.schedule(due, SOON, &key, &attempt).await?;
    }
    Ok(())
}

/// All that shows these grants, as it is now.
async fn shown(ctx: &mut Ctx, emoji: &Emoji, grants: &[Grant]) -> Answer {
    let mut reply = Reply::nothing();
    if let Some(post) = grants.iter().find_map(|grant| grant.post.clone()) {
        reply = reply.with(redrawn(ctx, emoji, &post).await?);
        reply = reply.with(moderate::reworded(ctx, &post, grants).await?);
    }
    for grant in grants.iter().filter(|grant| !grant.is_joined() && grant.undone_at.is_none()) {
        reply = reply.with(told(emoji, grant));
    }
    Ok(reply.with(roundup::without(ctx, grants).await?))
}

/// What the receiver was told of a grant, or is to be told, as it is now. Nothing happens where they were not told.
pub(super) fn told(emoji: &Emoji, grant: &Grant) -> Reply {
    let card = match &grant.place {
        Some(place) if grant.is_for_a_message() => {
            cards::thanked_for_a_message(emoji, &grant.giver, place, false)
        }
        _ => {
            let about = About::of(grant);
            cards::you_were_thanked(emoji, &grant.giver, grant.amount, &grant.reason, &about, false)
        }
    };
    Reply::nothing().edit(PostId::new(&grant.id), card)
}
