//! What comes due for a pair, from its introduction to its end.

use chrono::TimeDelta;

use super::cards;
use super::contribution;
use super::pair::{end_pair, split};
use super::rules::{days_later, first_held, proposed_times};
use super::schedule::{self, SENTIMENT, SILENT, from_the_beginning, hours_of, key, meeting, zone_of};
use super::store::{Answer as Asking, Asked, Ending, Pair, PairState, Programme};
use crate::bot::{Answer, Ctx, DomainEvent, Due, Failure};
use crate::chat::{Audience, Card, PersonId, Reply};

/// Whoever was asked whether they are there has so long.
const SILENT_FOR: TimeDelta = TimeDelta::days(7);
/// How it goes is asked again after so many days.
const SENTIMENT_AGAIN: i64 = 60;

/// The pair that something is due for, and its programme; none if it pauses, is over, or its programme is gone.
async fn active(ctx: &mut Ctx, id: &str) -> Result<Option<(Programme, Pair)>, Failure> {
    let Some(pair) = ctx.pairs().pair(id).await?.filter(|pair| pair.state == PairState::Active) else {
        return Ok(None);
    };
    let programme = ctx.programmes().programme(&pair.programme).await?;
    Ok(programme.map(|programme| (programme, pair)))
}

/// The same, for one of several.
async fn active_at(ctx: &mut Ctx, due: &Due) -> Result<Option<(Programme, Pair, i64)>, Failure> {
    let (id, number) = split(&due.key);
    let Ok(number) = number.parse() else { return Ok(None) };
    Ok(active(ctx, id).await?.map(|(programme, pair)| (programme, pair, number)))
}

/// A pair begins: both are introduced, in a place of their own where their platform has one.
pub async fn begin(ctx: &mut Ctx, due: Due) -> Answer {
    let Some((programme, pair)) = active(ctx, &due.key).await? else { return Ok(Reply::nothing()) };
    let now = ctx.now;
    let member = ctx.mentorship_members().member(&pair.programme, &pair.mentee).await?;
    let (goal, score) = member.map_or((String::new(), None), |member| (member.goal, member.goal_score));
    ctx.mentorship_answers().ask(&pair.id, &pair.mentee, (Asked::Goal, 0), now).await?;
    if let Some(score) = score {
        ctx.mentorship_answers().answer(&pair.id, &pair.mentee, (Asked::Goal, 0), score, now).await?;
    }
    let mentor = hours_of(ctx, &pair.mentor).await?;
    let mentee = hours_of(ctx, &pair.mentee).await?;
    let times = match (&mentor, &mentee) {
        (Some((_, mentor)), Some((_, mentee))) => proposed_times(mentor, mentee, now),
        _ => Vec::new(),
    };
    from_the_beginning(ctx, &pair).await?;
    let both = pair.both().map(Clone::clone).to_vec();
    Ok(Reply::nothing().say(Audience::Together(both), cards::introduction(&programme, &pair, &goal, &times)))
}

/// A meeting is near.
pub async fn agenda(ctx: &mut Ctx, due: Due) -> Answer {
    let Some((_, pair, number)) = active_at(ctx, &due).await? else { return Ok(Reply::nothing()) };
    let meetings = ctx.pairs().meetings(&pair.id).await?;
    let next = meetings.into_iter().find(|meeting| meeting.number == number && meeting.is_held.is_none());
    let Some(next) = next else { return Ok(Reply::nothing()) };
    let at = next.due_at.utc();
    Ok(to_both(ctx, &pair, |other| cards::agenda(&pair, other, number, at)))
}

/// A meeting was to be: both are asked, and the next one is expected.
pub async fn meet(ctx: &mut Ctx, due: Due) -> Answer {
    let Some((programme, pair, number)) = active_at(ctx, &due).await? else { return Ok(Reply::nothing()) };
    let now = ctx.now;
    let meetings = ctx.pairs().meetings(&pair.id).await?;
    let Some(this) = meetings.iter().find(|meeting| meeting.number == number) else {
        return Ok(Reply::nothing());
    };
    if this.due_at.utc() > now {
        return Ok(Reply::nothing());
    }
    let zone = zone_of(ctx, &pair).await?;
    meeting(ctx, &pair, number + 1, days_later(this.due_at.utc(), programme.rules.every_days, zone)).await?;
    let asked = ctx.mentorship_answers().of_pair(&pair.id).await?;
    let open: Vec<i64> = meetings
        .iter()
        .filter(|it| it.number < number && it.is_held != Some(true))
        .map(|it| it.number)
        .collect();
    let mut reply = Reply::nothing();
    for person in pair.both() {
        if this.is_held == Some(true) {
            continue;
        }
        if is_silent(&asked, person, &open, number) {
            if ctx.mentorship_answers().ask(&pair.id, person, (Asked::Silent, number), now).await? {
                ctx.schedule(now + SILENT_FOR, SILENT, &key(&pair, number), &()).await?;
                reply = reply.notify(
                    ctx.new_post_id(),
                    person.clone(),
                    cards::is_silent(&pair, pair.other(person)),
                );
            }
            continue;
        }
        if ctx.mentorship_answers().ask(&pair.id, person, (Asked::Met, number), now).await? {
            let card = cards::did_you_meet(&pair, pair.other(person), number);
            reply = reply.notify(ctx.new_post_id(), person.clone(), card);
        }
    }
    Ok(reply)
}

