//! What was carried follows what was written: changed, taken away, and read as somebody's last words.

use crate::bot::{Ctx, Failure, PostStore};
use crate::chat::{Card, Message, MessageId, PersonId, PlaceId, Reply};
use crate::features::experts::afar;
use crate::features::experts::cards;
use crate::features::experts::question::Question;
use crate::features::experts::store::{AcrossStore, CandidateStore, Carried, QuestionStore};
use crate::people::Caller;

/// The asker wrote in the thread, where the bot may read: whoever helps from afar reads it, too.
pub async fn asker_wrote(
    ctx: &mut Ctx,
    q: &Question,
    by: &Caller,
    place: &PlaceId,
    message: &Message,
) -> Result<Reply, Failure> {
    if by.person != q.asker || message.author.is_none() || !q.is_going_on() {
        return Ok(Reply::nothing());
    }
    let words = ctx.readable(&message.text).await?;
    super::reply::to_helpers(ctx, q, Some((place.clone(), message.id.clone())), &words).await
}

/// A message was changed: our copies of it follow.
pub async fn edited(ctx: &mut Ctx, place: &PlaceId, message: &Message) -> Result<Reply, Failure> {
    let org = ctx.org.clone();
    let mut reply = Reply::nothing();
    for mut carried in ctx.tx.carried_from(&org, place, &message.id).await? {
        carried.body = ctx.readable(&message.text).await?.into();
        ctx.tx.keep_carried(&org, &carried).await?;
        if let Some(card) = drawn(ctx, &carried).await?
            && let Some(post) = carried.post
        {
            reply = reply.edit(post, card);
        }
    }
    Ok(reply)
}

/// A message was taken away: our copies of it go.
pub async fn taken_away(ctx: &mut Ctx, place: &PlaceId, message: &MessageId) -> Result<Reply, Failure> {
    let org = ctx.org.clone();
    let mut reply = Reply::nothing();
    for carried in ctx.tx.carried_from(&org, place, message).await? {
        ctx.tx.drop_carried(&org, &carried.id).await?;
        if let Some(post) = carried.post {
            reply = reply.delete(post);
        }
    }
    Ok(reply)
}

/// The copy as it reads now; none if it was not sent yet.
async fn drawn(ctx: &mut Ctx, carried: &Carried) -> Result<Option<Card>, Failure> {
    let org = ctx.org.clone();
    let Some(question) = &carried.question else { return Ok(None) };
    let Some(q) = ctx.tx.question(&org, question).await? else { return Ok(None) };
    let words = ctx.readable(&carried.body).await?;
    if q.asker == carried.person {
        return Ok(Some(cards::asker_says(&q, &words)));
    }
    let from = afar::asked_in(ctx, &q, &carried.person).await?.unwrap_or_else(|| ctx.workspace.clone());
    Ok(Some(cards::replied(&q, &carried.person, &words, &from)))
}

/// What our message there carries; none if it is no copy of somebody's words.
pub async fn carried_in(
    ctx: &mut Ctx,
    place: &PlaceId,
    message: &MessageId,
) -> Result<Option<Carried>, Failure> {
    let org = ctx.org.clone();
    let Some(post) = ctx.tx.post_at(&org, place, message).await? else { return Ok(None) };
    Ok(ctx.tx.carried_as(&org, &post.id).await?)
}

/// The last words of somebody on a question, written in the thread or carried there, and the message that they stand in
/// where that is known.
pub async fn last_words(
    ctx: &mut Ctx,
    q: &Question,
    person: &PersonId,
) -> Result<Option<(String, Option<MessageId>)>, Failure> {
    if let Some(seen) = ctx.tx.last_reply(&q.org, &q.id, person).await? {
        return Ok(Some((ctx.readable(&seen.body).await?, Some(seen.message))));
    }
    let Some(carried) = ctx.tx.last_carried(&q.org, &q.id, person).await? else { return Ok(None) };
    let post = match &carried.post {
        Some(post) => ctx.tx.post(&q.org, post).await?,
        None => None,
    };
    let words = ctx.readable(&carried.body).await?;
    Ok(Some((words, post.and_then(|post| post.message))))
}
