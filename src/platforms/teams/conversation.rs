//! The app comes and goes; channels are made, renamed and deleted.

use super::activity::words;
use super::scene::{Heard, Scene, Way};
use crate::chat::{ChannelStatement, What};

/// `conversationUpdate`.
pub(super) fn updated(scene: &Scene<'_>) -> Heard {
    let activity = scene.activity;
    let holds_bot = |pointer: &str| {
        let members = activity.list(pointer).iter();
        members.filter_map(|member| words(&member["id"])).any(|id| scene.is_bot(id))
    };
    if holds_bot("/membersAdded") {
        return scene.arrived();
    }
    if holds_bot("/membersRemoved") {
        return Heard::Removed;
    }
    let name = activity.words("/channelData/channel/name").map(str::to_owned);
    match activity.words("/channelData/eventType").unwrap_or_default() {
        "channelRenamed" | "channelCreated" | "channelRestored" | "channelUnarchived" => {
            channel(scene, name, false)
        }
        "channelDeleted" | "channelArchived" => channel(scene, name, true),
        "teamDeleted" | "teamHardDeleted" | "teamArchived" => Heard::Removed,
        "teamRestored" | "teamUnarchived" => Heard::Installed(None),
        _ => Heard::Nothing("a change of a conversation that we do not use"),
    }
}

/// `installationUpdate`: in a team, in a chat, or for one person.
pub(super) fn installed(scene: &Scene<'_>) -> Heard {
    match scene.activity.words("/action") {
        Some("add") => scene.arrived(),
        Some("add-upgrade") => Heard::Installed(None),
        Some("remove" | "remove-upgrade") => Heard::Removed,
        _ => Heard::Nothing("a change of an installation that we do not use"),
    }
}

fn channel(scene: &Scene<'_>, name: Option<String>, gone: bool) -> Heard {
    let Some(id) = scene.activity.words("/channelData/channel/id") else {
        return Heard::Nothing("a channel without a name");
    };
    let key = format!("channel:{}", scene.digest(&[id, name.as_deref().unwrap_or_default()]));
    let stated = ChannelStatement { name, gone: Some(gone), ..ChannelStatement::default() };
    match scene.heard(key, What::Channel(stated), None, Way::Aside) {
        Heard::Event(mut event, way) => {
            event.at.id = super::names::place(scene.installation.tenant(), id);
            event.at.thread = None;
            Heard::Event(event, way)
        }
        other => other,
    }
}
