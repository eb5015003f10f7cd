//! The settings of Microsoft Teams.

use std::net::SocketAddr;

use chrono::NaiveDate;
use secrecy::SecretString;
use url::Url;

use super::Raw;
use super::checks::Checks;
use crate::platforms::http::is_loopback;
use crate::platforms::teams::{Cloud, TeamsSettings};

impl Checks {
    /// Teams, if it is switched on.
    pub(super) fn teams(&mut self, raw: &Raw, listen: Option<SocketAddr>) -> Option<TeamsSettings> {
        let unauthenticated = match raw.teams_unauthenticated.as_deref().map(str::trim) {
            None | Some("" | "false") => false,
            Some("true") => true,
            Some(_) => {
                self.wrong("TEAMS_UNAUTHENTICATED", "must be true or false");
                false
            }
        };
        if unauthenticated && listen.is_some_and(|listen| !listen.ip().is_loopback()) {
            self.wrong("TEAMS_UNAUTHENTICATED", "is only for this machine: LYCEUM_LISTEN must be 127.0.0.1");
        }
        let app_id = raw.teams_app_id.as_deref().map(str::trim)?.to_owned();
        let why = "it stands at your registration in the Teams Developer Portal or in Azure";
        self.needed("TEAMS_APP_ID", Some(&app_id), why);
        if !unauthenticated {
            self.needed("TEAMS_APP_PASSWORD", raw.teams_app_password.as_deref(), why);
            self.needed("TEAMS_TENANT_ID", raw.teams_tenant_id.as_deref(), why);
        }
        let named = raw.teams_cloud.as_deref().unwrap_or("public");
        let Some(cloud) = Cloud::named(named) else {
            self.wrong("TEAMS_CLOUD", "must be public, gcch, dod or china");
            return None;
        };
        let login_url =
            self.service("TEAMS_LOGIN_URL", raw.teams_login_url.as_deref().unwrap_or(cloud.login_url()));
        let openid_url =
            self.service("TEAMS_OPENID_URL", raw.teams_openid_url.as_deref().unwrap_or(cloud.openid_url()));
        let list = |text: &str| -> Vec<String> {
            let pieces = text.split([',', ' ']).map(str::trim).filter(|piece| !piece.is_empty());
            pieces.map(str::to_lowercase).collect()
        };
        let allowed_hosts = match &raw.teams_allowed_hosts {
            Some(hosts) => list(hosts),
            None => cloud.allowed_hosts().iter().map(|host| (*host).to_owned()).collect(),
        };
        let expires = raw.teams_app_password_expires.as_deref().map(str::trim).filter(|day| !day.is_empty());
        let password_expires = expires.and_then(|day| {
            let day = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok();
            if day.is_none() {
                self.wrong("TEAMS_APP_PASSWORD_EXPIRES", "must be a day such as 2027-01-31");
            }
            day
        });
        Some(TeamsSettings {
            app_id,
            password_expires,
            password: raw.teams_app_password.clone().map(SecretString::from),
            tenant: raw.teams_tenant_id.as_deref().map(|tenant| tenant.trim().to_owned()),
            other_tenants: raw.teams_other_tenants.as_deref().map(list).unwrap_or_default(),
            cloud,
            login_url: login_url?,
            openid_url: openid_url?,
            allowed_hosts,
            unauthenticated,
        })
    }

    fn service(&mut self, field: &str, address: &str) -> Option<Url> {
        let url = self.url(field, address)?;
        if url.scheme() != "https" && !is_loopback(&url) {
            self.wrong(field, "must begin with https://, unless it is on this machine");
        }
        Some(url)
    }
}
