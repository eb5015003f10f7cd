//! The adapter itself: its settings, and what it holds.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use secrecy::ExposeSecret;

use super::api::client::Web;
use super::api::conversations::ConversationCache;
use super::api::listings::Listings;
use super::install::directory::Directory;
use super::install::installation::Installations;
use super::limits::Limits;
use super::settings::{BadSettings, SlackSettings};
use crate::clock::Clock;

/// Slack, in both directions: [`router`](super::router) brings what happened to an inbox, and this is the
/// [`Platform`](crate::chat::Platform) that deliveries go to.
pub struct SlackAdapter {
    pub(super) settings: SlackSettings,
    pub(super) directory: Arc<Directory>,
    pub(super) web: Arc<Web>,
    pub(super) limits: Limits,
    pub(super) conversations: ConversationCache,
    pub(super) listings: Listings,
    pub(super) clock: Clock,
    /// Requests that Slack has no name for, counted.
    pub(super) asked: AtomicU64,
}

impl SlackAdapter {
    /// Puts the adapter together. Reaches for nothing.
    ///
    /// # Errors
    /// An empty signing secret, or an API address that is none.
    pub fn new(
        settings: SlackSettings,
        installations: Arc<dyn Installations>,
        clock: Clock,
    ) -> Result<Self, BadSettings> {
        if settings.signing_secret.expose_secret().trim().is_empty() {
            return Err(BadSettings::EmptySecret);
        }
        let web = Arc::new(Web::new(&settings.api_url)?);
        Ok(Self {
            directory: Arc::new(Directory::new(installations, clock.clone())),
            web,
            limits: Limits::new(clock.clone()),
            conversations: ConversationCache::new(clock.clone()),
            listings: Listings::default(),
            clock,
            asked: AtomicU64::new(0),
            settings,
        })
    }
}
