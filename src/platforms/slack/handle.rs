//! One path for all that comes in, through HTTP and through a socket: whose is it, what is it, keep it, answer.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::actor::{Whose, who};
use super::answer::{Answer, Asked, Way, inline};
use super::door::SlackDoor;
use super::events::translate;
use super::inbound::{Incoming, challenge};
use super::install::{Installation, native};
use super::lenient::Object;
use super::limits::Method;
use super::payload::{Channel, Command, Envelope, Interaction};
use super::rooms::{Known, Room};
use super::scene::{Heard, nowhere};
use super::{commands, interactions};
use crate::chat::{Card, Event, Faces, Place, PlaceKind, Receipt, Unavailable};

/// How long a look at a place may hold up an answer.
const LOOK: Duration = Duration::from_millis(500);
const NOT_INSTALLED: &str =
    "Lyceum is not installed in this workspace any more. Whoever looks after your apps can install it again.";
const INCOMPLETE: &str = "Sorry, Slack did not say enough for me to do that. Please try again.";

impl SlackDoor {
    /// Handles a request whole: what it answers holds once the inbox has committed.
    pub(super) async fn handle(&self, incoming: Incoming) -> Answer {
        let answer = match incoming {
            Incoming::SslCheck => Ok(Answer::Nothing),
            Incoming::Event(envelope) => self.event(&envelope).await,
            Incoming::Command(command) => self.command(&command).await,
            Incoming::Interaction(interaction) => self.interaction(&interaction).await,
        };
        answer.unwrap_or_else(|Unavailable| {
            tracing::warn!("the store did not answer: Slack is to deliver again");
            Answer::Unavailable
        })
    }

    async fn event(&self, envelope: &Envelope) -> Result<Answer, Unavailable> {
        match envelope.kind.get() {
            Some("url_verification") => return Ok(challenge(envelope)),
            Some("app_rate_limited") => {
                tracing::warn!(
                    team = envelope.team_id.get(),
                    "Slack holds events back: too many in one hour"
                );
                return Ok(Answer::Nothing);
            }
            _ => {}
        }
        let Some(installation) = self.find(&Whose::of_event(envelope)).await? else {
            return Ok(Answer::Nothing);
        };
        self.unlearn(&installation, envelope);
        match translate(&installation, envelope) {
            Heard::Event(mut event) => {
                self.learn(&installation, envelope, &event);
                let text = envelope.event.get().and_then(|inner| inner.text.get()).unwrap_or_default();
                self.expand(&installation, &mut event, text).await;
                self.inbox.receive(*event).await?;
            }
            Heard::Revoked => {
                tracing::info!(workspace = %installation.workspace, "the workspace took the app out");
                self.directory.revoke(&installation.workspace).await?;
            }
            Heard::Nothing(why) => {
                let event = envelope.event.get();
                let kind = event.and_then(|event| event.kind.get());
                let subtype = event.and_then(|event| event.subtype.get());
                let id = envelope.event_id.get();
                tracing::info!(event.id = id, kind, subtype, why, "nothing to do for a Slack event");
            }
        }
        Ok(Answer::Nothing)
    }

    async fn command(&self, command: &Command) -> Result<Answer, Unavailable> {
        let Some(installation) = self.find(&Whose::of_command(command)).await? else {
            return Ok(Answer::Json(inline(&Card::line(NOT_INSTALLED), &Faces::new())));
        };
        let Some((user, channel)) = command.user_id.get().zip(command.channel_id.get()) else {
            return Ok(Answer::Json(inline(&Card::line(INCOMPLETE), &Faces::new())));
        };
        let room = self.room(&installation, channel, command.channel_name.get(), false).await;
        let who = who(&installation, user, None, &[], room.shared);
        let at = place(&installation, channel, room, who.stranger);
        let Some(mut event) = commands::translate(&installation, command, who, at) else {
            return Ok(Answer::Json(inline(&Card::line(INCOMPLETE), &Faces::new())));
        };
        self.expand(&installation, &mut event, command.text.get().unwrap_or_default()).await;
        let trigger = command.trigger_id.get();
        let asked = asked(&installation, &event, trigger, Way::Inline);
        let receipt = self.inbox.receive(event).await?;
        Ok(self.answer(asked, receipt).await)
    }

    async fn interaction(&self, interaction: &Interaction) -> Result<Answer, Unavailable> {
        let Some(installation) = self.find(&Whose::of_interaction(interaction)).await? else {
            return Ok(Answer::Nothing);
        };
        let kind = interaction.kind.get();
        let Some(event) = self.translate(&installation, interaction).await else {
            tracing::info!(kind, "nothing to do for a Slack interaction");
            return Ok(Answer::Nothing);
        };
        let view = interaction.view.get();
        let way = match (kind, view) {
            (Some("view_submission"), Some(view)) => Way::Submitted(view),
            (Some("block_suggestion"), _) => Way::Choices,
            (_, view) => Way::Aside { on_form: view.is_some_and(|it| it.kind.get() == Some("modal")) },
        };
        let asked = asked(&installation, &event, interaction.trigger_id.get(), way);
        let receipt: Receipt = self.inbox.receive(event).await?;
        Ok(self.answer(asked, receipt).await)
    }

