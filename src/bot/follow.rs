//! What was written before was changed or is gone: told by an event, or by an import while the program may not have run.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;

use super::crew::{Piece, Seats};
use super::feature::{Change, Changed};
use super::outgoing::OutboxAction;
use super::{Answer, Ctx, Failure, Machine, Registry};
use crate::chat::{Card, Message, MessageId, Outgoing, Place, PlaceId, PlaceKind, PostId, Reply, What};
use crate::search::ImportedChange;
use crate::store::StoreError;

/// Changes of an import that are followed in one step.
const BATCH: i64 = 16;

/// Every feature that keeps something of the message follows it.
pub(super) async fn changed(registry: &Registry, ctx: &mut Ctx, at: &Place, what: &What) -> Answer {
    let what = match what {
        What::Edited(message) => Change::Edited(message.clone()),
        What::Deleted(message) => Change::Deleted(message.clone()),
        _ => return Ok(Reply::nothing()),
    };
    follow(registry, ctx, Changed { at: at.clone(), what }).await
}

async fn follow(registry: &Registry, ctx: &mut Ctx, changed: Changed) -> Answer {
    let mut reply = Reply::nothing();
    for handler in &registry.follows {
        reply = reply.with(handler.call(ctx, changed.clone()).await?);
    }
    ctx.unsend(&reply).await?;
    Ok(reply)
}

impl Ctx {
    /// What a reply changes or takes away goes out as it is then, if it has not gone out yet.
    pub(super) async fn unsend(&mut self, reply: &Reply) -> Result<(), Failure> {
        for outgoing in &reply.outgoing {
            match outgoing {
                Outgoing::Edit { post, card } => self.reword_unsent(post, Some(card)).await?,
                Outgoing::Delete { post } => self.reword_unsent(post, None).await?,
                _ => {}
            }
        }
        Ok(())
    }

    /// What was not sent yet, or could not be, is never sent with words that its author has changed or deleted.
    async fn reword_unsent(&mut self, post: &PostId, now_reads: Option<&Card>) -> Result<(), Failure> {
        for (id, errand) in self.outbox().unsent(post).await? {
            let card = || now_reads.cloned().unwrap_or_default();
            let errand = match serde_json::from_str(&errand)? {
                OutboxAction::Post { to, .. } => OutboxAction::Post { to, card: card() },
                OutboxAction::Edit { .. } => OutboxAction::Edit { card: card() },
                _ => continue,
            };
            self.outbox().redirect(&id, &serde_json::to_string(&errand)?).await?;
        }
        Ok(())
    }
}

/// Some changes that are followed one after another.
pub(super) struct Changes(Vec<ImportedChange>);

impl Piece for Changes {
    /// All companies': they come one after another.
    fn whose(&self) -> &'static str {
        ""
    }
}

impl Machine {
    /// Follows what imports changed and took back, once; says how many messages that were.
    ///
    /// # Errors
    /// When the store fails; then nothing was followed.
    pub async fn step_changes(&self) -> Result<usize, StoreError> {
        let changes = self.setup.db.read().await?.message_changes(BATCH).await?;
        for change in &changes {
            self.follow_import(change).await?;
        }
        Ok(changes.len())
    }

    /// What imports changed and took back and was not followed yet, unless some of it is being followed.
    pub(super) async fn imported_changes(&self, seats: &Seats) -> Result<Vec<Changes>, StoreError> {
        if seats.most() == 0 {
            return Ok(Vec::new());
        }
        let changes = self.setup.db.read().await?.message_changes(BATCH).await?;
        Ok(if changes.is_empty() { Vec::new() } else { vec![Changes(changes)] })
    }

    /// Follows them until the store has it.
    pub(super) async fn follow_imports(&self, Changes(changes): Changes) {
        for change in &changes {
            self.until_kept("what an import changed could not be followed", || async {
                self.follow_import(change).await
            })
            .await;
        }
    }

    async fn follow_import(&self, change: &ImportedChange) -> Result<(), StoreError> {
        let ImportedChange { org, workspace, place, message } = change;
        let mut tx = self.setup.db.begin().await?;
        if !tx.message_change_done(change).await? {
            return Ok(());
        }
        let mut ctx = self.ctx(tx, self.setup.clock.now(), org, workspace);
        let Some(what) = as_it_is_now(&mut ctx, place, message).await? else { return ctx.tx.commit().await };
        let at = Place { id: place.clone(), kind: PlaceKind::Private, thread: None, shared: true };
        let registry = &self.setup.registry;
        let run = AssertUnwindSafe(follow(registry, &mut ctx, Changed { at, what })).catch_unwind().await;
        let reply = match run.unwrap_or_else(|_| Err(Failure::Broken(anyhow::anyhow!("panicked")))) {
            Ok(reply) => ctx.dispatch_events(registry, reply).await,
            Err(failure) => Err(failure),
        };
        let failure = match reply {
            Ok(reply) => {
                ctx.enqueue(None, reply.outgoing).await?;
                return ctx.tx.commit().await;
            }
            Err(failure) => failure,
        };
        drop(ctx);
        // It is followed once the store is there again.
        let failure = match failure.passing()? {
            Failure::Broken(error) => error,
            Failure::Refused(card) => anyhow::anyhow!("refused: {}", card.summary),
        };
        self.counts.failures.inc();
        tracing::error!(%org, %place, %message, error = format!("{failure:#}"), "what an import changed could not be followed");
        let mut tx = self.setup.db.begin().await?;
        tx.message_change_done(change).await?;
        tx.commit().await
    }
}

/// What the store says of a message; none if it is not there to be read.
async fn as_it_is_now(
    ctx: &mut Ctx,
    place: &PlaceId,
    message: &MessageId,
) -> Result<Option<Change>, StoreError> {
    if ctx.messages().is_deleted(place, message).await? {
        return Ok(Some(Change::Deleted(message.clone())));
    }
    let evidence = ctx.messages().kept_message(place, message).await?;
    Ok(evidence.map(|evidence| {
        Change::Edited(Message {
            id: message.clone(),
            author: None,
            text: evidence.text,
            thread: evidence.thread,
            sent: evidence.sent,
            edited: Some(evidence.version),
        })
    }))
}
