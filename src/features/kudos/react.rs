//! A reaction with the company's emoji: on an announcement it joins in, on a message in a channel that is read it
//! thanks the author. It lasts as long as the reaction stands.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::cards::{self, About};
use super::emoji::Emoji;
use super::give::{limit, stands_in_the_way};
use super::policy::Policy;
use super::presence::presence;
use super::roundup;
use super::rules::next_possible;
use super::store::Grant;
use super::terms::{Terms, terms};
use crate::bot::{Answer, Call, Ctx, DomainEvent, Due, Failure};
use crate::chat::{AccountId, Audience, PersonId, Place, PlaceId, PostId, Reaction, Reply, Standing};
use crate::people::Caller;

/// A reaction of somebody whom the platform has not told of yet.
pub const SOON: &str = "kudos.reacted";
/// When such a reaction is looked at again.
const AGAIN: TimeDelta = TimeDelta::seconds(10);

/// A reaction that waits.
#[derive(Debug, Serialize, Deserialize)]
struct Waiting {
    by: AccountId,
    at: Place,
    what: Reaction,
}

/// Somebody reacted, or took it back. Who is not known yet is waited for, once.
pub async fn reacted(ctx: &mut Ctx, call: Call<Reaction>) -> Answer {
    if call.by.standing == Standing::Unknown && means_something(ctx, &call).await? {
        let (key, again) = (ctx.new_id(), ctx.now + AGAIN);
        let waiting = Waiting { by: call.by.account, at: call.at, what: call.what };
        ctx.schedule(again, SOON, &key, &waiting).await?;
        return Ok(Reply::nothing());
    }
    on_a_message(ctx, &call).await
}

/// It can thank somebody, if whoever set it is a colleague. Of any other reaction nothing is kept.
async fn means_something(ctx: &mut Ctx, call: &Call<Reaction>) -> Result<bool, Failure> {
    let policy: Policy = ctx.settings().await?;
    if !policy.emoji.is(&call.what.emoji) {
        return Ok(false);
    }
    Ok(ctx.posts().post_at(&call.at.id, &call.what.message).await?.is_some()
        || (policy.emoji_thanks_authors && is_read(ctx, &call.at.id).await?))
}

/// The place opted in.
async fn is_read(ctx: &mut Ctx, place: &PlaceId) -> Result<bool, Failure> {
    Ok(ctx.channels().channel(place).await?.is_some_and(|channel| channel.opted_in))
}

/// By now it may be known who reacted.
pub async fn due(ctx: &mut Ctx, due: Due) -> Answer {
    let (workspace, fresh, now) = (ctx.workspace.clone(), ctx.new_id(), ctx.now);
    let Waiting { by, at, what } = serde_json::from_value(due.payload)?;
    let by = ctx.accounts().caller(&workspace, &by, &fresh, now).await?;
    match on_a_message(ctx, &Call::new(by.clone(), at, what)).await {
        Err(Failure::Refused(card)) => Ok(Reply::nothing().say(Audience::Person(by.person), card)),
        Ok(reply) => Ok(reply.only_you_to(&by.person)),
        Err(broken) => Err(broken),
    }
}

async fn on_a_message(ctx: &mut Ctx, call: &Call<Reaction>) -> Answer {
    if call.by.standing != Standing::Member {
        return Ok(Reply::nothing());
    }
    let terms = terms(ctx, &call.by.person).await?;
    if !terms.policy.emoji.is(&call.what.emoji) {
        return Ok(Reply::nothing());
    }
    match ctx.posts().post_at(&call.at.id, &call.what.message).await? {
        Some(post) => on_ours(ctx, call, &terms, &post.id).await,
        None => on_theirs(ctx, call, &terms).await,
    }
}

