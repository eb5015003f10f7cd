//! The door from outside: signed requests go in, a fake inbox writes down what came of them.

mod channels;
mod fate;
mod fixtures;
mod forms;
mod groups;
mod inbound;
mod install;
mod limits;
mod outbound;
mod render;
mod signature;
mod socket;
mod statements;
mod translate;

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::{DateTime, Utc};
use secrecy::SecretString;
use serde_json::Value;
use tower::ServiceExt;

use super::inbound::verify::SigningSecret;
use super::install::installation::workspace;
use super::{Installation, Installations, NewInstallation, SlackAdapter, SlackSettings, router};
use crate::chat::{ChannelStatement, Event, Inbox, OrgId, Receipt, Unavailable, WorkspaceId};
use crate::clock::Clock;

pub(super) const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";
pub(super) const NOW: i64 = 1_700_000_000;
/// Nobody listens there.
const NOWHERE: &str = "http://127.0.0.1:9/api";

/// What is stated of a channel that Slack describes like this, at this moment.
pub(crate) fn stated(described: Value, now: DateTime<Utc>) -> ChannelStatement {
    let channel = serde_json::from_value(described).unwrap();
    super::outbound::channels::statement(&installation(None, Some("T1")), &channel, now)
}

/// Writes down what it is given, and answers what it is told to.
#[derive(Default)]
pub(super) struct FakeInbox {
    pub events: Mutex<Vec<Event>>,
    pub receipts: Mutex<VecDeque<Receipt>>,
    pub down: AtomicBool,
    pub turned_away: Mutex<Vec<&'static str>>,
}

#[async_trait]
impl Inbox for FakeInbox {
    async fn receive(&self, event: Event) -> Result<Receipt, Unavailable> {
        if self.down.load(Ordering::Relaxed) {
            return Err(Unavailable);
        }
        self.events.lock().unwrap().push(event);
        Ok(self.receipts.lock().unwrap().pop_front().unwrap_or(Receipt::Done))
    }

    fn turned_away(&self, platform: &'static str, why: &'static str) {
        assert_eq!(platform, "slack");
        self.turned_away.lock().unwrap().push(why);
    }
}

/// Installations in memory.
#[derive(Default)]
pub(super) struct FakeStore {
    pub kept: Mutex<HashMap<WorkspaceId, Installation>>,
    pub saved: Mutex<Vec<NewInstallation>>,
    pub states: Mutex<HashMap<String, DateTime<Utc>>>,
    pub down: AtomicBool,
}

#[async_trait]
impl Installations for FakeStore {
    async fn by_workspace(&self, workspace: &WorkspaceId) -> Result<Option<Installation>, Unavailable> {
        if self.down.load(Ordering::Relaxed) {
            return Err(Unavailable);
        }
        Ok(self.kept.lock().unwrap().get(workspace).cloned())
    }

    async fn save(&self, installed: NewInstallation) -> Result<Installation, Unavailable> {
        let made = Installation {
            org: OrgId::new("acme"),
            workspace: installed.workspace.clone(),
            enterprise: installed.enterprise.clone(),
            team: installed.team.clone(),
            bot_token: installed.bot_token.clone(),
            bot_user: installed.bot_user.clone(),
            bot_id: installed.bot_id.clone(),
            app_id: installed.app_id.clone(),
            scopes: installed.scopes.clone(),
        };
        self.kept.lock().unwrap().insert(made.workspace.clone(), made.clone());
        self.saved.lock().unwrap().push(installed);
        Ok(made)
    }

    async fn revoke(&self, workspace: &WorkspaceId) -> Result<(), Unavailable> {
        self.kept.lock().unwrap().remove(workspace);
        Ok(())
    }

    async fn keep_state(&self, state: &str, until: DateTime<Utc>) -> Result<(), Unavailable> {
        self.states.lock().unwrap().insert(state.to_owned(), until);
        Ok(())
    }

    async fn take_state(&self, state: &str, now: DateTime<Utc>) -> Result<bool, Unavailable> {
        Ok(self.states.lock().unwrap().remove(state).is_some_and(|until| until > now))
    }
}

