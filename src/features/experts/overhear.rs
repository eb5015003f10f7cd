//! Messages in channels that opted in: evidence of who knows what, and answers begun.

use super::accept::thread_of;
use super::across;
use super::question::Question;
use super::store::{CandidateStore, QuestionStore, Seen};
use crate::bot::{Answer, Call, Ctx, Failure, Overheard};
use crate::chat::{Message, PlaceId, Reply, Standing};
use crate::people::Caller;
use crate::search::{ConversationStore, Evidence, EvidenceId, EvidenceStore, Kind};

/// A message was written, changed or deleted where the bot may read.
pub async fn overhear(ctx: &mut Ctx, call: Call<Overheard>) -> Answer {
    let (org, place) = (ctx.org.clone(), call.at.id.clone());
    Ok(match call.what {
        Overheard::New(message) => written(ctx, &call.by, &place, &message).await?,
        Overheard::Edited(message) => changed(ctx, &call.by, &place, message).await?,
        Overheard::Deleted(message) => {
            ctx.tx.delete(&org, &EvidenceId::message(&place, &message)).await?;
            ctx.tx.drop_reply(&org, &place, &message).await?;
            across::taken_away(ctx, &place, &message).await?
        }
    })
}

async fn changed(ctx: &mut Ctx, by: &Caller, place: &PlaceId, message: Message) -> Result<Reply, Failure> {
    let org = ctx.org.clone();
    let reply = across::edited(ctx, place, &message).await?;
    ctx.tx.edit(&org, &EvidenceId::message(place, &message.id), &message.text).await?;
    if let Some(thread) = &message.thread
        && let Some(q) = ctx.tx.question_in(&org, place, thread).await?
    {
        let seen = Seen { message: message.id, person: by.person.clone(), body: message.text };
        let known = ctx.tx.last_reply(&org, &q.id, &seen.person).await?;
        if known.is_some_and(|known| known.message == seen.message) {
            ctx.tx.keep_reply(&org, &q.id, &seen, message.sent).await?;
        }
    }
    Ok(reply)
}

async fn written(ctx: &mut Ctx, by: &Caller, place: &PlaceId, message: &Message) -> Result<Reply, Failure> {
    let org = ctx.org.clone();
    let mut reply = Reply::nothing();
    // What programs, guests and strangers write is nobody's evidence.
    let author = Some(&by.person)
        .filter(|_| message.author.is_some() && matches!(by.standing, Standing::Member | Standing::Unknown));
    let kind = if message.thread.is_some() { Kind::Answer } else { Kind::Message };
    let mut evidence =
        Evidence::message(kind, place, &message.id, author, message.sent, message.text.clone());
    if let Some(thread) = &message.thread {
        evidence = evidence.in_thread(thread);
        if let Some(q) = ctx.tx.question_in(&org, place, thread).await? {
            begun(ctx, &q, by, message).await?;
            reply = across::asker_wrote(ctx, &q, by, place, message).await?;
        }
    }
    ctx.tx.hear(&org, evidence).await?;
    Ok(reply)
}

/// A reply in a question's thread counts as an answer begun, unless the asker wrote it.
async fn begun(ctx: &mut Ctx, q: &Question, by: &Caller, message: &Message) -> Result<(), Failure> {
    let (org, now) = (ctx.org.clone(), ctx.now);
    if !q.is_going_on() {
        return Ok(());
    }
    ctx.tx.question_active(&org, &q.id, now).await?;
    if by.person == q.asker || message.author.is_none() {
        return Ok(());
    }
    let seen =
        Seen { message: message.id.clone(), person: by.person.clone(), body: message.text.clone() };
    ctx.tx.keep_reply(&org, &q.id, &seen, message.sent).await?;
    // The thread's question is our own card: its words are evidence under the asker's name.
    if let (Some(place), Some(thread)) = (&q.place, thread_of(ctx, q).await?) {
        let author = Some(&q.asker).filter(|_| !q.anonymous);
        let asked = q.opened_at.unwrap_or(q.suggested_at).utc();
        let question = Evidence::message(Kind::Question, place, &thread, author, asked, q.body.clone());
        ctx.tx.record(&org, &question).await?;
    }
    Ok(())
}
