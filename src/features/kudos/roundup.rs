//! The week's thanks, on Friday afternoon, in channels whose lead wants that.

use chrono::{TimeDelta, Weekday};

use super::cards;
use super::store::Grant;
use crate::bot::{Answer, Call, Command, Ctx, Due, Failure, Weekly};
use crate::chat::{Audience, PlaceId, PlaceKind, PostId, Reply};

/// The job, one for each channel.
pub const ROUNDUP: &str = "kudos.roundup";
/// How far back a round-up looks: what came while one was being sent is in the next.
const WITHIN: TimeDelta = TimeDelta::days(8);
/// Friday at three in the afternoon.
const MINUTE: u32 = 15 * 60;

/// `/kudos weekly`: switches it on here, or off again.
pub async fn switch(ctx: &mut Ctx, call: Call<Command>) -> Answer {
    let (now, place) = (ctx.now, call.at.id.clone());
    if !matches!(call.at.kind, PlaceKind::Channel | PlaceKind::Private | PlaceKind::Group) {
        return Err(Failure::Refused(cards::weekly_in_a_channel()));
    }
    if ctx.listings().roundups().await?.contains(&place) {
        ctx.listings().drop_roundup(&place).await?;
        ctx.cancel(ROUNDUP, place.as_str()).await?;
        return Ok(Reply::only_you(cards::no_weekly_any_more()));
    }
    ctx.listings().want_roundup(&place, now).await?;
    let every = Weekly { day: Weekday::Fri, minute: MINUTE, zone: call.by.time_zone };
    ctx.schedule_weekly(&every, ROUNDUP, place.as_str()).await?;
    Ok(Reply::only_you(cards::weekly_from(every.next(now))))
}

/// Friday: what was given here and stood since the last one. Nothing to tell, nothing sent.
pub async fn due(ctx: &mut Ctx, due: Due) -> Answer {
    let (place, since) = (PlaceId::new(&due.key), ctx.now - WITHIN);
    if ctx.channels().channel(&place).await?.is_some_and(|channel| channel.gone) {
        return Ok(Reply::nothing());
    }
    let grants = ctx.roundups().untold(&place, since).await?;
    if grants.is_empty() {
        return Ok(Reply::nothing());
    }
    let post = ctx.new_post_id();
    ctx.roundups().tell_in(&place, since, &post).await?;
    Ok(Reply::nothing().post(post, Audience::Place(place), cards::roundup(&thanks(&grants))))
}

/// Round-ups that told of these read as if it had never been.
pub(super) async fn without(ctx: &mut Ctx, taken_back: &[Grant]) -> Result<Reply, Failure> {
    let mut posts: Vec<PostId> = taken_back.iter().filter_map(|grant| grant.roundup.clone()).collect();
    posts.sort();
    posts.dedup();
    let mut reply = Reply::nothing();
    for post in posts {
        let grants = ctx.roundups().told_in(&post).await?;
        reply = match thanks(&grants) {
            left if left.is_empty() => reply.delete(post),
            left => reply.edit(post, cards::roundup(&left)),
        };
    }
    Ok(reply)
}

/// Grants as people saw them: one for each announcement, with everybody who joined in, and for each message that was
/// thanked for; those of many givers first.
fn thanks(grants: &[Grant]) -> Vec<cards::Thanked> {
    let mut all: Vec<(String, cards::Thanked)> = Vec::new();
    for grant in grants {
        let seen = grant.seen_as().to_owned();
        let at = all.iter().position(|(key, _)| *key == seen).unwrap_or_else(|| {
            all.push((
                seen,
                cards::Thanked {
                    givers: Vec::new(),
                    receivers: Vec::new(),
                    reason: grant.reason.clone(),
                    is_for_a_message: grant.is_for_a_message(),
                },
            ));
            all.len() - 1
        });
        let thanked = &mut all[at].1;
        if !thanked.givers.contains(&grant.giver) {
            thanked.givers.push(grant.giver.clone());
        }
        if !thanked.receivers.contains(&grant.receiver) {
            thanked.receivers.push(grant.receiver.clone());
        }
    }
    let mut all: Vec<cards::Thanked> = all.into_iter().map(|(_, thanked)| thanked).collect();
    all.sort_by_key(|thanked| std::cmp::Reverse(thanked.givers.len()));
    all
}
