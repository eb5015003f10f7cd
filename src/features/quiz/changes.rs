//! What happens elsewhere and to people: two who are one, a topic that is called otherwise, somebody who is erased.

use super::{cards, follow_up, recall};
use crate::bot::{Answer, Ctx, DomainEvent, Erasure, Failure};
use crate::chat::{PersonId, Reply};

/// So many of somebody's newest attempts are looked at when two people turn out to be one.
const MOST_ATTEMPTS: i64 = 100;

/// Hears what happened elsewhere.
pub async fn heard(ctx: &mut Ctx, domain_event: DomainEvent) -> Answer {
    match domain_event {
        DomainEvent::Joined { into, .. } => go_on(ctx, &into).await?,
        DomainEvent::TopicRenamed { from, to } => ctx.quizzes().rename_topic_of_quizzes(&from, &to).await?,
        _ => {}
    }
    Ok(Reply::nothing())
}

/// What was put off for whoever is no more is put off for who they are: the second half of a pair, and what comes back.
async fn go_on(ctx: &mut Ctx, person: &PersonId) -> Result<(), Failure> {
    let now = ctx.now;
    for attempt in ctx.attempts().handed_in_by(person, MOST_ATTEMPTS).await? {
        let Some(run) = ctx.runs().run(&attempt.run).await?.filter(|_| !attempt.is_late) else { continue };
        let follow_up = ctx.runs().follow_up_of(&run.id).await?;
        if follow_up.is_some_and(|follow_up| follow_up.opens_at.utc() > now) {
            follow_up::ask_later(ctx, &run, person).await?;
        }
    }
    recall::put_off(ctx, person).await
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
