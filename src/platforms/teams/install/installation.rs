//! Installations: which tenants may speak, where their people and channels are reached, and the port through which it is kept.

use async_trait::async_trait;

use crate::chat::{AccountId, ChannelStatement, OrgId, PlaceId, Unavailable, WorkspaceId};

/// Where installations are kept. `app` fills it from the store.
#[async_trait]
pub trait Tenants: Send + Sync {
    /// The installation of a tenant; none if the app was never installed there.
    async fn by_workspace(&self, workspace: &WorkspaceId) -> Result<Option<Installation>, Unavailable>;

    /// The app was installed in a tenant that may install it. Again is the same as once. A tenant seen for the first
    /// time becomes a company of its own, unless it is the one of the settings.
    async fn install(&self, workspace: &WorkspaceId) -> Result<Installation, Unavailable>;

    /// How a person or a place is reached; none if neither was met yet. `about` is an account's or a place's name.
    async fn reference(&self, through: &Installation, about: &str) -> Result<Option<Reference>, Unavailable>;

    /// The account of whoever the bot knows by this `29:` id; none if nobody was met under it.
    async fn holder(&self, through: &Installation, user: &str) -> Result<Option<String>, Unavailable>;

    /// Keeps a reference in place of an earlier one about the same.
    async fn keep_reference(&self, through: &Installation, reference: &Reference) -> Result<(), Unavailable>;

    /// Keeps how these people are reached, where that is not known better; all at once. Returns those of them who were
    /// gone, and are back.
    async fn meet(&self, through: &Installation, people: &[Reference]) -> Result<Vec<String>, Unavailable>;

    /// A channel of a team; none if none was met yet. `team` is Teams' own id.
    async fn channel_of(&self, through: &Installation, team: &str) -> Result<Option<Reference>, Unavailable>;

    /// What was stated of a channel, as far as it is believed; none if it was not met yet.
    async fn statement(
        &self,
        through: &Installation,
        place: &PlaceId,
    ) -> Result<Option<ChannelStatement>, Unavailable>;

    /// The channels and teams that an account was known to be in, by their names.
    async fn circles_of(
        &self,
        through: &Installation,
        account: &AccountId,
    ) -> Result<Vec<String>, Unavailable>;

    /// The channels that somebody may choose from, by name.
    async fn channels(
        &self,
        through: &Installation,
        wanted: &Wanted<'_>,
    ) -> Result<Vec<Reference>, Unavailable>;
}

/// Somebody looks for a channel. They are offered only those that they are known to be in.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The account that is looked for.
    pub account: &'a AccountId,
    /// The channel that they do it from.
    pub here: Option<&'a PlaceId>,
    /// What its name is to hold, in whichever case.
    pub words: &'a str,
    /// Not more than these.
    pub most: usize,
}

/// A tenant where the app is installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// The company.
    pub org: OrgId,
    /// `teams:TENANT`.
    pub workspace: WorkspaceId,
}

impl Installation {
    /// The tenant's id.
    pub(in crate::platforms::teams) fn tenant(&self) -> &str {
        crate::platforms::teams::api::ids::tenant(&self.workspace)
    }
}

/// How a person or a place is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reference {
    /// The name of the account or the place.
    pub about: String,
    /// The conversation to write to: a person's own with the bot, or the place itself. None until it was opened.
    pub conversation: Option<String>,
    /// Which Connector serves it; taken from a verified activity, and refreshed by each.
    pub service_url: String,
    /// A person: the `29:` id that this bot knows them by.
    pub user: Option<String>,
    /// A person: a conversation they are a member of, where their profile can be asked for. A channel: its team.
    pub seen_in: Option<String>,
    /// A channel's name.
    pub name: Option<String>,
    /// A person's IANA time zone.
    pub time_zone: Option<String>,
    /// Why nothing can be sent there: the person blocked or removed the app, or the channel lost it. Not tried again
    /// until they are heard of. A person who is unreachable and was seen nowhere is gone.
    pub unreachable: bool,
}

impl Reference {
    /// A person who is in none of the places where they were known.
    pub(in crate::platforms::teams) fn is_gone(&self) -> bool {
        self.unreachable && self.user.is_some() && self.seen_in.is_none()
    }

    /// What is known once this was seen too. Who is heard of can be reached again.
    pub(in crate::platforms::teams) fn seen(mut self, newer: Self) -> Self {
        self.conversation = newer.conversation.or(self.conversation);
        self.service_url = newer.service_url;
        self.user = newer.user.or(self.user);
        // Where they were seen first does as well as where they were seen last, and need not be written again.
        self.seen_in = self.seen_in.or(newer.seen_in);
        self.name = newer.name.or(self.name);
        self.time_zone = newer.time_zone.or(self.time_zone);
        self.unreachable = false;
        self
    }
}
