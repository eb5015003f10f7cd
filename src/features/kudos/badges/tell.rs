//! How somebody is told of a badge: alone, in one line, not while they sleep. The one place that decides it.

use chrono::{DateTime, Utc};

use crate::bot::{Ctx, Failure};
use crate::chat::{Card, PersonId, Reply, Standing};
use crate::people::{Hours, KnowledgeStore, PeopleStore};

/// When somebody can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// Now.
    Now,
    /// When they work again.
    Later(DateTime<Utc>),
    /// Nobody knows: they see it when they look.
    Unknown,
}

/// When this person can be told something that can wait. Whoever is no colleague is told nothing.
pub(super) async fn moment(ctx: &mut Ctx, person: &PersonId) -> Result<Moment, Failure> {
    let (org, now) = (ctx.org.clone(), ctx.now);
    let person = ctx.tx.person(&org, person).await?.filter(|person| person.standing == Standing::Member);
    let Some(person) = person.filter(|person| !person.availability.off_duty) else { return Ok(Moment::Unknown) };
    let hours = Hours::of(&person, &ctx.tx.holidays(&org).await?);
    let paused = person.availability.paused_until.filter(|until| *until > now);
    if paused.is_none() && !hours.is_quiet(now) {
        return Ok(Moment::Now);
    }
    Ok(hours.next_working(paused.unwrap_or(now)).map_or(Moment::Unknown, Moment::Later))
}

/// Tells them, as soon as the budget for what is told unasked has room.
pub(super) fn say(ctx: &Ctx, person: &PersonId, card: Card) -> Reply {
    Reply::nothing().unasked(ctx.fresh_post(), person.clone(), card)
}
