//! `lyceum evaluate ...`: with a bar while it runs.

use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};

use super::console::say_error;
use super::embeddings;
use crate::chat::{MessageText, Piece};
use crate::clock::Clock;
use crate::config::Config;
use crate::evaluate::{History, Options, Post, evaluate, figures as rows};
use crate::import::slack_export::public_messages;

/// Real questions, with what had been written before them.
#[derive(Debug, clap::Args)]
pub(super) struct Set {
    /// What was written: JSON lines, gzip or plain.
    #[arg(long)]
    pub history: PathBuf,
    /// What was asked, and who answered: JSON lines, gzip or plain.
    #[arg(long)]
    pub queries: PathBuf,
}

/// Real questions, from files or out of a company's own export.
#[derive(Debug, clap::Args)]
pub(super) struct Questions {
    /// What was written: JSON lines, gzip or plain.
    #[arg(long, requires = "queries", required_unless_present = "slack_export")]
    history: Option<PathBuf>,
    /// What was asked, and who answered: JSON lines, gzip or plain.
    #[arg(long, requires = "history")]
    queries: Option<PathBuf>,
    /// A company's own Slack export, as Slack made it. Its public channels are read, and nothing is written: each thread of
    /// the newer half that somebody else answered is asked again.
    #[arg(long, conflicts_with_all = ["history", "queries", "split"])]
    slack_export: Option<PathBuf>,
}

impl Questions {
    fn read(&self) -> anyhow::Result<History> {
        match (&self.slack_export, &self.history, &self.queries) {
            (Some(export), ..) => exported(export),
            (None, Some(history), Some(queries)) => read(history, queries),
            _ => anyhow::bail!(
                "--history and --queries go together; or --slack-export with the ZIP file of Slack"
            ),
        }
    }
}

/// What a company's own export has: its threads are the questions.
fn exported(file: &Path) -> anyhow::Result<History> {
    let (messages, problems) = public_messages(file)?;
    for problem in &problems {
        say_error(problem);
    }
    let posts = messages.into_iter().map(|message| Post {
        text: with_mentions(&message.text),
        id: message.id,
        ws: None,
        thread: message.thread,
        channel: Some(message.channel),
        author: Some(message.author),
        ts: message.sent,
        title: None,
        tags: None,
        accepted: message.accepted.then_some(1),
    });
    History::of_threads(posts.collect())
}

/// Mentions as a history has them: `<@` and the name of whoever wrote there.
fn with_mentions(text: &MessageText) -> String {
    let written = text.pieces().iter().map(|piece| match piece {
        Piece::Words(words) => words.clone(),
        Piece::Account(account) => {
            format!("<@{}>", account.as_str().rsplit(':').next().unwrap_or_default())
        }
        Piece::Channel { .. } => String::new(),
    });
    written.collect()
}

/// What is told of how well the ranking names who answered; with the model of what questions mean, if one is set.
pub(super) async fn experts(set: &Questions, options: &Options, config: &Config) -> anyhow::Result<String> {
    let model = embeddings::model(config.embeddings.as_ref())?;
    let history = set.read()?;
    let bar = bar();
    let told =
        evaluate(history, options, model, &Clock::system(), |done, all| move_on(&bar, done, all)).await?;
    bar.finish_and_clear();
    Ok(told)
}

/// Writes what the ranking's model is fitted on.
pub(super) async fn figures(set: &Set, out: &Path) -> anyhow::Result<()> {
    let history = read(&set.history, &set.queries)?;
    let bar = bar();
    rows::write(history, out, |done, all| move_on(&bar, done, all)).await?;
    bar.finish_and_clear();
    Ok(())
}

/// What should be known of the set is told beside the figures, on standard error.
fn read(history: &Path, queries: &Path) -> anyhow::Result<History> {
    let history = History::read(history, queries)?;
    history.remarks.iter().for_each(|remark| say_error(remark));
    Ok(history)
}

fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} questions {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(0).with_style(style)
}

fn move_on(bar: &ProgressBar, done: usize, all: usize) {
    bar.set_length(all as u64);
    bar.set_position(done as u64);
}
