//! The adapter itself: its settings, and what it holds.

use std::sync::Arc;

use super::api::client::Connector;
use super::api::member_cache::Recent;
use super::api::miss_cache::MissCache;
use super::install::directory::Directory;
use super::install::installation::Tenants;
use super::limits::Limits;
use super::settings::{BadSettings, TeamsSettings};
use crate::clock::Clock;
use crate::platforms::http;

/// Teams, in both directions: [`router`](super::router) brings what happened to an inbox, and this is the
/// [`Platform`](crate::chat::Platform) that deliveries go to.
pub struct TeamsAdapter {
    pub(super) settings: TeamsSettings,
    pub(super) http: reqwest::Client,
    pub(super) directory: Directory,
    pub(super) connector: Connector,
    pub(super) limits: Limits,
    pub(super) misses: MissCache,
    pub(super) recent: Recent,
    pub(super) clock: Clock,
}

impl TeamsAdapter {
    /// Puts the adapter together. Reaches for nothing.
    ///
    /// # Errors
    /// When there can be no HTTP client.
    pub fn new(
        settings: TeamsSettings,
        tenants: Arc<dyn Tenants>,
        clock: Clock,
    ) -> Result<Self, BadSettings> {
        let http = http::client().map_err(|_| BadSettings::Client)?;
        Ok(Self {
            directory: Directory::new(tenants, clock.clone()),
            connector: Connector::new(&settings, http.clone(), clock.clone()),
            limits: Limits::new(clock.clone()),
            misses: MissCache::new(clock.clone()),
            recent: Recent::default(),
            http,
            clock,
            settings,
        })
    }

    /// The bot, as Teams names it.
    pub(super) fn bot(&self) -> String {
        format!("28:{}", self.settings.app_id)
    }
}
