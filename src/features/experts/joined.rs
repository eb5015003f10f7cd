//! Two people turned out to be one: what was asked, taken and answered by the one counts for the other.

use super::store::{AcrossStore, PartStore};
use crate::bot::{Answer, Ctx, Happening};
use crate::chat::Reply;

/// Moves what is kept of somebody who is no more.
pub async fn joined(ctx: &mut Ctx, happening: Happening) -> Answer {
    if let Happening::Joined { from, into } = happening {
        let org = ctx.org.clone();
        ctx.tx.move_person(&org, &from, &into).await?;
        ctx.tx.move_across(&org, &from, &into).await?;
    }
    Ok(Reply::nothing())
}
