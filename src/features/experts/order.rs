//! The order a person sees: relevance made fair, by load, working hours now, and hours shared with the asker; and what part
//! each plays in a question.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::asleep::morning;
use super::cards;
use super::eligibility::wish;
use super::facts::{Known, facts};
use super::question::{Candidate, CandidateState, Question, Role};
use super::rules::{self, Exclusion, Facts};
use crate::bot::{Ctx, Failure};
use crate::chat::PersonId;
use crate::people::Hours;
use crate::search::{Found, Load, Ranked, fair, knows_enough};

/// Shared working hours are looked at over so long.
const AHEAD: TimeDelta = TimeDelta::days(7);

/// Everybody who knows about it, in order: chosen, in reserve, asleep, or left out and why.
pub(super) async fn candidates_of(
    ctx: &mut Ctx,
    q: &Question,
    found: &Found,
    chance: bool,
) -> Result<Vec<Candidate>, Failure> {
    let order = in_order(ctx, q, found).await?;
    let allowed = wish(ctx, q).await?;
    let now = ctx.now;
    let mut excluded: Vec<Option<Exclusion>> =
        order.iter().map(|(known, _)| rules::exclusion(&known.facts, allowed.of(q), now)).collect();
    // Whoever knows far less than somebody who can be asked, now or in the morning, is not named beside them.
    let can_be_asked = |excluded: &Option<Exclusion>| matches!(excluded, None | Some(Exclusion::QuietHours));
    let able = order.iter().zip(&excluded).filter(|(_, excluded)| can_be_asked(excluded));
    let most = able.map(|((_, ranked), _)| ranked.known_for).fold(0.0, f32::max);
    for ((_, ranked), excluded) in order.iter().zip(&mut excluded) {
        if can_be_asked(excluded) && !knows_enough(ranked.known_for, most) {
            *excluded = Some(Exclusion::KnowsLess);
        }
    }
    let qualified = order.iter().zip(&excluded).filter(|(_, excluded)| excluded.is_none());
    let qualified: Vec<&(Known, &Ranked)> = qualified.map(|(one, _)| one).collect();
    let asleep = asleep(&order, &excluded, qualified.first().map(|(_, ranked)| *ranked), now);
    let facts: Vec<&Facts> = qualified.iter().map(|(known, _)| &known.facts).collect();
    let choice = rules::choose(&facts, chance);
    let mut candidates = Vec::with_capacity(order.len());
    for (((known, ranked), excluded), at) in order.iter().zip(excluded).zip(1..) {
        let person = &known.facts.person;
        let (part, rising) = match &choice {
            _ if asleep.as_ref() == Some(person) => (Role::Asleep, false),
            _ if excluded.is_some() => (Role::Excluded, false),
            Some(choice) if choice.first == *person => (Role::First, false),
            // Whoever knows best is asked before any standby.
            Some(choice) if choice.standby.as_ref() == Some(person) && asleep.is_none() => {
                (Role::Standby, choice.rising)
            }
            _ => (Role::Reserve, false),
        };
        candidates.push(Candidate {
            person: person.clone(),
            place_in_ranking: at,
            part,
            rising,
            exclusion: excluded.map(|why| serde_json::to_string(&why)).transpose()?,
            why: cards::came_to_mind(&ranked.why, now),
            state: CandidateState::Waiting,
            declined_because: None,
            tagged_at: None,
            tag: None,
            snoozed: false,
        });
    }
    Ok(candidates)
}

/// Who knows best and is only kept by the night where they are, if their day begins soon enough: whoever is more relevant and
/// known for more than the first of those who can be asked now.
fn asleep(
    order: &[(Known, &Ranked)],
    excluded: &[Option<Exclusion>],
    first: Option<&Ranked>,
    now: DateTime<Utc>,
) -> Option<PersonId> {
    let quiet = order.iter().zip(excluded).filter(|(_, why)| **why == Some(Exclusion::QuietHours));
    let best = quiet
        .map(|(one, _)| one)
        .filter(|(known, _)| morning(&known.hours, now).is_some())
        .max_by(|(_, a), (_, b)| a.score.total_cmp(&b.score))?;
    let is_best = |first: &Ranked| best.1.score > first.score && best.1.known_for > first.known_for;
    first.is_none_or(is_best).then(|| best.1.person.clone())
}

/// Everybody found who is known, in the fair order; equal ones as the ranking has them.
async fn in_order<'a>(
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
