//! `lyceum person ...`: all that is kept about somebody, written out or erased.

mod find;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use anyhow::{Context, bail};
use serde_json::json;

use self::find::{Found, Match, find};
use crate::bot::{Ids, Machine, NotErased, Registry, Setup};
use crate::chat::OrgId;
use crate::clock::Clock;
use crate::config::Config;
use crate::search::Search;
use crate::store::Db;

/// Whom it is about.
#[derive(Debug, clap::Args)]
pub(super) struct Wanted {
    /// An e-mail address, an account (slack:T1:U1), a person's id, or a name that one person has.
    pub who: String,
    /// The company, where the store holds several.
    #[arg(long)]
    pub org: Option<String>,
    /// One JSON document.
    #[arg(long)]
    pub json: bool,
}

/// All that is kept about somebody, as JSON.
///
/// # Errors
/// When nobody is meant, or several people may be.
pub(super) async fn export(config: &Config, who: &Wanted) -> anyhow::Result<String> {
    let machine = Home::open(config).await?;
    let told = exported(&machine, who).await;
    machine.db.close().await;
    told
}

/// Erases somebody, and says what that changed, table by table.
///
/// # Errors
/// When nobody is meant, or several people may be, or they are the only lead.
pub(super) async fn erase(config: &Config, who: &Wanted) -> anyhow::Result<String> {
    let machine = Home::open(config).await?;
    let told = erased(&machine, who).await;
    machine.db.close().await;
    told
}

/// The machine without its platforms: what it has to say waits in the outbox for the one that has them.
struct Home {
    db: Db,
    machine: Machine,
}

impl Home {
    async fn open(config: &Config) -> anyhow::Result<Self> {
        let db = Db::open(&config.database_url).await.context("LYCEUM_DATABASE_URL")?;
        db.migrate().await?;
        let machine = Machine::new(Setup {
            db: db.clone(),
            clock: Clock::system(),
            search: Search::in_memory(),
            registry: Arc::new(Registry::of(crate::features::all()).map_err(anyhow::Error::msg)?),
            platforms: BTreeMap::new(),
            ids: Ids::random(),
            address: None,
        });
        Ok(Self { db, machine })
    }
}

async fn exported(home: &Home, who: &Wanted) -> anyhow::Result<String> {
    let person = match find(&home.db, &who.who, who.org.as_deref()).await? {
        Found::One(person) => person,
        Found::Erased => bail!("{} was erased; nothing is kept about them", who.who),
        Found::Nobody => bail!(nobody(who)),
        Found::Several(all) => bail!(several(who, &all)),
    };
    let export = home.machine.export_person(&person.org, &person.id).await?;
    let export = export.ok_or_else(|| anyhow::anyhow!(nobody(who)))?;
    Ok(format!("{}\n", serde_json::to_string_pretty(&export)?))
}

async fn erased(home: &Home, who: &Wanted) -> anyhow::Result<String> {
    let person = match find(&home.db, &who.who, who.org.as_deref()).await? {
        Found::One(person) => person,
        Found::Erased if who.json => {
            return Ok(format!("{}\n", json!({ "erased": false, "already": true, "tables": {} })));
        }
        Found::Erased => return Ok(format!("{} was erased already. Nothing was left to do.\n", who.who)),
        Found::Nobody => bail!(nobody(who)),
        Found::Several(all) => bail!(several(who, &all)),
    };
    let rows = match home.machine.erase_person(&person.org, &person.id).await? {
        Ok(rows) => rows,
        Err(NotErased::Unknown) => bail!(nobody(who)),
        Err(NotErased::OnlyLead) => bail!(
            "they are the only lead of the company: name another one first (LYCEUM_LEADS, or /lyceum), then erase them"
        ),
    };
    if who.json {
        let tables: BTreeMap<&str, u64> = rows.tables.iter().copied().collect();
        let document =
            json!({ "erased": true, "already": false, "person": person.id.as_str(), "tables": tables });
        return Ok(format!("{document}\n"));
    }
    let mut text = format!("Erased {}. Rows that were taken out or changed:\n", person.id);
    for (table, count) in rows.tables.iter().filter(|(_, count)| *count > 0) {
        let _ = writeln!(text, "  {table:<20} {count}");
    }
    text.push_str("Totals stay, without a name. Messages that show their words or name are changed by the running bot.\n");
    Ok(text)
}

fn nobody(who: &Wanted) -> String {
    format!(
        "nobody here is called \"{}\"; give an e-mail address, an account such as slack:T1:U1, a person's id or a name",
        who.who
    )
}

fn several(who: &Wanted, all: &[Match]) -> String {
    let mut text = format!("several people may be meant by \"{}\"; give one of these ids", who.who);
    let companies: std::collections::BTreeSet<&OrgId> = all.iter().map(|one| &one.org).collect();
    if companies.len() > 1 {
        text.push_str(", or say --org");
    }
    for one in all {
        let _ = write!(text, "\n  {}", one.told());
    }
    text
}
