//! Two people turned out to be one: what was asked, taken and answered by the one counts for the other.

use crate::bot::{Answer, Ctx, DomainEvent};
use crate::chat::Reply;

/// Moves what is kept of somebody who is no more.
pub async fn joined(ctx: &mut Ctx, domain_event: DomainEvent) -> Answer {
    if let DomainEvent::Joined { from, into } = domain_event {
        ctx.participants().move_person(&from, &into).await?;
        ctx.relays().move_relays(&from, &into).await?;
    }
    Ok(Reply::nothing())
}
