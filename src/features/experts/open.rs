//! The moment at which a question is asked: in its place, for everybody there to see.

use super::cards::{self, Because};
use super::life::{self, Event};
use super::policy::QuestionSettings;
use super::question::{Question, Stage};
use super::timers;
use super::turn;
use crate::bot::{Answer, Ctx, Failure};
use crate::chat::{Audience, Outgoing, Reply};
use crate::people::Caller;

/// How it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    AsPlanned,
    WithoutName,
    Urgently,
    Later,
    Everybody,
}

/// The caller's own question, to which this may happen as it is; only they have seen it so far.
pub(super) async fn own(ctx: &mut Ctx, by: &Caller, id: &str, event: Event) -> Result<Question, Failure> {
    let q = ctx.questions().question(id).await?.ok_or_else(|| Failure::Refused(cards::no_such_question()))?;
    if q.asker != by.person {
        return Err(Failure::Refused(cards::not_yours()));
    }
    life::allowed(&q, event)?;
    Ok(q)
}

/// Asks it, in its place.
pub(super) async fn open(ctx: &mut Ctx, mut q: Question, how: How) -> Answer {
    let now = ctx.now;
    let settings: QuestionSettings = ctx.settings().await?;
    life::goes(ctx, &mut q, Event::Asked).await?;
    let Some(place) = q.place.clone() else { return Err(Failure::Refused(cards::no_such_question())) };
    let root = ctx.new_post_id();
    q.root = Some(root.clone());
    q.opened_at = Some(now.into());
    q.anonymous |= how == How::WithoutName && settings.anonymous_questions;
    q.urgent |= how == How::Urgently;
    if how == How::Everybody {
        q.stage = Stage::Everybody;
    }
    let audience = match &q.thread {
        Some(message) => Audience::Below(place, message.clone()),
        None => Audience::Place(place),
    };
    ctx.questions().keep_asking(&mut q).await?;
    let mut next = match how {
        How::Everybody => turn::keep(ctx, &mut q).await?,
        _ => turn::ask_next(ctx, &mut q, Because::First).await?,
    };
    // The card is sent as it is now: there is nothing to bring up to date yet.
    next.outgoing.retain(|outgoing| !matches!(outgoing, Outgoing::Edit { post, .. } if *post == root));
    let asked = Reply::nothing().post(root, audience, cards::question(&q));
    timers::follow_up_later(ctx, &q).await?;
    Ok(asked.with(next))
}
