//! A person's own page: what they have set, and what the bot believes about them.

use super::cards;
use super::rules::{self, Beliefs, Seen};
use crate::bot::{Answer, Call, Command, Ctx, Failure, Parts};
use crate::chat::{Card, PersonId, Press, Reply, Standing};
use crate::people::{Caller, CompanySettings, Person, Skill};

/// Answers looked at for one page, the newest of them.
const LOOKED_AT: i64 = 2000;

/// `/lyceum me`.
pub async fn me(ctx: &mut Ctx, call: Call<Command>) -> Answer {
    Ok(Reply::only_you(card(ctx, &call.by.person).await?))
}

/// "What I believe about you".
pub async fn see(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    Ok(Reply::only_you(card(ctx, &call.by.person).await?))
}

/// My part of my home page.
pub async fn home(ctx: &mut Ctx, caller: Caller) -> Parts {
    if !is_asked(ctx, caller.standing).await? {
        return Ok(Vec::new());
    }
    let (person, skills, champion_of) = known(ctx, &caller.person).await?;
    Ok(cards::home(&person, &skills, &champion_of, ctx.now))
}

/// Questions come to them: whoever is never asked sets no hours for it, and is told no limit of it.
async fn is_asked(ctx: &mut Ctx, standing: Standing) -> Result<bool, Failure> {
    Ok(match standing {
        Standing::Member => true,
        Standing::Guest => ctx.settings::<CompanySettings>().await?.guests_may_be_experts,
        _ => false,
    })
}

/// The page as it is now.
pub(super) async fn card(ctx: &mut Ctx, me: &PersonId) -> Result<Card, Failure> {
    let (person, skills, champion_of) = known(ctx, me).await?;
    let beliefs = beliefs(ctx, me, &skills, &champion_of).await?;
    let registry = ctx.registry.clone();
    let others = registry.own_page(ctx, me).await?;
    let erased_at = super::requests::erased_at(ctx, me).await?;
    let settings = if is_asked(ctx, person.standing).await? {
        cards::settings(&person, &skills, &champion_of, ctx.now)
    } else {
        Vec::new()
    };
    let mut card = cards::me(settings, others, &beliefs, ctx.now);
    card.parts.extend(cards::own_data(erased_at));
    Ok(card.note("Only you see this."))
}

/// Who they are, what they say they know, and what they are champion of.
pub(super) async fn known(
    ctx: &mut Ctx,
    me: &PersonId,
) -> Result<(Person, Vec<Skill>, Vec<String>), Failure> {
    let person =
        ctx.people().person(me).await?.ok_or_else(|| Failure::Broken(anyhow::anyhow!("no such person")))?;
    let skills = ctx.knowledge().skills_of(me).await?;
    let champion_of = ctx.knowledge().champion_of(me).await?;
    Ok((person, skills, champion_of))
}

async fn beliefs(
    ctx: &mut Ctx,
    me: &PersonId,
    skills: &[Skill],
    champion_of: &[String],
) -> Result<Beliefs, Failure> {
    let given = ctx.answers().given_by(me, LOOKED_AT).await?;
    let named = ctx.named_topics().await?;
    let corrections = ctx.corrections().corrections_of(me).await?;
    let seen = Seen { given: &given, named: &named, skills, champion_of, corrections: &corrections };
    Ok(rules::beliefs(seen, ctx.now))
}
