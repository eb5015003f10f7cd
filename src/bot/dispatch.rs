//! The one path: seen before? whose is it? run it; write the outbox; commit. Several events may share a commit.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;

use chrono::{DateTime, Utc};
use futures_util::FutureExt;

use super::ahead::Ahead;
use super::follow;
use super::prefetch::{Kind, Prefetched};
use super::receipt::{Asked, finish};
use super::route::route;
use super::sealed::{Believed, Seal, opened_at};
use super::{Answer, Ctx, Failure, Machine, Registry, cards};
use crate::chat::{Circle, Event, OrgId, PlaceKind, Receipt, Reply, Standing, Unavailable, Visibility, What};
use crate::people::{Accounts, Caller, Erasures, is_nobody};
use crate::store::{StoreError, Tx};

/// How often a transaction that collided with another is tried again.
const COLLISIONS: usize = 5;

impl Machine {
    /// Handles some events, committing once for all of them where that works, and one by one where it does not.
    /// The receipts are in the order of the events.
    pub async fn receive_all(&self, events: &[Event]) -> Vec<Result<Receipt, Unavailable>> {
        let mut ahead = Vec::with_capacity(events.len());
        for event in events {
            ahead.push(Box::pin(self.ahead(event)).await.unwrap_or_default());
        }
        let receipts = Box::pin(self.receive_prepared(events, ahead)).await;
        receipts.unwrap_or_else(|Unavailable| events.iter().map(|_| Err(Unavailable)).collect())
    }

    /// The same, of events whose handlers were run ahead where that can be.
    ///
    /// # Errors
    /// When the store is away: nothing of any of them was kept, and whoever else waits need not try.
    pub(super) async fn receive_prepared(
        &self,
        events: &[Event],
        mut ahead: Vec<Option<Ahead>>,
    ) -> Result<Vec<Result<Receipt, Unavailable>>, Unavailable> {
        let now = self.setup.clock.now();
        let receipts = match self.together(events, &mut ahead, now).await {
            Ok(receipts) => receipts.into_iter().map(Ok).collect(),
            Err(error @ StoreError::Away(_)) => {
                tracing::error!(%error, events = events.len(), "the platform is to deliver again");
                return Err(Unavailable);
            }
            Err(error) if events.len() == 1 => vec![self.alone(&events[0], now, error).await],
            Err(error) => {
                tracing::debug!(%error, "some events could not share a commit; one by one now");
                let (mut receipts, mut is_away) = (Vec::with_capacity(events.len()), false);
                for (event, ahead) in events.iter().zip(&mut ahead) {
                    if is_away {
                        receipts.push(Err(Unavailable));
                        continue;
                    }
                    let (event_alone, ahead) = (std::slice::from_ref(event), std::slice::from_mut(ahead));
                    receipts.push(match self.together(event_alone, ahead, now).await {
                        Ok(mut one) => Ok(one.pop().unwrap_or(Receipt::Done)),
                        Err(error) => {
                            is_away = matches!(error, StoreError::Away(_));
                            self.alone(event, now, error).await
                        }
                    });
                }
                receipts
            }
        };
        self.work.send_replace(());
        Ok(receipts)
    }

    async fn together(
        &self,
        events: &[Event],
        ahead: &mut [Option<Ahead>],
        now: DateTime<Utc>,
    ) -> Result<Vec<Receipt>, StoreError> {
        // While it is away all are told so at once, and nobody waits for their turn.
        let mut tx = self.setup.db.begin().await?;
        // Nobody waits for an answer to what was only read.
        let answered = events.iter().filter(|event| Kind::of(&event.what) != Kind::Read);
        let seals = self.seals.load(&mut tx, answered.map(|event| &event.org), &self.setup.ids).await?;
        let mut receipts = Vec::with_capacity(events.len());
        let mut ahead = ahead.iter_mut();
        let alike = |one: &Event, next: &Event| Kind::of(&one.what) == Kind::of(&next.what);
        for run in events.chunk_by(alike) {
            let mut known = Prefetched::look(&mut tx, run, now).await?;
            for event in run {
                // What could not be used is not used again.
                let ahead = ahead.next().and_then(Option::take);
                let (back, receipt) = self.handle(tx, event, ahead, &mut known, &seals, now).await?;
                tx = back;
                receipts.push(receipt);
            }
        }
        tx.commit().await?;
        self.seals.remember(seals);
        Ok(receipts)
    }

