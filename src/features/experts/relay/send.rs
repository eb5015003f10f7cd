//! What the asker writes, on its way to whoever is asked by relay.

use super::cards;
use super::store::Carried;
use crate::bot::{Answer, Ctx};
use crate::chat::{Audience, MessageId, PlaceId, Reply};
use crate::features::experts::question::{Candidate, CandidateState, Question};

/// From the asker to whoever is asked by relay or took it there.
pub async fn to_helpers(
    ctx: &mut Ctx,
    q: &Question,
    source: Option<(PlaceId, MessageId)>,
    words: &str,
) -> Answer {
    let asked = ctx.relays().relays_of(&q.id).await?;
    let mut reply = Reply::nothing();
    if asked.is_empty() {
        return Ok(reply);
    }
    let candidates = ctx.candidates().of_question(&q.id).await?;
    let (place, message) = source.unzip();
    for (person, workspace) in asked {
        let helps = |other: &&Candidate| other.person == person;
        let state = candidates.iter().find(helps).map(|candidate| candidate.state);
        if !matches!(state, Some(CandidateState::Tagged | CandidateState::Took)) {
            continue;
        }
        let post = ctx.new_post_id();
        let carried = Carried {
            id: ctx.new_id(),
            question: Some(q.id.clone()),
            person: q.asker.clone(),
            place: place.clone(),
            message: message.clone(),
            body: words.into(),
            post: Some(post.clone()),
            sent: ctx.now.into(),
        };
        ctx.relays().keep_carried(&carried).await?;
        reply = reply.post(post, Audience::PersonIn(person, workspace), cards::asker_says(q, words));
    }
    let now = ctx.now;
    ctx.questions().question_active(&q.id, now).await?;
    Ok(reply)
}
