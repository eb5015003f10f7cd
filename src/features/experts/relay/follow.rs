//! What was carried follows what was written: changed, taken away, and read as somebody's last words.

use super::ask::{Leaving, asked_in, leaving};
use super::cards;
use super::send::to_helpers;
use super::store::Carried;
use crate::bot::{Ctx, Failure};
use crate::chat::{Card, Message, MessageId, PersonId, PlaceId, Reply};
use crate::features::experts::question::Question;
use crate::people::Caller;
use crate::search::HandedMessages;

/// The asker wrote in the thread, where the bot may read: whoever helps by relay reads it, too.
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
    if leaving(ctx, q).await? != Leaving::All || ctx.relays().relays_of(&q.id).await?.is_empty() {
        return Ok(Reply::nothing());
    }
    let words = ctx.readable(&message.text).await?;
    ctx.tx.of::<HandedMessages>(&q.org).hand_over(place, &message.id, Some(message.version())).await?;
    to_helpers(ctx, q, Some((place.clone(), message.id.clone())), &words).await
}

/// A message was changed: our copies of it follow. Also says which copies those are, and where they stand.
pub async fn edited(
    ctx: &mut Ctx,
    place: &PlaceId,
    message: &Message,
) -> Result<(Reply, Vec<(PlaceId, MessageId)>), Failure> {
    let (mut reply, mut copies) = (Reply::nothing(), Vec::new());
    for mut carried in ctx.relays().carried_from(place, &message.id).await? {
        if !may_be_reworded(ctx, &carried).await? {
            ctx.relays().drop_carried(&carried.id).await?;
            reply = carried.post.into_iter().fold(reply, Reply::delete);
            continue;
        }
        carried.body = ctx.readable(&message.text).await?.into();
        ctx.relays().keep_carried(&carried).await?;
        copies.extend(stands_at(ctx, &carried).await?);
        if let Some(card) = drawn(ctx, &carried).await?
            && let Some(post) = carried.post
        {
            reply = reply.edit(post, card);
        }
    }
    Ok((reply, copies))
}

/// What the asker wrote below the question goes out of its channel only as long as that is open.
async fn may_be_reworded(ctx: &mut Ctx, carried: &Carried) -> Result<bool, Failure> {
    let Some(question) = &carried.question else { return Ok(true) };
    let Some(q) = ctx.questions().question(question).await?.filter(|q| q.asker == carried.person) else {
        return Ok(true);
    };
    Ok(leaving(ctx, &q).await? == Leaving::All)
}

/// A message was taken away: our copies of it go. Also says which copies those were, and where they stood.
pub async fn taken_away(
    ctx: &mut Ctx,
    place: &PlaceId,
    message: &MessageId,
) -> Result<(Reply, Vec<(PlaceId, MessageId)>), Failure> {
    let (mut reply, mut copies) = (Reply::nothing(), Vec::new());
    for carried in ctx.relays().carried_from(place, message).await? {
        ctx.relays().drop_carried(&carried.id).await?;
        copies.extend(stands_at(ctx, &carried).await?);
        if let Some(post) = carried.post {
            reply = reply.delete(post);
        }
    }
    Ok((reply, copies))
}

/// The question that they are about was changed or deleted: copies that name it say so.
pub async fn redrawn(ctx: &mut Ctx, q: &Question) -> Result<Reply, Failure> {
    let mut reply = Reply::nothing();
    for carried in ctx.relays().carried_about(&q.id).await? {
        if carried.person == q.asker
            && let Some(post) = carried.post
        {
            let words = ctx.readable(&carried.body).await?;
            reply = reply.edit(post, cards::asker_says(q, &words));
        }
    }
    Ok(reply)
}

/// Where our copy stands, once it is there.
async fn stands_at(ctx: &mut Ctx, carried: &Carried) -> Result<Option<(PlaceId, MessageId)>, Failure> {
    let Some(post) = &carried.post else { return Ok(None) };
    let post = ctx.posts().post(post).await?;
    Ok(post.and_then(|post| post.place.zip(post.message)))
}

/// The copy as it reads now; none if it was not sent yet.
async fn drawn(ctx: &mut Ctx, carried: &Carried) -> Result<Option<Card>, Failure> {
    let Some(question) = &carried.question else { return Ok(None) };
    let Some(q) = ctx.questions().question(question).await? else { return Ok(None) };
    let words = ctx.readable(&carried.body).await?;
    if q.asker == carried.person {
        return Ok(Some(cards::asker_says(&q, &words)));
    }
    let from = asked_in(ctx, &q, &carried.person).await?.unwrap_or_else(|| ctx.workspace.clone());
    Ok(Some(cards::replied(&q, &carried.person, &words, &from)))
}

/// What our message there carries; none if it is no copy of somebody's words.
pub async fn carried_in(
    ctx: &mut Ctx,
    place: &PlaceId,
    message: &MessageId,
) -> Result<Option<Carried>, Failure> {
    let Some(post) = ctx.posts().post_at(place, message).await? else { return Ok(None) };
    Ok(ctx.relays().carried_as(&post.id).await?)
}

/// The last words of somebody on a question, written in the thread or carried there, and the message that they stand in
/// where that is known.
pub async fn last_words(
    ctx: &mut Ctx,
    q: &Question,
    person: &PersonId,
) -> Result<Option<(String, Option<MessageId>)>, Failure> {
    if let Some(seen) = ctx.candidates().last_reply(&q.id, person).await? {
        return Ok(Some((ctx.readable(&seen.body).await?, Some(seen.message))));
    }
    // What has not arrived yet cannot be what the asker means.
    let Some(carried) = ctx.relays().last_carried(&q.id, person).await? else { return Ok(None) };
    let Some((_, message)) = stands_at(ctx, &carried).await? else { return Ok(None) };
    Ok(Some((ctx.readable(&carried.body).await?, Some(message))))
}

/// The words of a message in the question's thread, written there or carried there, and whose they are; none if it is not
/// one, or is deleted.
pub async fn words_in(
    ctx: &mut Ctx,
    q: &Question,
    message: &MessageId,
) -> Result<Option<(String, PersonId)>, Failure> {
    if let Some(seen) = ctx.candidates().reply(&q.id, message).await? {
        return Ok(Some((ctx.readable(&seen.body).await?, seen.person)));
    }
    let Some(place) = &q.place else { return Ok(None) };
    let carried = carried_in(ctx, place, message).await?;
    let Some(carried) = carried.filter(|carried| carried.question.as_ref() == Some(&q.id)) else {
        return Ok(None);
    };
    Ok(Some((ctx.readable(&carried.body).await?, carried.person)))
}
