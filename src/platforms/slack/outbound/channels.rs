//! Channels as Slack describes them: who can read one, who is in it, which are open to a workspace.
//!
//! Only `is_private` says who can read a channel: `is_channel` stays as it was when a channel is made private, and the letter of
//! an id says nothing. What Slack does not state is private.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::chat::lenient::{List, Object, Words};
use crate::chat::{
    AccountId, ChannelStatement, Circle, PlaceId, PlaceKind, Reason, TeamId, Undelivered, Visibility,
};
use crate::platforms::slack::adapter::SlackAdapter;
use crate::platforms::slack::api::conversations::{BELIEVED, Conversation};
use crate::platforms::slack::api::error::ApiError;
use crate::platforms::slack::api::listings::Listing;
use crate::platforms::slack::api::payload::{Channel, Named};
use crate::platforms::slack::install::installation::{Installation, native};
use crate::platforms::slack::limits::Method;

/// How long one answer may take.
const ANSWER: Duration = Duration::from_secs(5);
/// How long reading a roster or a list may take altogether.
const ALTOGETHER: Duration = Duration::from_secs(30);
/// How many are asked for at once. Slack may send fewer.
const PAGE: &str = "999";
/// No roster and no list is longer than so many pages.
const MOST_PAGES: usize = 1000;

/// Part of a roster or of a list. Where the part itself is missing, nothing was told.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::platforms::slack) struct Page {
    channels: Option<List<Object<Channel>>>,
    members: Option<List<Words>>,
    teams: Option<List<Object<Named>>>,
    response_metadata: Object<Metadata>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Metadata {
    next_cursor: Words,
}

impl Page {
    /// What the next part is asked for with; none at the end.
    fn cursor(&self) -> Option<String> {
        self.response_metadata.get().and_then(|metadata| metadata.next_cursor.owned())
    }
}

/// What Slack states about a channel at this moment.
pub(in crate::platforms::slack) fn statement(
    installation: &Installation,
    channel: &Channel,
    now: DateTime<Utc>,
) -> ChannelStatement {
    let visibility = visibility(installation, channel);
    let is_archived = channel.is_archived.is_set();
    ChannelStatement {
        name: channel.name.owned(),
        believed_until: (visibility != Visibility::Members).then(|| now + BELIEVED),
        visibility: Some(visibility),
        shared: Some(is_shared(channel)),
        // Whether we can post in a channel that is open and that we are not in, Slack does not say here.
        gone: (is_archived || channel.is_member.is_set()).then_some(is_archived),
        deleted: None,
    }
}

/// What a place is, as Slack describes it.
pub(in crate::platforms::slack) fn conversation(
    installation: &Installation,
    channel: &Channel,
) -> Conversation {
    let kind = if channel.is_im.is_set() {
        PlaceKind::Direct
    } else if channel.is_mpim.is_set() {
        PlaceKind::Group
    } else if visibility(installation, channel) == Visibility::Members {
        PlaceKind::Private
    } else {
        PlaceKind::Channel
    };
    Conversation { kind, shared: is_shared(channel) }
}

/// Who can read it. In an organisation a public channel is open to its own workspace, unless it is said to be everybody's.
fn visibility(installation: &Installation, channel: &Channel) -> Visibility {
    if channel.is_private.0 != Some(false) || channel.is_im.is_set() || channel.is_mpim.is_set() {
        return Visibility::Members;
    }
    let everybodys = [channel.is_org_default, channel.is_org_mandatory, channel.is_global_shared];
    if installation.team.is_some() || everybodys.into_iter().any(crate::chat::lenient::Flag::is_set) {
        return Visibility::Workspace;
    }
    match channel.context_team_id.get().filter(|team| team.starts_with('T')) {
        Some(team) => Visibility::Team(installation.circle(team)),
        None => Visibility::Members,
    }
}

/// People from other companies are in it, or were asked to come. A conversation that Slack describes without a word about that
/// is shared with nobody: it says so of each that is.
fn is_shared(channel: &Channel) -> bool {
    channel.is_ext_shared.is_set()
        || channel.is_pending_ext_shared.is_set()
        || (channel.is_shared.is_set() && !channel.is_org_shared.is_set())
}

