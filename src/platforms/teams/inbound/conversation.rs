//! The app comes and goes, people come and go; channels are made, renamed, shared and deleted.

use super::context::{Heard, Scene, Way};
use super::movement::{Moved, Movement};
use crate::chat::{ChannelStatement, Circle, What};
use crate::platforms::teams::api::activity::words;
use crate::platforms::teams::api::ids;
use crate::platforms::teams::install::channels;

/// `conversationUpdate`.
pub(in crate::platforms::teams) fn updated(scene: &Scene<'_>) -> Heard {
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
    match activity.words("/channelData/eventType").unwrap_or_default() {
        "channelRenamed" | "channelCreated" | "channelUnarchived" => channel(scene, Some(false), None),
        "channelArchived" => channel(scene, Some(true), None),
        "channelDeleted" => channel(scene, Some(true), Some(true)),
        "channelRestored" => channel(scene, Some(false), Some(false)),
        // With whom it is shared is for its roster to say, which is read again.
        "channelShared" | "channelUnshared" => channel(scene, None, None),
        "teamMemberAdded" | "teamMemberRemoved" => match activity.words("/channelData/team/id") {
            Some(team) => members(scene, Circle::Team(ids::team(scene.installation.tenant(), team)), team),
            None => Heard::Nothing("a team without a name"),
        },
        "channelMemberAdded" | "channelMemberRemoved" => match activity.words("/channelData/channel/id") {
            Some(channel) => {
                let place = ids::place(scene.installation.tenant(), channel);
                members(scene, Circle::Place(place), channel)
            }
            None => Heard::Nothing("a channel without a name"),
        },
        "teamDeleted" | "teamHardDeleted" | "teamArchived" => Heard::Removed,
        "teamRestored" | "teamUnarchived" => Heard::Installed(None),
        _ => Heard::Nothing("a change of a conversation that we do not use"),
    }
}

/// `installationUpdate`: in a team, in a chat, or for one person.
pub(in crate::platforms::teams) fn installed(scene: &Scene<'_>) -> Heard {
    match scene.activity.words("/action") {
        Some("add") => scene.arrived(),
        Some("add-upgrade") => Heard::Installed(None),
        Some("remove" | "remove-upgrade") => Heard::Removed,
        _ => Heard::Nothing("a change of an installation that we do not use"),
    }
}

fn channel(scene: &Scene<'_>, gone: Option<bool>, deleted: Option<bool>) -> Heard {
    let about = scene.activity.at("/channelData/channel");
    let Some(id) = words(&about["id"]) else {
        return Heard::Nothing("a channel without a name");
    };
    let stated = channels::stated(scene.installation, scene.activity, about);
    let stated = ChannelStatement { gone, deleted, ..stated };
    let what = scene.activity.words("/channelData/eventType").unwrap_or_default();
    let key = format!("channel:{}", scene.digest(&[what, id, stated.name.as_deref().unwrap_or_default()]));
    match scene.heard(key, What::Channel(stated), None, Way::Aside) {
        Heard::Event(mut event, way) => {
            event.at.id = ids::place(scene.installation.tenant(), id);
            event.at.thread = None;
            Heard::Event(event, way)
        }
        other => other,
    }
}

fn members(scene: &Scene<'_>, circle: Circle, conversation: &str) -> Heard {
    let read = |pointer: &str, is_member: bool| -> Vec<Moved> {
        let all = scene.activity.list(pointer).iter();
        all.filter_map(|member| Moved::read(member, is_member)).collect()
    };
    let mut people = read("/membersAdded", true);
    people.extend(read("/membersRemoved", false));
    Heard::Members(Movement { circle, conversation: conversation.to_owned(), people })
}
