//! What each of a pair answers alone.

use super::cards;
use super::pair::{own, split};
use super::store::{Asked, Consent, Pair, Story};
use crate::bot::{Answer, Call, Ctx, Failure};
use crate::chat::{PersonId, Press, Reply, Submission};

/// The longest story, in characters.
const LONGEST_STORY: usize = 2_000;

/// A pair of somebody's, also one that is over, and which of several a button is about.
async fn mine(ctx: &mut Ctx, person: &PersonId, value: &str) -> Result<(Pair, i64), Failure> {
    let (id, number) = split(value);
    let pair = ctx.pairs().pair(id).await?.filter(|pair| pair.has(person));
    let pair = pair.ok_or_else(|| Failure::Refused(cards::no_such_pair()))?;
    Ok((pair, number.parse().unwrap_or(1)))
}

/// "We met".
pub async fn met(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    said(ctx, &call, true).await
}

/// "Not yet".
pub async fn not_met(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    said(ctx, &call, false).await
}

async fn said(ctx: &mut Ctx, call: &Call<Press>, is_held: bool) -> Answer {
    let me = &call.by.person;
    let (pair, number) = mine(ctx, me, &call.what.value).await?;
    let meetings = ctx.pairs().meetings(&pair.id).await?;
    if !meetings.iter().any(|meeting| meeting.number == number) {
        return Err(Failure::Refused(cards::no_such_pair()));
    }
    let now = ctx.now;
    ctx.mentorship_answers().ask(&pair.id, me, (Asked::Met, number), now).await?;
    let value = i64::from(is_held);
    ctx.mentorship_answers().answer(&pair.id, me, (Asked::Met, number), value, now).await?;
    ctx.pairs().held(&pair.id, number, is_held, now).await?;
    Ok(Reply::nothing().replace(cards::answered(is_held)))
}

/// "I am here".
pub async fn present(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let me = &call.by.person;
    let (_, pair) = own(ctx, me, &call.what.value).await?;
    let now = ctx.now;
    let asked = ctx.mentorship_answers().of_pair(&pair.id).await?;
    for answer in asked.iter().filter(|answer| answer.person == *me && answer.kind == Asked::Silent) {
        ctx.mentorship_answers().answer(&pair.id, me, (Asked::Silent, answer.number), 1, now).await?;
    }
    Ok(Reply::nothing().replace(cards::answered(false)))
}

/// "Say how far".
pub async fn open_goal(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (pair, _) = mine(ctx, &call.by.person, &call.what.value).await?;
    if pair.mentee != call.by.person {
        return Err(Failure::Refused(cards::no_such_pair()));
    }
    let member = ctx.mentorship_members().member(&pair.programme, &pair.mentee).await?;
    let goal = member.map(|member| member.goal).unwrap_or_default();
    Ok(Reply::open(cards::goal(&call.what.value, &goal)))
}

/// "Say how it goes".
pub async fn open_sentiment(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    mine(ctx, &call.by.person, &call.what.value).await?;
    Ok(Reply::open(cards::sentiment(&call.what.value)))
}

/// "Say how it was".
pub async fn open_closing(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    mine(ctx, &call.by.person, &call.what.value).await?;
    Ok(Reply::open(cards::closing(&call.what.value)))
}

/// How far the mentee is came back.
pub async fn goal(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    kept(ctx, &call, Asked::Goal, 0..=10).await
}

/// How it goes came back.
pub async fn sentiment(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    kept(ctx, &call, Asked::Sentiment, 1..=5).await
}

/// How it was came back.
pub async fn closing(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    kept(ctx, &call, Asked::Closing, 1..=5).await
}

async fn kept(
    ctx: &mut Ctx,
    call: &Call<Submission>,
    kind: Asked,
    range: std::ops::RangeInclusive<i64>,
) -> Answer {
    let me = &call.by.person;
    let (pair, number) = mine(ctx, me, &call.what.context).await?;
    let value = call.what.value("value").and_then(|value| value.parse::<i64>().ok());
    let Some(value) = value.filter(|value| range.contains(value)) else {
        return Ok(Reply::error(
            "value",
            format!("Choose a number from {} to {}.", range.start(), range.end()),
        ));
    };
    let now = ctx.now;
    ctx.mentorship_answers().answer(&pair.id, me, (kind, number), value, now).await?;
    let is_best = value == 5 && kind != Asked::Goal;
    Ok(Reply::only_you(cards::thanks(&pair, is_best)))
}

/// "Tell it".
pub async fn open_story(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (pair, _) = mine(ctx, &call.by.person, &call.what.value).await?;
    Ok(Reply::open(cards::story(&pair.id)))
}

/// A story came back.
pub async fn story(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let me = &call.by.person;
    let (pair, _) = mine(ctx, me, &call.what.context).await?;
    let words = call.what.value("words").unwrap_or_default();
    let length = words.chars().count();
    if length == 0 || length > LONGEST_STORY {
        return Ok(Reply::error(
            "words",
            format!("Write some words, {LONGEST_STORY} characters at the most."),
        ));
    }
    let Some(consent) = call.what.value("consent").and_then(|consent| consent.parse::<Consent>().ok()) else {
        return Ok(Reply::error("consent", "Choose whether your name may stand with it."));
    };
    let now = ctx.now;
    let story = Story { words: words.to_owned(), consent };
    ctx.mentorship_answers().tell(&pair.id, me, &story, now).await?;
    Ok(Reply::only_you(cards::thanks(&pair, false)))
}
