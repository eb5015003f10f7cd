//! What happens elsewhere and to people: two who are one, a topic that is called otherwise, somebody who is erased.

use super::cards;
use crate::bot::{Answer, Ctx, DomainEvent, Erasure};
use crate::chat::Reply;

/// Hears what happened elsewhere.
pub async fn heard(ctx: &mut Ctx, domain_event: DomainEvent) -> Answer {
    match domain_event {
        DomainEvent::Joined { from, into } => {
            ctx.quizzes().move_quizzes(&from, &into).await?;
            ctx.attempts().move_attempts(&from, &into).await?;
            ctx.reviews().move_reviews(&from, &into).await?;
        }
        DomainEvent::TopicRenamed { from, to } => ctx.quizzes().rename_topic_of_quizzes(&from, &to).await?,
        _ => {}
    }
    Ok(Reply::nothing())
}

/// Somebody is erased. By now their quizzes ask nothing any more and are under an id that is nobody's: cards that show them
/// lose their words, and nobody is asked them any more.
pub async fn erased(ctx: &mut Ctx, erasure: Erasure) -> Answer {
    let now = ctx.now;
    let mut reply = Reply::nothing();
    for quiz in ctx.quizzes().owned_by(&erasure.stand_in, 10_000).await? {
        for run in ctx.runs().of_quiz(&quiz.id).await? {
            ctx.runs().close(&run.id, now).await?;
            for (_, post) in ctx.runs().places(&run.id).await? {
                reply = reply.edit(post, cards::gone_from());
            }
        }
    }
    Ok(reply)
}
