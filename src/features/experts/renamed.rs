//! A topic is called otherwise: questions about it keep their champions.

use crate::bot::{Answer, Ctx, DomainEvent};
use crate::chat::Reply;

/// Takes the questions of a topic along.
pub async fn renamed(ctx: &mut Ctx, domain_event: DomainEvent) -> Answer {
    if let DomainEvent::TopicRenamed { from, to } = domain_event {
        ctx.held_messages().rename_topic(&from, &to).await?;
    }
    Ok(Reply::nothing())
}
