//! An event in its surroundings: who, where, in which installation; and what it comes to.

use chrono::{DateTime, TimeDelta, Utc};

use super::moment::sent;
use crate::chat::lenient::IdOr;
use crate::chat::{
    AccountId, ChannelStatement, Circle, Event, EventKey, Membership, MessageId, Place, PlaceKind, Reaction,
    Visibility, What,
};
use crate::platforms::slack::api::conversations::{BELIEVED, Glance};
use crate::platforms::slack::api::payload::{Envelope, Inner};
use crate::platforms::slack::install::actor::{Who, who};
use crate::platforms::slack::install::installation::Installation;
use crate::platforms::slack::outbound::people;

/// An event that comes later than this is delivered again: what it says of its channel may not be so any more.
const LATE: TimeDelta = TimeDelta::minutes(1);

/// What an event comes to.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::platforms::slack) enum Translated {
    /// Something happened.
    Event(Box<Event>),
    /// The workspace took the app out.
    Revoked,
    /// Nothing for us; why, for the log.
    Nothing(&'static str),
}

/// An event and the installation it is for.
pub(in crate::platforms::slack) struct InboundContext<'a> {
    pub installation: &'a Installation,
    pub envelope: &'a Envelope,
    pub inner: &'a Inner,
    /// What is remembered of the place.
    pub glance: Glance,
    pub now: DateTime<Utc>,
}

/// The channel, group or conversation that an event is about.
pub(in crate::platforms::slack) fn place_of(inner: &Inner) -> Option<&str> {
    inner.channel.id().or_else(|| inner.item.get().and_then(|item| item.channel.get()))
}

/// No place: a home page, a form, a shortcut from anywhere, an account that changed.
pub(in crate::platforms::slack) fn nowhere(installation: &Installation) -> Place {
    Place { id: installation.place("-"), kind: PlaceKind::Nowhere, thread: None, shared: false }
}

