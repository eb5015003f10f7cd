//! The app comes and goes, people come and go; channels are made, renamed, shared and deleted.

use super::context::{InboundContext, Translated, Way};
use super::movement::{Moved, Movement};
use crate::chat::{ChannelStatement, Circle, What};
use crate::platforms::teams::api::activity::words;
use crate::platforms::teams::api::ids;
use crate::platforms::teams::install::channels;

/// `conversationUpdate`.
pub(in crate::platforms::teams) fn updated(context: &InboundContext<'_>) -> Translated {
    let activity = context.activity;
    let holds_bot = |pointer: &str| {
        let members = activity.list(pointer).iter();
        members.filter_map(|member| words(&member["id"])).any(|id| context.is_bot(id))
    };
    if holds_bot("/membersAdded") {
        return context.arrived();
    }
    if holds_bot("/membersRemoved") {
        return Translated::Removed;
    }
    match activity.words("/channelData/eventType").unwrap_or_default() {
        "channelRenamed" | "channelCreated" | "channelUnarchived" => channel(context, Some(false), None),
        "channelArchived" => channel(context, Some(true), None),
        "channelDeleted" => channel(context, Some(true), Some(true)),
        "channelRestored" => channel(context, Some(false), Some(false)),
        // With whom it is shared is for its roster to say, which is read again.
        "channelShared" | "channelUnshared" => channel(context, None, None),
        "teamMemberAdded" | "teamMemberRemoved" => match activity.words("/channelData/team/id") {
            Some(team) => {
                members(context, Circle::Team(ids::team(context.installation.tenant(), team)), team)
            }
            None => Translated::Nothing("a team without a name"),
        },
        "channelMemberAdded" | "channelMemberRemoved" => match activity.words("/channelData/channel/id") {
            Some(channel) => {
                let place = ids::place(context.installation.tenant(), channel);
                members(context, Circle::Place(place), channel)
            }
            None => Translated::Nothing("a channel without a name"),
        },
        "teamDeleted" | "teamHardDeleted" | "teamArchived" => Translated::Removed,
        "teamRestored" | "teamUnarchived" => Translated::Installed(None),
        _ => Translated::Nothing("a change of a conversation that we do not use"),
    }
}

/// `installationUpdate`: in a team, in a chat, or for one person.
pub(in crate::platforms::teams) fn installed(context: &InboundContext<'_>) -> Translated {
    match context.activity.words("/action") {
        Some("add") => context.arrived(),
        Some("add-upgrade") => Translated::Installed(None),
        Some("remove" | "remove-upgrade") => Translated::Removed,
        _ => Translated::Nothing("a change of an installation that we do not use"),
    }
}

fn channel(context: &InboundContext<'_>, gone: Option<bool>, deleted: Option<bool>) -> Translated {
    let about = context.activity.at("/channelData/channel");
    let Some(id) = words(&about["id"]) else {
        return Translated::Nothing("a channel without a name");
    };
    let stated = channels::stated(context.installation, context.activity, about);
    let stated = ChannelStatement { gone, deleted, ..stated };
    let what = context.activity.words("/channelData/eventType").unwrap_or_default();
    let key = format!("channel:{}", context.digest(&[what, id, stated.name.as_deref().unwrap_or_default()]));
    match context.heard(key, What::Channel(stated), None, Way::Aside) {
        Translated::Event(mut event, way) => {
            event.at.id = ids::place(context.installation.tenant(), id);
            event.at.thread = None;
            Translated::Event(event, way)
        }
        other => other,
    }
}

fn members(context: &InboundContext<'_>, circle: Circle, conversation: &str) -> Translated {
    let read = |pointer: &str, is_member: bool| -> Vec<Moved> {
        let all = context.activity.list(pointer).iter();
        all.filter_map(|member| Moved::read(member, is_member)).collect()
    };
    let mut people = read("/membersAdded", true);
    people.extend(read("/membersRemoved", false));
    Translated::Members(Movement { circle, conversation: conversation.to_owned(), people })
}
