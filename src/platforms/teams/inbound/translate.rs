//! Activities: from Teams' to ours.

use super::context::{Heard, Scene};
use super::conversation;
use super::invokes;

/// Translates an activity.
pub(in crate::platforms::teams) fn translate(scene: &Scene<'_>) -> Heard {
    let activity = scene.activity;
    if activity.kind() != "invoke" && scene.is_bot(activity.words("/from/id").unwrap_or_default()) {
        // Only that the bot itself came or went is told as its own doing.
        if !matches!(activity.kind(), "conversationUpdate" | "installationUpdate") {
            return Heard::Nothing("our own doing");
        }
    }
    match activity.kind() {
        "message" => scene.message(),
        "messageUpdate" => match activity.words("/channelData/eventType") {
            Some("editMessage") => scene.edited(),
            Some("undeleteMessage") => scene.undeleted(),
            _ => Heard::Nothing("a change that is no edit"),
        },
        "messageDelete" => scene.deleted(),
        "messageReaction" => scene.reaction(),
        "conversationUpdate" => conversation::updated(scene),
        "installationUpdate" => conversation::installed(scene),
        "invoke" => invokes::translate(scene),
        _ => Heard::Nothing("a kind of activity we do not use"),
    }
}
