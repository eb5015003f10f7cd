//! `lyceum import ...`: with a bar while it runs, and plain words at the end.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::installations::ONLY_COMPANY;
use crate::bot::Ids;
use crate::chat::OrgId;
use crate::clock::Clock;
use crate::config::Config;
use crate::features::quiz;
use crate::import::{people_csv, slack_export};
use crate::people::{Company, People};
use crate::store::Db;

/// What is said at the end, and whether all went well.
#[derive(Debug)]
pub(super) struct Told {
    pub text: String,
    pub well: bool,
}

impl Told {
    pub(super) fn code(&self) -> ExitCode {
        if self.well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// Imports a Slack export into the store of the settings.
pub(super) async fn slack_export(
    config: &Config,
    file: &Path,
    options: &slack_export::Options,
    json: bool,
) -> anyhow::Result<Told> {
    let db = open(config).await?;
    let clock = Clock::system();
    let (ids, now) = (Ids::random(), clock.now());
    let style = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {eta} {msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(0).with_style(style);
    let progress = |done, total, entry: &str| {
        bar.set_length(total);
        bar.set_position(done);
        bar.set_message(entry.to_owned());
    };
    let report = slack_export::run(&db, file, options, || ids.new_id(now), now, progress).await?;
    bar.finish_and_clear();
    db.close().await;
    let well = report.problems.is_empty();
    if json {
        let document = json!({
            "team": report.team, "people": report.people, "channels": report.channels, "messages": report.messages,
            "found": report.found, "left_out": counts(report.left_out.iter().map(|(why, count)| (why.words(), *count))),
            "passed_over": counts(report.passed_over.iter().map(|(why, count)| (why.words(), *count))),
            "taken_back": report.taken_back, "entries_before": report.entries_before, "problems": report.problems,
            "dry_run": options.dry_run,
        });
        return Ok(Told { text: format!("{document}\n"), well });
    }
    let verb = if options.dry_run { "Would import" } else { "Imported" };
    let mut text = format!(
        "{verb} {} of {} messages of {} people in {} channels of workspace {}.\n",
        report.messages, report.found, report.people, report.channels, report.team
    );
    for (why, count) in &report.left_out {
        let _ = writeln!(text, "Left out {count} {}.", why.words());
    }
    for (why, count) in &report.passed_over {
        let _ = writeln!(text, "Passed over {count} {}.", plural_files(*count, why.words()));
    }
    if report.entries_before > 0 {
        let _ = writeln!(text, "{} entries were in already.", report.entries_before);
    }
    if report.taken_back > 0 {
        let verb = if options.dry_run { "Would take back" } else { "Took back" };
        let _ = writeln!(
            text,
            "{verb} what is known here and the export does not have any more: {}.",
            if report.taken_back == 1 {
                "one message".to_owned()
            } else {
                format!("{} messages", report.taken_back)
            }
        );
    }
    if report.channels > 0 && !options.open_channels {
        let _ = writeln!(
            text,
            "Until Slack states who can read a channel, what was said in it is shown to its members only. If the workspace \
             is not connected any more and its public channels were open to everybody in it, say so with --open-channels."
        );
    }
    for problem in &report.problems {
        let _ = writeln!(text, "problem: {problem}");
    }
    Ok(Told { text, well })
}

/// Imports people into the one company of the store.
pub(super) async fn people(config: &Config, file: &Path, partial: bool, json: bool) -> anyhow::Result<Told> {
    let opened = File::open(file).with_context(|| file.display().to_string())?;
    let db = open(config).await?;
    let org = only_company(&db).await?;
    let mut tx = db.begin().await?;
    tx.of::<Company>(&org).ensure("Our company").await?;
    tx.commit().await?;
    let (ids, now) = (Ids::random(), Clock::system().now());
    let report = people_csv::run(&db, &org, BufReader::new(opened), partial, || ids.new_id(now), now).await?;
    db.close().await;
    let well = report.problems.is_empty();
    let problems: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    if json {
        let document = json!({
            "rows": report.rows,
            "people": report.people,
            "erased": report.erased,
            "left_out": report.left_out,
            "assumed": report.assumed,
            "problems": problems,
            "unknown_columns": report.unknown_columns,
        });
        return Ok(Told { text: format!("{document}\n"), well });
    }
    let mut text = String::new();
    for assumed in &report.assumed {
        let _ = writeln!(text, "{assumed}");
    }
    if !report.unknown_columns.is_empty() {
        let _ = writeln!(text, "Columns that are not read: {}.", report.unknown_columns.join(", "));
    }
    for problem in &problems {
        let _ = writeln!(text, "{problem}");
    }
    if report.more_problems > 0 {
        let _ = writeln!(text, "and {} more", report.more_problems);
    }
    if !well && !partial {
        let _ = writeln!(text, "Nothing was imported. Put this right, or import the rest with --partial.");
    } else {
        let _ = writeln!(text, "Imported {} people from {} rows.", report.people, report.rows);
        if report.erased > 0 {
            let _ = writeln!(text, "Left out {} who were erased.", report.erased);
        }
        if report.left_out > 0 {
            let _ = writeln!(text, "Left out {} for what is wrong with them.", report.left_out);
        }
    }
    Ok(Told { text, well })
}

/// Imports a quiz into the one company of the store, for somebody in it.
pub(super) async fn quiz(config: &Config, file: &Path, owner: &str, json: bool) -> anyhow::Result<Told> {
    let mut text = String::new();
    let opened = File::open(file).with_context(|| file.display().to_string())?;
    let most = u64::try_from(quiz::MOST_BYTES).unwrap_or(u64::MAX);
    opened.take(most + 1).read_to_string(&mut text).with_context(|| file.display().to_string())?;
    let db = open(config).await?;
    let org = only_company(&db).await?;
    let (ids, now) = (Ids::random(), Clock::system().now());
    let mut tx = db.begin().await?;
    let Some(person) = tx.of::<People>(&org).person_with_email(&owner.trim().to_lowercase()).await? else {
        anyhow::bail!("--owner: nobody here has the address {owner}");
    };
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let brought = quiz::bring(&mut tx, &org, &person, (&text, &name), ids.new_id(now), now).await?;
    tx.commit().await?;
    db.close().await;
    let well = brought.problems.is_empty();
    if json {
        let document = json!({
            "title": brought.title, "questions": if well { brought.questions } else { 0 }, "problems": brought.problems,
        });
        return Ok(Told { text: format!("{document}\n"), well });
    }
    let mut text = String::new();
    for problem in &brought.problems {
        let _ = writeln!(text, "{problem}");
    }
    if well {
        let _ = writeln!(text, "Imported {} questions as \"{}\".", brought.questions, brought.title);
    } else {
        let _ = writeln!(text, "Nothing was imported. Put this right, and import it again.");
    }
    Ok(Told { text, well })
}

fn plural_files(count: u64, why: &str) -> String {
    format!("{} {why}", if count == 1 { "file" } else { "files" })
}

/// Counts by what they are of.
fn counts<'a>(all: impl Iterator<Item = (&'a str, u64)>) -> serde_json::Map<String, serde_json::Value> {
    all.map(|(why, count)| (why.to_owned(), count.into())).collect()
}

/// The company that an import is for.
async fn only_company(db: &Db) -> anyhow::Result<OrgId> {
    let orgs = db.read().await?.orgs().await?;
    match orgs.as_slice() {
        [] => Ok(OrgId::new(ONLY_COMPANY)),
        [only] => Ok(only.clone()),
        _ => orgs.iter().find(|org| org.as_str() == ONLY_COMPANY).cloned().ok_or_else(|| {
            anyhow::anyhow!(
                "the store holds several companies; importing into one of them is not possible yet"
            )
        }),
    }
}

async fn open(config: &Config) -> anyhow::Result<Db> {
    let db = Db::open(&config.database_url).await.context("LYCEUM_DATABASE_URL")?;
    db.migrate().await?;
    Ok(db)
}
