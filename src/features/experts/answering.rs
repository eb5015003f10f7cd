//! Whoever was asked answers in the thread without saying that they take it: where that is seen, they have taken it.

use chrono::{DateTime, TimeDelta, Utc};

use super::cards;
use super::life::{self, Event};
use super::question::{CandidateState, Question};
use super::take::{self, How};
use crate::bot::{Call, Command, Ctx, Failure};
use crate::chat::{Audience, Message, PersonId, Reply};
use crate::store::Millis;

/// As much may the clock of the platform be behind ours.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(1);

/// When this person was asked, if an answer of theirs is still waited for or came late.
pub(super) async fn asked_at(
    ctx: &mut Ctx,
    q: &Question,
    person: &PersonId,
) -> Result<Option<DateTime<Utc>>, Failure> {
    let candidates = ctx.candidates().of_question(&q.id).await?;
    let asked = candidates.into_iter().find(|candidate| {
        candidate.person == *person
            && matches!(candidate.state, CandidateState::Tagged | CandidateState::Silent)
    });
    Ok(asked.and_then(|asked| asked.tagged_at).map(Millis::utc))
}

/// Somebody wrote this in the thread. What was written before they were asked is no answer to it, however late it comes.
pub(super) async fn wrote(
    ctx: &mut Ctx,
    q: &mut Question,
    by: &PersonId,
    message: &Message,
) -> Result<Reply, Failure> {
    let asked_at = asked_at(ctx, q, by).await?;
    let answers = asked_at.is_some_and(|asked_at| message.sent + CLOCKS_DIFFER >= asked_at);
    if answers && life::concerns(q, Event::Answered) {
        return take::taken_by(ctx, q, by, How::Wrote).await;
    }
    Ok(Reply::nothing())
}

/// Whoever is asked on a question writes to the bot in its thread: that is seen also where nothing is read, and counts as
/// an answer begun. None if they are not asked there.
pub(super) async fn mentioned(ctx: &mut Ctx, call: &Call<Command>) -> Result<Option<Reply>, Failure> {
    let me = &call.by.person;
    let Some(thread) = call.at.thread.as_ref().filter(|_| call.what.message.is_some()) else {
        return Ok(None);
    };
    for mut q in ctx.questions().questions_in(&call.at.id, thread).await? {
        if life::concerns(&q, Event::Answered) && asked_at(ctx, &q, me).await?.is_some() {
            let taken = take::taken_by(ctx, &mut q, me, How::Wrote).await?;
            return Ok(Some(taken.say(Audience::OnlyYou, cards::counts_as_answer())));
        }
    }
    Ok(None)
}
