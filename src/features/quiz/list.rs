//! Which quizzes there are for somebody: on `/quiz`, on the home page and on their own page.

use chrono::TimeDelta;

use super::cards::{self, List, Mine};
use super::close::may_see;
use super::rules::share;
use super::store::{Attempt, Run};
use crate::bot::{Answer, Call, Command, Ctx, Failure, Parts};
use crate::chat::{Part, PersonId, Place, Reply};
use crate::people::Caller;

/// Lines of each part of the list at the most.
const MOST: i64 = 8;
/// A lead sees results of runs that closed no longer ago.
const SHOWN_FOR: TimeDelta = TimeDelta::days(60);
/// Below this share of the points a topic is worth another look.
const SHAKY: f64 = 0.6;

/// `/quiz`.
pub async fn show(ctx: &mut Ctx, call: Call<Command>) -> Answer {
    let me = call.by.person.clone();
    let list = List {
        waiting: waiting(ctx, &call.by, Some(&call.at)).await?,
        done: done(ctx, &me).await?,
        own: ctx.quizzes().owned_by(&me, MOST).await?,
        runs: runs(ctx, &call.by).await?,
        is_ended: ctx.reviews().is_ended(&me).await?,
    };
    Ok(Reply::only_you(cards::list(&list)))
}

/// The part of the home page: what waits for somebody.
pub async fn home(ctx: &mut Ctx, caller: Caller) -> Parts {
    let waiting = waiting(ctx, &caller, None).await?;
    Ok(if waiting.is_empty() { Vec::new() } else { cards::waiting(&waiting) })
}

/// The part of somebody's own page: what they took, and what is worth another look.
pub async fn own_page(ctx: &mut Ctx, person: PersonId) -> Parts {
    let done = done(ctx, &person).await?;
    if done.is_empty() {
        return Ok(Vec::new());
    }
    let mut parts = cards::history(&done);
    let mut shaky: Vec<String> = Vec::new();
    for (it, attempt) in &done {
        let had =
            attempt.earned.zip(attempt.possible).map_or(1.0, |(earned, possible)| share(earned, possible));
        let is_shown = !it.run.explains_late || it.run.closed_at.is_some();
        shaky.extend(it.quiz.topic.clone().filter(|topic| is_shown && had < SHAKY && !shaky.contains(topic)));
    }
    if !shaky.is_empty() {
        parts.push(Part::Text(cards::look_again(&shaky)));
    }
    Ok(parts)
}

/// What somebody was asked or began; and what is asked where they are, or on a topic that they want to learn, in channels
/// that they can read.
async fn waiting(ctx: &mut Ctx, by: &Caller, at: Option<&Place>) -> Result<Vec<(Mine, bool)>, Failure> {
    let now = ctx.now;
    let mut waiting = Vec::new();
    for attempt in ctx.attempts().open_of(&by.person).await? {
        let Some(run) = ctx.runs().run(&attempt.run).await? else { continue };
        let is_begun = attempt.started_at.is_some();
        if !run.is_over(now) {
            waiting.extend(mine(ctx, run).await?.map(|mine| (mine, is_begun)));
        }
    }
    let Some(at) = at else { return Ok(waiting) };
    let viewer = ctx.viewer(by, at).await?;
    let skills = ctx.knowledge().skills_of(&by.person).await?;
    let wanted: Vec<String> = skills
        .into_iter()
        .filter(|skill| skill.wants_to_learn)
        .map(|skill| skill.name.to_lowercase())
        .collect();
    for run in ctx.runs().closing_after(now, 100).await? {
        let is_there = run.closed_at.is_none() && run.opens_at.utc() <= now && run.baseline.is_none();
        if !is_there || ctx.attempts().attempt_of(&run.id, &by.person).await?.is_some() {
            continue;
        }
        let places = ctx.runs().places(&run.id).await?;
        let Some(mine) = mine(ctx, run).await? else { continue };
        let is_wanted = mine.quiz.topic.as_ref().is_some_and(|topic| wanted.contains(&topic.to_lowercase()));
        for (place, _) in places {
            if (place == at.id || is_wanted) && ctx.may_meet(&viewer, &place).await? {
                waiting.push((mine, false));
                break;
            }
        }
    }
    Ok(waiting)
}

async fn done(ctx: &mut Ctx, person: &PersonId) -> Result<Vec<(Mine, Attempt)>, Failure> {
    let mut done = Vec::new();
    for attempt in ctx.attempts().handed_in_by(person, MOST).await? {
        let Some(run) = ctx.runs().run(&attempt.run).await? else { continue };
        done.extend(mine(ctx, run).await?.map(|mine| (mine, attempt)));
    }
    Ok(done)
}

/// Runs whose results this person may see: one line for both halves of a pair.
async fn runs(ctx: &mut Ctx, by: &Caller) -> Result<Vec<Mine>, Failure> {
    let mut runs = ctx.runs().hosted_by(&by.person, 2 * MOST).await?;
    if by.lead {
        let since = ctx.now - SHOWN_FOR;
        for run in ctx.runs().closing_after(since, 50).await? {
            if !runs.contains(&run) && may_see(ctx, by, &run).await? {
                runs.push(run);
            }
        }
    }
    runs.retain(|run| run.baseline.is_none());
    runs.truncate(usize::try_from(MOST).unwrap_or(usize::MAX));
    let mut shown = Vec::new();
    for run in runs {
        shown.extend(mine(ctx, run).await?);
    }
    Ok(shown)
}

async fn mine(ctx: &mut Ctx, run: Run) -> Result<Option<Mine>, Failure> {
    let quiz = ctx.quizzes().quiz(&run.quiz).await?.filter(|quiz| !quiz.title.is_empty());
    Ok(quiz.map(|quiz| Mine { quiz, run }))
}
