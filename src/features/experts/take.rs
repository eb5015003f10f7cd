//! "I'll take it" and "Snooze".

use chrono::TimeDelta;

use super::afar;
use super::cards;
use super::facts::facts;
use super::question::{Candidate, Part, Progress, Question, State};
use super::store::{CandidateStore, QuestionStore};
use super::timers::{ESCALATE, REMIND, Waiting, follow_up_later};
use super::turn;
use crate::bot::{Answer, Call, Ctx, Failure};
use crate::chat::{Audience, PersonId, Press, Reply, Standing};
use crate::people::ChannelStore;

/// How long putting it off lasts, in working hours.
const SNOOZE: TimeDelta = TimeDelta::hours(2);

/// "I'll take it": the first has it, everybody else is told who.
pub async fn take(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let me = &call.by.person;
    let mut q = asked(ctx, &call.what.value).await?;
    if q.asker == *me {
        return Err(Failure::Refused(cards::own_question()));
    }
    let guests = ctx.tx.settings(&ctx.org.clone()).await?.guests_may_be_experts;
    match call.by.standing {
        Standing::Member => {}
        Standing::Guest if guests => {}
        standing => {
            return Err(Failure::Refused(cards::only_colleagues_answer(standing != Standing::Unknown)));
        }
    }
    match taken_by(ctx, &mut q, me).await? {
        Some(reply) => Ok(reply),
        None => late(ctx, &q, me).await,
    }
}

/// The question is theirs from now on; none if it is somebody's already, or over.
pub(super) async fn taken_by(
    ctx: &mut Ctx,
    q: &mut Question,
    me: &PersonId,
) -> Result<Option<Reply>, Failure> {
    let (org, now) = (ctx.org.clone(), ctx.now);
    if !ctx.tx.take_question(&org, &q.id, me, now).await? {
        return Ok(None);
    }
    q.state = State::Taken;
    q.holder = Some(me.clone());
    q.active_at = now.into();
    let candidates = ctx.tx.candidates(&org, &q.id).await?;
    let mine = candidates.into_iter().find(|candidate| candidate.person == *me);
    let is_across = afar::asked_in(ctx, q, me).await?.is_some();
    let released = turn::release(ctx, q, Some(me)).await?;
    let mine = match mine {
        Some(mine) if is_across => afar::took(ctx, q, mine).await?,
        Some(mine) => turn::untag(ctx, q, mine, Progress::Took, cards::took(me)).await?,
        None => {
            ctx.tx.keep_candidate(&org, &q.id, &volunteer(ctx, me)).await?;
            Reply::nothing()
        }
    };
    let mut reply = mine.with(released);
    follow_up_later(ctx, q).await?;
    reply = reply.with(turn::redraw(q));
    if let Some(root) = q.root.clone() {
        reply = reply.say(Audience::Thread(root), cards::taken(q, me));
    }
    Ok(Some(reply))
}

/// Too late for it: it is theirs already, somebody else's, or over.
async fn late(ctx: &mut Ctx, q: &Question, me: &PersonId) -> Answer {
    let now_is = asked(ctx, &q.id).await?;
    match (now_is.state, &now_is.holder) {
        (State::Taken, Some(holder)) if holder == me => Ok(Reply::only_you(cards::you_took_it())),
        (State::Taken, Some(holder)) => Err(Failure::Refused(cards::taken_already(holder))),
        _ => Err(Failure::Refused(cards::settled_already())),
    }
}

/// "Snooze": once, for two working hours; the time to answer begins anew then.
pub async fn snooze(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (org, now) = (ctx.org.clone(), ctx.now);
    let me = &call.by.person;
    let q = asked(ctx, &call.what.value).await?;
    if q.state != State::Open {
        return late(ctx, &q, me).await;
    }
    let candidates = ctx.tx.candidates(&org, &q.id).await?;
    let Some(mut mine) = candidates
        .into_iter()
        .find(|candidate| candidate.person == *me && candidate.state == Progress::Tagged)
    else {
        return Err(Failure::Refused(cards::not_asked()));
    };
    if mine.snoozed {
        return Err(Failure::Refused(cards::snoozed_already()));
    }
    let known = facts(ctx, &q, std::slice::from_ref(me)).await?;
    let hours = known.into_iter().next().map(|known| known.hours);
    let settings = ctx.tx.settings(&org).await?;
    let time_to_answer = TimeDelta::hours(i64::from(settings.reply_hours));
    let add = |from, by| hours.as_ref().and_then(|hours| hours.add_working(from, by)).unwrap_or(from + by);
    let until = add(now, SNOOZE);
    let waiting = Waiting { for_whom: vec![me.clone()] };
    ctx.later(until, REMIND, &q.id, &waiting).await?;
    // Champions are asked together: one of them putting it off does not hold the others up.
    if mine.part != Part::Champion {
        ctx.later(add(until, time_to_answer), ESCALATE, &q.id, &waiting).await?;
    }
    mine.snoozed = true;
    ctx.tx.keep_candidate(&org, &q.id, &mine).await?;
    Ok(match q.root.clone() {
        Some(root) => Reply::nothing().say(Audience::Thread(root), cards::snoozed(me, until)),
        None => Reply::nothing(),
    })
}

/// A question that was asked in this company.
pub(super) async fn asked(ctx: &mut Ctx, id: &str) -> Result<Question, Failure> {
    let org = ctx.org.clone();
    let q = ctx.tx.question(&org, id).await?;
    q.filter(|q| q.opened_at.is_some()).ok_or_else(|| Failure::Refused(cards::no_such_question()))
}

/// Somebody who was not asked and takes it all the same.
fn volunteer(ctx: &Ctx, person: &PersonId) -> Candidate {
    Candidate {
        person: person.clone(),
        place_in_ranking: 0,
        part: Part::Reserve,
        rising: false,
        exclusion: None,
        why: String::new(),
        state: Progress::Took,
        declined_because: None,
        tagged_at: Some(ctx.now.into()),
        tag: None,
        snoozed: false,
    }
}