/// On an announcement: the same people are given a point more.
async fn on_ours(ctx: &mut Ctx, call: &Call<Reaction>, terms: &Terms, post: &PostId) -> Answer {
    let now = ctx.now;
    let told = ctx.ledger().grants_told_by(post).await?;
    let Some(giver) = told.iter().find(|grant| !grant.is_joined()).map(|first| first.giver.clone()) else {
        return Ok(Reply::nothing());
    };
    if giver == call.by.person {
        return Ok(Reply::nothing());
    }
    // Whoever takes it back at this very moment is waited for.
    let mut turns = [giver, call.by.person.clone()];
    turns.sort();
    for person in &turns {
        ctx.turns().take_turn(person).await?;
    }
    let told = ctx.ledger().grants_told_by(post).await?;
    let source = format!("joined {post} {}", call.by.person);
    let (joined, first): (Vec<Grant>, Vec<Grant>) = told.into_iter().partition(Grant::is_joined);
    if first.first().is_none_or(|one| one.undone_at.is_some()) {
        return Ok(Reply::nothing());
    }
    if !call.what.added {
        let gone: Vec<Grant> = joined.into_iter().filter(|grant| grant.source == source).collect();
        ctx.ledger().undo_grants(&source, now).await?;
        let reply = redrawn(ctx, &terms.policy.emoji, post).await?;
        return Ok(reply.with(roundup::without(ctx, &gone).await?));
    } else if joined.iter().any(|grant| grant.source == source && grant.undone_at.is_none()) {
        return Ok(Reply::nothing());
    } else if !ctx.moderation().is_kept_from_giving(&call.by.person).await? {
        join_in(ctx, &call.by, terms, &first, &source).await?;
    }
    ctx.publish(DomainEvent::Thanked { giver: call.by.person.clone() });
    redrawn(ctx, &terms.policy.emoji, post).await
}

async fn join_in(
    ctx: &mut Ctx,
    by: &Caller,
    terms: &Terms,
    first: &[Grant],
    source: &str,
) -> Result<(), Failure> {
    let now = ctx.now;
    let Some(one) = first.first() else { return Ok(()) };
    let mut receivers: Vec<PersonId> = Vec::new();
    for receiver in first.iter().map(|grant| &grant.receiver).filter(|person| **person != by.person) {
        let known = ctx.people().person(receiver).await?;
        if known.is_some_and(|person| person.standing == Standing::Member) {
            receivers.push(receiver.clone());
        }
    }
    if receivers.is_empty() {
        return Ok(());
    }
    stands_in_the_way(ctx, by, &receivers, 1, terms.allowance).await?;
    ctx.ledger().forget_undone(source).await?;
    for receiver in receivers {
        let grant = Grant {
            reason: one.reason.clone(),
            topic: one.topic.clone(),
            company_value: one.company_value.clone(),
            post: one.post.clone(),
            place: one.place.clone(),
            said_in: one.said_in.clone(),
            said_as: one.said_as.clone(),
            ..Grant::by_hand(ctx.new_id(), source, by, &receiver, now)
        };
        ctx.ledger().keep_grant(&grant).await?;
    }
    Ok(())
}

/// The announcement as it is now.
pub(super) async fn redrawn(ctx: &mut Ctx, emoji: &Emoji, post: &PostId) -> Answer {
    let told = ctx.ledger().grants_told_by(post).await?;
    let (joined, first): (Vec<&Grant>, Vec<&Grant>) =
        told.iter().filter(|grant| grant.undone_at.is_none()).partition(|grant| grant.is_joined());
    let Some(one) = first.first() else { return Ok(Reply::nothing()) };
    let mut others: Vec<PersonId> = Vec::new();
    for grant in joined {
        if !others.contains(&grant.giver) {
            others.push(grant.giver.clone());
        }
    }
    let receivers: Vec<PersonId> = first.iter().map(|grant| grant.receiver.clone()).collect();
    let presence = presence(ctx, one.place.as_ref(), &receivers).await?;
    let tagged = |person: &PersonId| presence.tags(person);
    let about = About::of(one);
    let card = cards::announcement(emoji, &one.giver, &receivers, tagged, one.amount, &one.reason, &about);
    Ok(Reply::nothing().edit(post.clone(), cards::joined_in(card, emoji, &others)))
}

