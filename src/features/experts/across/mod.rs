//! Across: somebody is asked who is not where the question stands. They are asked one to one, in the workspace where they
//! are; their words are carried into the asker's thread under their name, and the asker's words back to them.
//!
//! What is carried is evidence once it is accepted, as everything that is said in a channel that is not read.

mod follow;
mod left;
mod reply;

pub(super) use follow::{asker_wrote, carried_in, edited, last_words, redrawn, taken_away, words_in};
pub(super) use left::{left, out_of_reach};
pub(super) use reply::{carry_it, no_reply, open, submitted, typed};

use super::cards::{self, Because};
use super::life::Event;
use super::question::{Candidate, Progress, Question};
use super::turn;
use crate::bot::{Ctx, Failure};
use crate::chat::{Audience, Card, Reply};

/// They cannot answer any more, and `line` tells so in the thread: whoever is next is asked.
pub(super) async fn go_on(
    ctx: &mut Ctx,
    mut q: Question,
    candidate: Candidate,
    line: Card,
) -> Result<Reply, Failure> {
    let person = candidate.person.clone();
    let mut reply = Reply::nothing();
    if let Some(root) = q.root.clone() {
        reply = reply.say(Audience::Thread(root), line);
    }
    let gone = cards::is_gone(&person);
    reply = reply.with(turn::untag(ctx, &mut q, candidate, Progress::Declined, gone).await?);
    let others = ctx.candidates().of_question(&q.id).await?;
    if others.iter().any(|other| other.state == Progress::Tagged) {
        return Ok(reply);
    }
    if q.holder.as_ref() == Some(&person) {
        reply = reply.with(super::pass_on::hand_back(ctx, &mut q, Event::HelperGone).await?);
    }
    Ok(reply.with(turn::ask_next(ctx, &mut q, Because::First).await?))
}
