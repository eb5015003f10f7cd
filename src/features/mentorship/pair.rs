//! What the two of a pair do with it: agree, choose a time, pause, go on, make it longer, end it.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::calendar;
use super::cards;
use super::rules::{days_later, morning};
use super::schedule::{CLOSE, RESUME, meeting, until_the_end, zone_of};
use super::store::{Asked, Ending, Pair, PairState, Programme, State};
use crate::bot::{Answer, Call, Ctx, Due, Failure};
use crate::chat::{Audience, PersonId, Press, Reply, Submission};

/// A pause is no longer than this.
const LONGEST_PAUSE: TimeDelta = TimeDelta::days(183);
/// How long a meeting is in a calendar.
const MEETING: TimeDelta = TimeDelta::minutes(45);
/// A chosen time is no further away.
const FARTHEST: TimeDelta = TimeDelta::days(60);

/// A pair of somebody's that is not over, and its programme.
///
/// # Errors
/// A refusal for everybody else.
pub async fn own(ctx: &mut Ctx, person: &PersonId, id: &str) -> Result<(Programme, Pair), Failure> {
    let pair = ctx.pairs().pair(id).await?.filter(|pair| pair.has(person) && pair.state != PairState::Ended);
    let Some(pair) = pair else { return Err(Failure::Refused(cards::no_such_pair())) };
    let programme = ctx.programmes().programme(&pair.programme).await?;
    let programme = programme.ok_or_else(|| Failure::Refused(cards::no_such_pair()))?;
    Ok((programme, pair))
}

/// The first of several words of a button, and the rest.
pub fn split(value: &str) -> (&str, &str) {
    value.split_once(' ').unwrap_or((value, ""))
}

/// "I agree".
pub async fn agree(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (_, pair) = own(ctx, &call.by.person, &call.what.value).await?;
    let now = ctx.now;
    ctx.pairs().agree(&pair.id, &call.by.person, now).await?;
    let (_, pair) = own(ctx, &call.by.person, &pair.id).await?;
    Ok(Reply::only_you(cards::agreed(&pair, pair.is_agreed())))
}

/// One of the proposed times.
pub async fn choose_time(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (id, rest) = split(&call.what.value);
    let (number, at) = split(rest);
    let (_, pair) = own(ctx, &call.by.person, id).await?;
    let at = at.parse().ok().and_then(|at| DateTime::<Utc>::from_timestamp(at, 0));
    let (Ok(number), Some(at)) = (number.parse::<i64>(), at) else {
        return Err(Failure::Refused(cards::no_such_pair()));
    };
    let meetings = ctx.pairs().meetings(&pair.id).await?;
    let is_open = meetings.iter().any(|meeting| meeting.number == number && meeting.is_held.is_none());
    if !is_open || at < ctx.now || at > ctx.now + FARTHEST || pair.state != PairState::Active {
        return Err(Failure::refused("That time is over. Agree on another one between you."));
    }
    meeting(ctx, &pair, number, at).await?;
    let both = pair.both().map(Clone::clone).to_vec();
    Ok(Reply::nothing().say(Audience::Together(both), cards::time_chosen(&pair, &call.by.person, number, at)))
}

/// "For my calendar".
pub async fn for_calendar(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (id, number) = split(&call.what.value);
    let (programme, pair) = own(ctx, &call.by.person, id).await?;
    let meetings = ctx.pairs().meetings(&pair.id).await?;
    let found = meetings.into_iter().find(|meeting| meeting.number.to_string() == number);
    let Some(meeting) = found else { return Err(Failure::Refused(cards::no_such_pair())) };
    let names = ctx.people().people_by(&pair.both().map(Clone::clone)).await?;
    let names: Vec<String> = names.into_iter().map(|person| person.data.name).collect();
    let at = meeting.due_at.utc();
    let name = format!("{}-{number}@lyceum", pair.id);
    let file = calendar::meeting(&name, &names.join(", "), &programme.name, (at, at + MEETING), ctx.now);
    let link = ctx.link_to(&call.by.person, &file).await?;
    Ok(Reply::only_you(cards::calendar(link.as_deref())))
}

