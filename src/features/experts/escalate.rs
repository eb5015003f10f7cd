//! Time passes: nobody answered, somebody put it off, nothing happened for days.

use super::afar;
use super::cards::{self, Because};
use super::question::{Progress, Question, State};
use super::store::{CandidateStore, QuestionStore};
use super::timers::{Waiting, follow_up_later};
use super::turn;
use crate::bot::{Answer, Ctx, Due, PostStore};
use crate::chat::{Audience, Reply};

/// The time of whoever is being asked is over.
pub async fn escalate(ctx: &mut Ctx, due: Due) -> Answer {
    let waiting: Waiting = serde_json::from_value(due.payload)?;
    let org = ctx.org.clone();
    let Some(mut q) = ctx.tx.question(&org, &due.key).await?.filter(|q| q.state == State::Open) else {
        return Ok(Reply::nothing());
    };
    let mut reply = Reply::nothing();
    let mut silent = None;
    for candidate in ctx.tx.candidates(&org, &q.id).await? {
        if candidate.state != Progress::Tagged || !waiting.for_whom.contains(&candidate.person) {
            continue;
        }
        let person = candidate.person.clone();
        let line = cards::was_silent(&person);
        reply = reply.with(turn::untag(ctx, &q, candidate, Progress::Silent, line).await?);
        silent = Some(person);
    }
    let because = silent.as_ref().map_or(Because::First, Because::Silent);
    Ok(reply.with(turn::ask_next(ctx, &mut q, because).await?))
}

/// Whoever put it off is reminded.
pub async fn remind(ctx: &mut Ctx, due: Due) -> Answer {
    let waiting: Waiting = serde_json::from_value(due.payload)?;
    let org = ctx.org.clone();
    let Some(q) = ctx.tx.question(&org, &due.key).await?.filter(|q| q.state == State::Open) else {
        return Ok(Reply::nothing());
    };
    let (Some(person), Some(root)) = (waiting.for_whom.first(), q.root.clone()) else {
        return Ok(Reply::nothing());
    };
    let candidates = ctx.tx.candidates(&org, &q.id).await?;
    let asked = candidates.into_iter().find(|candidate| candidate.person == *person);
    let tag = asked.and_then(|asked| asked.tag);
    if let Some(there) = afar::asked_in(ctx, &q, person).await? {
        let there = Audience::PersonIn(person.clone(), there);
        let remind = |tag| Reply::nothing().post(afar::reminder_of(&tag), there, cards::reminded_across(&q));
        return Ok(tag.map(remind).unwrap_or_default());
    }
    let reply = Reply::nothing().say(Audience::Thread(root), cards::reminded(&q, person));
    // Whoever is not in the channel was told one to one that they are asked, and is reminded there.
    let told = match &tag {
        Some(tag) => ctx.tx.post(&org, &turn::told(tag, person)).await?,
        None => None,
    };
    Ok(match tag.filter(|_| told.is_some()) {
        Some(tag) => {
            let one_to_one = Audience::Person(person.clone());
            reply.post(afar::reminder_of(&tag), one_to_one, cards::reminded_one_to_one(&q))
        }
        None => reply,
    })
}

/// The asker is asked, once, whether it was solved.
pub async fn follow_up(ctx: &mut Ctx, due: Due) -> Answer {
    let (org, now) = (ctx.org.clone(), ctx.now);
    let Some(q) = ctx.tx.question(&org, &due.key).await?.filter(Question::is_going_on) else {
        return Ok(Reply::nothing());
    };
    if !q.is_silent(now) {
        follow_up_later(ctx, &q).await?;
        return Ok(Reply::nothing());
    }
    Ok(Reply::nothing().say(Audience::Person(q.asker.clone()), cards::still_open(&q)))
}
