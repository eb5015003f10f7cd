//! A message was changed or deleted by its author: whatever was made of its words follows, everywhere.
//!
//! Seen replies and what the index has, copies on the other side, the accepted answer, the question that was asked by it
//! or on it, and all cards that show them. The newest version stays, in whatever order they come; a deletion is for good.

use super::accept::thread_of;
use super::aloud;
use super::cards;
use super::later;
use super::life::{self, Event};
use super::overhear::written;
use super::question::{CandidateState, Question};
use super::relay;
use super::shown;
use super::timers;
use super::turn;
use super::typed::asked_in;
use crate::bot::{Answer, Change, Changed, Ctx, DomainEvent, Failure};
use crate::chat::{Audience, Message, MessageId, PersonId, PlaceId, Reply};
use crate::people::is_nobody;
use crate::search::{Edit, EvidenceId, EvidenceLog};

/// Follows what an author did with a message.
pub async fn follow(ctx: &mut Ctx, changed: Changed) -> Answer {
    match changed.what {
        Change::Edited(message) => edited(ctx, &changed.at.id, &message).await,
        Change::Deleted(message) => deleted(ctx, &changed.at.id, &message).await,
    }
}

/// What was read in a channel is erased, and so are replies that were seen there, and answers that were accepted there.
pub async fn forgotten(ctx: &mut Ctx, domain_event: DomainEvent) -> Answer {
    let mut reply = Reply::nothing();
    if let DomainEvent::Emptied { place } = &domain_event {
        return emptied(ctx, place).await;
    }
    if let DomainEvent::Erased { place, messages } = domain_event {
        for message in messages {
            ctx.candidates().drop_reply(&place, &message).await?;
            reply = reply.with(answer_deleted(ctx, &place, &message).await?);
        }
    }
    Ok(reply)
}

/// Nothing is left of a channel: neither are answers in the asker's words.
async fn emptied(ctx: &mut Ctx, place: &PlaceId) -> Answer {
    let mut reply = Reply::nothing();
    for mut q in ctx.held_messages().answered_in_words(place).await? {
        ctx.held_messages().empty_answer(&q.id).await?;
        q.answer = None;
        q.answer_deleted = true;
        reply = reply.with(turn::redraw(&q));
    }
    Ok(reply)
}

async fn edited(ctx: &mut Ctx, place: &PlaceId, message: &Message) -> Answer {
    let message = &ctx.without_erased(message.clone()).await?;
    let version = message.version();
    let handed = ctx.handed_messages().edited(place, &message.id, version).await?;
    let id = EvidenceId::message(place, &message.id);
    let mut reply = Reply::nothing();
    let recorded = ctx.evidence().edit(&id, &message.text, version).await?;
    if recorded == Edit::Made {
        ctx.candidates().reword_reply(place, &message.id, &message.text).await?;
    }
    match (handed, recorded) {
        (Edit::Made, _) | (Edit::Unknown, Edit::Made) => {}
        (Edit::Unknown, Edit::Unknown) => {
            // It came before the message: there is all of it.
            let channel = ctx.channels().channel(place).await?;
            if channel.is_some_and(|channel| channel.opted_in) {
                return first_seen(ctx, place, message).await;
            }
            return Ok(reply);
        }
        _ => return Ok(reply),
    }
    let (redrawn, copies) = relay::edited(ctx, place, message).await?;
    reply = reply.with(redrawn);
    let words = ctx.readable(&message.text).await?;
    for (place, copy) in copies {
        ctx.evidence().edit(&EvidenceId::message(&place, &copy), &words.as_str().into(), version).await?;
        reply = reply.with(answer_edited(ctx, &place, &copy, message).await?);
    }
    reply = reply.with(answer_edited(ctx, place, &message.id, message).await?);
    for q in ctx.held_messages().questions_from(place, &message.id).await? {
        if q.source_follows && !q.is_deleted {
            reply = reply.with(question_edited(ctx, q, message).await?);
        }
    }
    Ok(reply)
}

async fn first_seen(ctx: &mut Ctx, place: &PlaceId, message: &Message) -> Result<Reply, Failure> {
    let Some(author) = &message.author else { return written(ctx, None, place, message).await };
    let (workspace, fresh, now) = (ctx.workspace.clone(), ctx.new_id(), ctx.now);
    let by = ctx.accounts().caller(&workspace, author, &fresh, now).await?;
    // Nothing of somebody who was erased is kept anew.
    if is_nobody(&by.person) {
        return Ok(Reply::nothing());
    }
    written(ctx, Some(&by), place, message).await
}

/// Accepted answers that stand in this message, or in our copy of it, read so now.
async fn answer_edited(
    ctx: &mut Ctx,
    place: &PlaceId,
    stands_in: &MessageId,
    message: &Message,
) -> Result<Reply, Failure> {
    let mut reply = Reply::nothing();
    for mut q in ctx.held_messages().answered_with(place, stands_in).await? {
        if !q.answer_follows || q.answer_deleted {
            continue;
        }
        let words = ctx.readable(&message.text).await?;
        ctx.held_messages().reword_answer(&q.id, &words).await?;
        q.answer = Some(words);
        reply = reply.with(turn::redraw(&q));
    }
    Ok(reply)
}

