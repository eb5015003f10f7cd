//! An export read without a store: who wrote what below what, for whoever measures.

use std::collections::HashMap;
use std::path::Path;

use super::super::ImportError;
use super::{archive, message};
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
    let overview = archive::overview(file)?;
    let team = overview.team.clone().unwrap_or_default();
    let public: HashMap<&str, bool> = overview
        .channels
        .iter()
        .filter_map(|channel| Some((channel.name.as_deref()?, !channel.private)))
        .collect();
    let (mut messages, mut problems) = (Vec::new(), Vec::new());
    for entry in &overview.entries {
        let Some(channel) = entry.channel.as_deref().filter(|name| public.get(name) == Some(&true)) else {
            continue;
        };
        let read = archive::messages(file, &entry.name, |shape| {
            let Some(read) = message::read(&shape, &team) else { return };
            messages.push(ExportedMessage {
                id: format!("{channel}/{}", read.id),
                thread: format!("{channel}/{}", read.thread.as_ref().unwrap_or(&read.id)),
                channel: channel.to_owned(),
                author: read.user,
                sent: seconds(read.sent),
                text: read.text,
                accepted: read.checked,
            });
        });
        problems.extend(read.err());
    }
    Ok((messages, problems))
}

fn seconds(sent: chrono::DateTime<chrono::Utc>) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "microseconds since 1970 are below 2^53")]
    let micros = sent.timestamp_micros() as f64;
    micros / 1e6
}
