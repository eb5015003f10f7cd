//! A door with a pretended Teams, inbox and store around it.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use tokio::sync::Notify;
use tower::ServiceExt;
use wiremock::matchers::{method, path_regex};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::settings::{TENANT, now, settings};
use super::translate::fixture;
use crate::chat::{
    AccountId, ChannelStatement, Delivered, Delivery, DeliveryAction, DeliveryId, Event, Faces, Inbox, OrgId,
    PlaceId, Platform, Receipt, Unavailable, Undelivered, WorkspaceId,
};
use crate::clock::Clock;
use crate::platforms::teams::api::ids;
use crate::platforms::teams::{
    Installation, Reference, TeamsAdapter, TeamsSettings, Tenants, Wanted, router,
};

#[derive(Default)]
pub(super) struct FakeInbox {
    pub events: Mutex<Vec<Event>>,
    pub receipts: Mutex<VecDeque<Receipt>>,
    pub down: AtomicBool,
    pub came: Notify,
}

#[async_trait]
impl Inbox for FakeInbox {
    async fn receive(&self, event: Event) -> Result<Receipt, Unavailable> {
        if self.down.load(Ordering::Relaxed) {
            return Err(Unavailable);
        }
        self.events.lock().unwrap().push(event);
        self.came.notify_one();
        Ok(self.receipts.lock().unwrap().pop_front().unwrap_or(Receipt::Done))
    }
}

#[derive(Default)]
pub(super) struct FakeTenants {
    pub installed: Mutex<Vec<WorkspaceId>>,
    pub references: Mutex<HashMap<String, Reference>>,
    pub statements: Mutex<HashMap<PlaceId, ChannelStatement>>,
    pub circles: Mutex<Vec<(AccountId, String)>>,
    pub wanted: Mutex<Vec<(AccountId, Option<PlaceId>)>>,
}

#[async_trait]
impl Tenants for FakeTenants {
    async fn by_workspace(&self, workspace: &WorkspaceId) -> Result<Option<Installation>, Unavailable> {
        let known = self.installed.lock().unwrap().contains(workspace);
        Ok(known.then(|| Installation { org: OrgId::new("acme"), workspace: workspace.clone() }))
    }

    async fn install(&self, workspace: &WorkspaceId) -> Result<Installation, Unavailable> {
        self.installed.lock().unwrap().push(workspace.clone());
        Ok(Installation { org: OrgId::new("acme"), workspace: workspace.clone() })
    }

    async fn reference(&self, _: &Installation, about: &str) -> Result<Option<Reference>, Unavailable> {
        Ok(self.references.lock().unwrap().get(about).cloned())
    }

    async fn holder(&self, _: &Installation, user: &str) -> Result<Option<String>, Unavailable> {
        let all = self.references.lock().unwrap();
        Ok(all.values().find(|it| it.user.as_deref() == Some(user)).map(|it| it.about.clone()))
    }

    async fn keep_reference(&self, _: &Installation, reference: &Reference) -> Result<(), Unavailable> {
        self.references.lock().unwrap().insert(reference.about.clone(), reference.clone());
        Ok(())
    }

    async fn meet(&self, _: &Installation, people: &[Reference]) -> Result<Vec<String>, Unavailable> {
        let mut all = self.references.lock().unwrap();
        let mut back = Vec::new();
        for person in people {
            let known = all.entry(person.about.clone()).or_insert_with(|| person.clone());
            if known.is_gone() {
                back.push(known.about.clone());
                known.unreachable = false;
            }
            known.seen_in = known.seen_in.take().or(person.seen_in.clone());
        }
        Ok(back)
    }

    async fn channel_of(&self, _: &Installation, team: &str) -> Result<Option<Reference>, Unavailable> {
        let all = self.references.lock().unwrap();
        let found = all.values().find(|it| it.user.is_none() && it.seen_in.as_deref() == Some(team));
        Ok(found.cloned())
    }

    async fn statement(
        &self,
        _: &Installation,
        place: &PlaceId,
    ) -> Result<Option<ChannelStatement>, Unavailable> {
        Ok(self.statements.lock().unwrap().get(place).cloned())
    }

    async fn circles_of(&self, _: &Installation, account: &AccountId) -> Result<Vec<String>, Unavailable> {
        let all = self.circles.lock().unwrap();
        Ok(all.iter().filter(|(who, _)| who == account).map(|(_, circle)| circle.clone()).collect())
    }