async fn question_edited(ctx: &mut Ctx, mut q: Question, message: &Message) -> Result<Reply, Failure> {
    let words = ctx.readable(&asked_in(&message.text)).await?;
    let words = cards::as_question(words.trim());
    if words.is_empty() {
        return question_deleted(ctx, q).await;
    }
    let before = std::mem::replace(&mut q.body, words);
    if let Some((id, version)) = evidence_with(ctx, &q, &before).await? {
        ctx.tx.of::<EvidenceLog>(&q.org).edit(&id, &q.body.as_str().into(), version).await?;
    }
    ctx.held_messages().reword_question(&q.id, &q.body).await?;
    again_why(ctx, &mut q).await?;
    shown::redrawn(ctx, &q).await
}

/// Why they came to mind is told in words of the question: in those that it has now.
async fn again_why(ctx: &mut Ctx, q: &mut Question) -> Result<(), Failure> {
    let Some(place) = &q.place else { return Ok(()) };
    let readers = ctx.readers(place).await?;
    let found = aloud::found_for(ctx, q, &readers).await?;
    let mut candidates = ctx.candidates().of_question(&q.id).await?;
    for candidate in &mut candidates {
        candidate.why = aloud::why(ctx, &found, &candidate.person).unwrap_or_default();
    }
    Ok(ctx.candidates().keep_candidates(q, &candidates).await?)
}

async fn deleted(ctx: &mut Ctx, place: &PlaceId, message: &MessageId) -> Answer {
    ctx.messages().delete_message(place, message).await?;
    ctx.handed_messages().deleted(place, message).await?;
    ctx.candidates().drop_reply(place, message).await?;
    let (mut reply, copies) = relay::taken_away(ctx, place, message).await?;
    for (place, copy) in copies {
        ctx.messages().delete_message(&place, &copy).await?;
        reply = reply.with(answer_deleted(ctx, &place, &copy).await?);
    }
    reply = reply.with(answer_deleted(ctx, place, message).await?);
    for q in ctx.held_messages().questions_from(place, message).await? {
        if !q.is_deleted {
            reply = reply.with(question_deleted(ctx, q).await?);
        }
    }
    Ok(reply)
}

/// Accepted answers that stood in this message, or were made of it, go.
async fn answer_deleted(ctx: &mut Ctx, place: &PlaceId, message: &MessageId) -> Result<Reply, Failure> {
    let mut reply = Reply::nothing();
    for mut q in ctx.held_messages().answered_with(place, message).await? {
        ctx.held_messages().empty_answer(&q.id).await?;
        ctx.evidence().delete(&EvidenceId::named(&q.id)).await?;
        q.answer = None;
        q.answer_deleted = true;
        reply = reply.with(turn::redraw(&q));
    }
    Ok(reply)
}

/// The words of the question go. If it was going on, it is taken back, and whoever was asked is told.
pub(super) async fn question_deleted(ctx: &mut Ctx, mut q: Question) -> Result<Reply, Failure> {
    ctx.send_nothing_about(&q.id).await?;
    let before = q.body.clone();
    if let Some((id, _)) = evidence_with(ctx, &q, &before).await? {
        ctx.tx.of::<EvidenceLog>(&q.org).delete(&id).await?;
    }
    ctx.held_messages().empty_question(&mut q).await?;
    let mut reply = Reply::nothing();
    let was_going_on = q.is_going_on();
    later::stop(ctx, &q).await?;
    if life::goes(ctx, &mut q, Event::Deleted).await? && was_going_on {
        reply = released(ctx, &mut q).await?;
    }
    Ok(reply.with(shown::redrawn(ctx, &q).await?))
}

/// Nobody is waited for any more, and everybody who was asked or took it is told why.
async fn released(ctx: &mut Ctx, q: &mut Question) -> Result<Reply, Failure> {
    timers::stop(ctx, q).await?;
    let mut reply = Reply::nothing();
    let mut here: Vec<PersonId> = Vec::new();
    for candidate in ctx.candidates().of_question(&q.id).await? {
        let person = candidate.person.clone();
        let is_relayed = relay::asked_in(ctx, q, &person).await?.is_some();
        let tag = candidate.tag.clone().filter(|_| is_relayed);
        match candidate.state {
            CandidateState::Tagged => {
                reply = reply.with(
                    turn::untag(ctx, q, candidate, CandidateState::Released, cards::was_deleted()).await?,
                );
            }
            CandidateState::Took => {
                if let Some(tag) = tag {
                    reply = reply.edit(tag, cards::tagged(cards::was_deleted()));
                }
            }
            _ => continue,
        }
        if !is_relayed {
            here.push(person);
        }
    }
    Ok(match q.root.clone() {
        Some(root) if !here.is_empty() => reply.say(Audience::Thread(root), cards::question_deleted(&here)),
        _ => reply,
    })
}

/// What the index has of the question, if it has these words; and of which version.
async fn evidence_with(
    ctx: &mut Ctx,
    q: &Question,
    words: &str,
) -> Result<Option<(EvidenceId, chrono::DateTime<chrono::Utc>)>, Failure> {
    let (Some(place), Some(thread)) = (q.place.clone(), thread_of(ctx, q).await?) else { return Ok(None) };
    let id = EvidenceId::message(&place, &thread);
    let known = ctx.tx.of::<EvidenceLog>(&q.org).evidence(&id).await?.filter(|known| known.text == words);
    Ok(known.map(|known| (id, known.version)))
}
