//! An event in its surroundings: who, where, in which installation; and what it comes to.

use super::actor::{Who, who};
use super::install::Installation;
use super::lenient::IdOr;
use super::payload::{Envelope, Inner};
use super::people;
use crate::chat::{
    AccountId, ChannelStatement, Event, EventKey, MessageId, Place, PlaceKind, Reaction, What,
};

/// What an event comes to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Heard {
    /// Something happened.
    Event(Box<Event>),
    /// The workspace took the app out.
    Revoked,
    /// Nothing for us; why, for the log.
    Nothing(&'static str),
}

/// An event and the installation it is for.
pub(super) struct Scene<'a> {
    pub installation: &'a Installation,
    pub envelope: &'a Envelope,
    pub inner: &'a Inner,
}

/// What kind of place, as far as the payload or the id tells.
pub(super) fn kind(told: Option<&str>, channel: &str) -> PlaceKind {
    match told {
        Some("channel") => PlaceKind::Channel,
        Some("group") => PlaceKind::Private,
        Some("mpim") => PlaceKind::Group,
        Some("im" | "app_home") => PlaceKind::Direct,
        // A letter never says that everybody can read it.
        _ => match channel.as_bytes().first() {
            Some(b'D') => PlaceKind::Direct,
            _ => PlaceKind::Private,
        },
    }
}

/// No place: a home page, a form, a shortcut from anywhere, an account that changed.
pub(super) fn nowhere(installation: &Installation) -> Place {
    Place { id: installation.place("-"), kind: PlaceKind::Nowhere, thread: None, shared: false }
}

impl Scene<'_> {
    /// Who a user id stands for. `team` is what the payload says about them.
    pub(super) fn who(&self, user: &str, team: Option<&str>) -> Who {
        let envelope = self.envelope;
        let home =
            [envelope.team_id.get(), envelope.context_team_id.get(), envelope.context_enterprise_id.get()];
        // A channel that is not said to be our own may be anybody's.
        let shared = envelope.is_ext_shared_channel.0.unwrap_or(true);
        who(self.installation, user, team, &home, shared)
    }

    /// The channel is known to be shared with another company.
    pub(super) fn shared(&self) -> bool {
        self.envelope.is_ext_shared_channel.is_set()
    }

    pub(super) fn place(&self, channel: &str, thread: Option<MessageId>, who: &Who) -> Place {
        Place {
            id: self.installation.place(channel),
            kind: kind(self.inner.channel_type.get(), channel),
            thread,
            shared: self.shared() || who.stranger,
        }
    }

    pub(super) fn event(&self, key: String, from: AccountId, at: Place, what: What) -> Heard {
        Heard::Event(Box::new(Event {
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
    pub(super) fn stamp(&self) -> &str {
        self.inner.event_ts.get().or(self.envelope.event_id.get()).unwrap_or("-")
    }

    pub(super) fn actor(&self) -> Who {
        match self.inner.user.id() {
            Some(user) => self.who(user, self.inner.user_team.get().or(self.inner.team.get())),
            None => Who { account: self.installation.account(&self.installation.bot_user), stranger: false },
        }
    }

    pub(super) fn reaction(&self, added: bool) -> Heard {
        let inner = self.inner;
        let Some((item, user)) = inner.item.get().zip(inner.user.id()) else {
            return Heard::Nothing("a reaction of nobody, or on nothing");
        };
        if item.kind.get() != Some("message") {
            return Heard::Nothing("a reaction on something that is no message");
        }
        let (Some(channel), Some(ts), Some(emoji)) =
            (item.channel.get(), item.ts.get(), inner.reaction.get())
        else {
            return Heard::Nothing("a reaction without its message");
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

    pub(super) fn profile(&self) -> Heard {
        let IdOr::Whole(user) = &self.inner.user else {
            return Heard::Nothing("an account without particulars");
        };
        let Some(profile) = people::profile(self.installation, user) else {
            return Heard::Nothing("an account without an id");
        };
        let stamp = user.updated.0.as_deref().unwrap_or_else(|| self.stamp());
        let key = format!("profile:{}:{stamp}", profile.account);
        self.event(key, profile.account.clone(), nowhere(self.installation), What::Profile(profile))
    }

    pub(super) fn renamed(&self, kind: &str) -> Heard {
        match &self.inner.channel {
            IdOr::Whole(channel) if channel.id.get().is_some() && channel.name.get().is_some() => {
                self.channel(kind, channel.name.owned(), false)
            }
            _ => Heard::Nothing("a channel without its new name"),
        }
    }

    pub(super) fn gone(&self, kind: &str, gone: bool) -> Heard {
        self.channel(kind, None, gone)
    }

    /// Our own coming and going tell whether we can post; other people's do not concern us.
    pub(super) fn moved(&self, gone: bool) -> Heard {
        if self.inner.user.id() != Some(self.installation.bot_user.as_str()) {
            return Heard::Nothing("somebody else came or left");
        }
        self.channel(if gone { "left" } else { "joined" }, None, gone)
    }

    pub(super) fn channel(&self, kind: &str, name: Option<String>, gone: bool) -> Heard {
        let Some(channel) = self.inner.channel.id() else { return Heard::Nothing("a channel without an id") };
        let who = self.actor();
        let key = format!("channel:{channel}:{kind}:{}", self.stamp());
        let at = self.place(channel, None, &who);
        self.event(
            key,
            who.account,
            at,
            What::Channel(ChannelStatement { name, gone: Some(gone), ..ChannelStatement::default() }),
        )
    }

    pub(super) fn home(&self) -> Heard {
        let Some(user) = self.inner.user.id() else { return Heard::Nothing("a home page of nobody") };
        if self.inner.tab.get() != Some("home") {
            return Heard::Nothing("another tab than the home page");
        }
        let who = self.who(user, None);
        let key = format!("home:{user}:{}", self.stamp());
        self.event(key, who.account, nowhere(self.installation), What::Home)
    }

    pub(super) fn tokens(&self) -> Heard {
        let bots = self.inner.tokens.get().map_or(&[][..], |tokens| &tokens.bot.0);
        if bots.iter().any(|bot| bot.get() == Some(self.installation.bot_user.as_str())) {
            Heard::Revoked
        } else {
            Heard::Nothing("other tokens than ours were taken back")
        }
    }
}
