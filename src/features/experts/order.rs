//! The order a person sees: relevance made fair, by load, working hours now, and hours shared with the asker.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::facts::{Known, facts};
use super::question::Question;
use crate::bot::{Ctx, Failure};
use crate::chat::PersonId;
use crate::people::Hours;
use crate::search::{Found, Load, Ranked, fair};

/// Shared working hours are looked at over so long.
const AHEAD: TimeDelta = TimeDelta::days(7);

/// Everybody found who is known, in the fair order; equal ones as the ranking has them.
pub(super) async fn in_order<'a>(
    ctx: &mut Ctx,
    q: &Question,
    found: &'a Found,
) -> Result<Vec<(Known, &'a Ranked)>, Failure> {
    let people = found.people.iter().map(|ranked| &ranked.person).chain([&q.asker]);
    let people: Vec<PersonId> = people.cloned().collect();
    let mut known: HashMap<PersonId, Known> = HashMap::new();
    for one in facts(ctx, q, &people).await? {
        known.insert(one.facts.person.clone(), one);
    }
    let asker = known.remove(&q.asker).map(|asker| asker.hours);
    let now = ctx.now;
    let mut order: Vec<(f32, Known, &Ranked)> = Vec::with_capacity(known.len());
    for ranked in &found.people {
        let Some(known) = known.remove(&ranked.person) else { continue };
        let burden = burden(&known, asker.as_ref(), now);
        order.push((fair(ranked.score, burden), known, ranked));
    }
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    Ok(order.into_iter().map(|(_, known, ranked)| (known, ranked)).collect())
}

fn burden(known: &Known, asker: Option<&Hours>, now: DateTime<Utc>) -> Load {
    Load {
        asked_this_month: u32::try_from(known.facts.asked_this_month).unwrap_or_default(),
        works_now: known.hours.is_working(now),
        overlap: asker.map_or(1.0, |asker| asker.shared_with(&known.hours, now, now + AHEAD)),
    }
}
