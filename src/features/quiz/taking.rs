//! An attempt with all that belongs to it, and who may begin or go on.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::cards;
use super::items::Given;
use super::results::asked;
use super::rules::{Asked, order};
use super::store::{Attempt, Quiz, Run};
use crate::bot::{Ctx, Failure};
use crate::chat::{Card, Place};
use crate::people::Caller;
use crate::store::Millis;

/// The job that hands in what there is once the minutes are over, one for each attempt.
pub const TIME: &str = "quiz.time";
/// For so long after its end whoever had begun can still hand in; it is flagged as late.
const GRACE: TimeDelta = TimeDelta::days(7);

/// A quiz as somebody takes it.
#[derive(Clone, Debug)]
pub struct Taking {
    /// The quiz.
    pub quiz: Quiz,
    /// The run.
    pub run: Run,
    /// Their attempt.
    pub attempt: Attempt,
    /// What they are asked, in their order.
    pub asked: Vec<Asked>,
    /// What they answered so far.
    pub given: BTreeMap<i64, Given>,
}

impl Taking {
    /// The question at a place of their order, or how far they are behind the last one.
    pub fn card(&self, at: usize) -> Card {
        let given = self.asked.get(at).and_then(|it| self.given.get(&it.position));
        cards::step(&self.quiz, &self.attempt.id, &self.asked, at, given).unwrap_or_else(|| {
            cards::overview(&self.quiz, &self.run, &self.attempt.id, self.given.len(), self.asked.len())
        })
    }

    /// Where in their order the question of a button or form stands.
    pub fn place_of(&self, position: Option<&str>) -> Result<usize, Failure> {
        let position: Option<i64> = position.and_then(|position| position.parse().ok());
        let found = self.asked.iter().position(|it| Some(it.position) == position);
        found.ok_or_else(|| Failure::Refused(cards::no_such_quiz()))
    }
}

/// Begins a run, or goes on with it, for whoever was asked or can read a channel in which it is asked.
pub async fn begin(ctx: &mut Ctx, by: &Caller, at: &Place, run: &str) -> Result<Taking, Failure> {
    let refused = || Failure::Refused(cards::no_such_quiz());
    let now = ctx.now;
    let run = ctx.runs().run(run).await?.ok_or_else(refused)?;
    let before = ctx.attempts().attempt_of(&run.id, &by.person).await?;
    if before.is_none() && !is_asked(ctx, by, at, &run).await? {
        return Err(refused());
    }
    if now < run.opens_at.utc() {
        return Err(Failure::Refused(cards::is_not_open_yet()));
    }
    let has_begun = before.as_ref().is_some_and(|attempt| attempt.started_at.is_some());
    if !has_begun {
        if run.is_over(now) {
            return Err(Failure::Refused(cards::is_over()));
        }
        let fresh = before.map_or_else(|| ctx.new_id(), |attempt| attempt.id);
        ctx.attempts().begin(&fresh, &run.id, &by.person, now).await?;
        if let Some(minutes) = run.minutes {
            ctx.schedule(now + TimeDelta::minutes(minutes), TIME, &fresh, &()).await?;
        }
    }
    let attempt = ctx.attempts().attempt_of(&run.id, &by.person).await?.ok_or_else(refused)?;
    let taking = load(ctx, attempt).await?;
    if taking.asked.is_empty() {
        return Err(refused());
    }
    still_counts(ctx, &taking)?;
    Ok(taking)
}

/// Somebody's own attempt, that is not handed in.
pub async fn own(ctx: &mut Ctx, by: &Caller, attempt: &str) -> Result<Taking, Failure> {
    let Some(attempt) = ctx.attempts().attempt(attempt).await? else {
        return Err(Failure::Refused(cards::no_such_quiz()));
    };
    if attempt.person != by.person {
        return Err(Failure::Refused(cards::not_yours()));
    }
    let taking = load(ctx, attempt).await?;
    still_counts(ctx, &taking)?;
    Ok(taking)
}

/// An attempt with all that belongs to it.
pub async fn load(ctx: &mut Ctx, attempt: Attempt) -> Result<Taking, Failure> {
    let gone = || Failure::Refused(cards::no_such_quiz());
    let run = ctx.runs().run(&attempt.run).await?.ok_or_else(gone)?;
    let quiz = ctx.quizzes().quiz(&run.quiz).await?.ok_or_else(gone)?;
    let asked = order(&attempt.id, asked(ctx, &run).await?);
    let given = ctx.attempts().answers(&attempt.id).await?.into_iter().collect();
    Ok(Taking { quiz, run, attempt, asked, given })
}

fn still_counts(ctx: &Ctx, taking: &Taking) -> Result<(), Failure> {
    let Taking { run, attempt, .. } = taking;
    if attempt.handed_in_at.is_some() {
        return Err(Failure::Refused(cards::is_handed_in()));
    }
    if ctx.now >= run.closes_at.utc() + GRACE {
        return Err(Failure::Refused(cards::is_long_over()));
    }
    let began = attempt.started_at.map_or(ctx.now, Millis::utc);
    let is_over = run.minutes.is_some_and(|minutes| ctx.now >= began + TimeDelta::minutes(minutes));
    // What there is by then is handed in by a job, at this very moment.
    if is_over { Err(Failure::Refused(cards::time_is_over())) } else { Ok(()) }
}

/// They can read a channel in which it is asked, or asked it themselves.
pub async fn is_asked(ctx: &mut Ctx, by: &Caller, at: &Place, run: &Run) -> Result<bool, Failure> {
    if run.host == by.person {
        return Ok(true);
    }
    let viewer = ctx.viewer(by, at).await?;
    for (place, _) in ctx.runs().places(&run.id).await? {
        if ctx.may_meet(&viewer, &place).await? {
            return Ok(true);
        }
    }
    Ok(false)
}
