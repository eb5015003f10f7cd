//! Slash commands: from form fields to words.

use super::text;
use crate::chat::{Event, EventKey, MessageText, Place, ReplyHandle, What};
use crate::platforms::slack::api::payload::Command;
use crate::platforms::slack::install::actor::Who;
use crate::platforms::slack::install::installation::Installation;

/// Translates a slash command; none if it lacks who, where or what. `at` is the place it was typed in.
pub(in crate::platforms::slack) fn translate(
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
    words.extend(text::read(installation, command.text.get().unwrap_or_default()).trimmed());
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
