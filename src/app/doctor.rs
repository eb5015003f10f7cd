//! `lyceum doctor`: looks at everything that has to be right, and says how to mend what is not.

use std::fmt::Write as _;
use std::time::Duration;

use crate::chat::Undelivered;
use crate::clock::Clock;
use crate::config::Config;
use crate::people::{ChannelStore, PeopleStore};
use crate::platforms::slack;
use crate::platforms::teams::{self, Unwell};
use crate::store::Db;

/// A clock that is off by more than this makes signatures fail.
const OFF: u64 = 60;

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

/// Looks at settings, store, credentials, clock and reachability.
pub(super) async fn examine(config: &Config) -> Findings {
    let mut found = Findings::default();
    found.well("the settings can be read");
    store(config, &mut found).await;
    meaning(config, &mut found).await;
    match &config.slack {
        None => found.note("Slack is off: SLACK_SIGNING_SECRET is not set"),
        Some(settings) => {
            if settings.bot_token.is_some() {
                match slack::who_am_i(settings).await {
                    Ok(me) => {
                        let name = me.name.unwrap_or_default();
                        found.well(&format!("Slack accepts the token, for the workspace {name}"));
                    }
                    Err(Undelivered::Refused(_)) => found.ill(
                        "Slack does not accept SLACK_BOT_TOKEN",
                        "copy it again from your app's page, OAuth & Permissions",
                    ),
                    Err(error) => found.ill(
                        &format!("Slack cannot be reached at {}: {error}", settings.api_url),
                        "see that this machine may open connections to it",
                    ),
                }
            }
            clock(settings.api_url.as_str(), &mut found).await;
        }
    }
    teams(config, &mut found).await;
    match &config.public_url {
        None => found.note("LYCEUM_PUBLIC_URL is not set: install pages and links need it"),
        Some(url) => {
            reach(url.join("healthz").map_or_else(|_| url.to_string(), Into::into), &mut found).await;
        }
    }
    found
}

async fn meaning(config: &Config, found: &mut Findings) {
    let Some(settings) = &config.meaning else { return };
    let model = match super::meaning::model(Some(settings)) {
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
    match teams::examine(settings, &Clock::system()).await {
        Ok(()) => found.well("Teams gives us a token, and its keys can be fetched"),
        Err(Unwell::NoToken(why)) => found.ill(
            &format!("Teams gives us no token: {why}"),
            "see that TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID are those of the registration, and that the secret has not run out",
        ),
        Err(Unwell::NoKeys) => found.ill(
            &format!("the keys of Teams' tokens cannot be fetched from {}", settings.openid_url),
            "see that this machine may open connections to it",
        ),
    }
}

async fn store(config: &Config, found: &mut Findings) {
    let db = match Db::open(&config.database_url).await {
        Ok(db) => db,
        Err(error) => {
            return found.ill(
                &format!("the store does not open: {error}"),
                "see that LYCEUM_DATABASE_URL is right and that the server is up",
            );
        }
    };
    found.well("the store answers");
    match db.is_ready().await {
        Ok(()) => found.well("its schema is up to date"),
        Err(_) => found.note("its schema is brought up to date at the next start"),
    }
    if let Ok(mut tx) = db.read().await
        && let Ok(orgs) = tx.orgs().await
    {
        for org in orgs {
            match tx.leads(&org).await {
                Ok(leads) if leads.is_empty() => found.ill(
                    &format!("the company {org} has no lead"),
                    "name one in LYCEUM_LEADS, by e-mail address or account id",
                ),
                _ => found.well(&format!("the company {org} has a lead")),
            }
        }
    }
    db.close().await;
}

async fn clock(address: &str, found: &mut Findings) {
    let answer = client().get(address).send().await.ok();
    let date = answer.as_ref().and_then(|answer| answer.headers().get("date")?.to_str().ok());
    let Some(there) = date.and_then(|date| chrono::DateTime::parse_from_rfc2822(date).ok()) else { return };
    let off = (Clock::system().now() - there.to_utc()).num_seconds().unsigned_abs();
    if off > OFF {
        found.ill(
            &format!("this machine's clock is off by {off} seconds"),
            "switch time synchronisation on; signatures fail with a wrong clock",
        );
    } else {
        found.well("the clock is right");
    }
}

async fn reach(address: String, found: &mut Findings) {
    match client().get(&address).send().await {
        Ok(answer) if answer.status().is_success() => found.well("LYCEUM_PUBLIC_URL leads here"),
        Ok(answer) => found.ill(
            &format!("LYCEUM_PUBLIC_URL answers with status {}", answer.status().as_u16()),
            "see that the proxy passes requests on, and that the bot is running",
        ),
        Err(_) => {
            found.ill("LYCEUM_PUBLIC_URL cannot be reached from here", "see that name and proxy are right");
        }
    }
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().timeout(Duration::from_secs(10)).build().unwrap_or_default()
}