/// A door with one workspace behind it, and its two neighbours.
pub(super) struct House {
    pub door: Arc<SlackAdapter>,
    pub inbox: Arc<FakeInbox>,
    pub store: Arc<FakeStore>,
    pub clock: Clock,
}

/// The installation of one workspace, or, with no team, of a whole organisation.
pub(super) fn installation(enterprise: Option<&str>, team: Option<&str>) -> Installation {
    Installation {
        org: OrgId::new("acme"),
        workspace: workspace(team.or(enterprise).unwrap()),
        enterprise: enterprise.map(str::to_owned),
        team: team.map(str::to_owned),
        bot_token: SecretString::from("xoxb-secret".to_owned()),
        bot_user: "UBOT".to_owned(),
        bot_id: Some("BBOT".to_owned()),
        app_id: Some("A1".to_owned()),
        scopes: vec!["chat:write".to_owned()],
    }
}

pub(super) fn settings(api: &str) -> SlackSettings {
    SlackSettings {
        signing_secret: SecretString::from(SECRET.to_owned()),
        bot_token: Some(SecretString::from("xoxb-secret".to_owned())),
        client_id: Some("1.2".to_owned()),
        client_secret: Some(SecretString::from("hush".to_owned())),
        app_token: Some(SecretString::from("xapp-secret".to_owned())),
        api_url: api.parse().unwrap(),
        public_url: Some("https://lyceum.example".parse().unwrap()),
    }
}

impl House {
    pub(super) fn new() -> Self {
        Self::with(NOWHERE, &[installation(None, Some("T1"))])
    }

    pub(super) fn with(api: &str, installed: &[Installation]) -> Self {
        rustls::crypto::ring::default_provider().install_default().ok();
        let inbox = Arc::new(FakeInbox::default());
        let store = Arc::new(FakeStore::default());
        for it in installed {
            store.kept.lock().unwrap().insert(it.workspace.clone(), it.clone());
        }
        let clock = Clock::standing(DateTime::from_timestamp(NOW, 0).unwrap());
        let door = SlackAdapter::new(settings(api), store.clone(), clock.clone()).unwrap();
        Self { door: Arc::new(door), inbox, store, clock }
    }

    /// What the inbox gets to answer next.
    pub(super) fn answers(&self, receipt: Receipt) {
        self.inbox.receipts.lock().unwrap().push_back(receipt);
    }

    /// All that came in since the last look: what was stated of channels on the way, too.
    pub(super) fn told(&self) -> Vec<Event> {
        std::mem::take(&mut self.inbox.events.lock().unwrap())
    }

    /// What came in since the last look because somebody did something.
    pub(super) fn heard(&self) -> Vec<Event> {
        let mut told = self.told();
        told.retain(|event| !event.key.as_str().starts_with("stated:"));
        told
    }

    pub(super) async fn request(&self, request: Request<Body>) -> (StatusCode, String) {
        let response = router(self.door.clone(), self.inbox.clone()).oneshot(request).await.unwrap();
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    /// Posts a signed body.
    pub(super) async fn send(&self, kind: &str, body: &[u8]) -> (StatusCode, String) {
        let stamp = NOW.to_string();
        let request = Request::post("/slack/events")
            .header("content-type", kind)
            .header("x-slack-request-timestamp", &stamp)
            .header(
                "x-slack-signature",
                SigningSecret::new(self.door.settings.signing_secret.clone()).sign(&stamp, body),
            )
            .body(Body::from(body.to_vec()))
            .unwrap();
        self.request(request).await
    }

    pub(super) async fn event(&self, payload: &Value) -> (StatusCode, String) {
        self.send("application/json", payload.to_string().as_bytes()).await
    }

    pub(super) async fn form(&self, fields: &[(&str, &str)]) -> (StatusCode, String) {
        let body = serde_urlencoded::to_string(fields).unwrap();
        self.send("application/x-www-form-urlencoded", body.as_bytes()).await
    }

    pub(super) async fn interaction(&self, payload: &Value) -> (StatusCode, String) {
        self.form(&[("payload", &payload.to_string())]).await
    }
}
