//! What is put off, under which names.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::question::{Question, SILENCE};
use crate::bot::{Ctx, Failure};
use crate::chat::{PersonId, PostId};

/// Whoever is being asked did not answer in time.
pub const ESCALATE: &str = "experts.escalate";
/// Somebody put it off until now: one for each person and question, see [`reminder`].
pub const REMIND: &str = "experts.remind";
/// The day of whoever knows best begins.
pub const ASK_LATER: &str = "experts.ask_later";
/// Nothing happened for days.
pub const FOLLOW_UP: &str = "experts.follow_up";

/// Whom an answer is waited for from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Waiting {
    pub for_whom: Vec<PersonId>,
    /// How often their time was over before what asks them was there.
    #[serde(default)]
    pub unseen: u8,
}

impl Waiting {
    /// For an answer of theirs.
    pub fn for_those(people: Vec<PersonId>) -> Self {
        Self { for_whom: people, unseen: 0 }
    }
}

/// What the reminder of this person on this question is put off under.
pub(super) fn reminder(question: &str, person: &PersonId) -> String {
    format!("{question} {person}")
}

/// The question that a reminder is about.
pub(super) fn reminded_of(key: &str) -> &str {
    key.split(' ').next().unwrap_or(key)
}

/// What asks the asker one to one whether it was solved.
pub(super) fn was_it_solved(q: &Question) -> PostId {
    PostId::new(format!("{} solved", q.id))
}

/// Looks again once the question has been silent for long.
pub(super) async fn follow_up_later(ctx: &mut Ctx, q: &Question) -> Result<(), Failure> {
    let at = (q.active_at.utc() + SILENCE).max(ctx.now + TimeDelta::hours(1));
    ctx.schedule(at, FOLLOW_UP, &q.id, &()).await
}

/// Nobody is waited for any more. Reminders go with the tags of those who put it off.
pub(super) async fn stop(ctx: &mut Ctx, q: &Question) -> Result<(), Failure> {
    ctx.cancel(ESCALATE, &q.id).await?;
    ctx.cancel(FOLLOW_UP, &q.id).await
}
