//! What other rooms tell: an accepted answer is worth a point, and a reopened one takes it back.

use chrono::TimeDelta;

use super::rules;
use super::store::{Grant, KudosStore};
use crate::bot::{Answer, Ctx, Happening};
use crate::chat::Reply;

/// Hears what happened elsewhere.
pub async fn heard(ctx: &mut Ctx, happening: Happening) -> Answer {
    let (org, now) = (ctx.org.clone(), ctx.now);
    match happening {
        Happening::AnswerAccepted { question, asker, expert, topic } if asker != expert => {
            // Whoever answers at the same time waits here, so that the week's cap holds.
            ctx.tx.take_turn(&org, &expert).await?;
            let week = ctx.tx.earned(&org, &expert, "answer", now - TimeDelta::days(7)).await?;
            if week < rules::ANSWERS_A_WEEK {
                let (day, month) = rules::day_and_month(now, chrono_tz::UTC);
                let grant = Grant {
                    id: ctx.fresh(),
                    kind: "answer".to_owned(),
                    source: source(&question),
                    giver: asker,
                    receiver: expert,
                    amount: 1,
                    reason: String::new(),
                    topic,
                    company_value: None,
                    given_at: now.into(),
                    local_day: day,
                    local_month: month,
                    post: None,
                    place: None,
                    roundup: None,
                    undone_at: None,
                };
                ctx.tx.keep_grant(&org, &grant).await?;
            }
        }
        Happening::AnswerReopened { question, .. } => {
            ctx.tx.forget_grants(&org, &source(&question)).await?;
        }
        Happening::Joined { from, into } => ctx.tx.move_grants(&org, &from, &into).await?,
        _ => {}
    }
    Ok(Reply::nothing())
}

fn source(question: &str) -> String {
    format!("answer {question}")
}
