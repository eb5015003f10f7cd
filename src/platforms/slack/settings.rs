//! What has to be known to speak with Slack.

use secrecy::SecretString;
use url::Url;

/// What has to be known to speak with Slack. `config` reads it; nothing here reads the environment.
#[derive(Clone, Debug)]
pub struct SlackSettings {
    /// Proves that a request comes from Slack.
    pub signing_secret: SecretString,
    /// The token of the one workspace, where there is only one.
    pub bot_token: Option<SecretString>,
    /// The app's id, for installing by OAuth.
    pub client_id: Option<String>,
    /// The app's secret, for installing by OAuth.
    pub client_secret: Option<SecretString>,
    /// Switches Socket Mode on: development behind a firewall.
    pub app_token: Option<SecretString>,
    /// `https://slack.com/api`, or an emulator's.
    pub api_url: Url,
    /// Where Slack and browsers reach us.
    pub public_url: Option<Url>,
}

/// Settings nothing can be built from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSettings {
    /// An empty secret would let everybody in.
    #[error("SLACK_SIGNING_SECRET is empty")]
    EmptySecret,
    /// Not an address requests can be sent to.
    #[error("SLACK_API_URL must be an http or https address")]
    ApiUrl,
    /// The HTTP client could not be built.
    #[error("the HTTP client for Slack could not be built")]
    Client,
}
