//! Asking people one to one: those who were named, and weeks later those who took the first half of a pair; with at most
//! two reminders.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::cards;
use super::results::asked;
use super::store::{Quiz, Run};
use crate::bot::{Answer, Ctx, Due, Failure};
use crate::chat::{PersonId, Reply};

/// The job that asks somebody the second half.
pub const FOLLOW_UP: &str = "quiz.follow_up";
/// The job that reminds somebody.
pub const REMIND: &str = "quiz.remind";

/// The days after somebody was asked on which they are reminded.
const REMINDERS: [i64; 2] = [3, 5];

/// How often somebody was reminded.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Reminded {
    times: usize,
}

/// Asks somebody, within what they may be told unasked; nothing if they were asked, or began, before.
pub async fn invite(
    ctx: &mut Ctx,
    quiz: &Quiz,
    run: &Run,
    questions: usize,
    person: &PersonId,
) -> Result<Reply, Failure> {
    let (fresh, now) = (ctx.new_id(), ctx.now);
    if !ctx.attempts().invite(&fresh, &run.id, person, now).await? {
        return Ok(Reply::nothing());
    }
    let card = cards::invited(quiz, run, questions);
    Ok(Reply::nothing().notify(ctx.new_post_id(), person.clone(), card))
}

/// Somebody handed in the first half in time: they are asked the second when it opens.
pub async fn ask_later(ctx: &mut Ctx, run: &Run, person: &PersonId) -> Result<(), Failure> {
    let Some(follow_up) = ctx.runs().follow_up_of(&run.id).await? else { return Ok(()) };
    ctx.schedule(follow_up.opens_at.utc(), FOLLOW_UP, &key(&follow_up, person), &()).await
}

/// The second half opens.
pub async fn due(ctx: &mut Ctx, due: Due) -> Answer {
    let Some((quiz, run, person)) = find(ctx, &due).await? else { return Ok(Reply::nothing()) };
    let questions = asked(ctx, &run).await?.len();
    if questions == 0 {
        return Ok(Reply::nothing());
    }
    let reply = invite(ctx, &quiz, &run, questions, &person).await?;
    remind_later(ctx, &run, &person).await?;
    Ok(reply)
}

/// Somebody who was asked just now is reminded in some days, if it is open by then.
pub async fn remind_later(ctx: &mut Ctx, run: &Run, person: &PersonId) -> Result<(), Failure> {
    put_off(ctx, run, person, &Reminded::default(), REMINDERS[0]).await
}

async fn put_off(
    ctx: &mut Ctx,
    run: &Run,
    person: &PersonId,
    reminded: &Reminded,
    days: i64,
) -> Result<(), Failure> {
    let at = ctx.now + TimeDelta::days(days);
    if at >= run.closes_at.utc() {
        return Ok(());
    }
    ctx.schedule(at, REMIND, &key(run, person), reminded).await
}

/// A reminder is due: only for somebody who has not handed in.
pub async fn remind(ctx: &mut Ctx, due: Due) -> Answer {
    let Some((quiz, run, person)) = find(ctx, &due).await? else { return Ok(Reply::nothing()) };
    let attempt = ctx.attempts().attempt_of(&run.id, &person).await?;
    if attempt.is_none_or(|attempt| attempt.handed_in_at.is_some()) {
        return Ok(Reply::nothing());
    }
    let before: Reminded = serde_json::from_value(due.payload)?;
    let reminded = Reminded { times: before.times + 1 };
    if let Some(next) = REMINDERS.get(reminded.times) {
        put_off(ctx, &run, &person, &reminded, next - REMINDERS[before.times.min(1)]).await?;
    }
    Ok(Reply::nothing().notify(ctx.new_post_id(), person, cards::reminded(&quiz, &run)))
}

/// What is put off for one person at one run.
fn key(run: &Run, person: &PersonId) -> String {
    format!("{} {person}", run.id)
}

/// The run and the person of what was put off; none once it is closed, or its quiz or the person is gone.
async fn find(ctx: &mut Ctx, due: &Due) -> Result<Option<(Quiz, Run, PersonId)>, Failure> {
    let now = ctx.now;
    let Some((run, person)) = due.key.split_once(' ') else { return Ok(None) };
    let Some(run) = ctx.runs().run(run).await?.filter(|run| !run.is_over(now)) else { return Ok(None) };
    let (quiz, person) = (ctx.quizzes().quiz(&run.quiz).await?, PersonId::new(person));
    let is_there = ctx.people().person(&person).await?.is_some();
    Ok(quiz.filter(|_| is_there).map(|quiz| (quiz, run, person)))
}
