//! The home page and the help.

use super::cards;
use crate::bot::{Answer, Call, Command, Ctx, Failure, FirstStep};
use crate::chat::{PlaceKind, Reply};
use crate::people::Caller;

/// `/lyceum`: the page here, and on the platform's own home page where it has one.
pub async fn open(ctx: &mut Ctx, call: Call<Command>) -> Answer {
    if !call.what.words.is_empty() {
        return help(ctx, call).await;
    }
    let card = page(ctx, &call.by).await?;
    Ok(Reply::only_you(card.clone()).home(&call.by.person, card))
}

/// The platform's own home page is looked at.
pub async fn draw(ctx: &mut Ctx, caller: Caller) -> Answer {
    let card = page(ctx, &caller).await?;
    Ok(Reply::nothing().home(&caller.person, card))
}

/// The bot was just added: what to do first.
pub async fn welcome(ctx: &mut Ctx, call: Call<()>) -> Answer {
    let alone = call.at.kind == PlaceKind::Direct;
    let steps = ctx.registry.first_steps(if alone { FirstStep::Direct } else { FirstStep::Channel });
    Ok(Reply::here(cards::welcome(alone, steps)))
}

/// `/lyceum help`, and whatever is typed after `/lyceum` that nobody knows.
pub async fn help(ctx: &mut Ctx, call: Call<Command>) -> Answer {
    Ok(Reply::only_you(cards::help(&ctx.registry.commands(), call.by.lead)))
}

/// The page as it is now.
async fn page(ctx: &mut Ctx, caller: &Caller) -> Result<crate::chat::Card, Failure> {
    let registry = ctx.registry.clone();
    let parts = registry.home(ctx, caller).await?;
    Ok(cards::page(&caller.name, registry.first_steps(FirstStep::Home), parts))
}

/// The page again, in place of the one that was looked at.
pub async fn redraw(ctx: &mut Ctx, by: Caller) -> Answer {
    let card = page(ctx, &by).await?;
    Ok(Reply::nothing().replace(card.clone()).home(&by.person, card))
}