impl InboundContext<'_> {
    /// Who a user id stands for. `team` is what the payload says about them.
    pub(in crate::platforms::slack) fn who(&self, user: &str, team: Option<&str>) -> Who {
        let envelope = self.envelope;
        let home =
            [envelope.team_id.get(), envelope.context_team_id.get(), envelope.context_enterprise_id.get()];
        // A channel that is not said to be our own may be anybody's.
        let shared = envelope.is_ext_shared_channel.0.unwrap_or(true);
        who(self.installation, user, team, &home, shared)
    }

    /// What kind of place the event states that it is about. Messages say it by a word, `group_*` by their name. The
    /// `channel_type` of other events is the letter of an id, which says nothing.
    fn stated_kind(&self) -> Option<PlaceKind> {
        let kind = self.inner.kind.get()?;
        let told = self.inner.channel_type.get().filter(|_| kind == "message");
        match (kind, self.inner.subtype.get(), told) {
            ("message", Some("channel_convert_to_private"), _) | (_, _, Some("group")) => {
                Some(PlaceKind::Private)
            }
            ("message", Some("channel_convert_to_public"), _) | (_, _, Some("channel")) => {
                let at = self.moment();
                (self.glance.may_open(at) && self.now - at <= LATE).then_some(PlaceKind::Channel)
            }
            (_, _, Some("mpim")) => Some(PlaceKind::Group),
            (_, _, Some("im")) => Some(PlaceKind::Direct),
            _ => kind.starts_with("group_").then_some(PlaceKind::Private),
        }
    }

    /// When it happened.
    pub(in crate::platforms::slack) fn moment(&self) -> DateTime<Utc> {
        let stamp = self.inner.event_ts.get().or(self.inner.ts.get());
        stamp.and_then(sent).unwrap_or(self.now)
    }

    /// Whether people from other companies are there, if the event says so. What is remembered as shared is so until
    /// Slack says that it ended: an event of a channel to which somebody was only asked to come does not know it.
    fn stated_shared(&self) -> Option<bool> {
        let told = self.envelope.is_ext_shared_channel.0;
        told.filter(|shared| {
            *shared || !self.glance.conversation.is_some_and(|conversation| conversation.shared)
        })
    }

    /// What the event states about the channel it happened in; none where that is no channel, or nothing is stated.
    pub(in crate::platforms::slack) fn stated(&self) -> Option<ChannelStatement> {
        let visibility = match self.stated_kind()? {
            PlaceKind::Private => Some(Visibility::Members),
            // To which of an organisation's workspaces it is open, the event does not say.
            PlaceKind::Channel => self.installation.team.is_some().then_some(Visibility::Workspace),
            PlaceKind::Direct | PlaceKind::Group | PlaceKind::Nowhere => return None,
        };
        let is_open = visibility.as_ref().is_some_and(|visibility| *visibility != Visibility::Members);
        Some(ChannelStatement {
            visibility,
            believed_until: is_open.then(|| self.moment().min(self.now) + BELIEVED),
            shared: self.stated_shared(),
            ..ChannelStatement::default()
        })
    }

    /// Where it happened: as the event states, else as it is remembered, else private and shared.
    pub(in crate::platforms::slack) fn place(
        &self,
        channel: &str,
        thread: Option<MessageId>,
        who: &Who,
    ) -> Place {
        let conversation = self.glance.conversation;
        let direct = channel.starts_with('D').then_some(PlaceKind::Direct);
        let kind = self
            .stated_kind()
            .or(conversation.map(|conversation| conversation.kind))
            .or(direct)
            .unwrap_or(PlaceKind::Private);
        let told =
            self.envelope.is_ext_shared_channel.0.or(conversation.map(|conversation| conversation.shared));
        let shared = told.unwrap_or(kind != PlaceKind::Direct);
        Place { id: self.installation.place(channel), kind, thread, shared: shared || who.stranger }
    }

    pub(in crate::platforms::slack) fn event(
        &self,
        key: String,
        from: AccountId,
        at: Place,
        what: What,
    ) -> Translated {
        Translated::Event(Box::new(Event {
            key: EventKey::new(key),
            org: self.installation.org.clone(),
            workspace: self.installation.workspace.clone(),
            from,
            at,
            handle: None,
            answers_inline: false,
            what,
        }))
    }

    /// What tells one happening of a kind from the next, where there is no better business key.
    pub(in crate::platforms::slack) fn stamp(&self) -> &str {
        self.inner.event_ts.get().or(self.envelope.event_id.get()).unwrap_or("-")
    }

    pub(in crate::platforms::slack) fn actor(&self) -> Who {
        match self.inner.user.id() {
            Some(user) => self.who(user, self.inner.user_team.get().or(self.inner.team.get())),
            None => Who { account: self.installation.account(&self.installation.bot_user), stranger: false },
        }
    }

    pub(in crate::platforms::slack) fn reaction(&self, added: bool) -> Translated {
        let inner = self.inner;
        let Some((item, user)) = inner.item.get().zip(inner.user.id()) else {
            return Translated::Nothing("a reaction of nobody, or on nothing");
        };
        if item.kind.get() != Some("message") {
            return Translated::Nothing("a reaction on something that is no message");
        }
        let (Some(channel), Some(ts), Some(emoji)) =
            (item.channel.get(), item.ts.get(), inner.reaction.get())
        else {
            return Translated::Nothing("a reaction without its message");
        };
        let who = self.who(user, inner.user_team.get());
        let verb = if added { "added" } else { "removed" };
        let key = format!("reaction:{channel}:{ts}:{user}:{emoji}:{verb}:{}", self.stamp());
        let reaction = Reaction {
            message: MessageId::new(ts),
            author: inner
                .item_user
                .get()
                .filter(|author| !self.installation.is_ours(Some(author), None))
                .map(|author| self.installation.account(author)),
            emoji: emoji.to_owned(),
            added,
        };
        let at = self.place(channel, None, &who);
        self.event(key, who.account, at, What::Reaction(reaction))
    }

    pub(in crate::platforms::slack) fn profile(&self) -> Translated {
        let IdOr::Whole(user) = &self.inner.user else {
            return Translated::Nothing("an account without particulars");
        };
        let Some(profile) = people::profile(self.installation, user) else {
            return Translated::Nothing("an account without an id");
        };
        let stamp = user.updated.0.as_deref().unwrap_or_else(|| self.stamp());
        let key = format!("profile:{}:{stamp}", profile.account);
        self.event(key, profile.account.clone(), nowhere(self.installation), What::Profile(profile))
    }

    pub(in crate::platforms::slack) fn renamed(&self, kind: &str) -> Translated {
        match &self.inner.channel {
            IdOr::Whole(channel) if channel.id.get().is_some() && channel.name.get().is_some() => {
                self.channel(kind, ChannelStatement { name: channel.name.owned(), ..self.told() })
            }
            _ => Translated::Nothing("a channel without its new name"),
        }
    }

    pub(in crate::platforms::slack) fn gone(&self, kind: &str, gone: bool) -> Translated {
        self.channel(kind, ChannelStatement { gone: Some(gone), ..self.told() })
    }

    pub(in crate::platforms::slack) fn deleted(&self, kind: &str) -> Translated {
        self.channel(kind, ChannelStatement { gone: Some(true), deleted: Some(true), ..self.told() })
    }

    /// Another company was let in, or left; more than one may have been there.
    pub(in crate::platforms::slack) fn shared(&self, kind: &str, shared: Option<bool>) -> Translated {
        self.channel(kind, ChannelStatement { shared, ..ChannelStatement::default() })
    }

    /// A channel was made private, or public.
    pub(in crate::platforms::slack) fn converted(&self, subtype: &str) -> Translated {
        self.channel(subtype, self.told())
    }

    /// Our own coming and going tell whether we can post; other people's, who is there.
    pub(in crate::platforms::slack) fn moved(&self, is_member: bool) -> Translated {
        let Some((user, channel)) = self.inner.user.id().zip(self.inner.channel.id()) else {
            return Translated::Nothing("nobody came or left, or nowhere");
        };
        if user == self.installation.bot_user {
            let stated = ChannelStatement { gone: Some(!is_member), ..self.told() };
            return self.channel(if is_member { "joined" } else { "left" }, stated);
        }
        let who = self.actor();
        let verb = if is_member { "joined" } else { "left" };
        let key = format!("member:{channel}:{user}:{verb}:{}", self.stamp());
        let membership = Membership {
            circle: Circle::Place(self.installation.place(channel)),
            account: who.account.clone(),
            is_member,
        };
        let at = self.place(channel, None, &who);
        self.event(key, who.account, at, What::Membership(membership))
    }

    /// What the event states about its channel beside what it is about.
    fn told(&self) -> ChannelStatement {
        let shared = self.stated_shared();
        self.stated().unwrap_or(ChannelStatement { shared, ..ChannelStatement::default() })
    }

    fn channel(&self, kind: &str, statement: ChannelStatement) -> Translated {
        let Some(channel) = self.inner.channel.id() else {
            return Translated::Nothing("a channel without an id");
        };
        let who = self.actor();
        let key = format!("channel:{channel}:{kind}:{}", self.stamp());
        let at = self.place(channel, None, &who);
        self.event(key, who.account, at, What::Channel(statement))
    }

    pub(in crate::platforms::slack) fn home(&self) -> Translated {
        let Some(user) = self.inner.user.id() else { return Translated::Nothing("a home page of nobody") };
        if self.inner.tab.get() != Some("home") {
            return Translated::Nothing("another tab than the home page");
        }
        let who = self.who(user, None);
        let key = format!("home:{user}:{}", self.stamp());
        self.event(key, who.account, nowhere(self.installation), What::Home)
    }

    pub(in crate::platforms::slack) fn tokens(&self) -> Translated {
        let bots = self.inner.tokens.get().map_or(&[][..], |tokens| &tokens.bot.0);
        if bots.iter().any(|bot| bot.get() == Some(self.installation.bot_user.as_str())) {
            Translated::Revoked
        } else {
            Translated::Nothing("other tokens than ours were taken back")
        }
    }
}
