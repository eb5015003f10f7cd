//! Taking a quiz: all at once by form, or one question after another; from any platform that somebody is on.

use super::cards;
use super::finish::{finish, mine as result};
use super::items::Given;
use super::rules::given;
use super::taking::{Taking, begin, load, own};
use crate::bot::{Answer, Call, Ctx, Failure};
use crate::chat::{Audience, FieldError, PlaceKind, Press, Reply, Submission};

/// "Answer": all questions at once.
pub async fn open(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let taking = begin(ctx, &call.by, &call.at, &call.what.value).await?;
    let title = &taking.quiz.title;
    Ok(Reply::open(cards::answers(&taking.attempt.id, title, &taking.asked, &taking.given)))
}

/// The form with all questions came back.
pub async fn filled_in(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let taking = own(ctx, &call.by, &call.what.context).await?;
    let (mut kept, mut empty, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    for asked in &taking.asked {
        let field = cards::field_of(asked.position);
        match given(&asked.item, call.what.values(&field)) {
            Ok(Some(given)) => kept.push((asked.position, given)),
            Ok(None) => empty.push(asked.position),
            Err(why) => errors.push(FieldError { field, message: cards::not_an_answer(why) }),
        }
    }
    if !errors.is_empty() {
        return Ok(Reply { errors, ..Reply::nothing() });
    }
    keep(ctx, &taking, &kept).await?;
    ctx.attempts().drop_answers(&taking.attempt.id, &empty).await?;
    let (questions, answered) = (taking.asked.len(), kept.len());
    Ok(Reply::only_you(cards::overview(&taking.quiz, &taking.run, &taking.attempt.id, answered, questions)))
}

/// "One at a time", "Begin", "Go on": one to one, from the first question that is open.
pub async fn step(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let taking = begin(ctx, &call.by, &call.at, &call.what.value).await?;
    let first = taking.asked.iter().position(|it| !taking.given.contains_key(&it.position));
    let card = taking.card(first.unwrap_or(taking.asked.len()));
    if call.at.kind == PlaceKind::Direct {
        return Ok(Reply::only_you(card));
    }
    let to = Audience::PersonIn(call.by.person, ctx.workspace.clone());
    Ok(Reply::only_you(cards::begun_elsewhere()).say(to, card))
}

/// An option, "Back" or "Next" of the question that stands there.
pub async fn choose(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let mut words = call.what.value.split(' ');
    let (attempt, position, what) = (words.next(), words.next(), words.next());
    let mut taking = own(ctx, &call.by, attempt.unwrap_or_default()).await?;
    let at = taking.place_of(position)?;
    let next = match what.unwrap_or_default() {
        "back" => at.saturating_sub(1),
        "next" => at + 1,
        option => {
            let asked = &taking.asked[at];
            if let Ok(Some(given)) = given(&asked.item, &[option.to_owned()]) {
                keep(ctx, &taking, &[(asked.position, given.clone())]).await?;
                taking.given.insert(asked.position, given);
            }
            at + 1
        }
    };
    Ok(Reply::nothing().replace(taking.card(next)))
}

/// "Type an answer", "Choose some".
pub async fn open_one(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (attempt, position) = call.what.value.split_once(' ').unwrap_or_default();
    let taking = own(ctx, &call.by, attempt).await?;
    let asked = &taking.asked[taking.place_of(Some(position))?];
    let given = taking.given.get(&asked.position);
    Ok(Reply::open(cards::one_answer(attempt, &taking.quiz.title, asked, given)))
}

/// The form with one question came back.
pub async fn typed(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let (attempt, position) = call.what.context.split_once(' ').unwrap_or_default();
    let mut taking = own(ctx, &call.by, attempt).await?;
    let at = taking.place_of(Some(position))?;
    let asked = &taking.asked[at];
    let field = cards::field_of(asked.position);
    match given(&asked.item, call.what.values(&field)) {
        Ok(Some(given)) => {
            keep(ctx, &taking, &[(asked.position, given.clone())]).await?;
            taking.given.insert(asked.position, given);
        }
        Ok(None) => ctx.attempts().drop_answers(attempt, &[asked.position]).await?,
        Err(why) => return Ok(Reply::error(field, cards::not_an_answer(why))),
    }
    Ok(Reply::only_you(taking.card(at + 1)))
}

/// "Hand in".
pub async fn hand_in(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let taking = own(ctx, &call.by, &call.what.value).await?;
    let card = finish(ctx, &taking).await?;
    Ok(Reply::nothing().replace(card))
}

/// "My result": of somebody who handed in; of whoever did not yet, how far they are.
pub async fn mine(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let attempt = ctx.attempts().attempt_of(&call.what.value, &call.by.person).await?;
    let Some(attempt) = attempt else { return Err(Failure::Refused(cards::no_such_quiz())) };
    let taking = load(ctx, attempt).await?;
    if taking.attempt.handed_in_at.is_some() {
        return Ok(Reply::only_you(result(ctx, &taking, false).await?));
    }
    let (answered, questions) = (taking.given.len(), taking.asked.len());
    Ok(Reply::only_you(cards::overview(&taking.quiz, &taking.run, &taking.attempt.id, answered, questions)))
}

/// Keeps answers.
///
/// # Errors
/// A refusal if it was handed in at the same moment.
async fn keep(ctx: &mut Ctx, taking: &Taking, answers: &[(i64, Given)]) -> Result<(), Failure> {
    let now = ctx.now;
    let kept = ctx.attempts().keep_answers(&taking.attempt.id, answers, now).await?;
    if !answers.is_empty() && kept == 0 {
        return Err(Failure::Refused(cards::is_handed_in()));
    }
    Ok(())
}
