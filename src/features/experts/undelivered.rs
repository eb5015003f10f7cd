//! Something of a question did not arrive: the question itself, or what asks somebody. Whoever asked is told, or somebody
//! else is asked.

use super::accept::thread_of;
use super::cards::{self, Because};
use super::left;
use super::life::{self, Event};
use super::question::{CandidateState, Closed, Question};
use super::relay;
use super::turn;
use crate::bot::{Answer, Call, Ctx, DomainEvent, Failure};
use crate::chat::{Audience, PlaceId, PostId, Press, Reason, Reply};

/// Something did not arrive. A change of what is there that does not arrive takes nothing back.
pub async fn undelivered(ctx: &mut Ctx, domain_event: DomainEvent) -> Answer {
    let DomainEvent::Undelivered { post: Some(post), place, reason, .. } = domain_event else {
        return Ok(Reply::nothing());
    };
    if ctx.posts().post(&post).await?.is_some_and(|post| post.message.is_some()) {
        return Ok(Reply::nothing());
    }
    if let Some(reply) = left::out_of_reach(ctx, &post).await? {
        return Ok(reply);
    }
    if let Some(q) = ctx.questions().question_of_root(&post).await? {
        return not_asked(ctx, q, place, &reason).await;
    }
    match ctx.candidates().question_tagging(&post).await? {
        Some(q) => not_tagged(ctx, q, &post, &reason).await,
        None => Ok(Reply::nothing()),
    }
}

/// Nobody can tell whether the question arrived: whoever asked may look, and send it again.
pub async fn unconfirmed(ctx: &mut Ctx, domain_event: DomainEvent) -> Answer {
    let DomainEvent::Unconfirmed { post: Some(post), place, .. } = domain_event else {
        return Ok(Reply::nothing());
    };
    let q = ctx.questions().question_of_root(&post).await?;
    Ok(match q.filter(|q| life::concerns(q, Event::NoPlace)) {
        Some(q) => {
            let card = cards::perhaps_posted(&q, place.as_ref().or(q.place.as_ref()));
            Reply::nothing().say(Audience::Person(q.asker.clone()), card)
        }
        None => Reply::nothing(),
    })
}

/// "Send it again", of a question that may not have arrived.
pub async fn resend(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let q = ctx.questions().question(&call.what.value).await?;
    let q = q.ok_or_else(|| Failure::Refused(cards::no_such_question()))?;
    if q.asker != call.by.person {
        return Err(Failure::Refused(cards::not_yours()));
    }
    let is_sent = match &q.root {
        Some(root) => ctx.send_again(root).await?,
        None => false,
    };
    if !is_sent {
        return Err(Failure::Refused(cards::not_waiting()));
    }
    Ok(Reply::nothing().replace(cards::sent_again(&q)))
}

/// The question itself could not be posted: nobody is asked.
async fn not_asked(ctx: &mut Ctx, mut q: Question, place: Option<PlaceId>, reason: &Reason) -> Answer {
    let reply = closed(ctx, &mut q).await?;
    let card = cards::could_not_post(place.as_ref().or(q.place.as_ref()), reason, &q.body);
    Ok(reply.map_or_else(Reply::nothing, |reply| reply.say(Audience::Person(q.asker.clone()), card)))
}

/// What asks somebody in the thread could not be posted. Where nothing can be posted any more the question ends; else the
/// next one is asked, and whoever did not get it is not charged for it.
async fn not_tagged(ctx: &mut Ctx, mut q: Question, tag: &PostId, reason: &Reason) -> Answer {
    let is_place = matches!(
        reason,
        Reason::NotInChannel
            | Reason::NoSuchChannel
            | Reason::Archived
            | Reason::MissingScope(_)
            | Reason::Revoked
    );
    if is_place || thread_of(ctx, &q).await?.is_none() {
        let Some(reply) = closed(ctx, &mut q).await? else { return Ok(Reply::nothing()) };
        let card = cards::could_not_go_on(q.place.as_ref(), reason, &q.body);
        return Ok(reply.say(Audience::Person(q.asker.clone()), card));
    }
    if !life::concerns(&q, Event::TurnOver) {
        return Ok(Reply::nothing());
    }
    let mut reply = Reply::nothing();
    for candidate in ctx.candidates().of_question(&q.id).await? {
        if candidate.tag.as_ref() == Some(tag) && candidate.state == CandidateState::Tagged {
            let line = cards::not_needed();
            reply = reply.with(turn::untag(ctx, &mut q, candidate, CandidateState::Released, line).await?);
        }
    }
    Ok(reply.with(turn::ask_next(ctx, &mut q, Because::First).await?))
}

/// It ends because nothing can be posted there; none if it is over already.
async fn closed(ctx: &mut Ctx, q: &mut Question) -> Result<Option<Reply>, Failure> {
    q.closed_because = Some(Closed::NoPlace);
    if !life::goes(ctx, q, Event::NoPlace).await? {
        return Ok(None);
    }
    let over = relay::over(ctx, q).await?;
    Ok(Some(turn::release(ctx, q, None).await?.with(over)))
}
