//! What other features tell: every contribution is kept once, and whoever has reached a step is told.

use super::reached::reached;
use super::store::Kept;
use crate::bot::{Answer, Contribution, Ctx, DomainEvent};
use crate::chat::{Reply, Standing};

/// Hears what happened elsewhere.
pub async fn heard(ctx: &mut Ctx, domain_event: DomainEvent) -> Answer {
    match domain_event {
        // Nobody does something for themselves.
        DomainEvent::Contributed(it) if it.thanks_to.as_ref() == Some(&it.person) => {}
        DomainEvent::Contributed(contribution) => return contributed(ctx, contribution).await,
        DomainEvent::ContributionWithdrawn { kind, id } => {
            ctx.contributions().take_back_contributions(&kind.source(&id)).await?;
        }
        DomainEvent::Thanked { giver } => return reached(ctx, &giver).await,
        DomainEvent::TopicRenamed { from, to } => ctx.contributions().rename_topic(&from, &to).await?,
        DomainEvent::Joined { into, .. } => return reached(ctx, &into).await,
        _ => {}
    }
    Ok(Reply::nothing())
}

/// Keeps it, and publishes that for whoever rewards it. Guests, people from outside and whoever left contribute nothing.
async fn contributed(ctx: &mut Ctx, contribution: Contribution) -> Answer {
    let person = contribution.person.clone();
    let known = ctx.people().person(&person).await?;
    if !known.is_some_and(|person| matches!(person.standing, Standing::Member | Standing::Unknown)) {
        return Ok(Reply::nothing());
    }
    // What they contribute at the same time waits here, so that no step is missed.
    ctx.turns().take_turn(&person).await?;
    let kept = Kept {
        id: ctx.new_id(),
        kind: contribution.kind.word.to_owned(),
        source: contribution.kind.source(&contribution.id),
        person: person.clone(),
        thanks_to: contribution.thanks_to.clone(),
        topic: contribution.topic.clone(),
        at: ctx.now.into(),
    };
    if !ctx.contributions().keep_contribution(&kept).await? {
        return Ok(Reply::nothing());
    }
    ctx.publish(DomainEvent::ContributionKept(contribution));
    reached(ctx, &person).await
}
