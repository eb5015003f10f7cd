//! What a lead decides about questions.

use super::cards;
use super::policy::QuestionSettings;
use crate::bot::cards::NOT_SHOWN;
use crate::bot::{Answer, Call, Ctx};
use crate::chat::{Press, Reply, Submission};

/// "Change question settings".
pub async fn open(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let settings: QuestionSettings = ctx.settings().await?;
    let usual = ctx.seen_by(&call.by, settings.questions_channel.as_ref()).await?;
    Ok(Reply::open(cards::settings(&settings, usual)))
}

/// They came back.
pub async fn filled_in(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let filled = &call.what;
    let mut settings: QuestionSettings = ctx.settings().await?;
    let is_on = |name: &str| filled.values("on").iter().any(|each| each == name);
    settings.anonymous_questions = is_on("anonymous");
    settings.rising_star = is_on("rising");
    let chosen = filled.place("place");
    if let Some(place) = &chosen
        && let Err(wrong) = ctx.chosen(&call.by, place).await?
    {
        return Ok(Reply::error("place", wrong));
    }
    if chosen.is_some() || filled.context != NOT_SHOWN {
        settings.questions_channel = chosen;
    }
    settings.personal_contact = filled.value("contact").map(str::to_owned);
    settings.personal_words = filled.value("personal").unwrap_or_default().to_owned();
    match filled.value("hours").and_then(|hours| hours.parse::<u8>().ok()) {
        Some(hours) if (1..=40).contains(&hours) => settings.reply_hours = hours,
        _ => return Ok(Reply::error("hours", cards::not_hours())),
    }
    ctx.set_settings(&settings).await?;
    ctx.redraw_home(&call.by).await
}