    async fn translate(&self, installation: &Installation, interaction: &Interaction) -> Option<Event> {
        let actor = interaction.user.get()?;
        let user = actor.id.get()?;
        let home = [interaction.team.get().and_then(|team| team.id.get())];
        let (at, who) = if let Some((channel, name)) = interactions::channel(interaction) {
            let message = interaction.message.get();
            let ours = message.is_some_and(|it| installation.is_ours(it.user.get(), it.bot_id.get()));
            let room = self.room(installation, channel, name, ours).await;
            let who = who(installation, user, actor.team_id.get(), &home, room.shared);
            (place(installation, channel, room, who.stranger), who)
        } else {
            (nowhere(installation), who(installation, user, actor.team_id.get(), &home, false))
        };
        let count = self.asked.fetch_add(1, Ordering::Relaxed);
        let nonce = format!("{}:{}:{count}", who.account, self.clock.now().timestamp_micros());
        interactions::translate(installation, interaction, who, at, &nonce)
    }

    /// The installation a request belongs to; one log line if there is none.
    async fn find(&self, whose: &Whose) -> Result<Option<Arc<Installation>>, Unavailable> {
        let found = self.directory.find(whose).await?;
        if found.is_none() {
            let (team, enterprise) = (whose.team.as_deref(), whose.enterprise.as_deref());
            tracing::info!(team, enterprise, "a request from a workspace where the app is not installed");
        }
        Ok(found)
    }

    /// Events say what their channel is; remember it for the requests that do not.
    fn learn(&self, installation: &Installation, envelope: &Envelope, event: &Event) {
        let told = envelope.event.get().is_some_and(|inner| inner.channel_type.get().is_some());
        let (Some(channel), true) = (native(event.at.id.as_str()), told) else { return };
        if event.at.kind == PlaceKind::Direct
            && let Some(user) = native(event.from.as_str())
        {
            self.rooms.opened(&installation.workspace, user, channel);
        } else if let Some(shared) = envelope.is_ext_shared_channel.0 {
            let room = Room { kind: event.at.kind, shared };
            self.rooms.learn(&installation.workspace, channel, Some(room));
        }
    }

    /// A channel that strangers came to, or left, is not what it was.
    fn unlearn(&self, installation: &Installation, envelope: &Envelope) {
        if let Some(inner) = envelope.event.get()
            && let Some("channel_shared" | "channel_unshared" | "channel_convert_to_private") =
                inner.kind.get()
            && let Some(channel) = inner.channel.id()
        {
            self.rooms.forget(&installation.workspace, channel);
        }
    }

    /// What a place is: as remembered, else as Slack says, else as far as its name tells.
    async fn room(&self, installation: &Installation, channel: &str, name: Option<&str>, ours: bool) -> Room {
        let guess = Room { kind: guess(channel, name, ours), shared: false };
        match self.rooms.place(&installation.workspace, channel) {
            Known::Room(room) => return room,
            Known::AskedInVain => return guess,
            Known::Nothing => {}
        }
        let found = self.look(installation, channel).await;
        self.rooms.learn(&installation.workspace, channel, found);
        found.unwrap_or(guess)
    }

    async fn look(&self, installation: &Installation, channel: &str) -> Option<Room> {
        #[derive(Default, serde::Deserialize)]
        #[serde(default)]
        struct Info {
            channel: Object<Channel>,
        }
        self.limits.take(&installation.workspace, Method::Info, None).ok()?;
        let params = [("channel", channel)];
        let asking = self.web.get::<Info>(&installation.bot_token, Method::Info.name(), &params);
        let info = tokio::time::timeout(LOOK, asking).await.ok()?.ok()?;
        let channel = info.channel.get()?;
        let kind = if channel.is_im.is_set() {
            PlaceKind::Direct
        } else if channel.is_mpim.is_set() {
            PlaceKind::Group
        } else if channel.is_private.is_set() {
            PlaceKind::Private
        } else {
            PlaceKind::Channel
        };
        Some(Room { kind, shared: channel.is_ext_shared.is_set() })
    }
}

fn asked<'a>(
    installation: &'a Installation,
    event: &Event,
    trigger: Option<&'a str>,
    way: Way<'a>,
) -> Asked<'a> {
    Asked {
        installation,
        from: event.from.clone(),
        key: event.key.as_str().to_owned(),
        trigger,
        handle: event.handle.clone(),
        way,
    }
}

fn place(installation: &Installation, channel: &str, room: Room, stranger: bool) -> Place {
    Place { id: installation.place(channel), kind: room.kind, thread: None, shared: room.shared || stranger }
}

/// A direct conversation that Slack will not tell us about is one between two people; where we wrote, it is ours.
fn guess(channel: &str, name: Option<&str>, ours: bool) -> PlaceKind {
    match (channel.as_bytes().first(), name) {
        (Some(b'D'), _) if ours => PlaceKind::Direct,
        (Some(b'D'), _) | (_, Some("directmessage")) => PlaceKind::Group,
        (_, Some(name)) if name.starts_with("mpdm-") => PlaceKind::Group,
        (Some(b'G'), _) | (_, Some("privategroup")) => PlaceKind::Private,
        _ => PlaceKind::Channel,
    }
}
