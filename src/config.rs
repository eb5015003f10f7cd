//! All settings: read once, from the environment and `lyceum.toml`, and checked whole before anything starts.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use figment::Figment;
use figment::providers::{Env, Format, Toml};
use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use crate::platforms::slack::SlackSettings;

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
    /// Encrypts tokens in the store.
    pub encryption_key: Option<EncryptionKey>,
    /// How much is logged, and how.
    pub log: Log,
    /// E-mail addresses and account ids of those who set the bot up.
    pub leads: Vec<String>,
    /// Slack, if it is switched on.
    pub slack: Option<SlackSettings>,
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
pub struct Wrong {
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
    lyceum_encryption_key: Option<String>,
    lyceum_log: Option<String>,
    lyceum_log_format: Option<String>,
    lyceum_leads: Option<String>,
    slack_signing_secret: Option<String>,
    slack_bot_token: Option<String>,
    slack_client_id: Option<String>,
    slack_client_secret: Option<String>,
    slack_app_token: Option<String>,
    slack_api_url: Option<String>,
}

const NAMES: [&str; 14] = [
    "lyceum_listen",
    "lyceum_database_url",
    "lyceum_index_dir",
    "lyceum_public_url",
    "lyceum_encryption_key",
    "lyceum_log",
    "lyceum_log_format",
    "lyceum_leads",
    "slack_signing_secret",
    "slack_bot_token",
    "slack_client_id",
    "slack_client_secret",
    "slack_app_token",
    "slack_api_url",
];

impl Config {
    /// Reads the environment and, below it, `lyceum.toml` in the working directory.
    ///
    /// # Errors
    /// All that is wrong, not only the first.
    pub fn read() -> Result<Self, Vec<Wrong>> {
        let environment = Env::raw().filter(|name| NAMES.contains(&name.as_str().to_lowercase().as_str()));
        let mut figment = Figment::new();
        if Path::new(FILE).exists() {
            figment = figment.merge(Toml::file_exact(FILE));
        }
        Self::from(&figment.merge(strings(&environment)))
    }

