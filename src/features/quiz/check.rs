//! A champion of the topic is asked to look whether a quiz on it is right: one who can read a channel in which it is asked.

use super::cards;
use super::results::asked;
use super::store::{Quiz, Run};
use super::taking::is_asked;
use crate::bot::{Answer, Call, Ctx, Failure};
use crate::chat::{PersonId, Press, Reply};
use crate::people::name_today;

/// Asks the champions of the quiz's topic, within what they may be told unasked.
pub async fn ask_champions(ctx: &mut Ctx, quiz: &Quiz, run: &Run) -> Answer {
    let now = ctx.now;
    let mut reply = Reply::nothing();
    let Some(topic) = topic(ctx, quiz).await? else { return Ok(reply) };
    let places = ctx.runs().places(&run.id).await?;
    for champion in ctx.knowledge().champions(&topic).await? {
        if champion == run.host || champion == quiz.owner {
            continue;
        }
        let viewer = ctx.viewers().viewer(&champion, None, now).await?;
        for (place, _) in &places {
            if ctx.may_meet(&viewer, place).await? {
                let card = cards::check_it(quiz, &topic, run);
                reply = reply.notify(ctx.new_post_id(), champion, card);
                break;
            }
        }
    }
    Ok(reply)
}

/// "Look at it".
pub async fn look(ctx: &mut Ctx, call: Call<Press>) -> Answer {
    let gone = || Failure::Refused(cards::no_such_quiz());
    let run = ctx.runs().run(&call.what.value).await?.ok_or_else(gone)?;
    let quiz = ctx.quizzes().quiz(&run.quiz).await?.ok_or_else(gone)?;
    if !is_champion(ctx, &quiz, &call.by.person).await? || !is_asked(ctx, &call.by, &call.at, &run).await? {
        return Err(gone());
    }
    let items = asked(ctx, &run).await?;
    Ok(Reply::only_you(cards::checked(&quiz, &run, &items)))
}

async fn is_champion(ctx: &mut Ctx, quiz: &Quiz, person: &PersonId) -> Result<bool, Failure> {
    let Some(topic) = topic(ctx, quiz).await? else { return Ok(false) };
    Ok(ctx.knowledge().champions(&topic).await?.contains(person))
}

async fn topic(ctx: &mut Ctx, quiz: &Quiz) -> Result<Option<String>, Failure> {
    let topics = ctx.knowledge().topics().await?;
    Ok(quiz.topic.as_ref().map(|topic| name_today(topic, &topics)))
}
