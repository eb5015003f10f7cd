//! What is put off, under which names.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::question::{Question, SILENCE};
use crate::bot::{Ctx, Failure};
use crate::chat::PersonId;

/// Whoever is being asked did not answer in time.
pub const ESCALATE: &str = "experts.escalate";
/// Somebody put it off until now.
pub const REMIND: &str = "experts.remind";
/// Nothing happened for days.
pub const FOLLOW_UP: &str = "experts.follow_up";

/// Whom an answer is waited for from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Waiting {
    pub for_whom: Vec<PersonId>,
}

/// Looks again once the question has been silent for long.
pub(super) async fn follow_up_later(ctx: &mut Ctx, q: &Question) -> Result<(), Failure> {
    let at = (q.active_at.utc() + SILENCE).max(ctx.now + TimeDelta::hours(1));
    ctx.later(at, FOLLOW_UP, &q.id, &()).await
}
