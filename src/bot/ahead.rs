//! Handlers that look around for long do so before their event's turn, on a connection that only reads.
//!
//! A question is looked up in all that was ever written, a board counts everybody: inside of the transaction that writes,
//! all others would wait for it. So the handler is run ahead, on one state of the store. What it wants written is kept
//! ([`crate::store::Tx::defer`]) and written when its event has its turn, with all that is always checked there. If it
//! wants more than that, or anything is not as it was, it is run again in its turn, as any other.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;

use super::route::route;
use super::sealed::Believed;
use super::{Ctx, DomainEvent, Failure, Machine};
use crate::chat::{Event, Reply, Unavailable};
use crate::people::Caller;
use crate::search::Withdrawals;
use crate::store::{Later, StoreError, Tx};

/// What a handler found out before its event's turn.
#[derive(Debug)]
pub(super) struct Ahead {
    by: Caller,
    /// How often something had been withdrawn when it looked.
    withdrawals: i64,
    reply: Reply,
    domain_events: Vec<DomainEvent>,
    later: Later,
}

impl Machine {
    /// Runs the handler of an event that is registered as one that looks around for long. None if there is no such handler, if it
    /// wants to write what cannot wait, or if anything goes wrong: its turn will tell.
    ///
    /// # Errors
    /// When the store is away.
    pub(super) async fn ahead(&self, event: &Event) -> Result<Option<Ahead>, Unavailable> {
        if !self.setup.registry.looks_around(&event.what) {
            return Ok(None);
        }
        match self.setup.db.read().await {
            Ok(tx) => Ok(self.look_around(tx, event).await),
            Err(StoreError::Away(_)) => Err(Unavailable),
            Err(_) => Ok(None),
        }
    }

    async fn look_around(&self, tx: Tx, event: &Event) -> Option<Ahead> {
        let now = self.setup.clock.now();
        let seal = self.seals.known(&event.org);
        let mut ctx = self.ctx(tx, now, &event.org, &event.workspace);
        let who = (event.org.clone(), event.from.clone());
        let withdrawals = ctx.tx.of::<Withdrawals>(&event.org).withdrawals().await.ok()?;
        let by = ctx.tx.callers(vec![who.clone()], now).await.ok()?.remove(&who)?;
        let believed: Believed<'_> = ctx.believe(event, &by.person, seal.as_ref()).await.ok()?.ok()?;
        let run = route(&self.setup.registry, &mut ctx, event, believed, by.clone());
        match AssertUnwindSafe(run).catch_unwind().await.ok()? {
            Ok(reply) => {
                self.counts.ahead.inc();
                let Ctx { tx, domain_events, .. } = ctx;
                Some(Ahead { by, withdrawals, reply, domain_events, later: tx.later() })
            }
            Err(Failure::Broken(error)) => {
                tracing::debug!(%error, event = %event.key, "not ahead, but in its turn");
                None
            }
            Err(Failure::Refused(_)) => None,
        }
    }
}

impl Ctx {
    /// Writes what a handler wanted written. None, with nothing written, if somebody else is acting now than it was for, or
    /// something that it relied on is not so any more: nobody is shown what was deleted, or closed to them, since the look.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn catch_up_with(
        &mut self,
        ahead: Ahead,
        by: &Caller,
    ) -> Result<Option<Reply>, Failure> {
        if ahead.by != *by || ahead.withdrawals != self.withdrawals().withdrawals().await? {
            return Ok(None);
        }
        if !self.tx.run_later(ahead.later).await? {
            self.tx.rollback().await?;
            self.tx.begin_savepoint();
            return Ok(None);
        }
        self.domain_events.extend(ahead.domain_events);
        Ok(Some(ahead.reply))
    }
}
