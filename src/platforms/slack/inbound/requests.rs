//! One path for all that comes in, through HTTP and through a socket: whose is it, what is it, keep it, answer.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::answer::{Answer, Asked, Way, inline};
use super::commands;
use super::context::{InboundContext, Translated, nowhere, place_of};
use super::events::translate;
use super::interactions;
use super::verify::SigningSecret;
use crate::chat::{
    Card, ChannelStatement, Event, EventKey, Faces, Inbox, Place, PlaceKind, Receipt, Unavailable,
    Visibility, What,
};
use crate::platforms::slack::adapter::SlackAdapter;
use crate::platforms::slack::api::conversations::{Conversation, Known};
use crate::platforms::slack::api::payload::{Command, Envelope, Interaction};
use crate::platforms::slack::install::actor::{Whose, who};
use crate::platforms::slack::install::installation::{Installation, native};

/// How long a look at a place may hold up an answer.
const LOOK: Duration = Duration::from_millis(500);
const NOT_INSTALLED: &str =
    "Lyceum is not installed in this workspace any more. Whoever looks after your apps can install it again.";
const INCOMPLETE: &str = "Sorry, Slack did not say enough for me to do that. Please try again.";

/// A request, read.
pub(in crate::platforms::slack) enum Incoming {
    Event(Box<Envelope>),
    Interaction(Box<Interaction>),
    Command(Box<Command>),
    /// Slack looks whether our certificate is good.
    SslCheck,
}

/// What comes in: the adapter that reads it, and the inbox that it goes to.
#[derive(Clone)]
pub(in crate::platforms::slack) struct Inbound {
    pub adapter: Arc<SlackAdapter>,
    pub inbox: Arc<dyn Inbox>,
    pub secret: SigningSecret,
}

impl Inbound {
    pub(in crate::platforms::slack) fn new(adapter: Arc<SlackAdapter>, inbox: Arc<dyn Inbox>) -> Self {
        let secret = SigningSecret::new(adapter.settings.signing_secret.clone());
        Self { adapter, inbox, secret }
    }