impl SlackAdapter {
    /// Asks what a place is.
    pub(in crate::platforms::slack) async fn describe(
        &self,
        through: &Installation,
        channel: &str,
    ) -> Result<(Conversation, ChannelStatement), Undelivered> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Info {
            channel: Object<Channel>,
        }
        let now = self.clock.now();
        let info: Info = self.ask(through, Method::Info, &[("channel", channel)]).await?;
        let described = info.channel.get().ok_or_else(|| garbled(Method::Info))?;
        let mut stated = statement(through, described, now);
        let mut conversation = conversation(through, described);
        if !self.conversations.glance(&through.workspace, channel).may_open(now) {
            // It was made private while Slack answered.
            stated =
                ChannelStatement { visibility: Some(Visibility::Members), believed_until: None, ..stated };
            conversation.kind =
                if conversation.kind == PlaceKind::Channel { PlaceKind::Private } else { conversation.kind };
        }
        Ok((conversation, stated))
    }

    /// Everybody who is in a channel, but us.
    pub(in crate::platforms::slack) async fn roster(
        &self,
        through: &Installation,
        circle: &Circle,
    ) -> Result<Vec<AccountId>, Undelivered> {
        let Circle::Place(place) = circle else {
            // Profiles say in which workspaces of an organisation somebody is.
            return Err(Undelivered::Refused(Reason::Other("workspaces have no roster".to_owned())));
        };
        let channel = native(place.as_str()).ok_or(Undelivered::Refused(Reason::NoSuchChannel))?;
        let reading = async {
            let mut accounts = Vec::new();
            let mut cursor = None;
            for _ in 0..MOST_PAGES {
                let params = [("channel", channel)];
                let page = self.page(through, Method::Members, &params, cursor.as_deref()).await?;
                cursor = page.cursor();
                for user in page.members.ok_or_else(|| garbled(Method::Members))?.0 {
                    let user = user.owned().ok_or_else(|| garbled(Method::Members))?;
                    accounts.extend((user != through.bot_user).then(|| through.account(&user)));
                }
                if cursor.is_none() {
                    return Ok(accounts);
                }
            }
            Err(garbled(Method::Members))
        };
        in_time(Method::Members, ALTOGETHER, reading).await
    }

    /// All channels that are open to a workspace, or to the workspaces of an organisation.
    pub(in crate::platforms::slack) async fn list_open(
        &self,
        through: &Installation,
    ) -> Result<Vec<(PlaceId, ChannelStatement)>, Undelivered> {
        let workspace = &through.workspace;
        let mut listing = match self.listings.take(workspace, self.clock.now() - BELIEVED) {
            Some(listing) => listing,
            None => Listing {
                begun: self.clock.now(),
                teams: self.teams(through).await?,
                cursor: None,
                open: Vec::new(),
            },
        };
        let read = in_time(Method::List, ALTOGETHER, self.go_on(through, &mut listing)).await;
        if let Err(error) = read {
            if let Undelivered::Throttled(_) = error {
                self.listings.keep(workspace, listing);
            }
            return Err(error);
        }
        let Listing { begun, mut open, .. } = listing;
        // What was made private while we read is private.
        open.retain(|(place, _)| {
            let channel = native(place.as_str());
            channel.is_some_and(|channel| self.conversations.glance(workspace, channel).may_open(begun))
        });
        self.conversations
            .listed(workspace, &open.iter().filter_map(|(place, _)| native(place.as_str())).collect());
        Ok(open)
    }

    async fn go_on(&self, through: &Installation, listing: &mut Listing) -> Result<(), Undelivered> {
        for _ in 0..MOST_PAGES {
            let Some(team) = listing.teams.last() else { return Ok(()) };
            let mut params = vec![("types", "public_channel"), ("exclude_archived", "false")];
            if let Some(team) = team {
                params.push(("team_id", team));
            }
            let now = self.clock.now();
            let page = self.page(through, Method::List, &params, listing.cursor.as_deref()).await?;
            let cursor = page.cursor();
            for listed in page.channels.ok_or_else(|| garbled(Method::List))?.0 {
                let Some(mut channel) = listed.0 else { continue };
                let Some(id) = channel.id.owned() else { continue };
                // Where a channel is in several workspaces, the list says which one was asked about.
                if channel.context_team_id.get().is_none() {
                    channel.context_team_id = Words(team.clone());
                }
                let stated = statement(through, &channel, now);
                if stated.visibility != Some(Visibility::Members) {
                    listing.open.push((through.place(&id), stated));
                }
            }
            if cursor.is_none() {
                listing.teams.pop();
            }
            listing.cursor = cursor;
        }
        Err(garbled(Method::List))
    }

    /// The workspaces to list: those of an organisation that let us in, or the only one.
    async fn teams(&self, through: &Installation) -> Result<Vec<Option<String>>, Undelivered> {
        if through.team.is_some() {
            return Ok(vec![None]);
        }
        let reading = async {
            let mut teams = Vec::new();
            let mut cursor = None;
            for _ in 0..MOST_PAGES {
                let page = self.page(through, Method::Teams, &[], cursor.as_deref()).await?;
                cursor = page.cursor();
                let listed = page.teams.ok_or_else(|| garbled(Method::Teams))?.0;
                teams.extend(listed.iter().filter_map(|team| team.get()?.id.owned()).map(Some));
                if cursor.is_none() {
                    return Ok(teams);
                }
            }
            Err(garbled(Method::Teams))
        };
        in_time(Method::Teams, ALTOGETHER, reading).await
    }

    async fn page(
        &self,
        through: &Installation,
        method: Method,
        params: &[(&str, &str)],
        cursor: Option<&str>,
    ) -> Result<Page, Undelivered> {
        let mut params = params.to_vec();
        params.push(("limit", PAGE));
        params.extend(cursor.map(|cursor| ("cursor", cursor)));
        self.ask(through, method, &params).await
    }

    /// One question within the limits, and within five seconds.
    pub(in crate::platforms::slack) async fn ask<RS>(
        &self,
        through: &Installation,
        method: Method,
        params: &[(&str, &str)],
    ) -> Result<RS, Undelivered>
    where
        RS: for<'de> Deserialize<'de> + Send,
    {
        self.limits.take(&through.workspace, method, None).map_err(Undelivered::Throttled)?;
        let asking = async {
            let answer = self.web.get(&through.bot_token, method.name(), params).await;
            answer.map_err(|trouble| self.undelivered(through, method, trouble, true))
        };
        in_time(method, ANSWER, asking).await
    }
}

impl Installation {
    /// A workspace of this organisation, as a set of people.
    pub(in crate::platforms::slack) fn circle(&self, team: &str) -> TeamId {
        TeamId::new(format!("slack:{}:{team}", self.tenant()))
    }
}

async fn in_time<T>(
    method: Method,
    time: Duration,
    asking: impl Future<Output = Result<T, Undelivered>>,
) -> Result<T, Undelivered> {
    match tokio::time::timeout(time, asking).await {
        Ok(answer) => answer,
        Err(_) => Err(Undelivered::Unreached(format!("{}: it took too long", method.name()))),
    }
}

pub(in crate::platforms::slack) fn garbled(method: Method) -> Undelivered {
    ApiError::Garbled.undelivered(method.name(), true)
}