/// On a colleague's message, where the lead lets the emoji thank and the channel is read.
async fn on_theirs(ctx: &mut Ctx, call: &Call<Reaction>, terms: &Terms) -> Answer {
    let (now, by) = (ctx.now, &call.by);
    let source = format!("reacted {} {} {}", call.at.id, call.what.message, by.person);
    if !call.what.added {
        let gone = ctx.ledger().grants_of(&source).await?;
        ctx.ledger().undo_grants(&source, now).await?;
        let told = gone.iter().filter(|grant| grant.undone_at.is_none()).map(|grant| PostId::new(&grant.id));
        let reply = told.fold(Reply::nothing(), Reply::delete);
        return Ok(reply.with(roundup::without(ctx, &gone).await?));
    }
    let Some(author) = call.what.author.as_ref().filter(|_| terms.policy.emoji_thanks_authors) else {
        return Ok(Reply::nothing());
    };
    if !is_read(ctx, &call.at.id).await? || ctx.moderation().is_kept_from_giving(&by.person).await? {
        return Ok(Reply::nothing());
    }
    let Some(receiver) = colleague(ctx, author).await?.filter(|receiver| *receiver != by.person) else {
        return Ok(Reply::nothing());
    };
    thank_author(ctx, by, terms, receiver, &source, &call.at.id).await
}

async fn thank_author(
    ctx: &mut Ctx,
    by: &Caller,
    terms: &Terms,
    receiver: PersonId,
    source: &str,
    place: &PlaceId,
) -> Answer {
    let now = ctx.now;
    ctx.turns().take_turn(&by.person).await?;
    if ctx.ledger().grants_of(source).await?.iter().any(|grant| grant.undone_at.is_none()) {
        return Ok(Reply::nothing());
    }
    // An emoji is quickly set: that their points are gone is told with the last one, not with each that follows.
    if limit(ctx, by, std::slice::from_ref(&receiver), 1, terms.allowance).await?.is_some() {
        return Ok(Reply::nothing());
    }
    let is_new_to_it = !ctx.ledger().has_reacted(&by.person).await?;
    ctx.ledger().forget_undone(source).await?;
    let first = ctx.ledger().received(&receiver).await?.points == 0;
    let grant =
        Grant { place: Some(place.clone()), ..Grant::by_hand(ctx.new_id(), source, by, &receiver, now) };
    ctx.ledger().keep_grant(&grant).await?;
    let emoji = &terms.policy.emoji;
    let card = cards::thanked_for_a_message(emoji, &by.person, place, first);
    let reply = Reply::nothing().notify(PostId::new(&grant.id), receiver.clone(), card);
    ctx.publish(DomainEvent::Thanked { giver: by.person.clone() });
    // Whoever does it for the first time may not have meant it.
    let reply = if is_new_to_it {
        reply.say(Audience::OnlyYou, cards::your_emoji_thanks(emoji, &receiver))
    } else {
        reply
    };
    Ok(match limit(ctx, by, std::slice::from_ref(&receiver), 1, terms.allowance).await? {
        Some((reached, _)) => {
            let next = next_possible(reached, now, by.time_zone);
            reply.say(Audience::OnlyYou, cards::that_was_the_last(emoji, reached, &receiver, next))
        }
        None => reply,
    })
}

/// The person behind an account, if they are a colleague.
async fn colleague(ctx: &mut Ctx, account: &AccountId) -> Result<Option<PersonId>, Failure> {
    let (workspace, fresh, now) = (ctx.workspace.clone(), ctx.new_id(), ctx.now);
    let author = ctx.accounts().caller(&workspace, account, &fresh, now).await?;
    Ok(Some(author).filter(|author| author.standing == Standing::Member).map(|author| author.person))
}
