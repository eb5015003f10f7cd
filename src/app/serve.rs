//! `lyceum serve`: the bot, on the platforms that are configured.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::response::Html;
use axum::routing::get;
use tokio::sync::{RwLock, watch};

use super::embeddings;
use super::http::{self, Terms};
use super::inbox::CountingInbox;
use super::installations::{ONLY_COMPANY, StoredInstallations, name_leads};
use super::secret;
use super::tenants::StoredTenants;
use super::vault::Vault;
use crate::bot::{Ids, Lanes, Machine, Registry, Setup};
use crate::chat::{OrgId, Platform, Reason, Undelivered};
use crate::clock::Clock;
use crate::config::{Config, ConfigError};
use crate::platforms::slack::{self, SlackAdapter};
use crate::platforms::teams::{self, TeamsAdapter};
use crate::search::Search;
use crate::store::Db;

/// How long between two attempts to learn whose token it is.
const RETRY: Duration = Duration::from_secs(15);
/// How long everything may take to end: service managers often wait for twenty seconds or a little more.
const GRACE: Duration = Duration::from_secs(17);
/// How often the index reads what it has not read yet, and writes what it keeps.
const MAINTAIN: Duration = Duration::from_secs(5);

/// Serves until the program is told to stop.
///
/// # Errors
/// When something is missing that it cannot start without; [`ConfigError`] if that is a setting.
pub(super) async fn serve(config: Config) -> anyhow::Result<()> {
    let listener = http::bind(config.listen)?;
    let db = Db::open(&config.database_url).await.context("LYCEUM_DATABASE_URL")?;
    db.migrate().await?;
    let clock = Clock::system();
    let ids = Ids::random();
    let search = embeddings::search(&config)?;
    let mut platforms: BTreeMap<&'static str, Arc<dyn Platform>> = BTreeMap::new();
    let installations = Arc::new(StoredInstallations {
        db: db.clone(),
        vault: config.encryption_key.as_ref().map(Vault::new),
        ids: ids.clone(),
        clock: clock.clone(),
        from_settings: RwLock::default(),
    });
    let adapter = match &config.slack {
        Some(settings) => {
            let adapter = SlackAdapter::new(settings.clone(), installations.clone(), clock.clone())?;
            let adapter = Arc::new(adapter);
            platforms.insert("slack", adapter.clone());
            Some(adapter)
        }
        None => None,
    };
    let teams = match &config.teams {
        Some(settings) => {
            let home = settings.tenant.as_ref().map(|tenant| teams::workspace(tenant));
            let tenants =
                Arc::new(StoredTenants { db: db.clone(), clock: clock.clone(), home: home.clone() });
            let adapter = Arc::new(TeamsAdapter::new(settings.clone(), tenants.clone(), clock.clone())?);
            platforms.insert("teams", adapter.clone());
            if let Some(home) = home {
                let org = tenants.take_home(&home, &config.leads, &ids).await?;
                let ends = settings.password_expires;
                if let Some(day) = ends.filter(|day| *day <= clock.now().date_naive()) {
                    tracing::warn!(%day, "the client secret of Teams has ended, as TEAMS_APP_PASSWORD_EXPIRES says");
                }
                secret::watch(&db, &ids, (&org, &home), ends, clock.now()).await?;
            }
            tenants.fold_names().await?;
            Some(adapter)
        }
        None => None,
    };
    let machine = Machine::new(Setup {
        db: db.clone(),
        clock: clock.clone(),
        search: search.clone(),
        registry: Arc::new(Registry::of(crate::features::all()).map_err(anyhow::Error::msg)?),
        platforms,
        ids: ids.clone(),
        address: config.public_url.as_ref().map(|url| Arc::from(url.as_str())),
    });
    let inbox = Arc::new(CountingInbox::new(Lanes::open(&machine), clock.clone()));
    let (stopper, stop) = watch::channel(false);
    let mut routes = http::common(machine.clone(), db.clone(), inbox.clone()).route("/", get(front_page));
    if let Some(adapter) = adapter {
        let slack = join_slack(&config, adapter, inbox.clone(), installations, &stop).await?;
        routes = routes.merge(slack);
    } else if teams.is_none() {
        tracing::warn!(
            "no platform is configured; set SLACK_SIGNING_SECRET or TEAMS_APP_ID, or try `lyceum playground`"
        );
    }
    if let Some(adapter) = teams {
        routes = routes.merge(teams::router(adapter, inbox));
    }
    let work = tokio::spawn({
        let (machine, stop) = (machine.clone(), stop.clone());
        async move { machine.run(stop).await }
    });
    let index = tokio::spawn(maintain(search, db.clone(), clock, stop.clone()));
    tokio::spawn(async move {
        shutdown_signal().await;
        let _ = stopper.send(true);
    });
    tracing::info!(listen = %config.listen, "Lyceum is up");
    let street = Terms::of_the_street(config.trusted_proxies.clone());
    let late = stop.clone();
    let all = async {
        http::serve(listener, routes, street, stop).await;
        let _ = tokio::join!(work, index);
        db.close().await;
    };
    in_time(all, late).await;
    tracing::info!("Lyceum is down");
    Ok(())
}

