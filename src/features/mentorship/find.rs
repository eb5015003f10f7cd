//! A mentee asks for a mentor without a round: three with why, one asked after the other, and whoever passes is named to
//! nobody.

use super::cards;
use super::matching::{Judge, Pool, Proposed};
use super::pair::split;
use super::pool::{Mentees, pair_in, pool, remember_pairs, weigh_knowledge};
use super::rules::{reasons, request_ends};
use super::schedule::{begins_at, hours_of, start};
use super::store::{MentorRequest, Pair, Programme, RequestState, State};
use crate::bot::{Answer, Call, Command, Ctx, Due, Failure};
use crate::chat::{Audience, PersonId, Press, Reply, Submission};

/// The job that asks the next mentor.
pub const REQUEST: &str = "mentorship.request";

/// Mentors that are shown.
const SHOWN: usize = 3;
/// Mentors that can be ranked.
const MOST: usize = 20;

/// `/mentor find`.
pub async fn find(ctx: &mut Ctx, call: Call<Command>) -> Answer {
    let me = call.by.person.clone();
    for member in ctx.mentorship_members().memberships(&me).await? {
        let Some(programme) = ctx.programmes().programme(&member.programme).await? else { continue };
        if member.role.learns() && is_open(&programme) && !has_mentor(ctx, &programme, &me).await? {
            return shown(ctx, &programme, &me).await;
        }
    }
    Err(Failure::Refused(cards::nobody_found()))
}

/// "Find a mentor".
pub async fn press(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let programme = looking(ctx, &call.by.person, &call.what.value).await?;
    shown(ctx, &programme, &call.by.person).await
}

fn is_open(programme: &Programme) -> bool {
    matches!(programme.state, State::Open | State::Matching | State::Running)
}

async fn has_mentor(ctx: &mut Ctx, programme: &Programme, mentee: &PersonId) -> Result<bool, Failure> {
    let pairs = ctx.pairs().of_programme(&programme.id).await?;
    Ok(pairs.iter().any(|pair| pair.mentee == *mentee && pair.ended_at.is_none()))
}

/// A programme in which somebody is a mentee without a mentor.
async fn looking(ctx: &mut Ctx, mentee: &PersonId, id: &str) -> Result<Programme, Failure> {
    let member = ctx.mentorship_members().member(id, mentee).await?;
    let programme = ctx.programmes().programme(id).await?.filter(is_open);
    match (member, programme) {
        (Some(member), Some(programme))
            if member.role.learns() && !has_mentor(ctx, &programme, mentee).await? =>
        {
            Ok(programme)
        }
        _ => Err(Failure::Refused(cards::nobody_found())),
    }
}

async fn shown(ctx: &mut Ctx, programme: &Programme, mentee: &PersonId) -> Answer {
    let mut pool = pool(ctx, programme, Mentees::Only(mentee)).await?;
    weigh_knowledge(ctx, programme, &mut pool).await?;
    remember_pairs(ctx, &mut pool).await?;
    let best = ranked(&pool);
    if best.is_empty() {
        return Ok(Reply::only_you(cards::none_fits(programme)));
    }
    let can_rank = best.len() > 1;
    let best: Vec<Proposed> = best.into_iter().take(SHOWN).collect();
    Ok(Reply::only_you(cards::found(programme, &best, can_rank)))
}

/// The mentors of a pool of one mentee who have a place, the best first.
fn ranked(pool: &Pool) -> Vec<Proposed> {
    if pool.mentees.is_empty() {
        return Vec::new();
    }
    let judge = Judge::of(pool);
    let free = pool.mentors.iter().enumerate().filter(|(_, (_, places, _))| *places > 0);
    let mut ranked: Vec<Proposed> = free.filter_map(|(mentor, _)| judge.pair(0, mentor).ok()).collect();
    ranked.sort_by(|a, b| (b.score, &a.mentor).cmp(&(a.score, &b.mentor)));
    ranked
}

