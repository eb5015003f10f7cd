//! `/kudos board`: who thanks many people, who is thanked by many, who is new. Off until a lead switches it on.

use std::collections::{HashMap, HashSet};

use super::cards;
use super::leaderboard::{Board, Boards, Season, Wanted, tallies};
use super::policy::{Group, Policy, Roles};
use super::rules::day_and_month;
use super::store::Until;
use super::terms::{terms, topic_called};
use crate::bot::{Answer, Call, Command, Ctx, Failure};
use crate::chat::{PersonId, PlaceId, Press, Reply};
use crate::people::{Colleague, SMALLEST_GROUP, name_today};

/// `/kudos board [#topic] [department ...] [last]`.
pub async fn show(ctx: &mut Ctx, call: Call<Command>) -> Answer {
    let terms = terms(ctx, &call.by.person).await?;
    if !terms.policy.boards {
        return Err(Failure::Refused(cards::no_boards(call.by.lead)));
    }
    if !terms.boards {
        return Err(Failure::Refused(cards::no_boards_for_you()));
    }
    let this = Season::of(ctx.now, call.by.time_zone);
    let words = ctx.readable(call.what.words.rest()).await?;
    let mut wanted = wanted(ctx, &terms.policy, &words, this).await?;
    let month = day_and_month(ctx.now, call.by.time_zone).1;
    let month = (wanted.season == this && wanted.topic.is_none()).then_some(month);
    let viewer = ctx.viewer(&call.by, &call.at).await?;
    let places = ctx.open_places(&viewer).await?;
    let boards = count(ctx, &terms.policy, &mut wanted, month.as_deref(), &places).await?;
    let left = ctx.listings().off_boards().await?.contains(&call.by.person);
    Ok(Reply::only_you(cards::boards(&wanted, &boards, left)))
}

/// "Leave the boards".
pub async fn leave(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let now = ctx.now;
    ctx.listings().leave_boards(&call.by.person, now).await?;
    ctx.withdrawals().withdraw().await?;
    Ok(Reply::nothing().replace(cards::off_the_boards()))
}

/// "Join the boards again".
pub async fn join(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    ctx.listings().join_boards(&call.by.person).await?;
    Ok(Reply::nothing().replace(cards::on_the_boards()))
}

/// Reads what somebody wants to see. Refuses what names nothing.
async fn wanted(ctx: &mut Ctx, policy: &Policy, words: &str, this: Season) -> Result<Wanted, Failure> {
    let mut wanted = Wanted { season: this, topic: None, department: None };
    let mut words: Vec<&str> = words.split_whitespace().collect();
    if words.last().is_some_and(|word| word.eq_ignore_ascii_case("last")) {
        wanted.season = this.before();
        words.pop();
    }
    if let Some(at) = words.iter().position(|word| word.eq_ignore_ascii_case("department")) {
        let department = words.split_off(at)[1..].join(" ");
        wanted.department = Some(department).filter(|name| !name.is_empty());
    }
    if words.first().is_some_and(|word| word.eq_ignore_ascii_case("topic")) {
        words.remove(0);
    }
    let name = words.join(" ");
    let name = name.trim_start_matches('#');
    if name.is_empty() {
        return Ok(wanted);
    }
    wanted.topic = match policy.value_called(name) {
        Some(value) => Some(value.clone()),
        None => topic_called(ctx, std::iter::once(name)).await?,
    };
    if wanted.topic.is_some() { Ok(wanted) } else { Err(Failure::Refused(cards::not_a_board(name))) }
}

/// Counts what was seen in these places: only colleagues who are here, whom no decision keeps off boards and who did not leave them. Refuses a
/// department in which nobody is; else it goes by the name that the company writes.
async fn count(
    ctx: &mut Ctx,
    policy: &Policy,
    wanted: &mut Wanted,
    month: Option<&str>,
    places: &HashSet<PlaceId>,
) -> Result<Boards, Failure> {
    let off: HashSet<PersonId> = ctx.listings().off_boards().await?.into_iter().collect();
    let roles: HashMap<PersonId, Roles> = ctx
        .people()
        .colleagues()
        .await?
        .into_iter()
        .map(|it| {
            let Colleague { id, department, country, title, lead, champion, manager } = it;
            (id, Roles { lead, champion, manager, department, country, title })
        })
        .collect();
    let department = wanted.department.clone().map(Group::Department);
    if let (Some(name), Some(group)) = (&mut wanted.department, &department) {
        let one = roles.values().find(|roles| group.has(roles)).and_then(|roles| roles.department.clone());
        *name = one.ok_or_else(|| Failure::Refused(cards::no_such_department(name)))?;
    }
    let counts = |person: &PersonId| {
        roles.get(person).is_some_and(|roles| {
            policy.has_boards_for(roles) && department.as_ref().is_none_or(|group| group.has(roles))
        }) && !off.contains(person)
    };
    let (first, last) = wanted.season.months();
    let mut seen = ctx.leaderboards().seen_by_others((&first, &last)).await?;
    seen.retain(|seen| seen.is_seen_in(places));
    if let Some(wanted) = &wanted.topic {
        let topics = ctx.knowledge().topics().await?;
        let is_it = |name: &String| name == wanted || name_today(name, &topics) == *wanted;
        seen.retain(|seen| {
            seen.topic.as_ref().is_some_and(is_it) || seen.company_value.as_ref() == Some(wanted)
        });
    }
    let (mut givers, mut receivers) = tallies(&seen);
    givers.retain(|tally| counts(&tally.person));
    receivers.retain(|tally| counts(&tally.person));
    let mut new: Vec<PersonId> = Vec::new();
    if let Some(month) = month {
        for until in
            [ctx.leaderboards().thanked_in(month).await?, ctx.leaderboards().thanking_in(month).await?]
        {
            new.extend(new_in(places, until).into_iter().filter(&counts));
        }
        new.sort();
        new.dedup();
        if new.len() < SMALLEST_GROUP {
            new.clear();
        }
    }
    Ok(Boards { givers: Board::of(givers), receivers: Board::of(receivers), new })
}

/// Whoever had not been seen in these places before that month: what was elsewhere says nothing to whoever reads them.
fn new_in(places: &HashSet<PlaceId>, until: Vec<Until>) -> HashSet<PersonId> {
    let seen = until.into_iter().filter(|it| places.contains(&it.place));
    let (new, before): (Vec<Until>, Vec<Until>) = seen.partition(|it| it.is_new);
    let before: HashSet<PersonId> = before.into_iter().map(|it| it.person).collect();
    new.into_iter().map(|it| it.person).filter(|person| !before.contains(person)).collect()
}
