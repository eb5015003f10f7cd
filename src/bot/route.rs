//! Which handler an event belongs to.

use super::sealed::Believed;
use super::{Answer, Call, Command, Ctx, Failure, Registry, Words, cards, follow};
use crate::chat::{Event, Reply, What};
use crate::people::Caller;

/// Finds the handler of an event and runs it.
pub(super) async fn route(
    registry: &Registry,
    ctx: &mut Ctx,
    event: &Event,
    Believed { what, opened_at }: Believed<'_>,
    by: Caller,
) -> Answer {
    let at = event.at.clone();
    match what.as_ref() {
        What::Command { words, slash, message, groups } => {
            let message = message.clone();
            match registry.command(words) {
                Some((command, words)) => {
                    let what = Command { words, message, groups: groups.clone() };
                    command.handler.call(ctx, Call::new(by, at, what)).await
                }
                None => match &registry.otherwise {
                    Some(handler) if !slash => {
                        let what =
                            Command { words: Words::new(words.clone()), message, groups: groups.clone() };
                        handler.call(ctx, Call::new(by, at, what)).await
                    }
                    _ => Err(Failure::Refused(cards::unknown_command())),
                },
            }
        }
        What::Shortcut { name, message } => match registry.shortcut(name) {
            Some(handler) => handler.call(ctx, Call::new(by, at, message.clone())).await,
            None => Ok(unknown(name)),
        },
        What::Press(press) => match registry.button(&press.action) {
            Some(handler) => handler.call(ctx, Call::new(by, at, press.clone())).await,
            None => Ok(unknown(&press.action)),
        },
        What::Submission(submission) => match registry.form(&submission.form) {
            Some(handler) => handler.call(ctx, Call { by, at, what: submission.clone(), opened_at }).await,
            None => Ok(unknown(&submission.form)),
        },
        What::Home => match &registry.opens_home {
            Some(handler) => handler.call(ctx, by).await,
            None => Ok(Reply::nothing()),
        },
        What::Arrived => match &registry.arrives {
            Some(handler) => handler.call(ctx, Call::new(by, at, ())).await,
            None => Ok(Reply::nothing()),
        },
        What::Overheard(message) => {
            let mut reply = Reply::nothing();
            for handler in &registry.overhears {
                let call = Call::new(by.clone(), at.clone(), message.clone());
                reply = reply.with(handler.call(ctx, call).await?);
            }
            Ok(reply)
        }
        What::Edited(_) | What::Deleted(_) => follow::changed(registry, ctx, &at, what.as_ref()).await,
        What::Reaction(reaction) => {
            let mut reply = Reply::nothing();
            for handler in &registry.reacts {
                let call = Call::new(by.clone(), at.clone(), reaction.clone());
                reply = reply.with(handler.call(ctx, call).await?);
            }
            Ok(reply)
        }
        What::Profile(profile) => {
            ctx.learn(profile).await?;
            Ok(Reply::nothing())
        }
        What::Channel(statement) => {
            let (workspace, now) = (ctx.workspace.clone(), ctx.now);
            if ctx.channels().state_channel(&workspace, &at.id, statement, now).await? {
                ctx.withdrawals().withdraw().await?;
            }
            Ok(Reply::nothing())
        }
        What::Membership(membership) => {
            let now = ctx.now;
            ctx.members().state_member(membership, now).await?;
            ctx.withdrawals().withdraw().await?;
            Ok(Reply::nothing())
        }
    }
}

/// A button or form of an older or newer version of ours, or a made-up one.
fn unknown(name: &str) -> Reply {
    tracing::warn!(name, "nobody answers to this name");
    Reply::nothing()
}
