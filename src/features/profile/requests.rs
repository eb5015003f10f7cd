//! Whether somebody wants to be erased, and when that is.

use chrono::{DateTime, Utc};

use crate::bot::{Ctx, Failure, JobStore};
use crate::chat::PersonId;

/// Somebody wants to be erased.
pub const ERASE: &str = "profile.erase";
/// They did not change their mind, and were told.
pub const ERASE_NOW: &str = "profile.erase_now";

/// When what is kept about somebody is erased; none if it is not.
pub(super) async fn erased_at(ctx: &mut Ctx, me: &PersonId) -> Result<Option<DateTime<Utc>>, Failure> {
    let org = ctx.org.clone();
    Ok(match ctx.tx.job_due(&org, ERASE, me.as_str()).await? {
        Some(at) => Some(at),
        None => ctx.tx.job_due(&org, ERASE_NOW, me.as_str()).await?,
    })
}
