//! The door itself: its settings, and what it holds.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::client::Web;
use super::directory::Directory;
use super::install::Installations;
use super::limits::Limits;
use super::rooms::Rooms;
use super::verify::SigningSecret;
use crate::chat::Inbox;
use crate::clock::Clock;

/// What has to be known to speak with Slack. `config` reads it; nothing here reads the environment.
#[derive(Clone, Debug)]
pub struct SlackSettings {
    /// Proves that a request comes from Slack.
    pub signing_secret: SecretString,
    /// The token of the one workspace, where there is only one.
    pub bot_token: Option<SecretString>,
    /// The app's id, for installing by OAuth.
    pub client_id: Option<String>,
    /// The app's secret, for installing by OAuth.
    pub client_secret: Option<SecretString>,
    /// Switches Socket Mode on: development behind a firewall.
    pub app_token: Option<SecretString>,
    /// `https://slack.com/api`, or an emulator's.
    pub api_url: Url,
    /// Where Slack and browsers reach us.
    pub public_url: Option<Url>,
}

/// Settings nothing can be built from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSettings {
    /// An empty secret would let everybody in.
    #[error("SLACK_SIGNING_SECRET is empty")]
    EmptySecret,
    /// Not an address requests can be sent to.
    #[error("SLACK_API_URL must be an http or https address")]
    ApiUrl,
    /// The HTTP client could not be built.
    #[error("the HTTP client for Slack could not be built")]
    Client,
}

/// Slack, in both directions: [`router`](super::router) brings in what happened, and it is the
/// [`Platform`](crate::chat::Platform) that deliveries go to.
pub struct SlackDoor {
    pub(super) settings: SlackSettings,
    pub(super) secret: SigningSecret,
    pub(super) inbox: Arc<dyn Inbox>,
    pub(super) directory: Directory,
    pub(super) web: Web,
    pub(super) limits: Limits,
    pub(super) rooms: Rooms,
    pub(super) clock: Clock,
    /// Requests that Slack has no name for, counted.
    pub(super) asked: AtomicU64,
}

impl SlackDoor {
    /// Puts the door together. Reaches for nothing.
    ///
    /// # Errors
    /// An empty signing secret, or an API address that is none.
    pub fn new(
        settings: SlackSettings,
        inbox: Arc<dyn Inbox>,
        installations: Arc<dyn Installations>,
        clock: Clock,
    ) -> Result<Self, BadSettings> {
        let secret = SigningSecret::new(settings.signing_secret.expose_secret().to_owned())
            .ok_or(BadSettings::EmptySecret)?;
        let web = Web::new(&settings.api_url)?;
        Ok(Self {
            secret,
            inbox,
            directory: Directory::new(installations, clock.clone()),
            web,
            limits: Limits::new(clock.clone()),
            rooms: Rooms::new(clock.clone()),
            clock,
            asked: AtomicU64::new(0),
            settings,
        })
    }
}