/// "Ask".
pub async fn ask(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (id, mentor) = split(&call.what.value);
    ask_these(ctx, &call.by.person, id, &[PersonId::new(mentor)]).await
}

/// "Rank several".
pub async fn open_rank(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let programme = looking(ctx, &call.by.person, &call.what.value).await?;
    let pool = pool(ctx, &programme, Mentees::Only(&call.by.person)).await?;
    let mentors: Vec<PersonId> = ranked(&pool).into_iter().take(MOST).map(|pair| pair.mentor).collect();
    if mentors.is_empty() {
        return Err(Failure::Refused(cards::none_fits(&programme)));
    }
    let people = ctx.people().people_by(&mentors).await?;
    let named = mentors.iter().filter_map(|mentor| {
        let person = people.iter().find(|person| person.id == *mentor)?;
        Some((mentor.clone(), crate::chat::shortened(&person.data.name, 70)))
    });
    Ok(Reply::open(cards::rank(&programme.id, &named.collect::<Vec<_>>())))
}

/// The form that ranks mentors came back.
pub async fn rank(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let mut mentors: Vec<PersonId> = Vec::new();
    for field in ["first", "second", "third"] {
        let Some(mentor) = call.what.value(field).map(PersonId::new) else { continue };
        if mentors.contains(&mentor) {
            return Ok(Reply::error(field, "You named that person already."));
        }
        mentors.push(mentor);
    }
    if mentors.is_empty() {
        return Ok(Reply::error("first", "Choose somebody."));
    }
    ask_these(ctx, &call.by.person, &call.what.context, &mentors).await
}

async fn ask_these(ctx: &mut Ctx, mentee: &PersonId, id: &str, mentors: &[PersonId]) -> Answer {
    let programme = looking(ctx, mentee, id).await?;
    let pool = pool(ctx, &programme, Mentees::Only(mentee)).await?;
    let fits: Vec<PersonId> = ranked(&pool).into_iter().map(|pair| pair.mentor).collect();
    if !mentors.iter().all(|mentor| fits.contains(mentor)) {
        return Err(Failure::Refused(cards::none_fits(&programme)));
    }
    ctx.requests().rank(&programme.id, mentee, mentors).await?;
    let requests = ctx.requests().of_mentee(&programme.id, mentee).await?;
    if !requests.iter().any(|request| request.state == RequestState::Asked) {
        let now = ctx.now;
        ctx.schedule(now, REQUEST, &key(&programme.id, mentee), &()).await?;
    }
    Ok(Reply::only_you(cards::asking(mentors)))
}

fn key(programme: &str, mentee: &PersonId) -> String {
    format!("{programme} {mentee}")
}

/// Whoever was asked has said nothing, or the first is to be asked: the next one is, in their hours.
pub async fn due(ctx: &mut Ctx, due: Due) -> Answer {
    let (id, mentee) = split(&due.key);
    let mentee = PersonId::new(mentee);
    let now = ctx.now;
    let Ok(programme) = looking(ctx, &mentee, id).await else {
        ctx.requests().withdraw(id, &mentee).await?;
        return Ok(Reply::nothing());
    };
    let pool = pool(ctx, &programme, Mentees::Only(&mentee)).await?;
    let mut had_any = false;
    for request in ctx.requests().of_mentee(id, &mentee).await? {
        match request.state {
            RequestState::Asked => {
                had_any |= ctx.requests().go(&request, RequestState::Passed, now).await?;
                continue;
            }
            RequestState::Passed => had_any = true,
            RequestState::Waiting => {}
            RequestState::Accepted | RequestState::Withdrawn => continue,
        }
        if request.state != RequestState::Waiting {
            continue;
        }
        let fits = pair_in(&pool, &mentee, &request.mentor).ok();
        let hours = hours_of(ctx, &request.mentor).await?;
        let (Some(fits), Some((mentor, hours))) = (fits, hours) else {
            ctx.requests().go(&request, RequestState::Passed, now).await?;
            had_any = true;
            continue;
        };
        let paused = mentor.availability.paused_until.unwrap_or(now).max(now);
        if let Some(loud) = hours.next_loud(paused).filter(|loud| *loud > now) {
            ctx.schedule(loud, REQUEST, &due.key, &()).await?;
            return Ok(Reply::nothing());
        }
        if !ctx.requests().go(&request, RequestState::Asked, now).await? {
            continue;
        }
        ctx.schedule(request_ends(&mentor, &hours, now), REQUEST, &due.key, &()).await?;
        let member = ctx.mentorship_members().member(id, &mentee).await?;
        let goal = member.map(|member| member.goal).unwrap_or_default();
        let why = reasons(&fits.parts, programme.rules.weights);
        let card = cards::asked(&programme, &mentee, &goal, &why);
        return Ok(Reply::nothing().say(Audience::Person(request.mentor), card));
    }
    if !had_any {
        return Ok(Reply::nothing());
    }
    Ok(Reply::nothing().notify(ctx.new_post_id(), mentee, cards::nobody_left(&programme)))
}

