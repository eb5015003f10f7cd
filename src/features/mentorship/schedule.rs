//! What is put off for a pair, and until when. What comes due for a pair that pauses or is over does nothing.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::rules::{LATE_DAYS, NUDGE_DAYS, days_later, morning};
use super::store::{Pair, Programme};
use crate::bot::{Ctx, Failure};
use crate::chat::PersonId;
use crate::people::{Hours, Person};

/// The job that introduces a pair.
pub const BEGIN: &str = "mentorship.begin";
/// The job that tells of the next meeting.
pub const AGENDA: &str = "mentorship.agenda";
/// The job that asks whether they met.
pub const MEET: &str = "mentorship.meet";
/// The job that reminds a pair of its first meeting.
pub const NUDGE: &str = "mentorship.nudge";
/// The job that tells the lead of a pair that has not met.
pub const LATE: &str = "mentorship.late";
/// The job that asks how far the mentee is.
pub const GOAL: &str = "mentorship.ask_goal";
/// The job that asks how it goes.
pub const SENTIMENT: &str = "mentorship.ask_sentiment";
/// The job that looks whether whoever was silent is there.
pub const SILENT: &str = "mentorship.silent";
/// The job that ends a pair whose time is over.
pub const CLOSE: &str = "mentorship.close";
/// The job that ends a pause.
pub const RESUME: &str = "mentorship.end_pause";

/// How it goes is first asked after so many days, and then again.
const SENTIMENT_DAYS: i64 = 30;
/// Days before the end at which the mentee is asked for the last time how far they are.
const LAST_GOAL_DAYS: i64 = 7;

/// Somebody with their hours.
pub async fn hours_of(ctx: &mut Ctx, person: &PersonId) -> Result<Option<(Person, Hours)>, Failure> {
    let holidays = ctx.knowledge().holidays().await?;
    let person = ctx.people().person(person).await?;
    Ok(person.map(|person| {
        let hours = Hours::of(&person, &holidays);
        (person, hours)
    }))
}

/// The first moment from then on at which neither of two people has quiet hours; that moment itself where there is none soon.
async fn loud_for_both(ctx: &mut Ctx, pair: &Pair, from: DateTime<Utc>) -> Result<DateTime<Utc>, Failure> {
    let mut both = Vec::new();
    for person in pair.both() {
        both.extend(hours_of(ctx, person).await?.map(|(_, hours)| hours));
    }
    let mut at = from;
    for _ in 0..14 {
        let next = both.iter().try_fold(at, |at, hours| hours.next_loud(at)).unwrap_or(from);
        if next == at {
            break;
        }
        at = next;
    }
    Ok(at)
}

/// When a pair of a programme begins that is made now: on its first day, or now if that is over.
pub async fn begins_at(
    ctx: &mut Ctx,
    programme: &Programme,
    mentor: &PersonId,
) -> Result<DateTime<Utc>, Failure> {
    let now = ctx.now;
    let zone = hours_of(ctx, mentor).await?.map(|(person, _)| person.time_zone).unwrap_or_default();
    let first = NaiveDate::parse_from_str(&programme.starts_on, "%Y-%m-%d").ok();
    Ok(first.map_or(now, |day| morning(day, zone)).max(now))
}

/// Keeps a new pair, which is introduced when it begins.
pub async fn start(ctx: &mut Ctx, programme: &Programme, pair: Pair) -> Result<(), Failure> {
    let begins = loud_for_both(ctx, &pair, pair.started_at.utc()).await?;
    let zone = hours_of(ctx, &pair.mentor).await?.map(|(person, _)| person.time_zone).unwrap_or_default();
    let ends = days_later(begins, programme.rules.weeks.clamp(1, 52) * 7, zone);
    let pair = Pair { started_at: begins.into(), ends_at: ends.into(), ..pair };
    ctx.pairs().add(&pair).await?;
    ctx.schedule(begins, BEGIN, &pair.id, &()).await
}

/// All that is put off for a pair when it begins.
pub async fn from_the_beginning(ctx: &mut Ctx, pair: &Pair) -> Result<(), Failure> {
    let began = pair.started_at.utc();
    let zone = zone_of(ctx, pair).await?;
    meeting(ctx, pair, 1, days_later(began, 7, zone)).await?;
    ctx.schedule(days_later(began, NUDGE_DAYS, zone), NUDGE, &pair.id, &()).await?;
    ctx.schedule(days_later(began, LATE_DAYS, zone), LATE, &pair.id, &()).await?;
    until_the_end(ctx, pair, 1).await
}

/// What is put off from now until the end of a pair: how far, how it goes, and the end. `sentiment` is the next time that
/// it is asked how it goes.
pub async fn until_the_end(ctx: &mut Ctx, pair: &Pair, sentiment: i64) -> Result<(), Failure> {
    let (now, ends, began) = (ctx.now, pair.ends_at.utc(), pair.started_at.utc());
    let middle = began + (ends - began) / 2;
    for (number, at) in [(1, middle), (2, ends - TimeDelta::days(LAST_GOAL_DAYS))] {
        if at > now {
            ctx.schedule(at, GOAL, &key(pair, number), &()).await?;
        }
    }
    let days = if sentiment == 1 { SENTIMENT_DAYS } else { 2 * SENTIMENT_DAYS };
    let zone = zone_of(ctx, pair).await?;
    ctx.schedule(days_later(now.max(began), days, zone), SENTIMENT, &key(pair, sentiment), &()).await?;
    ctx.schedule(ends, CLOSE, &pair.id, &()).await
}

/// A meeting is expected then, unless the pair is over before: it is told of a day before, and asked about a day after.
pub async fn meeting(ctx: &mut Ctx, pair: &Pair, number: i64, at: DateTime<Utc>) -> Result<(), Failure> {
    if at >= pair.ends_at.utc() {
        return Ok(());
    }
    ctx.pairs().expect(&pair.id, number, at).await?;
    let now = ctx.now;
    // A day on which the mentor works, so that it is not told of in the morning of the meeting.
    let hours = hours_of(ctx, &pair.mentor).await?.map(|(_, hours)| hours);
    let days = (1..=5).map(|days| at - TimeDelta::days(days));
    let before = hours.and_then(|hours| days.into_iter().find(|day| hours.is_working(*day)));
    let before = before.unwrap_or(at - TimeDelta::days(1));
    ctx.schedule(before.max(now), AGENDA, &key(pair, number), &()).await?;
    ctx.schedule(at + TimeDelta::days(1), MEET, &key(pair, number), &()).await
}

/// The zone in which a pair's moments are meant: the mentor's.
pub async fn zone_of(ctx: &mut Ctx, pair: &Pair) -> Result<chrono_tz::Tz, Failure> {
    Ok(hours_of(ctx, &pair.mentor).await?.map(|(person, _)| person.time_zone).unwrap_or_default())
}

/// What is put off of a pair for one of several.
pub fn key(pair: &Pair, number: i64) -> String {
    format!("{} {number}", pair.id)
}
