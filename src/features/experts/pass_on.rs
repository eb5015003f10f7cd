//! "Not me", "Ask someone else", "Take it back".

use super::ask::name;
use super::cards::{self, Because};
use super::life::{self, Event};
use super::question::{Candidate, CandidateState, Question, State};
use super::relay;
use super::take::asked;
use super::timers::ESCALATE;
use super::turn;
use crate::bot::{Answer, Call, Ctx, Failure};
use crate::chat::{Audience, PersonId, Press, Reply, Submission};
use crate::people::Caller;

/// "Not me": asks why, and who would know better.
pub async fn not_me(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let q = asked(ctx, &call.what.value).await?;
    part_of(ctx, &q, &call.by).await?;
    Ok(Reply::open(cards::not_me(&q.id)))
}

/// It is not for them.
pub async fn passed_on(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let mut q = asked(ctx, &call.what.context).await?;
    let mut mine = part_of(ctx, &q, &call.by).await?;
    let reason = call.what.value("reason").unwrap_or("other").to_owned();
    let named = match call.what.account("person") {
        Some(account) => match name(ctx, &q, &account).await {
            Ok((candidate, _)) if candidate.person == call.by.person => {
                return Ok(Reply::error("person", "That is you. Name somebody else, or leave it empty."));
            }
            Ok((candidate, _)) => Some(candidate),
            Err(words) => return Ok(Reply::error("person", words)),
        },
        None => None,
    };
    let me = call.by.person.clone();
    mine.declined_because = Some(reason);
    let line = cards::passed_on(&me);
    let reply = turn::untag(ctx, &mut q, mine, CandidateState::Declined, line).await?;
    if let Some(candidate) = named {
        let reply = reply.with(turn::release(ctx, &mut q, None).await?);
        let reply = reply.with(hand_back(ctx, &mut q, Event::PassedOn).await?);
        ctx.candidates().keep_candidate(&mut q, &candidate).await?;
        q.stage = super::question::Stage::First;
        return Ok(reply.with(turn::ask_next(ctx, &mut q, Because::Named(&me)).await?));
    }
    let reply = reply.with(hand_back(ctx, &mut q, Event::PassedOn).await?);
    // One of several champions: the others are still being asked.
    if still_tagged(ctx, &q).await? {
        return Ok(reply);
    }
    Ok(reply.with(turn::ask_next(ctx, &mut q, Because::PassedOn(&me)).await?))
}

/// "Ask someone else": names them.
pub async fn ask_else(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let q = asked(ctx, &call.what.value).await?;
    may_redirect(ctx, &q, &call.by).await?;
    Ok(Reply::open(cards::better(&q.id)))
}

/// Somebody else was named: they are asked now, nobody else any more.
pub async fn named(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let mut q = asked(ctx, &call.what.context).await?;
    may_redirect(ctx, &q, &call.by).await?;
    let Some(account) = call.what.account("person") else {
        return Ok(Reply::error("person", "Choose who shall be asked."));
    };
    let candidate = match name(ctx, &q, &account).await {
        Ok((candidate, _)) => candidate,
        Err(words) => return Ok(Reply::error("person", words)),
    };
    redirect(ctx, &mut q, candidate, &call.by.person).await
}

/// "Take it back", by the asker.
pub async fn withdraw(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let mut q = asked(ctx, &call.what.value).await?;
    if q.asker != call.by.person {
        return Err(Failure::Refused(cards::not_yours()));
    }
    let had_it = q.holder.clone().filter(|_| q.state == State::Taken);
    life::goes(ctx, &mut q, Event::TakenBack).await?;
    let over = relay::over(ctx, &q).await?;
    let reply = turn::release(ctx, &mut q, None).await?.with(turn::redraw(&q)).with(over);
    Ok(reply.with(told_that_it_is_over(ctx, &q, had_it).await?))
}

