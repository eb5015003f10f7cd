//! Somebody who is asked in another workspace than the question's: their tag, one to one, and what the thread is told.

use super::cards;
use crate::bot::{Ctx, Failure};
use crate::chat::{Audience, PersonId, PostId, Reply, Text, Visibility, WorkspaceId};
use crate::features::experts::cards::{Because, tagged};
use crate::features::experts::question::{Candidate, CandidateState, Question};

/// Asks somebody where they are, and tells it in the thread. `tag` names the post that asks them; `why` is why they came
/// to mind.
pub async fn ask(
    ctx: &mut Ctx,
    q: &Question,
    candidate: &Candidate,
    (tag, workspace): (PostId, &WorkspaceId),
    because: Because<'_>,
    (why, warning): (Option<&str>, Option<Text>),
) -> Result<Reply, Failure> {
    ctx.relays().keep_relay(&q.id, &candidate.person, workspace).await?;
    let there = Audience::PersonIn(candidate.person.clone(), workspace.clone());
    let mut reply = Reply::nothing().post(tag, there, cards::tag(q, workspace, why, because, warning));
    if let Some(root) = q.root.clone() {
        let told = cards::asked(q, &candidate.person, workspace, because);
        reply = reply.say(Audience::Thread(root), told);
    }
    Ok(reply)
}

/// What reminds somebody one to one whom this tag asks.
pub fn reminder_of(tag: &PostId) -> PostId {
    PostId::new(format!("{tag} reminder"))
}

/// What thanks somebody one to one whom this tag asked.
pub fn thanks_of(tag: &PostId) -> PostId {
    PostId::new(format!("{tag} thanks"))
}

/// How far words may go from where a question stands, at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// It is open: what the asker writes below it is carried to whoever helps by relay.
    All,
    /// A team reads it: only what the asker sends on purpose goes out of it.
    OnPurpose,
    /// It is private, perhaps since it was asked: nothing goes out.
    Nothing,
}

/// How far words may go from where this question stands.
pub async fn leaving(ctx: &mut Ctx, q: &Question) -> Result<Leaving, Failure> {
    let Some(place) = &q.place else { return Ok(Leaving::All) };
    let channel = ctx.channels().channel(place).await?;
    Ok(match channel.map(|channel| channel.visibility(ctx.now)) {
        Some(Visibility::Organisation | Visibility::Workspace) => Leaving::All,
        Some(Visibility::Team(_)) => Leaving::OnPurpose,
        Some(Visibility::Members) | None => Leaving::Nothing,
    })
}

/// Where this person is asked on this question, if that is by relay.
pub async fn asked_in(
    ctx: &mut Ctx,
    q: &Question,
    person: &PersonId,
) -> Result<Option<WorkspaceId>, Failure> {
    let asked = ctx.relays().relays_of(&q.id).await?;
    Ok(asked.into_iter().find(|(who, _)| who == person).map(|(_, workspace)| workspace))
}

/// They took it: their tag shows how to reply.
pub async fn took(ctx: &mut Ctx, q: &mut Question, mut mine: Candidate) -> Result<Reply, Failure> {
    mine.state = CandidateState::Took;
    ctx.candidates().keep_candidate(q, &mine).await?;
    Ok(match mine.tag {
        Some(tag) => Reply::nothing().edit(tag, cards::mine(q)),
        None => Reply::nothing(),
    })
}

/// The question is over: whoever took it by relay is told, with thanks if it was their answer.
pub async fn over(ctx: &mut Ctx, q: &Question) -> Result<Reply, Failure> {
    let asked = ctx.relays().relays_of(&q.id).await?;
    let mut reply = Reply::nothing();
    if asked.is_empty() {
        return Ok(reply);
    }
    for candidate in ctx.candidates().of_question(&q.id).await? {
        let Some((person, workspace)) = asked.iter().find(|(person, _)| *person == candidate.person) else {
            continue;
        };
        let tag = candidate.tag;
        if let Some(tag) = tag.clone().filter(|_| candidate.state == CandidateState::Took) {
            reply = reply.edit(tag, tagged(cards::over()));
        }
        if q.answered_by.as_ref() == Some(person) {
            let there = Audience::PersonIn(person.clone(), workspace.clone());
            let thanks = cards::accepted(q);
            reply = match tag {
                Some(tag) => reply.post(thanks_of(&tag), there, thanks),
                None => reply.say(there, thanks),
            };
        }
    }
    Ok(reply)
}
