//! What Teams sent, on its way to becoming an event: who did it, where, and what makes it the same when it comes again.

use serde_json::Value;

use super::movement::Movement;
use crate::chat::{AccountId, Event, EventKey, MessageId, Place, PlaceKind, Press, ReplyHandle, What};
use crate::platforms::http;
use crate::platforms::teams::api::activity::{Activity, words};
use crate::platforms::teams::api::ids;
use crate::platforms::teams::install::channels::ChannelType;
use crate::platforms::teams::install::installation::Installation;
use crate::platforms::teams::outbound::reply_handle::Handle;

/// What an activity is to us.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::platforms::teams) enum Translated {
    /// Something for the inbox, and how the request is answered.
    Event(Box<Event>, Way),
    /// The app was installed in a conversation, or for a person, or is there still after an upgrade; what it is greeted
    /// with is for the inbox.
    Installed(Option<Box<Event>>),
    /// The app was taken out of a conversation, or a person took it off.
    Removed,
    /// Somebody looks for a channel in a form.
    Channels(String),
    /// People came into a team or a channel, or left it.
    Members(Movement),
    /// Somebody is shown a card, and is to be shown this one.
    View(serde_json::Value),
    /// A question to us that there is nothing to say to.
    Acknowledged,
    /// Nothing for us, and why.
    Nothing(&'static str),
    /// An invoke that we do not know.
    UnknownInvoke,
}

/// How the request takes its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::platforms::teams) enum Way {
    /// It takes none: what is said is sent.
    Aside,
    /// A card's button.
    Card,
    /// A dialog, in answer to a button or to a form.
    Dialog,
    /// A dialog, in answer to an entry of the menus.
    Menu,
}

/// An activity on its way to becoming an event.
pub(in crate::platforms::teams) struct InboundContext<'a> {
    pub installation: &'a Installation,
    /// Our own app id.
    pub bot: &'a str,
    pub activity: &'a Activity,
    /// What kind of channel it happened in, as this activity states it or an earlier one did; none if none has.
    pub kind: Option<ChannelType>,
}

impl InboundContext<'_> {
    /// It is our own bot: by its app id, or by what it is called where this came from.
    pub(in crate::platforms::teams) fn is_bot(&self, id: &str) -> bool {
        id.strip_prefix("28:").unwrap_or(id) == self.bot || self.activity.words("/recipient/id") == Some(id)
    }

    /// An event of whoever did this.
    pub(in crate::platforms::teams) fn event(&self, key: String, what: What) -> Option<Event> {
        Some(Event {
            key: EventKey::new(key),
            org: self.installation.org.clone(),
            workspace: self.installation.workspace.clone(),
            from: self.account()?,
            at: self.place()?,
            handle: None,
            answers_inline: false,
            what,
        })
    }

    /// Whoever did it.
    pub(in crate::platforms::teams) fn account(&self) -> Option<AccountId> {
        // Somebody of another company, in a shared channel.
        let tenant = ids::home(self.installation.tenant(), self.activity.words("/from/tenantId"));
        Some(ids::account(tenant, self.activity.actor()?))
    }

    /// Where it happened.
    pub(in crate::platforms::teams) fn place(&self) -> Option<Place> {
        let activity = self.activity;
        let (channel, thread) = ids::split(activity.conversation()?);
        let kind = match activity.words("/conversation/conversationType") {
            Some("personal") if activity.is_personal() => PlaceKind::Direct,
            _ if activity.is_in_channel() && self.kind == Some(ChannelType::Standard) => PlaceKind::Channel,
            _ if activity.is_in_channel() => PlaceKind::Private,
            None if channel.starts_with("a:") => PlaceKind::Direct,
            _ => PlaceKind::Group,
        };
        // What nobody has stated may be read from outside.
        let may_be_shared = matches!(kind, PlaceKind::Channel | PlaceKind::Private)
            && !matches!(self.kind, Some(ChannelType::Standard | ChannelType::Private));
        let own = activity.words("/id");
        Some(Place {
            id: ids::place(self.installation.tenant(), channel),
            kind,
            thread: thread.filter(|thread| own != Some(thread)).map(MessageId::new),
            shared: may_be_shared || activity.is_from_elsewhere(self.installation.tenant()),
        })
    }

    /// The app was installed here. Teams tells of it twice, as two activities, so it counts once a day.
    pub(in crate::platforms::teams) fn arrived(&self) -> Translated {
        let day = self.activity.sent().map(|at| at.date_naive().to_string()).unwrap_or_default();
        let conversation = self.activity.conversation().map(|it| ids::split(it).0).unwrap_or_default();
        let event = self.event(format!("arrived:{conversation}:{day}"), What::Arrived);
        Translated::Installed(event.map(Box::new))
    }

    /// What was heard, with the message that it came from.
    pub(in crate::platforms::teams) fn heard(
        &self,
        key: String,
        what: What,
        handle: Option<&Handle>,
        way: Way,
    ) -> Translated {
        let handle: Option<ReplyHandle> = handle.and_then(Handle::write);
        match self.event(key, what) {
            Some(event) => Translated::Event(
                Box::new(Event { handle, answers_inline: matches!(way, Way::Dialog | Way::Menu), ..event }),
                way,
            ),
            None => Translated::Nothing("nobody did it, or nowhere"),
        }
    }

    /// The message whose button this was.
    pub(in crate::platforms::teams) fn pressed(&self, data: &Value) -> Option<Handle> {
        let message = self.activity.words("/replyToId").or_else(|| words(&data["m"]))?;
        Some(Handle {
            conversation: self.activity.conversation()?.to_owned(),
            message: message.to_owned(),
            only: data["o"].as_u64() == Some(1),
        })
    }

    /// A short name made of where, who, when on their own clock, and these.
    pub(in crate::platforms::teams) fn digest(&self, more: &[&str]) -> String {
        let activity = self.activity;
        let when = activity.words("/localTimestamp").or_else(|| activity.words("/timestamp"));
        let mut all = Vec::new();
        let own =
            [activity.conversation(), activity.words("/from/id"), when.or_else(|| activity.words("/id"))];
        for piece in own.into_iter().map(Option::unwrap_or_default).chain(more.iter().copied()) {
            all.extend((piece.len() as u64).to_be_bytes());
            all.extend(piece.as_bytes());
        }
        http::short_digest(&all, 12)
    }
}

/// A button in what a card sent. Where only one person saw the card, its message is none that stays.
pub(in crate::platforms::teams) fn press(data: &Value, message: Option<&str>) -> Option<Press> {
    let action = words(&data["a"])?;
    let stays = data["o"].as_u64() != Some(1);
    Some(Press {
        action: action.to_owned(),
        value: words(&data["v"]).unwrap_or_default().to_owned(),
        message: message.filter(|_| stays).map(MessageId::new),
    })
}
