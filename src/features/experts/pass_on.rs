//! "Not me", "Ask someone else", "Take it back".

use super::ask::name;
use super::cards::{self, Because};
use super::question::{Candidate, Progress, Question, State};
use super::store::{CandidateStore, QuestionStore};
use super::take::asked;
use super::timers::{ESCALATE, FOLLOW_UP, REMIND};
use super::turn;
use crate::bot::{Answer, Call, Ctx, Failure};
use crate::chat::{PersonId, Press, Reply, Submission};
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
    let reply = turn::untag(ctx, &q, mine, Progress::Declined, line).await?;
    hand_back(ctx, &mut q).await?;
    let others_are_asked = still_tagged(ctx, &q).await?;
    if let Some(candidate) = named {
        ctx.tx.keep_candidate(&q.org, &q.id, &candidate).await?;
        q.stage = super::question::Stage::First;
        let reply = reply.with(turn::release(ctx, &q, None).await?);
        return Ok(reply.with(turn::ask_next(ctx, &mut q, Because::Named(&me)).await?));
    }
    // One of several champions: the others are still being asked.
    if others_are_asked {
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
    let (org, now) = (ctx.org.clone(), ctx.now);
    let moved = q.is_going_on() && ctx.tx.move_question(&org, &q.id, q.state, State::Withdrawn, now).await?;
    if !moved {
        return Err(Failure::Refused(cards::settled_already()));
    }
    q.state = State::Withdrawn;
    let over = super::afar::over(ctx, &q).await?;
    Ok(turn::release(ctx, &q, None).await?.with(turn::redraw(&q)).with(over))
}

async fn redirect(ctx: &mut Ctx, q: &mut Question, candidate: Candidate, by: &PersonId) -> Answer {
    let reply = turn::release(ctx, q, None).await?;
    hand_back(ctx, q).await?;
    ctx.tx.keep_candidate(&q.org, &q.id, &candidate).await?;
    q.stage = super::question::Stage::First;
    let because = if *by == q.asker && q.anonymous { Because::First } else { Because::Named(by) };
    Ok(reply.with(turn::ask_next(ctx, q, because).await?))
}

/// Whoever took it does not have it any more; the timers of the old state are dropped.
pub(super) async fn hand_back(ctx: &mut Ctx, q: &mut Question) -> Result<(), Failure> {
    let (org, now) = (ctx.org.clone(), ctx.now);
    for kind in [ESCALATE, REMIND, FOLLOW_UP] {
        if kind != ESCALATE || q.state == State::Taken {
            ctx.never_mind(kind, &q.id).await?;
        }
    }
    if q.state == State::Taken {
        if !ctx.tx.move_question(&org, &q.id, State::Taken, State::Open, now).await? {
            return Err(Failure::Refused(cards::settled_already()));
        }
        q.state = State::Open;
        q.stage = super::question::Stage::First;
    }
    q.holder = None;
    super::timers::follow_up_later(ctx, q).await
}

async fn still_tagged(ctx: &mut Ctx, q: &Question) -> Result<bool, Failure> {
    let candidates = ctx.tx.candidates(&q.org, &q.id).await?;
    Ok(candidates.iter().any(|candidate| candidate.state == Progress::Tagged))
}

/// The caller's part in a question that is going on: they are asked, or took it.
async fn part_of(ctx: &mut Ctx, q: &Question, by: &Caller) -> Result<Candidate, Failure> {
    if !q.is_going_on() {
        return Err(Failure::Refused(cards::settled_already()));
    }
    let candidates = ctx.tx.candidates(&q.org, &q.id).await?;
    let mine = candidates.into_iter().find(|candidate| {
        candidate.person == by.person && matches!(candidate.state, Progress::Tagged | Progress::Took)
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
        return if q.is_going_on() { Ok(()) } else { Err(Failure::Refused(cards::settled_already())) };
    }
    part_of(ctx, q, by).await.map(|_| ())
}
