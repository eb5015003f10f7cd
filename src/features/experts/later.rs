//! A question that waits for the morning of whoever knows best: it is asked when their day begins, or now after all.

use chrono::{DateTime, Utc};

use super::asleep::{LONGEST_WAIT, morning, put_first};
use super::cards;
use super::facts::facts;
use super::life::{self, Event};
use super::open::{How, open, own};
use super::question::{Candidate, CandidateState, Question, State};
use super::rules;
use super::timers::ASK_LATER;
use crate::bot::{Answer, Call, Ctx, Due, Failure};
use crate::chat::{Audience, Card, PersonId, PostId, Press, Reply};
use crate::people::Hours;

/// Keeps the question until the day of whoever knows best begins, and tells the asker one to one. Where they are at work by
/// now, or there is nobody to wait for, it is asked at once.
pub(super) async fn wait(ctx: &mut Ctx, mut q: Question) -> Answer {
    life::allowed(&q, Event::AskedLater)?;
    let waits_for = put_first(ctx, &mut q).await?;
    let known = facts(ctx, &q, waits_for.as_slice()).await?.pop();
    let now = ctx.now;
    let at = known.as_ref().and_then(|known| morning(&known.hours, now)).filter(|at| *at > now);
    let (Some(known), Some(at)) = (known, at) else {
        return open(ctx, q, How::AsPlanned).await;
    };
    q.holder = Some(known.facts.person.clone());
    ctx.questions().keep_asking(&mut q).await?;
    life::goes(ctx, &mut q, Event::AskedLater).await?;
    ctx.schedule(at, ASK_LATER, &q.id, &()).await?;
    let card = waits(ctx, &q, at, &known.hours).await?;
    Ok(Reply::nothing().post(told(&q), Audience::Person(q.asker.clone()), card))
}

/// What tells the asker one to one that the question waits.
fn told(q: &Question) -> PostId {
    PostId::new(format!("{} later", q.id))
}

/// The card that tells of it, as it is now: with the words that the question has now, or without any once it is over.
pub(super) async fn redrawn(ctx: &mut Ctx, q: &Question) -> Result<Reply, Failure> {
    if q.state == State::Dropped {
        return Ok(Reply::nothing().edit(told(q), cards::waits_no_more()));
    }
    if q.state != State::Later {
        return Ok(Reply::nothing());
    }
    let now = ctx.now;
    let known = facts(ctx, q, q.holder.as_slice()).await?.pop();
    let Some((known, at)) = known.and_then(|known| morning(&known.hours, now).map(|at| (known, at))) else {
        return Ok(Reply::nothing());
    };
    Ok(Reply::nothing().edit(told(q), waits(ctx, q, at, &known.hours).await?))
}

/// What the asker is told while it waits: by the clock of whoever is waited for, where that is another than theirs.
async fn waits(ctx: &mut Ctx, q: &Question, at: DateTime<Utc>, theirs: &Hours) -> Result<Card, Failure> {
    let asker = ctx.people().person(&q.asker).await?.map(|asker| asker.time_zone);
    let there = (asker != Some(theirs.zone())).then(|| cards::clock_in(at, theirs.zone()));
    Ok(cards::waits(q, at, there))
}

/// "Ask somebody now instead".
pub async fn now(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let q = own(ctx, &call.by, &call.what.value, Event::Asked).await?;
    if q.state != State::Later {
        return Err(Failure::Refused(cards::already_decided()));
    }
    let can_be_asked =
        |candidate: &Candidate| candidate.state == CandidateState::Waiting && candidate.exclusion.is_none();
    let how = if ctx.candidates().of_question(&q.id).await?.iter().any(can_be_asked) {
        How::AsPlanned
    } else {
        How::Everybody
    };
    ask(ctx, q, how).await
}

/// The morning has come.
pub async fn ask_later(ctx: &mut Ctx, due: Due) -> Answer {
    let Some(q) = ctx.questions().question(&due.key).await?.filter(|q| q.state == State::Later) else {
        return Ok(Reply::nothing());
    };
    let now = ctx.now;
    let known = facts(ctx, &q, q.holder.as_slice()).await?.pop();
    // Their hours may have changed, or the day be a holiday by now.
    if let Some(known) = known.filter(|known| known.facts.quiet && rules::is_there(&known.facts, now))
        && let Some(at) = morning(&known.hours, now).filter(|at| *at - q.active_at.utc() <= LONGEST_WAIT)
    {
        ctx.schedule(at, ASK_LATER, &q.id, &()).await?;
        return Ok(Reply::nothing().edit(told(&q), waits(ctx, &q, at, &known.hours).await?));
    }
    let (id, waited_for) = (q.id.clone(), q.holder.clone());
    let reply = ask(ctx, q, How::AsPlanned).await?;
    let asked = ctx.questions().question(&id).await?;
    let Some(asked) = asked.filter(|asked| asked.holder != waited_for) else { return Ok(reply) };
    let line = cards::waited(asked.place.as_ref(), waited_for.as_ref());
    Ok(reply.edit(told(&asked), line))
}

/// Asks it, and says so where the asker was told that it waits.
async fn ask(ctx: &mut Ctx, mut q: Question, how: How) -> Answer {
    q.holder = None;
    let (place, post) = (q.place.clone(), told(&q));
    ctx.cancel(ASK_LATER, &q.id).await?;
    let reply = open(ctx, q, how).await?;
    Ok(reply.edit(post, cards::waited(place.as_ref(), None)))
}

/// Whoever was waited for is not there any more: what waits for them is asked at once.
pub(super) async fn do_not_wait_for(ctx: &mut Ctx, person: &PersonId) -> Result<(), Failure> {
    let now = ctx.now;
    for q in ctx.participants().questions_kept_for(person).await? {
        ctx.schedule(now, ASK_LATER, &q.id, &()).await?;
    }
    Ok(())
}

/// It is not asked any more: its asker let it be, has left, or its words are gone.
pub(super) async fn stop(ctx: &mut Ctx, q: &Question) -> Result<(), Failure> {
    ctx.cancel(ASK_LATER, &q.id).await
}
