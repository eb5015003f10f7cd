//! What other rooms tell: every contribution is kept once, for badges; points follow as far as the week allows.

use chrono::TimeDelta;

use super::badges::{self};
use super::kinds::{ANSWER, Kind};
use super::store::{Contribution, Grant};
use crate::bot::{Answer, Ctx, Failure, Happening};
use crate::chat::{PersonId, PlaceId, Reply, Standing};

/// Something somebody did, as it is heard.
struct Heard {
    kind: Kind,
    id: String,
    person: PersonId,
    /// Who had it of them, where somebody is to be named.
    thanks_to: Option<PersonId>,
    topic: Option<String>,
    /// Where others could see it, if it was in a channel.
    place: Option<PlaceId>,
}

/// Hears what happened elsewhere.
pub async fn heard(ctx: &mut Ctx, happening: Happening) -> Answer {
    match happening {
        Happening::AnswerReopened { question, .. } => {
            let source = ANSWER.source(&question);
            ctx.contributions().take_back_contributions(&source).await?;
            ctx.ledger().forget_grants(&source).await?;
        }
        Happening::TopicRenamed { from, to } => ctx.contributions().rename_thanked_topic(&from, &to).await?,
        Happening::Joined { from, into } => {
            ctx.ledger().move_grants(&from, &into).await?;
            ctx.policies().move_decisions(&from, &into).await?;
            ctx.contributions().move_contributions(&from, &into).await?;
            ctx.badges().move_badges(&from, &into).await?;
            return badges::reached(ctx, &into).await;
        }
        other => {
            if let Some(heard) = contribution(other) {
                return contributed(ctx, heard).await;
            }
        }
    }
    Ok(Reply::nothing())
}

/// The contribution in it, if there is one. Nobody does something for themselves.
fn contribution(happening: Happening) -> Option<Heard> {
    let heard = match happening {
        Happening::AnswerAccepted { question, asker, expert, topic, place } => {
            Heard { kind: ANSWER, id: question, person: expert, thanks_to: asker, topic, place }
        }
        _ => return None,
    };
    (heard.thanks_to.as_ref() != Some(&heard.person)).then_some(heard)
}

async fn contributed(ctx: &mut Ctx, heard: Heard) -> Answer {
    let now = ctx.now;
    let known = ctx.people().person(&heard.person).await?;
    if !known.is_some_and(|person| matches!(person.standing, Standing::Member | Standing::Unknown)) {
        return Ok(Reply::nothing());
    }
    // What they contribute at the same time waits here, so that the week's limit holds and no step is missed.
    ctx.ledger().take_turn(&heard.person).await?;
    let contribution = Contribution {
        id: ctx.fresh(),
        kind: heard.kind.word.to_owned(),
        source: heard.kind.source(&heard.id),
        person: heard.person.clone(),
        thanks_to: heard.thanks_to.clone(),
        topic: heard.topic.clone(),
        at: now.into(),
    };
    if !ctx.contributions().keep_contribution(&contribution).await? {
        return Ok(Reply::nothing());
    }
    reward(ctx, &heard).await?;
    badges::reached(ctx, &heard.person).await
}

/// Its points, unless the week has brought enough of its kind.
async fn reward(ctx: &mut Ctx, heard: &Heard) -> Result<(), Failure> {
    let (now, kind) = (ctx.now, heard.kind);
    let week = ctx.ledger().earned(&heard.person, kind.word, now - TimeDelta::days(7)).await?;
    if week >= kind.a_week {
        return Ok(());
    }
    let giver = heard.thanks_to.as_ref().unwrap_or(&heard.person);
    let grant = Grant {
        kind: kind.word.to_owned(),
        amount: kind.points,
        topic: heard.topic.clone(),
        place: heard.place.clone(),
        ..Grant::new(ctx.fresh(), &kind.source(&heard.id), giver, &heard.person, (now, chrono_tz::UTC))
    };
    ctx.ledger().keep_grant(&grant).await?;
    Ok(())
}
