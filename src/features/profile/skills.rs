//! What a person says they know, said to the company and to the index alike.

use crate::bot::{Ctx, Failure};
use crate::chat::PersonId;
use crate::people::Skill;
use crate::search::{Declared, Source};

/// What a person says they know, instead of what they said before. The index learns of it with the same commit.
pub(super) async fn say(ctx: &mut Ctx, me: &PersonId, skills: &[Skill]) -> Result<(), Failure> {
    let now = ctx.now;
    ctx.knowledge().set_skills(me, skills).await?;
    ctx.evidence().declare(me, Source::Skill, &Declared::skills(Skill::known(skills)), now).await?;
    Ok(())
}

/// What one person wrote and declared is another's from now on.
pub(super) async fn declare_anew(ctx: &mut Ctx, from: &PersonId, into: &PersonId) -> Result<(), Failure> {
    let now = ctx.now;
    ctx.evidence().declare(from, Source::Skill, &[], now).await?;
    ctx.evidence().give(from, into).await?;
    let skills = ctx.knowledge().skills_of(into).await?;
    ctx.evidence().declare(into, Source::Skill, &Declared::skills(Skill::known(&skills)), now).await?;
    Ok(())
}
