//! Time passes: nobody answered, somebody put it off, nothing happened for days.

use super::afar;
use super::cards::{self, Because};
use super::facts::facts;
use super::life::{self, Event};
use super::question::Progress;
use super::store::{CandidateStore, QuestionStore};
use super::timers::{FOLLOW_UP, REMIND, Waiting, follow_up_later, reminded_of, was_it_solved};
use super::turn;
use crate::bot::{Answer, Ctx, Due, PostStore};
use crate::chat::{Audience, PersonId, Reply};

/// The time of whoever is being asked is over.
pub async fn escalate(ctx: &mut Ctx, due: Due) -> Answer {
    let waiting: Waiting = serde_json::from_value(due.payload)?;
    let org = ctx.org.clone();
    let q = ctx.tx.question(&org, &due.key).await?;
    let Some(mut q) = q.filter(|q| life::concerns(q, Event::TurnOver)) else {
        return Ok(Reply::nothing());
    };
    let mut reply = Reply::nothing();
    let mut because = Because::First;
    let candidates = ctx.tx.candidates(&org, &q.id).await?;
    // Two accounts may have turned out to be one person since: then the one they are is waited for.
    let is_known = candidates.iter().any(|candidate| waiting.for_whom.contains(&candidate.person));
    let is_over =
        |person: &PersonId| waiting.for_whom.contains(person) || (!is_known && !waiting.for_whom.is_empty());
    for candidate in candidates {
        if candidate.state != Progress::Tagged || !is_over(&candidate.person) {
            continue;
        }
        reply = reply.with(turn::untag(ctx, &mut q, candidate, Progress::Silent, cards::went_on()).await?);
        because = Because::StillLooking;
    }
    Ok(reply.with(turn::ask_next(ctx, &mut q, because).await?))
}

/// Whoever put it off is reminded: if it is still their turn, and not in their night.
pub async fn remind(ctx: &mut Ctx, due: Due) -> Answer {
    let waiting: Waiting = serde_json::from_value(due.payload)?;
    let (org, now) = (ctx.org.clone(), ctx.now);
    let q = ctx.tx.question(&org, reminded_of(&due.key)).await?;
    let Some(q) = q.filter(|q| life::concerns(q, Event::Reminder)) else {
        return Ok(Reply::nothing());
    };
    let (Some(person), Some(root)) = (waiting.for_whom.first(), q.root.clone()) else {
        return Ok(Reply::nothing());
    };
    let candidates = ctx.tx.candidates(&org, &q.id).await?;
    let asked = candidates
        .into_iter()
        .find(|candidate| candidate.person == *person && candidate.state == Progress::Tagged);
    let Some(tag) = asked.and_then(|asked| asked.tag) else { return Ok(Reply::nothing()) };
    if let Some(known) = facts(ctx, &q, std::slice::from_ref(person)).await?.pop() {
        let from = known.facts.paused_until.filter(|until| *until > now).unwrap_or(now);
        if (known.facts.quiet || from > now)
            && let Some(morning) = known.hours.next_working(from)
        {
            ctx.later(morning, REMIND, &due.key, &waiting).await?;
            return Ok(Reply::nothing());
        }
    }
    if let Some(there) = afar::asked_in(ctx, &q, person).await? {
        let there = Audience::PersonIn(person.clone(), there);
        return Ok(Reply::nothing().post(afar::reminder_of(&tag), there, cards::reminded_across(&q)));
    }
    // Whoever is not in the channel was told one to one that they are asked, and is reminded there.
    let is_told = ctx.tx.post(&org, &turn::told(&tag, person)).await?.is_some();
    let reply = Reply::nothing().say(Audience::Thread(root), cards::reminded(&q, person));
    Ok(if is_told {
        let one_to_one = Audience::Person(person.clone());
        reply.post(afar::reminder_of(&tag), one_to_one, cards::reminded_one_to_one(&q))
    } else {
        reply
    })
}

/// The asker is asked, once, whether it was solved: when they may be written to.
pub async fn follow_up(ctx: &mut Ctx, due: Due) -> Answer {
    let (org, now) = (ctx.org.clone(), ctx.now);
    let q = ctx.tx.question(&org, &due.key).await?;
    let Some(mut q) = q.filter(|q| life::concerns(q, Event::Silence) && !q.followed_up) else {
        return Ok(Reply::nothing());
    };
    if !q.is_silent(now) {
        follow_up_later(ctx, &q).await?;
        return Ok(Reply::nothing());
    }
    let Some(opens) = ctx.may_be_told_at(&q.asker).await? else { return Ok(Reply::nothing()) };
    if opens > now {
        // By then it may well be solved.
        ctx.later(opens, FOLLOW_UP, &q.id, &()).await?;
        return Ok(Reply::nothing());
    }
    ctx.tx.follow_up_question(&mut q).await?;
    Ok(Reply::nothing().unasked(was_it_solved(&q), q.asker.clone(), cards::still_open(&q)))
}
