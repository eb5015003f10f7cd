//! An export read without a store: who wrote what below what, for whoever measures.

use std::path::Path;

use super::super::ImportError;
use super::archive::Archive;
use super::message::{self, Written};
use super::report::LeftOut;
use crate::chat::MessageText;

/// A message of a public channel, as somebody wrote it.
#[derive(Clone, Debug)]
pub struct ExportedMessage {
    /// Its name in its channel.
    pub id: String,
    /// The first message of its thread, which may be itself.
    pub thread: String,
    /// The name of its channel.
    pub channel: String,
    /// Who wrote it, by Slack's id.
    pub author: String,
    /// When, in seconds.
    pub sent: f64,
    /// Its words, and whom it mentions.
    pub text: MessageText,
    /// Whoever began the thread put a check mark on it.
    pub accepted: bool,
}

/// All that people wrote in the public channels of an export, and what could not be read. Private channels and direct
/// messages are left alone.
///
/// # Errors
/// When the file is no Slack export.
pub fn public_messages(file: &Path) -> Result<(Vec<ExportedMessage>, Vec<String>), ImportError> {
    let archive = Archive::open(file)?;
    let (mut messages, mut problems) = (Vec::new(), Vec::new());
    for overview in archive.overviews()? {
        let team = overview.team.unwrap_or_default();
        problems.extend(overview.problems);
        for (number, entries) in &overview.days {
            let channel = &overview.conversations[*number];
            if channel.private {
                continue;
            }
            for entry in entries {
                let mut odd = Vec::new();
                let read = archive.messages(entry, |line, shape| {
                    match shape.map(|shape| message::read(&shape, &team)) {
                        Ok(Ok(read)) => messages.push(exported(&channel.name, read)),
                        Ok(Err(LeftOut::Unreadable)) => odd.push(format!("line {line}: has no time (ts)")),
                        Ok(Err(_)) => {}
                        Err(words) => odd.push(words),
                    }
                    true
                });
                odd.extend(read.err());
                problems.extend(odd.into_iter().map(|words| format!("{}: {words}", entry.name)));
            }
        }
    }
    Ok((messages, problems))
}

fn exported(channel: &str, read: Written) -> ExportedMessage {
    ExportedMessage {
        id: format!("{channel}/{}", read.id),
        thread: format!("{channel}/{}", read.thread.as_ref().unwrap_or(&read.id)),
        channel: channel.to_owned(),
        author: read.user,
        sent: seconds(read.sent),
        text: read.text,
        accepted: read.checked,
    }
}

fn seconds(sent: chrono::DateTime<chrono::Utc>) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "microseconds since 1970 are below 2^53")]
    let micros = sent.timestamp_micros() as f64;
    micros / 1e6
}
