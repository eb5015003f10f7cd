//! The command line: what is asked for, done, and told in one line if it fails.

use std::io::{IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use url::Url;

use super::console::{say, say_error};
use super::evaluate::{Questions, Set};
use super::installations::ONLY_COMPANY;
use super::{doctor, import, logging, person, rebuild, serve};
use crate::bot::{Registry, RegistryView};
use crate::chat::OrgId;
use crate::config::{Config, ConfigError, Misspelt};
use crate::evaluate::Options;
use crate::import::slack_export;
use crate::platforms::{slack, teams};

/// A peer-learning bot for Slack and Microsoft Teams.
#[derive(Debug, Parser)]
#[command(name = "lyceum", version, about, arg_required_else_help = true)]
struct Line {
    #[command(subcommand)]
    command: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The bot in a browser with a made-up company: no account, no settings.
    Playground {
        /// Where to listen.
        #[arg(long, default_value = "127.0.0.1:3978")]
        listen: SocketAddr,
        /// Keeps everything in this store; otherwise it is gone at the end.
        #[arg(long)]
        database: Option<String>,
        /// Without the made-up company.
        #[arg(long)]
        empty: bool,
    },
    /// The bot, on the platforms that are configured.
    Serve,
    /// Writes what a platform wants to know about the bot.
    Manifest {
        #[command(subcommand)]
        platform: Manifest,
    },
    /// Looks at settings, store, credentials, clock and reachability, and says how to mend what is wrong.
    Doctor {
        /// One JSON document.
        #[arg(long)]
        json: bool,
    },
    /// People and conversations that are there already.
    Import {
        #[command(subcommand)]
        what: Import,
    },
    /// All that is kept about one person.
    Person {
        #[command(subcommand)]
        what: Person,
    },
    /// How well the ranking names who really answered.
    Evaluate {
        #[command(subcommand)]
        what: Evaluate,
    },
    /// The index of who knows what.
    Index {
        #[command(subcommand)]
        what: Index,
    },
}

#[derive(Debug, Subcommand)]
enum Manifest {
    /// Slack's app manifest, as YAML.
    Slack {
        /// Where the bot is reached from outside.
        #[arg(long)]
        url: Url,
    },
    /// Teams' app package, as a ZIP file.
    Teams {
        /// Where the bot is reached from outside.
        #[arg(long)]
        url: Url,
        /// The bot's app id; otherwise that of the settings.
        #[arg(long)]
        app_id: Option<String>,
        /// Asks each team and chat for the permission to read all its messages: needed where channels are to opt in.
        #[arg(long)]
        read_channels: bool,
        /// Where to write it; otherwise it goes to standard output.
        #[arg(long)]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
enum Import {
    /// People, channels, threads and accepted answers of a real Slack export. Again is harmless.
    SlackExport {
        /// The ZIP file as Slack made it.
        file: PathBuf,
        /// Only these channels, with commas between them.
        #[arg(long, value_delimiter = ',')]
        channels: Vec<String>,
        /// Reads all and writes nothing.
        #[arg(long)]
        dry_run: bool,
        /// Private channels as well. Direct messages are never read.
        #[arg(long)]
        private: bool,
        /// The workspace's id at Slack, such as T0123, if the export does not say.
        #[arg(long)]
        team: Option<String>,
        /// Says that its public channels are open to everybody in the workspace, for one that is not connected any more.
        /// Believed until Slack states otherwise.
        #[arg(long)]
        open_channels: bool,
        /// The last day that the export is limited to, such as 2026-01-31, if its name does not say. What was said later
        /// is not taken back for not being in it.
        #[arg(long)]
        until: Option<chrono::NaiveDate>,
        /// One JSON document in place of words.
        #[arg(long)]
        json: bool,
    },
    /// A quiz in Markdown, as a table, or in Moodle's GIFT format, as its ending says.
    Quiz {
        /// The file.
        file: PathBuf,
        /// The e-mail address of whoever is to have it.
        #[arg(long)]
        owner: String,
        /// One JSON document in place of words.
        #[arg(long)]
        json: bool,
    },
    /// People of the company, from a table with a column called email.
    People {
        /// The CSV file.
        file: PathBuf,
        /// Imports the rest when there are problems; otherwise nothing is imported then.
        #[arg(long)]
        partial: bool,
        /// One JSON document in place of words.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
enum Person {
    /// Writes it as JSON: every table, with what each field means.
    Export(#[command(flatten)] person::Wanted),
    /// Erases it for good and keeps the totals, without a name. Again is harmless.
    Erase(#[command(flatten)] person::Wanted),
}

#[derive(Debug, Subcommand)]
enum Evaluate {
    /// Asks real questions again, in the order of time, and compares who is named with who answered.
    Experts {
        #[command(flatten)]
        questions: Questions,
        /// Only the questions of one split: valid, test, or history (the threads answered before any of test).
        #[arg(long)]
        split: Option<String>,
        /// Why each of the first ten stands where it stands, for the question with this qid.
        #[arg(long)]
        explain: Option<String>,
        /// With the weights of the model alone, as in a company that has taught nothing yet.
        #[arg(long)]
        untaught: bool,
        /// One JSON document in place of words.
        #[arg(long, conflicts_with = "explain")]
        json: bool,
    },
    /// Writes what the ranking's model is fitted on.
    Figures {
        #[command(flatten)]
        set: Set,
        /// Where to write it: two files, with .jsonl and .f32 behind.
        #[arg(long)]
        out: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum Index {
    /// Makes it anew from the store.
    Rebuild,
}

/// Runs the program.
pub async fn run() -> ExitCode {
    let line = Line::parse();
    match carry_out(line.command).await {
        Ok(code) => code,
        Err(error) => {
            let is_setting = error.downcast_ref::<ConfigErrors>().is_some()
                || error.downcast_ref::<ConfigError>().is_some();
            say_error(&format!("{error:#}"));
            ExitCode::from(if is_setting { 2 } else { 1 })
        }
    }
}

async fn carry_out(what: What) -> anyhow::Result<ExitCode> {
    match what {
        What::Playground { listen, database, empty } => {
            logging::start(&config().map_or_else(|_| logging::quiet(), |config| config.log));
            super::playground::open(listen, database, empty).await?;
        }
        What::Serve => {
            let config = config()?;
            logging::start(&config.log);
            for Misspelt { name, meant } in Config::misspelt() {
                tracing::warn!(name, meant, "there is no setting of this name");
            }
            serve::serve(config).await?;
        }
        What::Manifest { platform: Manifest::Slack { url } } => {
            let registry = Registry::of(crate::features::all()).map_err(anyhow::Error::msg)?;
            say(&slack::manifest(url.as_str(), &registry.commands(), &registry.shortcuts())?)?;
        }
        What::Manifest { platform: Manifest::Teams { url, app_id, read_channels, out } } => {
            teams_package(&url, app_id, read_channels, out)?;
        }
        What::Doctor { json } => {
            let found = doctor::examine(&config()?).await;
            if json {
                say(&format!(
                    "{}\n",
                    serde_json::json!({ "well": !found.ill, "findings": found.lines.lines().collect::<Vec<_>>() })
                ))?;
            } else {
                say(&found.lines)?;
            }
            return Ok(if found.ill { ExitCode::FAILURE } else { ExitCode::SUCCESS });
        }
        What::Import {
            what: Import::SlackExport { file, channels, dry_run, private, team, open_channels, until, json },
        } => {
            let org = OrgId::new(ONLY_COMPANY);
            let options =
                slack_export::Options { channels, dry_run, private, team, org, open_channels, until };
            let told = import::slack_export(&config()?, &file, &options, json).await?;
            say(&told.text)?;
            return Ok(told.code());
        }
        What::Import { what: Import::People { file, partial, json } } => {
            let told = import::people(&config()?, &file, partial, json).await?;
            say(&told.text)?;
            return Ok(told.code());
        }
        What::Import { what: Import::Quiz { file, owner, json } } => {
            let told = import::quiz(&config()?, &file, &owner, json).await?;
            say(&told.text)?;
            return Ok(told.code());
        }
        What::Person { what: Person::Export(who) } => say(&person::export(&config()?, &who).await?)?,
        What::Person { what: Person::Erase(who) } => say(&person::erase(&config()?, &who).await?)?,
        What::Evaluate { what: Evaluate::Experts { questions, split, explain, json, untaught } } => {
            let config = config()?;
            logging::start(&config.log);
            let options = Options { split, explain, json, untaught };
            say(&super::evaluate::experts(&questions, &options, &config).await?)?;
        }
        What::Evaluate { what: Evaluate::Figures { set, out } } => {
            super::evaluate::figures(&set, &out).await?;
        }
        What::Index { what: Index::Rebuild } => rebuild::rebuild(&config()?).await?,
    }
    Ok(ExitCode::SUCCESS)
}

fn teams_package(
    url: &Url,
    app_id: Option<String>,
    reads_channels: bool,
    out: Option<PathBuf>,
) -> anyhow::Result<()> {
    let app_id = match app_id {
        Some(app_id) => app_id,
        None => config()?.teams.map(|teams| teams.app_id).ok_or_else(|| ConfigError {
            field: "TEAMS_APP_ID".to_owned(),
            problem: "is missing: set it, or say --app-id".to_owned(),
        })?,
    };
    let registry = Registry::of(crate::features::all()).map_err(anyhow::Error::msg)?;
    let package = teams::Package { url, app_id: &app_id, reads_channels };
    let zip = package.zip(&registry.commands(), &registry.shortcuts())?;
    match out {
        Some(file) => std::fs::write(&file, zip)?,
        None if std::io::stdout().is_terminal() => {
            anyhow::bail!("this would write a ZIP file onto the screen: say --out lyceum-teams.zip")
        }
        None => std::io::stdout().lock().write_all(&zip)?,
    }
    Ok(())
}

/// Settings that are wrong, one a line.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
struct ConfigErrors(Vec<ConfigError>);

fn config() -> anyhow::Result<Config> {
    Ok(Config::read().map_err(ConfigErrors)?)
}