    async fn channels(&self, _: &Installation, wanted: &Wanted<'_>) -> Result<Vec<Reference>, Unavailable> {
        self.wanted.lock().unwrap().push((wanted.account.clone(), wanted.here.cloned()));
        let all = self.references.lock().unwrap();
        let named =
            |it: &&Reference| it.name.as_ref().is_some_and(|name| name.to_lowercase().contains(wanted.words));
        Ok(all.values().filter(named).cloned().collect())
    }
}

pub(super) struct Rig {
    pub server: MockServer,
    pub inbox: Arc<FakeInbox>,
    pub tenants: Arc<FakeTenants>,
    pub door: Arc<TeamsAdapter>,
    pub clock: Clock,
}

pub(super) const ANN: &str = "00000000-0000-0000-0000-00000000000a";

pub(super) fn ann() -> AccountId {
    ids::account(TENANT, ANN)
}

pub(super) fn general() -> PlaceId {
    ids::place(TENANT, "19:general@thread.tacv2")
}

pub(super) async fn rig_with(change: impl FnOnce(&mut TeamsSettings)) -> Rig {
    let server = MockServer::start().await;
    let mut settings = TeamsSettings { unauthenticated: true, ..settings(&server) };
    change(&mut settings);
    let (inbox, tenants) = (Arc::new(FakeInbox::default()), Arc::new(FakeTenants::default()));
    let clock = Clock::standing(now());
    let door = TeamsAdapter::new(settings, tenants.clone(), clock.clone()).unwrap();
    Rig { server, inbox, tenants, door: Arc::new(door), clock }
}

/// Nothing is authenticated, and what is sent is answered with an id.
pub(super) async fn rig() -> Rig {
    let rig = rig_with(|_| {}).await;
    rig.answers("POST", ".*", 201, json!({ "id": "1730000009999", "activityId": "1730000009999" })).await;
    rig.answers("PUT", ".*", 200, json!({ "id": "1730000009999" })).await;
    rig
}

impl Rig {
    pub(super) async fn answers(&self, verb: &str, path: &str, status: u16, body: Value) {
        let answer = ResponseTemplate::new(status).set_body_json(body);
        Mock::given(method(verb)).and(path_regex(path)).respond_with(answer).mount(&self.server).await;
    }

    pub(super) async fn raw(&self, body: impl Into<Body>, headers: &[(&str, &str)]) -> (StatusCode, String) {
        let mut request = Request::post("/api/messages").header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = router(Arc::clone(&self.door), self.inbox.clone())
            .oneshot(request.body(body.into()).unwrap())
            .await
            .unwrap();
        let status = answer.status();
        let body = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    pub(super) async fn sends(&self, mut activity: Value) -> (StatusCode, Value) {
        activity["serviceUrl"] = format!("{}/emea/", self.server.uri()).into();
        let (status, body) = self.raw(activity.to_string(), &[]).await;
        (status, serde_json::from_str(&body).unwrap_or_default())
    }

    pub(super) async fn sends_fixture(&self, name: &str) -> Value {
        let (status, body) = self.sends(fixture(name)).await;
        assert_eq!(status, StatusCode::OK, "{name}");
        body
    }

    pub(super) fn answers_with(&self, receipt: Receipt) {
        self.inbox.receipts.lock().unwrap().push_back(receipt);
    }

    pub(super) fn heard(&self) -> Vec<Event> {
        self.inbox.events.lock().unwrap().clone()
    }

    pub(super) async fn delivers(&self, act: DeliveryAction) -> Result<Delivered, Undelivered> {
        let workspace = ids::workspace(TENANT);
        let delivery = Delivery { id: DeliveryId::new("d"), workspace, act, faces: Faces::new() };
        self.door.deliver(&delivery).await
    }

    /// What was sent: verb, path with query, body.
    pub(super) async fn sent(&self) -> Vec<(String, String, Value)> {
        let requests = self.server.received_requests().await.unwrap();
        let shown = requests.iter().map(|request| {
            let query = request.url.query().map(|query| format!("?{query}")).unwrap_or_default();
            let body = serde_json::from_slice(&request.body).unwrap_or_default();
            (request.method.to_string(), format!("{}{query}", request.url.path()), body)
        });
        shown.collect()
    }
}
