//! All settings: read once, from the environment and `lyceum.toml`, and checked whole before anything starts.

mod checks;
mod embeddings;
mod names;
mod slack;
mod teams;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use figment::Figment;
use figment::providers::{Env, Format, Toml};
use ipnet::IpNet;
use serde::Deserialize;
use url::Url;

use checks::Checks;
use names::NAMES;

pub use names::Misspelt;

use crate::embeddings::EmbeddingSettings;
use crate::platforms::slack::SlackSettings;
use crate::platforms::teams::TeamsSettings;

/// The settings file, in the working directory.
const FILE: &str = "lyceum.toml";

/// Settings that can be started with.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The store's address.
    pub database_url: String,
    /// Where the index is kept; beside the SQLite file, or `lyceum-index`.
    pub index_dir: Option<PathBuf>,
    /// Where we are reached from outside.
    pub public_url: Option<Url>,
    /// Networks whose connections are many people's, as a proxy's are. This machine is one without being named.
    pub trusted_proxies: Vec<IpNet>,
    /// Encrypts tokens in the store.
    pub encryption_key: Option<EncryptionKey>,
    /// How much is logged, and how.
    pub log: Log,
    /// E-mail addresses and account ids of those who set the bot up.
    pub leads: Vec<String>,
    /// The model of what questions mean, if one is set.
    pub embeddings: Option<EmbeddingSettings>,
    /// Slack, if it is switched on.
    pub slack: Option<SlackSettings>,
    /// Teams, if it is switched on.
    pub teams: Option<TeamsSettings>,
}

/// How to log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// A filter such as `info` or `lyceum=debug`.
    pub filter: String,
    /// One JSON document a line.
    pub json: bool,
}

/// 32 bytes that are never printed.
#[derive(Clone)]
pub struct EncryptionKey([u8; 32]);

impl EncryptionKey {
    /// Reads 32 bytes in base64; none if they are not that.
    pub fn from_base64(text: &str) -> Option<Self> {
        let bytes = base64::engine::general_purpose::STANDARD.decode(text.trim()).ok()?;
        <[u8; 32]>::try_from(bytes).ok().map(Self)
    }

    /// The key in clear, for whoever encrypts.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for EncryptionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EncryptionKey(..)")
    }
}

/// A setting that is wrong or missing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct ConfigError {
    /// Its name, as in the environment.
    pub field: String,
    /// What is wrong, and what it should be. Never the value of a secret.
    pub problem: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    lyceum_listen: Option<String>,
    lyceum_database_url: Option<String>,
    lyceum_index_dir: Option<String>,
    lyceum_public_url: Option<String>,
    lyceum_trusted_proxies: Option<String>,
    lyceum_encryption_key: Option<String>,
    lyceum_log: Option<String>,
    lyceum_log_format: Option<String>,
    lyceum_leads: Option<String>,
    lyceum_embeddings_path: Option<String>,
    lyceum_embeddings_url: Option<String>,
    lyceum_embeddings_key: Option<String>,
    lyceum_embeddings_model: Option<String>,
    slack_signing_secret: Option<String>,
    slack_bot_token: Option<String>,
    slack_client_id: Option<String>,
    slack_client_secret: Option<String>,
    slack_app_token: Option<String>,
    slack_api_url: Option<String>,
    teams_app_id: Option<String>,
    teams_app_password: Option<String>,
    teams_app_password_expires: Option<String>,
    teams_tenant_id: Option<String>,
    teams_other_tenants: Option<String>,
    teams_cloud: Option<String>,
    teams_login_url: Option<String>,
    teams_openid_url: Option<String>,
    teams_allowed_hosts: Option<String>,
    teams_unauthenticated: Option<String>,
}

impl Config {
    /// Reads the environment and, below it, `lyceum.toml` in the working directory.
    ///
    /// # Errors
    /// All that is wrong, not only the first.
    pub fn read() -> Result<Self, Vec<ConfigError>> {
        let environment = Env::raw().filter(|name| NAMES.contains(&name.as_str().to_lowercase().as_str()));
        let mut figment = Figment::new();
        if Path::new(FILE).exists() {
            figment = figment.merge(Toml::file_exact(FILE));
        }
        Self::from(&figment.merge(strings(&environment)))
    }

    fn from(figment: &Figment) -> Result<Self, Vec<ConfigError>> {
        let raw: Raw = figment.extract().map_err(|error| {
            error
                .into_iter()
                .map(|error| ConfigError {
                    field: error.path.first().map_or_else(|| FILE.to_owned(), |name| name.to_uppercase()),
                    problem: match error.kind {
                        figment::error::Kind::UnknownField(field, _) => {
                            format!("there is no setting called `{field}`")
                        }
                        figment::error::Kind::InvalidType(_, wanted) => {
                            format!("must be {wanted}, in quotation marks")
                        }
                        kind => kind.to_string(),
                    },
                })
                .collect::<Vec<_>>()
        })?;
        Checks::default().check(&raw)
    }

    /// Where the index is kept for a store: none for one in memory.
    pub fn index_dir_for(&self, database_url: &str) -> Option<PathBuf> {
        if let Some(dir) = &self.index_dir {
            return Some(dir.clone());
        }
        if database_url.contains(":memory:") {
            return None;
        }
        let file = database_url.strip_prefix("sqlite://").map(|rest| rest.split('?').next().unwrap_or(rest));
        Some(match file {
            Some(file) => Path::new(file).with_extension("index"),
            None => PathBuf::from("lyceum-index"),
        })
    }
}

/// Environment variables as they stand: `123` stays text.
fn strings(environment: &Env) -> figment::providers::Serialized<std::collections::BTreeMap<String, String>> {
    let values = environment.iter().map(|(name, value)| (name.as_str().to_lowercase(), value)).collect();
    figment::providers::Serialized::defaults(values)
}
