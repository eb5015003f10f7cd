//! Messages in channels that opted in: evidence of who knows what, and answers begun.

use super::accept::{keep_question, thread_of};
use super::answering;
use super::question::Question;
use super::relay;
use super::store::Seen;
use crate::bot::{Answer, Call, Ctx, Failure};
use crate::chat::{Message, PlaceId, Reply, Standing};
use crate::people::Caller;
use crate::search::{Evidence, EvidenceId, Kind};

/// A message was written where the bot may read.
pub async fn overhear(ctx: &mut Ctx, call: Call<Message>) -> Answer {
    let by = Some(&call.by).filter(|_| call.what.author.is_some());
    written(ctx, by, &call.at.id, &call.what).await
}

/// A message as it reads now. `by` is whoever wrote it, unless that was a program.
pub(super) async fn written(
    ctx: &mut Ctx,
    by: Option<&Caller>,
    place: &PlaceId,
    message: &Message,
) -> Result<Reply, Failure> {
    let mut reply = Reply::nothing();
    let message = &ctx.without_erased(message.clone()).await?;
    // What programs, guests and strangers write is nobody's evidence.
    let author = by.filter(|by| matches!(by.standing, Standing::Member | Standing::Unknown));
    let author = author.map(|author| &author.person);
    let kind = if message.thread.is_some() { Kind::Answer } else { Kind::Message };
    let mut evidence =
        Evidence::message(kind, place, &message.id, author, message.sent, message.text.clone());
    evidence.version = message.version();
    if let Some(thread) = &message.thread {
        evidence = evidence.in_thread(thread);
        let questions = ctx.questions().questions_in(place, thread).await?;
        if let Some(mut q) = meant(ctx, questions, by).await? {
            // It was handed over in a newer version already. Evidence sees to that by itself.
            let handed = ctx.handed_messages().version(place, &message.id).await?;
            if handed.is_some_and(|handed| handed > message.version()) {
                return Ok(reply);
            }
            // It was deleted, or changed, before it came: what came first is newer.
            if ctx.messages().is_recorded(&EvidenceId::message(place, &message.id)).await? {
                ctx.conversations().hear(evidence).await?;
                return Ok(reply);
            }
            reply = begun(ctx, &mut q, by, message).await?;
            if let Some(by) = by {
                reply = reply.with(relay::asker_wrote(ctx, &q, by, place, message).await?);
            }
        }
    }
    ctx.conversations().hear(evidence).await?;
    Ok(reply)
}

/// Which of the questions in a thread somebody writes about: one that is going on and that they have a part in, else the
/// first.
async fn meant(
    ctx: &mut Ctx,
    questions: Vec<Question>,
    by: Option<&Caller>,
) -> Result<Option<Question>, Failure> {
    let going_on = questions.iter().filter(|q| q.is_going_on()).count();
    if let Some(by) = by.filter(|_| going_on > 1) {
        for q in &questions[..going_on] {
            let is_asked = answering::asked_at(ctx, q, &by.person).await?.is_some();
            if is_asked || q.holder.as_ref() == Some(&by.person) {
                return Ok(Some(q.clone()));
            }
        }
        if let Some(own) = questions[..going_on].iter().find(|q| q.asker == by.person) {
            return Ok(Some(own.clone()));
        }
    }
    Ok(questions.into_iter().next())
}

/// A reply in a question's thread counts as an answer begun, unless the asker wrote it: whoever was asked has taken it.
async fn begun(
    ctx: &mut Ctx,
    q: &mut Question,
    by: Option<&Caller>,
    message: &Message,
) -> Result<Reply, Failure> {
    let now = ctx.now;
    if !q.is_going_on() {
        return Ok(Reply::nothing());
    }
    ctx.questions().question_active(&q.id, now).await?;
    let Some(by) = by.filter(|by| by.person != q.asker) else { return Ok(Reply::nothing()) };
    let seen = Seen { message: message.id.clone(), person: by.person.clone(), body: message.text.clone() };
    ctx.candidates().keep_reply(&q.id, &seen, message.sent).await?;
    // The thread's question is our own card: its words are evidence under the asker's name.
    if let (Some(place), Some(thread)) = (&q.place, thread_of(ctx, q).await?) {
        keep_question(ctx, q, place, &thread).await?;
    }
    answering::wrote(ctx, q, &by.person, message).await
}
