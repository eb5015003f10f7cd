//! All cards that show a question's words: drawn again when their author changes or deletes them.

use super::aloud;
use super::cards::{self, Because};
use super::later;
use super::question::{Candidate, CandidateState, Question, Role, State};
use super::relay::{self, Leaving};
use super::turn;
use crate::bot::{Ctx, Failure};
use crate::chat::{PersonId, PostId, Reply, WorkspaceId};

/// Everything in the thread and one to one that shows the question's words shows those that it has now.
pub(super) async fn redrawn(ctx: &mut Ctx, q: &Question) -> Result<Reply, Failure> {
    let mut reply = turn::redraw(q).with(relay::redrawn(ctx, q).await?).with(later::redrawn(ctx, q).await?);
    let relays = ctx.relays().relays_of(&q.id).await?;
    let candidates = ctx.candidates().of_question(&q.id).await?;
    for candidate in &candidates {
        let Some(tag) = &candidate.tag else { continue };
        let there = relays.iter().find(|(person, _)| *person == candidate.person).map(|(_, there)| there);
        reply = reply.with(match there {
            Some(there) => asked_by_relay(ctx, q, candidate, tag, there).await?,
            None if candidate.state == CandidateState::Tagged => {
                asked_here(ctx, q, candidate, tag, &candidates).await?
            }
            None => Reply::nothing(),
        });
    }
    Ok(reply)
}

async fn asked_by_relay(
    ctx: &mut Ctx,
    q: &Question,
    candidate: &Candidate,
    tag: &PostId,
    there: &WorkspaceId,
) -> Result<Reply, Failure> {
    let is_private = relay::leaving(ctx, q).await? == Leaving::Nothing && !q.is_deleted;
    let mut reply = match candidate.state {
        CandidateState::Tagged | CandidateState::Took if is_private && q.is_going_on() => {
            Reply::nothing().edit(tag.clone(), cards::tagged(relay::cards::is_private_now()))
        }
        CandidateState::Tagged => {
            let why = aloud::reason(ctx, q, &candidate.person).await?;
            let card = relay::cards::tag(q, there, why.as_deref(), Because::First, None);
            Reply::nothing().edit(tag.clone(), card)
        }
        CandidateState::Took if q.is_going_on() => Reply::nothing().edit(tag.clone(), relay::cards::mine(q)),
        _ => Reply::nothing(),
    };
    if candidate.snoozed {
        let card = if is_private {
            cards::tagged(relay::cards::is_private_now())
        } else if q.state == State::Open {
            relay::cards::reminded(q)
        } else {
            cards::tagged(cards::not_needed())
        };
        reply = reply.edit(relay::reminder_of(tag), card);
    }
    if q.state == State::Accepted && !is_private && q.answered_by.as_ref() == Some(&candidate.person) {
        reply = reply.edit(relay::thanks_of(tag), relay::cards::accepted(q));
    }
    Ok(reply)
}

async fn asked_here(
    ctx: &mut Ctx,
    q: &Question,
    candidate: &Candidate,
    tag: &PostId,
    all: &[Candidate],
) -> Result<Reply, Failure> {
    let mut one_to_one =
        Reply::nothing().edit(turn::told(tag, &candidate.person), cards::asked_in_channel(q));
    if candidate.snoozed {
        one_to_one = one_to_one.edit(relay::reminder_of(tag), cards::reminded_one_to_one(q));
    }
    if candidate.part != Role::Champion {
        let why = aloud::reason(ctx, q, &candidate.person).await?;
        let card = cards::tag(q, &candidate.person, why.as_deref(), Because::First, None);
        return Ok(one_to_one.edit(tag.clone(), card));
    }
    // Champions are asked by one tag; once one of them has said something it shows no words of the question.
    let together: Vec<&Candidate> = all.iter().filter(|other| other.tag.as_ref() == Some(tag)).collect();
    let is_first = together.first().is_some_and(|first| first.person == candidate.person);
    if !is_first || together.iter().any(|other| other.state != CandidateState::Tagged) {
        return Ok(one_to_one);
    }
    let people: Vec<PersonId> = together.iter().map(|other| other.person.clone()).collect();
    let topic = turn::topic_aloud(ctx, q).await?;
    Ok(one_to_one.edit(tag.clone(), cards::champions(q, &people, topic.as_deref())))
}
