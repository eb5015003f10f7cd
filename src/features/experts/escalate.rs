//! Time passes: nobody answered, somebody put it off, nothing happened for days.

use chrono::TimeDelta;

use super::cards::{self, Because};
use super::facts::facts;
use super::life::{self, Event};
use super::policy::QuestionSettings;
use super::question::{CandidateState, Question};
use super::relay;
use super::timers::{ESCALATE, FOLLOW_UP, REMIND, Waiting, follow_up_later, reminded_of, was_it_solved};
use super::turn;
use crate::bot::{Answer, Ctx, Due, Failure, Posts};
use crate::chat::{Audience, PersonId, PostId, Reply};

/// How long to wait for what asks somebody, if it is not there when their time is over.
const LOOK_AGAIN: TimeDelta = TimeDelta::hours(1);
/// How often, before somebody else is asked.
const LOOKS: u8 = 4;

/// The time of whoever is being asked is over.
pub async fn escalate(ctx: &mut Ctx, due: Due) -> Answer {
    let waiting: Waiting = serde_json::from_value(due.payload)?;
    let q = ctx.questions().question(&due.key).await?;
    let Some(mut q) = q.filter(|q| life::concerns(q, Event::TurnOver)) else {
        return Ok(Reply::nothing());
    };
    // Until the question is there nobody can answer it, and nobody's time passes.
    if !is_there(ctx, &q, q.root.as_ref()).await? {
        return look_again(ctx, &q, waiting).await;
    }
    let candidates = ctx.candidates().of_question(&q.id).await?;
    // Two accounts may have turned out to be one person since: then the one they are is waited for.
    let is_known = candidates.iter().any(|candidate| waiting.for_whom.contains(&candidate.person));
    let is_over =
        |person: &PersonId| waiting.for_whom.contains(person) || (!is_known && !waiting.for_whom.is_empty());
    let mut over = Vec::new();
    for candidate in candidates {
        if candidate.state == CandidateState::Tagged && is_over(&candidate.person) {
            over.push((is_there(ctx, &q, candidate.tag.as_ref()).await?, candidate));
        }
    }
    let is_seen = over.iter().any(|(is_there, _)| *is_there);
    match waiting.unseen {
        0..LOOKS if !is_seen && !over.is_empty() => return look_again(ctx, &q, waiting).await,
        1.. if is_seen => return begins_now(ctx, &q, waiting).await,
        _ => {}
    }
    let mut reply = Reply::nothing();
    let because = if over.is_empty() { Because::First } else { Because::StillLooking };
    for (is_there, candidate) in over {
        // Nobody is charged for what they never saw.
        let progress = if is_there { CandidateState::Silent } else { CandidateState::Released };
        reply = reply.with(turn::untag(ctx, &mut q, candidate, progress, cards::went_on()).await?);
    }
    Ok(reply.with(turn::ask_next(ctx, &mut q, because).await?))
}

/// This post has arrived.
async fn is_there(ctx: &mut Ctx, q: &Question, post: Option<&PostId>) -> Result<bool, Failure> {
    let Some(post) = post else { return Ok(false) };
    Ok(ctx.tx.of::<Posts>(&q.org).post(post).await?.is_some_and(|post| post.message.is_some()))
}

/// What asks them is not there yet.
async fn look_again(ctx: &mut Ctx, q: &Question, waiting: Waiting) -> Answer {
    let at = ctx.now + LOOK_AGAIN;
    let unseen = waiting.unseen.saturating_add(1);
    ctx.schedule(at, ESCALATE, &q.id, &Waiting { unseen, ..waiting }).await?;
    Ok(Reply::nothing())
}

/// What asks them came late: they have all of their time from now on.
async fn begins_now(ctx: &mut Ctx, q: &Question, waiting: Waiting) -> Answer {
    let now = ctx.now;
    let hours = TimeDelta::hours(i64::from(ctx.settings::<QuestionSettings>().await?.reply_hours));
    let known = facts(ctx, q, &waiting.for_whom).await?;
    let due = known.iter().filter_map(|known| known.hours.add_working(now, hours)).max();
    ctx.schedule(due.unwrap_or(now + hours), ESCALATE, &q.id, &Waiting::for_those(waiting.for_whom)).await?;
    Ok(Reply::nothing())
}

/// Whoever put it off is reminded: if it is still their turn, and not in their night.
pub async fn remind(ctx: &mut Ctx, due: Due) -> Answer {
    let waiting: Waiting = serde_json::from_value(due.payload)?;
    let now = ctx.now;
    let q = ctx.questions().question(reminded_of(&due.key)).await?;
    let Some(q) = q.filter(|q| life::concerns(q, Event::Reminder)) else {
        return Ok(Reply::nothing());
    };
    let (Some(person), Some(root)) = (waiting.for_whom.first(), q.root.clone()) else {
        return Ok(Reply::nothing());
    };
    let candidates = ctx.candidates().of_question(&q.id).await?;
    let asked = candidates
        .into_iter()
        .find(|candidate| candidate.person == *person && candidate.state == CandidateState::Tagged);
    let Some(tag) = asked.and_then(|asked| asked.tag) else { return Ok(Reply::nothing()) };
    if let Some(known) = facts(ctx, &q, std::slice::from_ref(person)).await?.pop() {
        let from = known.facts.paused_until.filter(|until| *until > now).unwrap_or(now);
        if (known.facts.quiet || from > now)
            && let Some(morning) = known.hours.next_working(from)
        {
            ctx.schedule(morning, REMIND, &due.key, &waiting).await?;
            return Ok(Reply::nothing());
        }
    }
    if let Some(there) = relay::asked_in(ctx, &q, person).await? {
        let there = Audience::PersonIn(person.clone(), there);
        return Ok(Reply::nothing().post(relay::reminder_of(&tag), there, relay::cards::reminded(&q)));
    }
    // Whoever is not in the channel was told one to one that they are asked, and is reminded there.
    let is_told = ctx.posts().post(&turn::told(&tag, person)).await?.is_some();
    let reply = Reply::nothing().say(Audience::Thread(root), cards::reminded(&q, person));
    Ok(if is_told {
        let one_to_one = Audience::Person(person.clone());
        reply.post(relay::reminder_of(&tag), one_to_one, cards::reminded_one_to_one(&q))
    } else {
        reply
    })
}

/// The asker is asked, once, whether it was solved: when they may be written to.
pub async fn follow_up(ctx: &mut Ctx, due: Due) -> Answer {
    let now = ctx.now;
    let q = ctx.questions().question(&due.key).await?;
    let Some(mut q) = q.filter(|q| life::concerns(q, Event::Silence) && !q.followed_up) else {
        return Ok(Reply::nothing());
    };
    if !q.is_silent(now) {
        follow_up_later(ctx, &q).await?;
        return Ok(Reply::nothing());
    }
    let Some(opens) = ctx.next_allowed_at(&q.asker).await? else { return Ok(Reply::nothing()) };
    if opens > now {
        // By then it may well be solved.
        ctx.schedule(opens, FOLLOW_UP, &q.id, &()).await?;
        return Ok(Reply::nothing());
    }
    ctx.questions().follow_up_question(&mut q).await?;
    Ok(Reply::nothing().notify(was_it_solved(&q), q.asker.clone(), cards::still_open(&q)))
}
