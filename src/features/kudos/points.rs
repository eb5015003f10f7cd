//! What other features tell: a contribution that is kept brings points, as far as the week allows.

use chrono::TimeDelta;

use super::store::Grant;
use crate::bot::{Answer, BadgeFamily, Contribution, Ctx, DomainEvent, Failure};
use crate::chat::{PersonId, Reply};

/// People thanked by hand, each once. Whoever thanks for the first time has just been told so.
pub static THANKED: BadgeFamily = BadgeFamily {
    word: "thanked",
    sign: "🙌",
    one: "person thanked",
    many: "people thanked",
    by_topic: false,
    first_is_told: false,
};

/// How many people somebody has thanked.
pub async fn thanked(ctx: &mut Ctx, person: PersonId) -> Result<i64, Failure> {
    Ok(ctx.ledger().handed_out(&person).await?.people)
}

/// Hears what happened elsewhere.
pub async fn heard(ctx: &mut Ctx, domain_event: DomainEvent) -> Answer {
    match domain_event {
        DomainEvent::ContributionKept(contribution) => reward(ctx, &contribution).await?,
        DomainEvent::ContributionWithdrawn { kind, id } => {
            ctx.ledger().forget_grants(&kind.source(&id)).await?;
        }
        DomainEvent::TopicRenamed { from, to } => ctx.ledger().rename_thanked_topic(&from, &to).await?,
        _ => {}
    }
    Ok(Reply::nothing())
}

/// Its points, unless the week has brought enough of its kind.
async fn reward(ctx: &mut Ctx, contribution: &Contribution) -> Result<(), Failure> {
    let (now, kind, person) = (ctx.now, contribution.kind, &contribution.person);
    // What they are rewarded for at the same time waits here, so that the week's limit holds.
    ctx.turns().take_turn(person).await?;
    let week = ctx.ledger().earned(person, kind.word, now - TimeDelta::days(7)).await?;
    if week >= kind.a_week {
        return Ok(());
    }
    let giver = contribution.thanks_to.as_ref().unwrap_or(person);
    let grant = Grant {
        kind: kind.word.to_owned(),
        amount: kind.points,
        topic: contribution.topic.clone(),
        place: contribution.place.clone(),
        ..Grant::new(ctx.new_id(), &kind.source(&contribution.id), giver, person, (now, chrono_tz::UTC))
    };
    ctx.ledger().keep_grant(&grant).await?;
    Ok(())
}
