//! `/kudos mine`: nobody else is shown it.

use super::cards;
use super::policy::Allowance;
use super::rules;
use super::terms::terms;
use crate::bot::{Answer, Call, Command, Ctx};
use crate::chat::{Reply, Standing};

/// Thanks shown at the most.
const SHOWN: i64 = 10;

/// What somebody gave, was given, and can still give.
pub async fn mine(ctx: &mut Ctx, call: Call<Command>) -> Answer {
    let (now, me) = (ctx.now, call.by.person);
    let allowance = terms(ctx, &me).await?.allowance;
    let (day, month) = rules::day_and_month(now, call.by.time_zone);
    let (today, this_month) = ctx.ledger().given(&me, &day, &month).await?;
    let left = Allowance { a_day: allowance.a_day - today, a_month: allowance.a_month - this_month };
    // Whether they can give at all is not known of everybody yet.
    let left = Some(left).filter(|_| call.by.standing == Standing::Member);
    let received = ctx.ledger().received(&me).await?;
    let handed_out = ctx.ledger().handed_out(&me).await?;
    let last = ctx.ledger().thanked_for(&me, SHOWN).await?;
    let card = cards::mine(received, handed_out, left, &last, &ctx.registry.contributions());
    Ok(Reply::only_you(card))
}
