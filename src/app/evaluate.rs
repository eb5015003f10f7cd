//! `lyceum evaluate ...`: with a bar while it runs.

use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};

use super::console::say_error;
use super::embeddings;
use crate::clock::Clock;
use crate::config::Config;
use crate::evaluate::{History, Options, evaluate, figures as rows};

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

/// What is told of how well the ranking names who answered; with the model of what questions mean, if one is set.
pub(super) async fn experts(set: &Set, options: &Options, config: &Config) -> anyhow::Result<String> {
    let model = embeddings::model(config.embeddings.as_ref())?;
    let history = read(set)?;
    let bar = bar();
    let told =
        evaluate(history, options, model, &Clock::system(), |done, all| move_on(&bar, done, all)).await?;
    bar.finish_and_clear();
    Ok(told)
}

/// Writes what the ranking's model is fitted on.
pub(super) async fn figures(set: &Set, out: &Path) -> anyhow::Result<()> {
    let history = read(set)?;
    let bar = bar();
    rows::write(history, out, |done, all| move_on(&bar, done, all)).await?;
    bar.finish_and_clear();
    Ok(())
}

/// What should be known of the set is told beside the figures, on standard error.
fn read(set: &Set) -> anyhow::Result<History> {
    let history = History::read(&set.history, &set.queries)?;
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
