//! Handing in: what it is worth, what is told of it, and what comes of it later.

use chrono::{DateTime, Utc};

use super::cards;
use super::contribution::taken;
use super::follow_up;
use super::items::TestForm;
use super::recall;
use super::rules::points;
use super::store::{Attempt, FormWord, ItemId};
use super::taking::{TIME, Taking, load};
use crate::bot::{Answer, Ctx, DomainEvent, Due, Failure};
use crate::chat::{Audience, Card, Reply};

/// Hands an attempt in, once; says what its person is told.
pub async fn finish(ctx: &mut Ctx, taking: &Taking) -> Result<Card, Failure> {
    let now = ctx.now;
    let credits: Vec<(i64, f64)> = taking
        .asked
        .iter()
        .filter_map(|it| Some((it.position, it.item.credit(taking.given.get(&it.position)?))))
        .collect();
    let worth = points(&taking.asked, &credits);
    let is_late = taking.run.is_over(now);
    if !ctx.attempts().hand_in(&taking.attempt.id, worth, is_late, now).await? {
        return Err(Failure::Refused(cards::is_handed_in()));
    }
    ctx.attempts().mark(&taking.attempt.id, &credits).await?;
    ctx.cancel(TIME, &taking.attempt.id).await?;
    let places = ctx.runs().places(&taking.run.id).await?;
    let place = places.into_iter().next().map(|(place, _)| place);
    ctx.publish(DomainEvent::Contributed(taken(&taking.quiz, &taking.attempt.person, place)));
    if !is_late {
        follow_up::ask_later(ctx, &taking.run, &taking.attempt.person).await?;
    }
    let attempt = Attempt {
        handed_in_at: Some(now.into()),
        is_late,
        earned: Some(worth.0),
        possible: Some(worth.1),
        ..taking.attempt.clone()
    };
    mine(ctx, &Taking { attempt, ..taking.clone() }, true).await
}

/// What somebody who handed in is told of it. With `is_new`, what they got wrong begins to come back.
pub async fn mine(ctx: &mut Ctx, taking: &Taking, is_new: bool) -> Result<Card, Failure> {
    let Taking { quiz, run, attempt, asked, given } = taking;
    if let Some(at) = explained_at(ctx, taking).await? {
        return Ok(if is_new { cards::handed_in(quiz, attempt.is_late, at) } else { cards::not_yet(at) });
    }
    let credits = ctx.attempts().credits(&attempt.id).await?;
    let credit = |position| credits.iter().find(|(at, _)| *at == position).map_or(0.0, |(_, credit)| *credit);
    let wrong = asked.iter().filter(|it| credit(it.position) < 1.0);
    let wrong: Vec<ItemId> = wrong
        .map(|it| ItemId { quiz: quiz.id.clone(), version: run.version, position: it.position })
        .collect();
    let comes_back = is_new && recall::begin(ctx, &attempt.person, &wrong).await?;
    Ok(cards::feedback(quiz, attempt, asked, given, &credits, comes_back))
}

/// When what is right may be seen; none if it may be now. Where the same questions are asked again weeks later, not before
/// that is closed.
async fn explained_at(ctx: &mut Ctx, taking: &Taking) -> Result<Option<DateTime<Utc>>, Failure> {
    let run = &taking.run;
    let is_same_again = run.form == TestForm::Both.word();
    let until = match ctx.runs().follow_up_of(&run.id).await? {
        Some(follow_up) if is_same_again => Some(follow_up),
        _ => Some(run.clone()).filter(|run| run.explains_late),
    };
    Ok(until.filter(|run| run.closed_at.is_none()).map(|run| run.closes_at.utc()))
}

/// Somebody's minutes are over: what they answered is handed in.
pub async fn time_is_over(ctx: &mut Ctx, due: Due) -> Answer {
    let Some(attempt) = ctx.attempts().attempt(&due.key).await? else { return Ok(Reply::nothing()) };
    if attempt.handed_in_at.is_some() {
        return Ok(Reply::nothing());
    }
    let person = attempt.person.clone();
    let taking = load(ctx, attempt).await?;
    let card = finish(ctx, &taking).await?;
    let to = Audience::Person(person);
    Ok(Reply::nothing().say(to.clone(), cards::time_is_over()).say(to, card))
}