/// What a mentor is asked, by the button of a request.
async fn asked(ctx: &mut Ctx, mentor: &PersonId, value: &str) -> Result<(Programme, MentorRequest), Failure> {
    let (id, mentee) = split(value);
    let requests = ctx.requests().asked(mentor).await?;
    let request = requests.into_iter().find(|it| it.programme == id && it.mentee.as_str() == mentee);
    let programme = ctx.programmes().programme(id).await?.filter(is_open);
    programme.zip(request).ok_or_else(|| Failure::Refused(cards::request_gone()))
}

/// "Yes, gladly": they are a pair.
pub async fn accept(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let me = call.by.person.clone();
    // Two mentees who are accepted at once cannot take one place.
    ctx.turns().take_turn(&me).await?;
    let (programme, request) = asked(ctx, &me, &call.what.value).await?;
    let mut pool = pool(ctx, &programme, Mentees::Only(&request.mentee)).await?;
    remember_pairs(ctx, &mut pool).await?;
    let now = ctx.now;
    let key = key(&programme.id, &request.mentee);
    let has_place = ranked(&pool).into_iter().find(|pair| pair.mentor == me);
    let Some(pair) = has_place else {
        ctx.requests().go(&request, RequestState::Passed, now).await?;
        ctx.schedule(now, REQUEST, &key, &()).await?;
        return Ok(Reply::nothing().replace(cards::request_gone()));
    };
    if !ctx.requests().go(&request, RequestState::Accepted, now).await? {
        return Err(Failure::Refused(cards::request_gone()));
    }
    ctx.requests().withdraw(&programme.id, &request.mentee).await?;
    ctx.cancel(REQUEST, &key).await?;
    ctx.mentorship_members().left_over(&programme.id, &request.mentee, false).await?;
    ctx.programmes().touch(&programme.id).await?;
    let begins = begins_at(ctx, &programme, &me).await?;
    let made = Pair {
        score: i64::from(pair.score),
        parts: serde_json::to_string(&pair.parts)?,
        ..Pair::new(ctx.new_id(), &programme.id, (me, request.mentee.clone()), (begins, begins))
    };
    start(ctx, &programme, made).await?;
    Ok(Reply::nothing().replace(cards::accepted(&request.mentee)))
}

/// "Not now": the next one is asked, and nobody is told.
pub async fn pass(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (programme, request) = asked(ctx, &call.by.person, &call.what.value).await?;
    let now = ctx.now;
    ctx.requests().go(&request, RequestState::Passed, now).await?;
    ctx.schedule(now, REQUEST, &key(&programme.id, &request.mentee), &()).await?;
    Ok(Reply::nothing().replace(cards::passed()))
}

/// "Ask nobody".
pub async fn withdraw(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let me = &call.by.person;
    ctx.requests().withdraw(&call.what.value, me).await?;
    ctx.cancel(REQUEST, &key(&call.what.value, me)).await?;
    Ok(Reply::only_you(cards::withdrawn()))
}
