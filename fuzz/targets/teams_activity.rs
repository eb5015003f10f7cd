//! Any bytes as an activity of Teams: never a panic, never a status of 500.

use std::cell::RefCell;
use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::DateTime;
use lyceum::chat::{
    AccountId, ChannelStatement, Event, Inbox, OrgId, PlaceId, Receipt, Unavailable, WorkspaceId,
};
use lyceum::clock::Clock;
use lyceum::platforms::teams::{
    Cloud, Installation, Reference, TeamsAdapter, TeamsSettings, Tenants, Wanted, router,
};
use tower::ServiceExt;

struct Anything;

#[async_trait]
impl Inbox for Anything {
    async fn receive(&self, _: Event) -> Result<Receipt, Unavailable> {
        Ok(Receipt::Done)
    }
}

#[async_trait]
impl Tenants for Anything {
    async fn by_workspace(&self, workspace: &WorkspaceId) -> Result<Option<Installation>, Unavailable> {
        self.install(workspace).await.map(Some)
    }

    async fn install(&self, workspace: &WorkspaceId) -> Result<Installation, Unavailable> {
        Ok(Installation { org: OrgId::new("o"), workspace: workspace.clone() })
    }

    async fn reference(&self, _: &Installation, _: &str) -> Result<Option<Reference>, Unavailable> {
        Ok(None)
    }

    async fn holder(&self, _: &Installation, _: &str) -> Result<Option<String>, Unavailable> {
        Ok(None)
    }

    async fn keep_reference(&self, _: &Installation, _: &Reference) -> Result<(), Unavailable> {
        Ok(())
    }

    async fn meet(&self, _: &Installation, _: &[Reference]) -> Result<Vec<String>, Unavailable> {
        Ok(Vec::new())
    }

    async fn channel_of(&self, _: &Installation, _: &str) -> Result<Option<Reference>, Unavailable> {
        Ok(None)
    }

    async fn statement(
        &self,
        _: &Installation,
        _: &PlaceId,
    ) -> Result<Option<ChannelStatement>, Unavailable> {
        Ok(None)
    }

    async fn circles_of(&self, _: &Installation, _: &AccountId) -> Result<Vec<String>, Unavailable> {
        Ok(Vec::new())
    }

    async fn channels(&self, _: &Installation, _: &Wanted<'_>) -> Result<Vec<Reference>, Unavailable> {
        Ok(Vec::new())
    }
}

fn door() -> (tokio::runtime::Runtime, Router) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let settings = TeamsSettings {
        password_expires: None,
        app_id: "11111111-2222-3333-4444-555555555555".to_owned(),
        password: None,
        tenant: None,
        other_tenants: vec!["*".to_owned()],
        cloud: Cloud::Public,
        login_url: "http://127.0.0.1:9/".parse().unwrap(),
        openid_url: "http://127.0.0.1:9/".parse().unwrap(),
        allowed_hosts: vec!["127.0.0.1".to_owned(), "smba.trafficmanager.net".to_owned()],
        // Whoever has a token is let in; what it says is what is tried here.
        unauthenticated: true,
    };
    let clock = Clock::standing(DateTime::from_timestamp(1_700_000_000, 0).unwrap());
    let door = TeamsAdapter::new(settings, Arc::new(Anything), clock).unwrap();
    (runtime, router(Arc::new(door), Arc::new(Anything)))
}

thread_local!(static DOOR: RefCell<Option<(tokio::runtime::Runtime, Router)>> = const { RefCell::new(None) });

/// One attempt.
pub fn attempt(bytes: &[u8]) {
    // Nothing is ever sent to a real host from here.
    let body = String::from_utf8_lossy(bytes)
        .replace("smba.trafficmanager.net", "127.0.0.1:9")
        .replace("https://", "http://");
    let request = Request::post("/api/messages").body(Body::from(body)).unwrap();
    DOOR.with_borrow_mut(|slot| {
        let (runtime, router) = slot.get_or_insert_with(door);
        let answer = runtime.block_on(router.clone().oneshot(request)).unwrap();
        assert_ne!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    });
}
