//! "I'll take it" and "Snooze".

use chrono::TimeDelta;

use super::cards;
use super::facts::facts;
use super::life::{self, Event};
use super::policy::QuestionSettings;
use super::question::{Candidate, CandidateState, Question, Role, State};
use super::relay;
use super::timers::{ESCALATE, REMIND, Waiting, follow_up_later, reminder};
use super::turn;
use crate::bot::{Answer, Call, Ctx, Failure};
use crate::chat::{Audience, PersonId, Press, Reply, Standing};
use crate::people::CompanySettings;

/// How long putting it off lasts, in working hours.
const SNOOZE: TimeDelta = TimeDelta::hours(2);

/// "I'll take it": the first has it, everybody else is told who.
pub async fn take(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let me = &call.by.person;
    let mut q = asked(ctx, &call.what.value).await?;
    if q.asker == *me {
        return Err(Failure::Refused(cards::own_question()));
    }
    let guests = ctx.settings::<CompanySettings>().await?.guests_may_be_experts;
    match call.by.standing {
        Standing::Member => {}
        Standing::Guest if guests => {}
        standing => {
            return Err(Failure::Refused(cards::only_colleagues_answer(standing != Standing::Unknown)));
        }
    }
    if is_theirs(&q, me) {
        return Ok(Reply::only_you(cards::you_took_it()));
    }
    life::allowed(&q, Event::Taken)?;
    taken_by(ctx, &mut q, me, How::Pressed).await
}

fn is_theirs(q: &Question, me: &PersonId) -> bool {
    q.state == State::Taken && q.holder.as_ref() == Some(me)
}

/// How somebody takes a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// They said so: everybody in the thread is told.
    Pressed,
    /// They answered, so that everybody in the thread can see it already.
    Wrote,
}

/// An open question is theirs from now on.
pub(super) async fn taken_by(
    ctx: &mut Ctx,
    q: &mut Question,
    me: &PersonId,
    how: How,
) -> Result<Reply, Failure> {
    (q.holder, q.taken_at) = (Some(me.clone()), Some(ctx.now.into()));
    let (event, line) = match how {
        How::Pressed => (Event::Taken, cards::took(me)),
        How::Wrote => (Event::Answered, cards::wrote(me)),
    };
    life::goes(ctx, q, event).await?;
    let candidates = ctx.candidates().of_question(&q.id).await?;
    let mine = candidates.into_iter().find(|candidate| candidate.person == *me);
    let is_relayed = relay::asked_in(ctx, q, me).await?.is_some();
    let released = turn::release(ctx, q, Some(me)).await?;
    let mine = match mine {
        Some(mine) if is_relayed => relay::took(ctx, q, mine).await?,
        Some(mine) => turn::untag(ctx, q, mine, CandidateState::Took, line).await?,
        None => {
            let volunteer = volunteer(ctx, me);
            ctx.candidates().keep_candidate(q, &volunteer).await?;
            Reply::nothing()
        }
    };
    let mut reply = mine.with(released);
    follow_up_later(ctx, q).await?;
    reply = reply.with(turn::redraw(q));
    if let Some(root) = q.root.clone().filter(|_| how == How::Pressed) {
        reply = reply.say(Audience::Thread(root), cards::taken(q, me));
    }
    Ok(reply)
}

/// "Snooze": once, for two working hours; the time to answer begins anew then.
pub async fn snooze(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let now = ctx.now;
    let me = &call.by.person;
    let mut q = asked(ctx, &call.what.value).await?;
    if is_theirs(&q, me) {
        return Ok(Reply::only_you(cards::you_took_it()));
    }
    life::allowed(&q, Event::PutOff)?;
    let candidates = ctx.candidates().of_question(&q.id).await?;
    let Some(mut mine) = candidates
        .into_iter()
        .find(|candidate| candidate.person == *me && candidate.state == CandidateState::Tagged)
    else {
        return Err(Failure::Refused(cards::not_asked()));
    };
    if mine.snoozed {
        return Err(Failure::Refused(cards::snoozed_already()));
    }
    let known = facts(ctx, &q, std::slice::from_ref(me)).await?;
    let hours = known.into_iter().next().map(|known| known.hours);
    let settings: QuestionSettings = ctx.settings().await?;
    let time_to_answer = TimeDelta::hours(i64::from(settings.reply_hours));
    let add = |from, by| hours.as_ref().and_then(|hours| hours.add_working(from, by)).unwrap_or(from + by);
    let until = add(now, SNOOZE);
    let waiting = Waiting::for_those(vec![me.clone()]);
    ctx.schedule(until, REMIND, &reminder(&q.id, me), &waiting).await?;
    // Champions are asked together: one of them putting it off does not hold the others up.
    if mine.part != Role::Champion {
        ctx.schedule(add(until, time_to_answer), ESCALATE, &q.id, &waiting).await?;
    }
    mine.snoozed = true;
    ctx.candidates().keep_candidate(&mut q, &mine).await?;
    Ok(match q.root.clone() {
        Some(root) => Reply::nothing().say(Audience::Thread(root), cards::snoozed(me, until)),
        None => Reply::nothing(),
    })
}

/// A question that was asked in this company.
pub(super) async fn asked(ctx: &mut Ctx, id: &str) -> Result<Question, Failure> {
    let q = ctx.questions().question(id).await?;
    q.filter(|q| q.opened_at.is_some()).ok_or_else(|| Failure::Refused(cards::no_such_question()))
}

/// Somebody who was not asked and takes it all the same.
fn volunteer(ctx: &Ctx, person: &PersonId) -> Candidate {
    Candidate {
        person: person.clone(),
        place_in_ranking: 0,
        part: Role::Reserve,
        rising: false,
        exclusion: None,
        why: String::new(),
        state: CandidateState::Took,
        declined_because: None,
        tagged_at: Some(ctx.now.into()),
        tag: None,
        snoozed: false,
    }
}
