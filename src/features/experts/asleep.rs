//! Whoever knows best and is off for now: when their day begins, and what is told of them.

use chrono::{DateTime, TimeDelta, Utc};

use super::cards::Sleeper;
use super::facts::facts;
use super::question::{Candidate, Question, Role};
use crate::bot::{Ctx, Failure};
use crate::chat::PersonId;
use crate::people::Hours;

/// A morning that is further away is not waited for.
pub(super) const LONGEST_WAIT: TimeDelta = TimeDelta::days(7);

/// When the working hours of somebody begin, if that is soon enough.
pub(super) fn morning(hours: &Hours, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    hours.next_working(now).filter(|at| *at - now <= LONGEST_WAIT)
}

/// What is told of whoever knows best and is off, if somebody among the candidates is.
pub(super) async fn sleeper(
    ctx: &mut Ctx,
    q: &Question,
    candidates: &[Candidate],
) -> Result<Option<Sleeper>, Failure> {
    let Some(candidate) = candidates.iter().find(|candidate| candidate.part == Role::Asleep) else {
        return Ok(None);
    };
    let person = &candidate.person;
    let now = ctx.now;
    let both = [person.clone(), q.asker.clone()];
    let known = facts(ctx, q, &both).await?;
    let hours = |person: &PersonId| known.iter().find(|known| known.facts.person == *person);
    let Some(theirs) = hours(person).map(|known| known.hours.clone()) else { return Ok(None) };
    let Some(at) = morning(&theirs, now) else { return Ok(None) };
    let asker = hours(&q.asker).map(|known| known.hours.zone());
    let name = ctx.people().person(person).await?.map(|person| person.data.name).unwrap_or_default();
    Ok(Some(Sleeper {
        person: person.clone(),
        name,
        why: candidate.why.clone(),
        at,
        zone: theirs.zone(),
        is_elsewhere: asker != Some(theirs.zone()),
        now,
    }))
}

/// The one who knows best is the first to be asked, whether in the morning or at once; the others follow.
pub(super) async fn put_first(ctx: &mut Ctx, q: &mut Question) -> Result<Option<PersonId>, Failure> {
    let mut candidates = ctx.candidates().of_question(&q.id).await?;
    if !candidates.iter().any(|candidate| candidate.part == Role::Asleep) {
        return Ok(candidates.into_iter().find(|it| it.part == Role::First).map(|first| first.person));
    }
    let mut first = None;
    for candidate in &mut candidates {
        candidate.part = match candidate.part {
            Role::Asleep => {
                first = Some(candidate.person.clone());
                Role::First
            }
            Role::First => Role::Standby,
            Role::Standby => Role::Reserve,
            other => other,
        };
    }
    ctx.candidates().keep_candidates(q, &candidates).await?;
    Ok(first)
}
