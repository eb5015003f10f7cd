//! The end of a run, and what it came to.

use super::cards::{self, Told};
use super::results::{paired, results};
use super::store::Run;
use crate::bot::{Answer, Call, Ctx, Due, Failure, File};
use crate::chat::{Audience, PlaceKind, Press, Reply};
use crate::people::Caller;

/// The job that closes a run.
pub const CLOSE: &str = "quiz.close";

/// Its time is over.
pub async fn due(ctx: &mut Ctx, due: Due) -> Answer {
    match ctx.runs().run(&due.key).await? {
        Some(run) => close(ctx, run).await,
        None => Ok(Reply::nothing()),
    }
}

/// "Close it now", for whoever started it.
pub async fn now(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let run = seen(ctx, &call.by, &call.what.value).await?;
    if run.host != call.by.person {
        return Err(Failure::Refused(cards::not_your_quiz()));
    }
    if run.opens_at.utc() > ctx.now {
        return Err(Failure::Refused(cards::is_not_open_yet()));
    }
    ctx.cancel(CLOSE, &run.id).await?;
    close(ctx, run).await
}

/// Closes it, once: the cards in the channels say what it came to, and whoever started it is told.
async fn close(ctx: &mut Ctx, run: Run) -> Answer {
    let now = ctx.now;
    if !ctx.runs().close(&run.id, now).await? {
        return Ok(Reply::nothing());
    }
    let run = Run { closed_at: Some(now.into()), ..run };
    let Some(quiz) = ctx.quizzes().quiz(&run.quiz).await? else { return Ok(Reply::nothing()) };
    let told = told(ctx, &run).await?;
    let results = match &told {
        Told::Results(results) => Some(results.as_ref()),
        _ => None,
    };
    let is_told_later = matches!(told, Told::AfterFollowUp(_));
    let mut reply = Reply::nothing();
    for (_, post) in ctx.runs().places(&run.id).await? {
        reply = reply.edit(post, cards::closed_in(&quiz, &run, results, is_told_later));
    }
    let host = Audience::Person(run.host.clone());
    Ok(reply.say(host, cards::results(&quiz, &run, &told)))
}

/// What can be told of a run by now. Of a pair nothing is told before both are closed, and never one half alone: what is
/// told of some people and of fewer of them would tell of the others.
pub async fn told(ctx: &mut Ctx, run: &Run) -> Result<Told, Failure> {
    let (baseline, follow_up) = match &run.baseline {
        Some(baseline) => (ctx.runs().run(baseline).await?, Some(run.clone())),
        None => (Some(run.clone()), ctx.runs().follow_up_of(&run.id).await?),
    };
    if run.closed_at.is_none() {
        return Ok(Told::Open);
    }
    let (Some(baseline), Some(follow_up)) = (baseline, follow_up) else {
        let results = results(ctx, run).await?;
        return Ok(results.map_or(Told::TooFew, |results| Told::Results(Box::new(results))));
    };
    if follow_up.closed_at.is_none() {
        return Ok(Told::AfterFollowUp(follow_up.opens_at.utc()));
    }
    let paired = paired(ctx, &baseline, &follow_up).await?;
    Ok(paired.map_or(Told::TooFewPairs, |paired| Told::Paired(Box::new(paired))))
}

/// "Results".
pub async fn show(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let run = seen(ctx, &call.by, &call.what.value).await?;
    let Some(quiz) = ctx.quizzes().quiz(&run.quiz).await? else {
        return Err(Failure::Refused(cards::no_such_quiz()));
    };
    let told = told(ctx, &run).await?;
    Ok(Reply::only_you(cards::results(&quiz, &run, &told)))
}

/// "As a table".
pub async fn export(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let run = seen(ctx, &call.by, &call.what.value).await?;
    let told = told(ctx, &run).await?;
    let body = cards::csv(&told).map_err(Failure::Broken)?;
    let name = format!("quiz-{}.csv", ctx.now.format("%Y-%m-%d"));
    let file = File { name, media_type: "text/csv; charset=utf-8".to_owned(), body };
    Ok(Reply::only_you(match ctx.link_to(&call.by.person, &file).await? {
        Some(link) => cards::exported(&link),
        None => cards::no_files_here(),
    }))
}

/// A run whose results this person may see.
async fn seen(ctx: &mut Ctx, by: &Caller, run: &str) -> Result<Run, Failure> {
    let run = ctx.runs().run(run).await?;
    let Some(run) = run else { return Err(Failure::Refused(cards::no_such_quiz())) };
    if may_see(ctx, by, &run).await? { Ok(run) } else { Err(Failure::Refused(cards::no_such_quiz())) }
}

/// Whoever started a run sees its results, and a lead those of runs in channels that they can read themselves.
pub async fn may_see(ctx: &mut Ctx, by: &Caller, run: &Run) -> Result<bool, Failure> {
    if run.host == by.person {
        return Ok(true);
    }
    if !by.lead {
        return Ok(false);
    }
    let nowhere = crate::chat::Place {
        id: crate::chat::PlaceId::new(""),
        kind: PlaceKind::Nowhere,
        thread: None,
        shared: false,
    };
    let viewer = ctx.viewer(by, &nowhere).await?;
    let asked_in = run.baseline.as_deref().unwrap_or(&run.id);
    for (place, _) in ctx.runs().places(asked_in).await? {
        if ctx.may_meet(&viewer, &place).await? {
            return Ok(true);
        }
    }
    Ok(false)
}