async fn redirect(ctx: &mut Ctx, q: &mut Question, candidate: Candidate, by: &PersonId) -> Answer {
    let reply = turn::release(ctx, q, None).await?;
    let had_it = q.holder.clone().filter(|holder| q.state == State::Taken && holder != by);
    let reply = reply.with(hand_back(ctx, q, Event::Redirected).await?);
    ctx.candidates().keep_candidate(q, &candidate).await?;
    q.stage = super::question::Stage::First;
    let because = if *by == q.asker && q.anonymous { Because::First } else { Because::Named(by) };
    let reply = reply.with(turn::ask_next(ctx, q, because).await?);
    Ok(reply.with(told_that_another_is_asked(ctx, q, had_it).await?))
}

/// Whoever took it does not have it any more.
pub(super) async fn hand_back(ctx: &mut Ctx, q: &mut Question, event: Event) -> Result<Reply, Failure> {
    let mut reply = Reply::nothing();
    if q.state == State::Taken {
        ctx.cancel(ESCALATE, &q.id).await?;
        q.stage = super::question::Stage::First;
        reply = turn::none_has_it(ctx, q, None).await?;
    }
    q.holder = None;
    life::goes(ctx, q, event).await?;
    super::timers::follow_up_later(ctx, q).await?;
    Ok(reply)
}

/// Whoever had a question that somebody else is asked on now is told.
async fn told_that_another_is_asked(
    ctx: &mut Ctx,
    q: &Question,
    had_it: Option<PersonId>,
) -> Result<Reply, Failure> {
    let Some(holder) = had_it else { return Ok(Reply::nothing()) };
    if relay::asked_in(ctx, q, &holder).await?.is_some() {
        return Ok(Reply::nothing());
    }
    Ok(match q.root.clone() {
        Some(root) => Reply::nothing().say(Audience::Thread(root), cards::another_is_asked(q, &holder)),
        None => Reply::nothing(),
    })
}

/// Whoever had a question that is over, and whose answer is not needed any more, is told: in its thread, or where they are.
pub(super) async fn told_that_it_is_over(
    ctx: &mut Ctx,
    q: &Question,
    had_it: Option<PersonId>,
) -> Result<Reply, Failure> {
    let Some(holder) = had_it else { return Ok(Reply::nothing()) };
    if let Some(there) = relay::asked_in(ctx, q, &holder).await? {
        let there = Audience::PersonIn(holder, there);
        return Ok(Reply::nothing().say(there, relay::cards::no_answer_needed(q)));
    }
    Ok(match q.root.clone() {
        Some(root) => Reply::nothing().say(Audience::Thread(root), cards::no_answer_needed(q, &holder)),
        None => Reply::nothing(),
    })
}

async fn still_tagged(ctx: &mut Ctx, q: &Question) -> Result<bool, Failure> {
    let candidates = ctx.candidates().of_question(&q.id).await?;
    Ok(candidates.iter().any(|candidate| candidate.state == CandidateState::Tagged))
}

/// The caller's part in a question that is going on: they are asked, or took it.
async fn part_of(ctx: &mut Ctx, q: &Question, by: &Caller) -> Result<Candidate, Failure> {
    life::allowed(q, Event::PassedOn)?;
    let candidates = ctx.candidates().of_question(&q.id).await?;
    let mine = candidates.into_iter().find(|candidate| {
        candidate.person == by.person
            && matches!(candidate.state, CandidateState::Tagged | CandidateState::Took)
    });
    match (mine, &q.holder) {
        (Some(mine), _) => Ok(mine),
        (None, Some(holder)) if q.state == State::Taken => {
            Err(Failure::Refused(cards::taken_already(holder)))
        }
        _ => Err(Failure::Refused(cards::not_asked())),
    }
}

/// The asker may always; whoever is asked or took it may, too.
async fn may_redirect(ctx: &mut Ctx, q: &Question, by: &Caller) -> Result<(), Failure> {
    if q.asker == by.person {
        return life::allowed(q, Event::Redirected);
    }
    part_of(ctx, q, by).await.map(|_| ())
}
