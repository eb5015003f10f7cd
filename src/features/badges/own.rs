//! A company's own badges: a lead adds, renames and retires them.

use super::actions;
use super::cards;
use super::list;
use super::rules::{self, MOST_BADGES};
use super::store::OwnBadge;
use crate::bot::{Answer, Call, Ctx, Failure};
use crate::chat::{FieldError, Press, Reply, Submission};

/// "Add a badge", "Change".
pub async fn open(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let badges = list::badges(ctx).await?;
    let badge = badges.iter().find(|badge| badge.id == call.what.value);
    if badge.is_none() {
        may_be_added(&badges, &call.what)?;
    }
    Ok(Reply::open(cards::badge(badge, &topics(ctx).await?)))
}

/// The form came back. All that is wrong is told at once.
pub async fn filled_in(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let (now, filled) = (ctx.now, &call.what);
    let badges = list::badges(ctx).await?;
    let before = badges.iter().find(|badge| badge.id == filled.context);
    if before.is_none() && !filled.context.is_empty() {
        return Err(Failure::Refused(cards::no_such_badge()));
    }
    if let Some(before) = before
        && filled.values("retire").iter().any(|value| value == "retire")
    {
        ctx.badges().retire_badge(&before.id, now).await?;
        return Ok(Reply::only_you(list::card(ctx, &call.by).await?));
    }
    if before.is_none() && badges.len() >= MOST_BADGES {
        return Err(Failure::Refused(cards::enough_badges()));
    }
    let id = before.map_or_else(|| ctx.new_id(), |before| before.id.clone());
    let badge = match read(filled, id, &topics(ctx).await?) {
        Ok(badge) => badge,
        Err(errors) => return Ok(Reply { errors, ..Reply::nothing() }),
    };
    let done = match before {
        Some(_) => ctx.badges().change_badge(&badge).await?,
        None => ctx.badges().add_badge(&badge).await?,
    };
    if !done {
        return Ok(Reply::error("name", cards::name_taken()));
    }
    Ok(Reply::only_you(list::card(ctx, &call.by).await?))
}

/// The badge that was filled in, or everything that is wrong with it.
fn read(filled: &Submission, id: String, topics: &[String]) -> Result<OwnBadge, Vec<FieldError>> {
    let name = rules::name(filled.value("name").unwrap_or_default());
    let about = rules::about(filled.value("about").unwrap_or_default());
    let sign = filled.value("sign").unwrap_or_default();
    let topic = filled.value("topic").map(str::to_owned);
    let mut errors = Vec::new();
    if let Err(wrong) = name {
        errors.extend(Reply::error("name", cards::wrong_name(wrong)).errors);
    }
    if !cards::is_sign(sign) {
        errors.extend(Reply::error("sign", cards::choose_one()).errors);
    }
    if let Err(wrong) = about {
        errors.extend(Reply::error("about", cards::wrong_about(wrong)).errors);
    }
    if topic.as_ref().is_some_and(|topic| !topics.contains(topic)) {
        errors.extend(Reply::error("topic", cards::no_such_topic()).errors);
    }
    match (name, about) {
        (Ok(name), Ok(about)) if errors.is_empty() => {
            Ok(OwnBadge { id, name, emoji: sign.to_owned(), about, topic })
        }
        _ => Err(errors),
    }
}

fn may_be_added(badges: &[OwnBadge], press: &Press) -> Result<(), Failure> {
    if press.action != actions::BADGE_ADD {
        return Err(Failure::Refused(cards::no_such_badge()));
    }
    if badges.len() >= MOST_BADGES {
        return Err(Failure::Refused(cards::enough_badges()));
    }
    Ok(())
}

async fn topics(ctx: &mut Ctx) -> Result<Vec<String>, Failure> {
    Ok(ctx.knowledge().topics().await?.into_iter().map(|topic| topic.name).collect())
}
