//! Somebody is erased: their questions are closed, what they were asked on goes on without them, and cards that show
//! their words or their name are changed.

use super::cards;
use super::follow;
use super::later;
use super::left;
use super::life::{self, Event};
use super::question::{CandidateState, Question, State};
use super::relay;
use super::shown;
use super::turn;
use crate::bot::{Answer, Ctx, Erasure, Failure};
use crate::chat::{Audience, PersonId, Reply};
use crate::search::{EvidenceId, EvidenceLog};

/// By now all that is theirs is under an id that is nobody's.
pub async fn erased(ctx: &mut Ctx, erasure: Erasure) -> Answer {
    let nobody = erasure.stand_in;
    let mut reply = Reply::nothing();
    for carried in ctx.participants().carried_by(&nobody).await? {
        ctx.relays().drop_carried(&carried.id).await?;
        if let Some(post) = carried.post {
            reply = reply.delete(post);
        }
    }
    for q in ctx.participants().questions_of(&nobody).await? {
        reply = reply.with(without_asker(ctx, q).await?);
    }
    for q in ctx.participants().questions_on_messages_of(&nobody).await? {
        reply = reply.with(follow::question_deleted(ctx, q).await?);
    }
    later::do_not_wait_for(ctx, &nobody).await?;
    for q in ctx.questions().questions_waiting_for(&nobody).await? {
        reply = reply.with(without_helper(ctx, q, &nobody).await?);
    }
    for q in ctx.participants().questions_with_part_of(&nobody).await? {
        reply = reply.with(turn::redraw(&q));
    }
    Ok(reply)
}

/// Their question: nobody is asked any more, and its words are nowhere.
async fn without_asker(ctx: &mut Ctx, mut q: Question) -> Answer {
    ctx.send_nothing_about(&q.id).await?;
    let mut reply = Reply::nothing();
    if q.state == State::Later {
        later::stop(ctx, &q).await?;
        life::goes(ctx, &mut q, Event::AskerGone).await?;
    }
    if q.is_going_on() && life::goes(ctx, &mut q, Event::AskerGone).await? {
        reply = relay::over(ctx, &q).await?.with(turn::release(ctx, &mut q, None).await?);
        if let Some(root) = q.root.clone() {
            reply = reply.say(Audience::Thread(root), cards::asker_is_gone());
        }
    }
    forget_words(ctx, &q).await?;
    // Why others came to mind is told in words of the question.
    let mut candidates = ctx.candidates().of_question(&q.id).await?;
    for candidate in &mut candidates {
        candidate.why.clear();
    }
    ctx.candidates().keep_candidates(&mut q, &candidates).await?;
    Ok(shown::redrawn(ctx, &q).await?.with(reply))
}

/// The words of a question are evidence also where they stand under nobody's name. An answer stays whoever gave it's.
async fn forget_words(ctx: &mut Ctx, q: &Question) -> Result<(), Failure> {
    let Some(place) = q.place.clone() else { return Ok(()) };
    // The first message of a thread in which they asked is somebody else's, unless it is the one they asked by.
    let is_theirs = q.thread.is_none() || (q.thread == q.source && q.source_author.is_none());
    if let Some(thread) = super::accept::thread_of(ctx, q).await?.filter(|_| is_theirs) {
        ctx.tx.of::<EvidenceLog>(&q.org).delete(&EvidenceId::message(&place, &thread)).await?;
    }
    Ok(())
}

/// A question that waits for them goes on.
async fn without_helper(ctx: &mut Ctx, q: Question, nobody: &PersonId) -> Answer {
    let candidates = ctx.candidates().of_question(&q.id).await?;
    let theirs = candidates.into_iter().find(|candidate| {
        candidate.person == *nobody
            && matches!(candidate.state, CandidateState::Tagged | CandidateState::Took)
    });
    match theirs {
        Some(candidate) => left::go_on(ctx, q, candidate, cards::helper_is_gone()).await,
        None => Ok(Reply::nothing()),
    }
}