    /// After a failure: again if it was a collision, else the event is kept with the answer that we failed.
    async fn alone(
        &self,
        event: &Event,
        now: DateTime<Utc>,
        mut error: StoreError,
    ) -> Result<Receipt, Unavailable> {
        for _ in 0..COLLISIONS {
            if !matches!(error, StoreError::Collision(_)) {
                break;
            }
            match self.together(std::slice::from_ref(event), &mut [], now).await {
                Ok(mut receipts) => return Ok(receipts.pop().unwrap_or(Receipt::Done)),
                Err(next) => error = next,
            }
        }
        if matches!(error, StoreError::Refused(_) | StoreError::Shared) {
            return match self.apologise(event, now, error).await {
                Ok(receipt) => Ok(receipt),
                Err(error) => {
                    tracing::error!(%error, "an event could not be kept");
                    Err(Unavailable)
                }
            };
        }
        tracing::error!(event = %event.key, org = %event.org, %error, "the store is down; the platform is to deliver again");
        Err(Unavailable)
    }

    async fn apologise(
        &self,
        event: &Event,
        now: DateTime<Utc>,
        error: StoreError,
    ) -> Result<Receipt, StoreError> {
        let mut tx = self.setup.db.begin().await?;
        if !tx.remember(std::slice::from_ref(event), now).await?.contains(&true) {
            return Ok(Receipt::Done);
        }
        let mut ctx = self.ctx(tx, now, &event.org, &event.workspace);
        let reply = own_fault(&ctx, event, &error.into());
        let receipt = finish(&mut ctx, Asked { event, by: None, opened_at: None, seal: None }, reply).await?;
        if matches!(receipt, Receipt::Errors(_)) {
            ctx.tx.forget_event(event).await?;
        }
        ctx.tx.commit().await?;
        Ok(receipt)
    }

    /// One event, inside a transaction that may hold others.
    async fn handle(
        &self,
        tx: Tx,
        event: &Event,
        ahead: Option<Ahead>,
        known: &mut Prefetched,
        seals: &HashMap<OrgId, Seal>,
        now: DateTime<Utc>,
    ) -> Result<(Tx, Receipt), StoreError> {
        let kind = Kind::of(&event.what);
        let (mut tx, is_new) = (tx, known.is_new());
        if !is_new && !known.comes_again(&mut tx, event, now).await? {
            if kind != Kind::Read {
                self.counts.repeated.inc();
                tracing::info!(event = %event.key, org = %event.org, "seen before");
            }
            return Ok((tx, Receipt::Done));
        }
        let mut ctx = self.ctx(tx, now, &event.org, &event.workspace);
        let caller = self.caller(&mut ctx, event, known, now).await?;
        // Of somebody who was erased nothing is kept anew.
        if caller.as_ref().is_some_and(|caller| is_nobody(&caller.person)) && Kind::is_about_them(&event.what)
        {
            return Ok((ctx.tx, Receipt::Done));
        }
        if let (Kind::Asked, Some(caller)) = (kind, &caller) {
            if !may_speak(caller.standing) {
                tracing::info!(event = %event.key, org = %event.org, "a program or somebody who left; ignored");
                return Ok((ctx.tx, Receipt::Done));
            }
            let is_channel = matches!(event.at.kind, PlaceKind::Channel | PlaceKind::Private);
            if is_channel {
                ctx.met_at(event, known.place()).await?;
            }
        }
        let (person, seal) = (caller.as_ref().map(|caller| caller.person.clone()), seals.get(&event.org));
        let mut asked = Asked { event, by: person.as_ref(), opened_at: opened_at(event), seal };
        let acted = match caller {
            Some(caller) => match ctx.believe(event, &caller.person, seal).await? {
                Ok(believed) => Some((believed, caller)),
                Err(refusal) => {
                    asked.opened_at = None;
                    let receipt = finish(&mut ctx, asked, refusal).await?;
                    known.refuses(&mut ctx.tx, event, &receipt).await?;
                    return Ok((ctx.tx, receipt));
                }
            },
            None => None,
        };
        // A form that follows a form was opened where that was.
        if let (What::Submission(_), Some((believed, _))) = (&event.what, &acted) {
            asked.opened_at.clone_from(&believed.opened_at);
        }
        let reply = match self.answer(&mut ctx, event, acted, ahead).await {
            Ok((reply, wrote)) => {
                if wrote {
                    known.forget();
                }
                reply
            }
            Err(failure) => match failure.passing()? {
                Failure::Refused(card) => {
                    ctx.tx.rollback().await?;
                    Reply::only_you(card)
                }
                // Nothing guards these: the whole transaction is taken back, and each event of it done by itself.
                Failure::Broken(_) if kind == Kind::Read => return Err(StoreError::Shared),
                Failure::Broken(error) => {
                    ctx.tx.rollback().await?;
                    self.counts.failures.inc();
                    own_fault(&ctx, event, &error)
                }
            },
        };
        let receipt = finish(&mut ctx, asked, reply).await?;
        known.refuses(&mut ctx.tx, event, &receipt).await?;
        self.counts.events.inc();
        tracing::debug!(event = %event.key, org = %event.org, "handled");
        Ok((ctx.tx, receipt))
    }

