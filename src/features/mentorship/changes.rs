//! What happens to people: they leave, turn out to be somebody else, or are erased.

use super::cards;
use super::join::leaves;
use super::pair::end_pair;
use super::store::{Ending, PairState};
use crate::bot::{Answer, Ctx, DomainEvent, Erasure};
use crate::chat::{PersonId, Reply};

/// Pairs of somebody that are looked at.
const MOST_PAIRS: i64 = 1_000;

/// Hears what happened elsewhere.
pub async fn heard(ctx: &mut Ctx, domain_event: DomainEvent) -> Answer {
    match domain_event {
        DomainEvent::Left { person } => left(ctx, &person).await,
        DomainEvent::Joined { into, .. } => joined(ctx, &into).await,
        _ => Ok(Reply::nothing()),
    }
}

/// Somebody left the company: they are in no programme any more.
async fn left(ctx: &mut Ctx, person: &PersonId) -> Answer {
    let mut reply = Reply::nothing();
    for member in ctx.mentorship_members().memberships(person).await? {
        if let Some(programme) = ctx.programmes().programme(&member.programme).await? {
            reply = reply.with(leaves(ctx, &programme, person).await?);
        }
    }
    Ok(reply.with(over(ctx, person).await?))
}

/// Two people are one: whoever was matched with themselves is not any more.
async fn joined(ctx: &mut Ctx, person: &PersonId) -> Answer {
    for pair in ctx.pairs().of_person(person, MOST_PAIRS).await? {
        if pair.mentor == pair.mentee && pair.state != PairState::Ended {
            end_pair(ctx, &pair, Ending::Left).await?;
        }
    }
    for member in ctx.mentorship_members().memberships(person).await? {
        ctx.programmes().touch(&member.programme).await?;
    }
    Ok(Reply::nothing())
}

/// Somebody is erased: by now their pairs are under an id that is nobody's.
pub async fn erased(ctx: &mut Ctx, erasure: Erasure) -> Answer {
    over(ctx, &erasure.stand_in).await
}

/// All pairs of somebody are over, and whoever was in one with them is told so.
async fn over(ctx: &mut Ctx, person: &PersonId) -> Answer {
    let mut reply = Reply::nothing();
    for pair in ctx.pairs().of_person(person, MOST_PAIRS).await? {
        if pair.state == PairState::Ended || !end_pair(ctx, &pair, Ending::Left).await? {
            continue;
        }
        let Some(programme) = ctx.programmes().programme(&pair.programme).await? else { continue };
        ctx.programmes().touch(&programme.id).await?;
        let other = pair.other(person).clone();
        let card = cards::over(&programme, person, pair.mentee == other);
        reply = reply.notify(ctx.new_post_id(), other, card);
    }
    Ok(reply)
}
