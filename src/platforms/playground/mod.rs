//! The bot in a browser, with no account anywhere: for trying it out, for developing it, and as the proof
//! that the port between the machine and the platforms is honest.
//!
//! Whoever opens the page may be anybody of a made-up company, so this platform is for one's own machine only.
//!
//! Names: a workspace is `playground:ORG`, an account `playground:ORG:KEY`, a place `playground:channel:NAME`
//! or `playground:dm:KEY`, a message a number with leading zeros. The words of the wire are in `wire.rs`.

mod act;
mod asked;
mod company;
mod draw;
mod inbound;
mod journal;
mod names;
mod outbound;
mod page;
mod request_error;
mod routes;
mod scene;
mod show;
mod stream;
mod wire;
mod words;
mod world;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub use company::{BadCompany, Channel, Company, Person, Skill, Thread, ThreadReply, Topic, empty, example};
pub use journal::{Forgetful, Journal, Time};
pub use routes::router;

use crate::chat::{
    AccountId, ChannelStatement, CommandSpec, MessageText, OrgId, PlaceId, ShortcutSpec, Visibility,
    WorkspaceId,
};
use crate::clock::Clock;
use parking_lot::{Mutex, MutexGuard};
use stream::{Feed, Notice};
use world::{Change, World};

/// The account of somebody in the company, by their key.
pub fn account(org: &str, key: &str) -> AccountId {
    AccountId::new(format!("playground:{org}:{key}"))
}

/// The one workspace of the playground.
pub fn workspace(org: &OrgId) -> WorkspaceId {
    WorkspaceId::new(format!("playground:{org}"))
}

/// Where a channel of the company is, by its name.
pub fn channel(name: &str) -> PlaceId {
    names::channel_place(name)
}

/// What the playground states about a channel of the company: it tells of every change.
pub fn statement(name: &str, private: bool, shared: bool) -> ChannelStatement {
    ChannelStatement {
        name: Some(name.to_owned()),
        visibility: Some(if private { Visibility::Members } else { Visibility::Workspace }),
        believed_until: None,
        shared: Some(shared),
        gone: None,
        deleted: None,
    }
}

/// The playground: a company, what its people say, and who is looking.
pub struct Playground {
    org: OrgId,
    commands: Vec<CommandSpec>,
    shortcuts: Vec<ShortcutSpec>,
    clock: Clock,
    journal: Arc<dyn Journal>,
    /// Of this run: what is named with it is unlike anything from an earlier one.
    seed: u64,
    counted: AtomicU64,
    state: Mutex<State>,
    /// Held over a change and its entry, so that the journal has them in the order in which they happened.
    turn: tokio::sync::Mutex<()>,
}

struct State {
    world: World,
    feed: Feed,
}

impl Playground {
    /// The company as the journal left it. `ids_seed` must be another one in every run that shares a store
    /// with an earlier one; `company` must be the same as in that run.
    pub async fn new(
        org: OrgId,
        company: Company,
        commands: Vec<CommandSpec>,
        shortcuts: Vec<ShortcutSpec>,
        clock: Clock,
        journal: Arc<dyn Journal>,
        ids_seed: u64,
    ) -> Arc<Self> {
        let mut world = World::new(org.as_str(), company);
        for entry in journal.load().await {
            match serde_json::from_str(&entry) {
                Ok(change) => world.apply(change),
                Err(error) => tracing::warn!(%error, "an entry of the playground's journal was passed over"),
            }
        }
        let state = Mutex::new(State { world, feed: Feed::new(ids_seed) });
        let (counted, turn) = (AtomicU64::new(0), tokio::sync::Mutex::new(()));
        let seed = ids_seed;
        Arc::new(Self { org, commands, shortcuts, clock, journal, seed, counted, state, turn })
    }

    /// Words with `@Name` and `#channel` in them, such as the company's history, as an event carries them.
    pub fn resolved(&self, words: &str) -> MessageText {
        words::resolved(&self.state().world, words)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    /// A number nothing else of this run has, with the run's own before it.
    fn new_id(&self) -> String {
        format!("{:016x}-{}", self.seed, self.counted.fetch_add(1, Ordering::Relaxed))
    }

    /// Looks at the world, decides on a change, makes it, keeps it and tells it. Nothing happens in between.
    async fn change<T, E>(
        &self,
        decide: impl FnOnce(&World) -> Result<(Option<Change>, T), E>,
    ) -> Result<T, E> {
        let _turn = self.turn.lock().await;
        let (entry, out) = {
            let mut state = self.state();
            let (change, out) = decide(&state.world)?;
            let Some(change) = change else { return Ok(out) };
            let entry = serde_json::to_string(&change);
            let notice = Notice::of(&change, &state.world);
            state.world.apply(change);
            if let Some(notice) = notice {
                state.feed.tell(notice);
            }
            (entry, out)
        };
        match entry {
            Ok(entry) => self.journal.append(entry).await,
            Err(error) => tracing::error!(%error, "an entry of the playground's journal cannot be written"),
        }
        Ok(out)
    }
}
