//! `lyceum doctor`: looks at everything that has to be right, and says how to mend what is not.

mod machine;
mod slack;
mod store;

use std::fmt::Write as _;
use std::time::Duration;

use crate::clock::Clock;
use crate::config::Config;
use crate::platforms::teams::{self, DiagnosticError};

/// What was found: one line each, and whether all of it is well.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub lines: String,
    pub ill: bool,
}

impl Findings {
    fn well(&mut self, what: &str) {
        let _ = writeln!(self.lines, "ok    {what}");
    }

    fn ill(&mut self, what: &str, mend: &str) {
        self.ill = true;
        let _ = writeln!(self.lines, "wrong {what}\n      {mend}");
    }

    fn note(&mut self, what: &str) {
        let _ = writeln!(self.lines, "note  {what}");
    }
}

/// Looks at settings, machine, store, credentials, clock and reachability. Makes nothing and changes nothing.
pub(super) async fn examine(config: &Config) -> Findings {
    let mut found = Findings::default();
    found.well("the settings can be read");
    machine::names(&mut found);
    machine::port(config, &mut found).await;
    store::examine(config, &mut found).await;
    machine::index(config, &mut found);
    embeddings(config, &mut found).await;
    slack::examine(config, &mut found).await;
    teams(config, &mut found).await;
    match &config.public_url {
        None => found.note("LYCEUM_PUBLIC_URL is not set: install pages and links need it"),
        Some(url) => {
            let address = url.join("healthz").map_or_else(|_| url.to_string(), Into::into);
            reach(&address, &mut found).await;
        }
    }
    found
}

async fn embeddings(config: &Config, found: &mut Findings) {
    let Some(settings) = &config.embeddings else { return };
    let model = match super::embeddings::model(Some(settings)) {
        Ok(model) => model,
        Err(wrong) => {
            return found.ill(&wrong.to_string(), "the ranking needs no model: take the setting away");
        }
    };
    let Some(model) = model else { return };
    match model.vectors(&["How do I restore a backup?".to_owned()]).await {
        Ok(_) => found.well(&format!("questions have vectors: {}", model.name())),
        Err(error) => found.ill(
            &format!("questions have no vectors: {error}"),
            "see that LYCEUM_EMBEDDINGS_URL, _KEY and _MODEL are right; the ranking goes on without",
        ),
    }
}

async fn teams(config: &Config, found: &mut Findings) {
    let Some(settings) = &config.teams else {
        return found.note("Teams is off: TEAMS_APP_ID is not set");
    };
    if settings.unauthenticated {
        return found
            .note("Teams is not authenticated: TEAMS_UNAUTHENTICATED is for an emulator on this machine");
    }
    if config.slack.is_none() {
        machine::clock(settings.login_url.as_str(), found).await;
    }
    let days_left =
        settings.password_expires.map(|day| (day - Clock::system().now().date_naive()).num_days());
    match days_left {
        Some(..=0) => found.ill(
            "the client secret of Teams has ended, as TEAMS_APP_PASSWORD_EXPIRES says",
            "make a new one in Azure, and set TEAMS_APP_PASSWORD and TEAMS_APP_PASSWORD_EXPIRES",
        ),
        Some(days @ 1..=30) => found.note(&format!("the client secret of Teams ends in {days} days")),
        Some(_) => {}
        None => {
            found.note("TEAMS_APP_PASSWORD_EXPIRES is not set: leads are not told before the secret ends");
        }
    }
    match teams::examine(settings, &Clock::system()).await {
        Ok(()) => found.well("Teams gives us a token, and its keys can be fetched"),
        Err(DiagnosticError::NoToken(why)) => found.ill(
            &format!("Teams gives us no token: {why}"),
            "see that TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID are those of the registration, and that the secret has not run out",
        ),
        Err(DiagnosticError::NoKeys) => found.ill(
            &format!("the keys of Teams' tokens cannot be fetched from {}", settings.openid_url),
            "see that this machine may open connections to it",
        ),
    }
}

async fn reach(address: &str, found: &mut Findings) {
    match machine::is_us(address).await {
        Some(true) => found.well("LYCEUM_PUBLIC_URL leads here"),
        Some(false) => found.ill(
            "LYCEUM_PUBLIC_URL is answered by something else than this bot",
            "see that the proxy passes requests on, and that the bot is running",
        ),
        None => {
            found.ill("LYCEUM_PUBLIC_URL cannot be reached from here", "see that name and proxy are right");
        }
    }
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().timeout(Duration::from_secs(10)).build().unwrap_or_default()
}
