//! Where somebody is, on `/mentor` and on the home page; and what a lead leads.

use super::cards::{self, Mine, MyPair};
use super::join::may_join;
use super::store::{PairState, RequestState, State};
use crate::bot::{Answer, Call, Command, Ctx, Failure, Parts};
use crate::chat::{PersonId, Reply};
use crate::people::Caller;

/// Programmes that are looked at.
const MOST: i64 = 50;
/// Pairs that are shown.
const MOST_PAIRS: i64 = 10;

/// `/mentor`.
pub async fn show(ctx: &mut Ctx, call: Call<Command>) -> Answer {
    let mine = mine(ctx, &call.by.person, true).await?;
    let leads = if call.by.lead { led(ctx).await? } else { Vec::new() };
    Ok(Reply::only_you(cards::mine(&mine, leads)))
}

async fn led(ctx: &mut Ctx) -> Parts {
    let mut programmes = Vec::new();
    for programme in ctx.programmes().newest(MOST).await? {
        let members = ctx.mentorship_members().members(&programme.id).await?.len();
        programmes.push((programme, members));
    }
    Ok(cards::list(&programmes))
}

/// The part of the home page.
pub async fn home(ctx: &mut Ctx, caller: Caller) -> Parts {
    Ok(cards::next_steps(&mine(ctx, &caller.person, false).await?))
}

/// Where somebody is. What they may join is only looked for if it is shown.
async fn mine(ctx: &mut Ctx, me: &PersonId, with_open: bool) -> Result<Mine, Failure> {
    let now = ctx.now;
    let mut mine = Mine {
        me: me.clone(),
        pairs: Vec::new(),
        asked: Vec::new(),
        memberships: Vec::new(),
        open: Vec::new(),
    };
    for pair in ctx.pairs().of_person(me, MOST_PAIRS).await? {
        if pair.state == PairState::Ended {
            continue;
        }
        let Some(programme) = ctx.programmes().programme(&pair.programme).await? else { continue };
        let meetings = ctx.pairs().meetings(&pair.id).await?;
        let next = meetings.iter().find(|meeting| meeting.is_held.is_none() && meeting.due_at.utc() >= now);
        let next = next.or(meetings.iter().rfind(|meeting| meeting.is_held.is_none()));
        let next = next.map(|meeting| (meeting.number, meeting.due_at.utc()));
        mine.pairs.push(MyPair { pair, programme, next });
    }
    for request in ctx.requests().asked(me).await? {
        let programme = ctx.programmes().programme(&request.programme).await?;
        mine.asked.extend(programme.map(|programme| (programme, request.mentee)));
    }
    for member in ctx.mentorship_members().memberships(me).await? {
        let Some(programme) = ctx.programmes().programme(&member.programme).await? else { continue };
        if programme.state == State::Ended {
            continue;
        }
        let requests = ctx.requests().of_mentee(&programme.id, me).await?;
        let is_asking =
            requests.iter().any(|it| matches!(it.state, RequestState::Waiting | RequestState::Asked));
        mine.memberships.push((programme, member, is_asking));
    }
    if with_open {
        for programme in ctx.programmes().newest(MOST).await? {
            let is_in = mine.memberships.iter().any(|(other, ..)| other.id == programme.id);
            if !is_in && may_join(ctx, me, &programme).await? {
                mine.open.push(programme);
            }
        }
    }
    Ok(mine)
}
