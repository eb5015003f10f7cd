//! One person on Slack and on Teams: shown by a code that is made on one side and typed on the other.

use super::cards;
use super::skills;
use crate::bot::{Answer, Call, Command, Ctx, Failure};
use crate::chat::Reply;
use crate::people::Linking;

/// `/lyceum link`: a code; `/lyceum link CODE`: whoever it belongs to and I are one person. Never by an e-mail address
/// alone, which somebody else may have been given.
pub async fn link(ctx: &mut Ctx, call: Call<Command>) -> Answer {
    let code = call.what.words.rest().words().trim().to_owned();
    if code.is_empty() { make(ctx, &call).await } else { take(ctx, &call, &code).await }
}

async fn make(ctx: &mut Ctx, call: &Call<Command>) -> Answer {
    let now = ctx.now;
    let code = ctx.ids.code();
    ctx.account_links().keep_code(&code, &call.by.person, &call.by.account, now).await?;
    Ok(Reply::only_you(cards::your_code(&code, here(ctx))))
}

async fn take(ctx: &mut Ctx, call: &Call<Command>, code: &str) -> Answer {
    let now = ctx.now;
    let (into, account) = match ctx.account_links().take_code(code, &call.by.account, now).await? {
        Linking::Whose(person, account) => (person, account),
        // What was missed is to be counted, so this is an answer and no refusal.
        Linking::Nobodys => return Ok(Reply::only_you(cards::not_a_code())),
        Linking::TooMany => return Ok(Reply::only_you(cards::too_many_codes())),
    };
    let from = call.by.person.clone();
    if from == into {
        // Refused, so that the code stays good.
        return Err(Failure::Refused(cards::already_linked()));
    }
    let theirs = ctx.account_links().workspaces_of(&into).await?;
    let mine = ctx.account_links().workspaces_of(&from).await?;
    if theirs.iter().any(|workspace| mine.contains(workspace)) {
        return Err(Failure::Refused(cards::both_here()));
    }
    ctx.merge(&from, &into).await?;
    skills::declare_anew(ctx, &from, &into).await?;
    Ok(Reply::only_you(cards::linked(platform(account.platform()))))
}

/// Where the code is to be typed: on the other side.
fn here(ctx: &Ctx) -> &'static str {
    match ctx.workspace.platform() {
        "slack" => "Microsoft Teams",
        "teams" => "Slack",
        _ => "the other place",
    }
}

fn platform(name: &str) -> &'static str {
    match name {
        "slack" => "Slack",
        "teams" => "Microsoft Teams",
        _ => "the other place",
    }
}