/// Somebody was asked about the two meetings before, which were not held as far as is known, and answered neither.
fn is_silent(asked: &[Asking], person: &PersonId, open: &[i64], number: i64) -> bool {
    let before = [number - 1, number - 2];
    before.iter().all(|number| open.contains(number))
        && before.iter().all(|number| {
            asked.iter().any(|answer| {
                answer.person == *person
                    && answer.kind == Asked::Met
                    && answer.number == *number
                    && answer.value.is_none()
            })
        })
}

/// Whoever was asked whether they are there had a week: the other is offered somebody else, without blame.
pub async fn silent(ctx: &mut Ctx, due: Due) -> Answer {
    let Some((_, pair, number)) = active_at(ctx, &due).await? else { return Ok(Reply::nothing()) };
    let asked = ctx.mentorship_answers().of_pair(&pair.id).await?;
    let mut reply = Reply::nothing();
    for person in pair.both() {
        let silence = asked.iter().find(|answer| {
            answer.person == *person && answer.kind == Asked::Silent && answer.number == number
        });
        if silence.is_some_and(|silence| silence.value.is_none()) {
            let other = pair.other(person).clone();
            let card = cards::other_is_silent(&pair, person);
            reply = reply.notify(ctx.new_post_id(), other, card);
        }
    }
    Ok(reply)
}

async fn has_met(ctx: &mut Ctx, pair: &Pair) -> Result<bool, Failure> {
    Ok(first_held(&ctx.pairs().meetings(&pair.id).await?).is_some())
}

/// Ten days, and no meeting.
pub async fn nudge(ctx: &mut Ctx, due: Due) -> Answer {
    let Some((_, pair)) = active(ctx, &due.key).await? else { return Ok(Reply::nothing()) };
    if has_met(ctx, &pair).await? {
        return Ok(Reply::nothing());
    }
    Ok(to_both(ctx, &pair, |other| cards::nudge(&pair, other)))
}

/// Seventeen days, and no meeting: whoever made the programme is told, or all leads if they lead no more.
pub async fn late(ctx: &mut Ctx, due: Due) -> Answer {
    let Some((programme, pair)) = active(ctx, &due.key).await? else { return Ok(Reply::nothing()) };
    if has_met(ctx, &pair).await? {
        return Ok(Reply::nothing());
    }
    let leads = ctx.people().leads().await?;
    let told = if leads.contains(&programme.owner) { vec![programme.owner.clone()] } else { leads };
    let mut reply = Reply::nothing();
    for lead in told {
        reply = reply.notify(ctx.new_post_id(), lead, cards::late(&programme, &pair));
    }
    Ok(reply)
}

/// How far the mentee is.
pub async fn goal(ctx: &mut Ctx, due: Due) -> Answer {
    let Some((_, pair, number)) = active_at(ctx, &due).await? else { return Ok(Reply::nothing()) };
    let now = ctx.now;
    if !ctx.mentorship_answers().ask(&pair.id, &pair.mentee, (Asked::Goal, number), now).await? {
        return Ok(Reply::nothing());
    }
    let member = ctx.mentorship_members().member(&pair.programme, &pair.mentee).await?;
    let goal = member.map(|member| member.goal).unwrap_or_default();
    let card = cards::goal_asked(&pair, number, &goal);
    Ok(Reply::nothing().notify(ctx.new_post_id(), pair.mentee.clone(), card))
}

/// How it goes.
pub async fn sentiment(ctx: &mut Ctx, due: Due) -> Answer {
    let Some((_, pair, number)) = active_at(ctx, &due).await? else { return Ok(Reply::nothing()) };
    let now = ctx.now;
    let zone = zone_of(ctx, &pair).await?;
    let again = days_later(now, SENTIMENT_AGAIN, zone);
    if again < pair.ends_at.utc() {
        ctx.schedule(again, SENTIMENT, &key(&pair, number + 1), &()).await?;
    }
    let mut reply = Reply::nothing();
    for person in pair.both() {
        if ctx.mentorship_answers().ask(&pair.id, person, (Asked::Sentiment, number), now).await? {
            let card = cards::sentiment_asked(&pair, pair.other(person), number);
            reply = reply.notify(ctx.new_post_id(), person.clone(), card);
        }
    }
    Ok(reply)
}

/// The time of a pair is over.
pub async fn close(ctx: &mut Ctx, due: Due) -> Answer {
    let Some((programme, pair)) = active(ctx, &due.key).await? else { return Ok(Reply::nothing()) };
    let now = ctx.now;
    if pair.ends_at.utc() > now {
        ctx.schedule(pair.ends_at.utc(), schedule::CLOSE, &pair.id, &()).await?;
        return Ok(Reply::nothing());
    }
    if !end_pair(ctx, &pair, Ending::Completed).await? {
        return Ok(Reply::nothing());
    }
    let contribution = contribution::completed(&pair);
    ctx.publish(DomainEvent::Contributed(contribution));
    let mut reply = Reply::nothing();
    for person in pair.both() {
        ctx.mentorship_answers().ask(&pair.id, person, (Asked::Closing, 1), now).await?;
        let card = cards::closed(&programme, &pair, pair.other(person));
        reply = reply.notify(ctx.new_post_id(), person.clone(), card);
    }
    Ok(reply)
}

/// News for both, in which each reads of the other.
fn to_both(ctx: &mut Ctx, pair: &Pair, card: impl Fn(&PersonId) -> Card) -> Reply {
    let mut reply = Reply::nothing();
    for person in pair.both() {
        reply = reply.notify(ctx.new_post_id(), person.clone(), card(pair.other(person)));
    }
    reply
}
