//! A topic is called otherwise: questions about it keep their champions.

use crate::bot::{Answer, Ctx, Happening};
use crate::chat::Reply;

/// Takes the questions of a topic along.
pub async fn renamed(ctx: &mut Ctx, happening: Happening) -> Answer {
    if let Happening::TopicRenamed { from, to } = happening {
        ctx.held_messages().rename_topic(&from, &to).await?;
    }
    Ok(Reply::nothing())
}
