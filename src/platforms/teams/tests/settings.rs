//! Settings that lead to a pretended Microsoft on this machine.

use chrono::{DateTime, Utc};
use wiremock::MockServer;

use crate::platforms::teams::{Cloud, TeamsSettings};

pub(super) const APP: &str = "11111111-2222-3333-4444-555555555555";
pub(super) const TENANT: &str = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";
pub(super) const NOW: i64 = 1_700_000_000;

pub(super) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(NOW, 0).unwrap()
}

pub(super) fn settings(server: &MockServer) -> TeamsSettings {
    rustls::crypto::ring::default_provider().install_default().ok();
    TeamsSettings {
        password_expires: None,
        app_id: APP.to_owned(),
        password: Some("a secret & more".into()),
        tenant: Some(TENANT.to_owned()),
        other_tenants: Vec::new(),
        cloud: Cloud::Public,
        login_url: format!("{}/login", server.uri()).parse().unwrap(),
        openid_url: format!("{}/openid", server.uri()).parse().unwrap(),
        allowed_hosts: vec!["127.0.0.1".to_owned()],
        unauthenticated: false,
    }
}
