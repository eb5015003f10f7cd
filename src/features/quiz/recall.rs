//! What somebody got wrong comes back: one question in a message, answered by one press, ended by one press. Whoever leaves
//! a question unanswered is sent no other.

use super::cards;
use super::rules::{Asked, given, order};
use super::spacing;
use super::store::{ItemId, Quiz, Review};
use crate::bot::{Answer, Call, Ctx, Due, Failure};
use crate::chat::{PersonId, Press, Reply, Submission};

/// The job that asks, one for each person.
pub const RECALL: &str = "quiz.recall";

/// These items come back from now on; false if there are none, or the person wants none.
pub async fn begin(ctx: &mut Ctx, person: &PersonId, wrong: &[ItemId]) -> Result<bool, Failure> {
    let now = ctx.now;
    if wrong.is_empty() || ctx.reviews().is_ended(person).await? {
        return Ok(false);
    }
    for item in wrong {
        if ctx.reviews().review(person, item).await?.is_none() {
            ctx.reviews().keep(person, &spacing::first(item, now)).await?;
        }
    }
    put_off(ctx, person).await?;
    Ok(true)
}

/// Asks what is due next when it is due. A question that waits for its answer is the next.
pub async fn put_off(ctx: &mut Ctx, person: &PersonId) -> Result<(), Failure> {
    match ctx.reviews().next(person).await? {
        Some(next) if next.asked_at.is_none() => {
            ctx.schedule(next.due_at.utc(), RECALL, person.as_str(), &()).await
        }
        _ => Ok(()),
    }
}

/// Something is due.
pub async fn due(ctx: &mut Ctx, due: Due) -> Answer {
    let (now, person) = (ctx.now, PersonId::new(&due.key));
    let Some(next) = ctx.reviews().next(&person).await? else { return Ok(Reply::nothing()) };
    if next.asked_at.is_some() {
        return Ok(Reply::nothing());
    }
    if next.due_at.utc() > now {
        put_off(ctx, &person).await?;
        return Ok(Reply::nothing());
    }
    let Some((quiz, asked)) = find(ctx, &person, &next).await? else {
        ctx.reviews().drop_review(&person, &next.item()).await?;
        put_off(ctx, &person).await?;
        return Ok(Reply::nothing());
    };
    ctx.reviews().keep(&person, &Review { asked_at: Some(now.into()), ..next.clone() }).await?;
    let card = cards::recalled(&person, &quiz, &next, &asked);
    Ok(Reply::nothing().notify(ctx.new_post_id(), person, card))
}

/// An option was chosen.
pub async fn choose(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (about, option) = call.what.value.rsplit_once(' ').unwrap_or_default();
    let (review, asked) = waiting(ctx, &call.by.person, about).await?;
    let card = answered(ctx, &call.by.person, &review, &asked, &[option.to_owned()]).await?;
    Ok(Reply::nothing().replace(card))
}

/// "Answer".
pub async fn open(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (_, asked) = waiting(ctx, &call.by.person, &call.what.value).await?;
    Ok(Reply::open(cards::question_again(&call.what.value, &asked)))
}

/// The form came back.
pub async fn typed(ctx: &mut Ctx, call: Call<Submission>) -> Answer {
    let (review, asked) = waiting(ctx, &call.by.person, &call.what.context).await?;
    let field = cards::field_of(asked.position);
    if let Err(why) = given(&asked.item, call.what.values(&field)) {
        return Ok(Reply::error(field, cards::not_an_answer(why)));
    }
    let card = answered(ctx, &call.by.person, &review, &asked, call.what.values(&field)).await?;
    Ok(Reply::only_you(card))
}

/// "Stop asking me".
pub async fn end(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let (now, me) = (ctx.now, call.by.person);
    ctx.reviews().end(&me, now).await?;
    ctx.cancel(RECALL, me.as_str()).await?;
    Ok(Reply::only_you(cards::ended()))
}

/// "Ask me again".
pub async fn resume(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    ctx.reviews().resume(&call.by.person).await?;
    Ok(Reply::only_you(cards::resumed()))
}

async fn answered(
    ctx: &mut Ctx,
    person: &PersonId,
    review: &Review,
    asked: &Asked,
    values: &[String],
) -> Result<crate::chat::Card, Failure> {
    let now = ctx.now;
    let given = given(&asked.item, values).ok().flatten();
    let is_right = given.is_some_and(|given| asked.item.credit(&given) >= 1.0);
    let next = spacing::next(review, is_right, now);
    match &next {
        Some(next) => ctx.reviews().keep(person, next).await?,
        None => ctx.reviews().drop_review(person, &review.item()).await?,
    }
    put_off(ctx, person).await?;
    Ok(if is_right { cards::is_known(asked, next.is_none()) } else { cards::wrong_again(asked) })
}

/// A question that waits for this person's answer.
async fn waiting(ctx: &mut Ctx, person: &PersonId, about: &str) -> Result<(Review, Asked), Failure> {
    let gone = || Failure::Refused(cards::no_such_quiz());
    let words: Vec<&str> = about.split(' ').collect();
    let [quiz, version, position] = words[..] else { return Err(gone()) };
    let (version, position) = (version.parse().map_err(|_| gone())?, position.parse().map_err(|_| gone())?);
    let item = ItemId { quiz: quiz.to_owned(), version, position };
    let review = ctx.reviews().review(person, &item).await?.filter(|review| review.asked_at.is_some());
    let review = review.ok_or_else(gone)?;
    let (_, asked) = find(ctx, person, &review).await?.ok_or_else(gone)?;
    Ok((review, asked))
}

/// The quiz of a review, and the item as this person is asked it.
async fn find(ctx: &mut Ctx, person: &PersonId, review: &Review) -> Result<Option<(Quiz, Asked)>, Failure> {
    let Some(quiz) = ctx.quizzes().quiz(&review.quiz).await? else { return Ok(None) };
    let mut items = ctx.quizzes().items(&review.quiz, review.version).await?;
    items.retain(|placed| placed.position == review.position);
    let seed = format!("{person} {} {}", review.quiz, review.reviews);
    Ok(order(&seed, items).into_iter().next().map(|asked| (quiz, asked)))
}
