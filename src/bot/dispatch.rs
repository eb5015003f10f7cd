//! The one path: seen before? whose door? run it; write the outbox; commit. Several events may share a commit.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;

use chrono::{DateTime, Utc};
use futures_util::FutureExt;

use super::follow;
use super::known::{Kind, Known};
use super::receipt::{Asked, finish};
use super::sealed::{Believed, Seal, opened_at};
use super::store::PostStore;
use super::{Answer, Call, Command, Ctx, Doors, Failure, Machine, Words, cards};
use crate::chat::{Circle, Event, OrgId, PlaceKind, Receipt, Reply, Standing, Unavailable, Visibility, What};
use crate::people::{AccountStore, Caller, ChannelStore, ErasedStore, MemberStore, is_nobody};
use crate::store::{StoreError, Tx};

/// How often a transaction that collided with another is tried again.
const COLLISIONS: usize = 5;

impl Machine {
    /// Handles some events, committing once for all of them where that works, and one by one where it does not.
    /// The receipts are in the order of the events.
    pub async fn receive_all(&self, events: &[Event]) -> Vec<Result<Receipt, Unavailable>> {
        let now = self.setup.clock.now();
        let receipts = match self.together(events, now).await {
            Ok(receipts) => receipts.into_iter().map(Ok).collect(),
            Err(error) if events.len() == 1 => vec![self.alone(&events[0], now, error).await],
            Err(error) => {
                tracing::debug!(%error, "some events could not share a commit; one by one now");
                let mut receipts = Vec::with_capacity(events.len());
                for event in events {
                    receipts.push(match self.together(std::slice::from_ref(event), now).await {
                        Ok(mut one) => Ok(one.pop().unwrap_or(Receipt::Done)),
                        Err(error) => self.alone(event, now, error).await,
                    });
                }
                receipts
            }
        };
        self.work.send_replace(());
        receipts
    }

