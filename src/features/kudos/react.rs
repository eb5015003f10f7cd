//! A reaction on an announcement joins in: the same people are given a point more, as long as it stands.

use super::badges;
use super::cards;
use super::give::in_the_way;
use super::rules;
use super::store::{Grant, KudosStore, ModerationStore};
use crate::bot::{Answer, Call, Ctx, Failure, PostStore};
use crate::chat::{PersonId, PostId, Reaction, Reply, Standing};
use crate::people::Caller;

/// What raised hands are called, here and there.
const HANDS: [&str; 4] = ["raised_hands", "raisedhands", "1f64c_raisedhands", "1f64c"];

/// Somebody reacted, or took it back. Only our own announcements are looked at.
pub async fn reacted(ctx: &mut Ctx, call: Call<Reaction>) -> Answer {
    let org = ctx.org.clone();
    if call.by.standing != Standing::Member || !HANDS.contains(&call.what.emoji.as_str()) {
        return Ok(Reply::nothing());
    }
    let now = ctx.now;
    let Some(post) = ctx.tx.post_at(&org, &call.at.id, &call.what.message).await? else {
        return Ok(Reply::nothing());
    };
    let told = ctx.tx.grants_told_by(&org, &post.id).await?;
    let source = format!("joined {} {}", post.id, call.by.person);
    let (joined, first): (Vec<Grant>, Vec<Grant>) =
        told.into_iter().partition(|grant| grant.source.starts_with("joined "));
    let Some(one) = first.first().filter(|one| one.undone_at.is_none()) else { return Ok(Reply::nothing()) };
    if one.giver == call.by.person {
        return Ok(Reply::nothing());
    }
    if !call.what.added {
        ctx.tx.undo_grants(&org, &source, now).await?;
    } else if joined.iter().any(|grant| grant.source == source && grant.undone_at.is_none()) {
        return Ok(Reply::nothing());
    } else if !ctx.tx.is_kept_from_giving(&org, &call.by.person).await? {
        join_in(ctx, &call.by, &first, &source, &post.id).await?;
    }
    Ok(redrawn(ctx, &post.id).await?.with(badges::reached(ctx, &call.by.person).await?))
}

async fn join_in(
    ctx: &mut Ctx,
    by: &Caller,
    first: &[Grant],
    source: &str,
    post: &PostId,
) -> Result<(), Failure> {
    let (org, now) = (ctx.org.clone(), ctx.now);
    let Some(one) = first.first() else { return Ok(()) };
    let receivers: Vec<PersonId> =
        first.iter().map(|grant| grant.receiver.clone()).filter(|person| *person != by.person).collect();
    if receivers.is_empty() {
        return Ok(());
    }
    ctx.tx.take_turn(&org, &by.person).await?;
    if let Some((limit, who)) = in_the_way(ctx, by, &receivers, 1).await? {
        let next = rules::next_possible(limit, now, by.time_zone);
        return Err(Failure::Refused(cards::limit(limit, who.as_ref(), 1, receivers.len(), next)));
    }
    ctx.tx.forget_undone(&org, source).await?;
    let (local_day, local_month) = rules::day_and_month(now, by.time_zone);
    for receiver in receivers {
        let grant = Grant {
            id: ctx.fresh(),
            source: source.to_owned(),
            giver: by.person.clone(),
            receiver,
            amount: 1,
            given_at: now.into(),
            local_day: local_day.clone(),
            local_month: local_month.clone(),
            post: Some(post.clone()),
            undone_at: None,
            ..one.clone()
        };
        ctx.tx.keep_grant(&org, &grant).await?;
    }
    Ok(())
}

/// The announcement as it is now.
async fn redrawn(ctx: &mut Ctx, post: &PostId) -> Answer {
    let org = ctx.org.clone();
    let told = ctx.tx.grants_told_by(&org, post).await?;
    let (joined, first): (Vec<&Grant>, Vec<&Grant>) =
        told.iter().filter(|grant| grant.undone_at.is_none()).partition(|grant| grant.source.starts_with("joined "));
    let Some(one) = first.first() else { return Ok(Reply::nothing()) };
    let mut others: Vec<PersonId> = Vec::new();
    for grant in joined {
        if !others.contains(&grant.giver) {
            others.push(grant.giver.clone());
        }
    }
    let receivers: Vec<PersonId> = first.iter().map(|grant| grant.receiver.clone()).collect();
    let card = cards::announcement(&one.giver, &receivers, one.amount, &one.reason, one.topic.as_deref());
    Ok(Reply::nothing().edit(post.clone(), cards::joined_in(card, &others)))
}