    fn from(figment: &Figment) -> Result<Self, Vec<Wrong>> {
        let raw: Raw = figment.extract().map_err(|error| {
            error
                .into_iter()
                .map(|error| Wrong {
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
        Checks::default().check(raw)
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

#[derive(Default)]
struct Checks(Vec<Wrong>);

impl Checks {
    fn check(mut self, raw: Raw) -> Result<Config, Vec<Wrong>> {
        let listen = raw.lyceum_listen.unwrap_or_else(|| "127.0.0.1:3978".to_owned());
        let listen = self.parse("LYCEUM_LISTEN", &listen, "an address and a port, such as 127.0.0.1:3978");
        let database_url = raw.lyceum_database_url.unwrap_or_else(|| "sqlite://lyceum.db".to_owned());
        let known = ["sqlite:", "postgres://", "postgresql://"];
        if !known.iter().any(|scheme| database_url.starts_with(scheme)) {
            self.wrong("LYCEUM_DATABASE_URL", "must begin with sqlite:// or postgres://");
        }
        let public_url = raw.lyceum_public_url.and_then(|url| {
            let url = self.url("LYCEUM_PUBLIC_URL", &url)?;
            if url.scheme() != "https" && !is_loopback(&url) {
                self.wrong("LYCEUM_PUBLIC_URL", "must begin with https://");
            }
            Some(url)
        });
        let encryption_key = raw.lyceum_encryption_key.and_then(|key| {
            let key = EncryptionKey::from_base64(&key);
            if key.is_none() {
                self.wrong(
                    "LYCEUM_ENCRYPTION_KEY",
                    "must be 32 bytes in base64; `openssl rand -base64 32` makes one",
                );
            }
            key
        });
        let filter = raw.lyceum_log.unwrap_or_else(|| "info".to_owned());
        if filter.parse::<tracing_subscriber::EnvFilter>().is_err() {
            self.wrong("LYCEUM_LOG", "must be a level such as info, or a filter such as lyceum=debug");
        }
        let format = raw.lyceum_log_format.unwrap_or_else(|| "text".to_owned());
        if !matches!(format.as_str(), "text" | "json") {
            self.wrong("LYCEUM_LOG_FORMAT", "must be text or json");
        }
        let slack = raw.slack_signing_secret.map(|signing_secret| {
            let api_url = raw.slack_api_url.unwrap_or_else(|| "https://slack.com/api".to_owned());
            let api_url = self.url("SLACK_API_URL", &api_url);
            if api_url.as_ref().is_some_and(|url| url.scheme() != "https" && !is_loopback(url)) {
                self.wrong("SLACK_API_URL", "must begin with https://, unless it is on this machine");
            }
            if signing_secret.trim().is_empty() {
                self.wrong("SLACK_SIGNING_SECRET", "is empty; it stands in your app's settings under Basic Information");
            }
            let oauth = raw.slack_client_id.is_some() || raw.slack_client_secret.is_some();
            if raw.slack_bot_token.is_none() && !oauth {
                self.wrong(
                    "SLACK_BOT_TOKEN",
                    "is missing: set it for one workspace, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for many",
                );
            }
            if oauth {
                self.needed("SLACK_CLIENT_ID", raw.slack_client_id.as_deref());
                self.needed("SLACK_CLIENT_SECRET", raw.slack_client_secret.as_deref());
                if public_url.is_none() {
                    self.wrong("LYCEUM_PUBLIC_URL", "is missing: people install the app at this address");
                }
                if encryption_key.is_none() {
                    self.wrong("LYCEUM_ENCRYPTION_KEY", "is missing: tokens of workspaces are stored encrypted");
                }
            }
            (signing_secret, api_url)
        });
        let (Some(listen), true) = (listen, self.0.is_empty()) else { return Err(self.0) };
        let slack = slack.and_then(|(signing_secret, api_url)| {
            Some(SlackSettings {
                signing_secret: signing_secret.into(),
                bot_token: raw.slack_bot_token.map(SecretString::from),
                client_id: raw.slack_client_id,
                client_secret: raw.slack_client_secret.map(SecretString::from),
                app_token: raw.slack_app_token.map(SecretString::from),
                api_url: api_url?,
                public_url: public_url.clone(),
            })
        });
        Ok(Config {
            listen,
            database_url,
            index_dir: raw.lyceum_index_dir.map(PathBuf::from),
            public_url,
            encryption_key,
            log: Log { filter, json: format == "json" },
            leads: raw
                .lyceum_leads
                .unwrap_or_default()
                .split([',', ' '])
                .filter(|lead| !lead.is_empty())
                .map(str::to_owned)
                .collect(),
            slack,
        })
    }

    fn parse<T: std::str::FromStr>(&mut self, field: &str, value: &str, wanted: &str) -> Option<T> {
        let parsed = value.parse().ok();
        if parsed.is_none() {
            self.wrong(field, format!("must be {wanted}"));
        }
        parsed
    }

    fn url(&mut self, field: &str, value: &str) -> Option<Url> {
        let url =
            Url::parse(value).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        if url.is_none() {
            self.wrong(field, "must be an address such as https://lyceum.example.com");
        }
        url
    }

    fn needed(&mut self, field: &str, value: Option<&str>) {
        if value.is_none_or(|value| value.trim().is_empty()) {
            self.wrong(field, "is missing: it is needed for installing by OAuth");
        }
    }

    fn wrong(&mut self, field: &str, problem: impl Into<String>) {
        self.0.push(Wrong { field: field.to_owned(), problem: problem.into() });
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &str) -> Result<Config, Vec<Wrong>> {
        Config::from(&Figment::new().merge(Toml::string(lines)))
    }

    fn wrong(lines: &str) -> String {
        let wrongs = read(lines).unwrap_err();
        wrongs.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn nothing_set_is_a_start() {
        let config = read("").unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:3978");
        assert_eq!(config.database_url, "sqlite://lyceum.db");
        assert_eq!(config.index_dir_for(&config.database_url), Some(PathBuf::from("lyceum.index")));
        assert_eq!(config.index_dir_for("sqlite::memory:"), None);
        assert!(config.slack.is_none());
    }

    #[test]
    fn each_wrong_setting_is_named_and_no_secret_is_shown() {
        insta::assert_snapshot!(wrong(
            "lyceum_listen = 'here'\nlyceum_database_url = 'mysql://x'\nlyceum_encryption_key = 'c2VjcmV0'\n\
             lyceum_log_format = 'xml'\nslack_signing_secret = 'shh'\nslack_api_url = 'http://slack.example'"
        ), @"
        LYCEUM_LISTEN: must be an address and a port, such as 127.0.0.1:3978
        LYCEUM_DATABASE_URL: must begin with sqlite:// or postgres://
        LYCEUM_ENCRYPTION_KEY: must be 32 bytes in base64; `openssl rand -base64 32` makes one
        LYCEUM_LOG_FORMAT: must be text or json
        SLACK_API_URL: must begin with https://, unless it is on this machine
        SLACK_BOT_TOKEN: is missing: set it for one workspace, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for many
        ");
        assert!(wrong("lyceum_lisen = 'x'").contains("no setting called `lyceum_lisen`"));
        assert!(wrong("lyceum_listen = 3978").starts_with("LYCEUM_LISTEN: must be"));
    }

    #[test]
    fn many_workspaces_need_a_key_and_an_address() {
        let found = wrong("slack_signing_secret = 'shh'\nslack_client_id = '1.2'");
        assert!(found.contains("SLACK_CLIENT_SECRET"), "{found}");
        assert!(found.contains("LYCEUM_PUBLIC_URL"), "{found}");
        assert!(found.contains("LYCEUM_ENCRYPTION_KEY"), "{found}");
        assert!(!found.contains("shh"), "{found}");
    }
}
