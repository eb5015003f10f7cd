//! A champion awards a badge, with a reason; whoever awarded it or a lead can take it back.

use super::cards;
use super::list::awardable;
use super::rules::LONGEST;
use super::store::Award;
use crate::bot::{Answer, Call, Ctx, Due, Failure, is_reason};
use crate::chat::{PersonId, Press, Reply, Standing, Submission};
use crate::people::Caller;

/// Somebody was awarded a badge when they were not to be told of it.
pub const AWARDED: &str = "kudos.awarded";

/// Awards shown at once.
const PAGE: i64 = 10;

/// "Award a badge".
pub async fn open(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let badges = awardable(ctx, &call.by).await?;
    if badges.is_empty() {
        return Err(Failure::Refused(cards::only_champions()));
    }
    Ok(Reply::open(cards::award(&badges)))
}

/// The form came back. All that is wrong is told at once.
pub async fn filled_in(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let now = ctx.now;
    let badges = awardable(ctx, &call.by).await?;
    if badges.is_empty() {
        return Err(Failure::Refused(cards::only_champions()));
    }
    let mut errors = Reply::nothing();
    let badge = badges.into_iter().find(|badge| Some(badge.id.as_str()) == call.what.value("badge"));
    if badge.is_none() {
        errors = errors.with(Reply::error("badge", cards::choose_one()));
    }
    let receiver = match receiver(ctx, &call).await? {
        Ok(receiver) => Some(receiver),
        Err(why) => {
            errors = errors.with(Reply::error("person", why));
            None
        }
    };
    let reason = call.what.value("reason").unwrap_or_default();
    let length = reason.chars().count();
    if length > LONGEST || !is_reason(reason) {
        errors = errors.with(Reply::error("reason", cards::wrong_reason(length)));
    }
    let (Some(badge), Some(receiver), true) = (badge, receiver, errors.errors.is_empty()) else {
        return Ok(errors);
    };
    let award = Award {
        badge: badge.id,
        name: badge.name,
        emoji: badge.emoji,
        person: receiver.person,
        giver: call.by.person,
        reason: reason.to_owned(),
        told_at: None,
    };
    if !ctx.badges().keep_award(&award, now).await? {
        return Ok(Reply::error("person", cards::has_it(&receiver.name)));
    }
    let told = tell(ctx, &award).await?;
    Ok(Reply::only_you(cards::awarded(&award)).with(told))
}

/// Who is to have it, or why they cannot.
async fn receiver(ctx: &mut Ctx, call: &Call<Submission>) -> Result<Result<Caller, String>, Failure> {
    let Some(account) = call.what.account("person") else { return Ok(Err(cards::nobody().to_owned())) };
    let (workspace, fresh, now) = (ctx.workspace.clone(), ctx.new_id(), ctx.now);
    let person = ctx.accounts().caller(&workspace, &account, &fresh, now).await?;
    if person.person == call.by.person {
        return Ok(Err(cards::oneself().to_owned()));
    }
    if person.standing != Standing::Member {
        return Ok(Err(cards::cannot(&person.name, person.standing)));
    }
    Ok(Ok(person))
}

/// Tells the receiver who awarded it and what for: now, or when they may be told.
async fn tell(ctx: &mut Ctx, award: &Award) -> Answer {
    let now = ctx.now;
    let Some(opens) = ctx.next_allowed_at(&award.person).await? else { return Ok(Reply::nothing()) };
    if opens > now {
        ctx.schedule(opens, AWARDED, &name(award), &()).await?;
        return Ok(Reply::nothing());
    }
    ctx.badges().keep_award_told(&award.badge, &award.person, now).await?;
    Ok(Reply::nothing().notify(ctx.new_post_id(), award.person.clone(), cards::you_were_awarded(award)))
}

/// They may be told by now. What was taken back by then is not told.
pub async fn due(ctx: &mut Ctx, due: Due) -> Answer {
    match find(ctx, &due.key).await? {
        Some(award) if award.told_at.is_none() => tell(ctx, &award).await,
        _ => Ok(Reply::nothing()),
    }
}

/// "Take it back".
pub async fn take_back(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let gone = || Ok(Reply::nothing().replace(cards::gone_already()));
    let Some(award) = find(ctx, &call.what.value).await? else { return gone() };
    if award.giver != call.by.person && !call.by.lead {
        return Err(Failure::Refused(cards::not_yours()));
    }
    if !ctx.badges().drop_award(&award.badge, &award.person).await? {
        return gone();
    }
    ctx.cancel(AWARDED, &name(&award)).await?;
    let mut reply = Reply::nothing().replace(cards::taken_back());
    if award.told_at.is_some() {
        reply = reply.notify(ctx.new_post_id(), award.person.clone(), cards::yours_was_taken_back(&award));
    }
    if award.giver != call.by.person {
        reply = reply.notify(ctx.new_post_id(), award.giver.clone(), cards::lead_took_it_back(&award));
    }
    Ok(reply)
}

/// "Awarded so far": a champion sees what they awarded, a lead sees all.
pub async fn given(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let by = &call.by;
    if !by.lead && ctx.knowledge().champion_of(&by.person).await?.is_empty() {
        return Err(Failure::Refused(cards::only_champions()));
    }
    let page = call.what.value.parse::<i64>().ok();
    let after = page.unwrap_or_default().clamp(0, 1_000_000);
    let giver = Some(&by.person).filter(|_| !by.lead);
    let mut awards = ctx.badges().awards(giver, after, PAGE + 1).await?;
    let more = awards.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    awards.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let earlier = more.then_some(after + PAGE);
    let later = (after > 0).then(|| (after - PAGE).max(0));
    let card = cards::awards(&awards, earlier, later, by.lead);
    Ok(if page.is_none() { Reply::only_you(card) } else { Reply::nothing().replace(card) })
}

/// What an award is called where it is put off and on its button.
fn name(award: &Award) -> String {
    format!("{} {}", award.badge, award.person)
}

async fn find(ctx: &mut Ctx, name: &str) -> Result<Option<Award>, Failure> {
    let Some((badge, person)) = name.split_once(' ') else { return Ok(None) };
    Ok(ctx.badges().award(badge, &PersonId::new(person)).await?)
}
