//! Events: from Slack's envelope to ours.

use super::context::{Heard, Scene};
use super::messages;

/// Translates an event.
pub(in crate::platforms::slack) fn translate(scene: &Scene<'_>) -> Heard {
    let (installation, inner) = (scene.installation, scene.inner);
    let Some(kind) = inner.kind.get() else { return Heard::Nothing("an event without a type") };
    match kind {
        "message" | "app_mention" => messages::translate(scene),
        "member_joined_channel" => scene.moved(true),
        "member_left_channel" => scene.moved(false),
        _ if installation.is_ours(inner.user.id(), inner.bot_id.get()) => Heard::Nothing("our own doing"),
        "reaction_added" => scene.reaction(true),
        "reaction_removed" => scene.reaction(false),
        "user_change" | "team_join" | "user_profile_changed" => scene.profile(),
        "channel_rename" | "group_rename" => scene.renamed(kind),
        "channel_archive" | "group_archive" | "channel_left" | "group_left" => scene.gone(kind, true),
        "channel_deleted" | "group_deleted" => scene.deleted(kind),
        "channel_shared" => scene.shared(kind, Some(true)),
        "channel_unshared" => scene.shared(kind, inner.is_ext_shared.0),
        "channel_unarchive" | "group_unarchive" => scene.gone(kind, false),
        "app_home_opened" => scene.home(),
        "app_uninstalled" => Heard::Revoked,
        "tokens_revoked" => scene.tokens(),
        // The organisation's installation answers for whichever workspaces are in it: what goes to one that was taken out
        // comes back as `team_access_not_granted`, and the lead sees it.
        "team_access_granted" => Heard::Nothing("the organisation let us into another workspace"),
        "team_access_revoked" => Heard::Nothing("the organisation took us out of a workspace"),
        "app_rate_limited" => Heard::Nothing("Slack holds events back: too many came in one hour"),
        _ => Heard::Nothing("a kind of event we do not use"),
    }
}
