//! The checks: every setting by itself, and all that is wrong told at once.

use std::net::IpAddr;
use std::path::PathBuf;

use ipnet::IpNet;
use url::Url;

use super::{Config, ConfigError, EncryptionKey, Log, Raw};
use crate::platforms::http::is_loopback;

/// What is wrong so far.
#[derive(Default)]
pub(super) struct Checks(Vec<ConfigError>);

impl Checks {
    /// All of them.
    pub(super) fn check(mut self, raw: &Raw) -> Result<Config, Vec<ConfigError>> {
        let listen = raw.lyceum_listen.clone().unwrap_or_else(|| "127.0.0.1:3978".to_owned());
        let listen = self.parse("LYCEUM_LISTEN", &listen, "an address and a port, such as 127.0.0.1:3978");
        let database_url = raw.lyceum_database_url.clone().unwrap_or_else(|| "sqlite://lyceum.db".to_owned());
        let known = ["sqlite:", "postgres://", "postgresql://"];
        if !known.iter().any(|scheme| database_url.starts_with(scheme)) {
            self.wrong("LYCEUM_DATABASE_URL", "must begin with sqlite:// or postgres://");
        }
        let public_url = raw.lyceum_public_url.clone().and_then(|url| {
            let url = self.url("LYCEUM_PUBLIC_URL", &url)?;
            if url.scheme() != "https" && !is_loopback(&url) {
                self.wrong("LYCEUM_PUBLIC_URL", "must begin with https://");
            }
            Some(url)
        });
        let encryption_key = raw.lyceum_encryption_key.clone().and_then(|key| {
            let key = EncryptionKey::from_base64(&key);
            if key.is_none() {
                self.wrong(
                    "LYCEUM_ENCRYPTION_KEY",
                    "must be 32 bytes in base64; `openssl rand -base64 32` makes one",
                );
            }
            key
        });
        let trusted_proxies = self.networks("LYCEUM_TRUSTED_PROXIES", raw.lyceum_trusted_proxies.as_deref());
        let filter = raw.lyceum_log.clone().unwrap_or_else(|| "info".to_owned());
        if filter.parse::<tracing_subscriber::EnvFilter>().is_err() {
            self.wrong("LYCEUM_LOG", "must be a level such as info, or a filter such as lyceum=debug");
        }
        let format = raw.lyceum_log_format.clone().unwrap_or_else(|| "text".to_owned());
        if !matches!(format.as_str(), "text" | "json") {
            self.wrong("LYCEUM_LOG_FORMAT", "must be text or json");
        }
        let embeddings = self.embeddings(raw);
        let slack = self.slack(raw, public_url.as_ref(), encryption_key.is_some());
        let teams = self.teams(raw, listen);
        let (Some(listen), true) = (listen, self.0.is_empty()) else { return Err(self.0) };
        Ok(Config {
            listen,
            database_url,
            index_dir: raw.lyceum_index_dir.as_ref().map(PathBuf::from),
            public_url,
            trusted_proxies,
            encryption_key,
            log: Log { filter, json: format == "json" },
            leads: raw
                .lyceum_leads
                .as_deref()
                .unwrap_or_default()
                .split([',', ' '])
                .filter(|lead| !lead.is_empty())
                .map(str::to_owned)
                .collect(),
            embeddings,
            slack,
            teams,
        })
    }

    /// A setting that is written so.
    pub(super) fn parse<T: std::str::FromStr>(
        &mut self,
        field: &str,
        value: &str,
        wanted: &str,
    ) -> Option<T> {
        let parsed = value.parse().ok();
        if parsed.is_none() {
            self.wrong(field, format!("must be {wanted}"));
        }
        parsed
    }

    /// A setting that is an address.
    pub(super) fn url(&mut self, field: &str, value: &str) -> Option<Url> {
        let url =
            Url::parse(value).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        if url.is_none() {
            self.wrong(field, "must be an address such as https://lyceum.example.com");
        }
        url
    }

    /// A setting that is a list of addresses or networks.
    fn networks(&mut self, field: &str, value: Option<&str>) -> Vec<IpNet> {
        let pieces = value.unwrap_or_default().split([',', ' ']).filter(|piece| !piece.is_empty());
        let read = |piece: &str| piece.parse().or_else(|_| piece.parse::<IpAddr>().map(IpNet::from)).ok();
        let networks: Option<Vec<IpNet>> = pieces.map(read).collect();
        if networks.is_none() {
            self.wrong(
                field,
                "must be addresses or networks, such as 10.1.2.3 or 10.0.0.0/8, with commas between them",
            );
        }
        networks.unwrap_or_default()
    }

    /// A setting that must be there, and why.
    pub(super) fn needed(&mut self, field: &str, value: Option<&str>, why: &str) {
        if value.is_none_or(|value| value.trim().is_empty()) {
            self.wrong(field, format!("is missing: {why}"));
        }
    }

    /// Notes what is wrong.
    pub(super) fn wrong(&mut self, field: &str, problem: impl Into<String>) {
        self.0.push(ConfigError { field: field.to_owned(), problem: problem.into() });
    }
}
