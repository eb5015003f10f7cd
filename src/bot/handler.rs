//! What a handler is given, and what it gives back.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::store::Jobs;
use super::{AskedOn, BadgeFamily, ContributionKind, DomainEvent, Erasure, Ids, Weekly, Words};
use crate::chat::{
    Card, CommandSpec, GroupMention, MessageId, OrgId, Part, PersonId, Place, PostId, Reply, Text,
    WorkspaceId,
};
use crate::people::{Caller, Settings};
use crate::search::Search;
use crate::store::{PersonalTable, StoreError, Tx};

/// What a handler answers.
pub type Answer = Result<Reply, Failure>;

/// A feature's part of a page that several features fill.
pub type Parts = Result<Vec<Part>, Failure>;

/// How much somebody has of what badges count.
pub type Tallied = Result<Vec<(&'static BadgeFamily, i64)>, Failure>;

/// Why there is no answer, by whose fault it is.
#[derive(Debug)]
pub enum Failure {
    /// The person's: shown to them alone. What the handler wrote is taken back.
    Refused(Card),
    /// Ours: logged once, with an id that the person is told. What the handler wrote is taken back.
    Broken(anyhow::Error),
}

impl Failure {
    /// The failure, if the same again would fail again.
    ///
    /// # Errors
    /// What the store could not do now, or what stood in its way: the same again may well succeed.
    pub(super) fn passing(self) -> Result<Self, StoreError> {
        match self {
            Self::Broken(error) => match error.downcast::<StoreError>() {
                Ok(store @ (StoreError::Unreachable(_) | StoreError::Collision(_) | StoreError::Shared)) => {
                    Err(store)
                }
                Ok(store) => Ok(Self::Broken(store.into())),
                Err(error) => Ok(Self::Broken(error)),
            },
            refused @ Self::Refused(_) => Ok(refused),
        }
    }

    /// A refusal of one line.
    pub fn refused(words: impl Into<String>) -> Self {
        Self::Refused(Card::line(words))
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Broken(error.into())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Broken(error.into())
    }
}

/// What somebody did, to the handler it belongs to.
#[derive(Clone, Debug)]
pub struct Call<T> {
    /// The person who acted.
    pub by: Caller,
    /// The place they acted in, and the thread.
    pub at: Place,
    /// What. The value of a button and the context of a form are as a handler made them.
    pub what: T,
    /// For a form that came back: where it was opened, as the event said that opened it. For a menu entry on a message
    /// `thread` is the thread of that message, or the message itself. None if that was nowhere, and for anything that is
    /// no form.
    ///
    /// Like the context it was kept here in the meantime, and is given to whoever opened the form only. Who can read the
    /// place may have changed since.
    pub opened_at: Option<Place>,
}

impl<T> Call<T> {
    /// Anything but a form that came back.
    pub fn new(by: Caller, at: Place, what: T) -> Self {
        Self { by, at, what, opened_at: None }
    }
}

/// The words of a command, after its name.
#[derive(Clone, Debug)]
pub struct Command {
    /// The words.
    pub words: Words,
    /// The message they stand in, if they were one.
    pub message: Option<MessageId>,
    /// Groups of people that the words mention, each once.
    pub groups: Vec<GroupMention>,
}

/// Something that was put off until now.
#[derive(Clone, Debug)]
pub struct Due {
    /// What about: the key it was put off under.
    pub key: String,
    /// What was kept with it.
    pub payload: serde_json::Value,
}

/// Where somebody reads what they can do first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstStep {
    /// At the top of their home page.
    Home,
    /// In a direct conversation to which the bot was just added.
    Direct,
    /// In a channel or group to which it was just added.
    Channel,
}

/// All that is registered, for whoever shows it.
pub trait RegistryView: std::fmt::Debug + Send + Sync {
    /// All commands, in alphabetical order.
    fn commands(&self) -> Vec<CommandSpec>;

    /// What somebody can do first, as features say it in their order.
    fn first_steps(&self, at: FirstStep) -> Vec<Text>;

    /// What a job does, after "I could not"; none if nobody does it any more.
    fn job_is_about(&self, kind: &str) -> Option<&'static str>;

    /// What all features have to say on a person's home page, in their order.
    fn home<'a>(&'a self, ctx: &'a mut Ctx, caller: &'a Caller) -> Boxed<'a, Parts>;

    /// What was asked since then on topics of the company's, as the features tell it.
    fn asked<'a>(&'a self, ctx: &'a mut Ctx, since: DateTime<Utc>) -> Boxed<'a, AskedLately>;

    /// The home page anew, in place of the one that somebody looked at; nothing where no feature has one.
    fn redraw_home<'a>(&'a self, ctx: &'a mut Ctx, caller: &'a Caller) -> Boxed<'a, Answer>;

    /// All kinds of contributions, in the order of the features.
    fn contributions(&self) -> Vec<&'static ContributionKind>;

    /// All badges with steps, in the order in which they are shown.
    fn badges(&self) -> Vec<&'static BadgeFamily>;

    /// How much a person has of what features count themselves, by its badge.
    fn count_badges<'a>(&'a self, ctx: &'a mut Ctx, person: &'a PersonId) -> Boxed<'a, Tallied>;

    /// Every table with people in it, the features' first. Accounts and people are the last.
    fn personal(&self) -> Vec<&'static PersonalTable>;

    /// What all features have left to do when somebody is erased.
    fn erase<'a>(&'a self, ctx: &'a mut Ctx, erasure: &'a Erasure) -> Boxed<'a, Answer>;

    /// What all features have to say on a person's own page, in their order. It is for that person alone.
    fn own_page<'a>(&'a self, ctx: &'a mut Ctx, person: &'a PersonId) -> Boxed<'a, Parts>;
}

