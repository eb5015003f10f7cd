//! Somebody who is asked or took a question is gone, or cannot be reached any more: it is said, and goes on.

use super::cards::{self, Because};
use super::later;
use super::life::{self, Event};
use super::pass_on;
use super::question::{Candidate, CandidateState, Closed, Question, State};
use super::relay;
use super::turn;
use crate::bot::{Answer, Ctx, DomainEvent, Failure};
use crate::chat::{Audience, Card, PersonId, PostId, Reply};

/// Somebody left: each question that waits for them goes on without them, and theirs are closed.
pub async fn left(ctx: &mut Ctx, domain_event: DomainEvent) -> Answer {
    let DomainEvent::Left { person } = domain_event else { return Ok(Reply::nothing()) };
    let mut reply = Reply::nothing();
    for q in ctx.participants().questions_of(&person).await? {
        reply = reply.with(without_asker(ctx, q).await?);
    }
    later::do_not_wait_for(ctx, &person).await?;
    for q in ctx.questions().questions_waiting_for(&person).await? {
        if let Some(candidate) = part_of(ctx, &q, &person).await? {
            let line = cards::has_left(&person);
            reply = reply.with(go_on(ctx, q, candidate, line).await?);
        }
    }
    Ok(reply)
}

/// Whoever asked has left: nobody is asked any more, and whoever was going to answer is told.
async fn without_asker(ctx: &mut Ctx, mut q: Question) -> Answer {
    let had_it = q.holder.clone().filter(|_| q.state == State::Taken);
    let was_going_on = q.is_going_on();
    later::stop(ctx, &q).await?;
    q.closed_because = Some(Closed::AskerLeft);
    if !life::goes(ctx, &mut q, Event::AskerGone).await? || !was_going_on {
        return Ok(Reply::nothing());
    }
    let over = relay::over(ctx, &q).await?;
    let reply = turn::release(ctx, &mut q, None).await?.with(turn::redraw(&q)).with(over);
    let from_afar = match &had_it {
        Some(holder) => relay::asked_in(ctx, &q, holder).await?.map(|there| (holder.clone(), there)),
        None => None,
    };
    let reply = match from_afar {
        Some((holder, there)) => {
            reply.say(Audience::PersonIn(holder, there), relay::cards::no_answer_needed(&q))
        }
        None => reply,
    };
    Ok(match q.root.clone() {
        Some(root) => reply.say(Audience::Thread(root), cards::asker_left(&q, had_it.as_ref())),
        None => reply,
    })
}

/// What asked somebody one to one did not arrive; none if this post asked nobody.
pub async fn out_of_reach(ctx: &mut Ctx, post: &PostId) -> Result<Option<Reply>, Failure> {
    let Some((question, person)) = ctx.relays().question_of_tag(post).await? else { return Ok(None) };
    let Some(q) = ctx.questions().question(&question).await?.filter(Question::is_going_on) else {
        return Ok(Some(Reply::nothing()));
    };
    let Some(workspace) = relay::asked_in(ctx, &q, &person).await? else { return Ok(None) };
    let Some(candidate) = part_of(ctx, &q, &person).await? else { return Ok(Some(Reply::nothing())) };
    let line = relay::cards::out_of_reach(&person, &workspace);
    Ok(Some(go_on(ctx, q, candidate, line).await?))
}

async fn part_of(ctx: &mut Ctx, q: &Question, person: &PersonId) -> Result<Option<Candidate>, Failure> {
    let candidates = ctx.candidates().of_question(&q.id).await?;
    Ok(candidates.into_iter().find(|candidate| {
        candidate.person == *person
            && matches!(candidate.state, CandidateState::Tagged | CandidateState::Took)
    }))
}

/// They cannot answer any more, and `line` tells so in the thread: whoever is next is asked.
pub(super) async fn go_on(
    ctx: &mut Ctx,
    mut q: Question,
    candidate: Candidate,
    line: Card,
) -> Result<Reply, Failure> {
    let person = candidate.person.clone();
    let mut reply = Reply::nothing();
    if let Some(root) = q.root.clone() {
        reply = reply.say(Audience::Thread(root), line);
    }
    let gone = cards::is_gone(&person);
    reply = reply.with(turn::untag(ctx, &mut q, candidate, CandidateState::Declined, gone).await?);
    let others = ctx.candidates().of_question(&q.id).await?;
    if others.iter().any(|other| other.state == CandidateState::Tagged) {
        return Ok(reply);
    }
    if q.holder.as_ref() == Some(&person) {
        reply = reply.with(pass_on::hand_back(ctx, &mut q, Event::HelperGone).await?);
    }
    Ok(reply.with(turn::ask_next(ctx, &mut q, Because::First).await?))
}