    /// Handles a request whole: what it answers holds once the inbox has committed.
    pub(in crate::platforms::slack) async fn handle(&self, incoming: Incoming) -> Answer {
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
        let Some(inner) = envelope.event.get() else { return Ok(Answer::Nothing) };
        let channel = place_of(inner);
        if let ("app_mention", Some(channel)) = (inner.kind.get().unwrap_or_default(), channel) {
            // A mention does not say where it is, and somebody waits for an answer.
            self.conversation(&installation, channel, None, false).await?;
        }
        let glance =
            channel.map(|channel| self.adapter.conversations.glance(&installation.workspace, channel));
        let glance = glance.unwrap_or_default();
        let context = InboundContext {
            installation: &installation,
            envelope,
            inner,
            glance,
            now: self.adapter.clock.now(),
        };
        match translate(&context) {
            Translated::Event(mut event) => {
                self.adapter.expand(&installation, &mut event, inner.text.get().unwrap_or_default()).await;
                self.heard(&context, channel, *event).await?;
            }
            Translated::Revoked => {
                tracing::info!(workspace = %installation.workspace, "the workspace took the app out");
                self.adapter.directory.revoke(&installation.workspace).await?;
            }
            Translated::Nothing(why) => {
                let (kind, subtype) = (inner.kind.get(), inner.subtype.get());
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
        let conversation =
            self.conversation(&installation, channel, command.channel_name.get(), false).await?;
        let who = who(&installation, user, None, &[], conversation.shared);
        let at = place(&installation, channel, conversation, who.stranger);
        let Some(mut event) = commands::translate(&installation, command, who, at) else {
            return Ok(Answer::Json(inline(&Card::line(INCOMPLETE), &Faces::new())));
        };
        self.adapter.expand(&installation, &mut event, command.text.get().unwrap_or_default()).await;
        let trigger = command.trigger_id.get();
        let asked = asked(&installation, &event, trigger, Way::Inline);
        let receipt = self.inbox.receive(event).await?;
        Ok(self.adapter.answer(asked, receipt).await)
    }

    async fn interaction(&self, interaction: &Interaction) -> Result<Answer, Unavailable> {
        let Some(installation) = self.find(&Whose::of_interaction(interaction)).await? else {
            return Ok(Answer::Nothing);
        };
        let kind = interaction.kind.get();
        let Some(event) = self.translate(&installation, interaction).await? else {
            tracing::info!(kind, "nothing to do for a Slack interaction");
            return Ok(Answer::Nothing);
        };
        let view = interaction.view.get();
        let way = match (kind, view) {
            (Some("view_submission"), Some(view)) => Way::Submitted(view),
            (_, view) => Way::Aside { on_form: view.is_some_and(|it| it.kind.get() == Some("modal")) },
        };
        let asked = asked(&installation, &event, interaction.trigger_id.get(), way);
        let receipt: Receipt = self.inbox.receive(event).await?;
        Ok(self.adapter.answer(asked, receipt).await)
    }

    async fn translate(
        &self,
        installation: &Installation,
        interaction: &Interaction,
    ) -> Result<Option<Event>, Unavailable> {
        let Some((actor, user)) = interaction.user.get().and_then(|actor| Some((actor, actor.id.get()?)))
        else {
            return Ok(None);
        };
        let home = [interaction.team.get().and_then(|team| team.id.get())];
        let (at, who) = if let Some((channel, name)) = interactions::channel(interaction) {
            let message = interaction.message.get();
            let ours = message.is_some_and(|it| installation.is_ours(it.user.get(), it.bot_id.get()));
            let conversation = self.conversation(installation, channel, name, ours).await?;
            let who = who(installation, user, actor.team_id.get(), &home, conversation.shared);
            (place(installation, channel, conversation, who.stranger), who)
        } else {
            (nowhere(installation), who(installation, user, actor.team_id.get(), &home, false))
        };
        Ok(interactions::translate(installation, interaction, who, at))
    }

    /// Never the same again, in this copy of the program.
    fn nonce(&self) -> String {
        let count = self.adapter.asked.fetch_add(1, Ordering::Relaxed);
        format!("{}:{count}", self.adapter.clock.now().timestamp_micros())
    }

    /// The installation a request belongs to; one log line if there is none.
    async fn find(&self, whose: &Whose) -> Result<Option<Arc<Installation>>, Unavailable> {
        let found = self.adapter.directory.find(whose).await?;
        if found.is_none() {
            let (team, enterprise) = (whose.team.as_deref(), whose.enterprise.as_deref());
            tracing::info!(team, enterprise, "a request from a workspace where the app is not installed");
        }
        Ok(found)
    }

    /// Brings in what happened, and before it what the event states about its channel, if that is news.
    async fn heard(
        &self,
        context: &InboundContext<'_>,
        channel: Option<&str>,
        event: Event,
    ) -> Result<(), Unavailable> {
        let workspace = &context.installation.workspace;
        let Some(channel) = channel else { return self.inbox.receive(event).await.map(|_| ()) };
        if let What::Channel(statement) = &event.what {
            if statement.shared.is_none() && context.inner.kind.get() == Some("channel_unshared") {
                self.adapter.conversations.forget(workspace, channel);
            }
            self.adapter.conversations.is_news(workspace, channel, statement, context.moment());
        } else if let Some(stated) = context.stated() {
            self.tell(context.installation, channel, &stated, context.moment()).await?;
        } else if event.at.kind == PlaceKind::Direct
            && context.inner.kind.get() == Some("message")
            && let Some(user) = native(event.from.as_str())
        {
            self.adapter.conversations.opened(workspace, user, channel);
        }
        let is_statement = matches!(event.what, What::Channel(_));
        let received = self.inbox.receive(event).await;
        if received.is_err() && is_statement {
            self.adapter.conversations.untold(workspace, channel);
        }
        received.map(|_| ())
    }

    /// Tells the machine what Slack states about a channel, unless it was told that a moment ago. It was so at `at`.
    async fn tell(
        &self,
        installation: &Installation,
        channel: &str,
        statement: &ChannelStatement,
        at: DateTime<Utc>,
    ) -> Result<(), Unavailable> {
        if !self.adapter.conversations.is_news(&installation.workspace, channel, statement, at) {
            return Ok(());
        }
        let is_private = statement.visibility == Some(Visibility::Members);
        let event = Event {
            key: EventKey::new(format!("stated:{channel}:{}", self.nonce())),
            org: installation.org.clone(),
            workspace: installation.workspace.clone(),
            // Nobody else's name is kept because they wrote something somewhere.
            from: installation.account(&installation.bot_user),
            at: Place {
                id: installation.place(channel),
                kind: if is_private { PlaceKind::Private } else { PlaceKind::Channel },
                thread: None,
                shared: statement.shared.unwrap_or(true),
            },
            handle: None,
            answers_inline: false,
            what: What::Channel(statement.clone()),
        };
        let told = self.inbox.receive(event).await;
        if told.is_err() {
            self.adapter.conversations.untold(&installation.workspace, channel);
        }
        told.map(|_| ())
    }

    /// What a place is: as remembered, else as Slack says, which the machine is told as well. Where Slack does not say,
    /// it is private and strangers read it, and that is not remembered.
    async fn conversation(
        &self,
        installation: &Installation,
        channel: &str,
        name: Option<&str>,
        ours: bool,
    ) -> Result<Conversation, Unavailable> {
        let workspace = &installation.workspace;
        let said_private = name == Some("privategroup");
        let known = self.adapter.conversations.place(workspace, channel);
        if let Known::Conversation(conversation) = known
            && !(said_private && conversation.kind == PlaceKind::Channel)
        {
            return Ok(conversation);
        }
        let now = self.adapter.clock.now();
        if known != Known::AskedInVain {
            let asking = tokio::time::timeout(LOOK, self.adapter.describe(installation, channel)).await;
            if let Ok(Ok((conversation, stated))) = asking {
                let is_open = conversation.kind == PlaceKind::Channel;
                if is_open && !said_private || conversation.kind == PlaceKind::Private {
                    self.tell(installation, channel, &stated, now).await?;
                }
                if !(is_open && said_private) {
                    self.adapter.conversations.learn(workspace, channel, conversation);
                    return Ok(conversation);
                }
            } else {
                self.adapter.conversations.asked_in_vain(workspace, channel);
            }
        }
        if said_private {
            let visibility = Some(Visibility::Members);
            let stated = ChannelStatement { visibility, ..ChannelStatement::default() };
            self.tell(installation, channel, &stated, now).await?;
        }
        Ok(unknown(channel, name, ours))
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

fn place(installation: &Installation, channel: &str, conversation: Conversation, stranger: bool) -> Place {
    Place {
        id: installation.place(channel),
        kind: conversation.kind,
        thread: None,
        shared: conversation.shared || stranger,
    }
}

/// A place that Slack did not tell us about. A direct conversation of which it tells nothing is one between two people; where
/// we wrote, it is ours.
fn unknown(channel: &str, name: Option<&str>, ours: bool) -> Conversation {
    let kind = match (channel.as_bytes().first(), name) {
        (Some(b'D'), _) if ours => PlaceKind::Direct,
        (Some(b'D'), _) | (_, Some("directmessage")) => PlaceKind::Group,
        (_, Some(name)) if name.starts_with("mpdm-") => PlaceKind::Group,
        _ => PlaceKind::Private,
    };
    Conversation { kind, shared: kind != PlaceKind::Direct }
}

/// Proves to Slack that this address is ours.
fn challenge(envelope: &Envelope) -> Answer {
    Answer::Json(json!({ "challenge": envelope.challenge.get().unwrap_or_default() }))
}