/// What was asked on topics of the company's.
pub type AskedLately = Result<Vec<AskedOn>, Failure>;

/// What a handler may touch: its transaction, the index, and nothing else of the world.
#[derive(Debug)]
pub struct Ctx {
    /// The transaction. Committed with the answer, or taken back.
    pub tx: Tx,
    /// When the event came in.
    pub now: DateTime<Utc>,
    /// The company.
    pub org: OrgId,
    /// The workspace it happened in; for a job, the one it was put off in.
    pub workspace: WorkspaceId,
    /// Names and chance.
    pub ids: Ids,
    /// Who knows what.
    pub search: Search,
    /// All that is registered.
    pub registry: Arc<dyn RegistryView>,
    pub(super) address: Option<Arc<str>>,
    /// The platforms that open conversations of several people.
    pub(super) group_platforms: Arc<BTreeSet<&'static str>>,
    pub(super) domain_events: Vec<DomainEvent>,
}

impl Ctx {
    /// A name for a new thing.
    pub fn new_id(&self) -> String {
        self.ids.new_id(self.now)
    }

    /// A name for a new post.
    pub fn new_post_id(&self) -> PostId {
        PostId::new(self.new_id())
    }

    /// What the lead has decided for a feature, or for the company.
    ///
    /// # Errors
    /// When the store fails, or what is kept cannot be read.
    pub async fn settings<T: Settings>(&mut self) -> Result<T, StoreError> {
        self.company().settings().await
    }

    /// What the lead decides now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_settings<T: Settings + Sync>(&mut self, settings: &T) -> Result<(), StoreError> {
        self.company().set_settings(settings).await
    }

    /// The home page anew, in place of the one that somebody looked at.
    ///
    /// # Errors
    /// When the store or a feature fails.
    pub async fn redraw_home(&mut self, by: &Caller) -> Answer {
        let registry = self.registry.clone();
        registry.redraw_home(self, by).await
    }

    /// Tells the other features, once the handler is done and before the commit.
    pub fn publish(&mut self, domain_event: DomainEvent) {
        self.domain_events.push(domain_event);
    }

    /// Puts something off. The same kind and key again moves it and replaces its payload.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn schedule(
        &mut self,
        at: DateTime<Utc>,
        kind: &'static str,
        key: &str,
        payload: &(impl Serialize + Sync),
    ) -> Result<(), Failure> {
        let id = self.new_id();
        let payload = serde_json::to_string(payload)?;
        self.tx.of::<Jobs>(&self.org).schedule(&id, &self.workspace, kind, key, &payload, at).await?;
        Ok(())
    }

    /// Has a job done every week, the next time when it is due. The same kind and key again moves it;
    /// [`Self::cancel`] ends it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn schedule_weekly(
        &mut self,
        every: &Weekly,
        kind: &'static str,
        key: &str,
    ) -> Result<(), Failure> {
        let next = every.next(self.now);
        self.schedule(next, kind, key, every).await
    }

    /// Drops what was put off, if it is still waiting.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn cancel(&mut self, kind: &'static str, key: &str) -> Result<(), Failure> {
        self.jobs().cancel(kind, key).await?;
        Ok(())
    }
}

/// A future on the heap.
pub type Boxed<'a, O> = Pin<Box<dyn Future<Output = O> + Send + 'a>>;

/// Any `async fn(&mut Ctx, A) -> O`, as it stands.
pub trait Handles<'a, A, O>: Send + Sync {
    /// What it returns when called.
    type Future: Future<Output = O> + Send + 'a;

    /// Calls it.
    fn handle(&self, ctx: &'a mut Ctx, call: A) -> Self::Future;
}

impl<'a, A, O, F, Fut> Handles<'a, A, O> for F
where
    F: Fn(&'a mut Ctx, A) -> Fut + Send + Sync,
    Fut: Future<Output = O> + Send + 'a,
{
    type Future = Fut;

    fn handle(&self, ctx: &'a mut Ctx, call: A) -> Fut {
        self(ctx, call)
    }
}

/// A registered handler.
pub struct Handler<A, O = Answer>(Arc<dyn Erased<A, O>>);

impl<A, O> Clone for Handler<A, O> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<A, O> std::fmt::Debug for Handler<A, O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Handler(..)")
    }
}

impl<A: 'static, O: 'static> Handler<A, O> {
    pub(super) fn new(handler: impl for<'a> Handles<'a, A, O> + 'static) -> Self {
        Self(Arc::new(Whole(handler)))
    }

    pub(super) fn call<'a>(&'a self, ctx: &'a mut Ctx, call: A) -> Boxed<'a, O> {
        self.0.call(ctx, call)
    }
}

trait Erased<A, O>: Send + Sync {
    fn call<'a>(&'a self, ctx: &'a mut Ctx, call: A) -> Boxed<'a, O>;
}

struct Whole<H>(H);

impl<A, O, H> Erased<A, O> for Whole<H>
where
    H: for<'a> Handles<'a, A, O>,
{
    fn call<'a>(&'a self, ctx: &'a mut Ctx, call: A) -> Boxed<'a, O> {
        Box::pin(self.0.handle(ctx, call))
    }
}
