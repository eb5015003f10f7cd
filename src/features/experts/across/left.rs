//! Somebody who is asked or took a question is gone, or cannot be reached any more: it is said, and goes on.

use crate::bot::{Answer, Ctx, Failure, Happening};
use crate::chat::{PersonId, PostId, Reply};
use crate::features::experts::afar;
use crate::features::experts::cards;
use crate::features::experts::question::{Candidate, Progress, Question};
use crate::features::experts::store::{AcrossStore, CandidateStore, QuestionStore};

/// Somebody left: each question that waits for them goes on without them.
pub async fn left(ctx: &mut Ctx, happening: Happening) -> Answer {
    let Happening::Left { person } = happening else { return Ok(Reply::nothing()) };
    let org = ctx.org.clone();
    let mut reply = Reply::nothing();
    for q in ctx.tx.questions_waiting_for(&org, &person).await? {
        if let Some(candidate) = part_of(ctx, &q, &person).await? {
            let line = cards::has_left(&person);
            reply = reply.with(super::go_on(ctx, q, candidate, line).await?);
        }
    }
    Ok(reply)
}

/// What asked somebody one to one did not arrive; none if this post asked nobody.
pub async fn out_of_reach(ctx: &mut Ctx, post: &PostId) -> Result<Option<Reply>, Failure> {
    let org = ctx.org.clone();
    let Some((question, person)) = ctx.tx.question_of_tag(&org, post).await? else { return Ok(None) };
    let Some(q) = ctx.tx.question(&org, &question).await?.filter(Question::is_going_on) else {
        return Ok(Some(Reply::nothing()));
    };
    let Some(workspace) = afar::asked_in(ctx, &q, &person).await? else { return Ok(None) };
    let Some(candidate) = part_of(ctx, &q, &person).await? else { return Ok(Some(Reply::nothing())) };
    let line = cards::out_of_reach(&person, &workspace);
    Ok(Some(super::go_on(ctx, q, candidate, line).await?))
}

async fn part_of(ctx: &mut Ctx, q: &Question, person: &PersonId) -> Result<Option<Candidate>, Failure> {
    let candidates = ctx.tx.candidates(&q.org, &q.id).await?;
    Ok(candidates.into_iter().find(|candidate| {
        candidate.person == *person && matches!(candidate.state, Progress::Tagged | Progress::Took)
    }))
}
