//! Any bytes, rightly signed, as events, commands and interactions of Slack: never a panic, never a status of 500.

use std::cell::RefCell;
use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use lyceum::chat::{Event, Inbox, OrgId, Receipt, Unavailable, WorkspaceId};
use lyceum::clock::Clock;
use lyceum::platforms::slack::{
    Installation, Installations, NewInstallation, SlackAdapter, SlackSettings, router,
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
impl Installations for Anything {
    async fn by_workspace(&self, workspace: &WorkspaceId) -> Result<Option<Installation>, Unavailable> {
        Ok(Some(Installation {
            org: OrgId::new("o"),
            workspace: workspace.clone(),
            enterprise: None,
            team: None,
            bot_token: "x".to_owned().into(),
            bot_user: "UBOT".to_owned(),
            bot_id: Some("B1".to_owned()),
            app_id: None,
            scopes: Vec::new(),
        }))
    }

    async fn save(&self, _: NewInstallation) -> Result<Installation, Unavailable> {
        Err(Unavailable)
    }

    async fn revoke(&self, _: &WorkspaceId) -> Result<(), Unavailable> {
        Ok(())
    }

    async fn keep_state(&self, _: &str, _: DateTime<Utc>) -> Result<(), Unavailable> {
        Ok(())
    }

    async fn take_state(&self, _: &str, _: DateTime<Utc>) -> Result<bool, Unavailable> {
        Ok(false)
    }
}

const NOW: i64 = 1_700_000_000;

fn door() -> (tokio::runtime::Runtime, Router) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let settings = SlackSettings {
        signing_secret: "s".to_owned().into(),
        bot_token: None,
        client_id: None,
        client_secret: None,
        app_token: None,
        api_url: "http://127.0.0.1:9/api".parse().unwrap(),
        public_url: None,
    };
    let clock = Clock::standing(DateTime::from_timestamp(NOW, 0).unwrap());
    let door = SlackAdapter::new(settings, Arc::new(Anything), clock).unwrap();
    (runtime, router(Arc::new(door), Arc::new(Anything)))
}

thread_local!(static DOOR: RefCell<Option<(tokio::runtime::Runtime, Router)>> = const { RefCell::new(None) });

/// One attempt.
pub fn attempt(bytes: &[u8]) {
    let Some((kind, body)) = bytes.split_first() else { return };
    let content = if kind % 2 == 0 { "application/json" } else { "application/x-www-form-urlencoded" };
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(b"s").unwrap();
    mac.update(format!("v0:{NOW}:").as_bytes());
    mac.update(body);
    let signature = format!("v0={}", hex::encode(mac.finalize().into_bytes()));
    let request = Request::post("/slack/events")
        .header("content-type", content)
        .header("x-slack-request-timestamp", NOW.to_string())
        .header("x-slack-signature", signature)
        .body(Body::from(body.to_vec()))
        .unwrap();
    DOOR.with_borrow_mut(|slot| {
        let (runtime, router) = slot.get_or_insert_with(door);
        let answer = runtime.block_on(router.clone().oneshot(request)).unwrap();
        assert_ne!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_ne!(answer.status(), StatusCode::UNAUTHORIZED);
    });
}
