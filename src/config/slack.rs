//! The settings of Slack.

use secrecy::SecretString;
use url::Url;

use super::Raw;
use super::checks::Checks;
use crate::platforms::http::is_loopback;
use crate::platforms::slack::SlackSettings;

impl Checks {
    /// Slack, if it is switched on.
    pub(super) fn slack(
        &mut self,
        raw: &Raw,
        public_url: Option<&Url>,
        can_encrypt: bool,
    ) -> Option<SlackSettings> {
        let signing_secret = raw.slack_signing_secret.clone()?;
        let api_url = raw.slack_api_url.as_deref().unwrap_or("https://slack.com/api");
        let api_url = self.url("SLACK_API_URL", api_url);
        if api_url.as_ref().is_some_and(|url| url.scheme() != "https" && !is_loopback(url)) {
            self.wrong("SLACK_API_URL", "must begin with https://, unless it is on this machine");
        }
        if signing_secret.trim().is_empty() {
            self.wrong(
                "SLACK_SIGNING_SECRET",
                "is empty; it stands in your app's settings under Basic Information",
            );
        }
        let oauth = raw.slack_client_id.is_some() || raw.slack_client_secret.is_some();
        if raw.slack_bot_token.is_none() && !oauth {
            self.wrong(
                "SLACK_BOT_TOKEN",
                "is missing: set it for one workspace, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for many",
            );
        }
        if oauth {
            let why = "it is needed for installing by OAuth";
            self.needed("SLACK_CLIENT_ID", raw.slack_client_id.as_deref(), why);
            self.needed("SLACK_CLIENT_SECRET", raw.slack_client_secret.as_deref(), why);
            if public_url.is_none() {
                self.wrong("LYCEUM_PUBLIC_URL", "is missing: people install the app at this address");
            }
            if !can_encrypt {
                self.wrong("LYCEUM_ENCRYPTION_KEY", "is missing: tokens of workspaces are stored encrypted");
            }
        }
        Some(SlackSettings {
            signing_secret: signing_secret.into(),
            bot_token: raw.slack_bot_token.clone().map(SecretString::from),
            client_id: raw.slack_client_id.clone(),
            client_secret: raw.slack_client_secret.clone().map(SecretString::from),
            app_token: raw.slack_app_token.clone().map(SecretString::from),
            api_url: api_url?,
            public_url: public_url.cloned(),
        })
    }
}
