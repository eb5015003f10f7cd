//! Steps: somebody is told once of each that they reach, and sees all of theirs on their own page.

use super::cards;
use super::rules::{self, Declared, Tally};
use crate::bot::{Answer, Ctx, Due, Failure, Parts};
use crate::chat::{PersonId, Reply, Standing};
use crate::people::name_today;

/// Somebody reached a step when they were not to be told of it.
pub const STEPS: &str = "kudos.steps";

/// Something was counted for this person: tells them which badges are new to them, or puts it off until they may be told.
/// What is lost until then is not told; what was told before is not told again.
pub async fn reached(ctx: &mut Ctx, person: &PersonId) -> Answer {
    let now = ctx.now;
    let tally = tally(ctx, person).await?;
    let before = ctx.badges().steps_told(person).await?;
    if rules::news(&tally, &before).is_empty() {
        return Ok(Reply::nothing());
    }
    // Whoever tells them at this very moment is waited for, so that nothing is told twice.
    ctx.turns().take_turn(person).await?;
    let told = ctx.badges().steps_told(person).await?;
    let news = rules::news(&tally, &told);
    if news.is_empty() {
        return Ok(Reply::nothing());
    }
    let Some(opens) = ctx.next_allowed_at(person).await? else { return Ok(Reply::nothing()) };
    if opens > now {
        ctx.schedule(opens, STEPS, person.as_str(), &()).await?;
        return Ok(Reply::nothing());
    }
    for step in rules::reached(&tally).difference(&told) {
        ctx.badges().keep_step_told(person, step, now).await?;
    }
    Ok(Reply::nothing().notify(ctx.new_post_id(), person.clone(), cards::new_badges(&news)))
}

/// They may be told by now.
pub async fn due(ctx: &mut Ctx, due: Due) -> Answer {
    reached(ctx, &PersonId::new(&due.key)).await
}

/// Their badges, on their own page.
pub async fn own_page(ctx: &mut Ctx, person: PersonId) -> Parts {
    let known = ctx.people().person(&person).await?;
    if known.is_none_or(|person| person.standing != Standing::Member) {
        return Ok(Vec::new());
    }
    let tally = tally(ctx, &person).await?;
    let awarded = ctx.badges().awards_of(&person).await?;
    let first = ctx.contributions().first_contribution(&person).await?;
    let (topics, declared) = (ctx.knowledge().topics().await?, declared(ctx));
    let today = |topic: Option<String>| topic.map(|name| name_today(&name, &topics));
    let first = first.and_then(|(kind, topic)| Some((declared.family(&kind)?, today(topic))));
    Ok(cards::own_page(&rules::earned(&tally), first.as_ref(), &rules::next(&tally), &awarded))
}

/// How much somebody did, counted from what is kept. Topics go by the names that they have today.
async fn tally(ctx: &mut Ctx, person: &PersonId) -> Result<Tally, Failure> {
    let registry = ctx.registry.clone();
    let contributions = ctx.contributions().contributions_of(person).await?;
    let itself = registry.count_badges(ctx, person).await?;
    let topics = ctx.knowledge().topics().await?;
    Ok(rules::tally(&declared(ctx), &contributions, &itself, |name| name_today(name, &topics)))
}

fn declared(ctx: &Ctx) -> Declared {
    Declared { badges: ctx.registry.badges(), kinds: ctx.registry.contributions() }
}
