//! A topic is called otherwise: questions about it keep their champions.

use super::store::FollowStore;
use crate::bot::{Answer, Ctx, Happening};
use crate::chat::Reply;

/// Takes the questions of a topic along.
pub async fn renamed(ctx: &mut Ctx, happening: Happening) -> Answer {
    if let Happening::TopicRenamed { from, to } = happening {
        let org = ctx.org.clone();
        ctx.tx.rename_topic(&org, &from, &to).await?;
    }
    Ok(Reply::nothing())
}