/// "Pause".
pub async fn open_pause(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (_, pair) = own(ctx, &call.by.person, &call.what.value).await?;
    Ok(Reply::open(cards::pause(&pair)))
}

/// The form for a pause came back.
pub async fn pause(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let (programme, pair) = own(ctx, &call.by.person, &call.what.context).await?;
    let day = call.what.value("until").and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok());
    let until = day.map(|day| morning(day, call.by.time_zone));
    let Some(until) = until.filter(|until| *until > ctx.now && *until <= ctx.now + LONGEST_PAUSE) else {
        return Ok(Reply::error("until", "Choose a day from tomorrow on, within half a year."));
    };
    let now = ctx.now;
    // What an earlier pause would have added stays added.
    let pair = if pair.state == PairState::Paused { go_on(ctx, &pair, now).await? } else { pair };
    ctx.pairs().pause(&pair.id, until).await?;
    ctx.pairs().extend(&pair, pair.ends_at.utc() + (until - now)).await?;
    ctx.cancel(CLOSE, &pair.id).await?;
    ctx.schedule(until, RESUME, &pair.id, &()).await?;
    let other = pair.other(&call.by.person).clone();
    let card = cards::paused_other(&programme, &pair, &call.by.person, until);
    Ok(Reply::only_you(cards::paused(&pair, until)).notify(ctx.new_post_id(), other, card))
}

/// "Go on".
pub async fn resume(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (programme, pair) = own(ctx, &call.by.person, &call.what.value).await?;
    ctx.cancel(RESUME, &pair.id).await?;
    let now = ctx.now;
    let pair = go_on(ctx, &pair, now).await?;
    let other = pair.other(&call.by.person).clone();
    let told = cards::resumed(&programme, &call.by.person, pair.ends_at.utc());
    let own = cards::resumed(&programme, &other, pair.ends_at.utc());
    Ok(Reply::only_you(own).notify(ctx.new_post_id(), other, told))
}

/// A pause is over.
pub async fn pause_is_over(ctx: &mut Ctx, due: Due) -> Answer {
    let Some(pair) = ctx.pairs().pair(&due.key).await?.filter(|pair| pair.state == PairState::Paused) else {
        return Ok(Reply::nothing());
    };
    let Some(programme) = ctx.programmes().programme(&pair.programme).await? else {
        return Ok(Reply::nothing());
    };
    let now = ctx.now;
    let pair = go_on(ctx, &pair, now).await?;
    let mut reply = Reply::nothing();
    for person in pair.both() {
        let card = cards::resumed(&programme, pair.other(person), pair.ends_at.utc());
        reply = reply.notify(ctx.new_post_id(), person.clone(), card);
    }
    Ok(reply)
}

/// A pair that pauses goes on: what is left of the pause is taken off its end, and the next meeting comes in a week.
async fn go_on(ctx: &mut Ctx, pair: &Pair, now: DateTime<Utc>) -> Result<Pair, Failure> {
    let left =
        pair.paused_until.map_or(TimeDelta::zero(), |until| (until.utc() - now).max(TimeDelta::zero()));
    let ends = pair.ends_at.utc() - left;
    if !ctx.pairs().resume(&pair.id, ends).await? {
        return Ok(pair.clone());
    }
    let pair = Pair { state: PairState::Active, paused_until: None, ends_at: ends.into(), ..pair.clone() };
    let meetings = ctx.pairs().meetings(&pair.id).await?;
    let next = meetings
        .iter()
        .find(|meeting| meeting.is_held.is_none() && meeting.due_at.utc() > now - TimeDelta::days(1));
    let number =
        next.map_or_else(|| meetings.last().map_or(1, |last| last.number + 1), |meeting| meeting.number);
    let zone = zone_of(ctx, &pair).await?;
    meeting(ctx, &pair, number, days_later(now, 7, zone)).await?;
    let asked = ctx.mentorship_answers().of_pair(&pair.id).await?;
    let times =
        asked.iter().filter(|answer| answer.kind == Asked::Sentiment).map(|answer| answer.number).max();
    until_the_end(ctx, &pair, times.map_or(1, |times| times + 1)).await?;
    Ok(pair)
}