    async fn together(&self, events: &[Event], now: DateTime<Utc>) -> Result<Vec<Receipt>, StoreError> {
        let mut tx = self.setup.db.begin().await?;
        // Nobody waits for an answer to what was only read.
        let answered = events.iter().filter(|event| Kind::of(&event.what) != Kind::Read);
        let seals = self.seals.load(&mut tx, answered.map(|event| &event.org), &self.setup.ids).await?;
        let mut receipts = Vec::with_capacity(events.len());
        let alike = |one: &Event, next: &Event| Kind::of(&one.what) == Kind::of(&next.what);
        for run in events.chunk_by(alike) {
            let mut known = Known::look(&mut tx, run, now).await?;
            for event in run {
                let (back, receipt) = self.handle(tx, event, &mut known, &seals, now).await?;
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
            match self.together(std::slice::from_ref(event), now).await {
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
        ctx.tx.commit().await?;
        Ok(receipt)
    }

    /// One event, inside a transaction that may hold others.
    async fn handle(
        &self,
        tx: Tx,
        event: &Event,
        known: &mut Known,
        seals: &HashMap<OrgId, Seal>,
        now: DateTime<Utc>,
    ) -> Result<(Tx, Receipt), StoreError> {
        let kind = Kind::of(&event.what);
        if !known.is_new() {
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
                    return Ok((ctx.tx, receipt));
                }
            },
            None => None,
        };
        // A form that follows a form was opened where that was.
        if let (What::Submission(_), Some((believed, _))) = (&event.what, &acted) {
            asked.opened_at.clone_from(&believed.opened_at);
        }
        let reply = match self.answer(&mut ctx, event, acted).await {
            Ok((reply, wrote)) => {
                if wrote {
                    known.forget();
                }
                reply
            }
            Err(failure) => match failure.passing()? {
                Failure::Refused(card) => {
                    ctx.tx.take_back().await?;
                    Reply::only_you(card)
                }
                // Nothing guards these: the whole transaction is taken back, and each event of it done by itself.
                Failure::Broken(_) if kind == Kind::Read => return Err(StoreError::Shared),
                Failure::Broken(error) => {
                    ctx.tx.take_back().await?;
                    self.counts.failures.inc();
                    own_fault(&ctx, event, &error)
                }
            },
        };
        let receipt = finish(&mut ctx, asked, reply).await?;
        self.counts.events.inc();
        tracing::debug!(event = %event.key, org = %event.org, "handled");
        Ok((ctx.tx, receipt))
    }

    /// Who did it; none if they only changed or deleted what they wrote before.
    async fn caller(
        &self,
        ctx: &mut Ctx,
        event: &Event,
        known: &Known,
        now: DateTime<Utc>,
    ) -> Result<Option<Caller>, StoreError> {
        if !Kind::is_acting(&event.what) {
            return Ok(None);
        }
        if let Some(caller) = known.caller(event) {
            return Ok(Some(caller));
        }
        if Kind::is_own_act(&event.what) {
            ctx.tx.came_back(&event.org, &event.from).await?;
        }
        let fresh = ctx.fresh();
        Ok(Some(ctx.tx.caller(&event.org, &event.workspace, &event.from, &fresh, now).await?))
    }

    /// Runs the handler and whoever hears what it announces; keeps what they wrote, and says whether they did.
    async fn answer(
        &self,
        ctx: &mut Ctx,
        event: &Event,
        acted: Option<(Believed<'_>, Caller)>,
    ) -> Result<(Reply, bool), Failure> {
        if Kind::of(&event.what) != Kind::Read {
            ctx.tx.guard();
        }
        let doors = &self.setup.doors;
        let run = async {
            match acted {
                Some((believed, caller)) => route(doors, ctx, event, believed, caller).await,
                None => follow::changed(doors, ctx, &event.at, &event.what).await,
            }
        };
        let run = AssertUnwindSafe(run).catch_unwind().await;
        let reply = run.unwrap_or_else(|panic| Err(Failure::Broken(panicked(&*panic))))?;
        let reply = ctx.tell_the_others(&self.setup.doors, reply).await?;
        let wrote = ctx.tx.keep().await?;
        Ok((reply, wrote))
    }
}

impl Ctx {
    /// Somebody acts in a channel: it is known from then on, and that they are in it.
    async fn met_at(&mut self, event: &Event, is_known: bool) -> Result<(), StoreError> {
        let (org, place, now) = (&event.org, &event.at.id, self.now);
        if !is_known {
            self.tx.meet_channel(org, &event.workspace, place, now).await?;
        }
        self.tx.saw_member(org, &Circle::Place(place.clone()), &event.from, now).await?;
        // What is open to a team is seen by whoever is in the team.
        let channel = self.tx.channel(org, place).await?;
        if let Some(Visibility::Team(team)) = channel.map(|channel| channel.visibility(now)) {
            self.tx.saw_member(org, &Circle::Team(team), &event.from, now).await?;
        }
        Ok(())
    }

    /// What was announced is heard by all rooms, and what they announce in turn.
    pub(super) async fn tell_the_others(&mut self, doors: &Doors, mut reply: Reply) -> Answer {
        while let Some(happening) = (!self.happenings.is_empty()).then(|| self.happenings.remove(0)) {
            for hears in &doors.hears {
                reply = reply.with(hears.call(self, happening.clone()).await?);
            }
        }
        Ok(reply)
    }
}

/// Finds the door and knocks.
async fn route(
    doors: &Doors,
    ctx: &mut Ctx,
    event: &Event,
    Believed { what, opened_at }: Believed<'_>,
    by: Caller,
) -> Answer {
    let at = event.at.clone();
    match what.as_ref() {
        What::Command { words, slash, message, groups } => {
            let message = message.clone();
            match doors.command(words) {
                Some((command, _)) if command.leads_only && !by.lead => {
                    Err(Failure::Refused(cards::leads_only()))
                }
                Some((command, words)) => {
                    let what = Command { words, message, groups: groups.clone() };
                    command.handler.call(ctx, Call::new(by, at, what)).await
                }
                None => match &doors.otherwise {
                    Some(handler) if !slash => {
                        let what =
                            Command { words: Words::new(words.clone()), message, groups: groups.clone() };
                        handler.call(ctx, Call::new(by, at, what)).await
                    }
                    _ => Err(Failure::Refused(cards::unknown_command())),
                },
            }
        }
        What::Shortcut { name, message } => match doors.shortcut(name) {
            Some(handler) => handler.call(ctx, Call::new(by, at, message.clone())).await,
            None => Ok(unknown(name)),
        },
        What::Press(press) => match doors.button(&press.action) {
            Some(handler) => handler.call(ctx, Call::new(by, at, press.clone())).await,
            None => Ok(unknown(&press.action)),
        },
        What::Submission(submission) => match doors.form(&submission.form) {
            Some(handler) => handler.call(ctx, Call { by, at, what: submission.clone(), opened_at }).await,
            None => Ok(unknown(&submission.form)),
        },
        What::Suggest(query) => match doors.suggestion(&query.name) {
            Some(handler) => handler.call(ctx, Call::new(by, at, query.clone())).await,
            None => Ok(unknown(&query.name)),
        },
        What::Home => match &doors.opens_home {
            Some(handler) => handler.call(ctx, by).await,
            None => Ok(Reply::nothing()),
        },
        What::Arrived => match &doors.arrives {
            Some(handler) => handler.call(ctx, Call::new(by, at, ())).await,
            None => Ok(Reply::nothing()),
        },
        What::Overheard(message) => {
            let mut reply = Reply::nothing();
            for handler in &doors.overhears {
                let call = Call::new(by.clone(), at.clone(), message.clone());
                reply = reply.with(handler.call(ctx, call).await?);
            }
            Ok(reply)
        }
        What::Edited(_) | What::Deleted(_) => follow::changed(doors, ctx, &at, what.as_ref()).await,
        What::Reaction(reaction) => {
            let mut reply = Reply::nothing();
            for handler in &doors.reacts {
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
            let (org, workspace, now) = (ctx.org.clone(), ctx.workspace.clone(), ctx.now);
            ctx.tx.state_channel(&org, &workspace, &at.id, statement, now).await?;
            Ok(Reply::nothing())
        }
        What::Membership(membership) => {
            let (org, now) = (ctx.org.clone(), ctx.now);
            ctx.tx.state_member(&org, membership, now).await?;
            Ok(Reply::nothing())
        }
    }
}

/// A button or form of an older or newer version of ours, or a made-up one.
fn unknown(name: &str) -> Reply {
    tracing::warn!(name, "nobody answers to this name");
    Reply::nothing()
}

fn own_fault(ctx: &Ctx, event: &Event, error: &anyhow::Error) -> Reply {
    let id = ctx.fresh();
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
