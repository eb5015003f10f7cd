//! `/kudos badges`: which there are, and what they are for.

use super::cards;
use super::rules::may_award;
use super::store::OwnBadge;
use crate::bot::{Answer, Call, Command, Ctx, Failure};
use crate::chat::{Card, Reply, Standing};
use crate::people::{Caller, name_today};

/// Shows them to whoever asks.
pub async fn show(ctx: &mut Ctx, call: Call<Command>) -> Answer {
    Ok(Reply::only_you(card(ctx, &call.by).await?))
}

/// The list as this person sees it.
pub(super) async fn card(ctx: &mut Ctx, by: &Caller) -> Result<Card, Failure> {
    // The company's own are for colleagues.
    let badges = if by.standing == Standing::Member { Some(badges(ctx).await?) } else { None };
    let champion =
        by.standing == Standing::Member && !ctx.knowledge().champion_of(&by.person).await?.is_empty();
    let may_award = !awardable(ctx, by).await?.is_empty();
    let families = ctx.registry.badges();
    Ok(cards::list(&families, badges.as_deref(), by.lead, may_award, by.lead || champion))
}

/// The badges that can be awarded, with their topics as they are called today.
pub(super) async fn badges(ctx: &mut Ctx) -> Result<Vec<OwnBadge>, Failure> {
    let topics = ctx.knowledge().topics().await?;
    let mut badges = ctx.badges().badges().await?;
    for badge in &mut badges {
        badge.topic = badge.topic.take().map(|name| name_today(&name, &topics));
    }
    Ok(badges)
}

/// The badges that this person may award.
pub(super) async fn awardable(ctx: &mut Ctx, by: &Caller) -> Result<Vec<OwnBadge>, Failure> {
    if by.standing != Standing::Member {
        return Ok(Vec::new());
    }
    let champion_of = ctx.knowledge().champion_of(&by.person).await?;
    let mut badges = badges(ctx).await?;
    badges.retain(|badge| may_award(badge.topic.as_deref(), &champion_of));
    Ok(badges)
}
