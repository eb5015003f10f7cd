//! For the lead: open questions, topics without an expert, and why somebody was chosen.

use chrono::TimeDelta;

use super::cards;
use super::question::State;
use super::store::{CandidateStore, QuestionStore};
use crate::bot::{Answer, Call, Command, Ctx, Failure, Parts};
use crate::chat::Reply;
use crate::people::Caller;

/// Open questions shown at the most.
const OPEN: i64 = 50;

/// `/lyceum why`: the last question of the company.
pub async fn why(ctx: &mut Ctx, call: Call<Command>) -> Answer {
    let org = ctx.org.clone();
    let _ = call;
    let Some(q) = ctx.tx.last_question(&org).await? else {
        return Err(Failure::refused("Nobody has asked anything yet."));
    };
    let candidates = ctx.tx.candidates(&org, &q.id).await?;
    Ok(Reply::only_you(cards::why(&q, &candidates)))
}

/// The lead's part of the home page.
pub async fn home(ctx: &mut Ctx, caller: Caller) -> Parts {
    if !caller.lead {
        return Ok(Vec::new());
    }
    let (org, now) = (ctx.org.clone(), ctx.now);
    let mut open = ctx.tx.questions(&org, State::Open, OPEN).await?;
    open.extend(ctx.tx.questions(&org, State::Taken, OPEN).await?);
    let without = ctx.tx.without_expert(&org, now - TimeDelta::days(90)).await?;
    let tally = ctx.tx.tally(&org, now - TimeDelta::days(30)).await?;
    Ok(cards::home(&open, &without, &tally))
}
