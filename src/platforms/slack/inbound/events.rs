//! Events: from Slack's envelope to ours.

use super::context::{InboundContext, Translated};
use super::messages;

/// Translates an event.
pub(in crate::platforms::slack) fn translate(context: &InboundContext<'_>) -> Translated {
    let (installation, inner) = (context.installation, context.inner);
    let Some(kind) = inner.kind.get() else { return Translated::Nothing("an event without a type") };
    match kind {
        "message" | "app_mention" => messages::translate(context),
        "member_joined_channel" => context.moved(true),
        "member_left_channel" => context.moved(false),
        _ if installation.is_ours(inner.user.id(), inner.bot_id.get()) => {
            Translated::Nothing("our own doing")
        }
        "reaction_added" => context.reaction(true),
        "reaction_removed" => context.reaction(false),
        "user_change" | "team_join" | "user_profile_changed" => context.profile(),
        "channel_rename" | "group_rename" => context.renamed(kind),
        "channel_archive" | "group_archive" | "channel_left" | "group_left" => context.gone(kind, true),
        "channel_deleted" | "group_deleted" => context.deleted(kind),
        "channel_shared" => context.shared(kind, Some(true)),
        "channel_unshared" => context.shared(kind, inner.is_ext_shared.0),
        "channel_unarchive" | "group_unarchive" => context.gone(kind, false),
        "app_home_opened" => context.home(),
        "app_uninstalled" => Translated::Revoked,
        "tokens_revoked" => context.tokens(),
        // The organisation's installation answers for whichever workspaces are in it: what goes to one that was taken out
        // comes back as `team_access_not_granted`, and the lead sees it.
        "team_access_granted" => Translated::Nothing("the organisation let us into another workspace"),
        "team_access_revoked" => Translated::Nothing("the organisation took us out of a workspace"),
        "app_rate_limited" => Translated::Nothing("Slack holds events back: too many came in one hour"),
        _ => Translated::Nothing("a kind of event we do not use"),
    }
}