/// Waits for the end of `all`, and, once the program is told to stop, not longer than whoever stopped it waits: a store
/// or a platform that says nothing any more is not waited for. What was under way is found half done at the next start,
/// as after a power cut.
pub(super) async fn in_time(all: impl Future<Output = ()>, mut stop: watch::Receiver<bool>) {
    let late = async {
        // Without a sender nobody can tell, and nobody will.
        if stop.wait_for(|told| *told).await.is_err() {
            std::future::pending::<()>().await;
        }
        let _ = tokio::time::timeout(GRACE, std::future::pending::<()>()).await;
    };
    tokio::select! {
        () = all => {}
        () = late => tracing::warn!("not everything came to an end in time; it goes on at the next start"),
    }
}

async fn join_slack(
    config: &Config,
    adapter: Arc<SlackAdapter>,
    inbox: Arc<CountingInbox>,
    installations: Arc<StoredInstallations>,
    stop: &watch::Receiver<bool>,
) -> anyhow::Result<Router> {
    let Some(settings) = config.slack.clone() else { return Ok(Router::new()) };
    if settings.bot_token.is_some() {
        match slack::who_am_i(&settings).await {
            Ok(new) => take(&installations, new, &config.leads).await?,
            Err(Undelivered::Refused(Reason::Other(what))) if what.starts_with("status ") => {
                return Err(ConfigError {
                    field: "SLACK_API_URL".to_owned(),
                    problem: format!("what answers there does not speak as Slack does ({what})"),
                }
                .into());
            }
            Err(Undelivered::Refused(_)) => {
                return Err(ConfigError {
                    field: "SLACK_BOT_TOKEN".to_owned(),
                    problem:
                        "Slack does not accept it; copy it again from your app's page, OAuth & Permissions"
                            .to_owned(),
                }
                .into());
            }
            Err(error) => {
                tracing::warn!(%error, "Slack could not be reached; trying again until it can");
                let (leads, mut stop) = (config.leads.clone(), stop.clone());
                let settings = settings.clone();
                tokio::spawn(async move {
                    while !*stop.borrow() {
                        let _ = tokio::time::timeout(RETRY, stop.changed()).await;
                        if let Ok(new) = slack::who_am_i(&settings).await {
                            if let Err(error) = take(&installations, new, &leads).await {
                                tracing::error!(%error, "the workspace could not be kept");
                                continue;
                            }
                            return;
                        }
                    }
                });
            }
        }
    }
    if settings.app_token.is_some() {
        let mut stop = stop.clone();
        tokio::spawn(slack::listen(adapter.clone(), inbox.clone(), async move {
            let _ = stop.changed().await;
        }));
    }
    Ok(slack::router(adapter, inbox))
}

async fn take(
    installations: &StoredInstallations,
    new: slack::NewInstallation,
    leads: &[String],
) -> anyhow::Result<()> {
    let workspace = new.workspace.clone();
    tracing::info!(%workspace, "Slack knows this token");
    installations.take_from_settings(new).await?;
    let now = installations.clock.now();
    let fresh = || installations.ids.new_id(now);
    name_leads(&installations.db, &OrgId::new(ONLY_COMPANY), &workspace, leads, fresh, now).await?;
    Ok(())
}

/// Keeps the index in step while nobody asks.
pub(super) async fn maintain(search: Search, db: Db, clock: Clock, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = search.maintain(&db, clock.now()).await {
            tracing::warn!(%error, "the index could not read the store");
        }
        let _ = tokio::time::timeout(MAINTAIN, stop.changed()).await;
    }
    search.close().await;
}

/// Ctrl-C, or the signal that service managers send.
pub(super) async fn shutdown_signal() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! { _ = interrupted => {}, _ = terminated.recv() => {} }
            return;
        }
    }
    let _ = interrupted.await;
}

async fn front_page() -> Html<&'static str> {
    Html(include_str!("front_page.html"))
}
