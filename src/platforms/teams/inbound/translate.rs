//! Activities: from Teams' to ours.

use super::context::{InboundContext, Translated};
use super::conversation;
use super::invokes;

/// Translates an activity.
pub(in crate::platforms::teams) fn translate(context: &InboundContext<'_>) -> Translated {
    let activity = context.activity;
    if activity.kind() != "invoke" && context.is_bot(activity.words("/from/id").unwrap_or_default()) {
        // Only that the bot itself came or went is told as its own doing.
        if !matches!(activity.kind(), "conversationUpdate" | "installationUpdate") {
            return Translated::Nothing("our own doing");
        }
    }
    match activity.kind() {
        "message" => context.message(),
        "messageUpdate" => match activity.words("/channelData/eventType") {
            Some("editMessage") => context.edited(),
            Some("undeleteMessage") => context.undeleted(),
            _ => Translated::Nothing("a change that is no edit"),
        },
        "messageDelete" => context.deleted(),
        "messageReaction" => context.reaction(),
        "conversationUpdate" => conversation::updated(context),
        "installationUpdate" => conversation::installed(context),
        "invoke" => invokes::translate(context),
        _ => Translated::Nothing("a kind of activity we do not use"),
    }
}