/// "Longer".
pub async fn open_extend(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (_, pair) = own(ctx, &call.by.person, &call.what.value).await?;
    Ok(Reply::open(cards::extend(&pair)))
}

/// The form for more weeks came back.
pub async fn extend(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let (programme, pair) = own(ctx, &call.by.person, &call.what.context).await?;
    let weeks = call.what.value("weeks").and_then(|weeks| weeks.parse::<i64>().ok());
    let Some(weeks) = weeks.filter(|weeks| (1..=26).contains(weeks)) else {
        return Ok(Reply::error("weeks", "Write a whole number from 1 to 26."));
    };
    let zone = zone_of(ctx, &pair).await?;
    let ends = days_later(pair.ends_at.utc(), weeks * 7, zone);
    if !ctx.pairs().extend(&pair, ends).await? {
        return Err(Failure::Refused(cards::changed_meanwhile()));
    }
    let longer = Pair { ends_at: ends.into(), ..pair.clone() };
    if longer.state == PairState::Active {
        let asked = ctx.mentorship_answers().of_pair(&pair.id).await?;
        let times =
            asked.iter().filter(|answer| answer.kind == Asked::Sentiment).map(|answer| answer.number).max();
        until_the_end(ctx, &longer, times.map_or(1, |times| times + 1)).await?;
        let meetings = ctx.pairs().meetings(&pair.id).await?;
        if let Some(last) = meetings.last().filter(|last| last.due_at.utc() + TimeDelta::days(1) < ctx.now) {
            let at = days_later(last.due_at.utc(), programme.rules.every_days, zone).max(ctx.now);
            meeting(ctx, &longer, last.number + 1, at).await?;
        }
    }
    let other = pair.other(&call.by.person).clone();
    let told = cards::extended(&programme, &call.by.person, ends);
    Ok(Reply::only_you(cards::extended(&programme, &other, ends)).notify(ctx.new_post_id(), other, told))
}

/// "End it".
pub async fn open_end(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (_, pair) = own(ctx, &call.by.person, &call.what.value).await?;
    Ok(Reply::open(cards::end(&pair)))
}

/// The form that ends a pair came back. Nobody is told who wanted it, or why.
pub async fn end(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let (programme, pair) = own(ctx, &call.by.person, &call.what.context).await?;
    let (why, wants_another) = match call.what.value("why") {
        Some("early") => (Ending::Early, false),
        Some("rematch") => (Ending::Rematch, true),
        Some("rematch_none") => (Ending::Rematch, false),
        _ => return Ok(Reply::error("why", "Choose one of them.")),
    };
    if !end_pair(ctx, &pair, why).await? {
        return Err(Failure::Refused(cards::no_such_pair()));
    }
    let me = &call.by.person;
    let other = pair.other(me).clone();
    // Of those who are left without a mentor and want one, the mentee comes first the next time.
    let goes_on = why == Ending::Rematch && programme.state != State::Ended;
    if goes_on && (pair.mentee != *me || wants_another) {
        ctx.mentorship_members().left_over(&pair.programme, &pair.mentee, true).await?;
    }
    let told = cards::over(&programme, me, goes_on && pair.mentee == other);
    let own = cards::ended(&programme, goes_on && wants_another && pair.mentee == *me);
    Ok(Reply::only_you(own).notify(ctx.new_post_id(), other, told))
}

/// Ends a pair, and what was put off for its end; false if it was over already.
pub async fn end_pair(ctx: &mut Ctx, pair: &Pair, why: Ending) -> Result<bool, Failure> {
    let now = ctx.now;
    if !ctx.pairs().end(&pair.id, why, now).await? {
        return Ok(false);
    }
    ctx.cancel(CLOSE, &pair.id).await?;
    ctx.cancel(RESUME, &pair.id).await?;
    Ok(true)
}
