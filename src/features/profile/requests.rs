//! Whether somebody wants to be erased, and when that is.

use chrono::{DateTime, Utc};

use crate::bot::{Ctx, Failure};
use crate::chat::PersonId;

/// Somebody wants to be erased.
pub const ERASE: &str = "profile.erase";
/// They did not change their mind, and were told.
pub const ERASE_NOW: &str = "profile.erase_now";

/// When what is kept about somebody is erased; none if it is not.
pub(super) async fn erased_at(ctx: &mut Ctx, me: &PersonId) -> Result<Option<DateTime<Utc>>, Failure> {
    Ok(match ctx.jobs().job_due(ERASE, me.as_str()).await? {
        Some(at) => Some(at),
        None => ctx.jobs().job_due(ERASE_NOW, me.as_str()).await?,
    })
}
