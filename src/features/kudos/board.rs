//! `/kudos board`: who thanks many people, who is thanked by many, who is new. Off until a lead switches it on.

use std::collections::{HashMap, HashSet};

use super::cards;
use super::policy::{Group, Policy, Roles};
use super::rules::day_and_month;
use super::standings::{Board, Boards, SMALLEST_GROUP, Season, Wanted};
use super::store::{BoardStore, PolicyStore};
use super::terms::{colleagues_only, terms, topic_called};
use crate::bot::{Answer, Call, Command, Ctx, Failure};
use crate::chat::{PersonId, Press, Reply};
use crate::people::{Colleague, PeopleStore};

/// `/kudos board [#topic] [department ...] [last]`.
pub async fn show(ctx: &mut Ctx, call: Call<Command>) -> Answer {
    colleagues_only(&call.by)?;
    let terms = terms(ctx, &call.by.person).await?;
    if !terms.policy.boards {
        return Err(Failure::Refused(cards::no_boards(call.by.lead)));
    }
    if !terms.boards {
        return Err(Failure::Refused(cards::no_boards_for_you()));
    }
    let this = Season::of(ctx.now, call.by.time_zone);
    let wanted = match wanted(ctx, &terms.policy, call.what.words.rest(), this).await? {
        Ok(wanted) => wanted,
        Err(words) => return Err(Failure::Refused(cards::not_a_board(&words))),
    };
    let month = day_and_month(ctx.now, call.by.time_zone).1;
    let month = (wanted.season == this && wanted.topic.is_none()).then_some(month);
    let boards = count(ctx, &terms.policy, &wanted, month.as_deref()).await?;
    let org = ctx.org.clone();
    let left = ctx.tx.off_boards(&org).await?.contains(&call.by.person);
    Ok(Reply::only_you(cards::boards(&wanted, &boards, left)))
}

/// "Leave the boards".
pub async fn leave(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (org, now) = (ctx.org.clone(), ctx.now);
    ctx.tx.leave_boards(&org, &call.by.person, now).await?;
    Ok(Reply::nothing().replace(cards::off_the_boards()))
}

/// "Join the boards again".
pub async fn join(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let org = ctx.org.clone();
    ctx.tx.join_boards(&org, &call.by.person).await?;
    Ok(Reply::nothing().replace(cards::on_the_boards()))
}

/// Reads what somebody wants to see; else the words that name nothing.
async fn wanted(
    ctx: &mut Ctx,
    policy: &Policy,
    words: &str,
    this: Season,
) -> Result<Result<Wanted, String>, Failure> {
    let mut wanted = Wanted { season: this, topic: None, department: None };
    let mut rest = words.trim();
    if let Some(before) = rest.strip_suffix("last").filter(|before| before.is_empty() || before.ends_with(' ')) {
        wanted.season = this.before();
        rest = before.trim();
    }
    if let Some((topic, department)) = rest.split_once("department ") {
        wanted.department = Some(department.trim().to_owned());
        rest = topic.trim();
    }
    let name = rest.trim_start_matches("topic ").trim_start_matches('#').trim();
    if name.is_empty() {
        return Ok(Ok(wanted));
    }
    wanted.topic = match policy.value_called(name) {
        Some(value) => Some(value.clone()),
        None => topic_called(ctx, std::iter::once(name)).await?,
    };
    Ok(if wanted.topic.is_some() { Ok(wanted) } else { Err(name.to_owned()) })
}

/// Counts: only colleagues who are here, whom no decision keeps off boards and who did not leave them.
async fn count(ctx: &mut Ctx, policy: &Policy, wanted: &Wanted, month: Option<&str>) -> Result<Boards, Failure> {
    let org = ctx.org.clone();
    let off: HashSet<PersonId> = ctx.tx.off_boards(&org).await?.into_iter().collect();
    let department = wanted.department.clone().map(Group::Department);
    let roles: HashMap<PersonId, Roles> = ctx
        .tx
        .colleagues(&org)
        .await?
        .into_iter()
        .map(|it| {
            let Colleague { id, department, country, title, lead, champion, manager } = it;
            (id, Roles { lead, champion, manager, department, country, title })
        })
        .collect();
    let counts = |person: &PersonId| {
        roles.get(person).is_some_and(|roles| {
            policy.has_boards_for(roles) && department.as_ref().is_none_or(|group| group.has(roles))
        }) && !off.contains(person)
    };
    let (first, last) = wanted.season.months();
    let topic = wanted.topic.as_deref().unwrap_or_default();
    let mut givers = ctx.tx.thanking(&org, (&first, &last), topic).await?;
    givers.retain(|tally| counts(&tally.person));
    let mut receivers = ctx.tx.thanked(&org, (&first, &last), topic).await?;
    receivers.retain(|tally| counts(&tally.person));
    let mut new = Vec::new();
    if let Some(month) = month {
        new = ctx.tx.thanked_first_in(&org, month).await?;
        new.extend(ctx.tx.thanking_first_in(&org, month).await?);
        new.retain(counts);
        new.sort();
        new.dedup();
        if new.len() < usize::try_from(SMALLEST_GROUP).unwrap_or(usize::MAX) {
            new.clear();
        }
    }
    Ok(Boards { givers: Board::of(givers), receivers: Board::of(receivers), new })
}
