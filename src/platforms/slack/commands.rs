//! Slash commands: from form fields to words.

use super::actor::Who;
use super::install::Installation;
use super::payload::Command;
use super::words;
use crate::chat::{Event, EventKey, MessageText, Place, ReplyHandle, What};

/// Translates a slash command; none if it lacks who, where or what. `at` is the place it was typed in.
pub(super) fn translate(
    installation: &Installation,
    command: &Command,
    who: Who,
    at: Place,
) -> Option<Event> {
    let name = command.name.get()?.trim().trim_start_matches('/');
    if name.is_empty() {
        return None;
    }
    let mut words = MessageText::from(format!("{name} "));
    words.extend(words::read(installation, command.text.get().unwrap_or_default()).trimmed());
    Some(Event {
        key: EventKey::new(format!("command:{}", command.trigger_id.get()?)),
        org: installation.org.clone(),
        workspace: installation.workspace.clone(),
        from: who.account,
        at,
        handle: command.response_url.get().map(ReplyHandle::new),
        answers_inline: true,
        what: What::Command { words: words.trimmed(), slash: true, message: None, groups: Vec::new() },
    })
}
