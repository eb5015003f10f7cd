//! The question itself could not be posted: the asker is told, and nobody is asked.

use super::cards;
use super::question::State;
use super::store::QuestionStore;
use super::timers::{ESCALATE, FOLLOW_UP, REMIND};
use crate::bot::{Answer, Ctx, Happening};
use crate::chat::{Audience, Reply};

/// Something did not arrive.
pub async fn undelivered(ctx: &mut Ctx, happening: Happening) -> Answer {
    let Happening::Undelivered { post: Some(post), place, reason, .. } = happening else {
        return Ok(Reply::nothing());
    };
    if let Some(reply) = super::across::out_of_reach(ctx, &post).await? {
        return Ok(reply);
    }
    let (org, now) = (ctx.org.clone(), ctx.now);
    let Some(q) = ctx.tx.question_of_root(&org, &post).await?.filter(super::question::Question::is_going_on)
    else {
        return Ok(Reply::nothing());
    };
    // An earlier version of the card may be there: only a question that never arrived is taken back.
    if super::accept::thread_of(ctx, &q).await?.is_some() && q.thread.is_none() {
        return Ok(Reply::nothing());
    }
    ctx.tx.move_question(&org, &q.id, q.state, State::Withdrawn, now).await?;
    for kind in [ESCALATE, REMIND, FOLLOW_UP] {
        ctx.never_mind(kind, &q.id).await?;
    }
    let card = cards::could_not_post(place.as_ref().or(q.place.as_ref()), &reason, &q.body);
    Ok(Reply::nothing().say(Audience::Person(q.asker.clone()), card))
}