    /// Who did it; none if they only changed or deleted what they wrote before.
    async fn caller(
        &self,
        ctx: &mut Ctx,
        event: &Event,
        known: &Prefetched,
        now: DateTime<Utc>,
    ) -> Result<Option<Caller>, StoreError> {
        if !Kind::is_acting(&event.what) {
            return Ok(None);
        }
        if let Some(caller) = known.caller(event) {
            return Ok(Some(caller));
        }
        if Kind::is_own_act(&event.what) {
            ctx.tx.of::<Erasures>(&event.org).came_back(&event.from).await?;
        }
        let fresh = ctx.new_id();
        Ok(Some(ctx.tx.of::<Accounts>(&event.org).caller(&event.workspace, &event.from, &fresh, now).await?))
    }

    /// Runs the handler and whoever hears what it announces; keeps what they wrote, and says whether they did.
    async fn answer(
        &self,
        ctx: &mut Ctx,
        event: &Event,
        acted: Option<(Believed<'_>, Caller)>,
        ahead: Option<Ahead>,
    ) -> Result<(Reply, bool), Failure> {
        if Kind::of(&event.what) != Kind::Read {
            ctx.tx.begin_savepoint();
        }
        let registry = &self.setup.registry;
        let run = async {
            match acted {
                Some((believed, caller)) => {
                    if let Some(ahead) = ahead {
                        if let Some(reply) = ctx.catch_up_with(ahead, &caller).await? {
                            return Ok(reply);
                        }
                        self.counts.again.inc();
                    }
                    route(registry, ctx, event, believed, caller).await
                }
                None => follow::changed(registry, ctx, &event.at, &event.what).await,
            }
        };
        let run = AssertUnwindSafe(run).catch_unwind().await;
        let reply = run.unwrap_or_else(|panic| Err(Failure::Broken(panicked(&*panic))))?;
        let reply = ctx.dispatch_events(&self.setup.registry, reply).await?;
        let wrote = ctx.tx.release().await?;
        Ok((reply, wrote))
    }
}

impl Ctx {
    /// Somebody acts in a channel: it is known from then on, and that they are in it.
    async fn met_at(&mut self, event: &Event, is_known: bool) -> Result<(), StoreError> {
        let (place, now) = (&event.at.id, self.now);
        if !is_known {
            self.channels().meet_channel(&event.workspace, place, now).await?;
        }
        self.members().saw_member(&Circle::Place(place.clone()), &event.from, now).await?;
        // What is open to a team is seen by whoever is in the team.
        let channel = self.channels().channel(place).await?;
        if let Some(Visibility::Team(team)) = channel.map(|channel| channel.visibility(now)) {
            self.members().saw_member(&Circle::Team(team), &event.from, now).await?;
        }
        Ok(())
    }

    /// What was announced is heard by all features, and what they announce in turn.
    pub(super) async fn dispatch_events(&mut self, registry: &Registry, mut reply: Reply) -> Answer {
        while let Some(domain_event) = (!self.domain_events.is_empty()).then(|| self.domain_events.remove(0))
        {
            for on_event in &registry.on_event {
                reply = reply.with(on_event.call(self, domain_event.clone()).await?);
            }
        }
        Ok(reply)
    }
}

fn own_fault(ctx: &Ctx, event: &Event, error: &anyhow::Error) -> Reply {
    let id = ctx.new_id();
    tracing::error!(id, event = %event.key, org = %event.org, error = format!("{error:#}"), "a handler failed");
    match event.what {
        // Nobody waits for an answer to these.
        What::Overheard(_)
        | What::Edited(_)
        | What::Deleted(_)
        | What::Reaction(_)
        | What::Profile(_)
        | What::Channel(_)
        | What::Membership(_)
        | What::Arrived => Reply::nothing(),
        // The form stays open, with what was typed into it.
        What::Submission(_) => Reply::error("", cards::broken_words(&id)),
        _ => Reply::only_you(cards::broken(&id)),
    }
}

fn panicked(panic: &(dyn std::any::Any + Send)) -> anyhow::Error {
    let words = panic.downcast_ref::<&str>().copied().or(panic.downcast_ref::<String>().map(String::as_str));
    anyhow::anyhow!("panicked: {}", words.unwrap_or("without a word"))
}

/// Who may use the bot at all: anybody but programs and people who left.
fn may_speak(standing: Standing) -> bool {
    !matches!(standing, Standing::Bot | Standing::Gone)
}
