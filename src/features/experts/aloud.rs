//! What may be said aloud about somebody who is asked: only what everybody who reads there may meet.

use super::cards;
use super::facts::topics_of;
use super::question::Question;
use crate::bot::{Ctx, Failure};
use crate::chat::PersonId;
use crate::people::Viewer;
use crate::search::{Found, Why};

/// Why somebody comes to mind, in words for everybody who can read where the question stands; none if what speaks for
/// them was said elsewhere. Where people from other companies read, nothing is said.
pub(super) async fn reason(
    ctx: &mut Ctx,
    q: &Question,
    person: &PersonId,
) -> Result<Option<String>, Failure> {
    let Some(place) = q.place.clone() else { return Ok(None) };
    if ctx.is_shared(&place).await? {
        return Ok(None);
    }
    let readers = ctx.readers(&place).await?;
    let found = found_for(ctx, q, &readers).await?;
    Ok(why(ctx, &found, person))
}

/// Who can help with a question, as this viewer may know it. It does not depend on who asked.
pub(super) async fn found_for(ctx: &mut Ctx, q: &Question, viewer: &Viewer) -> Result<Found, Failure> {
    let (org, now) = (q.org.clone(), ctx.now);
    let scope = ctx.scope(viewer).await?;
    let question = crate::search::Question {
        place: q.place.clone(),
        topics: q.topic.iter().cloned().collect(),
        about: topics_of(ctx, &q.body).await?,
        ..crate::search::Question::new(q.body.clone(), scope, now)
    };
    Ok(ctx.search.find(&mut ctx.tx, &org, &question).await?)
}

/// Why somebody was found. That they helped the asker before is between the two of them.
pub(super) fn why(ctx: &Ctx, found: &Found, person: &PersonId) -> Option<String> {
    let ranked = found.people.iter().find(|ranked| ranked.person == *person)?;
    let reasons: Vec<Why> =
        ranked.why.iter().filter(|why| !matches!(why, Why::AnsweredYouBefore)).cloned().collect();
    (!reasons.is_empty()).then(|| cards::came_to_mind(&reasons, ctx.now))
}
